"""Figures for Prometheus: requests by route from every web process, what waits in the outbox, what is not sealed yet.

With several processes each writes its counts into a folder that they share (PROMETHEUS_MULTIPROC_DIR, made by `serve`), so
that whichever answers tells the sum of all.
"""

import os
from collections.abc import Iterable, Iterator

from litestar.middleware import DefineMiddleware
from litestar.plugins.prometheus import PrometheusConfig
from prometheus_client import REGISTRY, CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from training import db
from training.model import OutboxState

FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def counting() -> DefineMiddleware:
    """Counts and times every request under its route; addresses that nothing answers are one row, not one each."""
    return PrometheusConfig(app_name="training", prefix="training", group_path=True).middleware


class _Now(Collector):
    """What the database says at this moment."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = tuple(families)

    def collect(self) -> Iterator[Metric]:
        yield from self._families


async def exposition() -> bytes:
    """Everything, as Prometheus reads it."""
    registry = CollectorRegistry()
    if FOLDER in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    now = CollectorRegistry()
    now.register(_Now([await _outbox(), await _unsealed()]))
    return generate_latest(registry if FOLDER in os.environ else REGISTRY) + generate_latest(now)


async def _outbox() -> Metric:
    told = GaugeMetricFamily("training_outbox_jobs", "Effects by state, of all centers", labels=["state"])
    rows = {row["state"]: row["n"] for row in await db.raw("SELECT state, COUNT(*) AS n FROM outbox GROUP BY state")}
    for state in OutboxState:
        told.add_metric([state.value], rows.get(state.value, 0))
    return told


async def _unsealed() -> Metric:
    told = GaugeMetricFamily("training_audit_unsealed_rows", "Audit rows that no chain holds yet, of all centers")
    [counted] = await db.raw("SELECT (SELECT COUNT(*) FROM audit_row) - (SELECT COUNT(*) FROM audit_seal) AS n")
    told.add_metric([], counted["n"])
    return told
