"""The command line: `training …`. With `app.py` the only module that looks at every room."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from training.timetable import commands as timetable

os.environ.setdefault("PICCOLO_CONF", "training.piccolo_conf")

DEMO_FILE = "var/demo.sqlite"
DEMO = {
    "DATABASE_URL": f"sqlite:///{DEMO_FILE}",
    "DEMO": "true",
    "SECURE_COOKIES": "false",
    "OWNER_NAME": "示例干部培训服务平台",
    "OWNER_NAME_EN": "Sample Platform for Cadre Training",
    "OWNER_ADDRESS": "示例市示例路1号",
    "OWNER_TELEPHONE": "0700-5550000",
    "ICP": "示ICP备00000000号",
    "POLICE_FILING": "示公网安备00000000000000号",
}


def parser() -> argparse.ArgumentParser:
    """Every command, from the rooms that own them."""
    from certificates import commands as certificates
    from courses import commands as courses  # after the demo has chosen its settings
    from training import commands as training

    top = argparse.ArgumentParser(prog="training", description="Software for training centers.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    demo = commands.add_parser("demo", help="serve a demonstration center on the embedded database")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--fresh", action="store_true", help="start anew")
    demo.set_defaults(run=_demo)
    training.register(commands)
    courses.register(commands)
    timetable.register(commands)
    certificates.register(commands)
    return top


def _demo(given: argparse.Namespace) -> int:
    """Load the demonstration center once, say where it is and who may sign in, serve it on this machine alone."""
    from certificates.demo import load  # the rightmost room loads everything
    from training import commands

    if not commands.free(commands.HERE, given.port):
        print(f"port {given.port} is in use; choose another: make demo PORT=8010")
        return 2
    print(asyncio.run(load.once(fresh=given.fresh)), flush=True)
    given.host = commands.HERE
    return int(commands.serve(given))


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit code says how it ended."""
    words = sys.argv[1:] if argv is None else argv
    if words[:1] == ["demo"]:
        port = words[words.index("--port") + 1] if "--port" in words[:-1] else "8000"
        for name, value in {**DEMO, "BASE_URL": f"http://127.0.0.1:{port}"}.items():
            os.environ.setdefault(name, value)
        from training.demo import postbox  # only here

        for name, value in postbox.opened().items():
            os.environ.setdefault(name, value)
        if "--fresh" in words:
            for leftover in Path("var").glob("demo.sqlite*"):
                leftover.unlink()
    given = parser().parse_args(words)
    return int(given.run(given) or 0)


if __name__ == "__main__":
    sys.exit(main())
