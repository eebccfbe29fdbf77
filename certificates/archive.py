"""A class's documents as one ZIP, written as it is sent: no more than one file is held beside what is being sent."""

import io
from collections.abc import Iterable, Iterator
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo


class _Sink(io.RawIOBase):
    """What was written since it was last taken; it cannot be sought, as a response cannot."""

    def __init__(self) -> None:
        self.held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, body: Any) -> int:
        self.held += body
        return memoryview(body).nbytes

    def take(self) -> bytes:
        taken = bytes(self.held)
        self.held.clear()
        return taken


def pieces(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The ZIP piece by piece. PDFs are deflated already, so they are stored."""
    sink = _Sink()
    with ZipFile(sink, "w", ZIP_STORED) as zipped:
        for name, body in files:
            zipped.writestr(ZipInfo(name), body)
            yield sink.take()
    yield sink.take()
