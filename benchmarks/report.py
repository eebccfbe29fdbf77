"""One shape for every performance figure: what was measured, beside its floor or peer, against its bar."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured figure. `peer` is the floor or peer of the same run (or a published value, named in `beside`)."""

    name: str
    value: float
    unit: str
    beside: str = ""
    peer: float | None = None
    bar: Callable[[float], bool] | None = None
    bar_text: str = ""

    @property
    def ratio(self) -> float | None:
        return self.value / self.peer if self.peer else None

    @property
    def holds(self) -> bool | None:
        return None if self.bar is None else self.bar(self.value)


def line(figure: Figure) -> str:
    """The figure as one printed line."""
    ratio = f"{figure.ratio:8.3f} x" if figure.ratio is not None else " " * 10
    beside = f"{figure.beside} {figure.peer:g}" if figure.peer is not None else figure.beside
    verdict = {None: "", True: "holds", False: "MISSED"}[figure.holds]
    return (
        f"{figure.name:<44} {figure.value:>12g} {figure.unit:<10} {ratio}  {beside:<38} {figure.bar_text:<18} {verdict}"
    )
