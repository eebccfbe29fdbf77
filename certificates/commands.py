"""`training certificate …`: make one by hand, check one from anywhere. Exit codes of `verify`: 0 genuine and valid, 1 not
genuine, 3 genuine but revoked, replaced or expired, 4 nothing wrong but not everything checked; 2 is a wrong call."""

import argparse
import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from certificates import credential, fetching, verification
from certificates.fetching import NotServed
from certificates.fonts import MissingGlyph, code_point
from certificates.inspection import LIMIT, Refused, claim_of
from certificates.model import Certificate, Reason, Template
from certificates.rules import printable, wording
from certificates.rules.wording import proper
from certificates.saying import tidy, words
from certificates.typesetting import TooLong
from certificates.verification import Finding, Judgement, Known, Weight, judge
from training import destinations
from training.i18n import say

if TYPE_CHECKING:  # reading.py loads pyHanko, which only children may
    import httpx

    from certificates.reading import Claim

EXITS = {Weight.GOOD: 0, Weight.FALSE: 1, Weight.ENDED: 3, Weight.OPEN: 4}
LANGUAGES = {"zh": "zh_CN", "en": "en"}

T = TypeVar("T")


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands of this package."""
    verbs = commands.add_parser("certificate", help="make or verify a certificate").add_subparsers(
        dest="verb", required=True, metavar="VERB"
    )
    _register_render(verbs.add_parser("render", help="make one certificate from a JSON file"))
    _register_verify(verbs.add_parser("verify", help="say whether a certificate is genuine and valid"))


def _register_render(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("data", type=Path, metavar="DATA.json", help="the certificate's data")
    parser.add_argument("--template", type=Path, required=True, metavar="T.json", help="the template's data")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    parser.add_argument("--key", type=Path, metavar="KEY.p12", help="sign with this PKCS #12 file")
    parser.add_argument("--password-file", type=Path, metavar="FILE", help="where the key's password stands")
    parser.add_argument("--lang", choices=sorted(LANGUAGES), default="zh")
    parser.set_defaults(run=render)


def _register_verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.pdf")
    parser.add_argument("--offline", action="store_true", help="ask nobody; use what is given here")
    parser.add_argument("--head", type=Path, help="a signed head of the issuer's log that you kept")
    parser.add_argument("--proof", type=Path, help="the log's proof for this certificate, saved earlier")
    parser.add_argument("--issuer", type=Path, metavar="DID.json", help="the issuer's DID document, saved earlier")
    parser.add_argument("--status", type=Path, metavar="LIST.json", help="the list of revocations, saved earlier")
    parser.add_argument("--name", help="the holder's name, to be compared")
    parser.add_argument("--lang", choices=sorted(LANGUAGES), default="zh")
    parser.set_defaults(run=verify)


def render(given: argparse.Namespace) -> int:
    """Make one certificate; the exit code is 1 where a glyph is missing or a text does not fit, 2 where data are wrong."""
    from certificates import certificate_pdf, making  # loads fonts and pictures, for this command only

    lang = LANGUAGES[given.lang]
    try:
        destinations.ensure(given.out)
        one, template = _read(given.data, Certificate), _read(given.template, Template)
        if wrong := {**printable.faults(one, template), **wording.faults(template)}:
            return _say("\n".join(f"{field}: {say(code, {}, lang)}" for field, code in wrong.items()), 2)
        password = given.password_file.read_bytes().rstrip(b"\r\n") if given.password_file else None
        seal = making.Pkcs12(given.key.read_bytes(), password).open() if given.key else None
        made = certificate_pdf.Press(certificate_pdf.publish(template)).render(one, seal=seal)
        destinations.write(given.out, made.pdf)
    except (OSError, ValueError, RecursionError) as fault:
        return _say(tidy(str(fault)), 2)
    except MissingGlyph as missing:
        named = {"char": missing.char, "code": code_point(missing.char), "name": proper(one.name)}
        return _say(words(Reason("certificate.glyph-missing", named), lang), 1)
    except TooLong as long:
        named = {"field": printable.PARTS[long.field], "name": proper(one.name)}
        return _say(f"{long.field}: {words(Reason('certificate.text-too-long', named), lang)}", 1)
    return 0


def _read(path: Path, kind: type[T]) -> T:
    """The value in a JSON file. Raises ValueError, naming the field, for what is none."""
    given = credential.parsed(path.read_bytes())
    if unknown := next(printable.strangers(given, kind), None):
        raise ValueError(f"{unknown}: {path.name} has no such field")
    return msgspec.convert(given, kind)


def verify(given: argparse.Namespace) -> int:
    """Say in words what holds and what does not."""
    lang = LANGUAGES[given.lang]
    try:
        with given.file.open("rb") as file:
            claim = asyncio.run(claim_of(file.read(LIMIT + 1)))
        with fetching.client() as client:
            known = _known(given, claim, client)
    except Refused as refused:
        return _say(f"{words(refused.reason, lang)}\n{say('verify.verdict-false', {}, lang)}", EXITS[Weight.FALSE])
    except (OSError, ValueError) as fault:
        return _say(tidy(str(fault)), 2)
    judgement = judge(claim, known, datetime.now(UTC))
    return _say(report(judgement, lang), EXITS[judgement.weight])


def report(judgement: Judgement, lang: str) -> str:
    """The verdict and every finding, one a line."""
    lines = [words(judgement.verdict, lang), *(_line(finding, lang) for finding in judgement.findings)]
    return "\n".join(lines)


def _line(finding: Finding, lang: str) -> str:
    marks = {Weight.GOOD: "✓", Weight.OPEN: "?", Weight.ENDED: "✗", Weight.FALSE: "✗"}
    return f"{marks[finding.weight]} {words(finding.reason, lang)}"


def _known(given: argparse.Namespace, claim: "Claim", client: "httpx.Client") -> Known:
    """What stands beside the file: saved files first, then the issuer's address, unless offline."""
    did = _saved(given.issuer) or _asked(given, lambda: fetching.did_document(verification.issuer_of(claim), client))
    statuses = _saved(given.status) or _asked(given, lambda: fetching.json(verification.status_address(claim), client))
    head = given.head.read_text(encoding="utf-8") if given.head else None
    known = Known(did=did, statuses=statuses, head=head, name=given.name)
    evidence, consistency = _logged(given, claim, known, client)
    return Known(did, statuses, evidence, head, consistency, given.name)


def _logged(given: argparse.Namespace, claim: "Claim", known: Known, client: "httpx.Client") -> tuple[Any, Any]:
    """The log's evidence, at the size of the kept head if there is one, and the proof between both where they differ."""
    kept, issuer = verification.kept_size(known), verification.issuer_of(claim)
    evidence = verification.evidence_from(_saved(given.proof)) if given.proof else None
    if not (evidence or claim.evidence) and claim.credential:
        evidence = _asked(given, lambda: _evidence(claim, issuer, kept, client))
        if evidence is None and kept:  # the kept head may be older than the certificate
            evidence = _asked(given, lambda: _evidence(claim, issuer, None, client))
    size = evidence.size if evidence else verification.size_of(claim)
    if kept is None or size is None or kept == size:
        return evidence, None
    old, new = sorted((kept, size))
    return evidence, _asked(given, lambda: fetching.consistency(issuer, old, new, client))


def _evidence(claim: "Claim", issuer: str, size: int | None, client: "httpx.Client") -> Any:
    try:
        entry = verification.entry_of(credential.parsed(claim.credential))
    except ValueError as broken:
        raise NotServed("the credential is unreadable") from broken
    return fetching.evidence(issuer, entry, size, client)


def _asked(given: argparse.Namespace, ask: Callable[[], T]) -> T | None:
    if not given.offline:
        with suppress(NotServed):  # said by the finding that lacks it
            return ask()
    return None


def _saved(path: Path | None) -> Any:
    return credential.parsed(path.read_bytes()) if path else None


def _say(text: str, code: int) -> int:
    sys.stdout.write(text + "\n")
    return code
