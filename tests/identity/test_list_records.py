"""Entries of lists as records: what was last said and what before, and whether an entry was listed on a day."""

from datetime import timedelta

import pyarrow as pa
import pytest

from fairlead.base.tables import DECISIONS
from fairlead.identity.list_records import known_on, read_entries, say_listed, was_listed
from fairlead.identity.list_statements import state_lists
from tests.identity.test_list_statements import DAY, tables

OTHER = {"name": "BIRCH"}
MANY = {f"x{n}": OTHER for n in range(20)}  # so that one entry more or less is no loss that refuses a version


def entries(*versions, day=None):
    standings, statements = state_lists(*tables(*versions), DECISIONS.empty())
    known = statements if day is None else known_on(statements, day, standings.to_pylist())
    found = read_entries(known, ("vessel",))
    return {one.entry: one for one in found}


def standings(*versions):
    made, _ = state_lists(*tables(*versions), DECISIONS.empty())
    return sorted(made.to_pylist(), key=lambda s: s["version_no"])


def version(day, name="ALDER", **said):
    return day, MANY | ({"1": {"name": name, **said}}), False


def without(day):
    return day, MANY, False


def test_a_record_holds_what_was_last_said_and_what_was_said_before_stands_apart():
    one = entries(version(0, imo="IMO 8660313", flag="Malta"), version(10, imo="IMO 8691702", flag="Malta"))["1"]
    assert {(s.property, s.value) for s in one.now.stated} == {
        ("name", "ALDER"),
        ("imo", "IMO 8691702"),
        ("flag", "Malta"),
    }
    assert [(s.property, s.value) for s in one.earlier.stated] == [("imo", "IMO 8660313")]


def test_of_an_entry_that_is_gone_the_last_version_counts():
    one = entries(version(0, imo="IMO 8660313"), without(10))["1"]
    assert {s.value for s in one.now.stated} == {"ALDER", "IMO 8660313"}
    assert one.earlier is None
    assert (one.runs[0].known_to, one.runs[0].known_until) == (DAY[0], DAY[10])


def test_a_mark_that_passes_from_ship_to_ship_holds_while_the_list_says_it():
    one = entries(version(0, mmsi="273000001", imo="IMO 8660313"), version(10, imo="IMO 8660313"))["1"]
    (mmsi,) = one.earlier.of("mmsi")
    assert (mmsi.start, mmsi.end) == (DAY[0], DAY[10])
    (imo,) = one.now.of("imo")
    assert (imo.start, imo.end) == (None, None)


def test_as_of_a_day_an_entry_is_what_that_days_version_says():
    both = (version(0, imo="IMO 8660313"), version(10, imo="IMO 8691702"), without(20))
    said = {n: entries(*both, day=DAY[n]) for n in (0, 10, 20)}
    assert [s.value for s in said[0]["1"].now.of("imo")] == ["IMO 8660313"]
    assert [s.value for s in said[10]["1"].now.of("imo")] == ["IMO 8691702"]
    assert "1" not in said[20]
    assert entries(*both, day=DAY[0] - timedelta(days=1)) == {}
    late = entries(*both, day=DAY[10] + timedelta(days=5))
    assert [s.value for s in late["1"].now.of("imo")] == ["IMO 8691702"]


SEEN = (without(10), version(30, flag="Malta"), version(50, flag="Malta"), without(70))


@pytest.mark.parametrize(
    ("start", "end", "verdict", "why"),
    [
        (0, 1, "not known", "the first version at hand is of 11 Jan 2024"),
        (10, 11, "not listed", "so the version of 11 Jan 2024"),
        (12, 14, "not known", "between two versions"),  # added on an unknown day after the 10th and not after the 30th
        (30, 50, "listed", "31 Jan 2024 before it and that of 20 Feb 2024 after it"),
        (29, 31, "not known", "between two versions"),
        (55, 56, "not known", "between two versions"),
        (70, 71, "not listed", "no longer in the version of 11 Mar 2024, which lacks 1 entry of the one before"),
        (75, 76, "not known", "the latest version at hand is of 11 Mar 2024"),
    ],
)
def test_listed_on_a_day_is_said_only_where_versions_bound_it(start, end, verdict, why):
    one = entries(*SEEN)["1"]
    zero = DAY[0]
    found, words = was_listed(one, zero + timedelta(days=start), zero + timedelta(days=end), standings(*SEEN))
    assert (found, why in words) == (verdict, True), words


def test_a_stated_date_of_designation_reaches_back_before_the_first_version():
    said = version(50, listed="2024-01-01")
    one, watched = entries(said)["1"], standings(said)  # designated on the day 0, of ten days' width here
    assert was_listed(one, DAY[20], DAY[30], watched) == ("listed", "designated 1 Jan 2024 as the list says")
    found, why = was_listed(one, DAY[0], DAY[0] + timedelta(days=1), watched)  # within the date itself
    assert found == "not known"
    assert why.startswith("designated 1")
    assert why.endswith("as the list says; from when on in that time it does not")
    before = DAY[0] - timedelta(days=9), DAY[0] - timedelta(days=2)
    assert was_listed(one, *before, watched)[0] == "not listed"


def test_how_long_an_entry_stood_is_said_with_what_bounds_it():
    assert say_listed(entries(*SEEN)["1"], standings(*SEEN)) == (
        "in the list made_up from 31 Jan 2024 to 20 Feb 2024, no longer in the version of 11 Mar 2024, "
        "which lacks 1 entry of the one before"
    )
    began = "from 1 Jan 2024 (the first version at hand: it may be older)"
    open_ = say_listed(entries(version(0), version(10))["1"], standings(version(0), version(10)))
    assert open_ == f"in the list made_up {began} to 11 Jan 2024 (the latest at hand)"


def test_the_day_from_which_measures_apply_is_no_designation_and_bounds_the_listing():
    entries_, facts, versions = tables(version(50, applies_from="1.1.2024"))
    at = facts.schema.get_field_index("normal")
    days = ["2024-01-01" if p == "applies_from" else None for p in facts["property"].to_pylist()]
    facts = facts.set_column(at, "normal", pa.array(days, pa.string()))
    standings_, statements = state_lists(entries_, facts, versions, DECISIONS.empty())
    one = next(e for e in read_entries(statements, ("vessel",)) if e.entry == "1")
    watched = standings_.to_pylist()
    assert (one.designated, one.applies_from) == (None, DAY[0])
    assert was_listed(one, DAY[20], DAY[30], watched) == (
        "listed",
        "its measures apply from 1 Jan 2024 as the list says",
    )
    assert was_listed(one, DAY[0] - timedelta(days=9), DAY[0], watched)[0] == "not known"
    assert "its measures apply from 1 Jan 2024 as it says, which is no date of designation" in say_listed(one, watched)
    assert [s.property for s in one.now.stated] == ["name"]
