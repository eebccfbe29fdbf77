"""The whole 通用规范汉字表, every character of it, from a certificate's page back to text."""

from dataclasses import replace
from pathlib import Path

import pytest

from certificates.certificate_pdf import Press, publish
from certificates.fonts import BOLD, REGULAR, Chain
from tests.certificates import poppler
from tests.certificates.cast import CERTIFICATE, TEMPLATE

TABLE = "".join((Path(__file__).parents[1] / "data/certificates/standard_characters.txt").read_text("utf-8").split())
NAME_LENGTH = 24  # characters that fit one line


def test_the_table_is_whole():
    assert len(TABLE) == len(set(TABLE)) == 8105
    assert sum(ord(char) > 0xFFFF for char in TABLE) == 196


@pytest.mark.parametrize("chain", [REGULAR, BOLD])
def test_every_character_is_drawn_by_the_first_font_of_its_chain(chain):
    fonts = Chain(chain)

    assert [char for char in TABLE if fonts.find(char).face is not fonts.faces[0]] == []


@poppler.needed
def test_every_character_is_read_back_as_a_name(tmp_path):
    press = Press(publish(replace(TEMPLATE, signatories=())))
    names = [TABLE[start : start + NAME_LENGTH] for start in range(0, len(TABLE), NAME_LENGTH)]
    paths = []
    for number, name in enumerate(names):
        paths.append(tmp_path / f"{number:04}.pdf")
        paths[-1].write_bytes(press.render(replace(CERTIFICATE, name=name)).pdf)

    read = [poppler.run("pdftotext", "-l", "1", path, "-")[0] for path in paths]

    assert len(names) == 338
    assert [name for name, text in zip(names, read, strict=True) if f"\n{name}" not in text] == []
