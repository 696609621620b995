"""Rows of the ledger as sentences a person reads: who said what, on which rung it stands, what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from fairlead.base.decisions import when_made
from fairlead.base.tables import TABLES
from fairlead.base.timeline import say_span
from fairlead.base.wording import fold, say_many
from fairlead.case.decided import say_decision, say_review, tell_decisions
from fairlead.errors import CaseError
from fairlead.ledger.known_names import party_names
from fairlead.ledger.parties import say_party
from fairlead.ledger.wording import STANCES, in_reading_order, say_period, say_way

if TYPE_CHECKING:
    import pyarrow as pa

Row = Mapping[str, Any]
Others = Callable[[str], "pa.Table"]

VERDICTS = ("contradicts", "supports", "consistent but not diagnostic", "cannot be tested")
"""Verdicts of CLAIM_TESTS, those first that a reader must not miss."""


def tell_rows(name: str, table: pa.Table, others: Others | None) -> list[tuple[str, str, str]] | None:
    """Each row as (status, name, sentence), in the order a person reads them; None for a table that is none of these.

    Args:
        others: gives other tables of the case, for the labels of claims.
    """
    if name == "decisions":
        return _decisions(table.to_pylist(), others)
    if name not in _TELL:
        return None
    labels = _names_of_files(others) if name == "documents" else {}
    if name in ("claims", "proposals") and others:
        labels = _names_of_parties(others)
    labels = _labels(others) if name in ("claim_tests", "lineage", "grades") else labels
    return [_TELL[name](row, labels) for row in sorted(table.to_pylist(), key=lambda r: _ORDER[name](r, labels))]


def _labels(others: Others | None) -> dict[str, str]:
    try:
        claims = others("claims").select(["claim_id", "label"]).to_pylist() if others else []
    except CaseError:
        return {}
    return {c["claim_id"]: c["label"] for c in claims}


def _names_of_parties(others: Others) -> dict[str, str]:
    try:
        return party_names(others("lexicon").to_pylist())
    except (CaseError, KeyError):
        return {}


def _names_of_files(others: Others | None) -> dict[str, str]:
    rows = others("evidence").select(["evidence_id", "name"]).to_pylist() if others else []
    return {e["evidence_id"]: e["name"] for e in rows}


def _decisions(rows: list[dict[str, Any]], others: Others | None) -> list[tuple[str, str, str]]:
    """In the order they were made; what withdraws or overtakes one is looked for among all decisions of the case."""
    every = (others("decisions").to_pylist() if others else []) or rows
    told = tell_decisions(every, others or (lambda name: TABLES[name].empty()))
    found = []
    for d in sorted(rows, key=when_made):
        one = told[d["decision_id"]]
        found.append(("possible" if one.state else "", d["decision_id"], say_decision(d, one)))
    return found


def _review(r: Row, _: Mapping[str, str]) -> tuple[str, str, str]:
    return ("" if r["is_standing"] else "possible"), r["review_id"], say_review(r)


def _document(d: Row, files: Mapping[str, str]) -> tuple[str, str, str]:
    """Title, outlet, day of publication, kind and language, and what a reader must know; without a title its file."""
    name = files.get(d["evidence_id"], "a file")
    title = f"“{d['title']}”" if d["title"] else f"{name}, which bears no title"
    day = f"published {d['published_words']}" if d["published_words"] else "no date of publication known"
    parts = [title, d["outlet"] or "outlet not known", day, d["media"], d["language"]]
    words = ", ".join(filter(None, parts))
    length = len(d["text"] or "")
    words += f"; {say_many(length, 'character')} of text" if length else "; no text"
    if d["title"]:
        words += f", from {name}"
    if d["flags"]:
        words += f". Note: {'; '.join(d['flags'])}"
    return "", d["document_id"], f"{words}."


def _claim(c: Row, names: Mapping[str, str]) -> tuple[str, str, str]:
    who = c["speaker"]
    if c["speaker_org"] and fold(c["speaker_org"]) != fold(c["speaker"]):
        who += f" ({c['speaker_org']})"
    told = f"{who}, {c['outlet']}, {say_span(c['said_start'], c['said_end'])}: {STANCES.get(c['stance'], c['stance'])} "
    told += _what(c, names)
    if c["rests_on"]:
        told += f"; rests on: {c['rests_on']}"
    if c["quote"]:
        told += f"; in its document: “{c['quote']}”"
    if c["rescinded"]:
        told += f". RESCINDED, counted nowhere: {c['rescinded']}"
    return ("contradicted" if c["stance"] == "deny" else "claimed"), c["label"], f"{told}."


def _what(c: Row, names: Mapping[str, str]) -> str:
    """``refined petroleum, more than a million barrels; Russia to North Korea, 7 Mar – 5 Nov 2024``."""
    words = c["quantity_words"] if c["quantity_words"] and fold(c["quantity_words"]) != "not stated" else None
    told = ", ".join(filter(None, [c["item"], words])) or "something"
    if c["modality"] and c["modality"] not in ("asserted", "reported"):
        told += f" ({c['modality']})"
    if c["from_party"] or c["to_party"]:
        told += f"; {say_way(c, names)}"
    if c["period_start"] is not None or c["period_end"] is not None:
        told += f", {say_period(c)}"
    return told


def _proposal(p: Row, names: Mapping[str, str]) -> tuple[str, str, str]:
    outlet = f", {p['outlet']}" if p["outlet"] else ""
    told = f"{p['speaker']}{outlet}: {STANCES.get(p['stance'], p['stance'])} {_what(p, names)}"
    if p["direction"] != "sure":
        parties = f": {', '.join(names.get(x) or say_party(x) for x in p['parties'])}" if p["parties"] else ""
        told += f"; direction {p['direction']}{parties}"
    return "possible", p["proposal_id"], f"{told}. In its words: “{p['quote']}”"


def _transfer(t: Row, _: Mapping[str, str]) -> tuple[str, str, str]:
    status = "possible" if t["is_expected"] else "contradicted" if "contradicted" in (t["flags"] or ()) else "claimed"
    flags = f" Flags: {', '.join(t['flags'])}." if t["flags"] else ""
    return status, t["transfer_id"], f"{t['words']}{flags}"


def _test(t: Row, labels: Mapping[str, str]) -> tuple[str, str, str]:
    status = {"contradicts": "contradicted", "supports": "documented"}.get(t["verdict"], "claimed")
    return status, labels.get(t["claim_id"], t["claim_test_id"]), f"{t['verdict'].capitalize()}. {t['words']}"


def _lineage(r: Row, labels: Mapping[str, str]) -> tuple[str, str, str]:
    via = f" By way of {', '.join(r['via'])}." if r["via"] else ""
    status = "claimed" if r["field"] == "none" else "contradicted"
    return status, labels.get(r["claim_id"], r["lineage_id"]), f"{r['words']}{via}"


def _grade(g: Row, labels: Mapping[str, str]) -> tuple[str, str, str]:
    target = labels.get(g["target"], g["target"])
    topic = f" on {g['topic']}" if g["topic"] else ""
    later = "; a later grade stands in its place" if g["is_superseded"] else ""
    blind = ", the source's grade hidden" if g["is_blind"] else ""
    told = f"{g['axis'].replace('_', ' ')} {g['value']}{topic}: {g['reason']} ({g['graded_by']}, "
    return "claimed", target, f"{told}{g['graded_at']:%Y-%m-%d}{blind}{later})."


def _origin(o: Row, _: Mapping[str, str]) -> tuple[str, str, str]:
    return ("contradicted" if o["stance"] == "deny" else "claimed"), o["origin_id"], o["words"]


def _by_number(label: str) -> tuple[int, str]:
    digits = "".join(c for c in label if c.isdigit())
    return (int(digits) if digits else 0), label


_TELL: dict[str, Callable[[Row, Mapping[str, str]], tuple[str, str, str]]] = {
    "claims": _claim, "proposals": _proposal, "transfers": _transfer, "claim_tests": _test, "lineage": _lineage,
    "grades": _grade, "origins": _origin, "reviews": _review, "documents": _document,
}  # fmt: skip
_ORDER: dict[str, Callable[[Row, Mapping[str, str]], Any]] = {
    "claims": lambda r, _: _by_number(r["label"]),
    "proposals": lambda r, _: (r["document_id"] or "", r["quote_start"] or 0, r["proposal_id"]),
    "transfers": lambda r, _: in_reading_order(r),
    "claim_tests": lambda r, labels: (VERDICTS.index(r["verdict"]), _by_number(labels.get(r["claim_id"], ""))),
    "lineage": lambda r, labels: (r["origin_id"], r["depth"], _by_number(labels.get(r["claim_id"], "")), r["field"]),
    "reviews": lambda r, _: (r["reviewed_at"], r["log_line"]),
    "documents": lambda r, files: (
        r["published_start"] is None, str(r["published_start"]), files.get(r["evidence_id"], ""),
    ),
    "grades": lambda r, _: (r["is_superseded"], r["axis"], r["graded_at"]),
    "origins": lambda r, _: (r["from_party"] or "", r["to_party"] or "", r["item_class"], r["stance"], r["speaker"]),
}  # fmt: skip
