"""What has changed since the run whose tables a case shows: what is asked, the evidence, decisions, the program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import version

from fairlead.base.schema import Step
from fairlead.base.wording import say_many
from fairlead.case.disk import sha256_of
from fairlead.case.evidence import evidence_id_of
from fairlead.case.shelf import RunRecord
from fairlead.case.store import CONFIG_NAME, Store
from fairlead.engine.code import code_hash, library_versions

STEPS_NAMED = 3
"""Steps of other code that are named; more are counted."""


def changes_since(store: Store, record: RunRecord, flow: Sequence[Step]) -> list[str]:
    """What has changed since a run, each in a clause of its own; empty where its tables are what a new run would start
    from.

    Args:
        store: the case.
        record: the run.
        flow: the steps as they are now.

    Limits:
        Says that something changed, not that a row would come out another: a remark in case.toml is a change. Code of
        the readers counts by the version of the program only.
    """
    return [*_of_config(store, record), *_of_log(store, record), *_of_program(record, flow)]


def other_program(record: RunRecord, flow: Sequence[Step]) -> list[str]:
    """Code and libraries of a run that are others than those here, each in words."""
    then = {s.name: s.code for s in record.steps}
    steps = [s.name for s in flow if then.get(s.name) != code_hash(s.kernel)]
    now = library_versions()
    code = [f"other code of {name!r}" for name in steps]
    if len(steps) > STEPS_NAMED:
        code = [f"other code of {len(steps)} steps"]
    return [*code, *(f"{n} {v}" for n, v in record.versions.items() if now.get(n) != v)]


def say_changes(number: int, changed: Sequence[str]) -> str:
    """What has changed since run ``number``, in words for a reader of its tables; nothing where nothing has."""
    if not changed:
        return ""
    return f"These tables are of run {number}. Since then {'; '.join(changed)}. 'fairlead run' makes them anew."


def _of_config(store: Store, record: RunRecord) -> Iterator[str]:
    try:
        is_same = evidence_id_of(sha256_of(store.config_path)) == record.config
    except OSError:
        yield f"{CONFIG_NAME} is gone or cannot be read"
        return
    if not is_same:
        yield f"{CONFIG_NAME} was changed"


def _of_log(store: Store, record: RunRecord) -> Iterator[str]:
    later = [e for e in store.log().entries if e.line > record.log_count]
    files = [e for e in later if e.action == "added" and e.fields["kind"] != CONFIG_NAME]
    for what, entries, verb in (
        ("file", files, "added"),
        ("file", [e for e in later if e.action == "refused"], "refused"),
        ("decision", [e for e in later if e.action == "decided"], "entered"),
        ("grade", [e for e in later if e.action == "graded"], "given"),
        ("review of a proposed claim", [e for e in later if e.action == "reviewed"], "entered"),
        ("set of claims proposed by a model", [e for e in later if e.action == "proposed"], "added"),
        ("source", [e for e in later if e.action == "rescinded"], "rescinded"),
    ):
        if entries:
            yield f"{say_many(len(entries), what)} {'was' if len(entries) == 1 else 'were'} {verb}"


def _of_program(record: RunRecord, flow: Sequence[Step]) -> Iterator[str]:
    if (now := version("fairlead")) != record.version:
        yield f"Fairlead is {now} and was {record.version}"
    elif other := other_program(record, flow):
        yield f"the program was changed (the run had {', '.join(other)})"
