"""What a certificate given as data must say to be one, and what the parts of a page are called when one does not fit."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from certificates.model import Certificate, Session, Signatory, Template
from certificates.rules import codes
from certificates.rules.wording import legible
from training.i18n import N_

PARTS = {
    "name": N_("姓名"),
    "class_title": N_("培训班名称"),
    "number": N_("证书编号"),
    "start": N_("开始日期"),
    "end": N_("结束日期"),
    "hours": N_("学时"),
    "sessions": N_("课次内容"),
    "issuer": N_("发证单位"),
    "issuer_en": N_("发证单位英文名称"),
    "title": N_("证书标题"),
    "title_en": N_("证书英文标题"),
    "signatories": N_("签字人"),
    "host": N_("网址"),
}
NEEDED = ("number", "name", "class_title")
WITHIN: Mapping[str, type] = {"sessions": Session, "signatories": Signatory}


def faults(one: Certificate, template: Template) -> dict[str, str]:
    """What keeps a certificate from being printed with the template, by field."""
    found = {name: "template.empty" for name in NEEDED if not legible(getattr(one, name))}
    if codes.read(one.code) != one.code:
        found["code"] = "certificate.code-unfit"
    if one.kind is not template.kind:
        found["kind"] = "certificate.kind-differs"
    if one.end < one.start:
        found["end"] = "certificate.end-before-start"
    if one.hours < 0:
        found["hours"] = "certificate.hours-negative"
    if one.issued_at.tzinfo is None:
        found["issued_at"] = "certificate.zone-missing"
    if one.expires and one.expires < one.issued_at.date():
        found["expires"] = "certificate.expired-at-issue"
    if any(session.hours < 0 for session in one.sessions):
        found["sessions"] = "certificate.hours-negative"
    elif not all(legible(session.title) for session in one.sessions):
        found["sessions"] = "template.empty"
    return found


def strangers(given: Mapping[str, Any], kind: type, where: str = "") -> Iterator[str]:
    """The names in the data that the kind of value has no field for: a mistyped one would be passed over in silence."""
    known = {field.name for field in fields(kind)}
    yield from (f"{where}{name}" for name in given if name not in known)
    for name, inner in WITHIN.items():
        if name in known and isinstance(given.get(name), list):
            for index, each in enumerate(given[name]):
                if isinstance(each, dict):
                    yield from strangers(each, inner, f"{name}[{index}].")
