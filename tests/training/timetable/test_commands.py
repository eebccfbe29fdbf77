import io
import json
import re
from pathlib import Path

import pytest

from training.__main__ import main
from training.timetable import commands, sat
from training.timetable.commands import DONE, EARLY, FAULTY, INTERRUPTED, NO, progress_line, report
from training.timetable.problem import Ended, Plan, Progress

PROBLEM = {
    "format": "center-timetable/1",
    "programs": [{"id": 0, "size": 30, "first_day": 0, "last_day": 4}],
    "instructors": [
        {"id": 0, "fee": 4, "rating": {"1": 5}, "away_days": []},
        {"id": 1, "fee": 8, "rating": {"1": 4}, "away_days": []},
    ],
    "venues": [{"id": 0, "kind": "room", "capacity": 40}, {"id": 1, "kind": "room", "capacity": 60}],
    "sessions": [
        {"id": n, "program": 0, "method": "lecture", "length": 1, "topic": 1, "starts": [0, 2, 5, 7, 10],
         "instructors": [0, 1], "venues": [0, 1]}
        for n in range(4)
    ],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "problem.json").write_text(json.dumps(PROBLEM))
    return tmp_path


def run(folder, verb, *words):
    return main(["timetable", verb, str(folder / "problem.json"), *map(str, words)])


def solved(folder):
    assert run(folder, "solve", "--seconds", 5, "--out", folder / "plan.json") == 0
    return json.loads((folder / "plan.json").read_text())


def test_a_solved_plan_passes_the_check(folder, capsys):
    plan = solved(folder)

    assert (len(plan["placements"]), plan["ended"]) == (4, "optimal")
    assert run(folder, "check", folder / "plan.json") == 0
    assert "0 rules broken" in capsys.readouterr().out


def test_the_same_seed_writes_the_same_bytes(folder):
    solved(folder)
    first = (folder / "plan.json").read_bytes()
    solved(folder)

    assert (folder / "plan.json").read_bytes() == first


def test_a_repair_lists_what_was_and_what_is(folder):
    before = {one["session"]: one for one in solved(folder)["placements"]}
    gone = before[0]["instructor"]

    code = run(folder, "repair", folder / "plan.json", "--without-instructor", gone, "--out", folder / "new.json")

    new = json.loads((folder / "new.json").read_text())
    assert code == 0
    assert gone not in {one["instructor"] for one in new["placements"]}
    assert {one["session"] for one in new["changes"]} == {n for n, one in before.items() if one["instructor"] == gone}


def test_what_was_taught_already_is_never_moved(folder):
    before = {one["session"]: one for one in solved(folder)["placements"]}

    run(folder, "repair", folder / "plan.json", "--without-instructor", 0, "--from-slot", 5, "--out", folder / "n.json")

    after = {one["session"]: one for one in json.loads((folder / "n.json").read_text())["placements"]}
    taught = [n for n, one in before.items() if one["start"] < 5]
    assert [after[n] for n in taught] == [before[n] for n in taught]


def test_candidates_are_ranked_with_reasons(folder, capsys):
    solved(folder)
    capsys.readouterr()

    assert run(folder, "candidates", folder / "plan.json", "--session", 0) == 0
    assert "rating 4" in capsys.readouterr().out


def test_an_impossible_program_is_explained_by_name(folder, capsys):
    (folder / "problem.json").write_text(json.dumps(PROBLEM | {"max_lectures_a_day": 1}))

    assert run(folder, "explain", "--program", 0) == 1
    assert "at most 1 lectures a day" in capsys.readouterr().out


def first(noun, **changes):
    """The problem with its first session, instructor, venue or program changed."""
    return PROBLEM | {noun: [PROBLEM[noun][0] | changes, *PROBLEM[noun][1:]]}


def session(**changes):
    return first("sessions", **changes)


MALFORMED = {
    "session 0: unknown venue 9": session(venues=[9]),
    "session 0: length -1, must be 1 to 5": session(length=-1),
    "session 0: waits for itself (0 after 1 after 0)": PROBLEM
    | {
        "sessions": [
            PROBLEM["sessions"][0] | {"after": [1]},
            PROBLEM["sessions"][1] | {"after": [0]},
            *PROBLEM["sessions"][2:],
        ]
    },
    "session 1: waits for itself (1 after 2 after 3 after 1)": PROBLEM
    | {
        "sessions": [
            PROBLEM["sessions"][0],
            *(one | {"after": [one["id"] % 3 + 1]} for one in PROBLEM["sessions"][1:]),
        ]
    },
    "session 0: unknown program 9": session(program=9),
    "session 0: unknown instructor 9": session(instructors=[9]),
    "session 0: unknown session in after 99": session(after=[99]),
    "session 0: unknown supply bus": session(needs={"bus": 1}),
    "session 0: unknown venue 8": session(stops=[{"venue": 8, "offset": 0, "length": 1}]),
    "session 0: program 0: given twice": session(programs=[0, 0]),
    "session 0: groups 0, must be 1 to": session(groups=0),
    "session 0: minutes -5, must be 0 to": session(minutes=-5),
    "session 0: start -1 is out of range": session(starts=[-1]),
    "session 0: stop at venue 0 in its slot 0, when it is at that venue already (2 groups, at most 1 at once)": session(
        stops=[{"venue": 0, "offset": 0, "length": 1}]
    ),
    "session 0: stop at venue 0 in its slot 1, when it is at that venue already (4 groups, at most 1 at once)": session(
        venues=[], groups=2, length=2, stops=[{"venue": 0, "offset": 1, "length": 1}] * 2
    ),
    "session 0: stop at venue 1 in its slot 1, when it is at that venue already": PROBLEM
    | {
        "roads": [{"from": 1, "minutes": 90}],
        "sessions": [PROBLEM["sessions"][0] | {"outing": [{"venue": 1, "minutes": 60}]}],
    },
    "session 0: a visit of -10 minutes at venue 0": session(outing=[{"venue": 0, "minutes": -10}]),
    "session 0: no road between the center and venue 1": session(outing=[{"venue": 1, "minutes": 10}]),
    "program 0: size -1, must be 0 to": first("programs", size=-1),
    "program 0: days 4 to 0 are no stretch of days": first("programs", first_day=4, last_day=0),
    "program 0: max_evenings -1, must be 0 to": first("programs", max_evenings=-1),
    "program 0: slot 1000000000000 is out of range": first("programs", blocked=[10**12]),
    "instructor 0: fee 1000000000000, must be 0 to": first("instructors", fee=10**12),
    "instructor 0: rating of topic 1 9, must be 0 to 5": first("instructors", rating={"1": 9}),
    "instructor 0: slot -5 is out of range": first("instructors", away=[-5]),
    "instructor 0: slot -1 is out of range": first("instructors", dislikes=[-1]),
    "venue 0: groups_at_once 0, must be 1 to": first("venues", groups_at_once=0),
    "venue 0: open_weekdays: 7, must be 0 to 6": first("venues", open_weekdays=[7]),
    "supply guide: count -1, must be 0 to": PROBLEM | {"supplies": [{"id": "guide", "count": -1}]},
    "roads: -5 minutes from venue 0 to the center": PROBLEM | {"roads": [{"from": 0, "minutes": -5}]},
    "pin of session 9: unknown session 9": PROBLEM | {"pinned": [{"session": 9}]},
    "pin of session 0: unknown venue 9": PROBLEM | {"pinned": [{"session": 0, "venue": 9}]},
    "weights: fee -1, must be 0 to": PROBLEM | {"weights": {"fee": -1}},
    "$.strengths": PROBLEM | {"strengths": {"order": "perhaps"}},
    "session 0: given twice": PROBLEM | {"sessions": [PROBLEM["sessions"][0]] * 2},
    "session 0: start 4 with length 2 runs past the end of the day": session(starts=[4], length=2),
    "$.sessions[0].starts": session(starts="noon"),
    "weights: unknown beauty": PROBLEM | {"weights": {"beauty": 1}},
    "unknown field `venuez` - at `$.sessions[0]`": session(venuez=[0]),
    "unknown field `seats` - at `$.venues[0]`": first("venues", seats=40),
    "unknown field `pined`": PROBLEM | {"pined": []},
    "slots_per_day: 4, only 5 is supported": PROBLEM | {"slots_per_day": 4},
}


@pytest.mark.parametrize("line", MALFORMED)
def test_a_malformed_problem_gets_one_line_naming_the_place(folder, capsys, line):
    (folder / "problem.json").write_text(json.dumps(MALFORMED[line]))

    assert run(folder, "solve", "--out", folder / "plan.json") == 2
    said = capsys.readouterr().err
    assert line in said
    assert said.count("\n") == 1


def test_a_note_for_people_and_the_features_of_a_venue_are_read_over(folder):
    told = first("venues", features=["lab"], note="the old one") | {"note": {"made": "by hand"}}
    (folder / "problem.json").write_text(json.dumps(told))

    assert run(folder, "solve", "--seconds", 1, "--out", folder / "plan.json") == 0


@pytest.mark.parametrize("out", ["missing/plan.json", "."])
@pytest.mark.parametrize(
    "verb",
    [
        ("solve", "--seconds", 1),
        ("solve", "--format", "ctt", "--seconds", 1),
        ("repair", "plan.json", "--without-instructor", 0),
    ],
)
def test_where_nothing_can_be_written_nothing_is_begun(tmp_path, capsys, verb, out):
    name, *words = verb

    assert run(tmp_path, name, *words, "--out", tmp_path / out) == 2
    said = capsys.readouterr().err
    assert f"{tmp_path / out}: cannot be written" in said
    assert (said.count("\n"), list(tmp_path.iterdir())) == (1, [])


def test_a_plan_may_be_thrown_away(folder):
    assert run(folder, "solve", "--seconds", 1, "--out", "/dev/null") == 0
    assert Path("/dev/null").is_char_device()


def test_an_outing_may_come_back_to_a_site_later(folder, capsys):
    back = [{"venue": 1, "offset": 0, "length": 1}, {"venue": 1, "offset": 1, "length": 1}]
    tour = PROBLEM["sessions"][0] | {"venues": [], "length": 2, "stops": back}
    (folder / "problem.json").write_text(json.dumps(PROBLEM | {"sessions": [tour]}))

    assert run(folder, "solve", "--seconds", 1, "--out", folder / "plan.json") == 0
    assert "1 placed, 0 without a place" in capsys.readouterr().out


def test_the_largest_seed_solves_as_any_other(folder):
    assert run(folder, "solve", "--seconds", 1, "--seed", 2**31 - 1, "--out", folder / "plan.json") == 0


@pytest.mark.parametrize(
    ("verb", "option", "value"),
    [
        ("solve", "--seed", 2**31),
        ("solve", "--seed", -1),
        ("solve", "--seconds", "１"),
        ("solve", "--seconds", "nan"),
        ("solve", "--processes", "１"),
        ("solve", "--processes", 65),
        ("repair", "--from-slot", -1),
        ("repair", "--without-venue", "１"),
        ("repair", "--without-instructor", "１"),
        ("candidates", "--session", "１"),
        ("explain", "--program", "１"),
    ],
)
def test_a_number_out_of_range_or_in_other_digits_is_refused(folder, capsys, verb, option, value):
    words = {
        "solve": ["--out", folder / "new.json"],
        "repair": [folder / "plan.json", "--out", folder / "new.json"],
        "candidates": [folder / "plan.json"],
        "explain": [],
    }
    falls_out = ["--without-instructor", 0] if option == "--from-slot" else []

    with pytest.raises(SystemExit) as ended:
        run(folder, verb, *words[verb], *falls_out, f"{option}={value}")

    assert ended.value.code == 2
    assert f"argument {option}: a " in capsys.readouterr().err.splitlines()[-1]


def test_a_million_sessions_are_refused(folder, capsys):
    text = json.dumps(PROBLEM)
    one = '{"id":1,"starts":[0]}'
    head = text[: text.index('"sessions": [') + len('"sessions": [')]
    (folder / "problem.json").write_text(head + ",".join([one] * 1_000_000) + "]}")

    assert run(folder, "solve", "--out", folder / "plan.json") == 2
    assert "sessions: 1000000 of them" in capsys.readouterr().err


def test_half_a_file_is_refused(folder, capsys):
    (folder / "problem.json").write_text(json.dumps(PROBLEM)[:100])

    assert run(folder, "check", folder / "problem.json") == 2
    assert capsys.readouterr().err.count("\n") == 1


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_one_line_written_over_on_a_terminal_and_nothing_in_a_pipe():
    terminal, pipe = Terminal(), io.StringIO()

    for stream in (terminal, pipe):
        with progress_line(stream) as show:
            show(Progress(placed=3, unplaced=1, cost=40, bound=30, cohort=7))
            show(Progress(placed=4, unplaced=0, cost=35, bound=0))

    assert "3 placed, 1 open, cost 40, at best 30, program 7" in terminal.getvalue()
    assert "4 placed, 0 open, cost 35\r" in terminal.getvalue()
    assert ("\n" in terminal.getvalue(), terminal.getvalue().endswith("\r\x1b[K")) == (False, True)
    assert pipe.getvalue() == ""


def test_a_solve_in_a_pipe_says_nothing_beside_its_result(folder, capsys):
    solved(folder)

    assert capsys.readouterr().err == ""


ENDS = {Ended.OPTIMAL: 0, Ended.BUDGET: 0, Ended.IDLE: 0, Ended.WALL: 3, Ended.DIED: 3, Ended.CANCELLED: 130}


@pytest.mark.parametrize("ended", list(Ended))
def test_the_exit_code_says_how_a_solve_ended(ended):
    assert report(Plan(ended=ended)) == ENDS[ended]


def test_a_repair_claims_no_bound(folder, capsys):
    solved(folder)
    capsys.readouterr()

    run(folder, "repair", folder / "plan.json", "--without-instructor", 0, "--out", folder / "new.json")

    assert "at best" not in capsys.readouterr().out


def test_what_was_not_decided_in_time_is_not_said_to_be_possible(folder, capsys, monkeypatch):
    monkeypatch.setattr(sat.Model, "solve", lambda *_, **__: sat.Answer((), 0, 0, False, False, 0.0))

    assert run(folder, "explain", "--program", 0) == 1
    assert "it is not proved that there is none" in capsys.readouterr().out


def test_an_interrupt_before_there_is_anything_is_one_line(folder, capsys, monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "read_problem", interrupted)

    assert run(folder, "solve", "--out", folder / "plan.json") == 130
    assert capsys.readouterr().err == "training timetable: interrupted\n"


def test_every_exit_code_is_documented():
    told = (Path(__file__).parents[3] / "docs/timetable.md").read_text()
    (paragraph,) = (one for one in told.split("\n\n") if one.startswith("Exit codes:"))

    assert {int(one) for one in re.findall(r"\b\d+\b", paragraph)} == {DONE, NO, FAULTY, EARLY, INTERRUPTED}
