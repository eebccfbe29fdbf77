"""The house rules a machine can check."""

import ast
from pathlib import Path

import pytest

PACKAGES = ["training", "courses", "enrollment", "certificates"]  # each may look only left
LAYERS = {  # a room may look only at a lower number, or at its own
    "model": 0,
    "rules": 1,
    "tables": 2,
    "queries": 3,
    "actions": 4,
    "pages": 5,
    "api": 5,
    "jobs": 5,
    "commands": 5,
    "demo": 5,
}
COMPOSERS = {"training.app", "training.__main__"}  # the only modules that may look right
PURE = {"model", "rules", "timetable"}
NOT_PURE = {"piccolo", "litestar", "asyncio", "httpx", "apscheduler", "reportlab", "jinja2"}
EDGES = {"training.timetable.worker", "training.timetable.commands"}  # where the pure engine meets a process or a shell

ROOT = Path(__file__).parents[1]
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): path
    for name in PACKAGES
    for path in (ROOT / name).rglob("*.py")
    if "piccolo_migrations" not in path.parts
}


def imports(path: Path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("module", sorted(MODULES.keys() - COMPOSERS))
def test_imports_only_look_left(module):
    here, *rest = module.split(".")
    layer = rest[0] if rest else ""
    for name in imports(MODULES[module]):
        there, *inside = name.split(".")
        if layer in PURE and module not in EDGES:
            assert there not in NOT_PURE, f"{module} is pure and imports {name}"
        assert name not in COMPOSERS, f"{module} imports the composer {name}"
        if there in PACKAGES:
            assert PACKAGES.index(there) <= PACKAGES.index(here), f"{module} looks right to {name}"
            if there == here and layer in LAYERS and inside and inside[0] in LAYERS:
                assert LAYERS[inside[0]] <= LAYERS[layer], f"{module} looks up to {name}"


def test_every_room_says_what_belongs_in_it_and_imports_nothing():
    """A model of several files is the exception: its door names the words that stand in it, and nothing else."""
    for module, path in MODULES.items():
        if path.name == "__init__.py":
            room = module.removesuffix(".__init__")
            own = f"{room}." if room.endswith(".model") else None
            tree = ast.parse(path.read_text())
            assert ast.get_docstring(tree), f"{module} does not say what belongs in it"
            assert not [name for name in imports(path) if not (own and name.startswith(own))], f"{module} imports"


def test_the_corridor_stays_small():
    corridor = [ROOT / "training/db.py", *(ROOT / "training/web").rglob("*.py")]
    assert sum(len(path.read_text().splitlines()) for path in corridor) <= 1200
