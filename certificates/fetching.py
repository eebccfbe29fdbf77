"""What an issuer publishes at its address: its DID document, its list of revocations, its log. Asks the network.

The log is served beside the DID document: `log/proof/{entry}?size=` gives evidence, `log/consistency?old=&size=` hashes.
"""

from typing import Any

import httpx

from certificates import credential
from certificates.credential import Document
from certificates.verification import Evidence, evidence_from

PATIENCE = 10.0  # seconds
MOST = 1024 * 1024  # bytes of one answer


class NotServed(Exception):
    """The address gave no answer, or none that could be read."""


def did_document(did: str, client: httpx.Client) -> Document:
    """The issuer's DID document. Raises NotServed."""
    try:
        return json(credential.did_address(did), client)
    except ValueError as error:
        raise NotServed(str(error)) from error


def evidence(did: str, entry: bytes, size: int | None, client: httpx.Client) -> Evidence:
    """The log's proof for an entry, at a size if one is asked for. Raises NotServed."""
    query = f"?size={size}" if size else ""
    try:
        return evidence_from(json(f"{_beside(did)}/log/proof/{entry.hex()}{query}", client))
    except ValueError as error:
        raise NotServed(str(error)) from error


def consistency(did: str, old: int, size: int, client: httpx.Client) -> list[bytes]:
    """The proof that the log of `old` entries is the beginning of the one of `size`. Raises NotServed."""
    try:
        found = json(f"{_beside(did)}/log/consistency?old={old}&size={size}", client)
        return [bytes.fromhex(one) for one in found["proof"]]
    except (ValueError, TypeError, KeyError) as error:
        raise NotServed(str(error)) from error


def json(address: str, client: httpx.Client) -> Document:
    """One JSON document over https, no redirect followed, no more read than it may have. Raises NotServed."""
    if not address.startswith("https://"):
        raise NotServed(f"not https: {address}")
    try:
        with client.stream("GET", address, headers={"Accept": "application/json"}) as reply:
            reply.raise_for_status()
            return credential.parsed(_within(reply))
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise NotServed(f"{address}: {error}") from error


def client(**options: Any) -> httpx.Client:
    """A client that waits for nobody and follows nobody."""
    return httpx.Client(timeout=PATIENCE, follow_redirects=False, **options)


def _within(reply: httpx.Response) -> bytes:
    body = b""
    for piece in reply.iter_bytes():
        body += piece
        if len(body) > MOST:
            raise ValueError("the answer is too large")
    return body


def _beside(did: str) -> str:
    return credential.did_address(did).rpartition("/")[0].removesuffix("/.well-known")
