import pytest

from fairlead.base.tables import DECISIONS, PARTICULARS, SIGHTINGS
from fairlead.identity.candidates import match_candidates
from fairlead.identity.numbers import find_doubted
from fairlead.identity.resolve import resolve_identities


def listed(label="V1", imo=8660313, **words):
    row = {"particulars_id": f"particulars:{label}", "label": label, "name": "Chon Ma San", "imo": imo,
           "other_names": [], "other_names_words": None, "role_in_case": None, "confidence": None, "flag": "KP",
           "grade": "high", "evidence_id": "evidence:v", "row": 2}  # fmt: skip
    return row | words


def sighting(label="S1", imo=8660313, **words):
    row = {"sighting_id": f"sighting:{label}", "label": label, "vessel_words": "Chon Ma San",
           "vessel_name": "Chon Ma San", "imo": imo, "event": "port_call", "hulls": 1, "members": [], "lengths_m": [],
           "date_start": "2024-04-03", "observed_by": "A", "method": "AIS", "grade": "high", "confidence": None,
           "evidence_id": "evidence:s", "row": 2}  # fmt: skip
    return row | words


@pytest.mark.parametrize(
    "words",
    [
        "vessel identity laundering",
        "IMO number obtained by fraud passes the check digit",
        "false identity used by KINGSWAY (UN-listed)",
        "medium: the IMO is stolen from a scrapped ship",
        "high; IMO number reused",
        "the ship number is not its own",
        "IMO number belongs to another vessel",
        "a zombie: the hull was broken up in 2019",
        "IMO as printed fails the check digit",
    ],
)
def test_words_against_a_number_put_it_in_doubt(words):
    (found,) = find_doubted([listed(role_in_case=words)], []).values()
    assert found.words.startswith("V1 says “")
    assert found.sources == ("particulars:V1",)


@pytest.mark.parametrize(
    "words",
    [
        "high for IMO (OFAC 2018, 2019)",
        "falsified identity 2017-12-06; STS with Koti 2017-12-09",
        "IMO number not found; fraud is alleged against the owner",
        "false flag, IMO number from the register",
        "IMO as printed in source; note Song Won in OFAC lists is a different IMO, 8613360",
        "IMO from OFAC, seen alongside another vessel",
    ],
)
def test_other_words_do_not(words):
    assert find_doubted([listed(role_in_case=words)], []) == {}


def test_the_list_is_cited_before_a_sighting_and_a_sighting_before_the_check_digit():
    said = sighting(confidence="low: the IMO number is fake", imo=8660314)
    assert find_doubted([listed(imo=8660314)], [said])[8660314].sources == ("sighting:S1",)
    # 8x7 + 6x6 + 6x5 + 0x4 + 3x3 + 1x2 = 133, last digit 3: 8660313 holds, 8660314 does not
    assert find_doubted([listed(imo=8660314)], [])[8660314].words == "8660314 fails its check digit"
    both = find_doubted([listed(other_names_words="false identity")], [sighting(confidence="fake IMO")])
    assert both[8660313].sources == ("particulars:V1",)


def candidates(rows, seen):
    sightings = SIGHTINGS.from_rows(seen)
    vessels, _, _ = resolve_identities(PARTICULARS.from_rows(rows), sightings)
    return vessels.to_pylist(), match_candidates(sightings, vessels, DECISIONS.empty())[0].to_pylist()


@pytest.mark.parametrize(
    ("rows", "seen"),
    [
        ([listed(role_in_case="IMO number obtained by fraud")], [sighting()]),
        ([listed()], [sighting(), sighting("S2", confidence="low: the IMO number is stolen")]),
        ([listed(imo=8660314)], [sighting(imo=8660314)]),
        ([], [sighting(imo=8660314)]),
    ],
)
def test_a_hull_whose_number_is_in_doubt_stays_a_candidate_and_rests_on_the_row_that_says_so(rows, seen):
    vessels, found = candidates(rows, seen)
    (ship,) = vessels
    assert ship["imo_words"]
    assert set(ship["sources"]) >= {r["particulars_id"] for r in rows if r["role_in_case"]}
    assert [c["is_settled"] for c in found] == [False] * len(found)
    assert all(ship["imo_words"] in c["words"] for c in found if c["vessel_id"])


def test_a_number_nothing_is_said_against_settles():
    vessels, found = candidates([listed()], [sighting()])
    assert vessels[0]["imo_words"] is None
    assert [c["is_settled"] for c in found] == [True, False]
