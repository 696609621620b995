"""Asking a matcher that somebody else runs (yente's ``/match``): its answer becomes evidence, its verdict none of ours.

Only on an explicit request with an address, since whoever runs it learns whom somebody looks for. The answer is kept as
it came, with when, from where and what was asked; what is no answer is refused with a reason, which stays in the log.
Form of request and answer: OpenSanctions' yente 5, ``POST /match/{dataset}``.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fairlead.case.add import Added, add_answer
from fairlead.case.evidence import evidence_id_of
from fairlead.case.one_off import Asked
from fairlead.case.posting import NoAnswerError, Server
from fairlead.case.store import Store
from fairlead.errors import CaseError, EvidenceError
from fairlead.formats.opinions import KIND, LARGEST, read_opinions

KEY_NAME = "FAIRLEAD_MATCH_KEY"
SUCH_AS = "http://127.0.0.1:8000/match/default"
WARNING = (
    "Asking a matcher that somebody else runs tells them whom you look for: they see names and numbers, the time and "
    "the address of this machine. Where that may not be known, ask a matcher of your own, or none."
)
QUESTION = "asked"
_SCHEMATA = {"vessel": "Vessel", "company": "Company", "person": "Person", "any": "Thing"}


@dataclass(frozen=True, slots=True)
class Matcher:
    """Where a matcher answers, and within which limits."""

    url: str
    """The whole address, the data set with it: ``https://.../match/sanctions``."""
    seconds: float = 60.0
    """An answer takes no longer."""
    most_bytes: int = LARGEST
    """An answer is no longer."""

    def __post_init__(self) -> None:
        self.server.check()

    @property
    def server(self) -> Server:
        return Server(self.url, (KEY_NAME, "ApiKey"), SUCH_AS, self.seconds, self.most_bytes)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What came of one question."""

    host: str
    words: tuple[str, ...]
    """Its verdicts, a sentence each; empty where it gave none."""
    reason: str | None = None
    """Why there is no opinion."""
    evidence_id: str | None = None
    rows: tuple[dict[str, Any], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As a face shows it: whose verdicts they are, and where the answer is kept."""
        about = ("entity", "entity_name", "entity_schema", "score_frac", "is_match", "datasets", "imos", "words")
        verdicts = [{c: row[c] for c in about} for row in self.rows]
        return {"host": self.host, "reason": self.reason, "evidence_id": self.evidence_id, "verdicts": verdicts}


def question_of(asked: Asked) -> dict[str, Any]:
    """The request for what is asked: names and numbers, and no day, which the matcher would not know."""
    said = {
        "name": list(asked.names),
        "imoNumber": [f"IMO{''.join(c for c in asked.imo if c in '0123456789')}"] if asked.imo else [],
        "mmsi": [asked.mmsi] if asked.mmsi else [],
        "callSign": [asked.call_sign] if asked.call_sign else [],
    }
    schema = "Vessel" if asked.kind == "any" and (asked.mmsi or asked.call_sign) else _SCHEMATA[asked.kind]
    return {"queries": {QUESTION: {"schema": schema, "properties": {k: v for k, v in said.items() if v}}}}


def ask_matcher(store: Store, matcher: Matcher, asked: Asked, by: str | None = None) -> Opinion:
    """Ask once, and keep the answer as evidence of the case; it raises no level of ours.

    Raises:
        CaseError: the case cannot be written to, or the disk refused.
    """
    body = json.dumps(question_of(asked), ensure_ascii=False)
    host = matcher.server.host
    record: dict[str, Any] = {
        "requested_url": matcher.url, "method": "asked by fairlead", "tool": f"fairlead {version('fairlead')}",
        "request": body, "started_at": _now(),
    }  # fmt: skip
    if store.read_only:
        raise CaseError("its answer would be evidence, and the case was opened for reading only: nothing was asked")
    content: bytes | None = None
    reason: str | None = None
    try:
        content = matcher.server.post(body.encode())
        _check(content)
    except (NoAnswerError, EvidenceError) as e:
        reason = str(e) if isinstance(e, NoAnswerError) else f"what {host} answered {e}"
    record["ended_at"] = _now()
    if content is not None:
        record |= {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    name = f"{host} {record['started_at']}.json"
    added: Added = add_answer(store, name, content, KIND, matcher.url, record, reason=reason, by=by)
    if content is None or added.outcome == "refused":
        return Opinion(host, (), added.words)
    id_ = added.evidence_id or evidence_id_of(record["sha256"])
    rows = _read(content, id_)
    return Opinion(host, tuple(r["words"] for r in rows), None, id_, tuple(rows))


def _check(content: bytes) -> None:
    """Refuse an answer without one verdict.

    Raises:
        EvidenceError: so it is.
    """
    with TemporaryDirectory(prefix="fairlead-") as folder:
        path = Path(folder) / "answer"
        path.write_bytes(content)
        read = read_opinions(path, "answer", "evidence:0")
    if not read.rows.num_rows:
        reasons = read.rejects["reason"].to_pylist()
        raise EvidenceError(f"holds no verdict: {reasons[0] if reasons else 'it is empty'}")


def _read(content: bytes, evidence_id: str) -> list[dict[str, Any]]:
    with TemporaryDirectory(prefix="fairlead-") as folder:
        path = Path(folder) / "answer"
        path.write_bytes(content)
        rows: list[dict[str, Any]] = read_opinions(path, "answer", evidence_id).rows.to_pylist()
    return rows


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
