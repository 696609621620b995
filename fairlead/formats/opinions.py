"""What a matcher answered: yente's ``/match``, one JSON object, kept as it came. Its verdicts are not ours.

Form of the answer: OpenSanctions' yente 5, ``responses`` by the key of each query, with ``results`` of id, caption,
schema, score and match.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fairlead.base.ids import content_id
from fairlead.base.tables import OPINIONS, REJECTS
from fairlead.base.wording import say_list
from fairlead.errors import EvidenceError
from fairlead.formats.api import Read, Sniffed, refusal
from fairlead.formats.lists.opened import decode

KIND = "remote_opinion"
DOC = "the answer of a matcher that somebody else runs (yente's /match), JSON"
LARGEST = 4 << 20
"""Bytes of an answer."""
HEAD = 4096
SHOWN = 3
"""Data sets that a sentence names."""


def sniff_opinions(path: Path) -> Sniffed | None:
    """Whether a file is such an answer."""
    if path.stat().st_size > LARGEST:
        return None
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.lstrip().startswith(b"{") or b'"responses"' not in head:
        return None
    try:
        _responses(path.read_bytes())
    except EvidenceError:
        return None
    return Sniffed(KIND, DOC)


def read_opinions(path: Path, name: str, evidence_id: str) -> Read:
    """Read an answer: a row for each candidate, and one for a question it knows none to.

    Raises:
        EvidenceError: no JSON, no answer of this form, or larger than any.
    """
    if path.stat().st_size > LARGEST:
        raise EvidenceError(f"is more than {LARGEST:,} bytes: larger than any answer")
    rows: list[dict[str, Any]] = []
    rejects: list[dict[str, Any]] = []
    for key, response in _responses(path.read_bytes()).items():
        asked = _asked(response.get("query"))
        about = {"asked_words": asked, "evidence_id": evidence_id, "row": 1}
        results = response.get("results")
        if not isinstance(results, list):
            words = f"its answer to {key!r} has no results: {str(response.get('detail') or response)[:200]}"
            rejects.append(refusal(evidence_id, name, words, scope="row", row=1))
            continue
        if not results:
            words = f"Asked for {asked or key}, it knows no candidate."
            rows.append(about | {"opinion_id": content_id("opinion", evidence_id, key, 0), "datasets": [], "imos": [],
                                 "words": words})  # fmt: skip
        for place, one in enumerate(results, start=1):
            try:
                row = about | {"opinion_id": content_id("opinion", evidence_id, key, place)} | _candidate(one)
            except ValueError as e:
                words = f"candidate {place} of its answer to {key!r} {e}"
                rejects.append(refusal(evidence_id, name, words, scope="row", row=1, raw=str(one)[:200]))
                continue
            verdict = "a match" if row["is_match"] else "no match"
            sets = row["datasets"]
            more = f" and {len(sets) - SHOWN} more" if len(sets) > SHOWN else ""
            of = f", of {say_list(sets[:SHOWN])}{more}" if sets else ""
            imos = f" ({say_list(row['imos'])})" if row["imos"] else ""
            row["words"] = (
                f"Asked for {asked or key}, it calls {row['entity_name']}{imos}, entity {row['entity']}{of}, {verdict} "
                f"at {row['score_frac']:.2f} of 1."
            )
            rows.append(row)
    return Read(OPINIONS.name, OPINIONS.from_rows(rows), REJECTS.from_rows(rejects), len(rows) + len(rejects))


def _responses(content: bytes) -> Mapping[str, Mapping[str, Any]]:
    try:
        said = json.loads(decode(content))
    except (ValueError, RecursionError):
        raise EvidenceError("is no JSON: no answer of a matcher") from None
    found = said.get("responses") if isinstance(said, dict) else None
    if not isinstance(found, dict) or not found or not all(isinstance(r, dict) for r in found.values()):
        raise EvidenceError("has no responses by question: no answer of a matcher")
    return found


def _asked(query: Any) -> str | None:
    if not isinstance(query, dict) or not isinstance(query.get("properties"), dict):
        return None
    values = [v for said in query["properties"].values() for v in _texts(said)]
    return f"{query.get('schema') or 'anything'} {', '.join(values)}"[:300]


def _candidate(one: Any) -> dict[str, Any]:
    """The columns of one candidate.

    Raises:
        ValueError: it lacks id, caption, score or verdict; words that follow its place.
    """
    if not isinstance(one, dict):
        raise ValueError("is no object")
    id_, name, score, match = (one.get(k) for k in ("id", "caption", "score", "match"))
    if not isinstance(id_, str) or not id_ or not isinstance(name, str) or not name:
        raise ValueError("has no id or caption")
    if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 1:
        raise ValueError(f"has the score {str(score)[:40]!r}, which is none of 0 to 1")
    if not isinstance(match, bool):
        raise ValueError("does not say whether it is a match")
    properties = one.get("properties")
    schema = one.get("schema")
    return {
        "entity": id_[:300], "entity_name": name[:300], "entity_schema": schema if isinstance(schema, str) else None,
        "score_frac": float(score), "is_match": match, "datasets": list(_texts(one.get("datasets"))),
        "imos": list(_texts(properties.get("imoNumber"))) if isinstance(properties, dict) else [],
    }  # fmt: skip


def _texts(said: Any) -> Iterator[str]:
    yield from (v[:200] for v in said if isinstance(v, str)) if isinstance(said, list) else ()
