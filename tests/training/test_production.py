"""What must not be in production is refused by name."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from training.model import CenterCard
from training.production import refusals, refusals_of, warnings_of, warnings_of_centers
from training.settings import Settings

FINE = {
    "database_url": "postgresql://db/training",
    "secret_key": "s" * 40,
    "data_key": "d" * 40,
    "base_url": "https://px.example",
    "smtp_url": "smtp://mail",
    "sms_url": "https://sms.example",
    "mail_from": "noreply@px.example",
    "key_file": __file__,
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
        ({"key_file": "/nowhere/key.p12"}, "KEY_FILE"),
        ({"smtp_url": "mail.px.example:25"}, "SMTP_URL"),
        ({"sms_url": "ftp://sms.example"}, "SMS_URL"),
    ],
)
def test_what_must_not_be_in_production_is_refused(wrong, said):
    faults = refusals(Settings(**{**FINE, **wrong}), start_up=False)

    assert len(faults) == 1
    assert said in faults[0]


def test_several_processes_on_sqlite_are_refused_at_start_up():
    chosen = Settings(**{**FINE, "database_url": "sqlite:///x.sqlite"})

    assert "SQLite serves one process" in refusals(chosen, start_up=True)[0]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.7", "2001:db8::1", "training.example.org"])
def test_a_demonstration_that_others_reach_is_refused_at_start_up(host):
    [said] = refusals(Settings(**{**FINE, "demo": True}), start_up=True, host=host)

    assert "/demo/messages shows every login code" in said
    assert refusals(Settings(**FINE), start_up=True, host=host) == []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_a_demonstration_is_served_on_this_machine(host):
    assert refusals(Settings(**{**FINE, "demo": True}), start_up=True, host=host) == []


def test_a_setting_may_be_kept_in_a_file(monkeypatch, tmp_path):
    kept = tmp_path / "secret"
    kept.write_text("from a file, long enough to be one\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(kept))

    assert Settings().secret_key == "from a file, long enough to be one"


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ({"smtp_url": ""}, "SMTP_URL"),
        ({"sms_url": ""}, "SMS_URL"),
        ({"sms_url": "http://sms.example"}, "SMS_URL"),
        ({"mail_from": "noreply@localhost"}, "MAIL_FROM"),
        ({"key_file": ""}, "KEY_FILE"),
        ({"icp": "", "owner_address": ""}, "OWNER_ADDRESS, ICP"),
    ],
)
def test_what_works_but_should_not_stay_so_is_warned_of(lacking, said):
    [warning] = warnings_of(Settings(**{**FINE, **lacking}))

    assert warning.startswith("warning: ")
    assert said in warning


CARD = CenterCard(
    1,
    "north",
    "北方培训中心",
    "北方",
    "",
    "Asia/Shanghai",
    False,
    "示例路1号",
    "0700-5550001",
    "示ICP备1号",
    "示公网安备1号",
)


def test_a_demonstration_center_is_refused_and_a_bare_foot_warned_of():
    assert refusals_of([CARD]) == []
    assert warnings_of_centers([CARD]) == []
    assert "north" in refusals_of([replace(CARD, is_demo=True)])[0]
    assert "no address, icp;" in warnings_of_centers([replace(CARD, address="", icp="")])[0]


def checked(tmp_path, *words, **more):
    chosen = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite",
        "SECRET_KEY": "s" * 40,
        "DATA_KEY": "d" * 40,
        "BASE_URL": "https://px.example",
        "SECURE_COOKIES": "true",
        **more,
    }
    ran = subprocess.run(
        [sys.executable, "-m", "training", *words], env=chosen, capture_output=True, text=True, check=False
    )
    return ran.returncode, ran.stdout + ran.stderr


def test_settings_are_checked_before_there_is_a_database(tmp_path):
    code, said = checked(tmp_path, "check", "--production")

    assert code == 0, said
    assert "the database is new" in said
    assert "Traceback" not in said

    lost = checked(tmp_path, "check", "--head", f"3:12:{'a' * 64}")
    assert (lost[0], "audit chain 3: BROKEN at 1: cut from 1 to 12" in lost[1]) == (1, True)

    assert checked(tmp_path, "migrate")[0] == 0
    assert checked(tmp_path, "check", "--head", f"3:12:{'a' * 64}")[0] == 1
    assert "audit chain 0: 0 links" in checked(tmp_path, "check", "--production")[1]
    assert checked(tmp_path, "check", "--production", DEBUG="true")[0] == 1


def test_a_demonstration_for_everybody_ends_before_it_opens_the_database(tmp_path):
    code, said = checked(tmp_path, "serve", "--host", "0.0.0.0", "--port", "1", DEMO="true")

    assert code == 2
    assert said.startswith("DEMO is on and 0.0.0.0 is reached from elsewhere")
    assert list(tmp_path.iterdir()) == []
