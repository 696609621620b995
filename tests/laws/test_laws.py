"""Every step of FLOW obeys the four laws, on drawn worlds (fairlead.testing)."""

import random
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairlead import testing
from fairlead.base.timeline import parse_date_range
from fairlead.flow import FLOW

BY_NAME = {s.name: s for s in FLOW}
LAWFUL = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@LAWFUL
@given(world=testing.worlds(), seed=st.integers(0, 2**32))
def test_the_laws_hold_for_every_step(world, seed):
    rnd = random.Random(
        seed
    )  # a drawn Random would spend its entropy on shuffling thousands of draws, and discard the world
    tables = dict(world)
    for step in FLOW:
        made = testing.stored(step, tables)
        told = testing.plain_rows(made)
        testing.row_order_does_not_matter(step, tables, rnd, told)
        testing.every_row_names_sources_that_exist(step, tables, told)
        testing.groups_do_not_affect_each_other(step, tables, told)
        tables.update(made)


@LAWFUL
@given(rows=testing.sightings(), day=st.sampled_from(("2024-01-03", "2024-03-10", "2024-10-22", "2025-01-02")))
def test_later_evidence_renames_nothing_that_had_begun(rows, day):
    cut = parse_date_range(day, None)[0]
    spans = [parse_date_range(r["date_start"], r["date_end"]) for r in rows]
    early = [r for r, s in zip(rows, spans, strict=True) if s[1] <= cut]
    labels = {r["label"] for r in early}  # nobody counts a ship among others that is not yet sighted
    early = [{**r, "members": [m for m in r["members"] if m in labels]} for r in early]
    later = cut + timedelta(days=2)  # civil days: local times reach 14 h to either side of UTC
    both = early + [r for r, s in zip(rows, spans, strict=True) if s[1] > cut and s[0] >= later]
    before, after = (testing.run_flow(testing.small_case(r), upto="stays") for r in (early, both))
    for name in ("sighting_gaps", "stays"):
        testing.beginnings_keep_their_ids(BY_NAME[name], before, after)


def test_an_empty_case_flows_to_the_end():
    made = testing.run_flow(testing.world({}))
    assert {name: made[name].num_rows for step in FLOW for name in step.writes} == {
        name: 0 for step in FLOW for name in step.writes
    }


def test_the_worlds_are_not_tame():
    """The strategies must reach what they promise, or the laws prove nothing."""
    seen = {"group": 0, "range": 0, "antimeridian": 0, "trip": 0, "gap": 0, "alternative": 0, "cargo": 0, "cap": 0}

    @settings(max_examples=60, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(testing.worlds())
    def look(world):
        made = testing.run_flow(world, upto="caps")
        s = made["sightings"].to_pylist()
        seen["group"] += any(r["hulls"] > 1 for r in s)
        seen["range"] += any(r["date_end"] and r["date_end"] != r["date_start"] for r in s)
        seen["antimeridian"] += any(abs(r["lon"] or 0) > 179.9 for r in made["observations"].to_pylist())
        seen["trip"] += made["trips"].num_rows > 0
        seen["gap"] += made["sighting_gaps"].num_rows > 0
        seen["alternative"] += made["alternatives"].num_rows > 0
        seen["cargo"] += made["cargoes"].num_rows > 0
        seen["cap"] += made["cap_status"].num_rows > 0

    look()
    assert {k: n for k, n in seen.items() if n < 3} == {}


@pytest.mark.parametrize("step", FLOW, ids=lambda s: s.name)
def test_every_step_says_what_it_decides_and_has_a_page(step, request):
    assert step.doc
    assert (request.config.rootpath / "docs" / "methods" / f"{step.name}.md").is_file()


def test_steps_read_only_what_stands_above_them():
    made = set(testing.INPUTS)
    for step in FLOW:
        assert set(step.reads) <= made, step.name
        made |= set(step.writes)
