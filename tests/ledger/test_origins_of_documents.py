"""Claims read from documents: who said it, who passed it on, and who tells it again."""

from datetime import UTC, datetime, timedelta

import pytest

from fairlead.base.tables import CLAIMS, DECISIONS, DOCUMENTS, EVIDENCE, LEXICON, QUESTIONS
from fairlead.ledger.bases import read_bases, say_chain
from fairlead.ledger.lineage import trace_lineage
from fairlead.ledger.origins import group_origins


def at(day, month=3, year=2024):
    return datetime(year, month, day, tzinfo=UTC)


def claim(label, speaker, outlet, day=1, **more):
    return {
        "evidence_id": "evidence:x", "row": 2, "claim_id": f"claim:{label}", "label": label, "speaker": speaker,
        "outlet": outlet, "said_start": at(day), "said_end": at(day) + timedelta(days=1), "stance": "assert",
        "from_party": "AA", "to_party": "BB", "item": "grain", "document_id": f"document:{label}", **more,
    }  # fmt: skip


def term(kind, words, value, parent=None, note=None):
    return {
        "term_id": f"term:{words}", "term_kind": kind, "term": words, "value": value, "parent": parent, "note": note,
        "version": "test",
    }  # fmt: skip


def decision(n, verdict, *about, is_withdrawn=False):
    return {
        "decision_id": f"decision:{n}", "about": list(about), "verdict": verdict, "reason": "one press office",
        "decided_by": "ann", "decided_at": at(n, 1, 2025), "is_withdrawn": is_withdrawn, "log_line": n,
    }  # fmt: skip


def group(*claims, decisions=(), evidence=(), documents=(), lexicon=()):
    traced, origins = group_origins(
        CLAIMS.from_rows(claims), QUESTIONS.empty(), DECISIONS.from_rows(decisions), EVIDENCE.from_rows(evidence),
        DOCUMENTS.from_rows(documents), LEXICON.from_rows(lexicon),
    )  # fmt: skip
    return {r["claim_id"][6:]: r for r in traced.to_pylist()}, origins.to_pylist()


def members(origins):
    return sorted("".join(sorted(c[6:] for c in o["claim_ids"])) for o in origins)


def figure(low, high=None, unit="trip", **more):
    return {"qty_low": float(low), "qty_high": None if high is None else float(high), "unit": unit, **more}


# ------------------------------------------------------------------------------------------ one statement, many tell it


def test_outlets_that_name_one_speaker_on_one_day_tell_one_statement():
    traced, origins = group(
        claim("A", "Ann Oat", "Post", **figure(43, 43)),
        claim("B", "Ann Oat", "Herald", **figure(40, qualifier="more_than")),
        claim("C", "Oat", "Mirror", 2, **figure(43, 43, "vessel")),
        claim("D", "Ann Oat", "Sun", 20, **figure(60, 60)),
    )
    assert members(origins) == ["ABCD"]
    assert [traced[k]["relation"] for k in "ABCD"] == ["origin", "altered copy", "altered copy", "same speaker again"]
    assert "43 trips became at least 40 trips (rounded)" in traced["B"]["words"]
    assert origins[0]["ranges"] == ["40 to 43 trips"]  # the 60 of the later statement is no disagreement


def test_a_page_with_a_changed_figure_is_an_altered_copy_and_no_new_figure_of_the_speakers():
    traced, origins = group(
        claim("A", "Ann Oat", "Post", **figure(43, 43)), claim("B", "Ann Oat", "Copycat", **figure(100, unit="vessel"))
    )
    assert (members(origins), traced["B"]["relation"]) == (["AB"], "altered copy")
    assert "the figure changed" in traced["B"]["words"]


def test_two_figures_of_one_document_for_now_and_for_later_are_two():
    traced, _ = group(
        claim("A", "Ann Oat", "Post", **figure(3000, 3000, "person")),
        claim("B", "Ann Oat", "Herald", document_id="document:h", **figure(3000, 3000, "person")),
        claim("C", "Ann Oat", "Herald", document_id="document:h", modality="planned", **figure(10000, 10000, "person")),
    )
    assert [traced[k]["relation"] for k in "BC"] == ["copy", "same speaker again"]


def test_a_government_and_its_minister_on_one_day_are_one_statement_and_another_office_is_not():
    traced, origins = group(
        claim("A", "Shin Won-sik", "Post", speaker_org="South Korea", speaker_role="defence minister"),
        claim("B", "South Korea", "Herald"),
        claim("C", "South Korean defence minister", "Mirror"),
        claim("D", "National Intelligence Service", "Sun", speaker_org="South Korea"),
        claim("E", "South Korean officials", "Star", 20),
    )
    assert members(origins) == ["ABC", "D", "E"]
    assert "spoke of the same for South Korea within a day" in traced["B"]["words"]


def test_an_unnamed_speaker_at_one_venue_on_one_day_is_who_spoke_there():
    traced, origins = group(
        claim("A", "Ann Oat", "Post", venue="Nikkei"),
        claim("B", "(unnamed)", "Herald", venue="Nikkei"),
        claim("C", "(unnamed)", "Mirror", venue="Kyodo"),
        claim("D", "(unnamed)", "Sun", 9, venue="Nikkei"),
    )
    assert members(origins) == ["AB", "C", "D"]
    assert "Ann Oat said it at Nikkei" in traced["B"]["words"]


# ------------------------------------------------------------------------------------------------- who passed it on


@pytest.mark.parametrize("basis", ["copy of the Courier story", "same Courier story", "translation of Courier's story"])
def test_a_declared_copy_is_no_origin_whoever_is_named_as_its_speaker(basis):
    traced, origins = group(
        claim("A", "Field Centre", "Courier", rests_on="own images"),
        claim("B", "Ida Moss", "Mirror", 2, rests_on=basis),
        claim("C", "Iceland state media", "Sun", 3, rests_on=basis),
    )
    assert (members(origins), traced["B"]["relation"], traced["C"]["relation"]) == (["ABC"], "copy", "copy")


def test_what_a_reporter_or_other_media_rest_on_is_no_relay_of_their_own_word():
    _, origins = group(
        claim("A", "Field Centre", "Courier", rests_on="own images"),
        claim("B", "Iceland state media", "Mirror", 2, rests_on="Courier report"),
        claim("C", "Ida Moss", "Sun", 3, speaker_role="reporter", rests_on="Courier story"),
        claim("D", "Ben Rye", "Star", 4, rests_on="translated from the Courier story"),
    )
    assert members(origins) == ["ABCD"]


def test_a_copy_that_names_who_said_it_goes_to_what_he_said_elsewhere():
    _, origins = group(
        claim("A", "Ann Oat", "Post", 2, rests_on="same Courier story"),
        claim("B", "Ann Oat", "Herald"),
        claim("C", "Ben Rye", "Courier"),
    )
    assert members(origins) == ["AB", "C"]


@pytest.mark.parametrize("basis", ["Ann Oat", "restates Ann Oat", "restates Ben Rye", "qwerty"])
def test_a_denial_is_the_word_of_who_denies_whatever_it_rests_on(basis):
    denied = {"stance": "deny", "speaker_org": "China"}
    traced, origins = group(
        claim("A", "Ann Oat", "Post", speaker_org="Iceland"),
        claim("B", "Ben Rye", "Herald", 2, **denied | {"speaker_org": "Norway"}),
        claim("C", "Wang Yi", "Post", 3, rests_on=basis, **denied),
        claim("D", "Mirror", "Mirror", 4, stance="deny", anonymity="narrator", rests_on="restates Wang Yi"),
    )
    assert members(origins) == ["A", "B", "CD"]
    assert {o["speaker"]: o["party_of_speaker"] for o in origins if o["stance"] == "deny"} == {
        "Ben Rye": "Norway", "Wang Yi": "China",
    }  # fmt: skip
    assert "the word of who denies" in traced["C"]["words"]


def test_two_documents_that_tell_one_denial_are_one():
    _, origins = group(
        claim("A", "Wang Yi", "Post", stance="deny"),
        claim("B", "Wang Yi", "Herald", stance="deny", rests_on="copy of the Post story"),
    )
    assert members(origins) == ["AB"]


@pytest.mark.parametrize("how", [{"relays": ["Courier"]}, {"rests_on": "via Courier"}, {"rests_on": "Courier story"}])
def test_a_claim_that_names_who_said_it_and_who_passed_it_on_goes_to_who_said_it(how):
    _, origins = group(
        claim("A", "Ann Oat", "Post", **how), claim("B", "Ann Oat", "Herald"), claim("C", "Ben Rye", "Courier")
    )
    assert members(origins) == ["AB", "C"]


def test_a_copy_that_names_only_the_outlet_it_copies_is_tied_through_it_to_the_origin():
    traced, origins = group(
        claim("A", "Field Centre", "Post", relays=["Courier"], **figure(43, 43)),
        claim("B", "Courier", "Mirror", **figure(43, unit="vessel")),
        claim("C", "(unnamed)", "Sun", rests_on="Courier story"),
        claim("D", "Ben Rye", "Herald", relays=["Courier"], **figure(7, 7)),
    )
    assert members(origins) == ["ABC", "D"]
    assert "only passed it on" in traced["B"]["words"]


def test_an_outlet_that_is_an_origin_in_its_own_pages_stays_one():
    _, origins = group(
        claim("A", "Courier", "Courier", rests_on="own images"),
        claim("B", "Courier", "Mirror"),
        claim("C", "Ann Oat", "Post", relays=["Courier"]),
    )
    assert members(origins) == ["AB", "C"]


def test_an_outlet_in_its_own_voice_that_names_who_passed_it_on_copies_the_farthest():
    traced, origins = group(
        claim("A", "Ann Oat", "Far Wire"),
        claim("B", "Mirror", "Mirror", 2, anonymity="narrator", relays=["Near Wire", "Far Wire"]),
    )
    assert (members(origins), traced["B"]["relation"]) == (["AB"], "copy")
    assert "names Far Wire as having passed it on" in traced["B"]["words"]


def test_a_chain_goes_to_its_far_end():
    assert say_chain(["a lawmaker", "Spy Office"]) == "a lawmaker, citing Spy Office"
    assert [b.of for b in read_bases(say_chain(["X", "Y", "Z"]))] == [("Z",)]
    assert say_chain([]) is None
    _, origins = group(
        claim("A", "Spy Office", "Post"), claim("B", "Lee", "Herald", rests_on=say_chain(["a lawmaker", "Spy Office"]))
    )
    assert members(origins) == ["AB"]


def test_two_that_restate_their_own_speaker_tell_him_and_are_no_circle():
    traced, origins = group(
        claim("A", "Ann Oat", "Post", rests_on="restates Ann Oat"),
        claim("B", "Ann Oat", "Herald", rests_on="restates Ann Oat"),
        claim("C", "Ann Oat", "Sun", 9, rests_on="restates Ann Oat"),
    )
    assert members(origins) == ["ABC"]
    assert [traced[k]["relation"] for k in "ABC"] == ["origin", "copy", "copy"]


def test_two_copies_of_one_data_set_are_one_origin():
    _, origins = group(
        claim("A", "Ben Rye", "Post", rests_on="Field Centre imagery count"),
        claim("B", "(unnamed)", "Herald", rests_on="according to Field Centre"),
        claim("C", "Field Centre", "Mirror"),
    )
    assert members(origins) == ["ABC"]


def test_a_name_of_the_lexicon_is_known_by_its_other_spelling_and_as_a_bare_basis():
    lexicon = [term("outlet", "nb", "North Broadcasting"), term("body", "field centre", "Field Centre", "GB")]
    _, origins = group(
        claim("A", "Field Centre", "Post", relays=["North Broadcasting"]),
        claim("B", "Mirror", "Mirror", rests_on="NB", anonymity="narrator"),
        claim("C", "Star", "Star", rests_on="field centre", anonymity="narrator", item="painted dolls"),
        lexicon=lexicon,
    )
    assert members(origins) == ["AB", "C"]
    assert {o["speaker"] for o in origins} == {"Field Centre"}


# ---------------------------------------------------------------------------------------------------- dependence


def depends(origins):
    name = {o["origin_id"]: o["speaker"] for o in origins}
    return {o["speaker"]: sorted(name[d] for d in o["dependent_on"] or ()) for o in origins}


@pytest.mark.parametrize(
    ("a", "b", "why"),
    [
        ({"speaker_org": "South Korea"}, {"speaker_org": "South Korean ministry"}, "all speak for South Korea"),
        ({"speaker_org": "MSMT"}, {"speaker_org": "South Korea"}, "South Korea takes part in MSMT"),
        ({"rests_on": "own Planet images"}, {"rests_on": "own reading of SkySat images"}, "images of Planet"),
        ({"rests_on": "own reading, Maxar, 2024-02-03"}, {"rests_on": "own work, Maxar 3 Feb 2024"}, "read one image"),
        (
            {"speaker": "Ida Moss / Grain Club"},
            {"speaker": "Herb Club / Ida Moss"},
            "Ida Moss has a hand in all of them",
        ),
        ({"speaker": "Post"}, {"speaker": "Herald"}, "all belong to Nine Media"),
    ],
)
def test_what_is_only_partly_independent_says_of_whom_and_why(a, b, why):
    lexicon = [term("outlet", w, w, "Nine Media") for w in ("post", "herald")]
    _, origins = group(
        claim("A", "Ann Oat", "P") | a, claim("B", "Ben Rye", "H") | b, claim("C", "Cy Hay", "Q"), lexicon=lexicon
    )
    by = {o["claim_ids"][0][6:]: o for o in origins}
    assert by["A"]["dependent_on"] == [by["B"]["origin_id"]]
    assert by["B"]["dependent_on"] == [by["A"]["origin_id"]]
    assert why in by["A"]["dependence_words"]
    assert why in by["B"]["words"]
    assert by["C"]["dependent_on"] is by["C"]["dependence_words"] is None


def test_a_seat_is_no_owner_and_a_state_is():
    seat, state = ([term("outlet", w, w, "RU", note) for w in ("post", "herald")] for note in ("wire", "wire state"))
    claims = (claim("A", "Post", "Post"), claim("B", "Herald", "Herald"))
    assert depends(group(*claims, lexicon=seat)[1]) == {"Post": [], "Herald": []}
    assert depends(group(*claims, lexicon=state)[1]) == {"Post": ["Herald"], "Herald": ["Post"]}
    beside = (claim("A", "Post", "Post"), claim("B", "Ann Oat", "Sun", speaker_org="Russia"))
    assert depends(group(*beside, lexicon=seat)[1]) == {"Post": [], "Ann Oat": []}
    assert depends(group(*beside, lexicon=state)[1]) == {"Post": ["Ann Oat"], "Ann Oat": ["Post"]}


def test_an_office_of_the_lexicon_speaks_for_its_state_and_a_person_for_himself():
    lexicon = [term("office", "spy office", "Spy Office", "KR"), term("person", "ida moss", "Ida Moss", "JP")]
    _, origins = group(claim("A", "Spy Office", "Post"), claim("B", "Ida Moss", "Herald"), lexicon=lexicon)
    assert {o["speaker"]: o["party_of_speaker"] for o in origins} == {"Spy Office": "South Korea", "Ida Moss": None}


def parties(*claims, lexicon=()):
    """The party of each speaker, and how many of their origins stand apart."""
    _, origins = group(*claims, lexicon=lexicon)
    return {o["speaker"]: o["party_of_speaker"] for o in origins}


PEOPLE = [
    term("person", "antony blinken", "Antony Blinken", "US", "foreign minister"),
    term("person", "kim jong un", "Kim Jong Un", "KP", "leader"),
    term("person", "kim song", "Kim Song", "KP", "envoy"),
    term("body", "united nations", "United Nations"),
    term("body", "un", "United Nations"),
    term("body", "open field centre", "Open Field Centre", "GB"),
    term("office", "nis", "National Intelligence Service", "KR", "organ"),
]


@pytest.mark.parametrize(
    ("speaker", "more", "party"),
    [
        ("Antony Blinken", {}, "United States"),
        ("Blinken", {}, "United States"),
        ("A. Blinken", {}, "United States"),
        ("Secretary of State Antony Blinken", {}, "United States"),
        ("Antony Blinken", {"rests_on": "own reading of UK images"}, "United States"),
        ("Antony Blinken", {"speaker_role": "former minister"}, None),
        ("V. Blinken", {}, None),
        ("Kim Jong Un", {}, "North Korea"),  # and not the United Nations, which are called UN
        ("Ann Oat", {"speaker_org": "NIS"}, "South Korea"),
        ("Ann Oat", {"speaker_org": "OFC"}, "Open Field Centre"),
        ("NIS chief Ann Oat", {}, "South Korea"),
        ("Ann Oat (OFC)", {}, "Open Field Centre"),
        ("Blinken Antony", {}, "United States"),
        ("OFC", {}, "Open Field Centre"),
        ("the Open Field Centre", {}, "Open Field Centre"),
        ("Ann Oat of OFC", {}, None),
        ("Ann Oat of the Open Field Centre", {}, "Open Field Centre"),
        ("envoy to the United Nations Ann Oat", {}, None),
        ("Ann Oat", {}, None),
    ],
)
def test_the_party_of_a_speaker_is_what_the_lexicon_knows_where_the_claim_leaves_it_out(speaker, more, party):
    assert list(parties(claim("A", speaker, "Post", **more), lexicon=PEOPLE).values()) == [party]


def test_a_party_that_one_claim_tells_is_that_of_the_others_of_that_name():
    told = {"speaker_org": "Grain Trade Institute"}
    rows = [
        claim("A", "Ann Oat", "Post", **told),
        claim("B", "GTI", "Herald"),
        claim("C", "A. Oat", "Sun", item="dolls"),
    ]
    assert parties(*rows) == {"Ann Oat": "Grain Trade Institute", "GTI": "Grain Trade Institute"} | {
        "A. Oat": "Grain Trade Institute"
    }


def test_a_name_that_people_of_two_parties_bear_tells_no_party():
    rows = [
        claim("A", "Ann Oat", "Post", speaker_org="Iceland"),
        claim("B", "Ben Oat", "Herald", speaker_org="Norway"),
        claim("C", "Oat", "Sun"),
        claim("D", "Sun", "Sun"),
        claim("E", "Sun Li", "Star", speaker_org="China", item="dolls"),
    ]
    assert parties(*rows) == {"Ann Oat": "Iceland", "Ben Oat": "Norway", "Oat": None, "Sun": None, "Sun Li": "China"}


def test_a_body_under_its_initials_and_its_member_are_not_independent():
    _, origins = group(
        claim("A", "OFC", "BBC", rests_on="own images"),
        claim("B", "Ann Oat", "Courier", speaker_org="Open Field Centre", rests_on="own images"),
        claim("C", "Ben Rye", "Post", speaker_org="OFC / RTI", rests_on="own images"),
    )
    assert depends(origins)["OFC"] == ["Ann Oat", "Ben Rye"]


def test_a_voice_that_is_not_held_has_the_party_that_the_lexicon_knows():
    rows = [claim("A", "Herald", "Herald", rests_on="restates Antony Blinken")]
    assert parties(*rows, lexicon=PEOPLE) == {"Antony Blinken": "United States"}


def test_of_many_that_hang_together_the_first_are_listed_and_all_hang_on_them():
    many = [claim(f"A{n:02}", f"Speaker {n:02}", "Post", speaker_org="South Korea") for n in range(30)]
    _, origins = group(*many)
    listed = [set(o["dependent_on"]) for o in origins]
    first = min(origins, key=lambda o: o["speaker"])["origin_id"]
    assert {len(ids) for ids in listed} == {20}
    assert sum(first in ids for ids in listed) == 29


# ------------------------------------------------------------------------------------------------ what people decide


def test_a_person_joins_two_origins_and_it_says_who_and_why():
    claims = (
        claim("A", "Reaper", "P"),
        claim("B", "Miller", "H"),
        claim("C", "Sun", "Sun", 2, rests_on="restates Miller"),
    )
    traced, origins = group(*claims, decisions=[decision(1, "same", "A", "claim:B")])
    assert members(origins) == ["ABC"]
    assert traced["B"]["set_by"] == "joined by ann: one press office"
    assert traced["B"]["relation"] == "copy"
    assert "decision:1" in traced["B"]["sources"]
    assert "decision:1" in origins[0]["sources"]
    assert "joined by ann: one press office" in origins[0]["words"]
    assert traced["C"]["set_by"] is None


def test_a_person_sets_a_claim_apart_with_what_rests_on_it():
    claims = (
        claim("A", "Reaper", "Post"), claim("B", "Herald", "Herald", 2, rests_on="restates Reaper"),
        claim("C", "Sun", "Sun", 3, rests_on="B"), claim("D", "Reaper", "Star"),
    )  # fmt: skip
    traced, origins = group(*claims, decisions=[decision(1, "different", "A", "B")])
    assert members(origins) == ["AD", "BC"]
    assert traced["B"]["set_by"] == "set apart by ann: one press office"
    assert members(group(*claims, decisions=[decision(1, "different", "A", "D")])[1]) == ["ABC", "D"]


def test_an_origin_is_named_by_its_id_the_later_decision_stands_and_a_withdrawn_one_does_not():
    claims = (claim("A", "Reaper", "P"), claim("B", "Miller", "H"))
    ids = [o["origin_id"] for o in group(*claims)[1]]
    assert members(group(*claims, decisions=[decision(1, "same", *ids)])[1]) == ["AB"]
    both = [decision(1, "same", "A", "B"), decision(2, "different", "A", "B")]
    assert members(group(*claims, decisions=both)[1]) == ["A", "B"]
    assert members(group(*claims, decisions=[decision(1, "same", "A", "B", is_withdrawn=True)])[1]) == ["A", "B"]
    assert members(group(*claims, decisions=[decision(1, "same", "A", "stay:1")])[1]) == ["A", "B"]


def test_claims_a_person_is_unsure_of_stand_as_if_nobody_had_joined_or_parted_them():
    claims = (
        claim("A", "Reaper", "P"),
        claim("B", "Miller", "H"),
        claim("C", "Herald", "Herald", 2, rests_on="restates Reaper"),
    )
    joined = [decision(1, "same", "A", "B"), decision(2, "unsure", "A", "B")]
    traced, origins = group(*claims, decisions=joined)
    assert members(origins) == ["AC", "B"]
    assert traced["B"]["set_by"] == "left open by ann: one press office"
    parted = [decision(1, "different", "A", "C"), decision(2, "unsure", "A", "C")]
    assert members(group(*claims, decisions=parted)[1]) == ["AC", "B"]


def test_a_denial_is_not_joined_to_what_it_denies():
    traced, origins = group(
        claim("A", "Reaper", "P"), claim("B", "Miller", "H", stance="deny"), decisions=[decision(1, "same", "A", "B")]
    )
    assert members(origins) == ["A", "B"]
    assert "not honoured: they have different stances (assert and deny)" in traced["A"]["words"]
    assert traced["A"]["set_by"] is None


# ------------------------------------------------------------------------------------- oddities and hints: kept, told


def test_a_name_in_disguise_is_the_same_speaker_and_flagged():
    traced, origins = group(
        claim("A", "Ann Oat", "Post"), claim("B", "Аnn О\u200bat", "Herald"), claim("C", "Ann \u202eOat", "Sun")
    )
    assert members(origins) == ["ABC"]
    hidden, two = "hidden or direction-changing characters in a name", "letters of two alphabets in a name"
    assert [traced[k]["flags"] for k in "ABC"] == [None, [hidden, two], [hidden]]
    assert "speaker of B: hidden" in traced["B"]["words"].replace("Speaker", "speaker")


def test_a_name_in_its_own_script_is_no_disguise():
    traced, _ = group(claim("A", "Иван Кузнецов", "Post"), claim("B", "김정은", "Herald"))
    assert traced["A"]["flags"] is traced["B"]["flags"] is None


def test_a_claim_from_the_future_is_flagged_and_counted():
    added = {
        "evidence_id": "evidence:x", "sha256": "0" * 64, "name": "c.csv", "kind": "claims", "bytes": 1,
        "added_at": at(10), "added_by": "ann", "rows_in": 1, "rows_kept": 1, "rows_rejected": 0,
    }  # fmt: skip
    taken = {
        "document_id": "document:B", "media": "html", "text": "", "text_sha256": "0", "text_tool": "t",
        "captured_at": at(2), "flags": [], "evidence_id": "evidence:y", "row": 1,
    }  # fmt: skip
    traced, origins = group(
        claim("A", "Ann Oat", "Post", 20),
        claim("B", "Ben Rye", "Herald", 5, evidence_id="evidence:y"),
        claim("C", "Cy Hay", "Sun", 5, period_start=at(1, 6), period_end=at(1, 7)),
        claim("D", "Di Dill", "Star", 5, period_start=at(1, 6), period_end=at(1, 7), modality="planned"),
        claim("E", "Ed Elm", "Moon", 11),
        evidence=[added], documents=[taken],
    )  # fmt: skip
    assert len(origins) == 5
    late, ahead = "said later than it was held", "a period that begins after it was said"
    assert [traced[k]["flags"] for k in "ABCDE"] == [[late], [late], [ahead], None, None]
    assert "A is dated 2024-03-20, later than it was held (2024-03-10)" in traced["A"]["words"]
    told = {o["claim_ids"][0][6:]: o["words"] for o in origins}
    assert told["A"].endswith(f"; look at A: {late}.")
    assert "look at" not in told["D"]


def test_an_equal_figure_that_cites_nobody_is_a_hint_and_no_reason_to_group():
    traced, origins = group(
        claim("A", "Ann Oat", "Post", **figure(43, 43)),
        claim("B", "Herald", "Herald", anonymity="narrator", **figure(43, 43)),
        claim("C", "Sun", "Sun", anonymity="narrator", **figure(40, 40)),
        claim("D", "Ben Rye", "Star", **figure(43, 43)),
    )
    assert members(origins) == ["A", "B", "C", "D"]
    assert traced["B"]["flags"] == ["perhaps a copy that cites nobody"]
    assert "A gives the same 43 trips within a day" in traced["B"]["words"]
    assert traced["C"]["flags"] is traced["D"]["flags"] is None


def test_words_taken_over_verbatim_are_a_hint_and_no_reason_to_group():
    words = "the harbour master said on the quay that nobody had counted the sacks before they were loaded"
    traced, origins = group(
        claim("A", "Ann Oat", "Post", quote=words),
        claim("B", "(unnamed)", "Herald", quote=words + " at night"),
        claim(
            "C", "(unnamed)", "Sun", quote="nobody in the harbour had counted the sacks, its master told us on the quay"
        ),
    )
    assert members(origins) == ["A", "B", "C"]
    assert traced["B"]["flags"] == ["perhaps a copy that cites nobody"]
    assert "stand in A" in traced["B"]["words"]
    assert traced["C"]["flags"] is None


# --------------------------------------------------------------------------------------------------------- lineage


def lineage(*claims):
    table = CLAIMS.from_rows(claims)
    return trace_lineage(table, *group_origins(table, QUESTIONS.empty())).to_pylist()


def test_a_tree_goes_from_the_origin_through_wires_to_outlets():
    rows = lineage(
        claim("A", "Ann Oat", "Ann Oat"),
        claim("B", "Ann Oat", "Courier", relays=["Radio"]),
        claim("C", "Ann Oat", "Post", relays=["Courier"]),
        claim("D", "Ann Oat", "Herald", relays=["Agency", "Courier"]),
    )
    assert {r["claim_id"][6:]: (r["copied_id"][6:], r["depth"], r["via"]) for r in rows} == {
        "B": ("A", 2, ["Radio"]), "C": ("B", 3, None), "D": ("B", 4, ["Agency"]),
    }  # fmt: skip


def test_a_copy_of_two_origins_stands_beside_each():
    rows = lineage(claim("A", "Reaper", "P"), claim("B", "Miller", "H"), claim("C", "Sun", "Sun", 2, rests_on="A; B"))
    assert {r["copied_id"][6:] for r in rows if r["claim_id"] == "claim:C"} == {"A", "B"}
    assert len({r["lineage_id"] for r in rows}) == len(rows)


def test_circles_end_and_who_copies_nobody_has_no_row():
    assert lineage() == []
    rows = lineage(
        claim("A", "Reaper", "P", rests_on="B"), claim("B", "Miller", "H", rests_on="A"),
        claim("C", "Sun", "Sun", 2, rests_on="A"), claim("D", "Star", "Star"),
    )  # fmt: skip
    assert [r["claim_id"] for r in rows] == ["claim:C"]


def test_a_hedge_dropped_a_place_and_an_item_changed_are_told():
    base = {"rests_on": "A", "modality": "asserted", "places": ["Chongjin"], "item_class": "food"}
    rows = lineage(
        claim("A", "Ann Oat", "P", modality="probable", places=["Port of Nampo"], item_class="oil.refined"),
        claim("B", "Ann Oat", "H", **base),
    )
    assert {r["field"]: (r["was"], r["is_now"]) for r in rows} == {
        "hedge": ("probable", "asserted"), "place": ("Port of Nampo", "Chongjin"), "item": ("grain", "grain"),
    }  # fmt: skip


def test_a_state_s_own_outlet_is_not_dependent_on_itself():
    state = [{**term("outlet", "post", "Post", "KP"), "note": "state agency"}]
    _, origins = group(claim("A", "Post", "Herald", speaker_org="North Korea"), lexicon=state)
    assert (origins[0]["dependent_on"], origins[0]["dependence_words"]) == (None, None)


def test_state_and_office_in_one_field_or_in_two_are_one_role():
    both = {"speaker_org": "South Korea national security adviser"}
    parted = {"speaker_org": "South Korea", "speaker_role": "national security adviser"}
    for first, second in ((both, parted), (parted, both), (both, {"speaker_org": "South Korea"})):
        rows = lineage(
            claim("A", "Shin Won-sik", "P", **first), claim("B", "Shin Won-sik", "H", 2, rests_on="A", **second)
        )
        assert [r["field"] for r in rows] == ["none"]
    other = {"speaker_org": "South Korea", "speaker_role": "defence minister"}
    rows = lineage(claim("A", "Shin Won-sik", "P", **parted), claim("B", "Shin Won-sik", "H", 2, rests_on="A", **other))
    assert [r["field"] for r in rows] == ["role"]


def test_two_governments_together_tell_nobody_s_word_for_one_of_them():
    """Washington and Seoul say something of their own; Seoul alone stands beside the man who spoke for it."""
    shin = claim("A", "Shin Won-sik", "P", speaker_org="South Korea", venue="SBS")
    joint = claim("B", "United States and South Korea", "H", speaker_org="South Korea", **figure(10_000, unit="person"))
    _, origins = group(shin, joint)
    assert members(origins) == ["A", "B"]
    _, origins = group(shin, joint | {"speaker": "South Korea"})
    assert members(origins) == ["AB"]
