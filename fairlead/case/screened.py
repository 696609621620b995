"""What was asked where a table of identity or screening has no rows: it means no more than was looked at."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from fairlead.base.wording import say_list, say_many

_LOOKED_AT = {
    "risks": (
        ("vessels", "vessel"), ("particulars", "row of vessel lists"), ("worn", "stretch of marks sent by AIS"),
        ("gaps", "gap"), ("port_calls", "port call"), ("conflicts", "conflict"),
    ),
    "hits": (("vessels", "vessel"), ("list_standings", "version of lists")),
    "listed_events": (("stays", "stay"), ("hits", "hit")),
}  # fmt: skip
_PLURALS = {
    "row of vessel lists": "rows of vessel lists", "version of lists": "versions of lists",
    "stretch of marks sent by AIS": "stretches of marks sent by AIS",
}  # fmt: skip
_SAID = {
    "risks": "No rule of identity found a reason to doubt a ship; the rules and what each needs: docs/methods/risks.md."
    " Looked at were {seen}. A ship of which little is held raises none: that is no clean bill.",
    "hits": "No vessel of the case met an entry. Looked at were {seen}; its row in screened says by which marks.",
    "listed_events": "Nothing was asked whether listed on its day. Looked at were {seen}.",
}


def say_asked_for(name: str, table: Callable[[str], pa.Table]) -> str:
    """What an empty table of identity or screening was made from; blank for other tables.

    Args:
        name: the table.
        table: gives a table of the case, or an empty one.
    """
    if name not in _LOOKED_AT:
        return ""
    seen = say_list(say_many(table(t).num_rows, noun, _PLURALS.get(noun)) for t, noun in _LOOKED_AT[name])
    return _SAID[name].format(seen=seen)
