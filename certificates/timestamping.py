"""Time stamps (RFC 3161) over signatures, from whatever authority a center uses. Asks the network; off by default."""

import secrets
from collections.abc import Callable
from hashlib import sha256

import httpx
from asn1crypto import tsp

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
PATIENCE = 10.0  # seconds


class StampRefused(Exception):
    """The authority gave no time stamp, or one over something else."""


def over_http(url: str) -> Callable[[bytes], bytes]:
    """Send a request to the authority at that address. Raises StampRefused."""

    def post(request: bytes) -> bytes:
        headers = {"Content-Type": QUERY, "Accept": REPLY}
        try:
            return httpx.post(url, content=request, headers=headers, timeout=PATIENCE).raise_for_status().content
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise StampRefused(f"{url}: {error}") from error

    return post


def authority(post: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """What `signing.Signer` calls: a signature in, a time-stamp token out. Raises StampRefused."""

    def stamp(signature: bytes) -> bytes:
        digest, nonce = sha256(signature).digest(), secrets.randbits(64)
        imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest}
        asked = tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "nonce": nonce, "cert_req": True})
        reply = post(asked.dump())
        try:
            return _token(tsp.TimeStampResp.load(reply), digest, nonce)
        except (ValueError, TypeError, KeyError) as broken:
            raise StampRefused("the authority's answer cannot be read") from broken

    return stamp


def _token(reply: tsp.TimeStampResp, digest: bytes, nonce: int) -> bytes:
    if reply["status"]["status"].native not in {"granted", "granted_with_mods"}:
        raise StampRefused(f"the authority answered {reply['status'].native}")
    token = reply["time_stamp_token"]
    stamped = token["content"]["encap_content_info"]["content"].parsed
    if stamped["message_imprint"]["hashed_message"].native != digest or stamped["nonce"].native != nonce:
        raise StampRefused("the time stamp is over something else")
    return bytes(token.dump())
