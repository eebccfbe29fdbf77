"""Where a command writes: tried before the work, so that nothing is lost at its end, and never seen half written."""

from pathlib import Path


class Unwritable(ValueError):  # the trade's word
    """Nothing can be written there; the text is one line naming the place."""


def ensure(path: Path) -> None:
    """Raise `Unwritable` when nothing could be written there."""
    if path.is_dir():
        raise Unwritable(f"{path}: cannot be written (Is a directory)")
    if not _is_special(path):
        beside = _beside(path)
        try:
            beside.open("ab").close()
            beside.unlink()
        except OSError as error:
            raise Unwritable(f"{path}: cannot be written ({error.strerror})") from None


def write(path: Path, written: bytes) -> None:
    """Written beside and moved, so that no half of it is ever seen. Raises `Unwritable` when that cannot be."""
    try:
        if _is_special(path):
            path.write_bytes(written)
        else:
            _beside(path).write_bytes(written)
            _beside(path).replace(path)
    except OSError as error:
        raise Unwritable(f"{path}: cannot be written ({error.strerror})") from None


def _is_special(path: Path) -> bool:
    """A terminal, a pipe, /dev/null: there is nothing to move there."""
    return path.exists() and not path.is_file()


def _beside(path: Path) -> Path:
    return path.with_name(path.name + ".part")
