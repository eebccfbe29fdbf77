"""The poppler tools as independent readers of what the engine writes."""

import shutil
import subprocess

import pytest

TOOLS = ("pdftotext", "pdftoppm", "pdfsig", "pdffonts", "pdfdetach")
needed = pytest.mark.skipif(
    not all(shutil.which(tool) for tool in TOOLS), reason="poppler-utils is not installed: docs/install_test_tools.sh"
)


def run(tool, *arguments):
    done = subprocess.run([tool, *map(str, arguments)], capture_output=True, timeout=300, check=False)
    return done.stdout.decode(), done.stderr.decode()


def text(pdf, folder, *options):
    """What pdftotext reads out of the file."""
    path = folder / "certificate.pdf"
    path.write_bytes(pdf)
    read, complaints = run("pdftotext", *options, path, "-")
    assert complaints == ""
    return read
