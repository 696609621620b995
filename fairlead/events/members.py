"""Members of a counted group that its words name by ship: "at least five tankers, including Yu Son and Un Hung".

A group holds labels of sightings. A name stands for the sightings of that ship at the group's place and in its time;
where there are none it stays a name, and the ship is one of those that the group counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from fairlead.base.spelling import spellings
from fairlead.base.timeline import Span

Row = dict[str, Any]


def find_named_members(rows: Sequence[Row], names: Mapping[str, str], within: timedelta) -> None:
    """Put the labels of sightings in the place of ships' names among the members of groups, in the rows themselves.

    Args:
        rows: rows of OBSERVATIONS; ``members`` and ``sources`` of groups are set.
        names: the ship's name of each sighting that has one, by sighting id.
        within: how far from the group's time a sighting may lie.

    Limits:
        A name matches by the spelling keys of the identities page. A name at no place of the case stands for nothing.
    """
    labels = {r["label"] for r in rows}
    groups = [r for r in rows if any(m not in labels for m in r["members"])]
    if not groups:
        return
    by_name = defaultdict[tuple[str, str], list[Row]](list)
    for row in rows:
        if row["place_id"] is not None and row["sighting_id"] in names:
            for key in spellings(names[row["sighting_id"]]):
                by_name[row["place_id"], key].append(row)
    for group in groups:
        around = Span(group["start_time"], group["end_time"]).widened(within)
        kept: list[str] = []
        named: set[tuple[str, str]] = set()
        for member in group["members"]:
            keys = () if member in labels else spellings(member)
            meant = {
                (row["label"], row["sighting_id"])
                for key in keys
                for row in by_name.get((group["place_id"] or "", key), ())
                if row is not group and around.overlaps(Span(row["start_time"], row["end_time"]))
            }
            named |= meant
            kept += [] if meant else [member]
        group["members"] = kept + sorted(label for label, _ in named)
        group["sources"] += sorted(sighting_id for _, sighting_id in named)
