"""The queue in a terminal: one proposal at a time, decided with one key. Only a person accepts.

Each answer is in the log before the next question, so a queue that is broken off goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fairlead.base.wording import say_many
from fairlead.case.cautions import unknown_parties
from fairlead.case.graded_sources import Sources
from fairlead.case.grades import VALUES, grade
from fairlead.case.log import Log
from fairlead.case.queue import Item, list_queue
from fairlead.case.reviews import (
    FIELDS,
    TAKEN,
    change,
    check,
    claim_id_of,
    claim_of,
    labels_of,
    missing,
    refuse_stale,
    review,
    review_id,
    standing,
    withdraw,
)
from fairlead.case.store import Store, somebody
from fairlead.cli.keys import Ended, Keys
from fairlead.cli.proposal import print_item, print_queue
from fairlead.cli.terminal import Terminal
from fairlead.cli.verbs import Verbs
from fairlead.errors import CaseError

if TYPE_CHECKING:
    from fairlead.case.workspace import Case

NAMES_SHOWN = 6
"""Further names of a source that are told with a question about it."""

KEYS = "a accept  e edit  r reject  s skip  u undo  q quit"


def review_case(
    t: Terminal,
    case: Case,
    verbs: Verbs,
    *,
    is_listed: bool,
    is_sources: bool,
    accept: Sequence[str],
    reject: Sequence[str],
    withdrawn: str | None,
    reason: str,
    by: str | None,
    is_overruling: bool = False,
) -> None:
    """Do what ``fairlead review`` was asked for; the queue, where nothing else was.

    Raises:
        CaseError: there is nothing to review, in words that say what to do first; or an id is not what it should be.
    """
    store = Store(case.path, read_only=is_listed)
    if withdrawn is not None:
        withdraw(store, _review_of(store, withdrawn), reason, by)
        t.paragraph(f"{withdrawn} is withdrawn; it stays visible in the table reviews")
    elif accept or reject:
        for verdict, ids in (("accept", accept), ("reject", reject)):
            if ids:
                done = accept_named(case, store, ids, verdict, reason, by, is_overruling)
                t.paragraph(f"{verdict}ed: {', '.join(done)}")
    elif is_sources:
        ask_sources(t, case, store, by)
        return
    else:
        queue = case.queue()
        if not queue.items:
            raise CaseError(_why_empty(case, verbs))
        if is_listed:
            print_queue(t, queue)
            return
        sitting = Sitting(t, case, store, by)
        if not sitting.queue.waiting:
            t.paragraph("Every proposal of the last run is reviewed.")
            return
        sitting.go()
    t.paragraph(f"Next: {verbs.say('run')}", "dim")


def _review_of(store: Store, named: str) -> str:
    """The id of a review; of a claim's label (K1), that of the review by which it stands."""
    log = store.log()
    entries = standing(log)
    found = [id_ for id_, label in labels_of(log).items() if label.casefold() == named.casefold() and id_ in entries]
    return review_id(entries[found[0]]) if found else named


def _why_empty(case: Case, verbs: Verbs) -> str:
    """Why nothing waits, and what to do."""
    if case.last_run() is None:
        return f"there is nothing to review yet: {verbs.say('run')} first"
    documents = case.table_or_empty("documents").num_rows
    if not documents:
        return f"this case holds no documents to propose claims from; add some: {verbs.say('add', 'FILE...')}"
    held = say_many(documents, "document")
    return f"no claims were proposed from the {held} of this case; add others, or write claims in a table"


@dataclass
class Sitting:
    """One person at the queue."""

    t: Terminal
    case: Case
    store: Store
    by: str | None = None
    keys: Keys = field(init=False)
    taken: int = 0
    refused: int = 0
    skipped: int = 0
    typed: dict[tuple[str, str], str] = field(default_factory=dict)
    """What was typed for a document where it says nothing, by document and field."""
    last: str = ""
    shown: dict[str, str] = field(default_factory=dict)
    """The review that stood on each proposal when this person was last told."""

    def __post_init__(self) -> None:
        self.keys = Keys(self.t)
        log = self.store.log()
        self.queue, self.shown = list_queue(self.case.table_or_empty, log), _stood(log)

    def go(self) -> None:
        """Ask until nothing waits or the person goes. Each answer is in the log before the next question."""
        waiting = self.queue.waiting
        at = 0
        total = len(self.queue.items)
        try:
            while at < len(waiting):
                item = waiting[at]
                claim = claim_of(item.proposal, item.document)
                place = f"{total - len(waiting) + at + 1} of {total}"
                print_item(self.t, item, claim, place, self.queue.names)
                outcome = self._ask(item, claim)
                if isinstance(outcome, Item):
                    waiting = [outcome, *(w for w in waiting[at:] if w.id != outcome.id)]
                    at = 0
                else:
                    at += 1
        except Ended:
            pass
        finally:
            self.t.line()
            left = len(list_queue(self.case.table_or_empty, self.store.log()).waiting)
            told = f"{self.taken} accepted, {self.refused} rejected, {self.skipped} skipped; "
            self.t.paragraph(f"{told}{say_many(left, 'proposal')} {'waits' if left == 1 else 'wait'}.")

    def _ask(self, item: Item, claim: dict[str, Any]) -> Item | None:
        """Ask until the item is dealt with; the item to go back to where something was undone."""
        while True:
            key = self.keys.key(KEYS)
            if key == "q":
                raise Ended
            if key == "s":
                self.skipped += 1
                return None
            if key == "u":
                if back := self._undo():
                    return back
                continue
            act = {"a": self._accept, "e": self._edit, "r": self._reject}.get(key)
            if act is None:
                self.t.paragraph("one of these keys, please", "dim")
                continue
            try:
                if act(item, claim):
                    return None
            except CaseError as e:
                self.t.paragraph(str(e), "contradicted")

    def _accept(self, item: Item, claim: dict[str, Any]) -> bool:
        claim, changed = self._complete(item, dict(claim))
        reason = "filled in what the text does not say: " + ", ".join(changed) if changed else ""
        return self._enter(item, "edit" if changed else "accept", claim, reason, changed)

    def _complete(self, item: Item, claim: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """Ask for what a claim cannot be without; what was typed for its document before is offered."""
        changed = []
        for name in missing(claim):
            known = self.typed.get((item.proposal["document_id"], name))
            offer = f" (blank: {known})" if known else ""
            prompt = f"{name} is not known, and no claim stands without it; it is{offer}"
            claim = self._typed(claim, name, prompt, known)
            self.typed[item.proposal["document_id"], name] = self.last
            changed.append(name)
        return claim, changed

    def _edit(self, item: Item, claim: dict[str, Any]) -> bool:
        proposed = dict(claim)
        claim, touched = self._complete(item, dict(claim))
        while name := self.keys.line("field (? lists them, blank when done)").lower().replace(" ", "_"):
            if name not in FIELDS:
                self.t.paragraph(f"a field is one of {', '.join(FIELDS)}", "dim")
                continue
            now = ", ".join(str(claim[c]) for c in FIELDS[name] if claim[c] is not None) or "blank"
            before = claim
            claim = self._typed(claim, name, f"{name} is {now}; new (blank keeps it, - clears it)")
            if claim == before:
                self.t.paragraph(f"{name} stays as it is", "dim")
            touched.append(name)
        changed = [n for n in dict.fromkeys(touched) if any(claim[c] != proposed[c] for c in FIELDS[n])]
        if not changed:
            self.t.paragraph("nothing was changed", "dim")
            return False
        check(claim)
        reason = self.keys.line("why it is changed")
        return self._enter(item, "edit", claim, reason, changed)

    def _typed(self, claim: dict[str, Any], name: str, prompt: str, known: str | None = None) -> dict[str, Any]:
        """One field as it is typed; asked again until it can be taken. Blank leaves it, unless nothing stands there."""
        while True:
            words = self.keys.line(prompt) or known
            if not words:
                if name in missing(claim):
                    raise CaseError(f"not accepted: {name} is still not known")
                return claim
            try:
                claim = change(claim, name, "" if words == "-" else words)
            except CaseError as e:
                self.t.paragraph(str(e), "contradicted")
            else:
                self.last = words
                if name in ("from_party", "to_party") and claim[name] in unknown_parties(claim, self.queue.names):
                    self.t.paragraph(f"{claim[name]} is no state or party known here; it stands as a party of its own")
                return claim

    def _reject(self, item: Item, claim: dict[str, Any]) -> bool:
        reason = self.keys.line("why it is rejected (blank goes back)")
        return bool(reason) and self._enter(item, "reject", claim, reason)

    def _enter(
        self,
        item: Item,
        verdict: str,
        claim: dict[str, Any],
        reason: str,
        changed: Iterable[str] = (),
    ) -> bool:
        with self.store.writing() as sitting:
            try:
                refuse_stale(sitting.log, self.shown, (item.id,))
            except CaseError:
                self.shown = _stood(sitting.log)
                raise
            review(sitting, item.proposal, item.document, verdict, claim, reason, changed, self.by)
            label = labels_of(sitting.log).get(item.id, "")
        if verdict not in TAKEN:
            self.refused += 1
            self.t.paragraph("rejected, and kept with its reason", "dim")
            return True
        self.taken += 1
        self.t.paragraph(f"accepted as {label}", "dim")
        self._credibility(item)
        return True

    def _credibility(self, item: Item) -> None:
        """How credible the claim is, asked with every grade of its source hidden."""
        prompt = "credibility 1 confirmed .. 5 improbable, 6 cannot be judged; by what it says, not who"
        prompt += " (blank skips, q quits)"
        while value := self.keys.line(prompt):
            if value.lower() == "q":
                raise Ended
            if value not in VALUES["credibility"]:
                self.t.paragraph(f"one of {', '.join(VALUES['credibility'])}", "contradicted")
                continue
            if reason := self.keys.line("why (blank skips)"):
                grade(self.store, claim_id_of(item.id), "credibility", value, reason, is_blind=True, by=self.by)
            return

    def _undo(self) -> Item | None:
        """Take back what this person did last."""
        me, log = self.by or somebody(), self.store.log()
        mine = [e for e in standing(log).values() if e.actor == me]
        last = max(mine, key=lambda e: e.line, default=None)
        if last is None:
            self.t.paragraph("there is nothing of yours to undo", "dim")
            return None
        withdraw(self.store, review_id(last), "undone at the queue", self.by)
        self.t.paragraph(f"undone: {last.fields['verdict']} of {last.fields['proposal']}", "dim")
        if last.fields["verdict"] in TAKEN:
            self.taken = max(self.taken - 1, 0)
        else:
            self.refused = max(self.refused - 1, 0)
        return self.queue.items.get(str(last.fields["proposal"]))


def _stood(log: Log) -> dict[str, str]:
    """The review that stands on each proposal."""
    return {id_: review_id(entry) for id_, entry in standing(log).items()}


def accept_named(
    case: Case, store: Store, ids: Sequence[str], verdict: str, reason: str, by: str | None, is_overruling: bool = False
) -> list[str]:
    """Accept or reject proposals that a person named one by one; all of them, or none.

    Args:
        is_overruling: whether a standing review of one may be overruled; the earlier stays visible.

    Returns:
        Labels of the accepted claims, or the ids of those rejected.

    Raises:
        CaseError: an id is not waiting, a claim is not complete, or an overruling without its reason.
    """
    log = store.log()
    queue, shown = list_queue(case.table_or_empty, log), _stood(log)
    waiting = {item.id: item for item in (queue.items.values() if is_overruling else queue.waiting)}
    if unknown := [i for i in ids if i not in waiting]:
        raise CaseError(f"{unknown[0]} {_why_not_waiting(unknown[0], queue.items, log)}. Nothing was entered")
    if is_overruling and not reason.strip():
        raise CaseError("to overrule a review needs its reason, in words another person can judge; nothing was entered")
    claims = {i: claim_of(waiting[i].proposal, waiting[i].document) for i in dict.fromkeys(ids)}
    if verdict in TAKEN:
        for id_, claim in claims.items():
            try:
                check(claim)
            except CaseError as e:
                raise CaseError(f"{id_}: {e}; accept it at the queue, which asks for it. Nothing was entered") from e
            if waiting[id_].cautions and not reason.strip():
                told = "; ".join(waiting[id_].cautions)
                raise CaseError(f"{id_}: {told}. To accept it all the same say why, with --reason. Nothing was entered")
    with store.writing() as sitting:
        refuse_stale(sitting.log, shown if is_overruling else {}, claims)
        for id_, claim in claims.items():
            review(sitting, waiting[id_].proposal, waiting[id_].document, verdict, claim, reason, by=by)
        labels = labels_of(sitting.log)
    return [labels.get(i, i) if verdict in TAKEN else i for i in claims]


def _why_not_waiting(id_: str, items: Mapping[str, Item], log: Log) -> str:
    """Why a proposal is not in the queue, and what can be done."""
    entry = standing(log).get(id_)
    if id_ not in items or entry is None:
        return "is no proposal of the last run; 'fairlead review CASE --list' prints what waits"
    why = f" ({entry.fields['reason']})" if entry.fields["reason"] else ""
    told = f"was reviewed already: {entry.actor} decided {entry.fields['verdict']}{why}"
    return f"{told}; --overrule with --reason decides otherwise, and the earlier stays visible"


def ask_sources(t: Terminal, case: Case, store: Store, by: str | None = None) -> None:
    """Ask the reliability of each person or body once for each matter it was heard on; what was graded is not asked
    again, under whatever name."""
    sources = Sources(case.table_or_empty)
    given_before = [
        (str(g["target"]), g["topic"]) for g in case.table_or_empty("grades").to_pylist() if g["axis"] == "reliability"
    ] + [
        (str(e.fields["target"]), e.fields["topic"])
        for e in store.log().of("graded")
        if e.fields["axis"] == "reliability"
    ]
    graded = {(sources.find(target) or target, str(topic or "").casefold()) for target, topic in given_before}
    asked = sources.list_asked()
    open_ones = [a for a in asked if (a.source, a.topic.casefold()) not in graded and (a.source, "") not in graded]
    keys, given = Keys(t), 0
    with suppress(Ended):
        for one in open_ones:
            t.line()
            also = f", also as {', '.join(one.also[:NAMES_SHOWN])}" if one.also else ""
            t.line((t.words(one.source), "bold"), t.words(f" on {one.topic} ({say_many(one.claims, 'claim')})"))
            if also:
                t.paragraph(f"in the claims{also}", "dim")
            prompt = "reliability A reliable .. E unreliable, F cannot be judged (blank skips, q quits)"
            while value := keys.line(prompt).upper():
                if value == "Q":
                    raise Ended
                if value not in VALUES["reliability"]:
                    t.paragraph(f"one of {', '.join(VALUES['reliability'])}", "contradicted")
                    continue
                if reason := keys.line("why (blank skips)"):
                    grade(store, one.source, "reliability", value, reason, topic=one.topic, by=by)
                    given += 1
                break
    t.line()
    left = f"{len(open_ones) - given} of {len(asked)} sources and topics are without one"
    t.paragraph(f"{say_many(given, 'grade')} given; {left}.")
