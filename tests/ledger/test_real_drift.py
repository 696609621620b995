"""Real outlets that tell one statement: facts beside the repository, read and never copied into it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fairlead import formats
from fairlead.base.tables import CLAIMS, DECISIONS, DOCUMENTS, EVIDENCE, QUESTIONS
from fairlead.ledger.lineage import trace_lineage
from fairlead.ledger.origins import group_origins
from fairlead.statements.lexicon import package_lexicon

ROOT = Path(__file__).parents[2]
DRIFT = ROOT.parent / "shared" / "data" / "claims" / "drift.jsonl"
is_there = pytest.mark.skipif(not DRIFT.is_file(), reason="the annotated drift set is not beside the repository")


def period_of(words):
    """The period of a row as a person reads it, by month, the last exclusive; of the drifting set alone."""
    if "first eight" in words:
        return "2024-01", "2024-09"
    return ("2024-01" if words.startswith("this year") else "2024-03"), "2024-12"


FORMS = {
    "the speaker, and who passed it on": lambda d: {
        "speaker": d["origin"][0], "relays": [*d["origin"][1:], *d["cited_via"]] or None},
    "all who are named, joined": lambda d: {"speaker": " and ".join(d["origin"]), "relays": d["cited_via"] or None},
    "the outlet, restating": lambda d: {
        "speaker": d["outlet"], "anonymity": "narrator", "rests_on": f"restates {d['origin'][0]}",
        "relays": d["cited_via"] or None},
    "the speaker, via": lambda d: {
        "speaker": d["origin"][0], "rests_on": "; ".join(f"via {v}" for v in d["cited_via"] + d["origin"][1:]) or None},
}  # fmt: skip
"""Ways in which a person, or a reader of texts, may write the same facts down."""


def month(words):
    return datetime.strptime(words, "%Y-%m").replace(tzinfo=UTC)


def days(words):
    if len(words) == 7:
        return month(words), (month(words) + timedelta(days=31)).replace(day=1)
    day = datetime.fromisoformat(words).replace(tzinfo=UTC)
    return day, day + timedelta(days=1)


def claims_of(form):
    """CLAIMS rows of the set and the set each belongs to: one row for barrels, one for the count."""
    rows, sets = [], {}
    for n, line in enumerate(DRIFT.read_text(encoding="utf-8").splitlines()):
        d = json.loads(line)
        start, end = days(d["published"])
        period = None if d["set_id"] == "negative" else period_of(d["interval_raw"])
        hedge = (d["bbl"] or {}).get("hedge")
        base = {
            "evidence_id": "evidence:drift", "row": n, "outlet": d["outlet"], "said_start": start, "said_end": end,
            "stance": "assert", "from_party": "RU", "to_party": "KP", "item_class": "oil", "source_url": d["url"],
            "period_words": d["interval_raw"], **FORMS[form](d),
            **({"period_start": month(period[0]), "period_end": month(period[1])} if period else {}),
        }  # fmt: skip
        figures = []
        if d["bbl"]:
            qualifier, low = d["bbl"]["qualifier"], float(d["bbl"]["min"])
            modality = "probable" if hedge in ("likely", "estimated", "reportedly") else "asserted"
            figures.append(("oil", low, None, "barrel", qualifier, modality))
        if d["count"]:
            value, qualifier = float(d["count"]["value"]), d["count"]["qualifier"]
            figures.append(
                ("oil tanker trips", value, None if qualifier else value, d["count"]["unit"], qualifier, None)
            )
        for item, low, high, unit, qualifier, modality in figures:
            id_ = f"claim:{n}:{unit}"
            more = {"qty_low": low, "qty_high": high, "unit": unit, "qualifier": qualifier, "modality": modality}
            rows.append({**base, "claim_id": id_, "label": id_, "item": item, **more})
            sets[id_] = d["set_id"] if d["set_id"] != "negative" else f"negative: {d['origin'][0]}"
    return CLAIMS.from_rows(rows), sets


@is_there
@pytest.mark.parametrize("lexicon", [None, package_lexicon()], ids=["no lexicon", "the package's lexicon"])
@pytest.mark.parametrize("form", FORMS)
def test_every_copy_is_with_its_origin_and_no_negative_is(form, lexicon):
    claims, sets = claims_of(form)
    traced, origins = group_origins(
        claims, QUESTIONS.empty(), DECISIONS.empty(), EVIDENCE.empty(), DOCUMENTS.empty(), lexicon
    )
    groups = [{sets[c] for c in o["claim_ids"]} for o in origins.to_pylist()]
    assert sorted(map(len, groups)) == [1, 1, 1]  # no origin holds claims of two sets
    assert len(set().union(*groups)) == 3  # and no set is two origins
    assert traced["origin_id"].null_count == 0
    by_set = {next(iter(g)): o for g, o in zip(groups, origins.to_pylist(), strict=True)}
    assert {name: o["documents"] for name, o in by_set.items()} == {
        "osc-bbc-2024-11-22": 7, "negative: Yomiuri Shimbun": 2, "negative: US NSC (John Kirby)": 1,
    }  # fmt: skip
    drifted = by_set["osc-bbc-2024-11-22"]
    assert drifted["speaker"] == "Open Source Centre"
    assert "40 to 43 trips" in drifted["ranges"]
    assert "43 vessels in one document" in drifted["disagreement"]
    assert any(r.startswith("period ") for r in drifted["ranges"])
    assert "no corroboration" in drifted["words"]


@is_there
def test_what_drifted_stands_in_the_lineage():
    claims, sets = claims_of("the speaker, and who passed it on")
    traced, origins = group_origins(claims, QUESTIONS.empty())
    rows = trace_lineage(claims, traced, origins).to_pylist()
    said = {c["claim_id"]: c for c in claims.to_pylist()}
    got = {(said[r["claim_id"]]["outlet"], r["field"]) for r in rows if sets[r["claim_id"]].startswith("osc")}
    assert {
        ("Devdiscourse", "quantity"), ("usazoon", "quantity"), ("usazoon", "period"), ("usazoon", "hedge"),
        ("DV (Icelandic)", "unit"), ("DV (Icelandic)", "speaker"),
    } <= got  # fmt: skip
    assert ("The Hindu via aggregator", "quantity") not in got


def test_six_outlets_on_one_interview_of_the_bundled_case_are_one_origin():
    path = ROOT / "examples" / "dprk-oil-2024" / "claims.csv"
    claims = formats.read(path, path.name, "claims", "evidence:claims").rows
    label = {c["claim_id"]: c["label"] for c in claims.to_pylist()}
    _, origins = group_origins(
        claims, QUESTIONS.empty(), DECISIONS.empty(), EVIDENCE.empty(), DOCUMENTS.empty(), package_lexicon()
    )
    missiles = next(o for o in origins.to_pylist() if "C13" in {label[c] for c in o["claim_ids"]})
    assert {label[c] for c in missiles["claim_ids"]} == {"C13", "C14", "C54", "C55", "C56", "C57"}
    assert (missiles["speaker"], missiles["documents"]) == ("Shin Won-sik", 6)
