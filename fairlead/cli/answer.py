"""The answer in a terminal: at most 100 columns, marks that carry it without colour, the difference first.

Everything shown is in the object that ``fairlead show CASE --json`` prints; nothing is computed from rows here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from fairlead.base.likelihood import say_band
from fairlead.base.wording import say_many
from fairlead.case.caveats import say_changed, say_unused
from fairlead.case.changes import say_changes
from fairlead.case.uncounted import say_idle
from fairlead.cli.amounts import print_amounts
from fairlead.cli.phrases import Answer, name_places, say_origins, say_period
from fairlead.cli.terminal import Part, Terminal, fold, pad
from fairlead.cli.verbs import Verbs, print_try
from fairlead.cli.watched import print_watched
from fairlead.report.grammar import count_look_doubts, say_count, say_number
from fairlead.report.notes import say_labels

ALTERNATIVES_SHOWN = 10

SETTINGS_SHOWN = 10

LABEL, FIGURE = 31, 8
"""Columns of a count's name and of its figure."""


def print_answer(t: Terminal, answer: Answer, verbs: Verbs, others: Sequence[tuple[str, str]] = ()) -> None:
    """Print the answer to one question.

    Args:
        answer: the object of ``case.answer()``.
        verbs: the commands to try next.
        others: name and text of the other questions the case asks.
    """
    if answer["simulated"]:
        t.paragraph(answer["simulated"], "contradicted")
        t.line()
    if since := say_changes(answer["run"]["number"], answer["changed_since"]):
        t.paragraph(since, "contradicted")
        t.line()
    t.paragraph(answer["question"]["text"], "bold")
    t.line()
    print_caveats(t, answer["parameters_changed"], answer["settings_unused"], answer["clocks_off"])
    print_idle(t, answer["evidence_idle"], verbs)
    _print_lead(t, answer, verbs)
    if answer["trips"]["documented"] is not None:
        _print_trips(t, answer)
    print_amounts(t, answer)
    _print_findings(t, answer, verbs)
    print_watched(t, answer)
    _print_looks(t, answer, verbs)
    _print_open(t, answer, verbs)
    _print_try(t, answer, verbs, others)


def print_caveats(
    t: Terminal, changed: Sequence[Answer], unused: Sequence[Answer], clocks: Sequence[Answer] = ()
) -> None:
    """Parameters that are not the usual ones, settings that could do nothing, receivers whose clocks are off: said
    before any figure."""
    if changed:
        t.paragraph(say_changed(changed), "contradicted")
    if unused:
        t.paragraph(f"{say_unused(unused)}:", "contradicted")
    for one in unused[:SETTINGS_SHOWN]:
        t.paragraph(f"line {one['line']}: {one['reason']}", indent=2)
    if len(unused) > SETTINGS_SHOWN:
        t.paragraph(f"and {len(unused) - SETTINGS_SHOWN} more in the table rejects", indent=2)
    for clock in clocks:
        t.paragraph(clock["words"], "contradicted")
    if changed or unused or clocks:
        t.line()


def print_idle(t: Terminal, idle: Sequence[Answer], verbs: Verbs) -> None:
    """What of the evidence counts for nothing, and the commands that say why of each row."""
    if words := say_idle(idle, lambda table: verbs.say("show", table)):
        t.paragraph(f"{words}.", "contradicted")
        t.line()


def _print_lead(t: Terminal, answer: Answer, verbs: Verbs) -> None:
    """The difference between what is held and what is said, and the days nobody watched."""
    trips, where = answer["trips"], name_places(answer, "load")
    n = trips["documented"]
    if n is None:
        t.paragraph(f"Nothing has been counted yet. Next: {verbs.say('run')}")
        t.line()
        return
    lead = f"Evidence held here dates {say_many(n, 'trip')}" + (f" from {where}" if where else "")
    lead += f": {trips['documented_split']}" if trips["documented_split"] else ""
    rest = n - (trips["documented_load_dated"] if trips["documented_load_dated"] is not None else n)
    lead += f"; of {rest} only the unloading." if rest else "."
    if trips["claimed"] is not None:
        by = f" ({trips['claimed_by']})" if trips["claimed_by"] else ""
        claimed = f"{trips['claimed_end'] or ''} {say_number(trips['claimed'])}".strip()
        lead += f" {claimed[:1].upper()}{claimed[1:]} are claimed, by {say_origins(trips['claimed_origins'])}{by}."
    t.paragraph(lead)
    if unknown := trips["documented_unidentified"]:
        t.paragraph(
            f"{say_number(unknown)} of the {say_number(n)} {'is by a ship' if unknown == 1 else 'are by ships'} not "
            f"identified: whether {'it is' if unknown == 1 else 'they are'} of those asked about is not known."
        )
    if trips["documented_rests"]:
        t.paragraph(trips["documented_rests"])
    for place in (c for c in answer["coverage"] if c["role"] == "load"):
        if not place["days_unwatched"]:
            t.paragraph(_say_watched_throughout(place))
            continue
        days = f"{place['days_unwatched']} of {place['days_total']} days"
        words = f"No look at {place['name']} that could tell is held for {days}"
        longest = place["longest_unwatched"]
        on_end = longest and longest["days"] > 1
        t.paragraph(words + (f", {longest['days']} of them on end ({say_period(longest)})." if on_end else "."))
    t.line()


def _say_watched_throughout(place: Answer) -> str:
    """A place without a day that no look may be of."""
    words = f"A look at {place['name']} is held for {'each' if not place['days_maybe'] else place['days_watched']} of "
    words += f"{say_many(place['days_total'], 'day')}"
    return words + (f", and for some day among the {place['days_maybe']} others." if place["days_maybe"] else ".")


def _print_trips(t: Terminal, answer: Answer) -> None:
    trips = answer["trips"]
    t.line(("TRIPS", "bold"), ("   kinds of figure, never added", "dim"))
    has_ships = trips["documented"] and trips["vessels"] is not None
    ships = f", {say_many(trips['vessels'], 'ship') if trips['vessels'] else 'no ship'} named" if has_ships else ""
    inferred = f" {t.mark('inferred')[0]}" if trips["documented_inferred"] else ""
    known = f"{trips['documented_split']}{inferred}{ships}".removeprefix(", ")
    _print_count(t, "documented", "documented", say_number(trips["documented"]), known)
    if trips["documented_p50"] is not None:
        figure = (
            say_count(trips["documented"], trips["documented_min"], trips["documented_max"])
            if trips["documented_given"] is None
            else say_number(trips["documented_p50"])
        )
        words = trips["documented_doubt"]
        if trips["documented_given"] is not None and trips["estimated_is_settled"] is False:
            words += "; identities not settled"
        _print_count(t, "documented", "after identity and merge doubt", figure, words)
    if trips["possible"]:
        across = trips.get("possible_across")
        words = "under OPEN, with +1"
        words += f"; {say_number(across)} of them dated across an edge of the period" if across else ""
        _print_count(t, "possible", "possible, not counted", say_number(trips["possible"]), words)
    if trips["estimated_p50"] is not None:
        interval = f"90 % {say_number(trips['estimated_p05'])}–{say_number(trips['estimated_p95'])}"
        said = [*trips["estimated_caveats"], trips["estimated_basis"] or "no condition stated"]
        words = f"{interval}: {'; '.join(said)}"
        _print_count(t, "estimated", "estimated actual", say_number(trips["estimated_p50"]), words)
    elif trips["estimated_none"]:
        _print_count(t, "estimated", "estimated actual", "none", trips["estimated_none"])
    if trips["claimed"] is not None:
        label = f"claimed by others, {trips['claimed_end']}" if trips["claimed_end"] else "claimed by others"
        _print_count(t, "claimed", label, say_number(trips["claimed"]), _say_claimed(trips))
    t.line()


def _say_claimed(trips: Answer) -> str:
    words = f"{trips['claimed_by'] or 'speaker not known'}: {say_origins(trips['claimed_origins'])}"
    if trips["claimed_documents"] is not None:
        words += f", {say_many(trips['claimed_documents'], 'document')}, {trips['claimed_altered']} altered"
    return words + (f"; {say_period(trips['claimed_period'])}" if trips["claimed_period"] else "")


def _count(t: Terminal, status: str, label: str, figure: str) -> list[Part]:
    """One kind of figure: mark, what it is, how many. A mark three columns wide begins at the margin."""
    mark, style = t.mark(status)
    before, after = ("", " ") if len(mark) == 3 else ("  ", " " * (2 - len(mark)))
    return [before, (mark, style), after, pad(label, LABEL), (pad(t.words(figure), FIGURE - 1) + " ", "bold")]


def _print_count(t: Terminal, status: str, label: str, figure: str, words: str) -> None:
    left = 4 + LABEL + max(FIGURE, len(t.words(figure)) + 1)
    first, *rest = fold(t.words(words), t.width - left)
    t.line(*_count(t, status, label, figure), first)
    for line in rest:
        t.line(" " * left, line)


def _print_findings(t: Terminal, answer: Answer, verbs: Verbs) -> None:
    """Findings by their headlines; a headline carries every condition its likelihood stands on."""
    findings = answer["findings"]
    if not findings:
        return
    t.line(("FINDINGS", "bold"))
    wide = max(len(t.words(f["label"])) for f in findings)
    marks = max(len(t.mark(f["status"])[0]) for f in findings)
    left = 2 + wide + 1 + marks + 1
    for f in findings:
        mark, style = t.mark(f["status"])
        text, sure = t.words(f["headline"]), t.words(_say_sureness(f))
        lines: list[list[Part]] = [[line] for line in fold(text, t.width - left)]
        if len(fold(f"{text} {sure}", t.width - left)) == len(lines):
            lines[-1] += [" ", (sure, "dim")]
        else:
            lines += [[(line, "dim")] for line in fold(sure, t.width - left)]
        head: list[Part] = ["  ", (pad(t.words(f["label"]), wide), "bold"), " ", (mark, style)]
        t.line(*head, " " * (marks + 1 - len(mark)), *lines[0])
        for line in lines[1:]:
            t.line(" " * left, *line)
    if elsewhere := _labels_between(f["label"] for f in findings):
        verb = "is a finding" if "–" not in elsewhere and "," not in elsewhere else "are findings"
        t.paragraph(f"{elsewhere} {verb} on other questions of this case", "dim", indent=2)
    t.paragraph(f"in full, with figures and limits: {verbs.say('show', 'findings')}", "dim", indent=2)
    t.line()


def _labels_between(labels: Iterable[str]) -> str:
    """The labels that are left out up to the last of ``labels``, as ranges: they are numbered through the case."""
    numbers = {int(label[1:]) for label in labels if label[1:].isdigit()}
    return say_labels(f"F{n}" for n in range(1, max(numbers, default=0)) if n not in numbers)


def _say_sureness(finding: Answer) -> str:
    """Likelihood, confidence and rule: never likelihood and confidence in one sentence."""
    words = []
    if finding["likelihood"]:
        words.append(f"Likelihood: {finding['likelihood']} ({say_band(finding['likelihood'])}).")
    words.append(f"Confidence: {finding['confidence']}.")
    if finding["rule_words"]:
        words.append(f"Rule: {finding['rule_words']}.")
    return " ".join(words)


def _print_looks(t: Terminal, answer: Answer, verbs: Verbs) -> None:
    """What does not add up in looks and in what names them: how many of each kind, and one of them in full."""
    rows = answer["look_checks"]
    if not rows:
        return
    t.line(("LOOKS", "bold"), ("   what does not add up in them; every row is kept", "dim"))
    for kind, said in count_look_doubts(r["kind"] for r in rows):
        first, *rest = (r for r in rows if r["kind"] == kind)
        words = first["words"].removeprefix(f"{first['label']}: ")
        example = f"{said}, such as {first['label']}: {words}" if rest else f"{said}, {first['label']}: {words}"
        mark, style = t.mark("contradicted")
        line, *more = fold(t.words(example), t.width - 5)
        t.line("  ", (pad(mark, 2), style), " ", line)
        for line in more:
            t.line(" " * 5, line)
    t.paragraph(f"all of them: {verbs.say('show', 'look_checks')}", "dim", indent=2)
    t.line()


def _print_open(t: Terminal, answer: Answer, verbs: Verbs) -> None:
    """What would change the count, and what of the evidence does not add up or was not taken."""
    alternatives = [a for a in answer["alternatives"] if a["decision"] is None]
    odd = [c["kind"].replace("_", " ") for c in answer["checks"] if c["outcome"] in ("disagrees", "flagged")]
    refused = answer["run"]["evidence"].get("rows_rejected", 0)
    if not (alternatives or odd or refused):
        return
    t.line(("OPEN", "bold"), ("    what would change the count", "dim"))
    shown = _by_turns(alternatives)
    for a in shown:
        effect = _say_effect(t, a["effect"])
        first, *rest = fold(t.words(a["words"]), t.width - 7)
        t.line("  ", (pad(effect, 5), "bold"), first)
        for line in rest:
            t.line(" " * 7, line)
    if left := Counter(a["effect"] for a in alternatives) - Counter(a["effect"] for a in shown):
        told = [f"{say_number(n)} of {_say_effect(t, effect)}" for effect, n in sorted(left.items())]
        t.paragraph(f"and {', '.join(told)} more: {verbs.say('show', 'alternatives')}", "dim", indent=2)
    if odd:
        kinds = ", ".join(f"{odd.count(kind)} {kind}" for kind in dict.fromkeys(odd))
        words = f"{say_many(len(odd), 'check')} of the evidence did not come out even ({kinds})"
        t.paragraph(f"{words}: {verbs.say('show', 'checks')}", "dim", indent=2)
    if refused:
        t.paragraph(
            f"{say_many(refused, 'row')} refused, with reasons: {verbs.say('show', 'rejects')}", "dim", indent=2
        )
    t.line()


def _say_effect(t: Terminal, effect: int) -> str:
    return t.words({-1: "−1", 0: "±0", 1: "+1"}.get(effect, str(effect)))


def _by_turns(alternatives: Sequence[Answer]) -> list[Answer]:
    """The first of each effect, by turns, so that many that would lower the count hide none that would raise it; in
    the order they were given in."""
    turns: Counter[int] = Counter()
    order = []
    for place, a in enumerate(alternatives):
        order.append((turns[a["effect"]], place))
        turns[a["effect"]] += 1
    return [alternatives[place] for place in sorted(place for _, place in sorted(order)[:ALTERNATIVES_SHOWN])]


def _print_try(t: Terminal, answer: Answer, verbs: Verbs, others: Sequence[tuple[str, str]]) -> None:
    if answer["findings"]:
        first = (verbs.say("explain", answer["findings"][0]["label"]), "from a sentence down to the bytes")
    else:
        first = (verbs.say("verify"), "re-hash, re-run, compare")
    commands = [
        first,
        (verbs.say("serve"), "in a browser, each figure a click from its line; a checkout wants 'make page' once"),
        (verbs.say("show", "trips"), "every trip in one sentence"),
        (verbs.say("report", "-o", "report.html"), "the whole answer on paper; .pdf works too"),
        *((verbs.say("show", "--question", name), text) for name, text in others),
    ]
    print_try(t, commands)
