"""The command line: `training …`. With `app.py` the only module that looks at every room."""

import argparse
import os
import sys

from courses import commands as courses

os.environ.setdefault("PICCOLO_CONF", "training.piccolo_conf")


def parser() -> argparse.ArgumentParser:
    """Every command, from the rooms that own them."""
    top = argparse.ArgumentParser(prog="training", description="Software for training centers.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    courses.register(commands)
    return top


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit code says how it ended."""
    given = parser().parse_args(argv)
    return int(given.run(given) or 0)


if __name__ == "__main__":
    sys.exit(main())
