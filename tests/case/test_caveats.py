from fairlead.case.caveats import changed_parameters, say_changed, say_unused, unused_settings
from fairlead.case.quantities import spell_params
from fairlead.flow import FLOW


def run(step="sighting_gaps", outcome="run", **changed):
    steps = [
        {"name": s.name, "outcome": outcome, "params": spell_params(s.default_params)} for s in FLOW if s.name == step
    ]
    steps[0]["params"].update(changed)
    return {"steps": steps}


def test_a_run_with_the_usual_parameters_has_nothing_to_tell():
    assert all(changed_parameters(run(s.name)) == [] for s in FLOW if s.default_params is not None)
    assert changed_parameters({}) == []
    assert say_changed([]) == ""


def test_a_changed_parameter_is_named_with_the_usual_value():
    changed = changed_parameters(run(speed_low_kn=7.0))
    assert changed == [{"step": "sighting_gaps", "parameter": "speed_low_kn", "value": 7.0, "usual": 8.0}]
    assert say_changed(changed) == "Made with changed parameters: sighting_gaps.speed_low_kn 7 (usually 8)."


def test_durations_and_lists_are_told_as_a_run_record_spells_them():
    both = [*changed_parameters(run("trips", max_stay="2 d")), *changed_parameters(run("cargo", load_shares=[0.5]))]
    assert "trips.max_stay 2 d (usually 14 d)" in say_changed(both)
    assert "cargo.load_shares 0.5 (usually 0.333333, 0.5, 0.6, 0.9, 1)" in say_changed(both)


def test_what_a_step_that_was_left_out_would_have_used_changes_nothing():
    assert changed_parameters(run(outcome="left out", speed_low_kn=7.0)) == []


def test_settings_that_could_not_be_used_are_those_of_case_toml_in_the_order_of_lines():
    evidence = [{"evidence_id": "e1", "kind": "case.toml"}, {"evidence_id": "e2", "kind": "sightings"}]
    rows = [
        {"evidence_id": e, "row": row, "field": "cap", "label": "R9", "reason": "why", "reject_id": f"{row}"}
        for e, row in (("e1", 10), ("e1", 9), ("e2", 1), (None, 1))
    ]
    unused = unused_settings(rows, evidence)
    assert [one["line"] for one in unused] == [9, 10]
    assert unused[0] == {"line": 9, "setting": "cap", "value": "R9", "reason": "why"}
    assert (say_unused(unused), say_unused([])) == ("2 settings of case.toml could not be used", "")
