"""Processes of our own that solve: started afresh, each with a pipe to it, and deaf to Ctrl-C.

A terminal sends its interrupt to everybody in the foreground. Only the process that was called may hear it: it asks the
others to end, so that what they have is not lost.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from typing import Any


class Child:
    """A process that runs `work(pipe, *given)`."""

    def __init__(self, work: Callable[..., None], *given: Any) -> None:
        spawn = get_context("spawn")
        pipe, theirs = spawn.Pipe()
        self.pipe: Connection[Any, Any] = pipe
        self.process = spawn.Process(target=work, args=(theirs, *given), daemon=True)
        self._cancelled = False
        with _interrupts_held():
            self.process.start()
        theirs.close()  # so that its death ends the pipe

    def tell(self, what: object) -> None:
        """Send it something; whether it lives to read it shows when it is listened to."""
        with suppress(BrokenPipeError, ConnectionResetError):
            self.pipe.send(what)

    def hear(self, moment: float = 0.0) -> Any:
        """What it tells next, None when it says nothing for a moment. Raises EOFError when it can tell no more."""
        try:
            return self.pipe.recv() if self.pipe.poll(moment) else None
        except OSError:  # it died in the middle of a word
            raise EOFError from None

    def cancel(self) -> None:
        """Ask it to end; it does after the solve it is in."""
        if not self._cancelled:
            self._cancelled = True
            self.tell("cancel")

    def end(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold interrupts back: who is started meanwhile never gets one, and ours comes when the holding ends."""
    resource_tracker.ensure_running()  # its own start would let go of them
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
