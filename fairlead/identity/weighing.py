"""Weighing: what each property of two records says for and against their being one, as log-odds with words.

A declared list of small functions (``VESSEL``, ``PARTY``), each of one property; what differs counts as well as what
agrees. The figures are judgements with reasons, not fitted: they rank hits and never confirm one.
"""

from __future__ import annotations

from fairlead.identity.hull_particulars import (
    weigh_built,
    weigh_flag,
    weigh_gross_tonnage,
    weigh_length,
    weigh_tonnage,
    weigh_type,
)  # fmt: skip
from fairlead.identity.name_reasons import weigh_names
from fairlead.identity.name_weights import NameWeights, usual_weights
from fairlead.identity.number_reasons import (
    weigh_call_sign,
    weigh_company_imo,
    weigh_imo,
    weigh_mmsi,
    weigh_registration,
)  # fmt: skip
from fairlead.identity.party_particulars import weigh_address, weigh_birth, weigh_country, weigh_gender
from fairlead.identity.reasons import CompareParams, Reason, Weigh
from fairlead.identity.records import Record

VESSEL: tuple[Weigh, ...] = (
    weigh_imo, weigh_mmsi, weigh_call_sign, weigh_names, weigh_built, weigh_tonnage, weigh_gross_tonnage, weigh_length,
    weigh_type, weigh_flag,
)  # fmt: skip
PARTY: tuple[Weigh, ...] = (
    weigh_company_imo, weigh_registration, weigh_names, weigh_birth, weigh_gender, weigh_country, weigh_address,
)  # fmt: skip


def weigh(a: Record, b: Record, params: CompareParams, weights: NameWeights | None = None) -> tuple[Reason, ...]:
    """What every property says, the heaviest first."""
    table = VESSEL if "vessel" in (a.kind, b.kind) else PARTY
    found = [reason for one in table if (reason := one(a, b, params, weights or usual_weights()))]
    return tuple(sorted(found, key=lambda r: (-abs(r.log_odds), r.property)))
