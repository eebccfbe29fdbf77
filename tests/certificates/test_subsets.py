from io import BytesIO
from zlib import decompress

import pytest
from fontTools.ttLib import TTFont

from certificates.fonts import FOLDER, REGULAR, Chain, Face
from certificates.subsets import Subset


@pytest.fixture(scope="module")
def chain():
    return Chain(REGULAR)


def subset(chain, text, *, shared=""):
    """The letters of a text in the chain's first face, the shared ones made ready beforehand."""
    made = Subset(chain.faces[0])
    for char in shared:
        made.slot(chain.find(char))
    if shared:
        made.share()
        made = made.branch()
    for char in text:
        made.slot(chain.find(char))
    return made


def opened(made):
    return TTFont(BytesIO(decompress(made.embedded().file)), checkChecksums=2)


def test_a_subset_is_a_font_file_of_its_letters_alone(chain):
    font = opened(subset(chain, "张伟张"))

    assert font["maxp"].numGlyphs == 3


def test_its_outlines_and_widths_are_those_of_the_whole_font(chain):
    whole = TTFont(FOLDER / REGULAR[0])
    name = whole.getBestCmap()[ord("伟")]

    font = opened(subset(chain, "张伟"))

    own = font.getGlyphOrder()[2]
    assert font["glyf"][own].coordinates == whole["glyf"][name].coordinates
    assert font["hmtx"][own] == whole["hmtx"][name]


def test_shared_letters_change_nothing_of_the_font(chain):
    alone, branched = opened(subset(chain, "学时张伟")), opened(subset(chain, "张伟", shared="学时"))

    for table in ("head", "hhea", "hmtx", "loca", "maxp", "glyf"):
        assert branched.reader[table] == alone.reader[table]


def test_a_branch_leaves_no_trace_in_the_next_one(chain):
    shared = subset(chain, "", shared="学时")
    first, second = shared.branch(), shared.branch()

    first.slot(chain.find("张"))

    assert second.embedded() == shared.embedded()


def test_a_font_that_puts_letters_together_is_refused(tmp_path, chain):
    font = bytearray(chain.faces[0].bytes)
    start, _ = chain.faces[0].tables["maxp"]
    font[start + 30 : start + 32] = (1).to_bytes(2, "big")  # maxComponentDepth
    path = tmp_path / "composed.ttf"
    path.write_bytes(font)

    with pytest.raises(ValueError, match="puts letters together"):
        Face(path)
