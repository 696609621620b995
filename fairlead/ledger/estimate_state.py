"""What a sampled estimate must not be printed without: that no look speaks in it, that its chains disagree."""

from __future__ import annotations

_SAID = (
    ("this is the prior", "no looks, this is the prior"),
    ("only ais speaks", "no looks, only AIS speaks"),
    ("not settled", "identities not settled"),
)
"""What the words of a sampled figure say of its state, and how it is said beside the figure."""

PRIOR, UNSETTLED = _SAID[0][1], _SAID[2][1]


def estimate_states(words: str | None) -> list[str]:
    """The states of a sampled figure, from the words of its own row; none where its words name none.

    Args:
        words: of a SEASON_TOTALS row, or of the TRIP_ESTIMATES row that carries it.
    """
    text = (words or "").casefold()
    return [said for sign, said in _SAID if sign in text]
