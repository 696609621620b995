"""What rules read in texts: who gives what to whom, who says so, and in whose words."""

import hashlib
import random
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from fairlead.base.tables import DOCUMENTS, LEXICON
from fairlead.statements.lexicon import package_lexicon
from fairlead.statements.propose import propose_claims


def documents(*texts, outlet="The Outlet", language="en"):
    return DOCUMENTS.from_rows(
        {
            "document_id": f"document:{k:016x}", "media": "text", "title": None, "outlet": outlet,
            "published_start": datetime(2024, 11, 22, tzinfo=UTC), "published_end": datetime(2024, 11, 23, tzinfo=UTC),
            "language": language, "text": text, "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
            "text_tool": "hand", "flags": [], "evidence_id": "evidence:1", "row": k,
        }
        for k, text in enumerate(texts)
    )  # fmt: skip


def read(*texts, lexicon=None, **how):
    rows = propose_claims(documents(*texts, **how), package_lexicon() if lexicon is None else lexicon).to_pylist()
    return sorted(rows, key=lambda r: (r["document_id"], r["quote_start"], r["item_class"] or ""))


def tuples(text, **how):
    return {(r["from_party"], r["to_party"], r["item_class"]) for r in read(text, **how)}


@pytest.mark.parametrize(
    "text",
    [
        "Russia has sent North Korea wheat.",
        "Russia sent wheat to North Korea.",
        "Wheat was sent to North Korea by Russia.",
        "North Korea received wheat from Russia.",
        "North Korea was given wheat by Russia.",
        "Russia supplied Pyongyang with wheat.",
        "Shipments of wheat from Russia to North Korea went on.",
        "Russian deliveries of wheat to North Korea went on.",
        "Russia is the main supplier of wheat to North Korea.",
        "Wheat has gone to North Korea from Russia.",
        "Ships carried wheat from Nakhodka to Nampo.",
    ],
)
def test_however_it_is_said_the_giver_is_the_giver(text):
    assert tuples(text) == {("RU", "KP", "food")}


def test_what_comes_back_goes_the_other_way():
    assert tuples("North Korea has sent shells to Russia in exchange for wheat.") == {
        ("KP", "RU", "ammunition.artillery"),
        ("RU", "KP", "food"),
    }
    assert tuples("Moscow has rewarded Pyongyang for its soldiers with missiles.") == {
        ("RU", "KP", "missile"),
        ("KP", "RU", "personnel.troops"),
    }


def test_between_two_states_there_is_no_direction():
    (row,) = read("There were transfers of machine tools between Russia and China.")
    assert (row["from_party"], row["to_party"], row["direction"]) == (None, None, "unknown")
    assert sorted(row["parties"]) == ["CN", "RU"]
    assert not row["is_confident"]


def test_a_list_after_including_is_part_of_what_was_given():
    assert tuples("Russia sent North Korea goods including wheat, diesel and missiles.") >= {
        ("RU", "KP", "food"),
        ("RU", "KP", "oil.refined"),
        ("RU", "KP", "missile"),
    }


def test_fuelled_is_no_fuel_and_a_calibre_is_no_count():
    assert read("Speculation about Russia and North Korea, fuelled by state media, went on.") == []
    (row,) = read("North Korea sent 122 mm rockets to Russia.")
    assert (row["item_class"], row["qty_low"]) == ("ammunition.rockets", None)


def test_denial_not_denying_and_no_comment_are_three_things():
    denied = read("Russia's embassy denied that any diesel had been delivered to North Korea by Russia.")
    assert [(r["stance"], r["speaker_state"]) for r in denied] == [("deny", "RU")]
    both = read(
        "Russia's embassy denied that any diesel had been delivered to North Korea from Russia. "
        "It did not deny, however, that wheat had been."
    )
    assert [(r["item_class"], r["stance"], r["modality"]) for r in both] == [
        ("oil.refined", "deny", "asserted"),
        ("food", "neither confirm nor deny", "not_denied"),
    ]
    (silent,) = read("Moscow did not comment on the tankers.")
    assert (silent["claim_kind"], silent["stance"], silent["speaker"]) == ("no_comment", "no comment", "Russia")


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Russia will send wheat to North Korea.", "planned"),
        ("Russia may have sent wheat to North Korea.", "possible"),
        ("Russia appears to have sent wheat to North Korea.", "probable"),
        ("Russia has reportedly sent wheat to North Korea.", "reported"),
        ("North Korea has asked Russia to send wheat to North Korea.", "requested"),
        ("Russia sent wheat to North Korea in May.", "asserted"),
    ],
)
def test_how_sure_the_words_are(text, modality):
    assert {r["modality"] for r in read(text) if r["item_class"] == "food"} == {modality}


def test_the_speaker_is_who_says_it():
    rows = read(
        "Russia has sent wheat to North Korea, South Korea's foreign minister Cho Dal-su told the broadcaster SBS on "
        "Friday. "
        "Diesel has gone to North Korea from Russia as well, he added."
    )
    assert [(r["item_class"], r["speaker"], r["speaker_state"], r["venue"]) for r in rows] == [
        ("food", "Cho Dal-su", "KR", "SBS"),
        ("oil.refined", "Cho Dal-su", "KR", "SBS"),
    ]


def test_the_outlet_speaks_where_nobody_else_does():
    (row,) = read("Russia sent wheat to North Korea.")
    assert (row["speaker"], row["anonymity"], row["quote_kind"]) == ("The Outlet", "narrator", "narrator")


def test_states_that_say_it_together_are_one_claim():
    (row,) = read("Washington and Seoul say that North Korea has sent more than 10,000 soldiers to Russia.")
    assert row["speaker"] == "United States and South Korea"
    assert (row["qty_low"], row["qty_high"], row["unit"]) == (10000, None, "person")


def test_headline_and_lead_are_one_row_and_two_speakers_are_two():
    rows = read(
        "Russia sent wheat to North Korea, Seoul says\n\n"
        "Russia sent wheat to North Korea, South Korea's foreign minister Cho Dal-su said. "
        "Ukraine's foreign minister Ivan Petrenko said Russia sent wheat to North Korea."
    )
    assert [r["speaker"] for r in rows] == ["Cho Dal-su", "Ivan Petrenko"]


def test_nothing_is_merged_across_documents():
    assert len(read("Russia sent wheat to North Korea.", "Russia sent wheat to North Korea.")) == 2


def test_a_quote_is_the_documents_own_words_where_it_says():
    wheat = "Russia sent wheat to North Korea in May."
    text = f"{wheat}\n\nIran sent oil to Syria.\n\n“{wheat}”"
    for row in read(text):
        start = row["quote_start"]
        assert text[start : start + len(row["quote"])] == row["quote"]
        assert text[:start].endswith(row["quote_prefix"])
        assert text[start + len(row["quote"]) :].startswith(row["quote_suffix"])
        assert row["text_sha256"] == hashlib.sha256(text.encode()).hexdigest()


def test_a_figure_taken_back_is_replaced_by_the_one_that_stands():
    rows = read(
        "Two thousand tonnes of diesel were shipped from Russia to North Korea, the coast guard said; "
        "an earlier statement, withdrawn on Tuesday, had put the figure at 20,000 tonnes."
    )
    stands, gone = sorted(rows, key=lambda r: r["qty_low"])
    assert (stands["qty_low"], stands["modality"]) == (2000, "asserted")
    assert (gone["qty_low"], gone["modality"]) == (20000, "withdrawn")
    assert stands["replaces"] == gone["proposal_id"]


def test_questions_and_other_languages_give_no_rows():
    assert read("Has Russia sent wheat to North Korea?") == []
    assert read("Russland hat Weizen nach Nordkorea geschickt. Russia sent wheat to North Korea.", language="de") == []


def test_only_a_plain_frame_with_both_states_is_confident():
    assert [r["is_confident"] for r in read("Russia sent wheat to North Korea.")] == [True]
    assert not any(
        r["is_confident"] for r in read("Russia sent wheat to Nampo and it sent wheat to North Korea as well.")
    )


def test_another_pair_of_states_works_by_data_alone():
    """Two islands and a class of goods that the package has never heard of; no code knows them."""
    said = (
        "Norrland has consigned 300 quern-stones to Suderoy, the Norrland guild said. "
        "Suderoy sent Norrland amberite in return for them."
    )
    assert read(said) == []
    own = [
        ("state", "norrland", "NORR"), ("state", "suderoy", "SUDE"), ("item", "quern-stone", "stone.quern"),
        ("item", "amberite", "resin.amber"), ("give", "consign", "give"), ("office", "guild", "guild"),
    ]  # fmt: skip
    rows = [
        {"term_id": f"term:{k:016x}", "term_kind": kind, "term": term, "value": value, "version": "case",
         "evidence_id": "evidence:2", "row": k, "note": "organ" if kind == "office" else None}
        for k, (kind, term, value) in enumerate(own)
    ]  # fmt: skip
    found = read(said, lexicon=pa.concat_tables([package_lexicon(), LEXICON.from_rows(rows)]))
    first, second = found[0], found[1]
    assert (first["from_party"], first["to_party"], first["item_class"], first["qty_low"]) == (
        "NORR",
        "SUDE",
        "stone.quern",
        300,
    )
    assert (second["from_party"], second["to_party"], second["item_class"]) == ("SUDE", "NORR", "resin.amber")


def test_neither_the_order_of_rows_nor_other_documents_matter():
    texts = [
        "Russia sent wheat to North Korea, Seoul said.",
        "It has sent diesel too, he added. Iran sold drones to Russia.",
        "North Korea was given 5,000 tonnes of diesel by Russia in May 2024, according to a lawmaker.",
    ]
    table = documents(*texts)
    rnd = random.Random(7)
    shuffled = table.take(pa.array(rnd.sample(range(3), 3)))
    lexicon = package_lexicon()
    mixed = lexicon.take(pa.array(rnd.sample(range(lexicon.num_rows), lexicon.num_rows)))
    whole = propose_claims(table, lexicon)
    assert propose_claims(shuffled, mixed).equals(whole)
    alone = pa.concat_tables(propose_claims(table.slice(k, 1), lexicon) for k in range(3))
    assert alone.sort_by("proposal_id").combine_chunks().equals(whole.sort_by("proposal_id").combine_chunks())


def test_hostile_texts_are_read_without_a_fault():
    rnd = random.Random(3)
    said = "Russia|North Korea|sent|to|from|oil|,|.|“|”|said|he|in exchange for|5,000|\n|:|between|and|İ|the|No|?"
    words = said.split("|")
    words += ["which", "that", "by", "according to", "A:", "\u202e"]
    for _ in range(300):
        read(" ".join(rnd.choice(words) for _ in range(60)))
    read("", " ", "\n\n", "." * 5000, "a" * 100_000, "Russia " * 3000)
