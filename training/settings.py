"""Every setting of an installation: name, default, help. Read once, from the environment (`X`, or `X_FILE` naming a file)."""

import os
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.sources import EnvSettingsSource

DEMO_SECRET = "demonstration-only-never-for-real-people"


class FileSource(EnvSettingsSource):
    """`X_FILE=/run/secrets/x` gives X the content of that file, without the final line break."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        path = os.environ.get(f"{field_name.upper()}_FILE")
        value = Path(path).read_text(encoding="utf-8").rstrip("\r\n") if path else None
        return value, field_name, False


class Settings(BaseSettings):
    """What an operator can set. `docs/settings.md` is made from this list."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    database_url: str = Field("sqlite:///var/training.sqlite", description="sqlite:///PATH or postgresql://…")
    secret_key: str = Field(DEMO_SECRET, description="Seals cookies, form tokens and links; 32 characters or more.")
    data_key: str = Field(DEMO_SECRET, description="Encrypts ID numbers and telephones, and keys their blind index.")
    base_url: str = Field("http://127.0.0.1:8000", description="The address people use, without a final slash.")
    debug: bool = Field(False, description="Shows templates again after each edit. Never in production.")
    demo: bool = Field(False, description="Marks everything as a demonstration; served on this machine alone.")
    secure_cookies: bool = Field(True, description="Cookies only over HTTPS (and their __Host- names).")
    processes: int = Field(1, ge=1, le=64, description="Web processes of `training serve`; several need PostgreSQL.")
    pool_size: int = Field(8, ge=2, le=100, description="Database connections of one process.")
    trusted_proxies: str = Field("127.0.0.1", description="Addresses whose X-Forwarded-For is believed.")
    smtp_url: str = Field("", description="smtp://user:password@host:port; without it no mail is sent.")
    mail_from: str = Field("noreply@localhost", description="The sender of every mail.")
    sms_url: str = Field("", description="Text messages are posted here as JSON; without it none are sent.")
    log_level: str = Field("info", description="debug, info, warning or error.")
    idle_minutes: int = Field(120, ge=5, description="A login ends after so long without a request.")
    login_hours: int = Field(12, ge=1, description="A login ends after so long in any case.")
    metrics_token: str = Field("", description="Bearer token of /metrics; without it the page is closed.")
    key_file: str = Field("", description="PKCS#12 file that signs certificates; without it a demo key is made.")
    key_password: str = Field("", description="Password of that file.")
    timestamp_url: str = Field(
        "", description="Time-stamp authority (RFC 3161) asked at each certificate; none: no stamp."
    )
    owner_name: str = Field("", description="Full name of who runs this installation: foot of pages without a center.")
    owner_name_en: str = Field("", description="The same in English.")
    owner_address: str = Field("", description="The owner's address.")
    owner_telephone: str = Field("", description="The owner's telephone.")
    icp: str = Field("", description="ICP filing number of this site; a center may have its own.")
    police_filing: str = Field("", description="Public-security filing number of this site; a center may have its own.")
    upload_mib: int = Field(10, ge=1, le=100, description="Largest upload in MiB.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, FileSource(settings_cls)

    @property
    def on_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def sqlite_path(self) -> str:
        return self.database_url.removeprefix("sqlite:///")


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
