"""Disputed: reports that a trip stands on and that the images they were made in speak against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from fairlead.base.hearsay import OUT_OF_VIEW, UNATTESTED
from fairlead.base.wording import say_list
from fairlead.trips.calls import Doubt, Draft

Row = dict[str, Any]

NAMED = 5
"""Reports named in one sentence; the rest are counted."""


class Disputes:
    """The reports that their own images contradict."""

    def __init__(self, watches: Iterable[Row], observations: Mapping[str, Row]) -> None:
        """``watches``: WATCHES rows; ``observations``: OBSERVATIONS rows by sighting id."""
        self._observations = observations
        self._looks = defaultdict[str, set[str]](set)
        for w in watches:
            if w["result"] == "disputed" and w["look"] is not None:
                for source in w["sources"]:
                    self._looks[source].add(w["look"])

    def note(self, draft: Draft) -> Doubt | None:
        """Say in a counted trip what speaks against its reports.

        Returns:
            That the trip is open by one, where every report that attests it lies in a look that somebody calls empty;
            else None.
        """
        reports = [o for c in draft.stays for s in c.row["sources"] if (o := self._observations.get(s))]
        if blind := [o["label"] for o in reports if o["method"] == OUT_OF_VIEW]:
            cannot = "the image it names cannot" if len(blind) == 1 else "the images they name cannot"
            draft.remarks.append(f"{_labels(blind)} told beside it attests nothing: {cannot} show the place")
        told = [o for o in reports if o["method"] not in UNATTESTED]
        against = [o for o in told if self._looks[o["sighting_id"]]]
        if not against:
            return None
        looks = sorted({look for o in against for look in self._looks[o["sighting_id"]]})
        labels = _labels([o["label"] for o in against])
        words = f"an analyst calls empty the look{'s'[: len(looks) > 1]} {_labels(looks)}, in which {labels} saw it"
        draft.remarks.append(words)
        if len(against) < len(told) or draft.is_accepted:
            return None
        about = tuple(sorted({o["sighting_id"] for o in against}))
        call = draft.dated_by
        rest = "nothing else attests it, so there may have been no call. No chance is put on it"
        return Doubt("disputed_look", -1, about, [draft], f"{call.ship_and_date}: {words}; {rest}.")


def _labels(labels: list[str]) -> str:
    named = list(dict.fromkeys(labels))
    more = [f"{len(named) - NAMED} more"] if len(named) > NAMED else []
    return say_list([*named[:NAMED], *more])
