"""The answer as a terminal shows it: the difference first, four kinds of figure apart, silence said."""

import io

import pytest
from rich.cells import cell_len

from fairlead.cli.answer import print_answer
from fairlead.cli.terminal import Terminal
from fairlead.cli.verbs import Verbs

MY_CASE = Verbs("fairlead", "my-case")
PERIOD = {"start": "2024-01-01T00:00:00Z", "end": "2025-01-01T00:00:00Z"}


def trips(**more):
    return {
        "documented": 11, "documented_seen": 10, "documented_inferred": 1,
        "documented_split": "10 reported from images, 1 inferred",
        "documented_rests": "Of the 10, 10 are known from a copy; no image is held here.",
        "documented_given": None,
        "documented_doubt": "90 % 9–11, by the chances put on 1 open alternative; 5 are not in it",
        "documented_load_dated": 11, "documented_unidentified": 0, "documented_p05": 9, "documented_p50": 10,
        "documented_p95": 11, "documented_min": 9, "documented_max": 11, "possible": 3,
        "estimated_p05": 50, "estimated_p50": 61, "estimated_p95": 80, "estimated_basis": "if seven in ten were seen",
        "estimated_caveats": [], "estimated_is_settled": None,
        "vessels": 6, "claimed": 43, "claimed_end": None, "claimed_by": "A Centre", "claimed_origins": 1,
        "claimed_documents": 7, "claimed_altered": 4,
        "claimed_period": {"start": "2024-03-07T00:00:00Z", "end": "2024-11-06T00:00:00Z"},
    } | more  # fmt: skip


def figure(amount, status="documented", over=False, together=False, **more):
    return {
        "barrels": amount, "over_cap": over, "over_cap_with_notified": together, "status": status,
        "assumption": "as said",
    } | more  # fmt: skip


def basis(status="documented", n=11, shares=(), calls=(), **more):
    return {
        "status": status, "trips": n, "by_load_share": list(shares), "by_call": list(calls), "p05": None, "p50": None,
        "p95": None,
    } | more  # fmt: skip


def barrels():
    return {
        "basis": "documented", "unit": "barrel",
        "conversion": {"authority": "Table A", "product": "Gas oil", "bbl_per_t": 7.46},
        "bases": {
            "documented": basis(shares=[figure(91_000, share=1 / 3), figure(245_700, share=0.9)]),
            "claimed": basis(
                "claimed", 43,
                [
                    figure(370_394, "claimed", together=True, share=1 / 3),
                    figure(555_591, "claimed", True, True, share=0.5),
                ],
                [figure(430_000, "claimed", together=True, per_call=10_000)],
                stated={"by": "A Centre", "org": "AC", "low": 1_000_000, "high": None},
            ),
            "estimated": basis("estimated", 61, p05=500_000, p50=790_000, p95=1_100_000),
        },
    }  # fmt: skip


def crossing(p, together, **days):
    return {
        "p_exceeded": p, "p_exceeded_with_notified": together, "crossed_p05": None, "crossed_p50": None,
        "crossed_p95": None, "dots": [500_000 + 12_000 * i for i in range(50)],
    } | days  # fmt: skip


def cap():
    return {
        "limit": 500_000, "period": PERIOD, "period_words": "a calendar year", "rule": "Act 5 para 2",
        "sensitivities": [
            {"assumption": "as it stands", "p_over": 0.96}, {"assumption": "without Oat", "p_over": 0.5},
            {"assumption": "the first two changes together", "p_over": 0.004},
        ],
        "bases": {
            "documented": crossing(0.0, 0.0),
            "estimated": crossing(0.96, 1.0, crossed_p05="2024-07-03T00:00:00Z", crossed_p50="2024-08-12T00:00:00Z"),
        },
    }  # fmt: skip


def look(start, end, is_day_known=True):
    return {"start_time": start, "end_time": end, "is_day_known": is_day_known}


def place(**more):
    return {
        "place_id": "place:1", "name": "Vostochny", "role": "load", "days_total": 366, "days_watched": 1,
        "days_maybe": 15, "days_unwatched": 350,
        "longest_unwatched": {"start": "2024-03-23T00:00:00Z", "end": "2025-01-01T00:00:00Z", "days": 284},
        "looks": [
            look("2024-03-07T00:00:00Z", "2024-03-08T00:00:00Z"),
            look("2024-03-07T00:00:00Z", "2024-03-23T00:00:00Z", is_day_known=False),
        ],
        "unwatched": [
            {"start": "2024-01-01T00:00:00Z", "end": "2024-03-07T00:00:00Z"},
            {"start": "2024-03-23T00:00:00Z", "end": "2025-01-01T00:00:00Z"},
        ],
    } | more  # fmt: skip


def finding(label="F1", **more):
    return {
        "label": label, "headline": "Nothing was notified after January.",
        "text": "Nothing was notified after January, in full.", "status": "documented", "likelihood": None,
        "confidence": "moderate", "rule_words": "Act 5 para 2",
    } | more  # fmt: skip


def an_answer(**changes):
    return {
        "question": {"id": "oil", "text": "How much, and did it pass the cap?", "period": PERIOD},
        "trips": trips(), "barrels": barrels(), "amounts": None, "cap": cap(),
        "official": {"amount": 168_679, "share_of_cap": 0.337358, "over_cap": False},
        "findings": [finding(), finding("F2", status="contradicted", likelihood="likely")],
        "coverage": [place()],
        "alternatives": [
            {"effect": -1, "words": "Un Hung may be Yu Son.", "decision": None},
            {"effect": -1, "words": "Decided long ago.", "decision": "reject"},
        ],
        "checks": [{"kind": "over_capacity", "outcome": "flagged"}, {"kind": "identity", "outcome": "agrees"}],
        "look_checks": [], "parameters_changed": [], "settings_unused": [], "evidence_idle": [], "clocks_off": [],
        "simulated": None, "changed_since": [],
        "run": {"number": 3, "evidence": {"rows_rejected": 1}},
    } | changes  # fmt: skip


def printed(answer, encoding="utf-8", environ=None, others=(), verbs=MY_CASE):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    print_answer(Terminal(stream, environ or {}), answer, verbs, others)
    stream.flush()
    return stream.buffer.getvalue().decode(encoding)


def block(text, title):
    return text[text.index(f"\n{title}") :].split("\n\n")[0]


def test_the_difference_between_what_is_held_and_what_is_said_comes_first():
    lines = printed(an_answer()).split("\n\n")
    lead = lines[1].replace("\n", " ")
    assert lead.startswith("Evidence held here dates 11 trips from Vostochny: 10 reported from images, 1 inferred.")
    assert "43 are claimed, by one origin (A Centre). Of the 10, 10 are known from a copy; no image is held" in lead
    unwatched = "350 of 366 days, 284 of them on end (23 Mar – 31 Dec 2024)"
    assert f"No look at Vostochny that could tell is held for {unwatched}." in lead


def test_that_the_tables_are_older_than_the_case_stands_before_everything():
    text = printed(an_answer(changed_since=["case.toml was changed", "2 files were added"]))
    words = "These tables are of run 3. Since then case.toml was changed; 2 files were added. 'fairlead run' makes"
    assert " ".join(text.split()).startswith(words)


def test_the_four_kinds_of_figure_stand_apart_each_with_its_mark():
    shown = block(printed(an_answer()), "TRIPS").split("\n")
    assert [line.split()[:2] for line in shown[2:] if not line.startswith(" " * 40)] == [
        ["■", "documented"], ["■", "after"], ["(", ")"], ["~", "estimated"], ['"', "claimed"],
    ]  # fmt: skip
    assert shown[2].endswith("11      10 reported from images, 1 inferred ▒, 6 ships named")
    words = " ".join(" ".join(shown).split())
    assert "(9–11) 90 % 9–11, by the chances put on 1 open alternative; 5 are not in it" in words
    assert "90 % 50–80: if seven in ten were seen" in words
    assert "A Centre: one origin, 7 documents, 4 altered; 7 Mar – 5 Nov 2024" in words


@pytest.mark.parametrize(("documented", "known"), [(0, ""), (2, "no ship named")])
def test_no_number_of_ships_is_said_where_none_is_named(documented, known):
    text = printed(an_answer(trips=trips(documented=documented, vessels=0, documented_split="", documented_inferred=0)))
    assert " ".join(block(text, "TRIPS").split("\n")[2].split()) == f"■ documented {documented} {known}".strip()


def test_an_estimate_that_is_the_prior_or_not_settled_says_so_beside_the_figure():
    text = " ".join(printed(an_answer(trips=trips(estimated_caveats=["no looks, this is the prior"]))).split())
    assert "~ estimated actual 61 90 % 50–80: no looks, this is the prior; if seven in ten were seen" in text
    assert "The estimate: no looks, this is the prior." in text  # and beside the amounts that stand on it
    apart = trips(
        estimated_caveats=["identities not settled: chains disagree"], estimated_is_settled=False,
        documented_given="given 9 looks",
    )  # fmt: skip
    text = " ".join(printed(an_answer(trips=apart)).split())
    assert "90 % 50–80: identities not settled: chains disagree; if seven in ten were seen" in text
    assert "5 are not in it; identities not settled" in text  # the count after doubt is of the same chains


def test_trips_by_ships_nobody_identified_are_not_given_to_those_asked_about():
    lead = " ".join(printed(an_answer(trips=trips(documented_unidentified=4))).split())
    assert "4 of the 11 are by ships not identified: whether they are of those asked about is not known." in lead
    lead = " ".join(printed(an_answer(trips=trips(documented_unidentified=1))).split())
    assert "1 of the 11 is by a ship not identified: whether it is of those asked about is not known." in lead
    assert "not identified" not in printed(an_answer())


def test_a_claim_of_one_end_is_told_with_it():
    text = printed(an_answer(trips=trips(claimed=32, claimed_end="at least")))
    assert "At least 32 are claimed, by one origin (A Centre)." in " ".join(text.split())
    assert " claimed by others, at least    32 " in text


def test_hulls_that_borrow_a_deadweight_are_counted_beside_the_amounts():
    amounts = barrels()
    amounts["bases"]["documented"]["borrowed"] = {"trips": 9, "of": 11, "dwt_t": 3119.0}
    assert (
        "9 of the 11 documented trips are by hulls of unknown deadweight: the mean of the fleet's known hulls, 3,119 "
        "t, stands in."
    ) in " ".join(printed(an_answer(barrels=amounts)).split())


def test_what_would_change_the_chance_stands_beside_it():
    assert (
        "What would change the estimate's chance: without Oat, 50 %; the first two changes together, <1 %."
    ) in " ".join(printed(an_answer()).split())


def test_every_figure_stands_beside_the_cap_with_its_load_and_both_verdicts():
    shown = block(printed(an_answer()), "BARRELS").split("\n")
    by_label = {line[4:24].strip(): line for line in shown}
    assert "cap 500,000, Act 5 para 2; a calendar year" in shown[1]
    assert by_label["43 trips, 1/3 load"].split()[-3:] == ["370,394", "under", "over"]
    assert by_label["43 trips, 1/2 load"].split()[-3:] == ["555,591", "over", "over"]
    assert by_label["43 trips at 10,000"].split()[-3:] == ["430,000", "under", "over"]
    assert by_label["officially notified"].rstrip().endswith("168,679  under  (33.7 %)")
    assert "0.79 M, 90 % 0.50–1.10" in by_label["estimate, 61 trips"]
    at = {line.index("┃") for line in shown if "┃" in line}
    assert len(at) == 1
    assert shown[2].index("500k cap") == at.pop()
    assert "7.46 bbl/t (gas oil, Table A)" in " ".join(shown)


def test_claimed_figures_are_outlined_and_only_evidence_fills():
    shown = block(printed(an_answer()), "BARRELS").split("\n")
    for line in shown:
        if line.startswith('  "'):
            assert "█" not in line
            assert "◇" in line or "├──▷" in line
    assert all("█" in line for line in shown if line.startswith("  ■"))


def test_chances_are_counted_and_the_day_of_crossing_is_a_distribution():
    text = printed(an_answer()).replace("\n    ", " ")
    assert "Documented, load drawn: 0 of 50 equal chances over the cap, 0 of 50 +notified." in text
    assert "Estimated, load drawn: 48 of 50 equal chances over the cap, 50 of 50 +notified; passed" in text
    assert "5 % by 3 Jul 2024, 50 % by 12 Aug 2024, 95 % not within the period." in text


def test_likelihood_and_confidence_are_two_sentences():
    assert "Likelihood: likely (55–80 %). Confidence: moderate. Rule: Act 5 para 2." in printed(an_answer())


def test_the_days_nobody_looked_are_named_and_absence_is_qualified():
    lines = block(printed(an_answer()), "WATCHED").split("\n")
    shown = " ".join(" ".join(lines).split())
    assert "1 day with a dated look, 15 more inside ranges that hold one; none held for 350 of 366" in shown
    assert "1 Jan – 6 Mar 2024; 23 Mar – 31 Dec 2024." in shown
    assert "Where nothing was looked at, nothing can be said to be absent." in shown
    strip = next(line for line in lines if line.startswith("  Vostochny"))[25:]
    assert strip.index("●") == int(66 / 366 * 75)  # 7 March is 66 days into the year
    assert set(strip) <= set("●━· ")


def test_a_place_watched_every_day_is_not_said_to_lack_looks_on_none():
    whole = place() | {"days_watched": 366, "days_maybe": 0, "days_unwatched": 0, "longest_unwatched": None,
                       "unwatched": []}  # fmt: skip
    text = " ".join(printed(an_answer(coverage=[whole])).split())
    assert "A look at Vostochny is held for each of 366 days." in text
    assert "366 days with a dated look: every day of the period." in text
    part = whole | {"days_watched": 300, "days_maybe": 66}
    text = " ".join(printed(an_answer(coverage=[part])).split())
    assert "A look at Vostochny is held for 300 of 366 days, and for some day among the 66 others." in text
    assert " 0 of 366" not in text


def test_how_places_of_discharge_were_watched_is_shown_where_anybody_looked():
    there = place(place_id="place:2", name="Rajin", role="discharge")
    never = place(place_id="place:3", name="Nampo", role="discharge", looks=[], days_watched=0)
    text = block(printed(an_answer(coverage=[place(), there, never])), "WATCHED")
    assert [line.split()[0] for line in text.split("\n") if "●" in line and "━━" in line] == ["Vostochny", "Rajin"]
    assert "Where ships unload: 1 day with a dated look" in text
    assert "Where ships unload no look is held of Nampo." in text


def test_what_stays_open_is_said_and_what_was_decided_is_not():
    shown = block(printed(an_answer()), "OPEN")
    assert "−1   Un Hung may be Yu Son." in shown
    assert "Decided long ago" not in shown
    assert "1 check of the evidence did not come out even (1 over capacity): fairlead show my-case checks" in shown
    assert "1 row refused, with reasons: fairlead show my-case rejects" in shown


def test_what_would_lower_the_count_hides_nothing_that_would_raise_it():
    rows = [
        {"effect": e, "words": f"{e}:{n}.", "decision": None} for e, many in ((-1, 30), (1, 22)) for n in range(many)
    ]
    shown = block(printed(an_answer(alternatives=rows)), "OPEN")
    assert [line.split()[1] for line in shown.split("\n")[2:12]] == [f"{e}:{n}." for e in (-1, 1) for n in range(5)]
    assert "and 25 of −1, 17 of +1 more: fairlead show my-case alternatives" in shown
    few = block(printed(an_answer(alternatives=[*rows[:30], rows[30]])), "OPEN")
    assert "1:0." in few
    assert "and 21 of −1 more" in few


def test_a_long_reason_of_what_stays_open_is_folded_and_not_cut():
    words = "Un Hung may be Yu Son: " + ", ".join(f"reason {i}" for i in range(30)) + ": the very end."
    shown = block(printed(an_answer(alternatives=[{"effect": -1, "words": words, "decision": None}])), "OPEN")
    assert words in " ".join(shown.split())
    assert all(line.startswith("       ") for line in shown.split("\n")[3:5])


def test_a_gap_in_the_labels_of_findings_is_explained():
    labels = ("F1", "F2", "F4", "F8")
    assert "F3, F5–F7 are findings on other questions" in printed(an_answer(findings=[finding(x) for x in labels]))
    assert "F1 is a finding on other questions" in printed(an_answer(findings=[finding("F2")]))
    assert "other questions" not in printed(an_answer())


def test_a_wide_figure_stands_apart_from_its_words():
    text = printed(an_answer(trips=trips(documented=5000, documented_min=1, documented_max=5000)))
    assert "(1–5,000) 90 % 9–11, by the chances" in text
    assert max(cell_len(line) for line in text.split("\n")) <= 100


def test_changed_parameters_and_settings_that_could_not_be_used_stand_before_every_figure():
    changed = [{"step": "sighting_gaps", "parameter": "speed_low_kn", "value": 7.0, "usual": 8.0}]
    unused = [{"line": n, "setting": "cap", "value": "R9", "reason": f"asks for R{n}"} for n in range(1, 13)]
    text = printed(an_answer(parameters_changed=changed, settings_unused=unused))
    told = text.split("\n\n")[1]
    assert "Made with changed parameters: sighting_gaps.speed_low_kn 7 (usually 8)." in told
    assert "12 settings of case.toml could not be used:\n  line 1: asks for R1\n" in told
    assert told.endswith("line 10: asks for R10\n  and 2 more in the table rejects")
    assert text.index(told) < text.index("Evidence held here")


def test_clocks_that_are_off_stand_before_every_figure():
    text = printed(an_answer(clocks_off=[{"words": "Times of receiver C are 3 h ahead of those of A."}]))
    assert text.index("Times of receiver C are 3 h ahead") < text.index("Evidence held here")


def test_the_commands_to_try_can_be_typed_as_they_stand():
    shown = block(printed(an_answer(), verbs=Verbs(".venv/bin/fairlead", "my case"), others=[("arms", "And?")]), "TRY")
    assert ".venv/bin/fairlead explain 'my case' F1 " in shown
    assert ".venv/bin/fairlead serve 'my case' " in shown
    assert ".venv/bin/fairlead report 'my case' -o report.html " in shown
    assert ".venv/bin/fairlead show 'my case' --question arms " in shown


def test_a_question_without_amounts_or_cap_prints_no_block_of_them():
    text = printed(an_answer(barrels=None, cap=None, official={"amount": None, "share_of_cap": None, "over_cap": None}))
    assert "┃" not in text
    assert "BARRELS" not in text
    assert "TRIPS" in text


def test_amounts_in_another_unit_without_a_cap_have_no_line_and_no_verdict():
    amounts = barrels() | {"unit": "tonne", "conversion": None, "bases": {"documented": basis(shares=[
        {"share": 0.5, "amount": 5000, "over_cap": None, "over_cap_with_notified": None, "status": "documented"}
    ])}}  # fmt: skip
    official = {"amount": None, "share_of_cap": None, "over_cap": None}
    shown = block(printed(an_answer(barrels=None, amounts=amounts, cap=None, official=official)), "TONNES")
    assert "5,000" in shown
    assert "┃" not in shown
    assert "under" not in shown


def test_a_case_that_was_never_run_says_what_to_do_next():
    empty = dict.fromkeys(trips())
    text = printed(an_answer(trips=empty, barrels=None, cap=None, findings=[], coverage=[], alternatives=[], checks=[],
                             official={"amount": None}))  # fmt: skip
    assert "Nothing has been counted yet. Next: fairlead run my-case" in text
    assert "TRIPS" not in text


@pytest.mark.parametrize(("encoding", "environ"), [("utf-8", {}), ("utf-8", {"LANG": "C"}), ("ascii", {})])
def test_no_line_is_wider_than_a_hundred_columns(encoding, environ):
    long = finding(text="Chon Ma San 천마산 " + "was seen off the pier, then silent, " * 20, rule_words="x" * 130)
    many = an_answer(findings=[finding(f"F{i}") for i in range(1, 20)] + [long], coverage=[place(name="Port " * 20)])
    text = printed(many, encoding, environ, [("munitions", "How often did ships carry munitions? " * 5)])
    assert max(cell_len(line) for line in text.split("\n")) <= 100
    if encoding == "ascii" or environ:
        assert text.isascii()


def test_ascii_marks_keep_every_status_apart():
    text = printed(an_answer(), "ascii")
    shown = block(text, "TRIPS").split("\n")
    assert [line.split()[0] for line in shown[2:] if not line.startswith(" " * 40)] == ["#", "#", "(", "~", '"']
    assert "1 inferred /" in text
    assert "F2 !=" in text


def test_hostile_names_do_not_reach_the_terminal_raw():
    evil = "Yu\x1b[2J Son\u202e\x9b"
    text = printed(an_answer(
        question={"id": evil, "text": evil, "period": PERIOD}, coverage=[place(name=evil)],
        trips=trips(claimed_by=evil, estimated_basis=evil),
        findings=[finding(text=evil, rule_words=evil, confidence=evil)],
        alternatives=[{"effect": -1, "words": evil, "decision": None}], checks=[{"kind": evil, "outcome": "flagged"}],
    ), others=[(evil, evil)], verbs=Verbs("fairlead", evil))  # fmt: skip
    assert all(c.isprintable() or c == "\n" for c in text)
    assert "<U+001B>" in text


def test_a_stated_amount_stands_in_its_own_words_where_they_fit():
    amounts = barrels()
    for words, shown in (
        ("more than a million barrels", "more than a million barrels"),
        ("x" * 60, "at least 1,000,000"),
    ):
        amounts["bases"]["claimed"]["stated"]["words"] = words
        text = printed(an_answer(barrels=amounts))
        assert shown in next(line for line in text.split("\n") if "AC, as stated" in line)
        assert max(map(len, text.split("\n"))) <= 100


def test_one_trip_is_no_trips():
    amounts = barrels()
    amounts["bases"]["claimed"]["trips"] = 1
    amounts["bases"]["documented"]["borrowed"] = {"trips": 1, "of": 1, "dwt_t": 3119.0}
    text = printed(an_answer(barrels=amounts))
    assert "1 trip, 1/3 load" in text
    assert "1 of the 1 documented trip is by a hull of unknown deadweight" in " ".join(text.split())


def look_check(label, kind, words="something is wrong."):
    return {"id": f"look_check:{label}", "label": label, "kind": kind, "is_watch": True, "words": f"{label}: {words}"}


def test_what_does_not_add_up_in_looks_stands_by_kind_with_counts_and_the_way_to_all():
    rows = [
        look_check("S7", "in_no_look"), look_check("L3", "outside_footprint", "the place lies outside it."),
        look_check("L1", "analysts_differ", "Ann says empty and Bob says occupied."),
        look_check("L2", "analysts_differ"),
    ]  # fmt: skip
    shown = block(printed(an_answer(look_checks=rows)), "LOOKS").split("\n")[2:]
    assert [" ".join(line.split()) for line in shown] == [
        "≠ 2 looks on which analysts differ, such as L1: Ann says empty and Bob says occupied.",
        "≠ 1 look outside its scene's footprint, L3: the place lies outside it.",
        "≠ 1 sighting at a watched place, in no look, S7: something is wrong.",
        "all of them: fairlead show my-case look_checks",
    ]
    assert "LOOKS" not in printed(an_answer())


def test_what_a_command_to_try_does_is_folded_and_not_cut():
    text = "How often did ships carry munitions from one port to another, August 2023 to March 2024?"
    shown = block(printed(an_answer(), verbs=Verbs(".venv/bin/fairlead", "my case"), others=[("arms", text)]), "TRY")
    assert "…" not in shown
    assert "to March 2024?" in " ".join(shown.split())
