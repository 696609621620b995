"""One screening, against list files or a case: levels, what was searched, the answer of a day."""

import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from fairlead.base.tables import LIST_STANDINGS, LIST_STATEMENTS
from fairlead.case.one_off import Asked, read_lists, screen, why_not
from fairlead.cli.main import app
from fairlead.errors import EvidenceError
from fairlead.flow import FLOW
from tests.case.test_lists import ALTS, END, LISTS, ship

EARLY, LATE = ship(7, "ALDER GROVE") + END, ship(7, "CEDAR GROVE", 8691702) + ship(8, "BIRCH", 9074729) + END


@pytest.fixture
def files(file):
    return [file("sdn_2024-01-10.csv", EARLY), file("sdn_2024-02-10.csv", LATE), file("alt.csv", ALTS)]


def asked(files, day=None, **marks):
    found = screen(*read_lists(files), Asked(day=day and datetime(*day, tzinfo=UTC), **marks))
    return [(h["level"], h["entry"]) for h in found["hits"]], found


def test_as_of_a_day_the_answer_is_that_of_the_days_version(files):
    assert asked(files, (2024, 1, 20), imo="8660313")[0] == [("confirmed", "7")]
    hits, found = asked(files, (2024, 2, 10), imo="8660313")
    assert hits == []
    assert found["searched_words"] == "the OFAC SDN list of 10 Feb 2024"
    hits, found = asked(files, (2024, 1, 9), imo="8660313")
    assert (hits, found["searched"]) == ([], [])
    (lacking,) = found["not_searched"]
    assert lacking.startswith(
        "OFAC SDN list: no version at hand is of that day or earlier; the first is OFAC SDN list of"
    )


def test_without_a_day_what_was_said_before_is_found_and_confirms_nothing(files):
    hits, found = asked(files, imo="8660313")
    assert hits == [("contradicted", "7")]
    assert found["searched_words"] == "the OFAC SDN list, 2 versions of 10 Jan 2024 to 10 Feb 2024"


def test_a_former_name_of_a_companion_is_found_and_is_possible_at_most(files):
    assert asked(files, names=("Old Alder",))[0] == [("possible", "7")]


def test_a_number_that_fails_its_check_digit_is_told_and_looked_for(files):
    _, found = asked(files, imo="8660314")
    (said,) = found["doubts"]
    assert said.startswith(
        "8660314 is no IMO number of a ship: it fails the check digit of an IMO number; only an entry"
    )
    _, found = asked(files, imo="8660314", names=("Cedar Grove",))
    assert [h["level"] for h in found["hits"]] == ["possible"]
    assert "the search goes on by the name Cedar Grove" in found["doubts"][0]


@pytest.mark.parametrize(
    ("marks", "words"),
    [({"imo": "banana"}, "it is no number"), ({"imo": "86603"}, "it has not seven digits"),
     ({"imo": "x8660313"}, "it is no number"), ({"mmsi": "27300"}, "it is not nine digits"),
     ({"imo": "IMO 8660313"}, None)],
)  # fmt: skip
def test_what_is_no_number_is_refused_in_words(marks, words):
    assert (why_not(Asked(**marks)) or "").endswith(words or "")
    assert (why_not(Asked(**marks)) is None) == (words is None)


def test_a_number_is_told_for_what_it_is():
    def doubts(**marks):
        return screen(LIST_STANDINGS.empty(), LIST_STATEMENTS.empty(), Asked(**marks))["doubts"]

    # 5000004: 5*8 = 40 = 3*11 + 7, and 11 - 7 = 4, a company's; as a ship's 5*7 = 35 would want a 5
    assert "passes that of a company's" in doubts(imo="5000004")[0]
    assert "fits both" in doubts(imo="1790183")[0]
    assert doubts(imo="5000004", kind="any") == []
    assert doubts(mmsi="111273000")[0].endswith("it is not looked for")


def test_an_mmsi_without_a_date_is_possible_at_most_and_with_one_counts_in_its_time(file):
    """The day of the answer is no day on which the ship bore it."""
    said = ship(7, "ALDER GROVE").replace('IMO 8660313."', 'IMO 8660313; MMSI 273000001."') + END
    files = [file("sdn_2024-01-10.csv", said), file("sdn_2024-02-10.csv", said)]  # one list twice is one version
    marks = {"mmsi": "273000001", "names": ("Alder Grove",)}
    hits, found = asked(files, (2024, 1, 20), **marks)
    assert hits == [("possible", "7")]
    assert any("no date says when one of them bore it" in r for r in found["hits"][0]["reasons"])
    assert "--borne-on" in found["doubts"][0]
    borne = datetime(2024, 1, 15, tzinfo=UTC)
    assert asked(files, (2024, 1, 20), borne=borne, **marks)[0] == [("probable", "7")]
    before = datetime(2023, 1, 15, tzinfo=UTC)
    assert asked(files, (2024, 1, 20), borne=before, **marks)[0] == [("possible", "7")]


def test_a_mark_that_an_entry_bore_at_another_time_is_no_hit_and_is_told(file):
    head = "canonical_id,entity_id,prop,schema,value,dataset\n"
    said = ("v1,,name,Vessel,MADE-UP STAR", "v1,,mmsi,Vessel,445000002", "i,,holder,Identification,v1",
            "i,,number,Identification,445000002", "i,,startDate,Identification,2024-01-01",
            "i,,endDate,Identification,2024-03-01")  # fmt: skip
    listed = [file("a_2024-06-01.csv", head + "".join(f"{row},mine\n" for row in said))]
    hits, found = asked(listed, mmsi="445000002", borne=datetime(2024, 2, 1, tzinfo=UTC))
    assert (hits, found["of_other_days"]) == ([("possible", "v1")], [])
    hits, found = asked(listed, mmsi="445000002", borne=datetime(2024, 5, 1, tzinfo=UTC))
    assert hits == []
    assert found["of_other_days"] == [
        "entry v1 MADE-UP STAR of the list mine (FollowTheMoney) is stated with MMSI 445000002 from 1 Jan 2024 to "
        "1 Mar 2024, not at the time asked for: such marks are handed on"
    ]
    named = CliRunner().invoke(app, ["screen", str(listed[0]), "--mmsi", "445000002", "--borne-on", "2024-05-01"])
    assert "No hit: entry v1 MADE-UP STAR" in " ".join(named.output.split())


def test_what_was_not_searched_is_said(files):
    assert "no IMO numbers of companies" in asked(files, imo="9187629")[1]["scope"]
    assert "by IMO numbers of ships and of companies" in asked(files, imo="9187629", kind="any")[1]["scope"]


def test_a_list_without_a_date_says_how_to_give_one(file):
    _, found = asked([file("sdn.csv", EARLY)], (2024, 1, 20), imo="8660313")
    assert "add --retrieved" in found["not_searched"][0]
    _, found = asked([file("sdn.csv", EARLY)], imo="8660313")
    assert "it bears no date" in found["searched_words"]


def test_rows_refused_and_an_end_that_is_missing_are_told_with_what_was_searched(file):
    good = [ship(n, f"SHIP {n}") for n in range(10, 14)]
    text = "".join([*good[:3], '9,"NO KIND","submarine",-0- \r\n', good[3], END])
    _, found = asked([file("sdn_2024-01-10.csv", text)], names=("Zephyr Quartz",))
    assert found["searched_words"] == "the OFAC SDN list of 10 Jan 2024 (1 row of its file was refused)"


def test_what_is_no_list_is_refused(file):
    with pytest.raises(EvidenceError, match=r"x\.csv: is none of ofac_sdn"):
        read_lists([file("x.csv", "a,b\n1,2\n")])


def test_the_command_answers_from_files_and_from_a_case(files, case):
    done = CliRunner().invoke(app, ["screen", *map(str, files), "--imo", "IMO 8691702"])
    words = " ".join(done.output.split())
    assert done.exit_code == 0
    assert "1 hit by IMO 8691702; searched: the OFAC SDN list, 2 versions" in words
    assert "CONFIRMED OFAC SDN list, entry 7 CEDAR GROVE" in words
    assert "Searched were vessels alone" in words
    for wrong in (["--imo", "banana"], ["--mmsi", "27300"]):
        refused = CliRunner().invoke(app, ["screen", str(files[0]), *wrong])
        assert (refused.exit_code, "is no" in refused.output) == (2, True)
    case.add(files[:2])
    case.run(flow=LISTS)
    done = CliRunner().invoke(app, ["screen", str(case.path), "--name", "Zephyr Quartz", "--json"])
    found = json.loads(done.stdout)
    assert (found["hits"], [v["version_name"] for v in found["searched"]]) == (
        [], ["OFAC SDN list of 10 Jan 2024", "OFAC SDN list of 10 Feb 2024"],
    )  # fmt: skip
    assert CliRunner().invoke(app, ["screen", str(files[0])]).exit_code == 2


def test_a_case_tells_what_a_person_ruled_of_an_entry_and_its_level_stands(files, case, file):
    # OFAC's CEDAR GROVE and a ship of the case share a number; a person says that they are two
    case.add([*files[:2], file("v.csv", "vessel_id,name,imo,other_names,flag,type,dwt,built,designation,"
              "designation_date,designation_measures,role_in_case,source_url,confidence\n"
              "V9,Cedar Grove,8691702,,,,,,,,,,https://example.org,high\n")])  # fmt: skip
    case.run(step="screening", flow=FLOW)
    (hit,) = case.table("hits").to_pylist()

    def said():
        done = CliRunner().invoke(app, ["screen", str(case.path), "--imo", "8691702", "--json"])
        (found,) = json.loads(done.stdout)["hits"]
        return found["level"], found["rulings"]

    assert said() == ("confirmed", [])
    case.decide([hit["hit_id"]], "reject", "Other photographs.", by="An analyst")
    case.run(step="screening", flow=FLOW)
    level, (words,) = said()
    assert (level, words.startswith("Cedar Grove of this case: ruled out by An analyst")) == ("confirmed", True)
    assert words.endswith("Other photographs.")
    shown = CliRunner().invoke(app, ["screen", str(case.path), "--imo", "8691702"]).output
    assert "A person's word on this entry and Cedar Grove" in " ".join(shown.split())
    assert said()[0] == hit["level"]


@pytest.mark.parametrize("marks", [{"imo": "8660313"}, {"names": ("Old Alder",)}])
def test_an_answer_as_of_a_day_is_that_of_the_files_published_by_then(files, file, marks):
    files = [*files[:2], file("alt_2024-03-01.csv", ALTS)]
    day = (2024, 1, 20)
    later, then = asked(files, day, **marks)[1], asked(files[:1], day, **marks)[1]
    assert later["hits"] == then["hits"]
    assert [v["version_name"] for v in later["searched"]] == [v["version_name"] for v in then["searched"]]
    if then["hits"]:
        assert "to 10 Jan 2024 (the latest at hand)" in then["hits"][0]["listed"]
