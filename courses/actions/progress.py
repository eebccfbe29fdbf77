"""How far a program has come, written here by those further on so that lists of programs need not look there."""

from courses.model import ProgramState
from courses.tables import Program
from training.access import Actor
from training.tenancy import seen_by


async def tell(actor: Actor, program: int, **counts: int) -> None:
    """Set some of a program's counts: sessions, placed, named, certified. Call it inside the write that changes them."""
    await Program.update({getattr(Program, name): count for name, count in counts.items()}).where(
        seen_by(actor, Program), Program.id == program
    )


async def cancel(actor: Actor, program: int) -> None:
    """None of a program's classes takes place any more. Call it inside the write that cancels the last."""
    await Program.update({Program.state: ProgramState.CANCELLED}).where(seen_by(actor, Program), Program.id == program)
