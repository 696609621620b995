"""Claims: what the rules find in annotated texts, whether copies are counted as sources, and how fast both go.

``python -m benchmarks claims --set seen``, or another set, or all. *seen*, *seen_2*, *seen_3*, *seen_4*, *seen_5*,
*held* (the last third of the file *seen_2*), *held_4* and *held_5* (every second text of the files *seen_4* and
*seen_5*), *unseen*, *unseen_2* and *unseen_4* are the texts in ``claim_texts``; of the last six figures only are
printed, so that nobody mends a rule by looking at them, and each run of *unseen_2* or *unseen_4* is counted in the
README there; a run of all sets leaves these two out.
*excerpts*, *fulltext* and *drift* are gold that is not shipped: they want ``../shared/data/claims`` beside the
checkout, or ``--gold``, as does *article*, a real page of which only the places of claims are kept here. Of the other
real pages only short spans may be kept, so each span is read alone as a document; where it does not name both states
a direction is not owed, and where no span of a claim names the speaker, the speaker is not asked.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa

from benchmarks.claims_scoring import Scores, Told, name_words, read_gold, read_proposal, score, states_in
from fairlead.base.ids import content_id
from fairlead.base.tables import DOCUMENTS
from fairlead.base.timeline import parse_date

HERE = Path(__file__).parent / "claim_texts"
GOLD = Path(__file__).parents[2] / "shared" / "data" / "claims"
COUNTED_SETS = ("unseen_2", "unseen_4")
"""Sets of which every run is counted: a run of all sets leaves them out."""
BLIND_SETS = ("unseen", *COUNTED_SETS)
"""Sets that nobody looks at."""
SUMS_ONLY = ("held", "held_4", "held_5", *BLIND_SETS)
"""Sets of which figures only are printed, whatever is asked for."""
TEXT_SETS = ("fulltext", "article", "seen", "seen_2", "seen_3", "seen_4", "seen_5", *SUMS_ONLY)
PARTS = {
    "seen_2": ("seen_2.jsonl", slice(20)),
    "held": ("seen_2.jsonl", slice(20, None)),
    "seen_4": ("seen_4.jsonl", slice(0, None, 2)),
    "held_4": ("seen_4.jsonl", slice(1, None, 2)),
    "seen_5": ("seen_5.jsonl", slice(0, None, 2)),
    "held_5": ("seen_5.jsonl", slice(1, None, 2)),
}
"""Sets that are part of a file: which texts of which."""
SETS = ("excerpts", *TEXT_SETS, "drift", "speed")
SEED = 20241122

Page = Mapping[str, Any]
Read = Callable[[Sequence[Page]], dict[str, list[dict[str, Any]]]]
"""Reads texts (mappings with doc_id, text, outlet, published, title) and gives PROPOSALS rows by doc_id."""


def read_pages(path: Path) -> list[dict[str, Any]]:
    """The objects of a file with one JSON object a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def write_documents(pages: Iterable[Page]) -> tuple[pa.Table, dict[str, str]]:
    """DOCUMENTS of texts, and which of them is which: document_id to doc_id."""
    rows, of = [], {}
    for line, page in enumerate(pages, start=1):
        start, end = (t.replace(tzinfo=UTC) for t in parse_date(page["published"]))
        document_id = content_id("document", page["doc_id"], page["text"])
        of[document_id] = page["doc_id"]
        rows.append(
            {
                "document_id": document_id,
                "media": "text",
                "title": page.get("title"),
                "outlet": page["outlet"],
                "published_start": start,
                "published_end": end,
                "published_words": page["published"],
                "language": page.get("language", "en"),
                "text": page["text"],
                "text_sha256": sha256(page["text"].encode()).hexdigest(),
                "text_tool": "annotated text",
                "flags": [],
                "evidence_id": "evidence:annotated",
                "row": line,
            }
        )
    return DOCUMENTS.from_rows(rows), of


def read_with_rules(pages: Sequence[Page]) -> dict[str, list[dict[str, Any]]]:
    """What the rules of the package propose from texts."""
    from fairlead.statements.lexicon import package_lexicon
    from fairlead.statements.propose import propose_claims

    documents, of = write_documents(pages)
    found: dict[str, list[dict[str, Any]]] = {doc: [] for doc in of.values()}
    for row in propose_claims(documents, package_lexicon()).to_pylist():
        found[of[row["document_id"]]].append(row)
    return found


def find_text(page: Page, folder: Path) -> dict[str, Any]:
    """A page of which only the places of claims are kept, with its text and their words.

    Raises:
        ValueError: the text is not the one that was annotated.
    """
    text = (folder / page["file"]).read_text(encoding="utf-8")
    if sha256(text.encode()).hexdigest() != page["text_sha256"]:
        raise ValueError(f"{page['file']}: not the text that was annotated; the places of its claims do not hold")
    claims = [{**c, "span": {**c["span"], "text": text[c["span"]["start"] : c["span"]["end"]]}} for c in page["claims"]]
    return {**page, "text": text, "claims": claims}


# ------------------------------------------------------------------------------------------------------------ sets


def score_texts(pages: Sequence[Page], read: Read) -> Scores:
    """Score whole texts."""
    found, total = read(pages), Scores()
    for page in pages:
        doc = page["doc_id"]
        gold = [read_gold(c, doc) for c in page["claims"]]
        total.add(score(gold, [read_proposal(r, doc) for r in found[doc]]))
    return total


def score_excerpts(pages: Sequence[Page], read: Read, is_way_owed: bool = False) -> Scores:
    """Score pages of which only spans are held: each distinct span is read as a document of its page's outlet and date.

    Args:
        pages: pages with their annotated claims and spans.
        read: the reader.
        is_way_owed: whether direction is owed even where no span of a claim names two states.
    """
    total = Scores()
    for page in pages:
        spans = list(dict.fromkeys(s for c in page["claims"] for s in c["spans"]))
        names = {s: f"{page['doc_id']}:{k}" for k, s in enumerate(spans)}
        pieces = [
            {"doc_id": names[s], "text": s, "outlet": page["outlet"], "published": page["published"]} for s in spans
        ]
        found = read(pieces)
        proposals = [read_proposal(r, p["doc_id"]) for p in pieces for r in found[p["doc_id"]]]
        gold = [read_gold_of_spans(c, names, is_way_owed) for c in page["claims"]]
        total.add(score(gold, proposals, has_repeats=True))
    return total


def read_gold_of_spans(claim: Mapping[str, Any], names: Mapping[str, str], is_way_owed: bool) -> Told:
    """One annotated claim of which only spans are held."""
    gold = read_gold(claim, "")
    return replace(
        gold,
        places=tuple((names[s], 0, len(s)) for s in claim["spans"]),
        free_in=frozenset(
            names[s] for s in claim["spans"] if not is_way_owed and not {gold.giver, gold.receiver} <= states_in(s)
        ),
        is_speaker_asked=gold.speaker is None or any(_names_speaker(gold.speaker, s) for s in claim["spans"]),
        words=f"{claim['claim_id']} {' / '.join(claim['spans'])}",
    )


def _names_speaker(speaker: str, span: str) -> bool:
    """Whether a span names the speaker as somebody who speaks: a giver or receiver by the speaker's name does not."""
    name = name_words(speaker)
    return not name <= states_in(span) and name <= name_words(span)


# -------------------------------------------------------------------------------------------------------- printing


def say_scores(name: str, s: Scores) -> str:
    """The figures of one set, one a line."""

    def share(value: float | None) -> str:
        return "-" if value is None else f"{value:.2f}"

    numbers = s.quantities_both + s.quantities_invented
    lines = [
        f"## {name}",
        f"annotated {s.gold}, proposed {s.proposed}"
        + (f" (of which {s.repeats} tell a paired claim again from another span)" if s.repeats else ""),
        f"lenient   precision {share(s.precision)}  recall {share(s.recall)}  ({s.lenient} pairs)",
        f"strict    precision {share(s.strict_precision)}  recall {share(s.strict_recall)}  ({s.strict} pairs)",
        f"quantity  right {s.quantities_right} of {numbers} stated in pairs = {share(s.quantity_share)}"
        f" ({s.quantities_invented} of them where the gold has none), {s.quantities_missing} not found;"
        f" unit right {s.units_right} of {s.quantities_right}",
        f"speaker   right {s.speakers_right} of {s.speakers_asked} pairs asked = {share(s.speaker_share)}",
        f"direction reversed {s.reversed} of {s.proposed} proposals = {_percent(s.reversed_share)};"
        f" confident {s.confident}, of them reversed {s.reversed_confident};"
        f" guessed where there is none {s.guessed}; left unknown {s.open_way}",
    ]
    return "\n".join(lines)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


def say_details(s: Scores) -> str:
    """Every miss, false alarm, reversed direction and loose pair of a set that may be looked at."""
    parts = [
        ("reversed direction", [say_told(t) for t in s.turned]),
        ("missed", [say_told(t) for t in s.misses]),
        ("false alarms", [say_told(t) for t in s.alarms]),
        ("paired, and not right in everything", [f"{say_told(g)}\n      got {say_told(p)}" for g, p in s.loose]),
    ]
    return "\n".join(f"### {title}: {len(rows)}\n" + "".join(f"  - {r}\n" for r in rows) for title, rows in parts)


def say_told(t: Told) -> str:
    """One claim on one line."""
    way = f"{t.giver or '?'}>{t.receiver or '?'}" + (f" of {'+'.join(sorted(t.parties))}" if t.parties else "")
    number = "" if not t.has_quantity else f" {_number(t.low)}..{_number(t.high)} {t.unit or ''}".rstrip()
    denied = " denied" if t.is_denied else ""
    return f"{t.kind} {way} {t.item or '-'}{number}{denied} by {t.speaker or 'outlet'} | {' '.join(t.words.split())}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def main(arguments: list[str] | None = None) -> None:
    """Print the figures of the sets asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", choices=(*SETS, "all"), default="all")
    parser.add_argument("--gold", type=Path, default=GOLD, help="folder of the gold that is not shipped")
    parser.add_argument("--details", action="store_true", help="list misses and false alarms; never of unseen texts")
    parser.add_argument("--documents", type=int, default=10_000, help="made-up documents for the speed of the ledger")
    options = parser.parse_args(arguments)
    print(f"# Claims: Fairlead {version('fairlead')}, {datetime.now(UTC):%Y-%m-%d}, seed {SEED}\n")
    for name in (s for s in SETS if s not in COUNTED_SETS) if options.set == "all" else (options.set,):
        print(_print_set(name, options), end="\n\n", flush=True)


def _print_set(name: str, options: argparse.Namespace) -> str:
    if name == "speed":
        from benchmarks import claims_ledger

        return claims_ledger.say_speed(read_with_rules, read_pages(HERE / "seen.jsonl"), options.documents)
    files = {"excerpts": "claims_spans.jsonl", "fulltext": "claims_fulltext.jsonl", "drift": "drift.jsonl"}
    shipped, part = PARTS.get(name, (f"{name}.jsonl", slice(None)))
    path = options.gold / files[name] if name in files else HERE / shipped
    if not path.exists():
        return f"## {name}\nnot run: {path.name} is not shipped and not in the folder given by --gold"
    pages = read_pages(path)[part]
    if name == "article":
        if not (options.gold / pages[0]["file"]).exists():
            return f"## {name}\nnot run: {pages[0]['file']} is not shipped and not in the folder given by --gold"
        pages = [find_text(page, options.gold) for page in pages]
    if name == "drift":
        from benchmarks import claims_ledger

        return claims_ledger.say_drift(pages)
    details = options.details and name not in SUMS_ONLY
    if name != "excerpts":
        made = score_texts(pages, read_with_rules)
        return say_scores(name.replace("_", " "), made) + (f"\n{say_details(made)}" if details else "")
    made, owed = score_excerpts(pages, read_with_rules), score_excerpts(pages, read_with_rules, is_way_owed=True)
    told = say_scores("excerpts, direction owed where a span names both states", made)
    told += "\n" + say_scores("excerpts, direction owed everywhere", owed)
    return told + (f"\n{say_details(made)}" if details else "")
