"""The operator's command line, as a shell meets it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from training.__main__ import parser

PORT = 8479


@pytest.mark.parametrize(
    "words",
    [["serve"], ["work"], ["migrate"], ["backup", "x"], ["restore", "x"], ["check"], ["operator", "x"], ["settings"]],
    ids=lambda words: words[0],
)
def test_every_command_of_the_operator_runs_something(words):
    assert callable(parser().parse_args(words).run)


def test_serving_begins_with_a_new_database_and_answers(tmp_path: Path):
    chosen = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite"}
    words = [sys.executable, "-m", "training", "serve", "--port", str(PORT)]
    with subprocess.Popen(words, env=chosen, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as serving:
        try:
            answer = _first_answer(f"http://127.0.0.1:{PORT}/health/ready")
        finally:
            serving.terminate()

    assert answer == "ok"


def _first_answer(address: str) -> str:
    for _ in range(200):
        try:
            return httpx.get(address).text
        except httpx.ConnectError:
            time.sleep(0.1)
    return "no answer"
