"""Piccolo's configuration: the engine of this process and the four packages that keep tables."""

from piccolo.conf.apps import AppRegistry

from training.db import ENGINE

DB = ENGINE
APP_REGISTRY = AppRegistry(
    apps=["training.piccolo_app", "courses.piccolo_app", "enrollment.piccolo_app", "certificates.piccolo_app"]
)
