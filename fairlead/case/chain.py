"""What was done to a log since it was written: lines edited, cut, reordered or duplicated, each named by its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from fairlead.case.log import HEAD_NAME, NAME, Entry, Head, Log, Problem, hash_line


def check_log(log: Log, kept: Head | None, others: Iterable[Head] = ()) -> list[Problem]:
    """Find what does not hold together in a log.

    A line is vouched for by the line after it, which carries its hash, and by the heads kept outside the log. A line
    that nobody vouches for though somebody should was edited. The order is read from the sequence numbers of the rest.

    Args:
        log: the log as read; an entry that was never finished is no part of it yet.
        kept: the head kept beside it; None where it cannot be read.
        others: heads kept in run records.

    Limits:
        Whoever rewrites the log from a line to its end, and the head, and every run record, leaves a log that holds
        together. Only a head kept elsewhere (a printed report) shows that.
    """
    lines, problems = _without_copies(log)
    entries = {e.line: e for e in log.entries}
    edited = _edited(lines, log, kept, list(others))
    for i in lines:
        if i not in entries:
            problems.append(Problem(f"{NAME} line {i}", "cannot be read as an entry: edited or damaged"))
        elif i in edited:
            problems.append(Problem(f"{NAME} line {i}", edited[i]))
    true = [entries[i] for i in lines if i in entries and i not in edited]
    problems += _reordered(true)
    problems += _cut(true, lines)
    problems += _tail(true, lines, kept, list(others))
    return sorted(problems, key=lambda p: (len(p.place), p.place))


def _without_copies(log: Log) -> tuple[list[int], list[Problem]]:
    """Line numbers without repeated lines, and a problem for each repeat."""
    first: dict[bytes, int] = {}
    lines, problems = [], []
    for i, line in enumerate(log.lines, start=1):
        if line in first:
            words = f"is the same entry as line {first[line]}: duplicated"
            problems.append(Problem(f"{NAME} line {i}", words))
        else:
            first[line] = i
            lines.append(i)
    return lines, problems


def _edited(lines: Sequence[int], log: Log, kept: Head | None, others: Sequence[Head]) -> dict[int, str]:
    """Lines that are not what was written there, with the words for each."""
    entries = {e.line: e for e in log.entries}
    by_seq = {_seq(e): e for e in log.entries}
    heads = {(h.count, h.hash) for h in others} | ({(kept.count, kept.hash)} if kept else set())
    vouched = {str(e.fields["prev"]) for e in log.entries} | {h for _, h in heads}
    found: dict[int, str] = {}
    for position in reversed(range(len(lines))):
        i = lines[position]
        entry = entries.get(i)
        hashed = hash_line(log.lines[i - 1])
        if entry is None or hashed in vouched:
            continue
        before = entries.get(lines[position - 1]) if position else None
        follows = _seq(before) + 1 if before else 1 if position == 0 else None
        after = by_seq.get(_seq(entry) + 1)
        if after is not None and after.line not in found:
            found[i] = f"was edited after it was written: line {after.line} carries another hash for it"
        elif any(h.count == _seq(entry) for h in others):
            found[i] = "was edited after it was written: a run record carries another hash for it"
        elif kept and kept.count == _seq(entry):
            found[i] = f"or {HEAD_NAME} was edited: they do not agree"
        elif follows is not None and _seq(entry) != follows:
            found[i] = f"calls itself entry {_seq(entry)}, and nothing vouches for it: edited"
    return found


def _reordered(true: Sequence[Entry]) -> Iterator[Problem]:
    """Entries out of their order; one that was moved shifts all it passed, so they come with the first."""
    first = None
    for entry, belongs in zip(true, sorted(true, key=_seq), strict=True):
        if entry is not belongs:
            words = f"holds entry {_seq(entry)} where entry {_seq(belongs)} belongs: reordered"
            place = f"{NAME} line {entry.line}"
            yield Problem(place, words, first)
            first = first or place


def _cut(true: Sequence[Entry], lines: Sequence[int]) -> Iterator[Problem]:
    """Entries missing before or between those that stand; edited lines in between are taken for some of them."""
    last_seq, last_line = 0, 0
    for entry in sorted(true, key=_seq):
        others_between = sum(last_line < i < entry.line for i in lines)
        if (missing := _seq(entry) - last_seq - 1 - others_between) > 0:
            which = f"{missing} entries up to {_seq(entry) - 1} stood before it and are gone: cut"
            if missing == 1:
                which = f"entry {_seq(entry) - 1} stood before it and is gone: cut"
            yield Problem(f"{NAME} line {entry.line}", which)
        last_seq, last_line = _seq(entry), entry.line


def _tail(true: Sequence[Entry], lines: Sequence[int], kept: Head | None, others: Sequence[Head]) -> Iterator[Problem]:
    """Where the log ends, against the heads kept outside it."""
    if kept is None:
        yield Problem(HEAD_NAME, "cannot be read; it should hold the number of lines and the hash of the last")
    ordered = sorted(true, key=_seq)
    last = ordered[-1] if ordered else None
    end = (_seq(last) + sum(i > last.line for i in lines)) if last else len(lines)
    by_run = max((h.count for h in others), default=0)
    taken_at = {e.hash: _seq(e) for e in ordered}.get(kept.hash) if kept else None
    if by_run > end:
        yield _tail_cut(end, by_run)
    elif kept and taken_at is not None and taken_at != kept.count:
        yield Problem(HEAD_NAME, f"counts {kept.count} lines, and its hash is that of line {taken_at}: it was edited")
    elif kept and taken_at is None and kept.count > end:
        yield _tail_cut(end, kept.count)
    elif kept and taken_at is None and any(_seq(e) == kept.count for e in ordered):
        yield Problem(HEAD_NAME, f"carries another hash for line {kept.count} than the log has: it was edited")


def _tail_cut(end: int, written: int) -> Problem:
    return Problem(f"{NAME} line {end + 1}", f"{written} entries were written and {end} stand: the tail was cut")


def _seq(entry: Entry) -> int:
    return int(entry.fields["seq"])
