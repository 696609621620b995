"""What a person is warned of before accepting a proposal: another reading of the same words, a party nobody knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from fairlead.base.wording import quoted
from fairlead.ledger.parties import STATES, say_party
from fairlead.ledger.words import tokens

Row = Mapping[str, Any]

BY_MODEL = "model"
"""``rule`` of what a language model proposed."""

_CODES = frozenset(s.code for s in STATES)


def find_cautions(proposals: Iterable[Row], names: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Warnings about proposals, by id; none for those that need none.

    Args:
        proposals: PROPOSALS and MODEL_PROPOSALS rows of one case.
        names: of parties that only the case's own words know, by code.

    Returns:
        For each proposal the sentences of its warnings: that a rule reads its words in the other direction, or with
        other parties (a reversed direction is the worst error, and a model's is never sure); and that a giver or
        receiver is no state this program or the case's words know.
    """
    by_document: dict[str, list[Row]] = defaultdict(list)
    rows = list(proposals)
    for p in rows:
        if p["rule"] != BY_MODEL and p["from_party"] and p["to_party"]:
            by_document[p["document_id"]].append(p)
    found = {}
    for p in rows:
        told = [*_say_unknown(p, names)]
        if p["rule"] == BY_MODEL and p["from_party"] and p["to_party"]:
            told += _say_contradiction(p, by_document[p["document_id"]], names)
        if told:
            found[str(p["proposal_id"])] = tuple(told)
    return found


def unknown_parties(claim: Row, names: Collection[str]) -> list[str]:
    """Giver and receiver of a claim that are codes of no state and no party of the case's own words."""
    given = (claim["from_party"], claim["to_party"])
    return [p for p in dict.fromkeys(given) if p and p not in _CODES and p not in names]


def _say_unknown(p: Row, names: Mapping[str, str]) -> Iterable[str]:
    for party in unknown_parties(p, names):
        yield (
            f"{quoted(party)} is no state or party known here: accepted as it is, it stands as a party of its own; "
            "e corrects it, a row of kind state in a lexicon makes it known"
        )


def _say_contradiction(p: Row, rules: Iterable[Row], names: Mapping[str, str]) -> list[str]:
    """Rules that read the same goods in the same words otherwise, those that reverse it first."""
    way = p["from_party"], p["to_party"]
    others = [r for r in rules if _is_same_place(p, r) and _are_same_goods(p, r)]
    if any((r["from_party"], r["to_party"]) == way for r in others):
        return []
    told: dict[str, None] = {}
    for r in sorted(others, key=lambda r: (r["to_party"], r["from_party"]) != way):
        is_reversed = (r["to_party"], r["from_party"]) == way
        giver, receiver = (names.get(x) or say_party(x) for x in (r["from_party"], r["to_party"]))
        how = "in the other direction" if is_reversed else "with other parties"
        sure = ", and is sure of it" if r["is_confident"] else ""
        told[f"a rule reads these words {how}, {giver} to {receiver}{sure}: look twice at who gives"] = None
    return list(told)[:1]


def _is_same_place(p: Row, r: Row) -> bool:
    """Whether two quotes of one document share characters."""
    if p["quote_start"] is None or r["quote_start"] is None:
        return False
    ends = [x["quote_start"] + len(x["quote"] or "") for x in (p, r)]
    return bool(max(p["quote_start"], r["quote_start"]) < min(ends))


def _are_same_goods(p: Row, r: Row) -> bool:
    """Whether two readings are about one kind of goods; where one names none they may be."""
    if not p["item"] or not r["item"]:
        return True
    if p["item_class"] and r["item_class"] and p["item_class"].split(".")[0] == r["item_class"].split(".")[0]:
        return True
    return not set(tokens(p["item"])).isdisjoint(tokens(r["item"]))
