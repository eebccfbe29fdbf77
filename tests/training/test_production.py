"""What must not be in production is refused by name."""

import pytest

from training.production import refusals, warnings_of
from training.settings import Settings

FINE = {
    "database_url": "postgresql://db/training",
    "secret_key": "s" * 40,
    "data_key": "d" * 40,
    "base_url": "https://px.example",
    "smtp_url": "smtp://mail",
    "sms_url": "https://sms.example",
    "key_file": "/run/key.p12",
    "owner_name": "示例培训服务平台",
    "owner_address": "示例市示例路1号",
    "owner_telephone": "0700-5550000",
    "icp": "示ICP备00000001号",
    "police_filing": "示公网安备00000000000001号",
    "secure_cookies": True,
    "demo": False,
    "debug": False,
    "processes": 4,
}


def test_settings_fit_for_production_are_not_refused():
    chosen = Settings(**FINE)

    assert refusals(chosen, start_up=False) == []
    assert warnings_of(chosen) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"debug": True}, "DEBUG"),
        ({"demo": True}, "DEMO"),
        ({"secret_key": "short"}, "SECRET_KEY"),
        ({"data_key": "demonstration-only-never-for-real-people"}, "DATA_KEY"),
        ({"data_key": "s" * 40}, "same"),
        ({"secure_cookies": False}, "SECURE_COOKIES"),
        ({"base_url": "http://px.example"}, "BASE_URL"),
        ({"database_url": "sqlite:///x.sqlite"}, "PROCESSES"),
    ],
)
def test_what_must_not_be_in_production_is_refused(wrong, said):
    faults = refusals(Settings(**{**FINE, **wrong}), start_up=False)

    assert len(faults) == 1
    assert said in faults[0]


def test_several_processes_on_sqlite_are_refused_at_start_up():
    chosen = Settings(**{**FINE, "database_url": "sqlite:///x.sqlite"})

    assert "SQLite serves one process" in refusals(chosen, start_up=True)[0]


def test_a_setting_may_be_kept_in_a_file(monkeypatch, tmp_path):
    kept = tmp_path / "secret"
    kept.write_text("from a file, long enough to be one\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(kept))

    assert Settings().secret_key == "from a file, long enough to be one"
