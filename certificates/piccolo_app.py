"""Tells Piccolo where this package keeps its tables and migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="certificates",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(modules=["certificates.tables"], exclude_imported=True),
    migration_dependencies=["enrollment.piccolo_app"],
)
