"""What does not hold is said once for each cause, and every place can still be found."""

import io

import pytest

from fairlead.case.log import Problem
from fairlead.cli.problems import print_problems, say_places, say_verdict
from fairlead.cli.terminal import Terminal

LOG = "evidence/log.jsonl"


def printed(problems):
    out = io.StringIO()
    print_problems(Terminal(out), problems)
    return out.getvalue()


def test_what_comes_with_a_line_stands_in_one_paragraph_below_it():
    shifted = [Problem(f"{LOG} line {n}", "holds another entry", f"{LOG} line 4") for n in range(5, 163)]
    rows = [Problem(f"tables/trips.parquet row trip:{n}", "differs", f"{LOG} line 4") for n in range(3)]
    problems = [Problem(f"{LOG} line 4", "reordered"), *shifted, *rows, Problem("case.toml", "was changed")]
    assert " ".join(printed(problems).split()) == (
        f"{LOG} line 4: reordered 161 more come with it: lines 5-162 of {LOG}, rows of tables/trips.parquet; "
        "--json names each case.toml: was changed"
    )
    assert say_verdict(problems, "here") == "2 things do not hold in here, and 161 more with them"


def test_many_files_of_which_the_same_is_said_stand_in_one_paragraph():
    gone = [Problem(f"tables/{name}.parquet", "is gone") for name in "abcde"]
    words = "tables/a.parquet, tables/b.parquet, tables/c.parquet and 2 more: is gone"
    assert printed(gone).split("\n") == [words, ""]
    assert len(printed(gone[:3]).split("\n")) == 4
    assert say_verdict(gone[:1], "here") == "1 thing does not hold in here"


@pytest.mark.parametrize(
    ("places", "said"),
    [
        (["a line 3"], "line 3 of a"),
        (["a line 3", "a line 1", "a line 2", "a line 9"], "lines 1-3, 9 of a"),
        (["t row x:1", "t", "u row y:1", "run 1", "v bucket 0", "v bucket 1"], "run 1, rows of t, u, v"),
    ],
)
def test_places_are_said_in_short(places, said):
    assert say_places(places) == said
