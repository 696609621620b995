"""Whether claims that a person wants to join can have one origin: what they differ in, said before it is entered.

An origin is somebody's word on one matter. A denial is nobody's assertion, and what A gave B is not what B gave A: such
a join no run honours (:mod:`fairlead.ledger.rulings`), and it is refused. Claims of two kinds of goods can be joined,
since a kind may be read wrongly; all are then counted as the kind of the earliest, so a person has to say so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from fairlead.base.wording import say_list
from fairlead.errors import CaseError
from fairlead.ledger.items import by_ordinal, class_of
from fairlead.ledger.known_names import party_names, read_classes
from fairlead.ledger.parties import say_party
from fairlead.ledger.wording import STANCES

Row = Mapping[str, Any]
Tables = Callable[[str], pa.Table]


def refuse_misfit(about: Sequence[str], tables: Tables, is_meant: bool) -> None:
    """Refuse to join claims, or origins, that cannot be one word on one matter.

    Args:
        about: ids of what is to be joined; ids of other rows are let be.
        tables: gives a table of the case by name.
        is_meant: whether the person said that different goods are meant to be joined.

    Raises:
        CaseError: what they differ in; nothing of it is in the log.
    """
    rows = find_matters(about, tables)
    if len(rows) < 2:
        return
    for name, noun in (("stance", "say different things"), ("giver", "name different givers"),
                       ("receiver", "name different receivers")):  # fmt: skip
        if told := _differ(rows, name):
            raise CaseError(f"these {noun} ({told}), so they cannot have one origin, and no run would join them")
    if not is_meant and (told := _differ(rows, "goods")):
        raise CaseError(
            f"these are about different goods ({told}); joined, all would be counted as those of the earliest. "
            "Where that is meant, say --anyway with the reason"
        )


def find_matters(about: Sequence[str], tables: Tables) -> list[Row]:
    """What each claim or origin that is named is about: label, stance, giver, receiver and goods in words."""
    claims = [c for c in tables("claims").to_pylist() if c["claim_id"] in about]
    origins = [o for o in tables("origins").to_pylist() if o["origin_id"] in about]
    asked = by_ordinal(tables("questions").to_pylist())
    lexicon = tables("lexicon").to_pylist()
    terms, names = read_classes(lexicon), party_names(lexicon)
    found = [_matter(c, c["label"], class_of(c, asked, terms), names) for c in claims]
    return found + [_matter(o, str(o["speaker"]), str(o["item_class"]), names) for o in origins]


def _matter(row: Row, label: str, goods: str, names: Mapping[str, str]) -> Row:
    giver, receiver = (
        names.get(p) or say_party(p) if (p := row[side]) else None for side in ("from_party", "to_party")
    )
    stance = STANCES.get(row["stance"], row["stance"])
    return {"label": label, "stance": stance, "giver": giver, "receiver": receiver, "goods": goods}


def _differ(rows: Iterable[Row], name: str) -> str | None:
    """``C01: oil; C35: troops``; None where they agree or do not say."""
    told: dict[str, list[str]] = {}
    for row in rows:
        if row[name] is not None:
            told.setdefault(row[name], []).append(row["label"])
    return "; ".join(f"{say_list(labels)}: {value}" for value, labels in told.items()) if len(told) > 1 else None
