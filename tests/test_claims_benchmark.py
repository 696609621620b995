"""The scoring of proposed claims, by cases made by hand; the annotated texts, that their spans are where they say."""

from hashlib import sha256
from itertools import permutations

import pyarrow as pa
import pytest

from benchmarks import claims as bench
from benchmarks import claims_ledger as ledger
from benchmarks.claims_scoring import (
    Scores,
    Told,
    family,
    is_speaker_right,
    name_words,
    pair_best,
    read_gold,
    read_proposal,
    score,
    states_in,
)
from fairlead.formats.states import find_state

FIRST, SECOND, THIRD, FOURTH = (
    [p for name in names for p in bench.read_pages(bench.HERE / f"{name}.jsonl")]
    for names in (("seen", "unseen"), ("unseen_2",), ("seen_5",), ("unseen_4",))
)
SEEN = [p for name in ("seen_2", "seen_3", "seen_4") for p in bench.read_pages(bench.HERE / f"{name}.jsonl")]
TEXTS = FIRST + SECOND + THIRD + FOURTH + SEEN


def told(giver="RU", receiver="KP", item="oil", at=0, **more):
    return Told(kind="transfer", giver=giver, receiver=receiver, item=item, places=(("t", at, at + 10),), **more)


def test_the_same_claim_pairs_both_ways():
    made = score([told(low=5.0, speaker="Ann Oat")], [told(low=5.0, speaker="Ann Oat")])
    assert (made.lenient, made.strict, made.reversed) == (1, 1, 0)
    assert (made.precision, made.recall, made.quantity_share, made.speaker_share) == (1.0, 1.0, 1.0, 1.0)


def test_a_reversed_direction_is_counted_even_where_everything_else_is_right():
    gold = [told("RU", "KP", "food", low=5.0, high=5.0, unit="tonne", speaker="Ann Oat")]
    turned = told("KP", "RU", "food", low=5.0, high=5.0, unit="tonne", speaker="Ann Oat", is_confident=True)
    made = score(gold, [turned])
    assert (made.reversed, made.reversed_confident, made.lenient, made.strict) == (1, 1, 0, 0)
    assert (made.reversed_share, made.precision, made.recall) == (1.0, 0.0, 0.0)
    assert made.turned == [turned]


def test_a_reversed_proposal_is_counted_though_the_right_one_is_proposed_too():
    made = score([told()], [told(), told("KP", "RU")])
    assert (made.lenient, made.reversed) == (1, 1)
    assert made.precision == 0.5


def test_a_reversed_proposal_does_not_hide_behind_a_claim_in_its_direction_elsewhere():
    gold = [told("RU", "KP", "weapons", at=0), told("KP", "RU", "weapons", at=500)]
    made = score(gold, [told("KP", "RU", "weapons", at=0)])
    assert (made.lenient, made.reversed) == (0, 1)


def test_both_directions_in_one_sentence_reverse_nothing():
    gold = [told("RU", "KP", "weapons"), told("KP", "RU", "munitions")]
    made = score(gold, [told("KP", "RU", "weapons"), told("RU", "KP", "weapons")])
    assert (made.lenient, made.reversed) == (2, 0)


def test_an_open_direction_is_no_reversal_and_no_pair():
    made = score([told()], [told(None, None, parties=frozenset({"RU", "KP"}), way="unknown")])
    assert (made.lenient, made.reversed, made.open_way) == (0, 0, 1)


def test_where_the_text_gives_no_direction_an_open_one_is_right_and_a_direction_is_a_guess():
    gold = [told(None, None, parties=frozenset({"RU", "KP"}))]
    assert score(gold, [told(None, None, parties=frozenset({"KP", "RU"}))]).strict == 1
    assert score(gold, [told(None, None, parties=frozenset({"KP", "CN"}))]).lenient == 0
    made = score(gold, [told("RU", "KP")])
    assert (made.lenient, made.guessed, made.reversed) == (0, 1, 0)


def test_one_annotated_claim_takes_one_proposal():
    made = score([told()], [told(), told()])
    assert (made.lenient, len(made.alarms), made.precision) == (1, 1, 0.5)


def test_families_are_lenient_and_the_general_case_is_strict():
    assert family("ammunition.artillery") == family("munitions") == family("weapons")
    assert family("missile.ballistic") != family("weapons")
    pairs = [
        ("ammunition.artillery", "munitions", 1, 0),
        ("oil", "oil.refined", 1, 1),
        ("oil.crude", "oil.refined", 1, 0),
    ]
    for one, other, lenient, strict in pairs:
        made = score([told(item=one)], [told(item=other)])
        assert (made.lenient, made.strict) == (lenient, strict)
    assert score([told(item="technology.sat")], [told(item="technology.satellite")]).strict == 0


@pytest.mark.parametrize(
    ("gold", "got", "strict"),
    [
        ({"low": 5.0}, {"low": 5.0, "high": 5.0}, 1),
        ({"high": 9.0}, {"low": 9.0, "high": 9.0}, 1),
        ({"low": 5.0, "high": 9.0}, {"low": 9.0}, 0),
        ({}, {"low": 5.0}, 0),
        ({"low": 5.0}, {}, 0),
        ({"is_denied": True}, {}, 0),
    ],
)
def test_strictly_the_first_number_and_the_polarity_count(gold, got, strict):
    made = score([told(**gold)], [told(**got)])
    assert (made.lenient, made.strict) == (1, strict)


def test_quantities_are_right_at_both_ends_and_an_invented_one_is_wrong():
    gold = [
        told(low=5.0, item="oil"),
        told(low=7.0, high=8.0, item="food"),
        told(item="uav"),
        told(low=1.0, item="money"),
    ]
    got = [
        told(low=5.0, high=5.0, item="oil"),
        told(low=7.0, high=8.0, item="food"),
        told(low=3.0, item="uav"),
        told(item="money"),
    ]
    made = score(gold, got)
    assert (made.quantities_both, made.quantities_right, made.quantities_invented, made.quantities_missing) == (
        2,
        1,
        1,
        1,
    )
    assert made.quantity_share == pytest.approx(1 / 3)


def test_units_are_the_same_by_another_word():
    made = score([told(low=5.0, unit="bbl")], [told(low=5.0, unit="barrels")])
    assert made.units_right == 1
    assert score([told(low=5.0, unit="tonne")], [told(low=5.0, unit="barrel")]).units_right == 0


@pytest.mark.parametrize(
    ("name", "role", "state", "said", "is_right"),
    [
        ("Shin Won-sik", "national security adviser", "KR", "Shin Won-sik", True),
        ("Shin Won-sik", "national security adviser", "KR", "Shin", True),
        ("Shin Won-sik", "national security adviser", "KR", "the national security adviser", True),
        ("Shin Won-sik", "national security adviser", "KR", "Seoul", False),
        ("Shin Won-sik", "national security adviser", "KR", "Cho Tae-yong", False),
        ("Russia", "government", "RU", "the Kremlin", True),
        ("Russian embassy", "embassy", "RU", "Russia's embassy", True),
        ("Russian embassy", "embassy", "RU", "Moscow", True),
        ("spy agency", "intelligence service", "KR", "National Intelligence Service", True),
        ("United States", "government", "US", "Washington and Seoul", True),
        ("South Korea", "government", "KR", "North Korea", False),
    ],
)
def test_speakers_are_compared_by_words(name, role, state, said, is_right):
    gold = told(speaker=name, speaker_role=role, speaker_state=state)
    assert is_speaker_right(gold, told(speaker=said)) is is_right


def test_the_outlet_speaks_where_nobody_is_named():
    assert is_speaker_right(told(), told())
    assert not is_speaker_right(told(), told(speaker="Ann Oat"))
    assert not is_speaker_right(told(speaker="Ann Oat"), told())


def test_states_are_read_in_any_of_their_words():
    assert states_in("Pyongyang has sent North Korean troops to the Kremlin") == {"KP", "RU"}
    assert states_in("Seoul and South Korea") == {"KR"}
    assert name_words("the Russian embassy") == {"RU", "embassy"}


def test_the_best_pairs_are_best_of_all_permutations():
    worth = [[3.0, 0.0, 2.0, 9.0], [3.0, 1.0, 0.0, 8.0], [0.0, 0.0, 7.0, 8.5]]
    best = max(sum(worth[i][p[i]] for i in range(3)) for p in permutations(range(4), 3))
    assert sum(worth[i][j] for i, j in pair_best(worth)) == best
    turned = [list(column) for column in zip(*worth, strict=True)]
    assert sum(turned[i][j] for i, j in pair_best(turned)) == best
    assert pair_best([]) == pair_best([[]]) == []
    assert pair_best([[0.0, 0.0]]) == []


def test_more_pairs_go_before_better_ones():
    """Two loose pairs go before one: the proposal of 5 takes the claim of 5, and the other one still finds its own."""
    gold = [told(item="oil", low=5.0), told(item="oil.refined", low=6.0)]
    made = score(gold, [told(item="oil.refined", low=5.0), told(item="oil", low=99.0)])
    assert (made.lenient, made.strict) == (2, 1)


def test_scores_of_sets_add_up():
    total = Scores()
    total.add(score([told()], [told()]))
    total.add(score([told()], [told("KP", "RU")]))
    assert (total.gold, total.proposed, total.lenient, total.reversed, len(total.misses)) == (2, 2, 1, 1, 1)


# ------------------------------------------------------------------------------------------------- readers and sets

CLAIM = {
    "claim_id": "P.1", "kind": "transfer", "from": "RUS", "to": "PRK", "item_class": "oil",
    "quantity": {"min": 5, "max": None, "unit": "bbl"}, "polarity": "affirm",
    "attribution": [{"name": "Ann Oat", "state": "KOR", "role": "minister"}],
}  # fmt: skip
ROW = {
    "claim_kind": "transfer", "from_party": "RU", "to_party": "KP", "item_class": "oil", "qty_low": 5.0,
    "qty_high": None, "unit": "barrel", "stance": "assert", "quote_start": 0, "quote": "x" * 10, "parties": None,
    "speaker": "Ann Oat", "outlet": "Herald", "speaker_role": None, "speaker_state": "KR", "anonymity": "named",
    "is_confident": True, "direction": "sure", "rule": "gives",
}  # fmt: skip


def test_annotated_codes_are_three_letters_and_proposed_ones_two():
    gold = read_gold(CLAIM | {"span": {"start": 0, "end": 9, "text": "x" * 9}}, "t")
    assert (gold.giver, gold.receiver, gold.speaker_state) == ("RU", "KP", "KR")
    assert score([gold], [read_proposal(ROW, "t")]).strict == 1
    with pytest.raises(ValueError, match="QQQ"):
        read_gold(CLAIM | {"from": "QQQ"}, "t")


def test_a_narrator_is_the_outlet():
    assert read_proposal(ROW | {"speaker": "The Herald", "anonymity": "narrator"}, "t").speaker is None
    assert read_proposal(ROW | {"speaker": "Herald"}, "t").speaker is None


def page(*spans, **more):
    return {
        "doc_id": "P",
        "outlet": "Herald",
        "published": "2024-11",
        "claims": [CLAIM | {"spans": list(spans)} | more],
    }


def test_a_claim_told_again_in_another_span_is_neither_right_nor_wrong():
    spans = ("Russia sent oil to North Korea", "oil went from Moscow to Pyongyang")
    made = bench.score_excerpts([page(*spans)], lambda pieces: {p["doc_id"]: [ROW] for p in pieces})
    assert (made.proposed, made.repeats, made.strict, made.strict_precision) == (2, 1, 1, 1.0)


def test_a_second_span_with_another_number_is_a_false_alarm():
    def read(pieces):
        return {p["doc_id"]: [ROW | {"qty_low": 5.0 + k}] for k, p in enumerate(pieces)}

    made = bench.score_excerpts([page("Russia sent North Korea oil", "Moscow sent Pyongyang oil")], read)
    assert (made.repeats, made.precision, made.strict_precision) == (0, 0.5, 0.5)


def test_where_no_span_names_two_states_an_open_direction_is_not_owed_and_a_wrong_one_is_still_reversed():
    half = ROW | {"from_party": None, "direction": "unknown"}
    for spans, is_owed, lenient in (
        (("oil reached North Korea",), False, 1),
        (("oil reached North Korea",), True, 0),
        (("oil reached North Korea from Russia",), False, 0),
    ):
        made = bench.score_excerpts([page(*spans)], lambda pieces: {p["doc_id"]: [half] for p in pieces}, is_owed)
        assert made.lenient == lenient
    turned = ROW | {"from_party": "KP", "to_party": "RU"}
    made = bench.score_excerpts([page("oil for them")], lambda pieces: {p["doc_id"]: [turned] for p in pieces})
    assert (made.reversed, made.lenient) == (1, 0)


def test_an_open_direction_is_free_only_in_the_span_that_leaves_it_open():
    half = ROW | {"from_party": None, "direction": "unknown"}
    spans = ("oil reached North Korea", "Russia sent North Korea oil")

    def read(pieces):
        return {p["doc_id"]: [half if p["text"] == spans[0] else ROW] for p in pieces}

    made = bench.score_excerpts([page(*spans)], read)
    assert (made.lenient, made.repeats, made.precision) == (1, 1, 1.0)
    other = page("oil reached North Korea")
    other["claims"].append(CLAIM | {"claim_id": "P.2", "item_class": "food", "spans": ["food came"]})
    made = bench.score_excerpts(
        [other], lambda pieces: {p["doc_id"]: [half] * (p["text"] == "food came") for p in pieces}
    )
    assert (made.lenient, made.proposed) == (0, 1)


def test_a_page_whose_words_are_not_kept_gets_them_from_its_text(tmp_path):
    (tmp_path / "a.txt").write_text("Russia sent oil.", encoding="utf-8")
    kept = {"file": "a.txt", "text_sha256": sha256(b"Russia sent oil.").hexdigest(),
            "claims": [{"span": {"start": 7, "end": 15}}]}  # fmt: skip
    assert bench.find_text(kept, tmp_path)["claims"][0]["span"]["text"] == "sent oil"
    with pytest.raises(ValueError, match="not the text"):
        bench.find_text(kept | {"text_sha256": "0"}, tmp_path)


def test_the_speaker_is_asked_only_where_a_span_names_it():
    def asked(*spans):
        return bench.score_excerpts([page(*spans)], lambda pieces: {p["doc_id"]: [ROW] for p in pieces}).speakers_asked

    assert asked("Russia sent North Korea oil, Ann Oat said") == 1
    assert asked("Russia sent North Korea oil") == 0


def test_texts_become_documents_that_keep_their_day():
    documents, of = bench.write_documents(TEXTS[:2])
    assert list(of.values()) == [t["doc_id"] for t in TEXTS[:2]]
    assert documents["text"].to_pylist() == [t["text"] for t in TEXTS[:2]]
    assert documents["published_start"][0].as_py().date().isoformat() == TEXTS[0]["published"]


# -------------------------------------------------------------------------------------------------------- the ledger


def telling(**more):
    return {
        "set_id": "s", "url": "https://example.org/1", "outlet": "Herald", "published": "2024-11-22",
        "origin": ["Ann Oat"], "cited_via": ["Wire"], "bbl": {"min": 9000, "qualifier": "more_than", "hedge": "likely"},
        "count": {"value": 43, "qualifier": None, "unit": "trip"}, "vessels": None, "interval_raw": "this year",
        "basis": ["satellite_imagery"], "span": "", "drift": [], **more,
    }  # fmt: skip


def test_each_telling_of_a_drift_set_gives_its_barrels_and_its_count():
    rows = ledger.write_drift_claims(
        [telling(), telling(bbl=None, count={"value": 40, "qualifier": "over", "unit": "trip"})]
    )
    made = [(r["label"], r["qty_low"], r["qty_high"], r["unit"], r["speaker"], r["relays"]) for r in rows.to_pylist()]
    assert made == [
        ("B1", 9000.0, None, "barrel", "Ann Oat", ["Wire"]),
        ("T1", 43.0, 43.0, "trip", "Ann Oat", ["Wire"]),
        ("T2", 40.0, None, "trip", "Ann Oat", ["Wire"]),
    ]


def test_lines_of_a_drift_set_are_grouped_by_every_origin_their_claims_reach():
    def traced(claim, origin, others=None):
        return {"claim_id": claim, "origin_id": origin, "other_origin_ids": others, "relation": "copy", "words": "w",
                "sources": []}  # fmt: skip

    rows = [traced("claim:001B", "o:1"), traced("claim:002T", "o:2", ["o:1"]), traced("claim:003B", None)]
    assert ledger.group_documents(pa.Table.from_pylist(rows)) == {
        "o:1": {1, 2},
        "o:2": {2},
        "none of claim:003B": {3},
    }


def test_made_up_claims_are_their_seed():
    assert ledger.write_claims(20).equals(ledger.write_claims(20))
    assert ledger.write_claims(20).num_rows == 100


# ------------------------------------------------------------------------------------------------------- the texts


def test_every_span_stands_where_it_says():
    wrong = [
        c["claim_id"]
        for t in TEXTS
        for c in t["claims"]
        if t["text"][c["span"]["start"] : c["span"]["end"]] != c["span"]["text"]
    ]
    assert not wrong


def test_every_third_text_is_unseen():
    unseen = [p["doc_id"] for p in bench.read_pages(bench.HERE / "unseen.jsonl")]
    assert sorted(t["doc_id"] for t in FIRST) == [f"T{k:02d}" for k in range(1, len(FIRST) + 1)]
    assert unseen == [f"T{k:02d}" for k in range(3, len(FIRST) + 1, 3)]
    assert [t["doc_id"] for t in SECOND] == [f"U{k:02d}" for k in range(1, len(SECOND) + 1)]
    assert [t["doc_id"] for t in THIRD] == [f"X{k:02d}" for k in range(1, len(THIRD) + 1)]
    assert [t["doc_id"] for t in FOURTH] == [f"Z{k:02d}" for k in range(1, len(FOURTH) + 1)]


def test_texts_say_what_they_are_and_hold_what_the_readme_counts():
    assert len(FIRST) >= 36
    assert sum(len(t["claims"]) for t in FIRST) >= 180
    assert sum(not t["claims"] for t in FIRST) >= 4
    assert min(len(SECOND), len(THIRD)) >= 16
    assert all(t["claims"] and 150 <= len(t["text"].split()) <= 350 for t in SECOND + THIRD)
    assert all(
        t["title"].startswith(("SYNTHETIC, invented figures: ", "Own wording of public statements: ")) for t in TEXTS
    )
    public = [t for t in SEEN if t["doc_id"].startswith("Y")]
    assert (len(public), len(FOURTH)) == (24, 20)
    assert all(t["claims"] and 120 <= len(t["text"].split()) <= 350 for t in public + FOURTH)
    assert all(t["title"].startswith("Own wording") and not t["synthetic"] for t in public + FOURTH)
    readme = (bench.HERE / "README.md").read_text(encoding="utf-8")
    for name in ("seen", "seen_2", "seen_3", "seen_4", "seen_5", *bench.BLIND_SETS):
        pages = bench.read_pages(bench.HERE / f"{name}.jsonl")
        assert f"| `{name}.jsonl` | {len(pages)} | {sum(len(p['claims']) for p in pages)} |" in readme


def test_every_annotated_claim_is_read_and_pairs_with_itself():
    for t in TEXTS:
        gold = [read_gold(c, t["doc_id"]) for c in t["claims"]]
        made = score(gold, gold)
        assert (made.lenient, made.strict, made.reversed, made.guessed) == (len(gold), len(gold), 0, 0), t["doc_id"]
        assert all(find_state(c[k]) for c in t["claims"] for k in ("from", "to") if c[k])


GUIDE = {
    "kind": {
        "transfer", "voyage", "limit", "agreement", "support_statement", "policy_signal", "no_comment", "correction",
    },
    "polarity": {"affirm", "deny"},
    "modality": {
        "asserted", "probable", "possible", "planned", "requested", "concern", "reported", "unconfirmed", "withdrawn",
        "not_denied",
    },
}  # fmt: skip
FAMILIES = {
    "missile", "equipment", "ammunition", "artillery_system", "munitions", "weapons", "uav", "aircraft", "oil", "food",
    "materials", "aid", "technology", "personnel", "vessel", "money", "goods", "vehicle", "gas",
    "medicine",
}  # fmt: skip
"""General classes: the guide's, and those that the README of the texts adds."""


def test_claims_are_in_the_words_of_the_guide():
    for claim in (c for t in TEXTS for c in t["claims"]):
        wrong = [field for field, words in GUIDE.items() if claim[field] not in words]
        assert not wrong, claim["claim_id"]
        assert claim["item_class"] is None or claim["item_class"].split(".")[0] in FAMILIES, claim["claim_id"]
        assert all(a["name"] and {"name", "state", "role"} == set(a) for a in claim["attribution"]), claim["claim_id"]
        ends = [n for n in ((claim["quantity"] or {}).get(k) for k in ("min", "max")) if n is not None]
        assert ends == sorted(ends), claim["claim_id"]
        assert claim["quantity"] is None or (ends and claim["quantity"]["unit"]), claim["claim_id"]


@pytest.mark.parametrize("name", bench.SUMS_ONLY)
def test_the_unseen_texts_are_told_in_figures_only(capsys, monkeypatch, name):
    monkeypatch.setattr(bench, "read_with_rules", lambda pages: {p["doc_id"]: [] for p in pages})
    bench.main(["--set", name, "--details"])
    unseen = capsys.readouterr().out
    bench.main(["--set", "seen", "--details"])
    assert f"## {name.replace('_', ' ')}\n" in unseen
    assert "missed" not in unseen
    assert "### missed" in capsys.readouterr().out


def test_a_run_of_all_sets_scores_none_whose_runs_are_counted(capsys, monkeypatch):
    monkeypatch.setattr(bench, "_print_set", lambda name, options: name)
    bench.main([])
    told_sets = capsys.readouterr().out.split()
    assert "unseen" in told_sets
    assert not set(bench.COUNTED_SETS) & set(told_sets)
    bench.main(["--set", bench.COUNTED_SETS[-1]])
    assert capsys.readouterr().out.split()[-1] == bench.COUNTED_SETS[-1]
