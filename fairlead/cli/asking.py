"""Having a language model propose claims, from the command line: what leaves the machine is said first."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fairlead.base.wording import say_many
from fairlead.case.chat import Endpoint
from fairlead.case.posting import NoAnswerError
from fairlead.case.store import Store
from fairlead.case.suggest import LONGEST_TEXT, suggest
from fairlead.cli.terminal import Terminal
from fairlead.errors import CaseError

if TYPE_CHECKING:
    from fairlead.case.workspace import Case


def propose_claims(
    out: Terminal, err: Terminal, case: Case, url: str, model: str, by: str | None = None, seconds: float = 120.0
) -> None:
    """Ask a model about every document with a text; its proposals wait in the queue after the next run.

    Raises:
        CaseError: no document, no such address, or no answer to any of them.
    """
    endpoint = Endpoint(url, model, seconds)
    documents = [d for d in case.table_or_empty("documents").to_pylist() if d["text"]]
    if not documents:
        raise CaseError("the last run holds no document with a text; add some and run the case first")
    where = "stay on this machine" if endpoint.is_here else f"LEAVE THIS MACHINE and go to {endpoint.host}"
    told = f"the texts of {say_many(len(documents), 'document')} {where}, as far as the address tells"
    err.paragraph(f"{told}. What {model} makes of them is only proposed.", "contradicted")
    store = Store(case.path)
    dropped: Counter[str] = Counter()
    taken = repaired = known = unanswered = 0
    for d in documents:
        name = d["title"] or d["url"] or d["document_id"]
        try:
            found = suggest(store, d, endpoint, by)
        except NoAnswerError as e:
            unanswered += 1
            err.paragraph(f"{name}: {e}", "contradicted")
            continue
        if found is None:
            known += 1
            continue
        if len(d["text"]) > LONGEST_TEXT:
            err.paragraph(f"{name}: only its first {LONGEST_TEXT:,} characters were sent")
        taken, repaired = taken + len(found.proposals), repaired + found.repaired
        dropped += found.dropped
    out.paragraph(
        f"{say_many(taken, 'claim')} proposed by {model}: {taken - repaired} quoted as they stand, {repaired} with the "
        f"text's own words put in; {sum(dropped.values())} dropped."
    )
    for reason, count in sorted(dropped.items()):
        out.paragraph(f"{count} dropped: {reason}", "dim", indent=2)
    if known:
        out.paragraph(f"{say_many(known, 'document')} asked about already, with the same words", "dim")
    if unanswered:
        raise CaseError(
            f"{unanswered} of {say_many(len(documents), 'document')} without an answer; the same command asks again"
        )
