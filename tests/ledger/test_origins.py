import random
from datetime import UTC, datetime, timedelta

import pytest

from fairlead.base.tables import CLAIM_ORIGINS, CLAIMS, ORIGINS, QUESTIONS
from fairlead.ledger.alterations import alterations
from fairlead.ledger.origins import group_origins

AT = {"evidence_id": "evidence:x", "row": 2}


def claim(label, speaker, item="grain", day=1, **more):
    said = datetime(2024, 3, day, tzinfo=UTC)
    return {
        **AT, "claim_id": f"claim:{label}", "label": label, "speaker": speaker, "outlet": speaker, "said_start": said,
        "said_end": said + timedelta(days=1), "stance": "assert", "from_party": "AA", "to_party": "BB", "item": item,
        "source_url": f"https://example.org/{label}", **more,
    }  # fmt: skip


def group(*claims, questions=()):
    traced, origins = group_origins(CLAIMS.from_rows(claims), QUESTIONS.from_rows(questions))
    return {r["claim_id"][6:]: r for r in traced.to_pylist()}, origins.to_pylist()


def members(origins):
    return sorted(sorted(c[6:] for c in o["claim_ids"]) for o in origins)


def test_two_who_know_for_themselves_are_two_origins():
    traced, origins = group(claim("A", "Reaper"), claim("B", "Miller", rests_on="own scales"))
    assert members(origins) == [["A"], ["B"]]
    assert {r["relation"] for r in traced.values()} == {"origin"}


def test_a_copy_counts_as_a_document_and_not_as_an_origin():
    traced, origins = group(claim("A", "Reaper"), claim("B", "Herald", rests_on="restates Reaper", day=2))
    assert members(origins) == [["A", "B"]]
    assert traced["B"]["relation"] == "copy"
    assert (origins[0]["documents"], origins[0]["altered"], origins[0]["speaker"]) == (2, 0, "Reaper")
    assert traced["B"]["sources"] == ["claim:A", "claim:B"]


def test_a_copy_of_a_copy_goes_back_to_the_origin():
    traced, origins = group(
        claim("A", "Reaper"),
        claim("B", "Herald", rests_on="restates Reaper", day=2),
        claim("C", "Mirror", rests_on="same Herald story", day=3),
    )
    assert members(origins) == [["A", "B", "C"]]
    assert {r["origin_id"] for r in traced.values()} == {origins[0]["origin_id"]}
    assert traced["C"]["sources"] == ["claim:B", "claim:C"]


def test_two_pages_at_one_address_are_one_document():
    _, origins = group(claim("A", "Reaper", source_url="u"), claim("B", "Reaper", "grain sacks", source_url="u"))
    assert (origins[0]["documents"], members(origins)) == (1, [["A", "B"]])


@pytest.mark.parametrize(
    "other",
    [{"stance": "deny"}, {"from_party": "CC"}, {"item": "painted dolls"}],
    ids=["another stance", "another giver", "another thing"],
)
def test_the_word_of_one_speaker_on_another_matter_is_another_origin(other):
    _, origins = group(claim("A", "Reaper"), claim("B", "Reaper", day=2) | other)
    assert members(origins) == [["A"], ["B"]]


def test_one_speaker_who_updates_a_total_is_one_origin_whatever_the_rank():
    traced, origins = group(
        claim("A", "Ann Oat (minister)", qty_low=10.0, unit="sack"),
        claim("B", "Ann Oat", qty_low=20.0, unit="sack", day=9),
    )
    assert members(origins) == [["A", "B"]]
    assert [traced[k]["relation"] for k in "AB"] == ["origin", "same speaker again"]
    assert origins[0]["altered"] == 0  # a new total is no alteration


def test_nameless_speakers_are_never_taken_for_one():
    _, origins = group(claim("A", "(unnamed)"), claim("B", "(unnamed)", day=2))
    assert members(origins) == [["A"], ["B"]]


def test_the_one_meant_is_the_likest_in_item_then_the_nearest_in_time():
    traced, _ = group(
        claim("A", "Reaper", "grain sacks", from_party="AA"),
        claim("B", "Reaper", "grain", day=3),
        claim("C", "Herald", "grain", rests_on="restates Reaper", day=4),
        claim("D", "Reaper", "grain", day=20),
    )
    assert "claim:B" in traced["C"]["sources"]


def test_a_speaker_of_that_name_is_meant_before_an_outlet():
    traced, _ = group(
        claim("A", "Reaper", outlet="Post"),
        claim("B", "Post", day=2),
        claim("C", "Herald", rests_on="restates Post", day=3),
    )
    assert traced["C"]["sources"] == ["claim:B", "claim:C"]


def test_an_outlet_behind_a_slash_and_initials_of_a_name_are_found():
    traced, _ = group(
        claim("A", "Open Field Centre", outlet="BBC / OFC"),
        claim("B", "Herald", rests_on="copy of the BBC story", day=2),
        claim("C", "Mirror", rests_on="restates OFC", day=2),
    )
    assert traced["B"]["relation"] == traced["C"]["relation"] == "copy"


def test_who_repeats_two_others_does_not_make_them_one():
    _, origins = group(
        claim("A", "Reaper"),
        claim("B", "Miller", "grain sacks"),
        claim("C", "Post", rests_on="restates Reaper", day=2),
        claim("D", "Post", rests_on="restates Miller", day=2),
    )
    assert members(origins) == [["A", "C"], ["B", "D"]]


def test_nobody_copies_what_was_said_later_or_about_something_else():
    traced, origins = group(
        claim("A", "Herald", rests_on="restates Reaper", day=1),
        claim("B", "Reaper", day=2),
        claim("C", "Reaper", "painted dolls", day=1),
    )
    assert members(origins) == [["A"], ["B"], ["C"]]
    assert traced["A"]["relation"] == "copy"  # of a statement that is not held


def test_two_copies_of_a_statement_not_held_share_an_origin_named_after_its_speaker():
    traced, origins = group(
        claim("A", "Herald", rests_on="restates Nikkei"), claim("B", "Mirror", rests_on="same Nikkei story", day=2)
    )
    assert members(origins) == [["A", "B"]]
    assert origins[0]["speaker"] == "Nikkei"
    assert {r["relation"] for r in traced.values()} == {"copy"}
    assert "not held" in origins[0]["words"]


def test_a_speakers_own_data_make_it_no_copy():
    traced, _ = group(
        claim("A", "C4 / Post", rests_on="data obtained by C4"),
        claim("B", "Kirby", speaker_org="White House", rests_on="US analysis"),
    )
    assert {r["relation"] for r in traced.values()} == {"origin"}


def test_two_claims_that_copy_each_other_still_have_one_origin():
    _, origins = group(
        claim("A", "Herald", rests_on="restates Mirror"), claim("B", "Mirror", rests_on="restates Herald")
    )
    assert members(origins) == [["A", "B"]]
    assert origins[0]["speaker"] == "Herald"


@pytest.mark.parametrize(
    ("copy", "of", "told"),
    [
        (
            {"qty_low": 100.0, "unit": "vessel"},
            {"qty_low": 43.0, "qty_high": 43.0, "unit": "trip"},
            ["43 trips became at least 100 vessels"],
        ),
        ({"qty_low": 5.0, "unit": "sack"}, {"qty_low": 5.0, "unit": "trip"}, ["unit trip became sack"]),
        (
            {"quantity_words": "5 sacks (90 kg)"},
            {"quantity_words": "5 sacks"},
            ["a figure put in that the origin does not have: 90"],
        ),
        ({"qty_low": 350.0}, {"quantity_words": "300 152mm OR 50 122mm"}, ["alternatives added up to 350"]),
        ({}, {"qty_low": 5.0, "unit": "sack"}, []),
        ({"qty_low": 5.0}, {"qty_low": 5.0, "qty_high": 5.0}, []),
        ({"speaker_org": "minister"}, {"speaker_org": "adviser"}, ["the speaker's role “adviser” became “minister”"]),
    ],
)
def test_what_a_copy_changed_is_said(copy, of, told):
    blank = dict.fromkeys(("qty_low", "qty_high", "unit", "quantity_words", "speaker_org")) | {"speaker": "Ann"}
    assert alterations({**blank, **copy}, {**blank, **of}) == told


def test_altered_counts_documents():
    _, origins = group(
        claim("A", "Reaper", qty_low=5.0, unit="sack"),
        claim("B", "Herald", rests_on="restates Reaper", qty_low=6.0, unit="sack", source_url="u", day=2),
        claim("C", "Herald", rests_on="restates Reaper", qty_low=7.0, unit="sack", source_url="u", day=2),
        claim("D", "Mirror", rests_on="restates Reaper", day=2),
    )
    assert (origins[0]["documents"], origins[0]["altered"]) == (3, 1)


def test_voices_of_one_government_are_two_origins_and_said_not_to_be_independent():
    _, origins = group(
        claim("A", "Intelligence Service", speaker_org="South Korea"),
        claim("B", "Ann Oat", speaker_org="South Korean minister"),
        claim("C", "RUSI"),
    )
    by = {o["speaker"]: o for o in origins}
    assert by["Ann Oat"]["party_of_speaker"] == by["Intelligence Service"]["party_of_speaker"] == "South Korea"
    assert "Not independent of Intelligence Service: all speak for South Korea" in by["Ann Oat"]["words"]
    assert "ndependent" not in by["RUSI"]["words"]


def test_organisations_that_one_claim_names_together_may_not_be_independent():
    _, origins = group(
        claim("A", "Reaper", speaker_org="OFC"),
        claim("B", "Miller", speaker_org="RUSI"),
        claim("C", "Oat", "painted dolls", speaker_org="OFC / RUSI"),
    )
    assert sum("C names" in o["words"] for o in origins) == 2


def test_the_party_of_a_nameless_source_is_the_state_whose_information_it_is():
    _, origins = group(claim("A", "officials", speaker_org="(unnamed)", rests_on="Ukrainian intelligence"))
    assert origins[0]["party_of_speaker"] == "Ukraine"


def test_a_denial_is_a_group_of_its_own_and_says_so():
    silent = claim("C", "Cook", stance="no comment")
    _, origins = group(claim("A", "Reaper"), claim("B", "Baker", stance="deny"), silent)
    assert {o["speaker"]: o["stance"] for o in origins} == {"Reaper": "assert", "Baker": "deny", "Cook": "no comment"}
    assert "Baker denied on 1 Mar 2024: grain" in next(o["words"] for o in origins if o["speaker"] == "Baker")


def test_a_basis_that_names_a_claim_by_its_label_ties_to_it_and_not_to_a_namesake():
    traced, origins = group(claim("K1", "Reaper"), claim("K2", "Herald", rests_on="K1", day=2), claim("K12", "Miller"))
    assert members(origins) == [["K1", "K2"], ["K12"]]
    assert (traced["K2"]["relation"], traced["K2"]["sources"]) == ("copy", ["claim:K1", "claim:K2"])


def test_a_label_ties_even_where_the_dates_of_the_two_rows_are_the_wrong_way_round():
    _, origins = group(claim("K1", "Reaper", day=9), claim("K2", "Herald", rests_on="k1", day=2))
    assert members(origins) == [["K1", "K2"]]


def test_who_rests_on_two_claims_goes_back_to_both_origins_and_adds_none():
    traced, origins = group(
        claim("K1", "Reaper"), claim("K12", "Miller", day=2), claim("K3", "Herald", rests_on="K12; K1", day=3),
        claim("K4", "Mirror", rests_on="K3", day=4),
    )  # fmt: skip
    assert members(origins) == [["K1", "K3", "K4"], ["K12", "K3", "K4"]]
    by = {o["speaker"]: o["origin_id"] for o in origins}
    for k in ("K3", "K4"):
        assert (traced[k]["origin_id"], traced[k]["other_origin_ids"]) == (by["Miller"], [by["Reaper"]])
        assert "It goes back to two origins and adds none." in traced[k]["words"]
    assert "K3 rests on K12 (Miller) and K1 (Reaper)" in traced["K3"]["words"]
    assert traced["K1"]["other_origin_ids"] is None


def test_claims_that_rest_on_each_other_in_a_circle_are_one_origin_and_it_is_said():
    circle = [claim("K1", "Reaper", rests_on="K2"), claim("K2", "Herald", rests_on="K3", day=2),
              claim("K3", "Mirror", rests_on="K1", day=3)]  # fmt: skip
    traced, origins = group(*circle, claim("K4", "Post", rests_on="K2", day=4))
    assert members(origins) == [["K1", "K2", "K3", "K4"]]
    assert [traced[k]["relation"] for k in ("K1", "K2", "K3", "K4")] == ["circle", "circle", "circle", "copy"]
    said = "K1, K2 and K3 rest on each other in a circle, so nobody's own knowledge is shown"
    assert said in traced["K1"]["words"]
    assert said in origins[0]["words"]


def test_a_claim_that_rests_on_itself_is_a_circle_of_one():
    traced, origins = group(claim("K1", "Reaper", rests_on="K1"))
    assert (traced["K1"]["relation"], len(origins)) == ("circle", 1)
    assert "K1 rests on itself" in origins[0]["words"]


def test_a_label_of_a_claim_about_another_matter_is_its_speaker_whose_word_on_this_one_is_not_held():
    traced, origins = group(
        claim("K1", "Reaper", "painted dolls"),
        claim("K2", "Herald", rests_on="K1", day=2),
        claim("K3", "Mirror", rests_on="restates Reaper", day=3),
    )
    assert members(origins) == [["K1"], ["K2", "K3"]]
    assert next(o["speaker"] for o in origins if len(o["claim_ids"]) == 2) == "Reaper"
    assert "no statement of Reaper on this matter is held" in traced["K2"]["words"]


@pytest.mark.parametrize("with_row", [True, False])
def test_six_outlets_on_one_interview_are_one_origin_also_where_it_has_no_row(with_row):
    words = ("SBS interview", "report by SBS", "SBS's story", "as reported by SBS", "citing SBS", "SBS")
    held = [claim("K0", "Oat", outlet="SBS")]
    copies = [
        claim(f"K{i}", f"Outlet {i}", rests_on=w, day=i + 1) for i, w in enumerate(words[: 6 if with_row else 5], 1)
    ]
    traced, origins = group(*(held if with_row else ()), *copies)
    assert len(origins) == 1
    assert origins[0]["documents"] == len(traced) == (7 if with_row else 5)
    assert origins[0]["speaker"] == ("Oat" if with_row else "SBS")
    assert {traced[c["label"]]["relation"] for c in copies} == {"copy"}


def test_a_person_who_tells_it_to_two_outlets_is_one_origin_with_those_who_print_it():
    traced, origins = group(
        claim("A", "Ann Oat", outlet="Post", rests_on="SBS interview"),
        claim("B", "Ann Oat", outlet="Herald", rests_on="told Nikkei", day=2),
        claim("C", "Ann Oat", outlet="Ministry", rests_on="own information", day=3),
        claim("D", "Mirror", rests_on="SBS interview", day=4),
    )
    assert members(origins) == [["A", "B", "C", "D"]]
    assert origins[0]["speaker"] == "Ann Oat"
    assert [traced[k]["relation"] for k in "ABCD"] == ["origin", "same speaker again", "same speaker again", "copy"]


def test_the_outlet_that_made_the_interview_is_no_copy_of_itself_and_one_that_prints_it_on_is():
    traced, _ = group(
        claim("A", "Oat", outlet="Post / SBS", rests_on="SBS interview"),
        claim("B", "(unnamed)", outlet="Mirror on SBS", rests_on="SBS report", day=2),
    )
    assert [traced[k]["relation"] for k in "AB"] == ["origin", "copy"]


def test_outlets_that_rest_on_one_states_information_are_one_origin_however_it_is_named():
    _, origins = group(
        claim("A", "Post", rests_on="US intelligence"),
        claim("B", "Herald", rests_on="American officials"),
        claim("C", "Mirror", rests_on="United States information"),
    )
    assert members(origins) == [["A", "B", "C"]]
    assert (origins[0]["speaker"], origins[0]["party_of_speaker"]) == ("United States", "United States")


def test_a_basis_that_is_not_understood_is_said_and_shows_no_origin():
    traced, origins = group(
        claim("A", "Reaper"),
        claim("B", "Herald", rests_on="K99", day=2),
        claim("C", "Post", rests_on="talk in the market", day=3),
        claim("D", "Mirror", rests_on="B", day=4),
    )
    assert members(origins) == [["A"]]
    assert [traced[k]["relation"] for k in "BCD"] == ["basis not understood", "basis not understood", "copy"]
    assert {traced[k]["origin_id"] for k in "BCD"} == {None}
    assert "B rests on “K99”, which is not understood" in traced["B"]["words"]
    assert "it is not counted as an origin" in traced["C"]["words"]
    assert "so it shows no origin" in traced["D"]["words"]


def test_a_speaker_who_is_an_origin_stays_one_whatever_a_further_basis_of_his_says():
    traced, origins = group(claim("A", "Ann Oat"), claim("B", "Ann Oat", rests_on="talk in the market", day=2))
    assert members(origins) == [["A", "B"]]
    assert traced["B"]["relation"] == "basis not understood"


def test_a_bare_name_is_whoever_is_held_under_it():
    traced, origins = group(claim("A", "Reaper"), claim("B", "Herald", rests_on="Reaper news agency", day=2))
    assert (members(origins), traced["B"]["relation"]) == ([["A", "B"]], "copy")


def test_who_has_a_basis_of_his_own_beside_anothers_is_an_origin():
    _, origins = group(claim("A", "Reaper"), claim("B", "Herald", rests_on="A; own scales", day=2))
    assert members(origins) == [["A"], ["B"]]


def test_no_claims_no_origins():
    traced, origins = group_origins(CLAIMS.empty(), QUESTIONS.empty())
    assert (traced, origins) == (CLAIM_ORIGINS.empty(), ORIGINS.empty())


def test_row_order_does_not_matter_and_ids_stay_when_copies_come_later():
    first = [claim("A", "Reaper"), claim("E", "Miller", day=2), claim("N", "Mirror", rests_on="restates Nikkei")]
    later = [
        *first, claim("B", "Herald", rests_on="restates Reaper", day=5), claim("C", "Reaper", day=6),
        claim("D", "Post", rests_on="same Herald story", day=7), claim("O", "Post", rests_on="restates Nikkei", day=8),
        claim("P", "Sun", rests_on="Q; E", day=8), claim("Q", "Moon", rests_on="R", day=8),
        claim("R", "Star", rests_on="Q", day=8), claim("S", "Sky", rests_on="no idea", day=8),
    ]  # fmt: skip
    _, before = group(*first)
    traced, after = group(*later)
    assert {o["origin_id"] for o in before} < {o["origin_id"] for o in after}
    assert len(after) == len(before) + 1  # the circle of Q and R
    for seed in range(5):
        shuffled = random.Random(seed).sample(later, len(later))
        again, origins = group(*shuffled)
        assert again == traced
        assert sorted(map(repr, origins)) == sorted(map(repr, after))
