"""Whether the clock tells who has an account: the three doors where a mail address is entered, 200 times each way.

AUC is the chance that the answer to a known address took longer than the answer to an unknown one; a half tells nothing.
"""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.apart import apart
from benchmarks.report import Figure

TIMES = 200
DOORS = ("signing in", "forgotten password", "asking for an account")


def figures(shared: Path | None) -> Iterator[Figure]:
    told = apart("benchmarks.bench_sign_in")
    for door, line in zip(DOORS, told, strict=True):
        auc, between, known = map(float, line.split())
        yield Figure(
            f"{door}: known after unknown, AUC",
            auc,
            "",
            bar=lambda value, between=between: 0.35 <= value <= 0.65 or between < 5,
            bar_text="0.35-0.65 or < 5 ms",
        )
        yield Figure("  medians apart", between, "ms", "median", known)


def _auc(known: list[float], unknown: list[float]) -> float:
    """The Mann-Whitney statistic as a share."""
    return sum((a > b) + (a == b) / 2 for a in known for b in unknown) / (len(known) * len(unknown))


async def _measured() -> Iterator[str]:
    from httpx import ASGITransport, AsyncClient

    from tests import make
    from tests.browser_client import Browser
    from training import passwords
    from training.access import Role
    from training.app import create_app
    from training.db import ENGINE
    from training.migrate import migrate
    from training.tables import Account

    await migrate()
    await ENGINE.start_connection_pool()
    center = await make.center()
    for n in range(TIMES):
        await make.account(center, Role.ADVISER, mail=f"known{n}@north.example")
    await Account.update({Account.password_hash: await passwords.hash_password(make.PASSWORD)}, force=True)
    told = {door: ([], []) for door in DOORS}
    app = create_app()
    for n in range(TIMES):
        for kind, who in enumerate(("known", "other")):
            mail = f"{who}{n}@north.example"
            transport = ASGITransport(app, client=(f"198.18.{kind}.{n}", 1))
            async with AsyncClient(transport=transport, base_url="http://testserver.local") as http:
                browser = Browser(http)
                for door, page, form, status in (
                    (DOORS[0], "/sign-in", {"mail": mail, "password": "wrong"}, 422),
                    (DOORS[1], "/forgot-password", {"mail": mail}, 200),
                    (DOORS[2], "/north/register", {**ASKING, "mail": mail}, 200),
                ):
                    await browser.get(page)
                    began = time.perf_counter()
                    answer = await browser.post(page, form)
                    told[door][kind].append(time.perf_counter() - began)
                    if answer.status_code != status:
                        raise ValueError(answer.text)
    await ENGINE.close_connection_pool()
    return (
        f"{_auc(known, unknown):.3f} {abs(median(known) - median(unknown)) * 1000:.2f} {median(known) * 1000:.2f}"
        for known, unknown in told.values()
    )


ASKING = {
    "unit": "示例市数据局",
    "credit_code": "91110108551385082Q",
    "name": "王示例",
    "telephone": "010-00000000",
}

if __name__ == "__main__":
    print(*asyncio.run(_measured()), sep="\n")
