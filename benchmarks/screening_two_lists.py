"""Whole entities that two publishers list: companies and persons of EU acts against OFAC's, joined by their numbers.

``python -m benchmarks screening_two_lists [--peers PYTHON] [--count]``. Nobody wrote these pairs to test a matcher: a
row of an EU act and an OFAC entry are one where both state one registration, tax or passport number, and that number is
shown to no matcher.
What is scored, against what, and at which thresholds stands in docs/benchmarks.md, written before the first scoring.
"""

from __future__ import annotations

import argparse
import csv
import lzma
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz
from rapidfuzz.process import extract

from benchmarks.screening import LOGIC, RATIO, SANCTIONS, Pair, f1, is_called_one, is_one_name, peer_scores, ratio

ACTS = ("32014R0833", "32017R1509")
NUMBER_COLUMNS = ("passportNumber", "registrationNumber", "taxNumber", "innCode", "ogrnCode", "idNumber")
LETTERS_OF_NUMBER = 6
"""Shorter numbers, and those without a digit, join nothing: two registers give them to two firms."""

NEAREST = 2
"""Entries of OFAC held against each entity that are not it: those whose names are nearest."""

_WORDS_OF_NUMBERS = (
    "Passport", "Tax ID No.", "Registration ID", "Registration Number", "Identification Number", "National ID No.",
    "Business Registration Number", "Company Number", "Unified Social Credit Code (USCC)", "Trade License No.",
    "Commercial Registry Number", "Economic Register Number (CBLS)",
)  # fmt: skip
_STATED = re.compile(
    rf"(?:{'|'.join(re.escape(w) for w in _WORDS_OF_NUMBERS)})\s+([A-Z0-9][A-Z0-9 ./-]{{4,24}}?)(?= \(|;|\.$|$)"
)
_ALSO = re.compile(r"(?:a\.k\.a\.|f\.k\.a\.) '([^']+)'")
_BORN = re.compile(r"\bDOB (?:circa )?((?:\d{1,2} )?(?:[A-Z][a-z]{2} )?\d{4})")
_EU_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}|\b\d{4}\b")
_GENDER = re.compile(r"\bGender (Male|Female)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry: what a matcher is shown, and the numbers it is not."""

    entry: str
    schema: str
    shown: dict[str, list[str]]
    numbers: frozenset[str]


def numbers_in(texts: list[str]) -> frozenset[str]:
    """Numbers that join, in capitals and digits alone."""
    bare = (re.sub("[^A-Z0-9]", "", t.upper()) for t in texts)
    return frozenset(n for n in bare if len(n) >= LETTERS_OF_NUMBER and any(c.isdigit() for c in n))


def day_of(text: str) -> str:
    """A date of birth as ISO, as exactly as it is stated: 12 Mar 1960, Mar 1960, 1960; 13.10.1944."""
    if dotted := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text.strip()):
        return f"{dotted[3]}-{int(dotted[2]):02d}-{int(dotted[1]):02d}"
    parts = text.split()
    if len(parts) > 1:
        parts[-2] = f"{_MONTHS.index(parts[-2]) + 1:02d}"
    return "-".join(p.zfill(2) for p in reversed(parts))


def ofac_entries(main: Path, aliases: Path) -> list[Listed]:
    """Companies and persons of OFAC's sdn.csv, with the names that alt.csv adds."""
    also: dict[str, list[str]] = defaultdict(list)
    with lzma.open(aliases, "rt", encoding="latin-1") as file:
        for row in csv.reader(file):
            if len(row) > 3 and row[2] in ("aka", "fka", "nka"):
                also[row[0].strip()].append(row[3].strip())
    found = []
    with lzma.open(main, "rt", encoding="latin-1") as file:
        for row in csv.reader(file):
            kind = row[2].strip().strip('"') if len(row) > 11 else "vessel"
            if kind in ("vessel", "aircraft"):
                continue
            remarks = row[11]
            shown = {"name": [row[1].strip()], "alias": [*also[row[0].strip()], *_ALSO.findall(remarks)]}
            if kind == "individual":
                shown["birthDate"] = [day_of(d) for d in _BORN.findall(remarks)]
                shown["gender"] = [g.lower() for g in _GENDER.findall(remarks)]
            schema = "Person" if kind == "individual" else "Company"
            found.append(Listed(row[0].strip(), schema, shown, numbers_in(_STATED.findall(remarks))))
    return found


def eu_rows(path: Path) -> list[Listed]:
    """Companies and persons of an act's annex tables."""
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["schema"] not in ("Person", "LegalEntity"):
                continue
            also = [n.strip() for c in ("alias", "previousName") for n in row[c].split(";") if n.strip()]
            shown = {"name": [row["name"].strip()], "alias": also}
            if row["schema"] == "Person":
                shown["birthDate"] = [day_of(d) for d in _EU_DATE.findall(row["birthDate"])]
                shown["gender"] = [row["gender"].lower()] if row["gender"] else []
            stated = [n for c in NUMBER_COLUMNS for n in re.findall(r"[A-Za-z0-9][A-Za-z0-9./-]{4,24}", row[c])]
            schema = "Person" if row["schema"] == "Person" else "Company"
            found.append(Listed(f"{row['celex']} {row['annex']} {row['recordId']}", schema, shown, numbers_in(stated)))
    return found


def two_lists(ours: list[Listed], theirs: list[Listed]) -> list[Pair]:
    """Pairs that are one by their numbers, each entry of OFAC once, and the nearest names that are not.

    Left out: rows that share numbers with no entry, or with several; as another, entries that state no number.
    """
    by_number: dict[str, set[int]] = defaultdict(set)
    for i, entry in enumerate(theirs):
        for number in entry.numbers:
            by_number[number].add(i)
    pools = {s: [i for i, e in enumerate(theirs) if e.schema == s and e.numbers] for s in ("Person", "Company")}
    names = {s: [theirs[i].shown["name"][0].lower() for i in at] for s, at in pools.items()}
    pairs: list[Pair] = []
    taken: set[int] = set()
    for row in ours:
        same = {i for n in row.numbers for i in by_number.get(n, ())}
        if len(same) != 1 or theirs[(one := same.pop())].schema != row.schema or one in taken:
            continue
        taken.add(one)
        pairs.append(Pair("held", row.schema, row.shown, theirs[one].shown, True))
        near = extract(row.shown["name"][0].lower(), names[row.schema], scorer=fuzz.token_sort_ratio, limit=NEAREST + 1)
        others = [at for _, _, k in near if (at := pools[row.schema][k]) != one][:NEAREST]
        pairs += [Pair("held", row.schema, row.shown, theirs[i].shown, False) for i in others]
    return pairs


def primary(pair: Pair) -> Pair:
    """A pair of which the primary names alone are shown."""
    return Pair(pair.half, pair.schema, {"name": pair.a["name"]}, {"name": pair.b["name"]}, pair.is_match)


def read_pairs() -> list[Pair]:
    """The pairs of the lists at hand."""
    folder = SANCTIONS / "ofac"
    theirs = ofac_entries(folder / "sdn_2024-05-03.csv.xz", folder / "aliases_2025-02-27" / "alt.csv.xz")
    return two_lists([row for act in ACTS for row in eu_rows(SANCTIONS / "eu_cc_by_nc" / f"{act}.csv")], theirs)


def main(arguments: list[str] | None = None) -> None:
    """Print the counts of pairs and, unless they alone are asked for, F1 of each matcher."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks screening_two_lists", description=__doc__)
    parser.add_argument("--peers", metavar="PYTHON", help="a Python that has nomenklatura; without it, it is left out")
    parser.add_argument("--count", action="store_true", help="count the pairs and score nothing")
    given = parser.parse_args(arguments or [])
    if not SANCTIONS.is_dir():
        sys.exit("the lists of ../shared are not here; nothing is measured without them")
    pairs = read_pairs()
    for schema in ("Company", "Person"):
        some = [p.is_match for p in pairs if p.schema == schema]
        print(f"{schema}: {sum(some)} that are one, {len(some) - sum(some)} that are not")
    if given.count:
        return
    for label, shown, ours in (
        ("primary names alone", [primary(p) for p in pairs], is_one_name),
        ("whole entities, numbers withheld", pairs, is_called_one),
    ):
        called = {"Fairlead": [ours(p) for p in shown], f"rapidfuzz ratio {RATIO}": [ratio(p) for p in shown]}
        if scores := peer_scores([(p.schema, p.a, p.b) for p in shown], given.peers):
            called[f"logic-v2 {LOGIC}"] = [s >= LOGIC for s in scores["scores"]]
        for kinds in (("Company", "Person"), ("Company",), ("Person",)):
            for name, said in called.items():
                judged = [(p.is_match, c) for p, c in zip(shown, said, strict=True) if p.schema in kinds]
                score, found, wrong, missed = f1(judged)
                print(f"  {label}, {' and '.join(kinds)}: {name} F1 {score:.3f} ({found}/{wrong}/{missed})")


if __name__ == "__main__":
    main(sys.argv[1:])
