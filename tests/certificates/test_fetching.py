"""`training certificate verify` with a network: what the issuer serves is asked for, and what it serves is not believed."""

import json
from dataclasses import replace
from hashlib import sha256

import httpx
import pytest

from certificates import commands, fetching
from certificates.fetching import MOST, NotServed
from certificates.reading import read
from certificates.rules.log import Log
from certificates.verification import evidence_json
from tests.certificates.cast import ISSUER
from tests.certificates.issued import INDEX, PLACE, did, genuine, statuses
from training.__main__ import main

AT = "https://px.example.cn/jiangcheng"


class Issuer:
    """An issuer's address: what it serves, and what it was asked."""

    def __init__(self, issued, listed):
        self.issued, self.listed = issued, listed
        self.asked = []

    def __call__(self, request):
        self.asked.append(str(request.url))
        path, query = request.url.path.removeprefix("/jiangcheng"), request.url.params
        if path == "/did.json":
            return httpx.Response(200, json=did())
        if str(request.url) == ISSUER.status_list:
            return httpx.Response(200, json=self.listed)
        if path.startswith("/log/proof/"):
            size = int(query.get("size", 40))
            return (
                httpx.Response(200, json=evidence_json(self.issued.evidence(size)))
                if size > PLACE
                else httpx.Response(404)
            )
        if path == "/log/consistency":
            between = self.issued.log.consistency(int(query["old"]), int(query["size"]))
            return httpx.Response(200, json={"proof": [one.hex() for one in between]})
        return httpx.Response(404)


@pytest.fixture(scope="module")
def claim():
    return read(genuine().pdf)


@pytest.fixture
def verify(claim, tmp_path, capsys, monkeypatch):
    """Verify the genuine certificate in English, asking that issuer. It is read once for all, without a child."""
    open_client = fetching.client

    async def claim_of(pdf):
        assert pdf == genuine().pdf
        return claim

    monkeypatch.setattr(commands, "claim_of", claim_of)
    (tmp_path / "certificate.pdf").write_bytes(genuine().pdf)

    def run(issuer, *options, head=""):
        monkeypatch.setattr(fetching, "client", lambda: open_client(transport=httpx.MockTransport(issuer)))
        if head:
            (tmp_path / "head.txt").write_text(head, encoding="utf-8")
            options = (*options, "--head", str(tmp_path / "head.txt"))
        code = main(["certificate", "verify", str(tmp_path / "certificate.pdf"), "--lang", "en", *options])
        return code, capsys.readouterr().out

    return run


def rewritten(how):
    """The log of an issuer who changed its history below the certificate."""
    entries = [sha256(bytes([n])).digest() for n in range(40)]
    entries[PLACE] = sha256(genuine().credential).digest()
    if how == "rewritten":
        entries[3] = sha256(b"another").digest()
    elif how == "dropped":
        entries = [*entries[:20], *entries[21:], sha256(b"one more").digest()]
    else:
        entries[5], entries[6] = entries[6], entries[5]
    return replace(genuine(), log=Log(entries))


def test_everything_is_asked_of_the_issuers_own_address(verify):
    issuer = Issuer(genuine(), statuses())

    code, said = verify(issuer)

    assert code == 0
    assert said.startswith("The certificate is genuine and valid, issued at px.example.cn/jiangcheng.")
    entry = sha256(genuine().credential).hexdigest()
    assert issuer.asked == [f"{AT}/did.json", ISSUER.status_list, f"{AT}/log/proof/{entry}"]


def test_a_revocation_is_read_from_the_list_that_is_served(verify):
    code, said = verify(Issuer(genuine(), statuses(INDEX)))

    assert code == 3
    assert "revoked or replaced" in said


@pytest.mark.parametrize("size", [25, 40])
def test_a_head_that_was_kept_is_the_size_that_is_asked_for(verify, size):
    issuer = Issuer(genuine(), statuses())

    code, said = verify(issuer, head=genuine().head(size))

    assert code == 0, said
    assert issuer.asked[-1].endswith(f"?size={size}")


def test_a_head_from_before_the_certificate_needs_the_proof_between_both(verify):
    issuer = Issuer(genuine(), statuses())

    code, said = verify(issuer, head=genuine().head(9))

    assert code == 0, said
    assert issuer.asked[-1] == f"{AT}/log/consistency?old=9&size=40"


@pytest.mark.parametrize("how", ["rewritten", "dropped", "reordered"])
@pytest.mark.parametrize("kept", [25, 40])
def test_an_issuer_who_changed_its_log_is_found_out_by_a_head_that_was_kept(verify, how, kept):
    forger = Issuer(rewritten(how), statuses())

    assert verify(forger)[0] == 0
    code, said = verify(forger, head=genuine().head(kept))

    assert code == 1, said
    assert said.startswith("This is not a genuine certificate.\n")


def test_offline_nobody_is_asked(verify):
    def nobody(request):
        pytest.fail(f"asked {request.url}")

    code, said = verify(nobody, "--offline")

    assert code == 4
    assert "?" in said


@pytest.mark.parametrize(
    "broken",
    [
        lambda _: httpx.Response(500),
        lambda _: httpx.Response(302, headers={"location": "https://elsewhere.example/"}),
        lambda _: httpx.Response(200, content=b"<html>"),
        lambda _: httpx.Response(200, content=b" " * (MOST + 1)),
        lambda _: httpx.Response(200, content=b'{"a":' + b"[" * 30_000 + b"]" * 30_000 + b"}"),
        lambda request: (_ for _ in ()).throw(httpx.ConnectError("no such host", request=request)),
    ],
    ids=["error", "redirect", "page", "endless", "nested", "absent"],
)
def test_an_issuer_that_does_not_answer_leaves_the_question_open(verify, broken):
    assert verify(broken)[0] == 4


@pytest.mark.parametrize("address", ["http://px.example.cn/did.json", "file:///etc/passwd", "https://", ""])
def test_only_https_is_asked(address):
    with fetching.client(transport=httpx.MockTransport(lambda _: httpx.Response(200, json={}))) as client:
        with pytest.raises(NotServed):
            fetching.json(address, client)


def test_a_proof_that_cannot_be_read_is_none_at_all(verify):
    def mumbling(request):
        if "/log/" in request.url.path:
            return httpx.Response(200, content=json.dumps({"proof": [5]}).encode())
        return Issuer(genuine(), statuses())(request)

    assert verify(mumbling)[0] == 4
