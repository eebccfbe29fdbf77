"""A center's template and one of its certificates, for every test of the engine."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from certificates.credential import Issuer, did_web
from certificates.model import Certificate, Kind, Session, Signatory, Template

CHINA = timezone(timedelta(hours=8))
TEMPLATE = Template(
    Kind.COMPLETION,
    issuer="江城干部培训中心",
    issuer_en="Jiangcheng Training Center for Officials",
    host="px.example.cn",
    signatories=(Signatory("主任", "周正平", "Director"), Signatory("班主任", "", "Class adviser")),
)
CERTIFICATE = Certificate(
    Kind.COMPLETION,
    number="示培证字〔2026〕第00001号",
    code="7KQM4T9D2XHB9PWQV",
    name="张伟",
    name_latin="Zhang Wei",
    class_title="防汛抗旱指挥能力提升专题研究班",
    class_title_en="the Workshop on Flood and Drought Command",
    start=date(2026, 3, 9),
    end=date(2026, 3, 13),
    hours=3800,
    issued_at=datetime(2026, 3, 13, 16, tzinfo=CHINA),
)
SESSIONS = tuple(
    Session(
        date(2026, 3, 9 + half // 2), f"第{half + 1}讲　流域防洪调度与应急处置", 380, ("上午", "下午")[half % 2], "面授"
    )
    for half in range(10)
)
STATEMENT_TEMPLATE = replace(TEMPLATE, kind=Kind.HOURS, signatories=())
STATEMENT = replace(CERTIFICATE, kind=Kind.HOURS, sessions=SESSIONS)
ISSUER = Issuer(
    did=did_web("px.example.cn", "jiangcheng"),
    name="江城干部培训中心",
    host="px.example.cn",
    status_list="https://px.example.cn/jiangcheng/status/1",
    seed=bytes(range(32)),
)
