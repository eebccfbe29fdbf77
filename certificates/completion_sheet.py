"""The certificate of completion 结业证书: one sheet, lying, the sentence in its middle."""

from collections.abc import Iterator
from itertools import islice

from certificates.model import Certificate, Kind, Language, Template
from certificates.rules.wording import proper
from certificates.sheets import (
    Block,
    Foot,
    Place,
    Rule,
    Sheet,
    block,
    fixed_foot,
    foot_runs,
    heading,
    page_size,
    sample_mark,
    seal_place,
    stacked,
)
from certificates.typesetting import SOFT, Run, TooLong, Typesetter

WIDTH, HEIGHT = page_size(Kind.COMPLETION)
MIDDLE = WIDTH / 2
LEFT, MEASURE = 116.0, WIDTH - 232.0
HEADING = 474.0  # the line it stands on
TOP, BOTTOM = 408.0, 216.0  # of the sentence
GAP = 10.0
SIGNING = 100.0  # the width of a post and its name
BALANCED = 6  # smaller prints that are tried to avoid a widow
WIDOW = 0.12  # of the measure: a last line shorter than this
SCALES = (1.08, 1.04, 1.0, 0.97, 0.94, 0.91, 0.88, 0.84, 0.8, 0.75, 0.7, 0.65, 0.6)
FOOT = Foot(x=84.0, y=84.0, seal_x=WIDTH - 206.0, date_y=108.0)
SEAL = seal_place(FOOT)


def fixed(template: Template, setter: Typesetter) -> list[Run]:
    """The words on every certificate of the template."""
    runs = heading(template, setter, middle=MIDDLE, y=HEADING, size=44.0, width=MEASURE)
    runs += fixed_foot(template, FOOT, setter)
    runs += sample_mark(template, setter, MIDDLE, 527.0)
    return runs + _signatories(template, setter)


def fixed_rules(template: Template) -> list[Rule]:
    """The lines to sign on."""
    return [Rule(x, FOOT.y + 25, x + 84, FOOT.y + 25) for x in _signing_places(template)]


def sheets(template: Template, one: Certificate, setter: Typesetter) -> list[Sheet]:
    """The one sheet of the certificate. Raises TooLong where the sentence does not fit."""
    runs = _body(template, one, setter) + foot_runs(template, one, FOOT, setter)
    return [Sheet(runs, [], Place(FOOT.x, FOOT.y, FOOT.qr, FOOT.qr))]


def _body(template: Template, one: Certificate, setter: Typesetter) -> list[Run]:
    """The sentence in the middle between heading and foot: in the largest print that fits, or in a slightly smaller
    one where that saves a last line of a single word."""
    fitting = (blocks for blocks in _settings(template, one, setter) if _height(blocks) <= TOP - BOTTOM)
    largest = next(fitting, None)
    if largest is None:
        raise TooLong("class_title")
    others = islice(fitting, BALANCED) if _has_widow(largest) else ()
    blocks = next((smaller for smaller in others if not _has_widow(smaller)), largest)
    top = TOP - (TOP - BOTTOM - _height(blocks)) * 0.42
    return stacked(blocks, setter, x=LEFT, top=top, width=MEASURE, gap=GAP)


def _settings(template: Template, one: Certificate, setter: Typesetter) -> Iterator[list[Block]]:
    """The sentence in each language, from the largest print to the smallest."""
    for scale in SCALES:
        yield [
            block(template, one, setter, language=language, size=scale * _size(template, language), width=MEASURE)
            for language in template.languages
        ]


def _height(blocks: list[Block]) -> float:
    return sum(each.height for each in blocks) + GAP * (len(blocks) - 1)


def _has_widow(blocks: list[Block]) -> bool:
    return any(len(each.lines) > 1 and each.lines[-1].width < WIDOW * MEASURE for each in blocks)


def _size(template: Template, language: Language) -> float:
    if language is Language.ZH:
        return 19.0 if len(template.languages) > 1 else 21.5
    return 11.5 if len(template.languages) > 1 else 18.5


def _signing_places(template: Template) -> list[float]:
    return [FOOT.x + 286 + 106 * index for index in range(len(template.signatories))]


def _signatories(template: Template, setter: Typesetter) -> list[Run]:
    zh, en = (language in template.languages for language in (Language.ZH, Language.EN))
    runs = []
    for x, one in zip(_signing_places(template), template.signatories, strict=True):
        post = one.post if zh else one.post_en or one.post
        runs.append(
            setter.shrunk(Run(x, FOOT.y + 12, 9.5, proper(f"{post}　{one.name}".strip())), SIGNING, "signatories")
        )
        if zh and en and one.post_en:
            runs.append(setter.shrunk(Run(x, FOOT.y + 1, 7.5, proper(one.post_en), color=SOFT), SIGNING, "signatories"))
    return runs
