import random
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.rules import codes
from certificates.rules.codes import ALPHABET, read

KNOWN = codes.draw(random.Random(7).getrandbits)
drawn = st.builds(lambda seed: codes.draw(random.Random(seed).getrandbits), st.integers(0, 10**9))


def test_a_code_carries_eighty_bits_and_a_check_character():
    spent = []

    def bits(count):
        spent.append(count)
        return secrets.randbits(count)

    code = codes.draw(bits)

    assert len(code) == 17
    assert set(spent) == {80}
    assert set(code) <= set(ALPHABET)


def test_the_bits_decide_the_code_and_nothing_else():
    assert codes.spell(0) == "0" * 16
    assert codes.spell(2**80 - 1) == "Z" * 16
    assert codes.spell(0b11111_00001) == "0" * 14 + "Z1"


def test_a_check_character_that_could_be_misread_is_drawn_again():
    made = {codes.draw(random.Random(seed).getrandbits)[-1] for seed in range(600)}

    assert made == set(ALPHABET)


@given(drawn, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_every_single_substitution_is_caught(code, at, other):
    changed = code[:at] + other + code[at + 1 :]

    assert (read(changed) == code) is (changed == code)
    assert changed == code or read(changed) is None


@given(drawn, st.integers(0, 15))
def test_every_swap_of_neighbours_is_caught(code, at):
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]

    assert read(swapped) == (code if swapped == code else None)


def test_no_substitution_or_swap_in_one_code_is_missed():
    substituted = [KNOWN[:at] + c + KNOWN[at + 1 :] for at in range(17) for c in ALPHABET if c != KNOWN[at]]
    swapped = [KNOWN[:at] + KNOWN[at + 1] + KNOWN[at] + KNOWN[at + 2 :] for at in range(16)]

    assert len(substituted) == 17 * 31
    assert [typed for typed in substituted + swapped if typed != KNOWN and read(typed)] == []


@pytest.mark.parametrize(
    "typed",
    [
        "{grouped}",
        " {lower} ",
        "{hyphened}",
        "{full}",
        "https://px.example.cn/C/{code}",
        "HTTPS://PX.EXAMPLE.CN/C/{code}/",
        "https://px.example.cn/jiangcheng/verify/{lower}?from=scan#top",
        "{dashed}\n",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed):
    written = typed.format(
        code=KNOWN,
        lower=KNOWN.lower(),
        grouped=codes.grouped(KNOWN),
        hyphened="-".join(KNOWN[i : i + 4] for i in range(0, 17, 4)),
        dashed="—".join(KNOWN[i : i + 4] for i in range(0, 17, 4)),
        full="".join(chr(ord(c) + 0xFEE0) for c in KNOWN),
    )

    assert read(written) == KNOWN


def test_letters_that_look_like_digits_are_read_as_digits():
    code = next(c for c in (codes.draw(random.Random(s).getrandbits) for s in range(500)) if {"0", "1"} <= set(c))

    assert read(code.replace("0", "o").replace("1", "l")) == code
    assert read(code.replace("1", "I")) == code


@pytest.mark.parametrize(
    "typed", ["", "示培证字〔2026〕第00001号", KNOWN[:-1], KNOWN + "0", "U" * 17, "*" * 17, "9" * 10**6]
)
def test_what_cannot_be_a_code_is_none(typed):
    assert read(typed) is None


def test_the_address_fits_the_alphanumeric_mode_of_a_qr_code():
    address = codes.address("px.example.cn", KNOWN)

    assert address == f"HTTPS://PX.EXAMPLE.CN/C/{KNOWN}"
    assert set(address) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def test_a_code_is_printed_in_groups_of_four():
    assert codes.grouped("7KQM4T9D2XHB9PWQV") == "7KQM 4T9D 2XHB 9PWQ V"
