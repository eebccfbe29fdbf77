import io
import multiprocessing
import os
import re
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from hashlib import sha256

import pikepdf
import pytest
from PIL import Image

from certificates import signing
from certificates.certificate_pdf import publish
from certificates.credential import check, parsed
from certificates.making import Batch, Pkcs12, make
from certificates.model import Issuance, Made, Reason, Refusal
from tests.certificates import authority as ca
from tests.certificates.cast import CERTIFICATE, ISSUER, TEMPLATE

BUNDLE = signing.demonstration("江城干部培训中心", ca.NOW)


def issuance(name="张伟", n=1, **more):
    one = replace(CERTIFICATE, name=name, number=f"示培证字〔2026〕第{n:05}号", **more)
    return Issuance(one, salt=f"{n:032x}", status_index=n)


@pytest.fixture(scope="module")
def batch():
    return Batch(publish(TEMPLATE), (issuance(),), ISSUER, Pkcs12(BUNDLE))


def test_a_class_is_made_in_order(batch):
    made = make(replace(batch, issuances=tuple(issuance(n=n, code=f"CODE{n}") for n in range(1, 6))))

    assert [one.code for one in made] == ["CODE1", "CODE2", "CODE3", "CODE4", "CODE5"]
    assert all(isinstance(one, Made) and one.sha256 == sha256(one.pdf).hexdigest() for one in made)


def test_a_missing_glyph_refuses_that_one_certificate_and_names_the_character(batch):
    names = ("张伟", "李𪚥", "杜𬘭佳")

    first, second, third = make(replace(batch, issuances=tuple(issuance(name) for name in names)))

    named = {"char": "𪚥", "code": "U+2A6A5", "name": "李𪚥"}
    assert second == Refusal(CERTIFICATE.code, Reason("certificate.glyph-missing", named))
    assert isinstance(first, Made)
    assert isinstance(third, Made)


def test_a_title_beyond_all_measure_refuses_that_one_certificate(batch):
    (refused,) = make(replace(batch, issuances=(issuance(class_title="研究班" * 500),)))

    assert refused.reason == Reason("certificate.text-too-long", {"field": "培训班名称", "name": "张伟"})


def test_the_credential_inside_the_document_is_the_one_that_stands_alone(batch):
    (made,) = make(batch)

    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        assert pdf.attachments["credential.json"].get_file().read_bytes() == made.credential
    check(parsed(made.credential), ISSUER.key.public_key())


def test_the_picture_is_as_wide_as_a_phone_asks(batch):
    (made,) = make(replace(batch, picture_width=1080))

    with Image.open(io.BytesIO(made.picture)) as image:
        assert image.format == "PNG"
        assert image.width == 1080
        assert abs(image.width / image.height - 841.89 / 595.28) < 0.01


def test_a_class_is_made_in_a_spawned_worker_with_the_same_bytes(batch):
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        there = pool.submit(make, batch).result(timeout=120)

    assert there == make(batch)


@pytest.mark.parametrize("module", ["model", "rules.codes", "rules.log", "credential", "heads", "certificate_pdf"])
def test_what_a_web_process_may_import_loads_nothing_heavy(module):
    heavy = r"reportlab|pyhanko|pikepdf|fontTools|pypdfium2|PIL|zxingcpp"
    script = f"import sys, certificates.{module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=os.environ)

    assert [name for name in loaded.stdout.split() if re.fullmatch(heavy, name)] == []
