"""A part of the benchmark in a process of its own, whose settings name a scratch database."""

import os
import subprocess
import sys
import tempfile


def apart(module: str) -> list[str]:
    """The lines that a module prints over a new SQLite file, which is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        chosen = {
            **os.environ,
            "PICCOLO_CONF": "training.piccolo_conf",
            "DATABASE_URL": f"sqlite:///{folder}/apart.sqlite",
            "SECURE_COOKIES": "false",
        }
        words = [sys.executable, "-m", module]
        return subprocess.run(words, env=chosen, check=True, capture_output=True, text=True).stdout.splitlines()
