"""Claims that a language model proposed, as the log keeps them: each with model, prompt, seed and date."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from fairlead.base.tables import MODEL_PROPOSALS
from fairlead.case.log import Log
from fairlead.case.reviews import read_said
from fairlead.errors import SchemaError
from fairlead.formats.api import refusal

ACTION = "proposed"
TOLD = ("model", "endpoint", "prompt_sha256", "seed")
"""Columns that an entry says once for all its proposals."""


def list_model_proposals(log: Log) -> tuple[pa.Table, list[dict[str, Any]]]:
    """MODEL_PROPOSALS, and rows of REJECTS for what no proposal can be made of. What a model proposes twice is
    one row, as it was proposed first."""
    rows: dict[str, dict[str, Any]] = {}
    rejects = []
    for entry in log.of(ACTION):
        about = {c: entry.fields[c] for c in TOLD} | {"proposed_at": entry.time, "log_line": entry.line}
        for said in entry.fields["proposals"]:
            try:
                row = read_said(MODEL_PROPOSALS.columns, said) | about
                MODEL_PROPOSALS.from_rows([row])
            except (SchemaError, ValueError, TypeError) as e:
                reason = f"a proposal in line {entry.line} of the log cannot be read: {e}"
                rejects.append(refusal(None, str(entry.fields["model"]), reason, scope="row", row=entry.line))
                continue
            rows.setdefault(row["proposal_id"], row)
    return MODEL_PROPOSALS.from_rows(rows.values()), rejects
