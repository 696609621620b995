"""measured_transfers: transfers with a stated tonnage, from which loads are learned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fairlead.base.tables import MEASURED_TRANSFERS
from fairlead.formats.api import Kind
from fairlead.formats.record import LARGEST, Record, shorten
from fairlead.formats.tonnage import take_gt, take_tonnage


def take_measured_transfer(record: Record) -> Mapping[str, Any]:
    """One row of MEASURED_TRANSFERS."""
    label = record.need("row_id")
    giver_dwt, giver_payload = _giver(record)
    receiver_dwt, condition = _receiver(record)
    confidence, grade = record.confidence()
    return {
        "label": label,
        "giver": record.text("giver"),
        "giver_dwt_t": giver_dwt,
        "giver_payload_t": giver_payload,
        "giver_loaded_t": record.number("giver_loaded_t", 0, LARGEST),
        "receiver": record.text("receiver"),
        "receiver_dwt_t": receiver_dwt,
        "receiver_dwt_condition": condition,
        "receiver_gt": take_gt(record, "receiver_gt"),
        "date_words": record.date_words("date"),
        "tonnes": record.number("tonnes", 0, LARGEST),
        "product": record.text("product"),
        "share_words": record.text("share_of_receiver_dwt"),
        "note": record.text("note"),
        "source_url": record.text("source_url"),
        "confidence": confidence,
        "grade": grade,
    }


def _giver(record: Record) -> tuple[float | None, float | None]:
    """Deadweight and payload of the giver: a figure said to be a payload is never a deadweight."""
    found = take_tonnage(record, "giver_dwt")
    if found is None:
        return None, None
    if found.is_payload:
        return None, found.value
    if found.remark:
        record.drop(
            "giver_dwt",
            f"giver_dwt: {found.value:g} t is used, the remark {shorten(found.remark)!r} is not; move it to note",
            found.remark,
        )
    return found.value, None


def _receiver(record: Record) -> tuple[float | None, str | None]:
    """Deadweight of the receiver and the condition printed with it ("if it is Kum Un San 3")."""
    found = take_tonnage(record, "receiver_dwt")
    if found is None:
        return None, None
    if found.is_payload:
        record.fault(
            "receiver_dwt", "receiver_dwt says payload, which is not deadweight: leave it blank and say it in note"
        )
    return found.value, found.remark.strip("():,; ") if found.remark else None


KIND = Kind(
    name="measured_transfers",
    table=MEASURED_TRANSFERS,
    doc="transfers with a stated tonnage: giver, receiver, deadweights, tonnes",
    required=("row_id",),
    optional=(
        "giver", "giver_dwt", "giver_loaded_t", "receiver", "receiver_dwt", "receiver_gt", "date", "tonnes", "product",
        "share_of_receiver_dwt", "note", "source_url", "confidence",
    ),
    take=take_measured_transfer,
    signature=("giver", "receiver", "tonnes"),
)  # fmt: skip
