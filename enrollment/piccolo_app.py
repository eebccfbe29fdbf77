"""Tells Piccolo where this package keeps its tables and migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="enrollment",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(modules=["enrollment.tables"], exclude_imported=True),
    migration_dependencies=["courses.piccolo_app"],
)
