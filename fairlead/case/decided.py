"""Decisions and reviews in words: who decided what about which rows, when and why, and whether it still stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from fairlead.base.decisions import UNSURE, standing, when_made
from fairlead.base.tables import TABLES
from fairlead.base.timeline import say_time
from fairlead.base.wording import quoted, say_list, say_many, sentence
from fairlead.case.trace import say_row

Row = Mapping[str, Any]
Tables = Callable[[str], pa.Table]

NAME = 90
"""Characters a row that was decided on is named by, at most."""

NAMED_AT_MOST = 6
"""Rows that a decision names; the others are counted."""

_ONE_ORIGIN = ("claim", "origin")
"""Kinds of rows of which *same* says that they have one origin, not that they are one thing."""


class Decided(NamedTuple):
    """One decision as a person reads it."""

    what: str
    """Verb and objects."""
    who: str
    """Who decided and when."""
    state: str
    """Blank where it stands; else by whom it was withdrawn, or what stands in its place."""


def tell_decisions(decisions: Sequence[Row], tables: Tables) -> dict[str, Decided]:
    """Each decision in words, by its id.

    Args:
        decisions: DECISIONS rows, all of the case: which withdraws or overtakes another is found among them.
        tables: gives a table of the case by name, to name the rows decided on.
    """
    names = name_rows({a for d in decisions for a in d["about"]}, tables)
    by_id = {d["decision_id"]: d for d in decisions}
    later = sorted(standing(decisions), key=when_made)
    return {d["decision_id"]: Decided(_what(d, names, by_id), _who(d), _state(d, decisions, later)) for d in decisions}


def name_rows(ids: Iterable[str], tables: Tables) -> dict[str, str]:
    """What each row is called: label and what tells it from others. An id that the tables do not hold stays as it is.

    Args:
        ids: ids of rows of any table that is not dense.
        tables: gives a table of the case by name.
    """
    wanted: dict[str, set[str]] = {}
    for id_ in ids:
        wanted.setdefault(id_.partition(":")[0], set()).add(id_)
    found: dict[str, str] = {}
    for kind, named in wanted.items():
        fitting = [t.name for t in TABLES.values() if t.key == (f"{kind}_id",) and not t.is_dense]
        for table in sorted(fitting, key=lambda name: name != f"{kind}s"):  # what follows from a claim has its id too
            for row in tables(table).to_pylist():
                if row[f"{kind}_id"] in named:
                    found.setdefault(row[f"{kind}_id"], _name(table, row))
    return found


def _name(table: str, row: Row) -> str:
    words, label = say_row(table, row), row.get("label")
    if label and not words.startswith(label):
        words = f"{label}: {words}" if words else label
    return words if len(words) <= NAME else f"{words[:NAME].rpartition(' ')[0]}…"


def _what(d: Row, names: Mapping[str, str], by_id: Mapping[str, Row]) -> str:
    if d["verdict"] == "withdraw":
        taken = [by_id[a] for a in d["about"] if a in by_id]
        return f"withdrew {say_list(f'{_what(t, names, by_id)} ({_who(t)})' for t in taken) or _listed(d, names)}"
    about = _listed(d, names)
    if d["verdict"] in ("same", "different"):
        is_origin = all(a.partition(":")[0] in _ONE_ORIGIN for a in d["about"])
        if d["verdict"] == "same":
            return f"joined, as {'having one origin' if is_origin else 'one and the same'}: {about}"
        kept, *apart = (names.get(a, a) for a in d["about"])
        return f"set apart from {kept}: {'; '.join(apart)}"
    if d["verdict"] == UNSURE:
        return f"left open whether one and the same: {about}"
    verb = {"accept": "accepted", "reject": "rejected", "rescind": "rescinded, so that it counts no longer"}
    return f"{verb.get(d['verdict'], d['verdict'])}: {about}"


def _listed(d: Row, names: Mapping[str, str]) -> str:
    shown = [names.get(a, a) for a in d["about"][:NAMED_AT_MOST]]
    more = len(d["about"]) - len(shown)
    return "; ".join([*shown, f"and {say_many(more, 'more row')}"] if more else shown)


def _who(d: Row) -> str:
    return f"{d['decided_by']}, {say_time(d['decided_at'])}"


def _state(d: Row, decisions: Sequence[Row], later: Sequence[Row]) -> str:
    if d["is_withdrawn"]:
        by = [w for w in decisions if w["verdict"] == "withdraw" and d["decision_id"] in w["about"]]
        by = [w for w in by if not w["is_withdrawn"]] or by
        return f"withdrawn by {_who(by[-1])}: {by[-1]['reason']}" if by else "withdrawn"
    over = next((e for e in reversed(later) if when_made(e) > when_made(d) and _overtakes(e, d)), None)
    return f"no longer stands: {_who(over)} decided otherwise ({over['verdict']})" if over else ""


def _overtakes(later: Row, earlier: Row) -> bool:
    """Whether a later decision says something else of the same rows."""
    pairs = {"same": ("different", UNSURE), "different": ("same", UNSURE), UNSURE: ("same", "different"),
             "accept": ("reject",), "reject": ("accept",)}  # fmt: skip
    if later["verdict"] not in pairs.get(earlier["verdict"], ()):
        return False
    shared = set(earlier["about"]) & set(later["about"])
    return len(shared) >= (2 if earlier["verdict"] in ("same", "different", UNSURE) else len(set(earlier["about"])))


def say_decision(d: Row, told: Decided) -> str:
    """``Ada, 1 May 2024 10:00 UTC, joined, as having one origin: C02 ...; C04 .... Why: ....``"""
    words = f"{told.who}: {told.what.rstrip('.')}. Why: {d['reason'].rstrip('.')}."
    return f"{words} {sentence(told.state)}" if told.state else words


def say_review(r: Row) -> str:
    """What a person made of a proposal: who, when, which claim and words, what was changed, why, and whether it stands.

    Args:
        r: a REVIEWS row.
    """
    verbs = {"accept": "accepted", "edit": "accepted with changes", "reject": "rejected", "withdraw": "took back"}
    quote = quoted(r["quote"]) if r["quote"] else None
    what = (
        " ".join(filter(None, [r["claim_label"] and f"{r['claim_label']}:", quote])) or r["about"] or r["proposal_id"]
    )
    words = f"{r['reviewed_by']}, {say_time(r['reviewed_at'])}: {verbs.get(r['verdict'], r['verdict'])} {what}"
    if r["changed"]:
        words += f"; changed: {', '.join(r['changed'])}"
    words = f"{words.rstrip('.')}." + (f" Why: {r['reason'].rstrip('.')}." if r["reason"] else "")
    if r["verdict"] != "withdraw" and not r["is_standing"]:
        words += " No longer stands."
    return words
