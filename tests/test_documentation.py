"""The documents keep up with the code."""

import json
import re
from pathlib import Path

import pytest

from fairlead.flow import FLOW
from fairlead.formats import KINDS

ROOT = Path(__file__).parents[1]


def is_ours(path):
    """Whether a file is of this checkout and not of what was installed or built in it."""
    parts = path.relative_to(ROOT).parts
    return not any(part.startswith(".") or part in ("node_modules", "static") for part in parts)


PAGES = [p for p in sorted(ROOT.rglob("*.md")) if is_ours(p)]
LINK = re.compile(r"\[[^\]]+\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page):
    links = [
        t for t in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in t and not t.startswith("mailto:")
    ]
    assert [t for t in links if not (page.parent / t).exists()] == []


def test_every_step_stands_in_the_index_of_methods():
    index = (ROOT / "docs" / "methods" / "README.md").read_text(encoding="utf-8")
    assert [s.name for s in FLOW if f"]({s.name}.md)" not in index] == []


@pytest.mark.parametrize("step", FLOW, ids=lambda s: s.name)
def test_every_method_page_says_where_it_fails_and_what_it_cannot_show(step):
    page = (ROOT / "docs" / "methods" / f"{step.name}.md").read_text(encoding="utf-8")
    assert "## Known failures" in page
    assert "## What it can show, and what not" in page


def test_every_kind_of_file_has_a_page():
    folder = ROOT / "docs" / "formats"
    pages = " ".join(p.stem for p in folder.glob("*.md"))
    ais, lists = ((folder / name).read_text(encoding="utf-8") for name in ("ais.md", "lists.md"))
    told = {k for row in lists.splitlines() if row.startswith("| `") for k in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert [k for k in KINDS if k.replace("_", "-") not in pages and f"| `{k}` |" not in ais and k not in told] == []


def test_the_readme_says_the_figures_that_the_tests_hold():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for figure in (
        "**11**",
        "(9–11)",
        "**61**, 90 % 50–80",
        "**43**",
        "370,394",
        "555,591",
        "1,000,064",
        "539,073",
        "168,679",
    ):
        assert figure in readme


def test_lock_files_carry_no_address():
    assert [p.name for p in ROOT.glob("requirements*.lock") if "://" in p.read_text(encoding="utf-8")] == []
    packages = json.loads((ROOT / "page" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, p in packages.items() if "resolved" in p] == []
    assert [name for name, p in packages.items() if name and "integrity" not in p] == []


def test_no_file_names_the_folder_it_lies_in():
    suffixes = {".py", ".md", ".toml", ".lock", ".csv", ".j2", ".typ", ".css", ".ts", ".tsx", ".json"}
    ours = [p for p in sorted(ROOT.rglob("*")) if p.suffix in suffixes and is_ours(p) and p.is_file()]
    here = str(ROOT)
    assert [str(p.relative_to(ROOT)) for p in ours if here in p.read_text(encoding="utf-8", errors="replace")] == []
