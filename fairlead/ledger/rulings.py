"""Rulings: which claims a person says have one origin, or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from fairlead.base.decisions import UNSURE, standing
from fairlead.base.ids import content_id
from fairlead.base.wording import say_list
from fairlead.ledger.said import Said

Row = Mapping[str, Any]


class Ruling(NamedTuple):
    """A decision about some claims."""

    decision: Row
    claims: tuple[int, ...]

    @property
    def words(self) -> str:
        """``joined by NAME: REASON``."""
        verb = {"same": "joined", UNSURE: "left open"}.get(self.decision["verdict"], "set apart")
        return f"{verb} by {self.decision['decided_by']}: {self.decision['reason']}".rstrip(". ")


class Rulings(NamedTuple):
    """What stands decided about the origins of claims."""

    joined: Sequence[Ruling]
    """Claims of each have one origin."""
    apart: frozenset[int]
    """Claims that are an origin of their own, whatever they say they rest on."""
    latest: Mapping[int, Ruling]
    """The latest decision that holds about a claim."""
    refused: Mapping[int, str]
    """Claims about which a decision cannot be honoured, and why."""


def read_rulings(decisions: Iterable[Row], said: Sequence[Said]) -> Rulings:
    """Read decisions *same*, *different* and *unsure* about claims, by id, label or the id of the origin it leads.

    *same*: the claims named have one origin. *different*: the first named stays where it is, each of the others becomes
    an origin of its own, and what rests on it goes with it. *unsure*: neither, and what was decided of two of them
    before no longer stands. The later decision on a pair stands. Decisions that name
    fewer than two claims of the case are about something else.
    """
    decisions = [d for d in standing(decisions) if d["verdict"] in ("same", "different", UNSURE)]
    if not decisions:
        return Rulings([], frozenset(), {}, {})
    number: dict[str, int] = {}
    for i, s in enumerate(said):
        for name in (content_id("origin", str(s.row["claim_id"])), s.label, s.row["claim_id"]):
            number[name] = i
    joined: list[Ruling] = []
    apart: set[int] = set()
    latest: dict[int, Ruling] = {}
    refused: dict[int, str] = {}
    for d in decisions:
        ruling = Ruling(d, tuple(dict.fromkeys(number[a] for a in d["about"] if a in number)))
        if len(ruling.claims) < 2:
            continue
        if d["verdict"] == "same":
            if wrong := _misfit([said[i] for i in ruling.claims]):
                refused |= dict.fromkeys(ruling.claims, f"a decision to join it with others is not honoured: {wrong}")
                continue
            joined.append(ruling)
        else:
            parted = set(ruling.claims)
            joined = [r for r in joined if len(parted & set(r.claims)) < 2]
            apart = apart - parted if d["verdict"] == UNSURE else apart | set(ruling.claims[1:])
        latest |= dict.fromkeys(ruling.claims, ruling)
    return Rulings(joined, frozenset(apart), latest, refused)


def _misfit(claims: Sequence[Said]) -> str | None:
    """Why some claims cannot have one origin: another stance, another giver or receiver."""
    for column, noun in (("stance", "stances"), ("from_party", "givers"), ("to_party", "receivers")):
        values = sorted({str(s.row[column]) for s in claims if s.row[column] is not None})
        if len(values) > 1:
            return f"they have different {noun} ({say_list(values)})"
    return None
