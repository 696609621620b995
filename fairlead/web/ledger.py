"""The ledger as rows: the matrix of transfers, what one of them is made of, and what else stands on the same source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from threading import Lock
from typing import Any

import pyarrow as pa
from fastapi import HTTPException

from fairlead.base.json_values import json_value
from fairlead.case.queue import in_context
from fairlead.case.rescind import falls_of, known_by
from fairlead.case.rescissions import match_claims, say_observed, with_marks
from fairlead.errors import CaseError
from fairlead.ledger.known_names import party_names
from fairlead.ledger.parties import say_party
from fairlead.ledger.wording import RUNGS, claims_behind, in_reading_order, say_flags, say_transfer
from fairlead.web.held import Held
from fairlead.web.shapes import (
    Against,
    Drift,
    Entered,
    Fall,
    LedgerState,
    OriginShape,
    Party,
    Rescission,
    StandsOn,
    Telling,
    TransferDetail,
    TransferShape,
    Without,
)

Row = Mapping[str, Any]

_NOT_STATED = {"from_party": "giver not stated", "to_party": "receiver not stated"}


class Ledger:
    """The tables of the ledger, by id."""

    def __init__(self, whole: Callable[[str], pa.Table]) -> None:
        def by(table: str, key: str) -> dict[str, Row]:
            return {r[key]: r for r in whole(table).to_pylist()}

        self.transfers, self.origins = by("transfers", "transfer_id"), by("origins", "origin_id")
        self.claims, self.links = by("claims", "claim_id"), by("claim_origins", "claim_id")
        self.documents = by("documents", "document_id")
        self.tests = _grouped(whole("claim_tests").to_pylist(), "claim_id")
        self.lineage = _grouped(whole("lineage").to_pylist(), "claim_id")
        self.all_grades = whole("grades").to_pylist()
        self.grades = _grouped((g for g in self.all_grades if not g["is_superseded"]), "target")
        self.names = party_names(whole("lexicon").to_pylist())

    def party(self, row: Row, side: str) -> str:
        code = row[side]
        return (self.names.get(code) or say_party(code)) if code else _NOT_STATED[side]

    def shape(self, t: Row) -> TransferShape:
        """A transfer with what may be said of it."""
        behind = claims_behind(t, self.origins, self.claims)
        return TransferShape(
            id=t["transfer_id"],
            giver=self.party(t, "from_party"),
            receiver=self.party(t, "to_party"),
            sentence=say_transfer(t, self.all_grades, behind, self.names),
            quantities=[p.strip() for p in (t["quantity_words"] or "").split("|") if p.strip()],
            flags=list(say_flags(t)),
            row=_json(t),
        )


def _grouped(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for r in rows:
        found[r[key]].append(r)
    return found


def _json(row: Row) -> dict[str, Any]:
    return {k: json_value(v) for k, v in row.items()}


_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
_ONE_AT_A_TIME = Lock()
"""A ledger of other claims is made by running steps: however many ask, one is made at a time."""


def _ledger(held: Held, known: date | None = None) -> Ledger:
    """The ledger of the last run; or made of what had been said by the end of a day."""
    days = _said_days(held)
    if known is None or not days or known.isoformat() >= days[-1]:
        return held.made(("ledger rows",), lambda: Ledger(held.whole))
    last = max((day for day in days if day <= known.isoformat()), default="")  # between two such days nothing is other

    def make() -> Ledger:
        end = datetime.combine(date.fromisoformat(last) + timedelta(days=1), time(), UTC) if last else _BEFORE_ALL
        with _ONE_AT_A_TIME:
            made = held.case.ledger_of(known_by(held.whole("claims"), end))
        return Ledger(lambda name: made[name] if name in made else held.whole(name))

    return held.made(("ledger rows", last), make)


# ------------------------------------------------------------------------------------------------------------- matrix


def show_matrix(held: Held, known: date | None = None) -> LedgerState:
    """Every transfer, and who gives and gets in the order of what stands best; as known on a day, where one is asked
    for."""
    ledger = _ledger(held, known)
    rows = sorted(ledger.transfers.values(), key=in_reading_order)
    seen = [r for r in rows if not r["is_expected"]]
    return LedgerState(
        givers=_parties(ledger, seen, "from_party"),
        receivers=_parties(ledger, seen, "to_party"),
        transfers=[ledger.shape(r) for r in seen],
        expected=[ledger.shape(r) for r in rows if r["is_expected"]],
        rungs=list(RUNGS),
        days=_said_days(held),
    )


def _said_days(held: Held) -> list[str]:
    """Days by the end of which something more had been said."""
    ends = {c["said_end"] for c in held.whole("claims").select(["said_end"]).to_pylist() if c["said_end"]}
    return sorted({(end - timedelta(microseconds=1)).date().isoformat() for end in ends})


def _parties(ledger: Ledger, rows: Iterable[Row], side: str) -> list[Party]:
    first = {r[side]: Party(code=r[side], name=ledger.party(r, side)) for r in rows}
    return sorted(first.values(), key=lambda p: p.code is None)


# ------------------------------------------------------------------------------------------------------- one transfer


def show_transfer(held: Held, transfer_id: str, known: date | None = None) -> TransferDetail:
    """What a transfer is made of: what speaks against it, its origins, who tells them on and what drifted."""
    ledger = _ledger(held, known)
    transfer = ledger.transfers.get(transfer_id)
    if transfer is None and known is not None and transfer_id in _ledger(held).transfers:
        raise HTTPException(404, f"nobody had said anything of it by {known:%-d %B %Y}")
    if transfer is None:
        raise HTTPException(
            404, f"the ledger has no transfer {transfer_id!r}; 'fairlead show CASE transfers' lists them"
        )
    origins = sorted(
        (ledger.origins[i] for i in transfer["sources"] if i in ledger.origins),
        key=lambda o: (o["stance"] != "assert", -o["documents"], o["origin_id"]),
    )
    return TransferDetail(
        transfer=ledger.shape(transfer),
        against=list(_against(ledger, transfer, origins)),
        origins=[_origin(ledger, o) for o in origins],
    )


def _against(ledger: Ledger, transfer: Row, origins: Iterable[Row]) -> Iterator[Against]:
    """Denials, our own count where it contradicts, and what was told otherwise than it was said."""
    for o in origins:
        if o["stance"] == "deny":
            yield Against(id=o["origin_id"], kind="denied", words=o["words"])
    for id_ in transfer["wider_denials"] or ():
        if words := ledger.links.get(id_, {}).get("words"):
            yield Against(id=id_, kind="denied with other goods", words=words)
    for claim in claims_behind(transfer, ledger.origins, ledger.claims):
        for test in ledger.tests.get(claim["claim_id"], ()):
            if test["verdict"] == "contradicts":
                yield Against(id=test["claim_test_id"], kind="contradicted", words=test["words"])
    for o in origins:
        if o["disagreement"]:
            yield Against(id=o["origin_id"], kind="tellings differ", words=o["disagreement"])
        for line in (r for c in o["claim_ids"] for r in ledger.lineage.get(c, ()) if r["field"] != "none"):
            yield Against(id=line["lineage_id"], kind="told otherwise", words=line["words"])


def _origin(ledger: Ledger, origin: Row) -> OriginShape:
    told = [ledger.claims[c] for c in origin["claim_ids"] if c in ledger.claims]
    return OriginShape(
        id=origin["origin_id"],
        row=_json(origin),
        tellings=list(_in_order([_telling(ledger, c) for c in told])),
        grades=[_json(g) for g in ledger.grades.get(origin["speaker"], ())],
    )


def _telling(ledger: Ledger, claim: Row) -> Telling:
    id_ = claim["claim_id"]
    link, lines = ledger.links.get(id_, {}), ledger.lineage.get(id_, [])
    document = ledger.documents.get(claim["document_id"])
    before, quote, behind = in_context(claim, document)
    return Telling(
        id=id_,
        relation=link.get("relation", "not traced"),
        copied_id=lines[0]["copied_id"] if lines else None,
        via=list(lines[0]["via"] or ()) if lines else [],
        depth=lines[0]["depth"] if lines else int("copy" in link.get("relation", "")),
        is_path_shown=bool(claim["rests_on"] or claim["relays"]),
        drifts=[
            Drift(id=r["lineage_id"], field=r["field"], was=r["was"], is_now=r["is_now"])
            for r in lines
            if r["field"] != "none"
        ],
        words=link.get("words") or "",
        document=document["title"] if document else None,
        before=before,
        quote=quote,
        behind=behind,
        tests=[_json(t) for t in ledger.tests.get(id_, ())],
        grades=[_json(g) for g in ledger.grades.get(id_, ())],
        row=_json({k: v for k, v in claim.items() if v is not None}),
    )


def _in_order(tellings: list[Telling]) -> Iterator[Telling]:
    """Oldest first, each copy below what it copies; whatever stands in a circle still stands once."""
    tellings.sort(key=lambda t: (t.row["said_start"], t.row["label"]))
    here = {t.id for t in tellings}
    below = defaultdict[str | None, list[Telling]](list)
    for t in tellings:
        below[t.copied_id if t.copied_id in here and t.copied_id != t.id else None].append(t)
    seen: set[str] = set()
    waiting = sorted(below[None], key=lambda t: t.depth > 0)[::-1]
    while waiting:
        t = waiting.pop()
        if t.id not in seen:
            seen.add(t.id)
            yield t
            waiting += below[t.id][::-1]
    yield from (t for t in tellings if t.id not in seen)


# --------------------------------------------------------------------------------------------------------- one source


def show_standing(held: Held, source: str) -> list[StandsOn]:
    """The claims that stand on a source, as ``fairlead rescind`` finds them, each with the transfers made of it.

    Raises:
        CaseError: no claim stands on it.
    """
    ledger = _ledger(held)
    of_claim: dict[str, list[TransferShape]] = defaultdict(list)
    for t in sorted(ledger.transfers.values(), key=in_reading_order):
        for c in claims_behind(t, ledger.origins, ledger.claims):
            of_claim[c["claim_id"]].append(ledger.shape(t))
    return [
        StandsOn(
            claim_id=m.claim["claim_id"],
            label=m.claim["label"],
            why=m.why,
            words=ledger.links.get(m.claim["claim_id"], {}).get("words") or m.claim["item"],
            is_rescinded=bool(m.claim["rescinded"]),
            transfers=of_claim[m.claim["claim_id"]],
        )
        for m in match_claims(held.whole, source)
    ]


def show_without(held: Held, source: str) -> Without:
    """Which rungs of the ledger would fall without what stands on a source; nothing is entered.

    Raises:
        CaseError: no claim stands on it.
    """
    matches = match_claims(held.whole, source)
    marks = {m.claim["claim_id"]: "as is asked here" for m in matches if not m.claim["rescinded"]}
    before = {name: held.whole(name) for name in ("claims", "origins", "transfers")}
    with _ONE_AT_A_TIME:
        after = held.case.ledger_of(with_marks(before["claims"], marks)) if marks else before
    return Without(
        about=sorted(marks),
        already=[m.claim["label"] for m in matches if m.claim["rescinded"]],
        falls=[
            Fall(
                transfer_id=f.transfer_id, name=f.name, rung=list(f.rung), rung_any=list(f.rung_any),
                sentence=list(f.sentence),
            )
            for f in falls_of(before, after, held.whole)
        ],
        observed=say_observed(held.whole, source),
    )  # fmt: skip


def enter_rescission(held: Held, said: Rescission, by: str | None = None) -> Entered:
    """Enter that what stands on a source no longer counts; the next run honours it.

    Raises:
        CaseError: no claim stands on it any more, or another stands on it than was shown to whoever rescinds.
    """
    standing = {m.claim["claim_id"] for m in match_claims(held.whole, said.source) if not m.claim["rescinded"]}
    if set(said.about) - standing:
        raise CaseError(f"since it was shown, other claims stand on {said.source!r}; look again")
    return Entered(id=held.case.rescind(said.source, said.about, said.reason, by))
