"""What a web process holds, and what its answers leave behind."""

import json
import subprocess
import sys

from tests import make
from tests.permissions.table import rows
from training.access import Role

HEAVY = {
    "ortools", "reportlab", "openpyxl", "python_calamine", "pyhanko", "fontTools", "pypinyin", "icalendar", "httpx", "black",
}  # fmt: skip


def test_a_web_process_loads_no_heavy_library():
    """Once it has made itself and asked its database for something."""
    asked = (
        "import json, sys, training.app, training.tables as tables; training.app.create_app(); "
        "str(tables.Center.select()); print(json.dumps(sorted(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=60)

    assert HEAVY & {name.partition(".")[0] for name in json.loads(answer.stdout)} == set()


async def test_no_page_of_somebody_signed_in_is_stored_on_the_way(client):
    await make.account(await make.center(), Role.DIRECTOR)
    await client.sign_in("director@north.example")

    kept = {}
    for (method, path), row in rows().items():
        if method == "GET" and "{" not in path and row["director"] == "yes":
            kept[path] = (await client.get(path)).headers.get("cache-control", "")

    assert {path for path, how in kept.items() if "no-store" not in how} == set()
