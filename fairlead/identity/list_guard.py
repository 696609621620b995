"""Whether a new version of a list may replace the one at hand: a list that moved is empty, cut off or much shorter."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fairlead.base.bounds import Within, check_fields
from fairlead.base.wording import say_list, say_many

NAMED = 5
"""Entries named of those that changes name and the version before lacks."""


@dataclass(frozen=True, slots=True)
class GuardParams:
    """When a version is refused."""

    most_shrink_frac: Annotated[float, Within(0, 1)] = 0.10
    """Share of entries, or of vessels, that may be gone against the last good version. In 191 steps between daily
    versions of OFAC's list (August 2021 to June 2023) the largest loss of entries was 150 of 9,158, 1.6 %."""

    def __post_init__(self) -> None:
        check_fields(self)


def refuse_version(
    new: Mapping[str, Any], last: Mapping[str, Any] | None, params: GuardParams = GuardParams()
) -> str | None:
    """Why a version is refused; None where it may be taken. What is said of it begins with a verb.

    Args:
        new: a row of LIST_VERSIONS; of changes the counts of the list once they are applied.
        last: list, entries and vessels after the last good version of the same list; None for the first.
        params: the limits.
    """
    reason = None
    if not new["entries"] and not new["is_delta"]:
        reason = "holds no entry"
    elif new["doubt"]:
        reason = str(new["doubt"])
    elif last:
        for count, one in (("entries", "entry"), ("vessels", "vessel")):
            lost = last[count] - new[count]
            if lost > params.most_shrink_frac * last[count]:
                verb = "leaves" if new["is_delta"] else "has"
                reason = (
                    f"{verb} {say_many(new[count], one, count)} where the last good version had {last[count]:,}: "
                    f"a loss of {lost / last[count]:.0%}, more than {params.most_shrink_frac:.0%}"
                )
                break
    return reason


def refuse_cut(before: Sequence[str], new: Sequence[str]) -> str | None:
    """Why a version may be cut off between two records, where it lost the last entries of the version before and no
    other; None where it did not. A file without an end of its own looks so; who strikes entries off seldom strikes just
    the last.

    Args:
        before: entries of the last good version, in the order of its file.
        new: entries of the new version, likewise.
    """
    held, kept = set(new), set(before)
    lost = [ref not in held for ref in before]
    count = sum(lost)
    if not count or not new or not all(lost[-count:]):
        return None
    last = next((ref for ref in reversed(new) if ref in kept), None)
    is_last = new[-1] == last and count < len(before) and before[-count - 1] == last
    if not is_last:
        return None
    entries = "entry" if count == 1 else say_many(count, "entry", "entries")
    return f"lacks the last {entries} of the last good version and no other: it may be cut off"


def say_unknown(op: str, refs: Collection[str]) -> list[str]:
    """That changes name what the version before lacks, as caveats of a version; none where it lacks nothing.

    Args:
        op: MOD or DEL, what is said to have been done with them.
        refs: ids that are not there.
    """
    if not refs:
        return []
    done, became = {"MOD": ("changed", "taken as new"), "DEL": ("deleted", "nothing was there to delete")}[op]
    which = say_list(sorted(refs)[:NAMED]) + (", ..." if len(refs) > NAMED else "")
    count = say_many(len(refs), "entry", "entries")
    return [f"of what it says was {done}, the version before lacks {count} ({which}): {became}"]
