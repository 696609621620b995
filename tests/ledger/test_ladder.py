"""The ladder, rung by rung, on made-up claims; every rung follows from the rules in docs/methods/transfers.md."""

from datetime import UTC, datetime, timedelta

import pytest

from fairlead.base.tables import CLAIM_TESTS, CLAIMS, GRADES, LEXICON, QUESTIONS, TRIPS, VESSELS
from fairlead.ledger.origins import group_origins
from fairlead.ledger.transfers import list_transfers
from fairlead.statements.lexicon import package_lexicon


def d(month, day=1, year=2024):
    return datetime(year, month, day, tzinfo=UTC)


def claim(label, speaker, stance="assert", org=None, month=3, **more):
    low = more.pop("low", None)
    return {
        "evidence_id": "evidence:x", "row": 2, "claim_id": f"claim:{label}", "label": label, "speaker": speaker,
        "speaker_org": org, "outlet": f"Paper {label}", "stance": stance, "said_start": d(month),
        "said_end": d(month) + timedelta(days=1), "from_party": "SY", "to_party": "LB", "item": "grain",
        "qty_low": low, "unit": more.pop("unit", "tonne") if low is not None else None,
        "quantity_words": str(low) if low is not None else None, "source_url": f"https://example.org/{label}", **more,
    }  # fmt: skip


def stand(*claims, tests=(), grades=(), vessels=(), lexicon=LEXICON.empty()):  # noqa: B008 - a table is never changed
    c, q = CLAIMS.from_rows(claims), QUESTIONS.empty()
    more = CLAIM_TESTS.from_rows(tests), GRADES.from_rows(grades), VESSELS.from_rows(vessels)
    (row,) = list_transfers(c, *group_origins(c, q, lexicon=lexicon)[:2], TRIPS.empty(), q, *more).to_pylist()
    return row


def rungs(*claims, **more):
    row = stand(*claims, **more)
    return row["rung"], row["rung_any"]


def checked(label, verdict, own=0):
    return {
        "claim_test_id": f"t:{label}", "claim_id": f"claim:{label}", "question": "q", "verdict": verdict,
        "ours_own": own, "words": "w", "sources": [f"claim:{label}"],
    }  # fmt: skip


def graded(target, axis, value="yes"):
    return {
        "grade_id": f"g:{axis}", "target": target, "axis": axis, "value": value, "reason": "looked for it", "graded_by":
        "Ada", "graded_at": d(5), "is_blind": False, "is_superseded": False, "log_line": 9,
    }  # fmt: skip


FRANCE = ("A", "Minister", "assert", "France")
ITALY = ("B", "Envoy", "assert", "Italy")
IMAGES = {"rests_on": "own imagery analysis"}


def test_one_word_alone_is_the_first_rung_however_many_repeat_it():
    copies = [claim(f"X{n}", f"Outlet {n}", rests_on="restates Minister", month=4) for n in range(6)]
    row = stand(claim(*FRANCE), *copies)
    assert (row["rung"], row["origins"], row["documents"]) == (1, 1, 7)


def test_a_basis_that_is_shown_lifts_only_where_it_is_held():
    assert rungs(claim("A", "Centre", **IMAGES)) == (1, 1)
    assert rungs(claim("A", "Centre", **IMAGES), tests=[checked("A", "consistent but not diagnostic", own=2)]) == (2, 2)
    assert rungs(claim("A", "Minister", org="France", document_id="document:1", rests_on="French intelligence")) == (
        1,
        1,
    )


def test_an_article_that_tells_of_images_holds_none():
    row = stand(claim("A", "Blog", outlet="Blog", basis="satellite_imagery", document_id="document:1"))
    assert row["rung"] == 1
    assert row["rung_words"] == "Rung 1 of 5: one origin, Blog; the imagery named for it is not held in this case."
    seen = stand(claim("A", "Centre", **IMAGES), tests=[checked("A", "consistent but not diagnostic", own=2)])
    assert "this case holds observations read from it, not the imagery itself" in seen["rung_words"]


def test_documents_are_held_where_their_own_speaker_printed_them():
    papers = {"rests_on": "own documents", "document_id": "document:1"}
    assert rungs(claim("A", "Centre", outlet="Evening Post", **papers)) == (1, 1)
    assert rungs(claim("A", "Open Trade Centre", outlet="Otc / Evening Post", **papers)) == (2, 2)
    assert rungs(claim("A", "Clerk", org="Centre", outlet="Centre", **papers)) == (2, 2)
    assert rungs(claim("A", "Centre", outlet="Centre", rests_on="own documents")) == (1, 1)
    own_trips = [checked("A", "consistent but not diagnostic", own=2)]
    assert rungs(claim("A", "Centre", rests_on="own documents"), tests=own_trips) == (1, 1)


def test_two_governments_are_two_voices_of_one_kind():
    assert rungs(claim(*FRANCE), claim(*ITALY)) == (3, 3)


def test_two_offices_of_one_government_are_one_voice():
    row = stand(claim(*FRANCE), claim("B", "Spokesman", org="France"))
    assert (row["rung"], row["flags"]) == (1, ["single government"])


def test_a_body_and_its_member_are_one_voice():
    assert rungs(claim(*FRANCE), claim("B", "Communique", org="G7")) == (1, 1)


def test_a_government_and_images_are_two_kinds():
    assert rungs(claim(*FRANCE), claim("B", "Centre", org="Image Centre", **IMAGES)) == (4, 4)


def test_officials_of_nowhere_add_nothing_to_others():
    assert rungs(claim(*FRANCE), claim("B", "Western officials")) == (1, 1)
    assert stand(claim("B", "(unnamed)", anonymity="unnamed"))["flags"] == ["anonymous only"]


@pytest.mark.parametrize("anybody", ["Experts", "analysts", "an adviser", "lawmaker"])
def test_words_for_anybody_add_no_voice_and_no_kind(anybody):
    row = stand(claim(*FRANCE), claim("B", anybody, anonymity="unnamed"), lexicon=package_lexicon())
    assert (row["rung"], row["rung_any"]) == (1, 1)
    assert "independent origins" not in row["rung_words"]


def test_somebody_of_no_known_party_is_a_voice_and_no_further_kind():
    row = stand(claim("A", "Some Blogger"), claim("B", "Other Blogger", org="US"))
    assert (row["rung"], row["rung_any"]) == (3, 3)
    assert "not known to be of different kinds (government, and person of no known party)" in row["rung_words"]
    assert rungs(claim("A", "Some Blogger"), claim("B", "Other Blogger")) == (3, 3)
    assert rungs(claim("A", "Some Blogger"), claim("B", "Minister", org="US"), claim("C", "Hand", org="Aid Trust")) == (
        4,
        4,
    )


def test_an_outlet_that_names_nobody_else_is_its_own_narrator():
    wire = claim("B", "Reuters", outlet="Reuters")
    assert rungs(wire) == (0, 0)
    assert rungs(wire, claim("A", "Pentagon", org="US")) == (1, 1)
    assert rungs(wire | {"speaker_org": "Reuters"}, claim("A", "Pentagon", org="US")) == (1, 1)
    assert rungs(wire | {"outlet": "Reuters / Post"}) == (0, 0)
    assert rungs(wire | {"anonymity": "named"}) == (1, 1)
    assert rungs(wire | {"speaker": "Minister", "speaker_org": "France"}) == (1, 1)
    assert rungs(claim("B", "KCNA", org="DPRK", outlet="KCNA")) == (1, 1)  # a state's agency speaks for the state


def test_each_circle_is_named_once_and_those_beyond_are_counted():
    states = ("France", "Italy", "Spain", "Japan", "Norway", "Chile", "Kenya", "Peru", "Ghana", "Cuba")
    told = [claim(s, f"Minister {n}", org=s) for n, s in enumerate(states)]
    five = stand(*told[:5], claim("F", "Another", org="France"))["rung_words"]
    assert "five independent origins" in five
    assert five.endswith("Minister 1, Minister 2, Minister 3 and Minister 4.")
    assert ("Another" in five) + ("Minister 0" in five) == 1
    assert stand(*told)["rung_words"].endswith("Minister 5, Minister 6, Minister 7 and two others.")
    assert "Minister 7 and Minister 8." in stand(*told[:9])["rung_words"]


def test_a_figure_of_none_is_a_denial_and_climbs_nothing():
    given = claim("A", "Pentagon", org="US", low=200, qty_high=200.0, unit="missile")
    none = claim("B", "NIS", org="South Korea", low=0, qty_high=0.0, unit="missile") | {"quantity_words": "no missiles"}
    row = stand(given, none)
    assert (row["rung"], row["rung_any"], row["origins"], row["denials"]) == (1, 1, 1, 1)
    assert row["flags"] == ["contradicted", "single government"]
    assert "NIS says “no missiles”, which counts as a denial and as no amount." in row["words"]
    assert "no missiles" not in row["quantity_words"]
    alone = stand(none)
    assert (alone["rung"], alone["origins"], alone["denials"]) == (None, 0, 1)
    assert stand(given, none | {"rests_on": "qwerty"})["flags"] == ["contradicted", "single government"]
    assert stand(given, none | {"modality": "possible"})["flags"] != row["flags"]


def test_a_figure_of_none_denies_its_own_period_only():
    spring, autumn = ({"period_start": d(m), "period_end": d(m + 1)} for m in (3, 9))
    given = claim("A", "Pentagon", org="US", low=200, unit="missile", **spring)
    none = claim("B", "NIS", org="South Korea", low=0, qty_high=0.0, unit="missile", **autumn)
    assert "contradicted" not in stand(given, none)["flags"]
    assert "a period in which nobody asserts it" in stand(given, none)["words"]
    assert "contradicted" in stand(given, none | spring)["flags"]


def test_one_who_names_an_amount_once_and_none_another_time_does_both():
    given = claim("A", "Pentagon", org="US", low=200, unit="missile")
    none = claim("B", "Pentagon", org="US", month=6, low=0, qty_high=0.0, unit="missile")
    row = stand(given, none)
    assert (row["origins"], row["denials"], row["rung"]) == (1, 1, 1)
    assert "contradicted" in row["flags"]


def test_our_trips_lift_to_the_fourth_and_no_further():
    assert rungs(claim(*FRANCE), tests=[checked("A", "supports")]) == (4, 4)
    assert rungs(claim(*FRANCE), claim(*ITALY), tests=[checked("A", "supports")]) == (4, 4)


def test_another_amount_says_that_something_was_given_and_does_not_carry_the_figure():
    row = stand(claim(*FRANCE, low=1000), claim(*ITALY, low=1300))
    assert (row["rung"], row["rung_any"]) == (1, 3)
    assert "whatever the amount, stands on rung 3" in row["words"]
    assert rungs(claim(*FRANCE, low=1000), claim(*ITALY, low=1250)) == (3, 3)  # a quarter more is the same figure


def test_a_figure_of_another_period_or_unit_is_another():
    spring = {"period_start": d(3), "period_end": d(4)}
    autumn = {"period_start": d(9), "period_end": d(10)}
    assert rungs(claim(*FRANCE, low=1000, **spring), claim(*ITALY, low=1000, **autumn)) == (1, 3)
    assert rungs(claim(*FRANCE, low=1000), claim(*ITALY, low=1000, unit="lorry")) == (1, 3)


def test_amounts_that_exclude_each_other_are_a_dispute_and_open_ends_are_none():
    most = {"qty_high": 1000.0}
    assert stand(claim(*FRANCE, low=1000, **most), claim(*ITALY, low=2000))["flags"] == ["quantity disputed"]
    assert stand(claim(*FRANCE, low=1000), claim(*ITALY, low=2000))["flags"] is None


@pytest.mark.parametrize("modality", ["withdrawn", "unconfirmed", "not_denied"])
def test_what_its_own_speaker_does_not_stand_by_is_on_the_lowest_rung(modality):
    assert rungs(claim(*FRANCE, modality=modality)) == (0, 0)


def test_an_outlets_own_voice_is_on_the_lowest_rung():
    assert rungs(claim("A", "Paper", anonymity="narrator")) == (0, 0)


@pytest.mark.parametrize("modality", ["planned", "possible", "requested", "concern"])
def test_what_is_only_expected_is_off_the_ladder(modality):
    row = stand(claim(*FRANCE, modality=modality), claim(*ITALY, modality="planned"))
    assert (row["rung"], row["rung_any"], row["is_expected"]) == (None, None, True)
    assert "nobody says that it has happened" in row["words"]
    assert stand(claim(*FRANCE, modality=modality), claim(*ITALY))["is_expected"] is False


def test_a_partys_denial_on_a_basis_that_nobody_understands_still_contradicts():
    row = stand(claim(*FRANCE), claim("D", "Mission", "deny", "Syria", month=4, rests_on="qwerty"))
    assert row["flags"] == ["contradicted", "denied by party", "single government"]


def test_a_denial_stands_until_its_own_party_takes_it_back():
    told = claim(*FRANCE), claim("D", "Mission", "deny", "Syria", month=4)
    assert stand(*told)["flags"] == ["contradicted", "denied by party", "single government"]
    row = stand(*told, claim("E", "General Staff", "confirm", "Syria", month=9))
    assert row["flags"] == ["denial reversed", "single government"]
    assert "Syria denied it in April 2024 and confirmed it in September 2024" in row["words"]
    other = stand(*told, claim("E", "Ministry", "confirm", "Lebanon", month=9))
    assert "contradicted" in other["flags"]


def test_a_denial_after_a_confirmation_is_told_and_stands():
    told = (
        claim(*FRANCE), claim("D", "Mission", "deny", "Syria", month=4),
        claim("E", "General Staff", "confirm", "Syria", month=6), claim("F", "Mission", "deny", "Syria", month=9),
    )  # fmt: skip
    row = stand(*told)
    assert row["flags"] == ["contradicted", "denied by party", "confirmation reversed", "single government"]
    words = "Syria denied it in April 2024, confirmed it in June 2024 and denied it again in September 2024."
    assert words in row["words"]
    assert "denial reversed" in stand(*told[:3])["flags"]
    back = stand(*told, claim("G", "General Staff", "confirm", "Syria", month=11))
    assert back["flags"] == ["denial reversed", "single government"]
    assert "and confirmed it again in November 2024." in back["words"]


def test_the_fifth_rung_is_given_by_a_person_and_only_where_nothing_stands_against_it():
    told = claim(*FRANCE), claim("B", "Centre", org="Image Centre", **IMAGES)
    transfer = stand(*told)["transfer_id"]
    assert rungs(*told, grades=[graded(transfer, "answered")]) == (5, 5)
    assert rungs(*told, grades=[graded(transfer, "answered", "no")]) == (4, 4)
    denial = claim("D", "Mission", "deny", "Syria", month=4)
    assert rungs(*told, denial, grades=[graded(transfer, "answered")]) == (4, 4)
    assert rungs(claim(*FRANCE), grades=[graded(transfer, "answered")]) == (1, 1)


def test_a_partys_confirmation_lifts_only_where_a_person_judged_it_against_its_interest():
    told = claim(*FRANCE), claim("E", "General Staff", "confirm", "Syria", month=9)
    assert rungs(*told) == (1, 1)
    assert rungs(*told, grades=[graded("claim:E", "against_interest")]) == (5, 5)


def test_more_than_any_hull_can_hold_is_said():
    largest = {
        "vessel_id": "v", "hull": "h", "name": "n", "dwt_t": 5000.0, "names": [], "imos": [], "is_in_fleet": True,
        "words": "w", "sources": ["s"],
    }  # fmt: skip
    names = {c.name for c in VESSELS.columns}
    needed = {c.name: largest.get(c.name, [] if "list" in str(c.type) else "x") for c in VESSELS.columns if not c.null}
    row = {k: v for k, v in {**largest, **needed}.items() if k in names}
    trips = claim("A", "Centre", low=2, unit="trip", qty_high=2.0)
    assert "physically impossible" in (stand(trips, claim("B", "Centre", low=10_001), vessels=[row])["flags"] or ())
    assert "physically impossible" not in (stand(trips, claim("B", "Centre", low=9_999), vessels=[row])["flags"] or ())


def test_a_late_copy_of_a_denial_is_no_later_denial():
    told = (
        claim(*FRANCE), claim("D", "Mission", "deny", "Syria", month=4),
        claim("E", "General Staff", "confirm", "Syria", month=6),
    )  # fmt: skip
    copy = claim("F", "Mission", "deny", "Syria", month=9, rests_on="copy of the Herald story")
    assert stand(*told, copy)["flags"] == ["denial reversed", "single government"]
    again = stand(*told, claim("F", "Mission", "deny", "Syria", month=9))
    assert again["flags"] == ["contradicted", "denied by party", "confirmation reversed", "single government"]


def test_what_two_governments_say_together_is_no_single_government_s_word():
    joint = claim("A", "France and Italy", org="France", anonymity="named")
    assert stand(joint)["flags"] is None
    assert stand(joint | {"speaker": "France"})["flags"] == ["single government"]
