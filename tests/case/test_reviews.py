"""Reviews: entries of the log by which proposed claims stand, are changed, are rejected, and are taken back."""

import json
from datetime import UTC, datetime

import pytest

import fairlead
from fairlead.base.tables import CLAIMS, DOCUMENTS
from fairlead.case.queue import list_queue
from fairlead.case.reviews import (
    change,
    check,
    claim_of,
    gather_claims,
    labels_of,
    list_reviews,
    missing,
    review,
    review_id,
    standing,
    withdraw,
)
from fairlead.case.store import Store
from fairlead.case.verifier import check_log
from fairlead.errors import CaseError
from fairlead.flow import FLOW

PAGE = (
    "<html><head><title>Oil</title><meta property='article:published_time' content='2024-06-03'>"
    "<meta property='og:site_name' content='The Harbour Post'></head><body><p>John Kirby said on Thursday that Russia "
    "shipped 165,000 barrels of refined petroleum to North Korea in March.</p>{more}</body></html>"
)
QUOTE = "Russia shipped 165,000 barrels of refined petroleum to North Korea"
UNTIL_TRANSFERS = tuple(s for s in FLOW if s.name in ("proposals",))


@pytest.fixture
def held(tmp_path):
    """A case that holds one page, run as far as proposals."""
    case = fairlead.new(tmp_path / "case")
    page = tmp_path / "oil.html"
    page.write_text(PAGE.format(more=""))
    case.add(page, by="Ada")
    case.run(flow=UNTIL_TRANSFERS, by="Ada")
    return case


@pytest.fixture
def store(held):
    return Store(held.path)


def enter(case, verdict, reason="", by="Ben", **changes):
    """Enter a review of the first proposal."""
    item = next(iter(case.queue().items.values()))
    claim = claim_of(item.proposal, item.document)
    for field, words in changes.items():
        claim = change(claim, field, words)
    with Store(case.path).writing() as sitting:
        return review(sitting, item.proposal, item.document, verdict, claim, reason, changes, by)


def claims(case):
    """CLAIMS as the case would gather them now."""
    return gather_claims(Store(case.path).log(), case.table("documents"), CLAIMS.empty(), {})


def test_an_accepted_proposal_is_a_claim_with_its_quote_and_who_accepted_it(held):
    enter(held, "accept")
    held.run(flow=UNTIL_TRANSFERS)
    (row,) = held.table("claims").to_pylist()
    text = held.table("documents")["text"][0].as_py()
    assert (row["label"], row["speaker"], row["from_party"], row["to_party"]) == ("K1", "John Kirby", "RU", "KP")
    assert (row["qty_low"], row["unit"], row["reviewer"], row["outlet"]) == (
        165_000,
        "barrel",
        "Ben",
        "The Harbour Post",
    )
    assert (row["said_start"], row["period_start"]) == (
        datetime(2024, 5, 30, tzinfo=UTC),
        datetime(2024, 3, 1, tzinfo=UTC),
    )
    assert text[row["quote_start"] : row["quote_start"] + len(QUOTE)] == row["quote"] == QUOTE
    assert row["method"] == held.table("proposals")["method"][0].as_py()
    assert held.table("rejects").num_rows == 0
    assert held.verify(flow=UNTIL_TRANSFERS) == []


def test_a_later_edit_supersedes_and_keeps_the_claims_id_and_label(held):
    enter(held, "accept")
    (before,) = claims(held)[0].to_pylist()
    enter(held, "edit", "the video says at least", qualifier="at_least", qty_high="")
    (after,) = claims(held)[0].to_pylist()
    assert (before["claim_id"], before["label"]) == (after["claim_id"], after["label"])
    assert (after["qty_low"], after["qty_high"], after["qualifier"]) == (165_000, None, "at_least")
    rows = list_reviews(Store(held.path).log()).to_pylist()
    assert {(r["verdict"], r["is_standing"]) for r in rows} == {("accept", False), ("edit", True)}


def test_what_is_withdrawn_stays_visible_and_what_stood_before_stands_again(held, store):
    enter(held, "accept")
    edit = enter(held, "edit", "wrong receiver", to_party="Cuba")
    assert claims(held)[0]["to_party"].to_pylist() == ["CU"]
    withdraw(store, review_id(edit), "it was right before", "Ada")
    assert claims(held)[0]["to_party"].to_pylist() == ["KP"]
    accepted = store.log().of("reviewed")[0]
    withdraw(store, review_id(accepted), "the paper took it back", "Ada")
    assert claims(held)[0].num_rows == 0
    assert len(held.queue().waiting) == 1
    verdicts = [r["verdict"] for r in sorted(list_reviews(store.log()).to_pylist(), key=lambda r: r["log_line"])]
    assert verdicts == ["accept", "edit", "withdraw", "withdraw"]
    with pytest.raises(CaseError, match="was withdrawn already"):
        withdraw(store, review_id(edit), "again")
    with pytest.raises(CaseError, match="no review has the id"):
        withdraw(store, "review:0", "why")


def test_a_rejection_is_kept_with_its_reason_and_takes_a_claim_out(held, store):
    enter(held, "accept")
    enter(held, "reject", "he spoke of another year")
    assert claims(held)[0].num_rows == 0
    rows = {r["verdict"]: r for r in list_reviews(store.log()).to_pylist()}
    assert (rows["reject"]["reason"], rows["reject"]["quote"]) == ("he spoke of another year", QUOTE)
    assert held.queue().waiting == []


@pytest.mark.parametrize("verdict", ["edit", "reject"])
def test_an_edit_or_rejection_without_a_reason_is_none(held, store, verdict):
    with pytest.raises(CaseError, match=f"to {verdict} needs its reason"):
        enter(held, verdict, "  ")
    assert store.log().of("reviewed") == []


@pytest.mark.parametrize(
    ("field", "words", "reason"),
    [
        ("stance", "shout", "is none of: assert, deny, confirm"),
        ("stance", "", "stance is blank"),
        ("modality", "sure", "modality 'sure' is none of: asserted"),
        ("qty_low", "many", "'many' is not a number"),
        ("qty_low", "-3", "may not be negative"),
        ("date_said", "3 May", "is not a date"),
        ("period", "2024-05..2024-03", "swap them or correct the year"),
        ("speaker", "Kir\u202eby", "cannot be read"),
        ("colour", "red", "there is no field 'colour'"),
    ],
)
def test_what_a_table_of_claims_may_not_hold_no_person_may_type(held, field, words, reason):
    item = held.queue().waiting[0]
    with pytest.raises(CaseError, match=reason):
        change(claim_of(item.proposal, item.document), field, words)


@pytest.mark.parametrize(
    ("changes", "org"),
    [
        ({}, "United States"),
        ({"speaker": "Lee Ho", "speaker_state": "KR", "speaker_role": "spy chief"}, "South Korea"),
        ({"speaker_org": "RUSI"}, "RUSI"),
        ({"speaker": "North Korean officials", "speaker_state": "KP"}, None),  # the name tells it already
        ({"speaker": "Katsuhisa Furukawa", "speaker_state": "JP"}, None),
        ({"speaker": "Ann Oat", "speaker_state": "JP", "speaker_role": "analyst"}, None),
        ({"speaker": "Open Source Centre", "speaker_state": "GB"}, None),
        ({"speaker": "Reuters", "speaker_state": "GB", "speaker_role": "outlet"}, None),
        ({"speaker_state": None}, None),
    ],
)
def test_a_claim_keeps_the_state_for_which_its_speaker_speaks(held, changes, org):
    item = held.queue().waiting[0]
    assert item.proposal["speaker_state"] == "US"
    assert claim_of(item.proposal | changes, item.document)["speaker_org"] == org


def test_amounts_are_checked_when_all_is_typed(held):
    item = held.queue().waiting[0]
    claim = change(claim_of(item.proposal, item.document), "qty_low", "200000")
    with pytest.raises(CaseError, match="qty_low 200000 is more than qty_high 165000"):
        check(claim)
    check(change(claim, "qty_high", "200001"))


def test_a_claim_whose_document_has_no_date_needs_one_from_a_person(held):
    item = held.queue().waiting[0]
    undated = item.document | {"published_start": None, "published_end": None}
    claim = claim_of(item.proposal | {"said_start": None, "said_end": None}, undated)
    assert missing(claim) == ["date_said"]
    with pytest.raises(CaseError, match="not known yet: date_said"):
        check(claim)
    assert missing(change(claim, "date_said", "2024-05")) == []


def test_a_quote_that_the_text_no_longer_holds_is_told_and_the_claim_is_kept(held):
    enter(held, "accept")
    log = Store(held.path).log()
    (document,) = held.table("documents").to_pylist()
    other = DOCUMENTS.from_rows([document | {"text": "Nothing of it."}])
    table, rejects = gather_claims(log, other, CLAIMS.empty(), {document["evidence_id"]: "oil.html"})
    (row,) = table.to_pylist()
    assert (row["label"], row["quote"], row["quote_start"], row["text_sha256"]) == ("K1", None, None, None)
    (reject,) = rejects
    assert (reject["scope"], reject["field"], reject["label"], reject["raw"]) == ("field", "quote", "K1", QUOTE)
    assert "words that its document holds no longer" in reject["reason"]
    table, (reject,) = gather_claims(log, DOCUMENTS.empty(), CLAIMS.empty(), {})
    assert table.num_rows == 1
    assert "from a document that the case does not hold now" in reject["reason"]


def test_a_quote_that_moved_is_anchored_where_it_stands(held):
    enter(held, "accept")
    (document,) = held.table("documents").to_pylist()
    moved = DOCUMENTS.from_rows([document | {"text": "Updated. " + document["text"]}])
    table, (reject,) = gather_claims(Store(held.path).log(), moved, CLAIMS.empty(), {})
    assert table["quote"].to_pylist() == [QUOTE]
    assert table["quote_start"][0].as_py() == document["text"].index(QUOTE) + 9
    assert "is anchored there" in reject["reason"]
    twice = DOCUMENTS.from_rows([document | {"text": f"{QUOTE}. {QUOTE}."}])
    table, (reject,) = gather_claims(Store(held.path).log(), twice, CLAIMS.empty(), {})
    assert table["quote"].to_pylist() == [None]
    assert "holds 2 times" in reject["reason"]


def test_a_label_that_a_table_bears_is_not_taken_twice(held):
    enter(held, "accept")
    assert list(labels_of(Store(held.path).log(), {"K1"}).values()) == ["K1r"]


def test_explain_goes_from_the_claim_to_the_document_its_file_and_the_line_of_the_log(held):
    enter(held, "accept")
    held.run(flow=UNTIL_TRANSFERS)
    node = held.explain("K1")
    assert node.table == "claims"
    document, entry = node.children
    assert (document.table, document.line.file, entry.table) == ("documents", "oil.html", "reviews")
    assert (entry.line.file, json.loads(entry.line.text)["action"]) == ("evidence/log.jsonl", "reviewed")


def test_an_entry_out_of_shape_is_a_fault_of_the_log(held, store):
    with store.writing() as sitting:
        sitting.write("reviewed", "Eve", proposal=3, verdict="accept", about=None, claim={}, changed=[], replaces=None,
                      evidence_id="e", row=1, reason="")  # fmt: skip
    assert check_log(store.log(), store.head(store.log()))


def test_a_claim_in_the_log_that_cannot_stand_is_refused_in_words(held, store):
    with store.writing() as sitting:
        sitting.write("reviewed", "Eve", proposal="proposal:1", verdict="accept", about=None, changed=[], replaces=None,
                      claim={"speaker": "Eve", "qty_low": "ten"}, evidence_id="e", row=1, reason="")  # fmt: skip
    table, (reject,) = claims(held)
    assert table.num_rows == 0
    assert "line 5 of the log cannot stand" in reject["reason"]


def test_proposals_alike_in_other_documents_are_counted_and_never_accepted_with_one(tmp_path, held):
    for name in ("b", "c"):
        (tmp_path / f"{name}.html").write_text(PAGE.format(more=f"<p>Copy {name}.</p>"))
    held.add([tmp_path / "b.html", tmp_path / "c.html"])
    held.run(flow=UNTIL_TRANSFERS)
    queue = held.queue()
    assert [item.alike for item in queue.waiting] == [2, 2, 2]
    enter(held, "accept")
    after = held.queue()
    assert len(after.waiting) == 2
    assert {item.accepted for item in after.waiting} == {("K1",)}


def test_sure_proposals_come_first_then_document_by_document(held):
    (row,) = held.table("proposals").to_pylist()
    (document,) = held.table("documents").to_pylist()
    early = document | {"document_id": "document:1", "published_start": datetime(2020, 1, 1, tzinfo=UTC)}
    rows = [
        row | {"proposal_id": "proposal:2", "is_confident": False},
        row | {"proposal_id": "proposal:3"},
        row | {"proposal_id": "proposal:1", "document_id": "document:1"},
    ]
    from fairlead.base.tables import PROPOSALS, TABLES

    tables = {"proposals": PROPOSALS.from_rows(rows), "documents": DOCUMENTS.from_rows([document, early])}
    queue = list_queue(lambda name: tables.get(name, TABLES[name].empty()), Store(held.path).log())
    assert [i.id for i in queue.waiting] == ["proposal:1", "proposal:3", "proposal:2"]


def test_standing_is_by_proposal(held, store):
    entry = enter(held, "accept")
    assert list(standing(store.log()).values()) == [entry]


def test_a_title_is_no_outlet_and_a_mail_s_sender_is(held):
    item = held.queue().waiting[0]
    paper = item.document | {"outlet": None, "author": "Ann Oat", "title": "Oil"}
    assert missing(claim_of(item.proposal | {"outlet": None}, paper)) == ["outlet"]
    assert claim_of(item.proposal | {"outlet": None}, paper | {"media": "eml"})["outlet"] == "Ann Oat"


def test_what_the_document_says_in_its_own_voice_is_said_by_the_outlet_that_is_typed(held):
    item = held.queue().waiting[0]
    own = item.proposal | {"outlet": None, "speaker": "the document", "anonymity": "narrator"}
    claim = change(claim_of(own, item.document | {"outlet": None}), "outlet", "The Harbour Post")
    assert (claim["outlet"], claim["speaker"]) == ("The Harbour Post", "The Harbour Post")
    named = claim_of(item.proposal | {"outlet": None}, item.document | {"outlet": None})
    assert change(named, "outlet", "The Harbour Post")["speaker"] == "John Kirby"


def test_reviews_and_rescinded_sources_are_changes_until_the_next_run(held):
    enter(held, "accept")
    with Store(held.path).writing() as sitting:
        sitting.write("rescinded", "Ada", source="Oil", about=["claim:x"], reason="withdrawn")
    assert held.shown_run(UNTIL_TRANSFERS).get("changed_since") == [
        "1 review of a proposed claim was entered",
        "1 source was rescinded",
    ]
