from dataclasses import dataclass
from datetime import timedelta

import pytest

from fairlead.base.schema import Step
from fairlead.case.parameters import parameter_docs, say_value
from fairlead.flow import FLOW
from fairlead.report.methods import method_blocks


@dataclass(frozen=True, slots=True)
class WaitParams:
    """How long to wait."""

    least: timedelta = timedelta(hours=12)
    """Shorter waits are
    not ``reported``."""
    shares: tuple[float, ...] = (0.5, 0.9)
    """Shares."""


def find_waits(stays, params: WaitParams = WaitParams()):
    """Find waits.

    Of two ``waits`` the first counts.

    Args:
        stays: STAYS rows.

    Limits:
        Sees nothing
        at night.
    """


STEP = Step("waits", find_waits, ("stays",), ("waits",), "case", "who waited")


def test_a_step_is_told_by_its_own_docstring():
    heading, paragraph, limits, *_ = method_blocks((STEP,), {})
    assert heading.text == "waits"
    assert paragraph.spans[0].text == "Find waits. Of two waits the first counts. Reads stays; writes waits."
    assert limits.spans[0].text == "Limits: Sees nothing at night."


def test_a_parameter_that_was_changed_stands_beside_what_is_usual():
    run = {"steps": [{"name": "waits", "params": {"least": "2 d", "shares": [0.5, 0.9]}}]}
    table = method_blocks((STEP,), run)[-1]
    assert [[c.text for c in row] for row in table.rows] == [
        ["waits", "least", "48 h (usually 12 h)", "Shorter waits are not reported."],
        ["waits", "shares", "0.5, 0.9", "Shares."],
    ]


def test_parameters_that_an_earlier_step_has_with_the_same_values_are_not_told_twice():
    again = Step("waits again", find_waits, ("stays",), ("waits",), "case", "who waited")
    table = method_blocks((STEP, again), {})[-1]
    assert [c.text for c in table.rows[-1]] == ["waits again", "all", "as in waits", ""]
    other = {"steps": [{"name": "waits again", "params": {"least": "2 d", "shares": [0.5, 0.9]}}]}
    assert len(method_blocks((STEP, again), other)[-1].rows) == 4


def test_the_names_of_steps_have_room_in_their_column():
    """172 mm of text at 8.4 pt: a letter takes about 1.35 mm."""
    heads = method_blocks(FLOW, {})[-1].columns
    room = 172 * heads[0].share / sum(c.share for c in heads) - 3
    assert max(len(s.name) for s in FLOW) * 1.35 <= room


def test_every_parameter_of_the_flow_is_told_and_explained(bundled):
    run = bundled.last_run().to_json()
    table = method_blocks(FLOW, run)[-1]
    assert len(table.rows) > 20
    assert not [row for row in table.rows if not row[3].text and not row[2].text.startswith("as in ")]
    assert not [row for row in table.rows if "usually" in row[2].text]


def test_every_step_has_a_paragraph():
    headings = [b.text for b in method_blocks(FLOW, {}) if b.kind == "heading"]
    assert headings == [*(s.name for s in FLOW), "Parameters of this run"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (timedelta(minutes=90), "1 h 30 min"),
        (0.1, "0.1"),
        (("b", "a"), "b, a"),
        ({"b", "a"}, "a, b"),
        (7, "7"),
        (8_000_000, "8,000,000"),
    ],
)
def test_values_read_as_people_write_them(value, expected):
    assert say_value(value) == expected


def test_docs_are_those_under_the_fields():
    assert parameter_docs(WaitParams()) == {"least": "Shorter waits are not reported.", "shares": "Shares."}
