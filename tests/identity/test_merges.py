"""Merges: which pairs of vessels are put before a person, and what stands for and against."""

from datetime import UTC, datetime

from fairlead.base.tables import BEARERS, DECISIONS, MERGES, PLACES, SEGMENTS, STAYS, VESSELS
from fairlead.identity.bearers import find_bearers
from fairlead.identity.merges import propose_merges
from tests.identity.test_bearers import IMO, OTHER_IMO, segment, vessel

LOW, HIGH = "vessel:1", "vessel:2"


def day(n, month=3):
    return datetime(2024, month, n, tzinfo=UTC)


def decision(verdict, *about, n=1):
    return {"decision_id": f"decision:{n}", "about": list(about), "verdict": verdict, "reason": "looked at both",
            "decided_by": "Ada", "decided_at": day(n), "is_withdrawn": False, "log_line": n}  # fmt: skip


def stay(n, ship, place, since, until):
    return {
        "stay_id": f"stay:{n}", "place_id": place, "vessel_id": ship, "hull": ship, "hull_words": "It.",
        "arrival_earliest": None, "arrival_latest": since, "departure_earliest": until, "departure_latest": None,
        "seen_from": since, "seen_until": until, "visible_h": None, "is_alongside": True, "is_group": False,
        "method": "satellite image", "status": "documented", "words": "It lay there.", "sources": ["sighting:1"],
    }  # fmt: skip


def place(id_, name):
    return {
        "place_id": id_,
        "label": id_,
        "name": name,
        "other_names": [],
        "place_kind": "port",
        "evidence_id": "evidence:1",
        "row": 2,
    }


def proposed(ships, segments=(), stays=(), places=(), decisions=(), bearers=None):
    ships, segments = VESSELS.from_rows(ships), SEGMENTS.from_rows(segments)
    held = find_bearers(segments, ships) if bearers is None else BEARERS.from_rows(bearers)
    found = propose_merges(ships, segments, held, STAYS.from_rows(stays), PLACES.from_rows(places),
                           DECISIONS.from_rows(decisions))  # fmt: skip
    assert MERGES.check(found) is not None
    return found.to_pylist()


def test_one_name_links_where_not_both_have_a_number_nothing_is_said_against():
    free = vessel(1, "CHON MA SAN", names=["CHON MA SAN", "YU SON"], built=1988, dwt_t=3500.0)
    [row] = proposed([free, vessel(2, "YU SON", IMO, built=1988, dwt_t=3565.0)])
    assert (row["vessel_id"], row["other_vessel_id"], row["bases"], row["ruling"]) == (LOW, HIGH, ["name"], None)
    assert row["speaks_for"] == ["both bear the name YU SON", "both built 1988 and deadweight 3,500 t"]
    assert row["speaks_against"] == []
    assert row["words"].endswith("Nothing held here speaks against it.")
    both = [vessel(1, "LUCKY STAR", IMO), vessel(2, "LUCKY STAR", OTHER_IMO)]
    assert proposed(both) == []
    both[1]["imo_words"] = "V02 says 'obtained by fraud'"
    [row] = proposed(both)
    assert row["speaks_against"] == [
        "two IMO numbers, 8660313 and 8691702, of which one proves no identity: V02 says 'obtained by fraud'"
    ]


def test_a_sibling_a_likeness_and_a_common_name_link_nobody():
    assert proposed([vessel(1, "KUM UN SAN"), vessel(2, "KUM UN SAN 3")]) == []
    assert proposed([vessel(1, "ANGARA"), vessel(2, "ANKARA")]) == []
    assert proposed([vessel(n, f"SHIP {'ABCDE'[n]}", names=[f"SHIP {'ABCDE'[n]}", "OCEAN"]) for n in range(5)]) == []
    assert len(proposed([vessel(n, f"SHIP {'ABCD'[n]}", names=[f"SHIP {'ABCD'[n]}", "OCEAN"]) for n in range(4)])) == 6


def test_one_radio_that_sent_the_marks_of_both_links_two_sure_numbers_and_both_are_told():
    ships = [vessel(1, "CHON MA SAN", IMO, length_m=100.0), vessel(2, "YU SON", OTHER_IMO, length_m=106.0)]
    one = segment(1, [], [IMO], start_time=day(1), end_time=day(4))
    two = segment(2, [], [OTHER_IMO], mmsi=one["mmsi"], start_time=day(9), end_time=day(12))
    [row] = proposed(ships, [one, two])
    assert row["bases"] == ["one MMSI"]
    assert row["speaks_for"] == [
        "MMSI 273000001 sent the marks of CHON MA SAN (IMO 8660313) until 4 Mar 2024 and those of YU SON (IMO 8691702) "
        "from 9 Mar 2024"
    ]
    assert row["speaks_against"] == ["two IMO numbers, 8660313 and 8691702", "length 100 and 106 m"]
    assert row["sources"] == [LOW, HIGH, one["segment_id"], two["segment_id"]]
    ships[1]["length_m"] = 105.0  # 5 % of the larger is 5.25 m
    [row] = proposed(ships, [one, two])
    assert "both length 100 m" in row["speaks_for"]


def test_the_number_of_one_sent_with_the_name_of_the_other_links_them():
    ships = [vessel(1, "CHON MA SAN", IMO), vessel(2, "YU SON", OTHER_IMO)]
    [row] = proposed(ships, [segment(1, ["YU SON"], [IMO])])
    assert row["bases"] == ["name and number"]
    assert proposed(ships, [segment(1, ["CHON MA SAN"], [IMO])]) == []


def test_two_places_and_two_radios_at_one_time_speak_against():
    ships = [vessel(1, "CHON MA SAN", names=["CHON MA SAN", "YU SON"]), vessel(2, "YU SON", IMO)]
    lain = [stay(1, LOW, "place:a", day(1), day(5)), stay(2, HIGH, "place:b", day(4), day(8))]
    tracks = [segment(1, ["CHON MA SAN"], start_time=day(1), end_time=day(9)),
              segment(2, [], [IMO], start_time=day(8), end_time=day(20))]  # fmt: skip
    [row] = proposed(ships, tracks, lain, [place("place:a", "Vostochny"), place("place:b", "Chongjin")])
    assert row["speaks_against"] == [
        "4 Mar 2024 CHON MA SAN lay at Vostochny and YU SON at Chongjin",
        "8 Mar 2024 two radios sent their marks, MMSI 273000001 those of CHON MA SAN and 273000002 those of YU SON",
    ]
    lain[1] |= {"arrival_latest": day(5)}  # one left as the other came
    tracks[1] |= {"start_time": day(9)}
    [row] = proposed(ships, tracks, lain)
    assert row["speaks_against"] == []


def test_a_pair_held_apart_or_left_open_keeps_its_row_with_the_ruling():
    ships = [vessel(1, "CHON MA SAN", names=["CHON MA SAN", "YU SON"]), vessel(2, "YU SON", IMO)]
    [row] = proposed(ships, decisions=[decision("different", HIGH, LOW)])
    assert row["ruling"] == "different"
    assert "It was held two ships by Ada: looked at both." in row["words"]
    assert row["sources"][-1] == "decision:1"
    [row] = proposed(ships, decisions=[decision("different", HIGH, LOW), decision("unsure", LOW, HIGH, n=2)])
    assert row["ruling"] == "unsure"
