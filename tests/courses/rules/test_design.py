import datetime as dt
from dataclasses import replace

import pytest

from benchmarks.bench_design import brief, catalogue
from courses.model import Cost, CostKind, Course, InstructorFee, Item, Per, Stop, Targets, TeachingMethod, Words
from courses.rules import documents, options, regulations, selection
from courses.rules.brief import Brief, Busy, Catalogue, Design, Fact, FixedPoint, Theme, Wish
from courses.rules.design import ask, design
from courses.rules.search import Chosen
from tests.courses.rules.examples import CENTRAL
from training.model import Half

STOP = Stop(Words("纪念馆"), "museum")
WANG = InstructorFee("wang", "full_senior", 100_000, paid_hours=400)


def talk(key, theme="党建", **facts):
    plain = {"method": TeachingMethod.LECTURE, "minutes": 180, "credit_hours": 400, "instructors": (WANG,)}
    return Course(**{"key": key, "title": Words(key), "theme": theme, **plain, **facts})


def asks(days=1, *themes, **facts):
    plain = {"level": "section", "headcount": 50, "days": days, "themes": themes}
    return Brief(**{"key": "b", "title": Words("b"), **plain, **facts})


def test_three_proposals_are_genuinely_different():
    answer = design(brief(), catalogue(60), CENTRAL)

    assert [proposal.flavour for proposal in answer.proposals] == ["balanced", "lecture-heavy", "field-heavy"]
    assert all(share >= 30 for proposal in answer.proposals for share in proposal.differs)


def test_each_flavour_leans_its_own_way():
    balanced, lectures, field = design(brief(), catalogue(60), CENTRAL).proposals

    assert lectures.mix[TeachingMethod.LECTURE] > field.mix[TeachingMethod.LECTURE]
    assert field.mix[TeachingMethod.FIELD] > lectures.mix[TeachingMethod.FIELD]
    assert sum(map(bool, balanced.mix.values())) >= sum(map(bool, lectures.mix.values()))


def test_the_same_seed_gives_the_same_bytes():
    first, second = (documents.write(design(brief(), catalogue(60), CENTRAL, seed=7)) for _ in range(2))

    assert first == second


def test_what_must_be_comes_before_what_is_worth_more():
    plan = asks(1, Theme("党建"), Theme("法治", Wish.MUST, weight=1))
    offered = Catalogue((talk("a"), talk("b"), talk("law", "法治")))

    answer = design(plan, offered, CENTRAL, proposals=1)

    assert "法治" in answer.proposals[0].covered


def test_what_found_no_half_day_says_what_would_bring_it_back():
    plan = asks(1, Theme("党建", Wish.MUST), Theme("生态", Wish.MUST), Theme("法治", Wish.COULD))
    offered = Catalogue((talk("a"), talk("b", "生态"), talk("law", "法治")))

    left = design(plan, offered, CENTRAL, proposals=1).proposals[0].left_out

    assert [(each.theme, each.course, each.half_days, each.fen) for each in left] == [("法治", "law", 1, 0)]


def test_what_was_too_dear_says_by_how_much():
    dear = talk("law", "法治", costs=(Cost(CostKind.SITE, 10_000, Per.PERSON),), instructors=(replace(WANG, fee=0),))
    plan = asks(1, Theme("法治"), costs=(Cost(CostKind.LODGING, 50_000, Per.PERSON_DAY),))

    left = design(plan, Catalogue((dear,)), CENTRAL, proposals=1).proposals[0].left_out

    assert [(each.half_days, each.fen) for each in left] == [(0, 50 * 5_000)]


def test_granting_what_is_asked_brings_the_theme_back():
    plan = asks(1, Theme("党建", Wish.MUST), Theme("法治"), budget_total=900_000)
    offered = Catalogue((talk("a"), talk("law", "法治")))
    missed = design(plan, offered, CENTRAL, proposals=1).proposals[0].left_out[0]

    granted = replace(plan, days=plan.days + missed.half_days, budget_total=plan.budget_total + missed.fen)

    assert missed.fen > 0
    assert design(granted, offered, CENTRAL, proposals=1).proposals[0].left_out == ()


@pytest.mark.parametrize(
    ("plan", "codes"),
    [
        (asks(1, Theme("无人讲", Wish.MUST)), ["fact.theme"]),
        (asks(0, Theme("党建", Wish.MUST)), ["fact.days", "fact.theme"]),
        (asks(1, Theme("党建", Wish.MUST), budget_total=100), ["fact.total", "fact.theme"]),
        (asks(1, costs=(Cost(CostKind.LODGING, 60_000, Per.PERSON_DAY),)), ["fact.ceiling"]),
        (asks(1, Theme("党建", Wish.MUST), unwanted_instructors=frozenset({"wang"})), ["fact.unwanted", "fact.theme"]),
        (asks(1, Theme("党建", Wish.MUST), taught_before=frozenset({"a"})), ["fact.taught-before", "fact.theme"]),
    ],
)
def test_a_contradiction_is_named_by_the_facts_that_make_it(plan, codes):
    answer = design(plan, Catalogue((talk("a"),)), CENTRAL)

    assert answer.proposals == ()
    assert [fact.code for fact in answer.forbidden_by] == codes


def test_giving_up_any_one_of_the_facts_makes_a_package_possible():
    plan = asks(1, *(Theme(name, Wish.MUST) for name in ("党建", "生态", "法治")), budget_total=5_000_000)
    offered = Catalogue((talk("a"), talk("b", "生态"), talk("law", "法治")))
    facts = design(plan, offered, CENTRAL).forbidden_by

    for spared in facts:
        binding = frozenset(fact.key for fact in options.facts(plan, CENTRAL)) - {spared.key}
        assert selection.choose(ask(plan, offered, CENTRAL, binding), 1, 0, any_will_do=True).placed is not None
    assert [fact.code for fact in facts] == ["fact.days", "fact.theme", "fact.theme", "fact.theme"]


def test_an_empty_catalogue_gives_an_empty_package_where_nothing_must_be():
    answer = design(asks(2), Catalogue(), CENTRAL)

    assert [len(list(proposal.package.items)) for proposal in answer.proposals] == [0]


def test_a_fixed_point_keeps_its_half_day():
    speech = Item("speech", Words("领导讲话"), slots=2, method=TeachingMethod.LECTURE, minutes=60)
    plan = asks(1, fixed=(FixedPoint(1, Half.AM, speech),))

    package = design(plan, Catalogue((talk("a"), talk("b"))), CENTRAL, proposals=1).proposals[0].package

    assert [(half, item.key == "speech") for _, half, item in package.items] == [(Half.AM, True), (Half.PM, False)]


def test_a_fixed_point_beyond_the_last_day_is_a_contradiction():
    plan = asks(1, fixed=(FixedPoint(2, Half.AM, Item("speech", Words("领导讲话"))),))

    answer = design(plan, Catalogue(), CENTRAL)

    assert answer.forbidden_by == (
        Fact("fact.fixed", {"name": "speech"}),
        Fact("fact.days", {"days": 1, "evenings": 0}),
    )


def test_a_window_of_starts_avoids_the_day_a_site_is_closed():
    visit = talk("museum", method=TeachingMethod.FIELD, instructors=())
    shut = replace(visit, stops=(replace(STOP, closed_weekdays=frozenset({1})),))
    plan = asks(1, Theme("党建", Wish.MUST), start=dt.date(2026, 3, 9), latest_start=dt.date(2026, 3, 10))

    package = design(plan, Catalogue((shut,)), CENTRAL, proposals=1).proposals[0].package

    assert package.runs[0].start == dt.date(2026, 3, 10)


def test_only_the_fixed_points_that_crowd_one_another_are_named():
    def at(day, key, slots):
        return FixedPoint(day, Half.AM, Item(key, Words(key), slots=slots, method=TeachingMethod.LECTURE, minutes=60))

    plan = asks(2, fixed=(at(1, "opening", 1), at(2, "alone", 2), at(1, "speech", 2), at(1, "report", 2)))

    answer = design(plan, Catalogue(), CENTRAL)

    assert [fact.params.get("name") for fact in answer.forbidden_by] == ["speech", "report", None]


def test_an_answer_that_time_did_not_allow_to_prove_says_so(monkeypatch):
    plan = asks(1, *(Theme(name, Wish.MUST) for name in ("党建", "生态", "法治")))
    offered = Catalogue((talk("a"), talk("b", "生态"), talk("law", "法治")))
    decided = design(plan, offered, CENTRAL)
    choose = selection.choose

    def out_of_time(asked, *given, **how):
        chosen = choose(asked, *given, **how)
        return chosen if chosen.placed is None else Chosen(None, proved=False)

    monkeypatch.setattr(selection, "choose", out_of_time)

    assert (decided.proved, design(plan, offered, CENTRAL)) == (True, replace(decided, proved=False))
    assert design(asks(1), offered, CENTRAL) == Design(proved=False)


LI = replace(WANG, instructor="li")
FRIDAY = dt.date(2026, 3, 13)


def teachers(plan, *offered, busy=()):
    """Who teaches in the one proposal."""
    answer = design(plan, Catalogue(tuple(offered), busy), CENTRAL, proposals=1)
    return [fee.instructor for _, _, item in answer.proposals[0].package.items for fee in item.instructors]


def test_who_is_away_is_not_asked_and_another_teaches():
    course = talk("a", instructors=(WANG, LI))
    away = (Busy("wang", FRIDAY),)

    assert teachers(asks(1, start=FRIDAY), course, busy=away) == ["li"]


def test_who_is_away_for_a_morning_teaches_in_the_afternoon():
    plan = asks(1, start=FRIDAY)

    (proposal,) = design(
        plan, Catalogue((talk("a"),), (Busy("wang", FRIDAY, Half.AM),)), CENTRAL, proposals=1
    ).proposals

    assert [half for _, half, _ in proposal.package.items] == [Half.PM]


def test_a_site_that_is_taken_is_not_visited():
    visit = talk("museum", method=TeachingMethod.FIELD, instructors=(), stops=(STOP,))

    (proposal,) = design(
        asks(1, start=FRIDAY), Catalogue((visit,), (Busy("museum", FRIDAY),)), CENTRAL, proposals=1
    ).proposals

    assert list(proposal.package.items) == []


def test_wished_people_come_first_and_unwanted_ones_never():
    course = talk("a", instructors=(WANG, LI))

    assert teachers(asks(1, wished_instructors=frozenset({"li"})), course) == ["li"]
    assert teachers(asks(1, unwanted_instructors=frozenset({"wang"})), course) == ["li"]


def test_a_course_for_another_level_or_heard_last_time_is_not_offered():
    others, heard, right = talk("a", levels=frozenset({"bureau"})), talk("b", topics=frozenset({"防汛"})), talk("c")
    plan = asks(2, taught_before=frozenset({"防汛"}))

    (proposal,) = design(plan, Catalogue((others, heard, right)), CENTRAL, proposals=1).proposals

    assert [item.course for _, _, item in proposal.package.items] == ["c"]


def test_a_road_longer_than_its_half_day_is_not_taken():
    far = replace(STOP, minutes=90, travel_minutes=150)
    visit = talk("museum", method=TeachingMethod.FIELD, instructors=(), stops=(far,))
    plan = asks(1, targets=Targets(half_day_minutes=210))

    (proposal,) = design(plan, Catalogue((visit,)), CENTRAL, proposals=1).proposals

    assert list(proposal.package.items) == []


def test_three_hundred_and_sixty_six_days_of_a_thousand_million_people_are_answered():
    answer = design(asks(366, headcount=10**9), catalogue(60), CENTRAL, proposals=1, seconds=2)

    assert [proposal.package.day_count for proposal in answer.proposals] == [366]


@pytest.mark.parametrize("facts", [{"headcount": 0}, {"headcount": 10**9}, {"days": 366}])
def test_no_size_is_too_odd_to_be_answered(facts):
    answer = design(replace(asks(2), **facts), Catalogue((talk("a"),)), CENTRAL, proposals=1)

    assert len(answer.proposals) == 1


def test_sums_that_no_machine_adds_up_exactly_are_refused_by_name():
    plan = asks(2, headcount=10**9)
    dear = Catalogue(tuple(talk(f"a{n}", costs=(Cost(CostKind.SITE, 10**12, Per.PERSON),)) for n in range(9)))

    assert design(plan, dear, CENTRAL).forbidden_by == (Fact("fact.too-large"),)


def test_a_wished_site_without_a_place_says_what_it_takes():
    visit = talk("museum", "党史", method=TeachingMethod.FIELD, instructors=(), slots=4, stops=(STOP,), value=0)
    speech = Item("speech", Words("领导讲话"), slots=2)
    plan = asks(1, wished_sites=frozenset({"museum"}), fixed=(FixedPoint(1, Half.AM, speech),))

    left = design(plan, Catalogue((visit,)), CENTRAL, proposals=1).proposals[0].left_out

    assert [(each.site, each.course, each.half_days) for each in left] == [("museum", "museum", 2)]


def test_the_mix_stays_within_the_bands():
    plan = asks(2, targets=Targets(bands={TeachingMethod.SEMINAR: (25, 40)}))
    offered = Catalogue((*(talk(f"a{n}") for n in range(6)), talk("s", method=TeachingMethod.SEMINAR)))

    assert design(plan, offered, CENTRAL, proposals=1).proposals[0].mix[TeachingMethod.SEMINAR] == 25


def test_where_lecture_fees_count_within_the_ceiling_they_limit_the_choice():
    old = regulations.find("CN-CENTRAL-2014", regulations.shipped())
    cheap = replace(WANG, fee=20_000)
    plan = asks(1, headcount=20, costs=(Cost(CostKind.LODGING, 40_000, Per.PERSON_DAY),))
    offered = Catalogue((talk("a", instructors=(cheap,)), talk("b", instructors=(cheap,))))

    proposal = design(plan, offered, old, proposals=1).proposals[0]

    assert len(list(proposal.package.items)) == 1
    assert proposal.price.within_cap <= proposal.price.cap


def test_a_line_that_may_not_be_pooled_limits_the_choice():
    apart = replace(CENTRAL, pooled=False)
    visits = (talk(key, costs=(Cost(CostKind.SITE, 2_000, Per.PERSON),)) for key in ("a", "b"))

    package = design(asks(1), Catalogue(tuple(visits)), apart, proposals=1).proposals[0].package

    assert len(list(package.items)) == 1


def missed(plan, *offered, busy=(), rules=CENTRAL):
    """What the one proposal leaves out."""
    return design(plan, Catalogue(tuple(offered), busy), rules, proposals=1).proposals[0].left_out


def test_a_wished_instructor_without_a_place_says_what_it_takes():
    plan = asks(1, Theme("党建", Wish.MUST), Theme("生态", Wish.MUST), wished_instructors=frozenset({"li"}))
    his = talk("law", "党建", instructors=(LI,), value=0)

    (left,) = missed(plan, talk("a", value=1000), talk("b", "生态"), his)

    assert (left.instructor, left.course, left.half_days, left.fen) == ("li", "law", 1, 0)


def test_a_wished_instructor_who_is_dearer_says_by_how_much():
    cheap, dear = replace(WANG, fee=50_000), replace(LI, fee=100_000)
    plan = asks(1, Theme("党建", Wish.MUST), wished_instructors=frozenset({"li"}), budget_total=300_000)

    (left,) = missed(plan, talk("a", instructors=(cheap, dear)))

    assert (left.instructor, left.course, left.half_days, left.fen) == ("li", "a", 0, 476_190 - 300_000)


def test_a_wished_instructor_who_teaches_nothing_is_named_alone():
    (left,) = missed(asks(1, wished_instructors=frozenset({"nobody"})), talk("a"))

    assert (left.instructor, left.course) == ("nobody", "")


def test_a_theme_that_only_a_band_bars_names_the_band():
    plan = asks(1, Theme("党建", Wish.MUST), Theme("党史"), targets=Targets(bands={TeachingMethod.FIELD: (0, 20)}))
    visit = talk("museum", "党史", method=TeachingMethod.FIELD, instructors=())

    (left,) = missed(plan, talk("a"), visit)

    assert (left.theme, left.course, left.half_days, left.fen) == ("党史", "museum", 0, 0)
    assert left.barred_by == (options.band(TeachingMethod.FIELD, plan.targets),)


def test_a_theme_that_only_dates_bar_names_who_and_when():
    plan = asks(1, Theme("党建", Wish.MUST), Theme("党史"), Theme("法治"), start=FRIDAY)
    shut = replace(STOP, closed_weekdays=frozenset({5}))
    visit = talk("museum", "党史", method=TeachingMethod.FIELD, instructors=(), stops=(shut,))
    law = talk("law", "法治", instructors=(LI,))

    history, order = missed(plan, talk("a"), visit, law, busy=(Busy("li", FRIDAY),))

    assert [fact.params for fact in history.barred_by] == [{"site": STOP.title, "weekday": 5, "date": "2026-03-13"}]
    assert order.barred_by == (Fact("barred.busy", {"name": "li", "date": "2026-03-13"}),)


def test_under_rules_that_nobody_entered_what_is_too_dear_is_still_reckoned():
    zhejiang = regulations.find("CN-ZJ", regulations.shipped())
    plan = asks(1, Theme("法治"), budget_total=300_000)

    (left,) = missed(plan, talk("law", "法治"), rules=zhejiang)

    assert left.fen == 400_000 - 300_000


def test_more_proposals_than_directions_or_differences_are_explained():
    many = Catalogue(tuple(talk(f"a{n}") for n in range(9)))

    def remarks(offered, proposals):
        return [(fact.code, fact.params) for fact in design(asks(1), offered, CENTRAL, proposals=proposals).remarks]

    assert remarks(many, 3) == []
    assert remarks(many, 5) == [("remark.flavours", {"asked": 5, "most": 3})]
    assert remarks(Catalogue((talk("a"),)), 3) == [("remark.alike", {"asked": 3, "made": 2})]


def test_a_window_that_is_cut_at_its_end_says_so():
    plan = asks(1, start=FRIDAY, latest_start=FRIDAY + dt.timedelta(days=60))
    whole = replace(plan, latest_start=FRIDAY + dt.timedelta(days=59))

    assert design(whole, Catalogue(), CENTRAL, proposals=1).remarks == ()
    assert design(plan, Catalogue(), CENTRAL, proposals=1).remarks == (
        Fact("remark.window", {"days": 60, "date": "2026-05-11"}),
    )
