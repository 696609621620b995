import random
from datetime import UTC, datetime, timedelta

from fairlead.base.tables import (
    CLAIM_ORIGINS,
    CLAIM_TESTS,
    CLAIMS,
    GRADES,
    LEXICON,
    ORIGINS,
    QUESTIONS,
    TRANSFERS,
    TRIPS,
    VESSELS,
)
from fairlead.ledger.origins import group_origins
from fairlead.ledger.transfers import list_transfers

AT = {"evidence_id": "evidence:x", "row": 2}


def d(month, day=1, year=2024):
    return datetime(year, month, day, tzinfo=UTC)


def claim(label, speaker, stance="assert", month=3, words=None, unit=None, **more):
    return {
        **AT, "claim_id": f"claim:{label}", "label": label, "speaker": speaker, "outlet": speaker, "stance": stance,
        "said_start": d(month), "said_end": d(month) + timedelta(days=1), "from_party": "AA", "to_party": "BB",
        "item": "grain", "quantity_words": words, "unit": unit, "source_url": f"https://example.org/{label}", **more,
    }  # fmt: skip


QUESTION = {
    **AT, "question": "wheat", "ordinal": 0, "text": "?", "period_start": d(1), "period_end": d(1, year=2025),
    "from_party": "AA", "to_party": "BB", "commodity": "wheat", "item_words": ["grain"], "carrier": "barge",
    "ship_types": [], "flags": [], "vessels": [], "rules": [], "per_call": [], "estimate_from": "documented",
}  # fmt: skip


def trip(n, *, is_counted=True, question="wheat"):
    return {
        "trip_id": f"trip:{n}", "question": question, "hull": "h", "hull_words": "h", "start_time": d(2),
        "end_time": d(2), "is_counted": is_counted, "calls_min": 1, "calls_max": 1, "status": "documented",
        "words": "w", "sources": ["s"],
    }  # fmt: skip


def view(*claims, questions=(), trips=(), tests=(), grades=(), vessels=(), lexicon=()):
    c, q, words = CLAIMS.from_rows(claims), QUESTIONS.from_rows(questions), LEXICON.from_rows(lexicon)
    more = CLAIM_TESTS.from_rows(tests), GRADES.from_rows(grades), VESSELS.from_rows(vessels)
    made = group_origins(c, q, lexicon=words)[:2]
    return list_transfers(c, *made, TRIPS.from_rows(trips), q, *more, words).to_pylist()


def test_origins_and_documents_are_counted_apart():
    (row,) = view(
        claim("A", "Reaper"), claim("B", "Herald", rests_on="restates Reaper", month=4), claim("C", "Miller"),
    )  # fmt: skip
    assert (row["origins"], row["documents"], row["item_class"]) == (2, 3, "grain and food")
    assert row["words"].startswith("AA to Barbados, grain and food: two origins in three documents assert it.")


def test_denial_silence_and_confirmation_are_three_things():
    (row,) = view(
        claim("A", "Reaper"),
        claim("B", "Baker", "deny"),
        claim("C", "Cook", "no comment"),
        claim("D", "Dean", "neither confirm nor deny"),
        claim("E", "Earl", "confirm"),
    )
    counts = ("origins", "documents", "denials", "no_comments", "confirmations")
    assert [row[c] for c in counts] == [1, 1, 1, 2, 1]
    assert "One document denies it" in row["words"]


def test_what_is_not_held_is_said_to_be_not_held():
    (row,) = view(claim("A", "Reaper"))
    assert "No denial, no confirmation and no refusal to comment is held." in row["words"]


def test_a_party_that_denied_and_then_confirmed_is_named():
    (row,) = view(
        claim("A", "Envoy", "deny", 1, speaker_org="North Korea"), claim("B", "Staff", "confirm", 4, speaker_org="DPRK")
    )
    assert "North Korea denied it in January 2024 and confirmed it in April 2024." in row["words"]


def test_quantities_stand_side_by_side_with_their_units_and_periods():
    (row,) = view(
        claim("A", "Reaper", words="10", unit="sack", qty_low=10.0, period_start=d(1), period_end=d(2)),
        claim("B", "Reaper", month=5, words="30 sacks", unit="sack", qty_low=30.0),
        claim("C", "Miller", month=4, words="5 barges", unit="barge", qty_low=5.0),
        claim("D", "Herald", month=6, words="500 sacks", unit="sack", qty_low=500.0, rests_on="restates Miller"),
        claim("E", "Baker", "deny", words="not one"),
    )
    assert row["quantity_words"] == "Reaper: 10 (sacks), Jan 2024; then in May 2024: 30 sacks | Miller: 5 barges"
    assert "count different things (barges, sacks)" in row["words"]


def test_voices_of_one_party_are_counted_and_said_to_be_one_party():
    (row,) = view(claim("A", "X", speaker_org="Japan"), claim("B", "Y", speaker_org="Tokyo"), claim("C", "Z"))
    assert "three origins in three documents assert it, but they speak for two parties" in row["words"]


def test_our_trips_bear_on_the_transfer_their_question_asks_about():
    trips = [trip(1), trip(2), trip(3, is_counted=False), trip(4, question="other")]
    rows = view(claim("A", "R"), claim("B", "R", from_party="CC"), questions=[QUESTION], trips=trips)
    ours = {r["from_party"]: r for r in rows}
    assert (ours["AA"]["question"], ours["AA"]["our_trips"]) == ("wheat", 2)
    assert {"trip:1", "trip:2"} < set(ours["AA"]["sources"])
    assert "Two documented trips of this case bear on it; a call is not a load." in ours["AA"]["words"]
    assert (ours["CC"]["question"], ours["CC"]["our_trips"]) == (None, None)


def test_a_question_with_no_trip_yet_counts_none():
    (row,) = view(claim("A", "R"), questions=[QUESTION])
    assert row["our_trips"] == 0


def test_a_transfer_only_denied_is_said_to_be_asserted_by_nobody():
    (row,) = view(claim("A", "Baker", "deny"))
    assert (row["origins"], row["documents"], row["denials"]) == (0, 0, 1)
    assert "nobody asserts it in this case" in row["words"]


def test_a_claim_whose_basis_is_not_understood_is_a_document_and_no_origin():
    (row,) = view(claim("A", "Reaper"), claim("B", "Post", rests_on="talk in the market"))
    assert (row["origins"], row["documents"]) == (1, 2)
    assert "B asserts it on a basis that is not understood, and adds no origin." in row["words"]
    assert "claim:B" in row["sources"]


def test_a_transfer_that_only_such_claims_assert_is_still_listed():
    (row,) = view(
        claim("A", "Post", rests_on="talk in the market"), claim("B", "Sun", rests_on="hearsay"), questions=[QUESTION]
    )
    assert (row["origins"], row["documents"], row["question"]) == (0, 2, "wheat")
    assert "no origin that is shown asserts it. A and B assert it on bases that are not understood" in row["words"]


def test_a_claim_that_rests_on_two_others_is_one_document_of_theirs():
    (row,) = view(claim("A", "Reaper"), claim("B", "Miller"), claim("C", "Post", rests_on="A; B", month=4))
    assert (row["origins"], row["documents"]) == (2, 3)


def test_nothing_said_gives_no_transfers():
    none = [t.empty() for t in (CLAIMS, CLAIM_ORIGINS, ORIGINS, TRIPS, QUESTIONS, CLAIM_TESTS, GRADES, VESSELS)]
    assert list_transfers(*none) == TRANSFERS.empty()


def test_row_order_does_not_matter():
    rows = [claim("A", "R", words="1"), claim("B", "R", words="2", month=5), claim("C", "S", "deny"), claim("D", "T")]
    first = view(*rows)
    for seed in range(4):
        assert view(*random.Random(seed).sample(rows, len(rows))) == first


def test_a_limit_or_a_promise_of_support_makes_no_transfer():
    kinds = ("limit", "support_statement", "policy_signal")
    rows = [claim(k, f"Speaker {k}", claim_kind=k) for k in kinds]
    assert view(*rows) == []
    (row,) = view(*rows, claim("A", "Reaper", claim_kind="transfer"))
    assert (row["origins"], row["documents"], row["sources"]) == (1, 1, row["sources"])
    assert "Speaker limit" not in row["words"]


OWN_STATES = [
    {"term_id": f"term:{n}", "term_kind": "state", "term": term, "value": code, "note": note, "version": "case",
     "evidence_id": "evidence:words", "row": n}
    for n, (term, code, note) in enumerate(
        [("zubrovian", "ZUB", None), ("zubrovia", "ZUB", "name"), ("kingdom of lutha", "LTH", None)], start=2
    )
]  # fmt: skip


def test_parties_of_the_case_s_own_words_are_named_and_both_their_denials_are_a_party_s():
    way = {"from_party": "ZUB", "to_party": "LTH"}
    told = claim("A", "Ann Oat", speaker_org="Barbados", **way)
    for denier, flagged in (("Zubrovia", True), ("Zubrovian foreign ministry", True), ("Kingdom of Lutha", True),
                            ("Barbados", False)):  # fmt: skip
        (row,) = view(told, claim("B", "Ben Rye", "deny", speaker_org=denier, **way), lexicon=OWN_STATES)
        assert row["words"].startswith("Zubrovia to Kingdom of Lutha, grain and food: one origin")
        assert ("denied by party" in row["flags"]) is flagged, denier
        assert "contradicted" in row["flags"]


def test_a_party_of_the_case_s_own_words_is_a_government_and_no_organisation():
    way = {"from_party": "ZUB", "to_party": "LTH"}
    own = claim("A", "Ann Oat", speaker_org="Zubrovia", **way)
    (alone,) = view(own, lexicon=OWN_STATES)
    assert "single government" in alone["flags"]
    (both,) = view(own, claim("B", "Ben Rye", speaker_org="Barbados", **way), lexicon=OWN_STATES)
    assert "two independent origins, all of one kind (government)" in both["words"]


def test_whoever_denies_arms_denies_shells_and_that_is_said_where_shells_stand():
    """Two denials of arms, one of them together with troops; neither is counted among denials of shells by name."""
    rows = view(
        claim("A", "Ann Oat", item="artillery shells"),
        claim("B", "Ben Rye", "deny", 4, item="weapons", speaker_org="Barbados"),
        claim("C", "Cy Hay", "deny", 5, item="troops and arms", speaker_org="Barbados"),
        claim("D", "Di Elm", "deny", 6, item="wheat", speaker_org="Barbados"),
        claim("E", "Ed Fir", "deny", 6, item="weapons", from_party="BB", to_party="AA"),
        claim("F", "Flo Ivy", "deny", 6, item="weapons", rescinded="misread (Ada)"),
    )
    (shells,) = [r for r in rows if r["item_class"] == "munitions"]
    assert shells["wider_denials"] == ["claim:B", "claim:C"]
    assert (shells["denials"], shells["flags"]) == (0, None)
    assert (
        "No denial of it by name, no confirmation and no refusal to comment is held. Denied are goods that "
        "include it: weapons, by Ben Rye on 1 Apr 2024 (B); troops and arms, by Cy Hay on 1 May 2024 (C); counted with "
        "the goods they name."
    ) in shells["words"]
    assert {"claim:B", "claim:C"} <= set(shells["sources"])
    others = {r["item_class"]: r["wider_denials"] for r in rows if r["from_party"] == "AA"}
    assert others["troops"] is None
    assert others["grain and food"] is None
    assert others["arms, kind not stated"] == ["claim:C"]


def test_a_question_s_own_goods_are_of_the_kinds_that_its_words_name():
    """The question calls its goods by its own name; arms cover what it asks for."""
    shells = QUESTION | {"question": "rounds", "item_words": ["artillery shells"]}
    rows = view(
        claim("A", "Ann Oat", item="artillery shells"), claim("B", "Ben Rye", "deny", item="arms"), questions=[shells]
    )
    assert {r["item_class"]: r["wider_denials"] for r in rows}["rounds"] == ["claim:B"]


def test_ships_that_only_went_were_not_given():
    ways = {"claim_kind": "voyage", "item": "tankers", "item_class": "vessel.tanker"}
    assert view(claim("A", "Reaper", words="43 times", unit="trip", **ways)) == []
    (row,) = view(claim("A", "Reaper", **ways | {"claim_kind": "transfer"}))
    assert row["item_class"] == "vehicles and ships"
    (row,) = view(claim("A", "Reaper", claim_kind="voyage", words="43 trips", unit="trip"))
    assert row["item_class"] == "grain and food"  # a voyage told with its goods
    (row,) = view(
        claim("A", "Reaper", claim_kind="voyage", item="barges of wheat"),
        questions=[QUESTION | {"item_words": ["barges"]}],
    )
    assert row["item_class"] == "wheat"  # words that the case's own question asks by
