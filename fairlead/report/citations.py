"""What a case stands on as CSL-JSON, which Zotero, pandoc and citation processors read: files, documents, statements,
versions of lists, rules; each with the SHA-256 of the bytes it stands in.

CSL-JSON 1.0.2 (citationstyles.org). A date is as precise as it is known: a month stays a month, an interval a range.
The day of access is that of the bytes: when they were taken from where they were published, as told, else when the file
was added. What a table of the case says stands at some address bears none: nobody says that it was read there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from fairlead.case.evidence import Evidence, list_evidence
from fairlead.case.store import CONFIG_NAME
from fairlead.case.workspace import Case

Item = dict[str, Any]
_INSTANT = timedelta(microseconds=1)


def cite(case: Case) -> list[Item]:
    """The citations of a case, in the order of its tables; values that are not known are left out."""
    files = {e.evidence_id: e for e in list_evidence(case.store.log()) if e.kind != CONFIG_NAME}
    accessed = {id_: _accessed(e) for id_, e in files.items()}
    note = {id_: f"SHA-256 {e.sha256} ({e.name})" for id_, e in files.items()}
    simulated = "SIMULATED: this case holds made-up evidence" if case.simulated() else None

    def item(id_: str, kind: str, evidence: str, remarks: tuple[str | None, ...], **values: Any) -> Item:
        said = [simulated, *remarks, note.get(evidence)]
        whole = {"id": id_, "type": kind, **values, "note": ". ".join(s for s in said if s)}
        return {k: v for k, v in whole.items() if v not in (None, "", [])}

    found = [
        item(id_, "dataset" if e.kind != "documents" else "document", id_, (e.licence and f"Licence: {e.licence}",),
             title=e.name, genre=e.kind, accessed=accessed[id_], **_source(e.origin))
        for id_, e in files.items()
    ]  # fmt: skip
    found += _documents(case, item)
    found += _statements(case, item)
    for v in case.table_or_empty("list_versions").to_pylist():
        found.append(item(
            v["list_version_id"], "dataset", v["evidence_id"], (v["doubt"] and f"Doubt: {v['doubt']}",),
            title=f"List {v['list']}", publisher=v["publisher"], issued=date(v["published_start"], v["published_end"]),
            version=v["published_words"], accessed=_one(v["retrieved_at"]) if v["retrieved_at"] else None,
        ))  # fmt: skip
    for m in case.table_or_empty("legal_measures").to_pylist():
        found.append(item(
            m["legal_measure_id"], "legislation", m["evidence_id"], (), title=m["instrument"], section=m["paragraph"],
            URL=_address(m.get("source_url")),
        ))  # fmt: skip
    return found


def _documents(case: Case, item: Any) -> Iterator[Item]:
    for d in case.table_or_empty("documents").to_pylist():
        yield item(
            d["document_id"], "webpage" if d["url"] else "document", d["evidence_id"],
            (f"SHA-256 of its text, as {d['text_tool']} drew it out: {d['text_sha256']}",),
            title=d["title"] or d["url"], **{"container-title": d["outlet"]}, author=_people(d["author"]),
            issued=date(d["published_start"], d["published_end"]), URL=_address(d["url"]), language=d["language"],
            accessed=_one(d["captured_at"]) if d["captured_at"] else None,
        )  # fmt: skip


def _statements(case: Case, item: Any) -> Iterator[Item]:
    for c in case.table_or_empty("claims").to_pylist():
        told = c["quantity_words"] or c["item"]
        yield item(
            c["claim_id"], "webpage" if _address(c["source_url"]) else "article-newspaper", c["evidence_id"],
            (f"Statement {c['label']}", c["rescinded"] and f"Withdrawn: {c['rescinded']}"),
            title=f"{c['speaker']}: {c['stance']}, {told}", **{"container-title": c["outlet"]},
            author=_people(f"{c['speaker']} ({c['speaker_org']})" if c["speaker_org"] else c["speaker"]),
            issued=date(c["said_start"], c["said_end"]), URL=_address(c["source_url"]),
        )  # fmt: skip


def date(start: datetime | None, end: datetime | None) -> Item | None:
    """A half-open interval as a CSL date: a day, month or year where it is one, else its first and last day."""
    if start is None:
        return None
    start = start.astimezone(UTC)
    last = max((end or start).astimezone(UTC) - _INSTANT, start)
    if (start.month, start.day) == (1, 1) and (last.month, last.day) == (12, 31) and start.year == last.year:
        return {"date-parts": [[start.year]]}
    if start.day == 1 and (last + _INSTANT).day == 1 and (start.year, start.month) == (last.year, last.month):
        return {"date-parts": [[start.year, start.month]]}
    first, final = ([d.year, d.month, d.day] for d in (start, last))
    return {"date-parts": [first] if first == final else [first, final]}


def _one(at: datetime) -> Item:
    u = at.astimezone(UTC)
    return {"date-parts": [[u.year, u.month, u.day]]}


def _accessed(e: Evidence) -> Item:
    """The day a file was taken from where it was published, as told; else when it was added."""
    if e.retrieved is None:
        return _one(e.added_at)
    try:
        return _one(datetime.fromisoformat(e.retrieved).replace(tzinfo=UTC))
    except ValueError:
        return {"raw": e.retrieved}


def _people(name: str | None) -> list[Item]:
    return [{"literal": name}] if name else []


def _address(text: str | None) -> str | None:
    return text if text and text.startswith(("https://", "http://")) else None


def _source(origin: str | None) -> Item:
    """Where a file came from: an address, or words."""
    return {"URL": origin} if _address(origin) else {"source": origin}
