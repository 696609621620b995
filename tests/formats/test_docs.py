"""The page of each format names every column of its kind, and its examples are read as it says."""

import re
from pathlib import Path

import pytest

from fairlead.formats.hulls import read_hulls
from fairlead.formats.kinds import READERS

DOCS = Path(__file__).parents[2] / "docs" / "formats"


@pytest.mark.parametrize("kind", READERS)
def test_a_page_names_every_column_and_which_are_needed(kind):
    page = (DOCS / f"{kind.replace('_', '-')}.md").read_text(encoding="utf-8")
    rows = [r.split("|")[1:3] for r in page.split("\n## ")[0].splitlines() if r.startswith("| `")]
    columns = {c: needed.strip() for cell, needed in rows for c in re.findall(r"`([\w/]+)`", cell)}
    known = READERS[kind]
    assert {c for c in columns if c in known.columns} == set(known.columns)
    assert {c for c, needed in columns.items() if needed == "yes"} == set(known.required)
    assert f"({kind.replace('_', '-')}.md)" in (DOCS / "README.md").read_text(encoding="utf-8")


def test_the_counts_on_the_page_of_sightings_are_what_is_read():
    page = (DOCS / "sightings.md").read_text(encoding="utf-8").split("## How a description counts")[1]
    examples = [r.split("|") for r in page.splitlines() if r.startswith("| `(")]
    assert len(examples) > 8
    for _, words, counts, *_ in examples:
        remark = "".join(re.findall(r"with `tz_note` `(.*)`", words))
        descriptions = re.findall(r"`\(([^`]*)\)`", words)
        assert [read_hulls(d, remark).count for d in descriptions] == [int(n) for n in counts.split(",")], words
