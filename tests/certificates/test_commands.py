import json
import zlib
from dataclasses import replace

import msgspec
import pytest

from certificates import inspection, signing
from certificates.reading import read
from certificates.verification import evidence_json
from tests.certificates import authority as ca
from tests.certificates import poppler
from tests.certificates.cast import CERTIFICATE, TEMPLATE
from tests.certificates.issued import INDEX, did, genuine, press, seal, statuses
from training.__main__ import main

NESTED = b'{"a":' + b"[" * 30_000 + b"]" * 30_000 + b"}"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "certificate.pdf").write_bytes(genuine().pdf)
    (tmp_path / "did.json").write_text(json.dumps(did()))
    (tmp_path / "list.json").write_text(json.dumps(statuses()))
    (tmp_path / "revoked.json").write_text(json.dumps(statuses(INDEX)))
    (tmp_path / "proof.json").write_text(json.dumps(evidence_json(genuine().evidence())))
    (tmp_path / "head.txt").write_text(genuine().head(40))
    return tmp_path


def verify(folder, capsys, *options, file="certificate.pdf", status="list.json"):
    saved = ["--issuer", folder / "did.json", "--status", folder / status, "--proof", folder / "proof.json"]
    arguments = ["certificate", "verify", folder / file, "--offline", *saved, *options]
    code = main([str(one) for one in arguments])
    return code, capsys.readouterr().out


def test_a_genuine_certificate_is_confirmed_offline_in_chinese(folder, capsys):
    code, said = verify(folder, capsys, "--head", folder / "head.txt", "--name", "张伟")

    assert code == 0
    assert said.splitlines()[0] == "证书有效，由px.example.cn/jiangcheng发放。请确认这是发证单位的网址。"
    assert "✓ 凭证：有效。由江城干部培训中心（px.example.cn/jiangcheng）发放，" in said
    assert "✓ 签名：有效。签名人为江城干部培训中心，自签名以来文件未改动。" in said
    assert "编号示培证字〔2026〕第00001号" in said
    assert "与截至2026-03-16的40条记录一致" in said
    assert said.count("✓") == 5


def test_a_revoked_one_says_so_in_english_and_by_its_exit_code(folder, capsys):
    code, said = verify(folder, capsys, "--lang", "en", status="revoked.json")

    assert code == 3
    first, *rest = said.splitlines()
    assert first == (
        "The certificate is genuine, issued at px.example.cn/jiangcheng, but no longer valid. "
        "Make sure that this is the issuer’s own address."
    )
    assert "Issued by 江城干部培训中心 (px.example.cn/jiangcheng), number" in rest[1]
    assert rest[-1].startswith("✗ Status: revoked or replaced. The list is of 2026-03-16 (")


def test_without_the_issuers_keys_the_answer_stays_open(folder, capsys):
    code = main(["certificate", "verify", str(folder / "certificate.pdf"), "--offline", "--lang", "en"])

    assert code == 4
    assert "the key of did:web:px.example.cn:jiangcheng was not at hand" in capsys.readouterr().out


@pytest.mark.parametrize("option", ["--issuer", "--status", "--proof"])
def test_a_saved_file_nested_without_end_is_a_wrong_call(folder, capsys, option):
    (folder / "deep.json").write_bytes(NESTED)

    assert verify(folder, capsys, option, folder / "deep.json") == (2, "nested too deep\n")


@pytest.mark.parametrize(
    ("credential", "evidence"),
    [
        (NESTED, b""),
        (genuine().credential, NESTED),
        (genuine().credential.replace(b'"did:web:', b'"did:web:\\ud800'), b""),
        (genuine().credential, b'{"index":1e400,"size":40,"proof":[],"head":""}'),
    ],
    ids=["credential", "log", "half a character", "beyond all numbers"],
)
def test_a_file_that_carries_what_no_document_may_hold_is_answered_in_words(folder, capsys, credential, evidence):
    made = press().render(CERTIFICATE, credential=credential, evidence=evidence, seal=seal()).pdf
    (folder / "certificate.pdf").write_bytes(made)
    given = ["--offline", "--issuer", str(folder / "did.json")]

    code = main(["certificate", "verify", str(folder / "certificate.pdf"), *given])

    assert code == 1
    assert capsys.readouterr().out.startswith("不能认定为真实的证书。\n")


def test_a_certificate_that_could_not_be_written_is_not_begun(tmp_path, capsys):
    out = tmp_path / "missing" / "one.pdf"

    code = main(["certificate", "render", str(tmp_path / "no.json"), "--template", "no.json", "--out", str(out)])

    assert (code, capsys.readouterr().out) == (2, f"{out}: cannot be written (No such file or directory)\n")


def bomb():
    """A PDF whose catalogue lies in a stream that unpacks to two gigabytes."""
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    body = b"\x78\xda" + block * 2048
    head = b"%PDF-1.7\n"
    first = (
        b"1 0 obj\n<</Type/Catalog/Pages 3 0 R/Names<</EmbeddedFiles<</Names[(credential.json) 2 0 R]>>>>>>\nendobj\n"
    )
    second = b"2 0 obj\n<</Type/Filespec/EF<</F 4 0 R>>>>\nendobj\n3 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n"
    fourth = b"4 0 obj\n<</Length %d/Filter/FlateDecode>>\nstream\n%b\nendstream\nendobj\n" % (len(body), body)
    places = [len(head), len(head + first), len(head + first) + second.index(b"3 0 obj"), len(head + first + second)]
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    whole = head + first + second + fourth
    end = b"xref\n0 5\n0000000000 65535 f \n%btrailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        len(whole),
    )
    return whole + end


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (b"", "文件不是可以读取的PDF。"),
        (b"GIF89a" + bytes(1000), "文件不是可以读取的PDF。"),
        (genuine().pdf[:30000], "文件不是可以读取的PDF。"),
        (b"%PDF-1.7\n" + b"[" * 200_000, "文件不是可以读取的PDF。"),
        (bytes(5 * 1024 * 1024 + 1), "文件超过5 MiB，不是证书。"),
        (bomb(), "文件不是可以读取的PDF。"),
    ],
    ids=["empty", "picture", "truncated", "nested", "huge", "bomb"],
)
def test_what_is_no_certificate_gets_a_clear_answer(folder, capsys, body, answer):
    (folder / "foreign.pdf").write_bytes(body)

    code, said = verify(folder, capsys, file="foreign.pdf")

    assert code == 1
    assert said.splitlines() == [answer, "不能认定为真实的证书。"]


def test_a_file_that_takes_too_long_is_given_up(folder, capsys, monkeypatch):
    monkeypatch.setattr(inspection, "SECONDS", 0)

    assert verify(folder, capsys) == (1, "文件的内容超出查验所允许的时间或内存，已停止读取。\n不能认定为真实的证书。\n")


def test_a_foreign_pdf_is_no_certificate(folder, capsys):
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(folder / "foreign.pdf"))
    canvas.drawString(100, 700, "Certificate")
    canvas.save()

    code, said = verify(folder, capsys, "--lang", "en", file="foreign.pdf")

    assert code == 1
    assert said.splitlines() == [
        "This is not a genuine certificate.",
        "✗ Signature: none. The file is not signed, so it does not show who issued it.",
        "✗ Credential: none. The file carries no credential to verify.",
    ]


def test_a_wrong_call_is_told_from_a_wrong_certificate(folder, capsys):
    (folder / "did.json").write_text("not json")

    assert verify(folder, capsys)[0] == 2
    assert main(["certificate", "verify", str(folder / "absent.pdf"), "--offline"]) == 2


def render(folder, *options, one=CERTIFICATE):
    (folder / "data.json").write_bytes(msgspec.json.encode(one))
    (folder / "template.json").write_bytes(msgspec.json.encode(TEMPLATE))
    given = [folder / "data.json", "--template", folder / "template.json", "--out", folder / "out.pdf", *options]
    return main(["certificate", "render", *[str(one) for one in given]])


def test_a_certificate_made_by_hand_is_signed_with_the_key_that_is_given(tmp_path, capsys):
    (tmp_path / "key.p12").write_bytes(signing.demonstration("江城干部培训中心", ca.NOW, b"secret"))
    (tmp_path / "password").write_text("secret\n")
    (tmp_path / "wrong").write_text("guess\n")

    assert render(tmp_path, "--key", tmp_path / "key.p12", "--password-file", tmp_path / "wrong") == 2
    assert not (tmp_path / "out.pdf").exists()
    assert render(tmp_path, "--key", tmp_path / "key.p12", "--password-file", tmp_path / "password") == 0
    claim = read((tmp_path / "out.pdf").read_bytes())

    assert claim.is_intact
    assert claim.is_over_everything


@poppler.needed
def test_a_certificate_is_made_by_hand(tmp_path):
    assert render(tmp_path) == 0
    assert "张伟同志" in poppler.text((tmp_path / "out.pdf").read_bytes(), tmp_path)


def test_a_missing_glyph_is_named_on_the_command_line(tmp_path, capsys):
    assert render(tmp_path, one=replace(CERTIFICATE, name="李𪚥")) == 1
    assert capsys.readouterr().out == "“𪚥”（U+2A6A5）暂无可用字形，李𪚥的证书未生成。\n"
    assert not (tmp_path / "out.pdf").exists()


GIVEN = json.loads(msgspec.json.encode(CERTIFICATE))
LOOK = json.loads(msgspec.json.encode(TEMPLATE))


def render_given(folder, capsys, *options, data=GIVEN, template=LOOK):
    """Render data that no value of ours would be; what is said, line by line."""
    (folder / "data.json").write_text(json.dumps(data))
    (folder / "template.json").write_text(json.dumps(template))
    given = [folder / "data.json", "--template", folder / "template.json", "--out", folder / "out.pdf", *options]
    code = main(["certificate", "render", *[str(one) for one in given]])
    assert (code == 0) is (folder / "out.pdf").exists()
    return code, capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": " 　"}, "name"),
        ({"number": " "}, "number"),
        ({"class_title": "\u200b"}, "class_title"),
        ({"code": "!!!!"}, "code"),
        ({"code": CERTIFICATE.code.lower()}, "code"),
        ({"code": CERTIFICATE.code[:-1] + "0"}, "code"),
        ({"hours": -500}, "hours"),
        ({"end": "2026-03-08"}, "end"),
        ({"kind": "hours"}, "kind"),
        ({"issued_at": "2026-03-13T16:00:00"}, "issued_at"),
        ({"expires": "2026-03-12"}, "expires"),
        ({"sessions": [{"day": "2026-03-09", "title": "一", "hours": -1}]}, "sessions"),
        ({"sessions": [{"day": "2026-03-09", "title": " ", "hours": 1}]}, "sessions"),
        ({"nme": "张伟"}, "nme"),
        ({"sessions": [{"day": "2026-03-09", "title": "一", "hours": 1, "hour": 2}]}, "sessions[0].hour"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_data_that_make_no_certificate_are_refused_by_field(tmp_path, capsys, changes, field, lang):
    code, said = render_given(tmp_path, capsys, "--lang", lang, data={**GIVEN, **changes})

    assert code == 2
    assert [line.partition(": ")[0] for line in said] == [field]
    assert len(said[0]) > len(field) + 5
    assert not said[0].startswith((f"{field}: certificate.", f"{field}: template."))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title_en": "中国 National Certificate"}, "title_en"),
        ({"issuer": " "}, "issuer"),
        ({"host": "a b"}, "host"),
        ({"scheme": "http"}, "scheme"),
        ({"scheme": "ftp", "sample": True}, "scheme"),
        ({"signatories": [{"post": "主任", "title": "x"}]}, "signatories[0].title"),
    ],
)
def test_a_template_that_cannot_be_published_is_refused_by_field(tmp_path, capsys, changes, field):
    code, said = render_given(tmp_path, capsys, template={**LOOK, **changes})

    assert (code, [line.partition(": ")[0] for line in said]) == (2, [field])


def test_every_wrong_field_is_named_at_once(tmp_path, capsys):
    _, said = render_given(
        tmp_path, capsys, data={**GIVEN, "name": "", "hours": -1}, template={**LOOK, "title": "全国"}
    )

    assert said == [
        "name: 请填写。",
        "hours: 学时不能为负数。",
        "title: 除发证单位全称外，证书上不得出现“中国”“国家”“全国”“职业资格”等字样。",
    ]


def test_a_field_of_another_type_or_missing_is_named(tmp_path, capsys):
    assert "`$.hours`" in render_given(tmp_path, capsys, data={**GIVEN, "hours": "38"})[1][0]
    assert "`number`" in render_given(tmp_path, capsys, data={"kind": "completion"})[1][0]


def test_a_text_that_nobody_could_read_any_more_is_refused_by_field(tmp_path, capsys):
    assert render_given(tmp_path, capsys, data={**GIVEN, "number": "9" * 200}) == (
        1,
        ["number: 张伟的证书中“证书编号”过长，版面容纳不下，证书未生成。请缩短后再发放。"],
    )
    assert render_given(tmp_path, capsys, "--lang", "en", template={**LOOK, "issuer": "示例干部培训中心" * 12}) == (
        1,
        ["issuer: Issuer: too long for the page, so the certificate of 张伟 was not made. Shorten it."],
    )


def test_data_nested_without_end_is_a_wrong_call(tmp_path, capsys):
    (tmp_path / "deep.json").write_text('{"a":' * 100_000)
    deep = str(tmp_path / "deep.json")

    assert main(["certificate", "render", deep, "--template", deep, "--out", str(tmp_path / "out.pdf")]) == 2
    assert capsys.readouterr().out.count("\n") == 1


def test_a_folder_that_is_not_there_is_a_wrong_call(tmp_path, capsys):
    assert render(tmp_path, "--out", tmp_path / "nowhere" / "out.pdf") == 2
    assert capsys.readouterr().out.count("\n") == 1
