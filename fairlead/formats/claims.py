"""claims: who said what. One row, one statement; a denial is a row too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fairlead.base.tables import CLAIMS
from fairlead.formats.api import Kind
from fairlead.formats.quantities import Interval, amounts_in, gate_fault, one
from fairlead.formats.record import LARGEST, Record, shorten

STANCES = ("assert", "deny", "confirm", "no comment", "neither confirm nor deny")
KINDS = (
    "transfer", "voyage", "limit", "agreement", "support_statement", "policy_signal", "no_comment", "correction",
)  # fmt: skip
MODALITIES = (
    "asserted", "probable", "possible", "planned", "requested", "concern", "reported", "unconfirmed", "withdrawn",
    "not_denied",
)  # fmt: skip
STAGES = ("announced", "agreed", "allocated", "shipped", "delivered", "used")
SCOPES = ("total", "rate", "per_item", "cumulative")
ANONYMITY = ("named", "unnamed", "pseudonymous", "narrator")
_WORDS = {"claim_kind": KINDS, "modality": MODALITIES, "stage": STAGES, "scope": SCOPES, "anonymity": ANONYMITY,
          "quote_kind": ("direct", "indirect", "narrator")}  # fmt: skip
"""Optional columns that take one of a few words."""
_FREE = (
    "item_class", "qualifier", "alternatives", "exchange", "period_words", "speaker_role", "venue", "cue", "basis",
    "quote", "supersedes",
)  # fmt: skip
_LISTS = ("places", "vessels", "relays")
_BARREL, _TONNE = ("barrel", "barrels", "bbl"), ("tonne", "tonnes", "ton", "tons", "t")


def take_claim(record: Record) -> Mapping[str, Any]:
    """One row of CLAIMS."""
    label, speaker, outlet = record.need("claim_id"), record.need("speaker"), record.need("outlet")
    said_start, said_end = record.period("date_said", None, is_required=True)
    period_start, period_end = record.period("period_start", "period_end")
    confidence, grade = record.confidence()
    return {
        "label": label,
        "speaker": speaker,
        "speaker_org": record.text("speaker_org"),
        "outlet": outlet,
        "said_start": said_start,
        "said_end": said_end,
        "stance": _stance(record),
        "from_party": _party(record, "from_party"),
        "to_party": _party(record, "to_party"),
        "item": record.need("item"),
        **_quantity(record),
        "period_start": period_start,
        "period_end": period_end,
        "rests_on": record.text("rests_on"),
        **{column: _one_of(record, column, words) for column, words in _WORDS.items()},
        **{column: record.text(column) for column in _FREE},
        **{column: record.texts(column) or None for column in _LISTS},
        "source_url": record.text("source_url"),
        "confidence": confidence,
        "grade": grade,
    }


def _stance(record: Record) -> str:
    words = record.need("stance")
    stance = " ".join(words.lower().replace("_", " ").split())
    if words and stance not in STANCES:
        record.fault("stance", f"stance {shorten(words)!r} is none of: {', '.join(STANCES)}")
    return stance


def _one_of(record: Record, column: str, words: tuple[str, ...]) -> str | None:
    """One of a few words, however it is spaced; another one is a fault."""
    written = record.text(column)
    word = "_".join(written.lower().split()) if written else None
    if word and word not in words:
        record.fault(column, f"{column} {shorten(written or '')!r} is none of: {', '.join(words)}")
    return word


def _party(record: Record, column: str) -> str | None:
    """A state's code where the cell names one, else the party as written."""
    code, words = record.state(column)
    return code or words


def _quantity(record: Record) -> dict[str, Any]:
    """The stated interval and its unit; barrels and tonnes of one statement must fit each other."""
    words, unit = record.text("quantity_text"), record.text("unit")
    low, high = record.number("qty_low", 0, LARGEST), record.number("qty_high", 0, LARGEST)
    unit = unit.lower() if unit else None
    if low is not None and high is not None and low > high:
        record.fault("qty_low", f"qty_low {low:g} is more than qty_high {high:g}; swap them")
    if unit is None and (low is not None or high is not None):
        record.fault("unit", "a quantity is given without its unit; write barrel, trip, container, ...")
    barrels, tonnes = (
        _stated(words, unit, low, high, "barrel", _BARREL),
        _stated(words, unit, low, high, "tonne", _TONNE),
    )
    if wrong := gate_fault(barrels, tonnes):
        record.fault("quantity_text", f"quantity {shorten(words or '')!r} {wrong}")
    return {"quantity_words": words, "qty_low": low, "qty_high": high, "unit": unit}


def _stated(
    words: str | None, unit: str | None, low: float | None, high: float | None, name: str, spellings: tuple[str, ...]
) -> Interval | None:
    """The amount in one unit: the one in the words, else the columns where they are in it."""
    if words and (stated := one(amounts_in(words, name))):
        return stated
    if unit in spellings and (low is not None or high is not None):
        return (low if low is not None else high or 0.0, high if high is not None else low or 0.0)
    return None


KIND = Kind(
    name="claims",
    table=CLAIMS,
    doc="who said what about a transfer, a voyage or a denial, when, and resting on what",
    required=("claim_id", "speaker", "outlet", "date_said", "stance", "item"),
    optional=(
        "speaker_org", "from_party", "to_party", "quantity_text", "qty_low", "qty_high", "unit", "period_start",
        "period_end", "rests_on", "source_url", "confidence", *_WORDS, *_FREE, *_LISTS,
    ),
    take=take_claim,
)  # fmt: skip
