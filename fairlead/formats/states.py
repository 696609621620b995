"""States by the names people write: a table, read once."""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from importlib.resources import files

_NO_STATE = re.compile(r"\b(?:false|falsely|fraudulent|fake|stateless|unknown|none|not known)\b", re.IGNORECASE)
_REMARK = re.compile(r"\([^()]*\)")


@lru_cache(maxsize=1)
def state_names() -> dict[str, str]:
    """Every known name and adjective in lower case, and every code in capitals, with its ISO 3166-1 alpha-2 code.

    The names are the usual English ones (tz database, iso3166.tab, public domain) and those that shipping writes.
    """
    text = files("fairlead.formats").joinpath("states.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return {r["code"]: r["code"] for r in rows} | {r["name"].lower(): r["code"] for r in rows}


@lru_cache(maxsize=4096)
def find_state(words: str) -> str | None:
    """The state a flag or party names: "DPRK" and "North Korea" are KP, "Sierra Leone (2021)" is SL.

    Args:
        words: as written; a remark in brackets is left aside.

    Returns:
        ISO 3166-1 alpha-2, or None: unknown words, several states, or a flag said to be false.
    """
    if says_no_state(words):
        return None
    names = state_names()
    if code := names.get(words.replace(".", "").strip()):
        return code
    whole = " ".join(words.replace(".", "").replace("’", "'").lower().split())
    plain = " ".join(_REMARK.sub(" ", whole).split())
    bare = re.sub(r"^the |[ -]flag(?:ged)?$", "", plain)
    return next((names[n] for n in (whole, plain, bare) if n in names), None)


def says_no_state(words: str) -> bool:
    """Whether the words say themselves that there is no (true) flag."""
    return _NO_STATE.search(words) is not None
