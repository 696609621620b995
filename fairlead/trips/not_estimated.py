"""Not estimated: why a question that asks for no other estimate has none from the looks held."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from fairlead.base.wording import say_many, say_number

Row = dict[str, Any]


def why_no_estimate(ask: Row, looks: Sequence[Row], watches: Sequence[Row], loading: Collection[str]) -> str:
    """Why nothing was sampled for a question that states no share seen.

    Args:
        ask: the QUESTIONS row.
        looks: LOOKS rows of the case.
        watches: WATCHES rows of the case; a look that cannot tell is none.
        loading: ids of the places where the question's ships load.
    """
    if not looks:
        held = "the only looks held are known because something was seen" if watches else "no look is held"
        return f"No estimate: {held}, and no share seen is stated: nothing tells how much was not seen."
    held = f"No estimate: {say_many(len(looks), 'look is', 'looks are')} held, "
    blind = sum(k["result"] == "cannot tell" for k in looks)
    if blind == len(looks):
        told = "it cannot" if blind == 1 else "none of them can"
        return f"{held}and {told} tell what lay there; no share seen is stated either."
    period = ask["period_start"], ask["period_end"]
    at = [w for w in watches if w["look"] is not None and w["place_id"] in loading]
    dated = [w for w in at if w["is_day_known"] and period[0] <= w["start_time"] < period[1]]
    some = f" ({say_number(blind)} cannot tell)" if blind else ""
    if not at:
        return f"{held}and none that could tell is of a loading place of the question{some}."
    if not dated:
        return f"{held}and none that could tell is of a loading place on a known day of the period{some}."
    if all(w["is_cued"] for w in dated):
        return f"{held}and all that tell of a loading place were asked for because of a tip, no random captures{some}."
    return f"{held}and no vessel of the case is known to be one of those asked about, to give stays to."
