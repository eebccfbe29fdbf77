import base64
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.heads import Head, HeadUnreadable, opened, signed

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
HEAD = Head("px.example.cn/jiangcheng", 417, bytes(range(32)), datetime(2026, 3, 13, 16, 0, tzinfo=UTC))


def test_a_head_is_read_back_by_whoever_knows_the_logs_key():
    assert opened(signed(HEAD, KEY), KEY.public_key()) == HEAD


def test_a_head_can_be_read_by_eye():
    lines = signed(HEAD, KEY).splitlines()

    assert lines[:4] == [
        "px.example.cn/jiangcheng",
        "417",
        base64.b64encode(HEAD.root).decode(),
        "2026-03-13T16:00:00Z",
    ]
    assert lines[4] == ""
    assert lines[5].startswith("— px.example.cn/jiangcheng ")


def test_a_head_saved_with_windows_line_ends_is_still_one():
    assert opened(signed(HEAD, KEY).replace("\n", "\r\n"), KEY.public_key()) == HEAD


def test_a_changed_head_or_one_of_another_log_is_refused():
    note = signed(HEAD, KEY)
    changed = [
        note.replace("417", "418"),
        note.replace("jiangcheng\n417", "other\n417"),
        note.partition("\n\n")[0],
        "",
        "a\nb",
    ]

    for text in changed:
        with pytest.raises(HeadUnreadable):
            opened(text, KEY.public_key())
    with pytest.raises(HeadUnreadable):
        opened(note, Ed25519PrivateKey.generate().public_key())
