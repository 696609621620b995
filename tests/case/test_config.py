from datetime import UTC, datetime, timedelta

import pytest

from fairlead.case.config import read_config
from fairlead.case.config_params import override
from fairlead.case.template import CASE_TOML
from fairlead.errors import CaseError


def complaints(text, flow=()):
    with pytest.raises(CaseError) as caught:
        read_config(text if isinstance(text, bytes) else text.encode(), flow)
    return str(caught.value)


def test_the_bundled_case_asks_two_questions_whose_rows_name_their_lines(small):
    content = (small.bundled / "case.toml").read_bytes()
    lines = content.decode().splitlines()
    config = read_config(content, ())
    assert [q["question"] for q in config.questions] == ["oil", "munitions"]
    for q in config.questions:
        assert lines[q["row"] - 1] == f"[question.{q['question']}]"
    for place in config.question_places:
        assert f'"{place["place"]}"' in lines[place["row"] - 1]
    oil = config.questions[0]
    assert (oil["period_start"], oil["period_end"]) == (
        datetime(2024, 1, 1, tzinfo=UTC),
        datetime(2025, 1, 1, tzinfo=UTC),
    )
    assert (oil["seen_share_alpha"], oil["seen_share_beta"], oil["estimate_from"]) == (21, 9, "C02")
    assert [(p["place"], p["role"]) for p in config.question_places if p["question"] == "munitions"] == [
        ("P09", "load"), ("P10", "discharge"), ("P01", "discharge"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("period =", "perod =", "case.toml line 6: unknown key 'perod'; did you mean 'period'?"),
        ("title =", "titel =", "case.toml line 2: unknown key 'titel'; did you mean 'title'?"),
        ("[2024-01-01, 2025-01-01]", "[2025-01-01, 2024-01-01]", "case.toml line 6: period: start 1 Jan 2025"),
        ("[2024-01-01, 2025-01-01]", "[2024-01-01, 2024-01-01]", "case.toml line 6: period: start"),
        ("[2024-01-01, 2025-01-01]", '["2024-01-01", "2025-01-01"]', "line 6: period: dates stand without quotes"),
        ("[2024-01-01, 2025-01-01]", "[2024-01-01T00:00:00, 2025-01-01]", "line 6: period says no zone"),
        ("[2024-01-01, 2025-01-01]", "2024-01-01", "line 6: period is two dates"),
        ("[2024-01-01, 2025-01-01]", "[0001-01-01, 2025-01-01]", "line 6: period: the year 1 cannot be meant"),
        ("[2024-01-01, 2025-01-01]", "[2024-01-01, 9999-12-31]", "line 6: period: the year 9999 cannot be meant"),
        ("[2024-01-01, 2025-01-01]", "[0001-01-01T00:00:00+05:00, 2025-01-01]", "line 6: period: the year 1 cannot"),
        ('from = "RU"', 'from = "Russia"', "line 7: from is a two-letter country code"),
        ('load = ["P1"]', "load = []", "line 10: load names nothing"),
        ('load = ["P1"]', 'load = ["P1", "P1"]', "line 10: load names 'P1' twice"),
        ('load = ["P1"]', 'load = "P1"', "line 10: load is a list of texts"),
        ('load = ["P1"]', 'load = ["P2"]', "line 11: 'P2' is named under load too"),
        ('to = "KP"\n', "", "case.toml line 4: [question.oil] lacks 'to'"),
        ("format = 1", "format = 0", "case.toml line 1: format = 1 must stand here"),
        ("format = 1\n", "", "format = 1 must stand here; it says None"),
        ('text = "How much?"', "text = 3", "line 5: text is a text in quotes"),
        ('commodity = "oil"', 'commodity = "oil"\ncapacity = "gt"', "line 10: capacity is 'dwt', not 'gt'"),
        ('commodity = "oil"', 'commodity = "oil"\nper_call = [1]', "line 10: per_call says how much a call is"),
        ('commodity = "oil"', 'commodity = "oil"\nunit = "barrel"\nper_call = [-1]', "line 11: per_call must be above"),
        ('commodity = "oil"', 'commodity = "oil"\nunit = "barrel"\nper_call = [30_000, 10_000]',
         "line 11: per_call rises from the lowest figure to the highest; 30,000 stands before 10,000"),
        ("[question.oil]", "[question.'an oil']", "line 4: a question is named by letters"),
    ],
)  # fmt: skip
def test_each_mistake_is_named_with_its_line(old, new, complaint, small):
    assert old in small.toml
    assert complaint in complaints(small.toml.replace(old, new))


def test_all_complaints_come_at_once_in_order_of_lines(small):
    text = small.toml.replace("title", "titel").replace('from = "RU"', "from = 1")
    assert [line.split(":")[0] for line in complaints(text).splitlines()] == ["case.toml line 2", "case.toml line 7"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("SMALL[question.oil]\n", "case.toml line 12: [question.oil] stands twice"),
        ("SMALLload = ['P3']\n", "case.toml line 12: a key stands twice"),
        ("SMALL[question.again]\ntext = 'how  MUCH?'\n", "line 13: question 'oil' asks the same: duplicate question"),
        ("format = 1\nx = [\n", "case.toml line 2: Invalid value"),
        ("format = 1\nquestion = 3\n", "case.toml line 2: 'question' is a table"),
        ("format = 1\n[places.P1]\nzone = 'x'\n", "case.toml line 3: unknown key 'zone'; did you mean 'time_zone'?"),
        (
            "format = 1\n[places]\nP1 = { time_zone = 'Mars/Olympus' }\n",
            "line 3: time zone 'Mars/Olympus' is",
        ),
        (b"format = 1\ntitle = '\xff'\n", "case.toml line 2: is not UTF-8 text"),
        ("x = " + "[" * 100_000, "case.toml: brackets are nested too deeply"),
        ("format = 1\ntitle = " + "[" * 40 + "]" * 40, "case.toml: brackets are nested too deeply"),
        ("format = 1\n" + ".".join("a" * 3000) + " = 1", "case.toml: brackets are nested too deeply"),
        ("x = " + "9" * 5000, "case.toml: a whole number has more digits than can be meant"),
        ("#" * 2_000_000, "more than 1,048,576 cannot be meant"),
    ],
)
def test_a_file_that_is_no_case_toml_is_refused_with_its_line(text, complaint, small):
    text = text if isinstance(text, bytes) else text.replace("SMALL", small.toml)
    assert complaint in complaints(text)


@pytest.mark.parametrize("part", ["fleet", "conversion", "claimed", "estimate"])
def test_parts_of_a_question_are_as_strict(part, small):
    text = f"{small.toml}[question.oil.{part}]\nnonsense = 1\n"
    assert "case.toml line 13: unknown key 'nonsense'" in complaints(text)


def test_an_estimate_needs_its_share_and_its_reason(small):
    found = complaints(small.toml + "[question.oil.estimate]\nseen_share = { alpha = 1 }\n")
    assert "line 12: [question.oil.estimate] lacks 'reason'" in found
    assert "line 13: seen_share is a Beta distribution" in found


def test_an_estimate_from_looks_needs_no_share_and_takes_none(small):
    text = f'{small.toml}[question.oil.estimate]\nfrom = "looks"\n'
    (oil,) = read_config(text.encode(), ()).questions
    assert (oil["estimate_from"], oil["seen_share_alpha"], oil["seen_share_beta"]) == ("looks", None, None)
    share = "seen_share = { alpha = 21, beta = 9 }\nreason = 'x'\n"
    found = complaints(text + share)
    assert 'line 14: seen_share has no place beside from = "looks"' in found
    assert "line 15: reason has no place" in found


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("claimed]\nhull_dwt_t = 10_000_000", "line 13: hull_dwt_t must be above 0 and at most 1,000,000, not 1e+07"),
        ("claimed]\nhull_dwt_t = 1" + "0" * 400, "line 13: hull_dwt_t is a finite number"),
        ("estimate]\nreason = 'x'\nseen_share = { alpha = 1e300, beta = 1 }", "line 14: alpha must be at least 0.01"),
    ],
)
def test_a_number_of_a_question_has_bounds_too(table, complaint, small):
    assert complaint in complaints(f"{small.toml}[question.oil.{table}\n")


def test_parameters_are_read_by_the_type_of_their_field(small):
    text = '[params.checks]\nspeed_low_kn = "9 kn"\nlongest = "2 d"\nshares = [0.1]\n'
    params = read_config((small.toml + text).encode(), small.flow).params["checks"]
    assert (params.speed_low_kn, params.longest, params.shares) == (9, timedelta(days=2), (0.1,))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[params.checks]\nlongest = "12 kn"\n', 'line 13: longest is a duration (s, min, h, d), and'),
        ("[params.checks]\nlongest = 12\n", "line 13: longest is a duration with its unit"),
        ("[params.checks]\nspeed_lo_kn = 8\n", "no parameter 'speed_lo_kn'; did you mean 'speed_low_kn'?"),
        ("[params.check]\nx = 8\n", "line 12: no step is called 'check'; did you mean 'checks'?"),
        ("[params.marks]\nx = 8\n", "line 12: step 'marks' takes no parameters"),
        ("[params.checks]\nspeed_low_kn = -8\n", "line 13: speed_low_kn must be above 0 and at most 60, not -8"),
        ("[params.checks]\nspeed_low_kn = 1" + "0" * 400, "line 13: speed_low_kn is a finite number"),
        ('[params.checks]\nlongest = "1e300 h"\n', "line 13: longest is longer than any time there is"),
        ("[params.checks]\nspeed_low_kn = 20\n", "line 12: speed_low_kn must not be above speed_high_kn"),
    ],
)  # fmt: skip
def test_a_parameter_that_does_not_fit_is_named_with_its_line(text, complaint, small):
    assert complaint in complaints(small.toml + text, small.flow)


def test_a_parameter_of_the_command_line_goes_over_that_of_the_file(small):
    params = read_config((small.toml + "[params.checks]\nspeed_low_kn = 9\n").encode(), small.flow).params
    assert override(params, ["checks.longest=3 h"], small.flow)["checks"].speed_low_kn == 9
    assert override(params, ["checks.speed_low_kn=7 kn"], small.flow)["checks"].speed_low_kn == 7


def test_parameters_that_only_fit_together_are_set_together(small):
    given = ["checks.speed_low_kn=20", "checks.speed_high_kn=30"]
    assert override({}, given, small.flow)["checks"].speed_low_kn == 20
    text = "[params.checks]\nspeed_low_kn = 20\nspeed_high_kn = 30\n"
    assert read_config((small.toml + text).encode(), small.flow).params["checks"].speed_low_kn == 20
    with pytest.raises(CaseError, match="parameters of step 'checks' do not go together: speed_low_kn must not be"):
        override({}, given[:1], small.flow)


def test_a_parameter_outside_its_bounds_is_refused_with_parameter_value_and_bound(small):
    with pytest.raises(CaseError) as caught:
        override({}, ["checks.speed_low_kn=-8"], small.flow)
    words = "parameter 'checks.speed_low_kn=-8': speed_low_kn must be above 0 and at most 60, not -8"
    assert str(caught.value) == words


@pytest.mark.parametrize("text", ["checks", "checks.x=1", "chocks.speed_low_kn=1", "checks.speed_low_kn=1 h", "=1"])
def test_a_parameter_of_the_command_line_that_does_not_fit_is_refused(text, small):
    with pytest.raises(CaseError, match="parameter"):
        override({}, [text], small.flow)


def test_the_commented_file_is_valid_and_so_is_every_comment_in_it():
    assert read_config(CASE_TOML.encode(), ()).questions == ()
    lines = [line for line in CASE_TOML.splitlines() if not line.startswith("# [params")]
    bare = [line[2:] if line.startswith("# ") and (" = " in line or line.startswith("# [")) else line for line in lines]
    text = "\n".join(line for line in bare if "speed_low_kn" not in line)
    (question,) = read_config(text.encode(), ()).questions
    assert question["claimed_hull_dwt_t"] == 3464


AREA = 'format = 1\ntitle = "x"\n\n[[areas]]\nname = "roads"\nport = "Alpha"\narea_kind = "anchorage"\nring = RING\n'


@pytest.mark.parametrize(
    ("ring", "corners"),
    [
        ("[[42, 133], [42, 134.0], [43, 134], [43, 133]]", [42, 133, 42, 134, 43, 134, 43, 133]),
        ('"POLYGON ((133 42, 134 42, 134 43, 133 43, 133 42))"', [42, 133, 42, 134, 43, 134, 43, 133]),
        ('"42 133; 42 134; 43 134; 43 133"', [42, 133, 42, 134, 43, 134, 43, 133]),
        ("[[10, 179], [10, -179], [12, -179], [12, 179]]", [10, 179, 10, 181, 12, 181, 12, 179]),
    ],
)
def test_an_area_drawn_here_is_a_row_that_names_the_line_of_its_shape(ring, corners):
    (row,) = read_config(AREA.replace("RING", ring).encode(), ()).areas
    assert (row["label"], row["name"], row["port"], row["area_kind"]) == ("roads", "roads", "Alpha", "anchorage")
    assert row["ring"] == corners
    assert row["row"] == 8


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("RING", "[[42, 133], [43, 134], [43, 133], [42, 134]]", "line 8: ring has sides that cross each other"),
        ("RING", "[[133, 42], [133, 43], [134, 43]]", "line 8: ring has a corner beyond 90 degrees"),
        ("RING", "[[42, 133], [42, 134]]", "line 8: ring has fewer than three corners"),
        ("RING", "[[42, 133, 1], [42, 134], [43, 134]]", "line 8: ring: a corner is a latitude and a longitude"),
        ("RING", '[["a", 133], [42, 134], [43, 134]]', "line 8: 'a' is not a number"),
        ("RING", "[[inf, 133], [42, 134], [43, 134]]", "line 8: ring is not written as"),
        ("RING", '"MULTIPOLYGON EMPTY"', "line 8: ring is no single polygon without holes"),
        ("RING", "7", "line 8: ring is a list of corners"),
        ('"anchorage"', '"bay"', "line 7: area_kind 'bay' is none of port, berth, anchorage"),
        ("area_kind", "role", "line 7: unknown key 'role'"),
        ('port = "Alpha"\n', "", "line 4: [[areas]] lacks 'port'"),
        ("[[areas]]", "[areas]", "line 4: areas are drawn one by one; write [[areas]]"),
    ],
)
def test_an_area_that_cannot_be_meant_is_named_with_its_line(old, new, complaint):
    good = "[[42, 133], [42, 134], [43, 134], [43, 133]]"
    assert complaint in complaints(AREA.replace(old, new).replace("RING", good))


def test_the_second_of_two_areas_is_known_by_its_own_lines():
    good = "[[42, 133], [42, 134], [43, 134], [43, 133]]"
    second = '[[areas]]\nname = "basin"\nport = "Alpha"\narea_kind = "port"\nlat = 1\nlon = 2\nradius_km = 300\n'
    assert "line 15: radius_km '300' lies outside 0 to 200" in complaints(AREA.replace("RING", good) + second)
    twice = AREA.replace("RING", good) + AREA.partition("\n\n")[2].replace("RING", good)
    assert "line 9: 'roads' is line 8 already" in complaints(twice)
