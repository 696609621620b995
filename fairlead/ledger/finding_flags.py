"""Findings about evidence that cannot be as told: more cargo than a ship holds, an identity not its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fairlead.base.wording import say_count, say_list, sentence
from fairlead.ledger.finding_rows import NAMED_AT_MOST, Case, Told, finding, some

FLAGGED: tuple[tuple[str, str, str, str], ...] = (
    (
        "over_capacity",
        "contradicted",
        "more cargo than the ship can carry",
        "Deadweight, ship or tonnage may be the wrong one of the three; nothing held decides.",
    ),
    (
        "identity",
        "claimed",
        "a ship under an identity that was not its own",
        "An IMO number whose check digit holds settles no identity; other ships may do the same unnoticed.",
    ),
)
"""Kind of check, status of the finding, what its rows tell of, and what they leave open."""


def find_flagged_rows(case: Case) -> Iterator[dict[str, Any]]:
    """Rows of the evidence that cannot be as told; said once for the case, with its first question."""
    counted = {t["vessel_id"]: t["hull_words"] for q in case.questions for t in case.counted(q) if t["vessel_id"]}
    ship_of = {s: v["vessel_id"] for v in case.rows("vessels") for s in v["sources"]}
    ship_of |= {o["sighting_id"]: o["vessel_id"] for o in case.rows("observations") if o["vessel_id"]}
    for kind, status, what, limit in FLAGGED:
        rows = [c for c in case.rows("checks") if c["kind"] == kind and c["outcome"] == "flagged"]
        if rows and case.questions:
            rows.sort(key=lambda c: (c["label"], c["check_id"]))
            hit = some(sorted({counted[s] for c in rows if (s := ship_of.get(c["about"])) in counted}), "ship")
            verb = "tells of" if len(rows) == 1 else "tell of"
            text = [
                f"{say_count(len(rows), 'row')} of the evidence {verb} {what}: {_say_rows(rows)}",
                f"{hit} made documented trips" if hit else "none of these ships is named in the documented trips",
            ]
            yield finding(
                case.questions[0],
                kind,
                kind,
                sentence(
                    f"{say_count(len(rows), 'row')} of the evidence {verb} {what}; "
                    + (f"{hit} made documented trips" if hit else "none named in documented trips")
                ),
                " ".join(map(sentence, text)),
                status=status,
                confidence=Told("moderate", "The rows are as their sources tell them, and were not checked further."),
                limits=["The rows are kept and flagged, not corrected.", limit],
                sources=[c["check_id"] for c in rows],
            )


def _say_rows(rows: Sequence[Mapping[str, Any]]) -> str:
    """What the rows tell, each thing once with the labels that tell it; beyond a dozen the rest are counted."""
    told: dict[str, list[str]] = defaultdict(list)
    for c in rows:
        told[c["words"].removeprefix(f"{c['label']}: ").partition(". ")[0].rstrip(".")].append(c["label"])
    parts = [f"{words} ({say_list(labels)})" for words, labels in told.items()]
    more = [f"and {say_count(len(parts) - NAMED_AT_MOST, 'more')}"] if len(parts) > NAMED_AT_MOST else []
    return "; ".join([*parts[:NAMED_AT_MOST], *more])
