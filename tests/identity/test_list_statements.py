"""Lists as statements: what is known since when, what counts, and that the order of adding says nothing."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead import testing
from fairlead.base.tables import DECISIONS, LIST_ENTRIES, LIST_FACTS, LIST_VERSIONS
from fairlead.errors import SchemaError
from fairlead.identity.list_statements import state_lists

DAY = {n: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(0, 101, 10)}


def tables(*versions):
    """Versions of one list: (day, {ref: {property: value}}, is_delta); a value None takes the entry away."""
    entries, facts, rows = [], [], []
    for i, (day, held, is_delta, *more) in enumerate(versions):
        evidence, version = f"evidence:{i}", f"list_version:{i}"
        for line, (ref, said) in enumerate(held.items(), start=1):
            where = {"list": "made_up", "entry": ref, "evidence_id": evidence, "row": line}
            id_, dated = f"list_entry:{i}:{ref}", said is not None and "listed" in said
            said = {"name": "GONE"} if said is None else said
            entries.append({
                **where, "list_entry_id": id_, "list_version_id": version, "entry_kind": "vessel", "name": said["name"],
                "op": "DEL" if held[ref] is None else "MOD" if is_delta else None, "aliases": [], "weak_aliases": [],
                "former_names": [], "programmes": [], "measures": [], "listed_words": said.get("listed"),
                "listed_start": DAY[0] if dated else None, "listed_end": DAY[10] if dated else None,
            })  # fmt: skip
            facts += [
                {**where, "list_fact_id": f"list_fact:{i}:{ref}:{p}", "list_entry_id": id_, "property": p, "value": v}
                for p, v in said.items() if p not in ("name", "listed")
            ]  # fmt: skip
        rows.append({
            "list_version_id": version, "list": "made_up", "publisher": "nobody", "is_delta": is_delta,
            "entries": len(held), "vessels": len(held), "with_imo": 0, "joined": [], "known_from": DAY[day],
            "known_by": "told", "evidence_id": evidence, "has_end": True, "caveats": [], "row": 1,
            **(more[0] if more else {}),
        })  # fmt: skip
    return LIST_ENTRIES.from_rows(entries), LIST_FACTS.from_rows(facts), LIST_VERSIONS.from_rows(rows)


def stated(*versions, decisions=()):
    standings, statements = state_lists(*tables(*versions), DECISIONS.from_rows(decisions))
    columns = ("absent_on", "known_from", "known_to", "known_until")
    found = {
        (s["entry"], s["property"], s["value"]): tuple(s[c] for c in columns) for s in statements.to_pylist()
    }  # fmt: skip
    by_version = sorted(standings.to_pylist(), key=lambda s: s["list_version_id"])
    return by_version, found


NEVER = datetime(9999, 1, 1, tzinfo=UTC)
A, B = {"name": "ALDER", "imo": "IMO 8660313"}, {"name": "BIRCH"}


def test_a_statement_lasts_as_long_as_good_versions_in_a_row_repeat_it():
    both = {"entries": 2, "vessels": 2}
    _, found = stated((0, {"1": A}, False), (10, {"1": A, "2": B}, False), (20, {"2": B}, False, both))
    assert found["1", "name", "ALDER"] == (None, DAY[0], DAY[10], DAY[20])
    assert found["2", "name", "BIRCH"] == (DAY[0], DAY[10], DAY[20], None)


def test_a_corrected_number_ends_and_the_new_one_begins_while_the_entry_stands():
    other = A | {"imo": "IMO 8691702"}
    _, found = stated((0, {"1": A}, False), (10, {"1": other}, False))
    assert found["1", "imo", "IMO 8660313"] == (None, DAY[0], DAY[0], DAY[10])
    assert found["1", "imo", "IMO 8691702"] == (DAY[0], DAY[10], DAY[10], None)
    assert found["1", "name", "ALDER"] == (None, DAY[0], DAY[10], None)


def test_an_entry_that_comes_back_is_two_statements():
    _, statements = state_lists(
        *tables((0, {"1": A, "2": B}, False), (10, {"2": B}, False, {"vessels": 2, "entries": 2}),
                (20, {"1": A, "2": B}, False)), DECISIONS.empty(),
    )  # fmt: skip
    spans = sorted(
        (s["known_from"], s["known_until"]) for s in statements.to_pylist() if s["value"] == "ALDER"
    )  # fmt: skip
    assert spans == [(DAY[0], DAY[10]), (DAY[20], None)]


def test_the_date_of_designation_is_a_time_in_the_world_and_not_of_the_list():
    entries, facts, versions = tables((50, {"1": A | {"listed": "2024-01-01"}}, False))
    _, statements = state_lists(entries, facts, versions, DECISIONS.empty())
    (listed,) = [s for s in statements.to_pylist() if s["property"] == "listed"]
    assert (listed["value"], listed["valid_from"], listed["known_from"]) == ("2024-01-01", DAY[0], DAY[50])


def test_a_shrunken_version_does_not_count_and_the_one_before_counts_on():
    many = {str(n): B for n in range(10)}
    standings, found = stated((0, many, False), (10, {"0": B}, False), (20, many, False))
    assert [s["is_good"] for s in standings] == [True, False, True]
    assert standings[1]["refused_words"].startswith("has 1 entry where the last good version had 10")
    assert (standings[1]["instead"], standings[0]["counts_until"]) == ("list_version:0", DAY[20])
    assert found["9", "name", "BIRCH"] == (None, DAY[0], DAY[20], None)


def test_a_person_can_accept_a_version_and_take_that_back():
    many, about = {str(n): B for n in range(10)}, {"verdict": "accept", "reason": "the court struck them off"}
    decision = {
        **about, "decision_id": "decision:1", "about": ["list_version:1"], "decided_by": "Ada",
        "decided_at": DAY[30], "is_withdrawn": False, "log_line": 9,
    }  # fmt: skip
    versions = ((0, many, False), (10, {"0": B}, False))
    standings, found = stated(*versions, decisions=[decision])
    assert standings[1]["is_good"]
    assert "accepted by Ada: the court struck them off" in standings[1]["words"]
    assert standings[1]["sources"] == ["list_version:1", "decision:1"]
    assert found["9", "name", "BIRCH"][3] == DAY[10]
    standings, _ = stated(*versions, decisions=[decision | {"is_withdrawn": True}])
    assert not standings[1]["is_good"]


MANY = {f"m{n:02}": {"name": f"SHIP {n}"} for n in range(20)}


def test_changes_alone_leave_what_they_do_not_name_and_twice_is_once():
    whole, changes = (0, {"1": A, "2": B, "3": B, **MANY}, False), {"1": None, "2": B | {"flag": "Malta"}}
    _, once = stated(whole, (10, changes, True))
    assert once["1", "name", "ALDER"] == (None, DAY[0], DAY[0], DAY[10])
    assert once["2", "flag", "Malta"] == (DAY[0], DAY[10], DAY[10], None)
    assert once["3", "name", "BIRCH"] == (None, DAY[0], DAY[10], None)
    _, twice = stated(whole, (10, changes, True), (20, changes, True))
    assert set(twice) == set(once)
    assert {key for key, one in twice.items() if one[3]} == {key for key, one in once.items() if one[3]}


def test_changes_of_entries_that_the_version_before_lacks_are_told_with_how_many_and_which():
    whole = (0, {"1": A, "2": B, **MANY}, False)
    standings, found = stated(whole, (10, {"1": A | {"flag": "Malta"}, "7": B, "8": None, "9": None}, True))
    assert standings[1]["may_miss"] == [
        "of what it says was changed, the version before lacks 1 entry (7): taken as new",
        "of what it says was deleted, the version before lacks 2 entries (8 and 9): nothing was there to delete",
    ]
    assert all(words in standings[1]["words"] for words in standings[1]["may_miss"])
    assert found["7", "name", "BIRCH"] == (DAY[0], DAY[10], DAY[10], None)
    assert stated(whole, (10, {"1": A, "2": None}, True))[0][1]["may_miss"] == []


def test_changes_without_a_list_before_them_say_so():
    standings, _ = stated((10, {"1": A}, True))
    assert standings[0]["may_miss"] == [
        "it changes a list of which no version before it is at hand",
        "of what it says was changed, the version before lacks 1 entry (1): taken as new",
    ]


def test_changes_that_delete_more_of_a_list_than_a_version_may_lose_do_not_count():
    gone = dict.fromkeys([*MANY][:3])
    standings, found = stated((0, MANY, False), (10, gone, True))
    assert standings[1]["refused_words"].startswith("leaves 17 entries where the last good version had 20")
    assert found["m00", "name", "SHIP 0"] == (None, DAY[0], DAY[0], None)
    standings, _ = stated((0, MANY, False), (10, dict.fromkeys([*MANY][:2]), True))
    assert (standings[1]["is_good"], standings[1]["entries_gone"]) == (True, 2)


@settings(max_examples=40, deadline=None)
@given(world=testing.lists(most=5))
def test_changes_applied_twice_say_what_they_say_once(world):
    """Every version of changes again, as one of its own right behind it: the list says the same from its day on."""
    again = {name: world[name].to_pylist() for name in ("list_entries", "list_facts", "list_versions")}
    deltas = {v["list_version_id"] for v in again["list_versions"] if v["is_delta"]}
    twice = [e for e in again["list_entries"] if e["list_version_id"] in deltas]
    ids = {e["list_entry_id"] for e in twice}
    again["list_entries"] += [
        e | {"list_entry_id": e["list_entry_id"] + "b", "list_version_id": e["list_version_id"] + "b"} for e in twice
    ]
    again["list_facts"] += [
        f | {"list_fact_id": f["list_fact_id"] + "b", "list_entry_id": f["list_entry_id"] + "b"}
        for f in again["list_facts"] if f["list_entry_id"] in ids
    ]  # fmt: skip
    for v in again["list_versions"]:
        v["added_no"] *= 2
    again["list_versions"] += [
        v | {"list_version_id": v["list_version_id"] + "b", "added_no": v["added_no"] + 1}
        for v in again["list_versions"] if v["is_delta"]
    ]  # fmt: skip
    columns = ("entry", "entry_kind", "property", "value", "normal", "known_from", "known_until")

    def said(tables):
        rows = state_lists(*tables, DECISIONS.empty())[1].to_pylist()
        return {tuple(row[c] for c in columns) for row in rows}

    once = said([world[name] for name in again])
    rows = [t.from_rows(again[t.name]) for t in (LIST_ENTRIES, LIST_FACTS, LIST_VERSIONS)]
    assert said(rows) == once


def test_a_version_without_a_day_is_refused():
    with pytest.raises(SchemaError, match="known_from"):
        stated((0, {"1": A}, False, {"known_from": None}))


@settings(max_examples=60, deadline=None)
@given(world=testing.lists(most=5), rnd=st.randoms(use_true_random=False))
def test_any_order_of_loads_gives_the_same_view(world, rnd):
    """Rows in any order; and a list read as whole snapshots says on every day what that day's good version holds."""
    names = ("list_entries", "list_facts", "list_versions")
    given_ = [world[n] for n in names]
    shuffled = [t.take(pa.array(rnd.sample(range(t.num_rows), t.num_rows), pa.int64())) for t in given_]
    expected = state_lists(*given_, DECISIONS.empty())
    assert all(a.equals(b) for a, b in zip(expected, state_lists(*shuffled, DECISIONS.empty()), strict=True))
    standings, statements = (t.to_pylist() for t in expected)
    versions = {v["list_version_id"]: v for v in world["list_versions"].to_pylist()}
    entries = world["list_entries"].to_pylist()
    for good in (s for s in standings if s["is_good"] and not versions[s["list_version_id"]]["is_delta"]):
        day = good["counts_from"]
        if day == good["counts_until"]:  # another version of that day counts
            continue
        own = {(e["entry"], e["name"]) for e in entries if e["list_version_id"] == good["list_version_id"]}
        known = {
            (s["entry"], s["value"]) for s in statements
            if s["property"] == "name" and s["known_from"] <= day < (s["known_until"] or NEVER)
        }  # fmt: skip
        assert known == own


# ------------------------------------------------------------------------------------------ cut off, and of one day

TEN = {str(n): {"name": f"SHIP {n}"} for n in range(10, 50)}
BARE = {"has_end": False}


def held(*refs):
    return {ref: TEN[ref] for ref in refs}


@pytest.mark.parametrize(
    ("kept", "is_good"),
    [
        (list(TEN)[:-2], False),  # the last two are gone, and nothing else: cut off between two records
        (list(TEN)[:-1], False),
        ([ref for ref in TEN if ref not in ("12", "49")], True),  # one in the middle too: struck off
        ([ref for ref in TEN if ref not in ("12", "13")], True),
    ],
)
def test_a_table_that_lost_just_its_last_entries_does_not_count_until_a_person_says_so(kept, is_good):
    standings, found = stated((0, TEN, False, BARE), (10, held(*kept), False, BARE))
    assert standings[1]["is_good"] is is_good
    if not is_good:
        assert "of the last good version and no other: it may be cut off" in standings[1]["refused_words"]
        assert found["49", "name", "SHIP 49"] == (None, DAY[0], DAY[0], None)  # what was last known stands
    decision = {
        "decision_id": "decision:1", "about": ["list_version:1"], "verdict": "accept", "reason": "so it was",
        "decided_by": "Ada", "decided_at": DAY[30], "is_withdrawn": False, "log_line": 9,
    }  # fmt: skip
    standings, _ = stated((0, TEN, False, BARE), (10, held(*kept), False, BARE), decisions=[decision])
    assert (standings[1]["is_good"], standings[1]["entries_gone"]) == (True, 40 - len(kept))


def test_a_file_that_shows_its_end_may_lose_its_last_entries():
    standings, _ = stated((0, TEN, False), (10, held(*list(TEN)[:-2]), False))
    assert (standings[1]["is_good"], standings[1]["entries_gone"]) == (True, 2)


def test_new_entries_behind_the_last_show_that_nothing_was_cut():
    kept = held(*list(TEN)[:-2])
    standings, _ = stated((0, TEN, False, BARE), (10, kept | {"60": {"name": "SHIP 60"}}, False, BARE))
    assert standings[1]["is_good"]


HOUR = timedelta(hours=1)


@settings(max_examples=60, deadline=None)
@given(
    ids=st.permutations(range(3)), rnd=st.randoms(use_true_random=False), by=st.sampled_from(("clock", "told", "no"))
)
def test_versions_of_one_day_are_ordered_by_what_is_known_and_never_by_their_ids(ids, rnd, by):
    """Three versions of one publication day, each with an entry more: none is gone after the last, whatever the hashes
    of their files are and however the rows lie."""
    versions = [{"1": A}, {"1": A, "2": B}, {"1": A, "2": B, "3": B}]
    rows = []
    for place, said in enumerate(versions):
        more = {"added_no": place + 1 if by == "no" else 1, "retrieved_at": DAY[20]}
        if by == "told":
            more["retrieved_at"] = DAY[20] + place * HOUR
        if by == "clock":
            more["published_words"] = f"2024-01-11T0{place}:00:00Z"
        rows.append((10, said, False, more))
    entries, facts, made = tables(*rows)
    renamed = {f"list_version:{i}": f"list_version:{new}{i}" for i, new in enumerate(ids)}  # as other hashes would

    def again(table):
        column = table.schema.get_field_index("list_version_id")
        names = pa.array([renamed[v] for v in table["list_version_id"].to_pylist()])
        table = table.set_column(column, "list_version_id", names)
        return table.take(pa.array(rnd.sample(range(table.num_rows), table.num_rows), pa.int64()))

    standings, statements = state_lists(again(entries), facts, again(made), DECISIONS.empty())
    order = sorted(standings.to_pylist(), key=lambda s: s["version_no"])
    assert [s["entries_after"] for s in order] == [1, 2, 3]
    assert [s["entries_gone"] for s in order] == [None, 0, 0]
    assert {s["known_until"] for s in statements.to_pylist()} == {None}
