"""The command line: one verb a function; what each does lies elsewhere and is imported when the verb is used.

Exit codes: 0 it worked; 1 it did not, and one line on stderr says what, where and what would help; 2 the command was
not understood; 130 it was broken off.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

from fairlead.base.wording import say_many
from fairlead.cli.verbs import Verbs, program_name
from fairlead.errors import FairleadError

if TYPE_CHECKING:
    from fairlead.case.workspace import Case
    from fairlead.cli.terminal import Terminal

DEMO_NAME = "dprk-oil-2024"
ROWS_SHOWN = 40
"""Rows of a table a terminal is given unless --limit says otherwise."""

MOST_ROWS = 1_000_000_000
"""A larger --limit is a mistake."""

app = typer.Typer(
    name="fairlead",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Who carried what to whom, how often, how much, how do we know, and which rule does it touch?\n\n"
    "A case is a folder: evidence that is never changed, and tables that are derived from it.",
    epilog="Start here: fairlead demo",
)


class Engine(StrEnum):
    """What runs the steps."""

    local = "local"


class Example(StrEnum):
    """The cases that come with the program."""

    oil = "oil"
    harbour = "harbour"
    terminal = "terminal"


class Role(StrEnum):
    """What a user of the workspace may do; each may what those before it may."""

    reader = "reader"
    analyst = "analyst"
    reviewer = "reviewer"
    owner = "owner"


class Values(StrEnum):
    """What the values of a radar image are."""

    amplitude = "amplitude"
    power = "power"
    db = "db"


class Marking(StrEnum):
    """Who may see something, the widest circle first (Traffic Light Protocol 2.0)."""

    clear = "clear"
    green = "green"
    amber = "amber"
    amber_strict = "amber+strict"
    red = "red"


CaseArg = Annotated[Path, typer.Argument(metavar="CASE", help="Folder of the case.", show_default=False)]
JsonOption = Annotated[bool, typer.Option("--json", help="Machine output: JSON on stdout, nothing else.")]
CsvOption = Annotated[bool, typer.Option("--csv", help="Machine output: CSV on stdout, formulas made harmless.")]


def _kinds() -> list[str]:
    from fairlead.formats import KINDS

    return list(KINDS)


def _steps() -> list[str]:
    from fairlead.flow import FLOW

    return [step.name for step in FLOW]


def _tables() -> list[str]:
    from fairlead.base.tables import TABLES

    return list(TABLES)


def _axes() -> list[str]:
    from fairlead.case.grades import VALUES

    return list(VALUES)


def _verdicts() -> list[str]:
    from fairlead.case.decisions import VERDICTS

    return list(VERDICTS)


def _check_text(value: str | list[str] | None) -> str | list[str] | None:
    """Refuse bytes that are no text: they could be written in no log."""
    for text in [value] if isinstance(value, str) else value or ():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise typer.BadParameter("is not text in UTF-8") from None
    return value


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit; every error a user can cause ends in one line on stderr."""
    try:
        try:
            app(args=args, prog_name="fairlead")
        finally:
            sys.stdout.flush()
    except FairleadError as e:
        _fail(e)
    except BrokenPipeError:
        # whoever read our output has gone; keep the interpreter from saying so once more when it closes stdout
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(0)


def _fail(error: FairleadError) -> NoReturn:
    t = _err()
    for line in str(error).split("\n"):
        sys.stderr.write(f"fairlead: {t.words(line)}\n")
    sys.exit(1)


def _out() -> Terminal:
    from fairlead.cli.terminal import Terminal

    return Terminal(sys.stdout)


def _err() -> Terminal:
    from fairlead.cli.terminal import Terminal

    return Terminal(sys.stderr)


ForOption = Annotated[
    Marking | None,
    typer.Option(
        "--for", help="Leave out what is marked above this, and all that rests on it; needed where anything is marked."
    ),
]


def _released(case: Case, to: Marking | None) -> Case:
    """The case as it may go out: whole where nothing is marked, else as whoever asks says.

    Raises:
        CaseError: something is marked, and nobody said for whom this is.
    """
    from fairlead.errors import CaseError

    held = case.markings()
    if to is None and held:
        told = ", ".join(sorted(set(held.values())))
        raise CaseError(
            f"this case holds what is marked ({told}): '--for {Marking.red.value}' lets all of it out, "
            f"'--for {Marking.clear.value}' nothing"
        )
    return case.cleared(to.value) if to else case


def _open(folder: Path, read_only: bool = False) -> Case:
    """The case, and on stderr what its reader should know of its state."""
    import fairlead

    case = fairlead.open(folder, read_only=read_only)
    for notice in case.notices:
        _err().paragraph(f"note: {notice}")
    return case


def _say_state(t: Terminal, opened: Case) -> None:
    """Before tables are shown: that evidence is made up, and where they are older than what the case holds."""
    from fairlead.case.changes import say_changes

    if simulated := opened.simulated():
        t.paragraph(simulated, "contradicted")
    run = opened.shown_run()
    if run and (words := say_changes(run["number"], run["changed_since"])):
        t.paragraph(words, "contradicted")


def _say_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"fairlead {version('fairlead')}")
        raise typer.Exit


@app.callback()
def _global(
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


@app.command(epilog="Example: fairlead demo my-first-case")
def demo(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help=f"Where to build it; else ./{DEMO_NAME}, or the example's name."),
    ] = None,
    example: Annotated[
        Example,
        typer.Option(help="Which one: a case of published facts, an hour of AIS, or a simulated season and its truth."),
    ] = Example.oil,
) -> None:
    """Build a bundled case from nothing and print its answer."""
    from fairlead.cli.demo import build_demo

    build_demo(_out(), _err(), folder, program_name(), example.value)


@app.command(epilog="Example: fairlead new my-case")
def new(folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.", show_default=False)]) -> None:
    """Make an empty case: a commented case.toml and a template of each kind of file."""
    import fairlead

    t, verbs = _out(), Verbs(program_name(), str(folder))
    fairlead.new(folder)
    t.paragraph(f"{folder} is a case now. Say in {folder / 'case.toml'} what you ask.")
    t.paragraph(f"A template of each kind of file lies in {folder / 'templates'}. Next: {verbs.say('add', 'FILE...')}")


@app.command(epilog="Example: fairlead add my-case sightings.csv vessels.xlsx --origin https://example.org/report")
def add(
    case: CaseArg,
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            callback=_check_text,
            help="Files, folders or archives; or addresses of pages (https://...).",
        ),
    ],
    kind: Annotated[
        str | None,
        typer.Option(
            "--as", callback=_check_text, metavar="KIND", help="Read them as this kind.", autocompletion=_kinds
        ),
    ] = None,
    origin: Annotated[
        str | None, typer.Option(metavar="URL", callback=_check_text, help="Where the bytes came from.")
    ] = None,
    licence: Annotated[
        str | None, typer.Option(metavar="TEXT", callback=_check_text, help="Under which licence.")
    ] = None,
    retrieved: Annotated[
        str | None, typer.Option(metavar="DAY", callback=_check_text, help="Of lists: when they were retrieved.")
    ] = None,
    by: Annotated[
        str | None, typer.Option(metavar="NAME", callback=_check_text, help="Who adds them; else whoever is logged in.")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Take pages from the web without asking; their sites see it.")
    ] = False,
) -> None:
    """Add evidence: say what each file was taken for, or refuse it with a reason.

    An address (https://...) is fetched after a question, since its site sees that somebody took an interest.
    """
    from fairlead.case.capture import is_url
    from fairlead.cli.evidence import confirm_capture, print_added
    from fairlead.cli.progress import progress_bar

    urls, paths = [f for f in files if is_url(f)], [Path(f) for f in files if not is_url(f)]
    opened = _open(case)
    if urls:
        confirm_capture(_err(), urls, yes)
    with progress_bar(_err()) as bar:
        said = {"kind": kind, "origin": origin, "licence": licence, "retrieved": retrieved, "by": by}
        added = opened.add(paths, **said, progress=bar) if paths else []
        added += opened.capture(urls, licence=licence, by=by, progress=bar) if urls else []
    t = _out()
    print_added(t, added)
    refused = sum(one.outcome == "refused" for one in added)
    if refused:
        rest = "the others are in the case" if refused < len(added) else "nothing was added"
        raise FairleadError(f"{refused} of {say_many(len(added), 'file')} refused, with the reason beside it; {rest}")
    t.paragraph(f"Next: {Verbs(program_name(), str(case)).say('run')}", "dim")


@app.command(epilog="Example: fairlead run my-case --param sighting_gaps.speed_low_kn=7")
def run(
    case: CaseArg,
    step: Annotated[
        str | None,
        typer.Option(metavar="NAME", callback=_check_text, help="Run up to this step only.", autocompletion=_steps),
    ] = None,
    param: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STEP.FIELD=VALUE", callback=_check_text, help="Set a parameter for this run; repeatable."
        ),
    ] = None,
    engine: Annotated[Engine, typer.Option(help="What runs the steps.")] = Engine.local,  # noqa: ARG001 - one so far
    by: Annotated[
        str | None, typer.Option(metavar="NAME", callback=_check_text, help="Who runs it; else whoever is logged in.")
    ] = None,
) -> None:
    """Run the flow: only what stands on something changed runs again."""
    from fairlead.case.ais_answer import say_again
    from fairlead.case.answer_trips import list_not_estimated
    from fairlead.case.caveats import changed_parameters, unused_settings
    from fairlead.case.uncounted import list_idle
    from fairlead.cli.answer import print_caveats, print_idle
    from fairlead.cli.evidence import say_run
    from fairlead.cli.held_ledger import say_next
    from fairlead.cli.progress import progress_bar

    opened = _open(case)
    with progress_bar(_err()) as bar:
        record = opened.run(step=step, params=tuple(param or ()), by=by, progress=bar)
    t = _out()
    t.paragraph(say_run(record))
    if again := say_again(opened.table_or_empty, record.to_json()):
        t.paragraph(f"Of AIS {again}.")
    rows = (opened.table(name).to_pylist() for name in ("rejects", "evidence"))
    print_caveats(t, changed_parameters(record.to_json()), unused_settings(*rows))
    if record.evidence["rows_rejected"] or record.evidence["refused"]:
        t.paragraph(f"What was refused, and why: {Verbs(program_name(), str(case)).say('show', 'rejects')}", "dim")
    verbs = Verbs(program_name(), str(case))
    print_idle(t, list_idle(opened.table_or_empty), verbs)
    for words in list_not_estimated(opened.table_or_empty("trip_estimates").to_pylist()):
        t.paragraph(words)
    if (held := opened.sum_up_ledger()) and (waits := say_next(held["ledger"], verbs)):
        t.paragraph(waits[0])
        t.paragraph(f"Next: {waits[1]}, then {verbs.say('run')}; what is held: {verbs.say('show')}", "dim")
        return
    t.paragraph(f"Next: {verbs.say('show')}", "dim")


@app.command(epilog="Example: fairlead show my-case trips --where \"status = 'inferred'\" --csv")
def show(
    case: CaseArg,
    table: Annotated[
        str | None,
        typer.Argument(metavar="TABLE", callback=_check_text, help="A table; else the answer.", autocompletion=_tables),
    ] = None,
    where: Annotated[
        str | None, typer.Option(metavar="SQL", callback=_check_text, help="Only rows for which this holds.")
    ] = None,
    question: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", callback=_check_text, help="The question to answer (else the first), or whose rows to show."
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=0, max=MOST_ROWS, help="Rows at most; 0 for all.")
    ] = None,
    json: JsonOption = False,
    csv: CsvOption = False,
) -> None:
    """Show the answer to a question, or the rows of a table."""
    if json and csv:
        raise typer.BadParameter("one of --json and --csv, not both")
    if table is None and (where is not None or limit is not None):
        raise typer.BadParameter("--where and --limit are for a table: name one, e.g. 'trips'")
    opened = _open(case, read_only=True)
    if table is None:
        _show_answer(opened, case, question, json, csv)
    else:
        _show_table(opened, str(case), table, where, question, limit, json, csv)


def _show_answer(opened: Case, folder: Path, question: str | None, is_json: bool, is_csv: bool) -> None:
    from fairlead.cli.ais import find_case, print_case
    from fairlead.cli.output import write_answer_csv, write_json

    if is_json or is_csv:
        _say_state(_err(), opened)
        (write_json if is_json else write_answer_csv)(find_case(opened, question))
        return
    print_case(_out(), opened, Verbs(program_name(), str(folder)), question)


def _show_table(
    opened: Case,
    folder: str,
    name: str,
    where: str | None,
    question: str | None,
    limit: int | None,
    is_json: bool,
    is_csv: bool,
) -> None:
    from fairlead.case.ledger_answer import say_why_empty
    from fairlead.case.rows import spell_keys
    from fairlead.case.screened import say_asked_for
    from fairlead.cli.output import write_table_csv, write_table_json
    from fairlead.cli.show import check_name, filter_rows, print_rows, rows_of_question

    check_name(name)
    _say_state(_err() if is_json or is_csv else _out(), opened)
    table = opened.table(name)
    if question is not None:
        table = rows_of_question(name, table, question, opened.table("questions"))
    if where is not None:
        table = filter_rows(name, table, where, opened.table)
    most = limit if limit is not None else 0 if is_json or is_csv else ROWS_SHOWN
    if is_json or is_csv:
        (write_table_json if is_json else write_table_csv)(spell_keys(table.slice(0, most) if most else table))
        return
    print_rows(_out(), name, table, most, opened.table_or_empty)
    if not opened.table(name).num_rows and (asked := say_asked_for(name, opened.table_or_empty)):
        _out().paragraph(asked)
    if not opened.table(name).num_rows and (held := opened.sum_up_ledger()):
        ledger = held["ledger"]
        if words := say_why_empty(name, ledger):
            _out().paragraph(words)
            if ledger["proposals"]["waiting"] and not ledger["claims"]["held"]:
                _out().paragraph(f"Next: {Verbs(program_name(), folder).say('review')}", "dim")


@app.command("lists", epilog="Example: fairlead lists my-case")
def show_lists(
    case: CaseArg,
    everything: Annotated[bool, typer.Option("--all", help="Print every version, however many.")] = False,
    json: JsonOption = False,
) -> None:
    """Say which versions of sanctions lists the case holds, which of them count, and why others do not."""
    from fairlead.cli.lists import find_lists, find_refused, print_lists
    from fairlead.cli.output import write_json

    opened = _open(case, read_only=True)
    _say_state(_err() if json else _out(), opened)
    found, refused = find_lists(opened), find_refused(opened)
    if json:
        write_json([*found, *refused])
    else:
        print_lists(_out(), found, refused, is_all=everything)


@app.command(epilog="Example: fairlead screen 9187629 --lists sdn.csv alt.csv --on 2024-03-07")
def screen(
    given: Annotated[
        list[Path],
        typer.Argument(
            metavar="[MARK] CASE|FILE...",
            help="A case, or list files as published; before them an IMO number, MMSI or name.",
        ),
    ],
    lists: Annotated[
        list[Path] | None, typer.Option("--lists", metavar="FILE", help="List files, where a mark goes before them.")
    ] = None,
    imo: Annotated[str | None, typer.Option(metavar="NUMBER", callback=_check_text, help="An IMO number.")] = None,
    name: Annotated[
        list[str] | None, typer.Option(metavar="NAME", callback=_check_text, help="A name; repeatable.")
    ] = None,
    mmsi: Annotated[str | None, typer.Option(metavar="NUMBER", callback=_check_text, help="An MMSI.")] = None,
    callsign: Annotated[str | None, typer.Option(metavar="SIGN", callback=_check_text, help="A call sign.")] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", "--on", metavar="DAY", callback=_check_text, help="What was known on that day."),
    ] = None,
    borne_on: Annotated[
        str | None,
        typer.Option("--borne-on", metavar="DAY", callback=_check_text, help="When it bore MMSI and call sign."),
    ] = None,
    kind: Annotated[str, typer.Option(metavar="KIND", help="vessel, company, person or any.")] = "vessel",
    ask: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            callback=_check_text,
            help="Ask the matcher at this address too (yente's /match): it learns whom you look for.",
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask it without a question first.")] = False,
    json: JsonOption = False,
) -> None:
    """Look one ship, company or person up in sanctions lists: each hit with its reasons, and what was searched."""
    from fairlead.case.one_off import KINDS, Asked, why_not
    from fairlead.cli.output import write_json
    from fairlead.cli.screen import ask_elsewhere, check_elsewhere, part_marks, print_screened, read_day, screen_places

    if kind not in KINDS:
        raise typer.BadParameter(f"one of {', '.join(KINDS)}", param_hint="--kind")
    places, marks = part_marks([*given, *(lists or ())])
    if not places:
        raise typer.BadParameter("give a case or list files to look in", param_hint="--lists")
    if (imo and marks.imo) or (mmsi and marks.mmsi):
        raise typer.BadParameter("one IMO number and one MMSI at a time")
    imo, mmsi, name = imo or marks.imo, mmsi or marks.mmsi, [*(name or ()), *marks.names]
    if not (imo or name or mmsi or callsign):
        raise typer.BadParameter("say what to look for: a number or name, --imo, --name, --mmsi or --callsign")
    days = read_day(borne_on, "--borne-on"), read_day(as_of, "--as-of")
    asked = Asked(imo, tuple(name or ()), mmsi, callsign, kind, *days)
    if wrong := why_not(asked):
        raise typer.BadParameter(wrong)
    if ask:
        check_elsewhere(_err(), places, ask, yes)
    found = screen_places(places, asked)
    opinion = ask_elsewhere(places[0], ask, asked) if ask else None
    if json:
        write_json(found | ({"elsewhere": opinion.to_json()} if opinion else {}))
    else:
        print_screened(_out(), found, opinion)
    if opinion and opinion.reason:
        raise FairleadError(f"no opinion from elsewhere: {opinion.reason}")


@app.command(epilog="Example: fairlead review my-case")
def review(
    case: CaseArg,
    sources: Annotated[
        bool, typer.Option("--sources", help="Ask how reliable each source is, once for each topic.")
    ] = False,
    listed: Annotated[bool, typer.Option("--list", help="Print what waits, and ask nothing.")] = False,
    accept: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", callback=_check_text, help="Accept this proposal as it stands; repeatable."),
    ] = None,
    reject: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", callback=_check_text, help="Reject this proposal; repeatable."),
    ] = None,
    withdraw: Annotated[
        str | None,
        typer.Option(metavar="ID", callback=_check_text, help="Take back a review (or K1); it stays visible."),
    ] = None,
    reason: Annotated[
        str, typer.Option(metavar="TEXT", callback=_check_text, help="Why, for --accept, --reject and --withdraw.")
    ] = "",
    overrule: Annotated[
        bool,
        typer.Option("--overrule", help="With --accept or --reject: also what was reviewed already; needs --reason."),
    ] = False,
    propose: Annotated[
        bool, typer.Option("--propose", help="Have a language model propose claims; texts are sent to it.")
    ] = False,
    endpoint: Annotated[
        str | None, typer.Option(metavar="URL", callback=_check_text, help="Where that model answers: http://.../v1.")
    ] = None,
    model: Annotated[str | None, typer.Option(metavar="NAME", callback=_check_text, help="Which model.")] = None,
    by: Annotated[
        str | None, typer.Option(metavar="NAME", callback=_check_text, help="Who reviews; else whoever is logged in.")
    ] = None,
) -> None:
    """Decide on claims proposed from documents, one at a time: accept, edit or reject. Only people accept."""
    from fairlead.cli.review import review_case

    verbs = Verbs(program_name(), str(case))
    acts = [sources, listed, accept is not None or reject is not None, withdraw is not None, propose]
    if sum(acts) > 1:
        raise typer.BadParameter("one of --list, --sources, --accept or --reject, --withdraw and --propose")
    if len({propose, endpoint is not None, model is not None}) > 1:
        raise typer.BadParameter("--propose needs --endpoint and --model, and they need it")
    if overrule and accept is None and reject is None:
        raise typer.BadParameter("--overrule is for --accept and --reject")
    opened = _open(case, read_only=listed)
    _say_state(_out(), opened)
    if propose and endpoint and model:
        from fairlead.cli.asking import propose_claims

        propose_claims(_out(), _err(), opened, endpoint, model, by)
        _out().paragraph(f"Next: {verbs.say('run')}, then {verbs.say('review')}", "dim")
        return
    review_case(
        _out(), opened, verbs, is_listed=listed, is_sources=sources, accept=accept or (), reject=reject or (),
        withdrawn=withdraw, reason=reason, by=by, is_overruling=overrule,
    )  # fmt: skip


@app.command("grade", epilog='Example: fairlead grade my-case K1 credibility 3 --reason "fits the pictures"')
def grade_one(
    case: CaseArg,
    target: Annotated[
        str, typer.Argument(metavar="TARGET", callback=_check_text, help="A claim, a transfer, or a source by name.")
    ],
    axis: Annotated[
        str, typer.Argument(metavar="AXIS", help="What is graded.", autocompletion=_axes, callback=_check_text)
    ],
    value: Annotated[str, typer.Argument(metavar="VALUE", callback=_check_text, help="The grade.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", callback=_check_text, help="Why that grade.")],
    topic: Annotated[
        str | None, typer.Option(metavar="TEXT", callback=_check_text, help="Of a source: on which matter.")
    ] = None,
    by: Annotated[
        str | None, typer.Option(metavar="NAME", callback=_check_text, help="Who grades; else whoever is logged in.")
    ] = None,
) -> None:
    """Grade a source, a claim or a transfer; the next run honours it, and the earlier grade stays visible."""
    opened = _open(case)
    id_ = opened.grade(target, axis, value, reason, topic=topic, by=by)
    t = _out()
    t.paragraph(f"{target}: {axis} {value} ({id_})")
    t.paragraph(f"Next: {Verbs(program_name(), str(case)).say('run')}", "dim")


@app.command(epilog='Example: fairlead decide my-case same C07 C12 --reason "one press office wrote both"')
def decide(
    case: CaseArg,
    verdict: Annotated[
        str,
        typer.Argument(metavar="VERDICT", help="What is decided.", autocompletion=_verdicts, callback=_check_text),
    ],
    about: Annotated[
        list[str],
        typer.Argument(metavar="ID...", callback=_check_text, help="Rows, by id or label; of withdraw, decisions."),
    ],
    reason: Annotated[str, typer.Option(metavar="TEXT", callback=_check_text, help="Why, in words another can judge.")],
    anyway: Annotated[
        bool, typer.Option("--anyway", help="With same: join claims of different goods all the same.")
    ] = False,
    by: Annotated[
        str | None, typer.Option(metavar="NAME", callback=_check_text, help="Who decides; else whoever is logged in.")
    ] = None,
) -> None:
    """Decide on rows: accept, reject, same, different, unsure, withdraw; the next run honours it."""
    if anyway and verdict != "same":
        raise typer.BadParameter("--anyway is for same: claims of different goods are joined all the same")
    opened = _open(case)
    id_ = opened.decide(about, verdict, reason, by, anyway)
    t = _out()
    t.paragraph(f"{verdict}: {', '.join(about)} ({id_})")
    t.paragraph(f"Next: {Verbs(program_name(), str(case)).say('run')}", "dim")


@app.command(epilog="Example: fairlead explain my-case F1")
def explain(
    case: CaseArg,
    target: Annotated[
        str, typer.Argument(metavar="ID", callback=_check_text, help="Id of a row, a label (F1, S20), a file, a run.")
    ],
    everything: Annotated[bool, typer.Option("--all", help="Draw every source, however many.")] = False,
    json: JsonOption = False,
) -> None:
    """Walk from one row down to the bytes it stands on, as a tree."""
    from fairlead.cli.explain import SOURCES_DRAWN, print_tree, to_json
    from fairlead.cli.output import write_json

    opened = _open(case, read_only=True)
    _say_state(_err() if json else _out(), opened)
    tree = opened.explain(target, None if everything or json else SOURCES_DRAWN)
    if json:
        run = opened.shown_run()
        state = {"run": run["number"], "simulated": opened.simulated(), "changed_since": run["changed_since"]}
        write_json(state | to_json(tree))
    else:
        print_tree(_out(), tree)


@app.command(epilog="Example: fairlead rescind my-case 'Open Source Centre'")
def rescind(
    case: CaseArg,
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE", callback=_check_text, help="A claim, a file, a document, a speaker or an outlet."
        ),
    ],
    reason: Annotated[
        str | None,
        typer.Option(metavar="TEXT", callback=_check_text, help="Do it: enter in the log that it no longer counts."),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="With --reason: let it count again.")] = False,
    by: Annotated[
        str | None, typer.Option(metavar="NAME", callback=_check_text, help="Who does it; else whoever is logged in.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Say what rests on a source and what would change without it; with --reason, let it count no longer.

    The claims stay visible, marked with who rescinded them and why.
    """
    from datetime import UTC, datetime

    from fairlead.case.rescind import draft_note
    from fairlead.cli.output import write_json
    from fairlead.cli.rescind import print_effects, to_json

    if undo and reason is None:
        raise typer.BadParameter("--undo needs its --reason")
    opened, t, verbs = _open(case, read_only=reason is None), _out(), Verbs(program_name(), str(case))
    if undo and reason is not None:
        labels = opened.restore(source, reason, by)
        if json:
            write_json({"source": source, "restored": labels})
        else:
            count = "counts" if len(labels) == 1 else "count"
            t.paragraph(f"{', '.join(labels)} {count} again with the next run. Next: {verbs.say('run')}")
        return
    _say_state(_err() if json else t, opened)
    record, effects = opened.last_run(), opened.rescinding(source)
    if reason is None or record is None:
        if json:
            write_json(to_json(effects))
            return
        print_effects(t, effects)
        t.line()
        t.paragraph(f"Nothing is changed yet. To do it: {verbs.say('rescind', source, '--reason', 'WHY')}", "dim")
        return
    if not effects.about:
        raise FairleadError(f"every claim that stands on {source!r} is rescinded already")
    decision = opened.rescind(source, effects.about, reason, by)
    note = draft_note(effects, case.resolve().name, reason, record, datetime.now(UTC))
    if json:
        write_json(to_json(effects) | {"decision_id": decision, "note": note})
        return
    t.paragraph(f"{say_many(len(effects.about), 'claim')} rescinded, as {decision}. Next: {verbs.say('run')}")
    t.paragraph(f"To take it back: {verbs.say('rescind', source, '--undo', '--reason', 'WHY')}", "dim")
    t.line()
    for line in note.split("\n"):
        t.paragraph(line)


@app.command(epilog="Example: fairlead verify my-case")
def verify(
    case: Annotated[
        Path, typer.Argument(metavar="CASE|BUNDLE", help="Folder of the case, or a bundle of it.", show_default=False)
    ],
    signed_by: Annotated[
        str | None,
        typer.Option(metavar="KEY", help="A public key that must have signed the log, or a file with it."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Hash every original again, check the log, run everything anew, and name what differs."""
    from dataclasses import asdict

    from fairlead.cli.bundles import is_bundle, verify_bundle_told
    from fairlead.cli.output import write_json
    from fairlead.cli.problems import print_problems, say_verdict
    from fairlead.cli.progress import progress_bar
    from fairlead.cli.vouching import ask_signer, print_vouched

    t = _out()
    signer = ask_signer(signed_by)
    if is_bundle(case):
        with progress_bar(_err()) as bar:
            problems, log, is_run = verify_bundle_told(case, bar)
    else:
        opened = _open(case, read_only=True)
        with progress_bar(_err()) as bar:
            problems = opened.verify(progress=bar)
        log, is_run = opened.store.log(), opened.last_run() is not None
    if log.lines:
        problems += signer(log)
    head = log.head
    if json:
        write_json([asdict(p) for p in problems])
    else:
        print_problems(t, problems)
    if any(not p.is_note for p in problems):
        raise FairleadError(say_verdict(problems, case))
    if json:
        return
    t.paragraph(
        f"Everything holds: originals, log{', records, and every table made anew' if is_run else '; no run yet'}."
    )
    print_vouched(t, log)
    t.paragraph(
        f"Log: {head.count} entries, the last one {head.hash}. Keep this line: a log cut later is seen by it.", "dim"
    )


@app.command(epilog="Example: fairlead report my-case -o report.pdf")
def report(
    case: CaseArg,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="Where to write: .html or .pdf.")],
    on: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DATE", callback=_check_text, help="Tell as of this day which ships were listed; repeatable."
        ),
    ] = None,
    annexes: Annotated[
        bool, typer.Option("--annexes", help="A PDF with all that the HTML holds; else it is short and says what not.")
    ] = False,
    to: ForOption = None,
) -> None:
    """Write the whole answer with footnotes, methods and limits to one file that loads nothing from anywhere."""
    from fairlead.cli.progress import progress_bar
    from fairlead.cli.screen import read_day
    from fairlead.report import report_case

    days = [f"{day:%Y-%m-%d}" for words in on or () if (day := read_day(words, "--on"))]
    opened = _released(_open(case, read_only=True), to)
    _say_state(_out(), opened)
    with progress_bar(_err()) as bar:
        bar(f"writing {out.name}", 0, 1, 0)
        written = report_case(opened, out, days, has_annexes=annexes)
    for warning in written.warnings:
        _err().paragraph(f"note: {warning}")
    _out().paragraph(f"{written.path}: {say_many(written.bytes, 'byte')}")


@app.command(epilog="Example: fairlead serve my-case")
def serve(
    case: CaseArg,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port of this machine; 0 takes any that is free.")
    ] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Enter nothing, whatever is asked.")] = False,
    users: Annotated[
        Path | None,
        typer.Option("--users", metavar="FILE", help="Who may come in, and as what; 'fairlead user' makes its lines."),
    ] = None,
) -> None:
    """Open the workspace: the case in a browser of this machine, for whoever has the address with its key, or for the
    users of a file."""
    from fairlead.cli.serving import say_serving
    from fairlead.web.people import Users
    from fairlead.web.serve import serve_case

    opened = _open(case, read_only=read_only)
    known = Users(users) if users else None
    serve_case(opened, port, read_only, lambda begun: say_serving(_out(), begun), known)


@app.command("mark", epilog='Example: fairlead mark my-case photo.tif amber --reason "its owner asked for it"')
def mark_(
    case: CaseArg,
    target: Annotated[
        str | None,
        typer.Argument(
            metavar="TARGET", callback=_check_text, help="A file by id or name; a decision, review or grade."
        ),
    ] = None,
    marking: Annotated[Marking | None, typer.Argument(help="Who may see it, the widest circle first.")] = None,
    reason: Annotated[
        str, typer.Option(metavar="TEXT", callback=_check_text, help="Why, in words another person can judge.")
    ] = "",
) -> None:
    """Say who may see a file or an entry, and all that rests on it; without a target, what is marked."""
    opened = _open(case, read_only=target is None)
    if target is None:
        names = {f"evidence:{e.fields['sha256'][:16]}": e.fields["name"] for e in opened.log if e.action == "added"}
        for id_, told in sorted(opened.markings().items()):
            _out().paragraph(f"{told}: {id_} {names.get(id_, '')}".rstrip())
        return
    if marking is None:
        raise typer.BadParameter("say the marking too")
    id_ = opened.mark(target, marking.value, reason)
    _out().paragraph(f"{id_} is marked {marking.value}")


@app.command(epilog="Example: fairlead user 'Kim Lee' --role reviewer --sees amber >> users")
def user(
    name: Annotated[
        str, typer.Argument(metavar="NAME", callback=_check_text, help="Stands in the log as who decided.")
    ],
    role: Annotated[Role, typer.Option(help="reader, analyst, reviewer or owner.")] = Role.reader,
    sees: Annotated[
        Marking | None,
        typer.Option(help="The narrowest marking shown to them; left out: clear, and red for an owner."),
    ] = None,
) -> None:
    """Print a line for the file of 'fairlead serve --users'; the password is asked for and only its hash is printed."""
    from fairlead.web.people import spell_user

    password = typer.prompt("Password (15 letters or more)", hide_input=True, confirmation_prompt=True, err=True)
    sys.stdout.write(spell_user(name, role.value, sees.value if sees else None, password) + "\n")


@app.command(epilog="Example: fairlead export my-case --to kml -o places.kml")
def export(
    case: CaseArg,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="Where to write; with csv a new folder.")],
    to: Annotated[
        Literal[
            "graphml", "gexf", "geojson", "geoparquet", "kml", "gpx", "csv", "xlsx", "ftm", "ftm-statements", "csl",
            "prov", "bundle",
        ],
        typer.Option(
            help="The network; what lies where; tracks; every table; FollowTheMoney entities, or their statements; "
            "citations; how all came about as W3C PROV; or the whole case as one file that anybody can check."
        ),
    ] = "graphml",
    dataset: Annotated[
        str | None, typer.Option(metavar="NAME", callback=_check_text, help="With ftm: the data set's name.")
    ] = None,
    circle: ForOption = None,
) -> None:  # fmt: skip
    """Write a case as others take it, with what that leaves unsaid beside it; or whole, in one file."""
    from fairlead.report.exports import export as export_as

    opened = _released(_open(case, read_only=True), circle)
    if dataset and not to.startswith("ftm"):
        raise typer.BadParameter("--dataset is for ftm and ftm-statements")
    if to == "bundle":
        from fairlead.cli.bundles import print_bundle
        from fairlead.report.bundle import bundle_case

        print_bundle(_out(), bundle_case(opened, out), program_name())
        return
    done = export_as(opened, to, out, dataset)
    _out().paragraph(f"{' and '.join(map(str, done.files))}: {done.words}")
    _out().paragraph(f"What it does not say: {done.beside}", "dim")


@app.command(epilog="Example: fairlead redact my-case letter.pdf --words names.txt -o letter.txt")
def redact(
    case: CaseArg,
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="Name or id of a document or table.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="Where to write: plain text, or CSV.")],
    words: Annotated[
        Path, typer.Option(metavar="FILE", help="What must not stand in it, a line each; not on the command line.")
    ],
    opened: Annotated[
        list[int] | None, typer.Option("--open", metavar="N", help="Write what opens this passage; may be repeated.")
    ] = None,
    opens_all: Annotated[bool, typer.Option("--open-all", help="Write what opens every passage.")] = False,
    circle: ForOption = None,
) -> None:
    """Rebuild a document or a table without some words, each passage or cell bound so that it can be opened later."""
    from fairlead.case.disk import in_words
    from fairlead.report.redacted import write_redacted

    opened_case = _released(_open(case, read_only=True), circle)
    with in_words(f"reading {words}"):
        told = [line.strip() for line in words.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    made, files = write_redacted(opened_case, document, told, out, opened or (), opens_all=opens_all)
    _out().paragraph(
        f"{' and '.join(map(str, files))}: {say_many(len(made.commitments['passages']), 'passage')} redacted"
    )
    _out().paragraph(
        "It was read again and holds none of these words. A name spelt otherwise is not found: read it yourself.", "dim"
    )


@app.command("import", epilog="Example: fairlead import my-case.zip my-case")
def import_(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="A bundle that 'fairlead export' wrote.")],
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="The folder to make; else ./ and the case's name.")
    ] = None,
) -> None:
    """Make a case of a bundle again, where every byte of it is what was written."""
    from fairlead.cli.bundles import import_told

    import_told(_out(), bundle, folder, program_name())


@app.command(epilog="Example: fairlead merge my-case hers.zip")
def merge(
    case: CaseArg,
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="A bundle that 'fairlead export' wrote.")],
    prefer: Annotated[
        Literal["ours", "theirs"] | None,
        typer.Option(help="Whose stands where both decided otherwise; needed where they did."),
    ] = None,
    by: Annotated[
        str | None, typer.Option(metavar="NAME", callback=_check_text, help="Who merges; else whoever is logged in.")
    ] = None,
) -> None:
    """Enter what another analyst's case says and yours does not: files, decisions, reviews, grades, markings."""
    from fairlead.cli.bundles import print_merged

    print_merged(_out(), _open(case).merge(bundle, prefer, by), Verbs(program_name(), str(case)))


@app.command(epilog="Example: fairlead sign my-case --key anna.pem")
def sign(
    case: CaseArg,
    key: Annotated[Path, typer.Option(metavar="FILE", help="Your private key: PEM or OpenSSH, Ed25519.")],
    is_new: Annotated[bool, typer.Option("--new", help="Make the key first, in a new file.")] = False,
    by: Annotated[
        str | None, typer.Option(metavar="NAME", callback=_check_text, help="Who signs; else whoever is logged in.")
    ] = None,
) -> None:
    """Vouch by a key for the log as it stands; whoever has its public half from you can check it."""
    from fairlead.cli.vouching import sign_told

    sign_told(_out(), _open(case).store, key, is_new, by, Verbs(program_name(), str(case)))


@app.command(epilog="Example: fairlead stamp my-case --authority https://tsa.example.org --roots tsa.pem")
def stamp(
    case: CaseArg,
    authority: Annotated[
        list[str] | None,
        typer.Option(
            metavar="URL",
            help="A time-stamping authority (RFC 3161), or ots+URL of a calendar; may be given more than once.",
        ),
    ] = None,
    roots: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Certificates to trust, in PEM; else those that the system trusts."),
    ] = None,
    blocks: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Where headers of Bitcoin's blocks are asked for, for stamps of calendars."),
    ] = None,
    is_later: Annotated[bool, typer.Option("--later", help="Ask nobody now: the next 'stamp' does.")] = False,
    by: Annotated[
        str | None, typer.Option(metavar="NAME", callback=_check_text, help="Who asks; else whoever is logged in.")
    ] = None,
) -> None:
    """Have authorities state when the log stood so. They learn a hash and your address, and nothing of the case."""
    from fairlead.cli.vouching import stamp_told

    stamp_told(
        _out(), _open(case).store, authority or [], roots, blocks, is_later, by, Verbs(program_name(), str(case))
    )


@app.command(epilog="Example: fairlead decode aisdk-2024-03-07.zip kystverket.nm4 -o positions.parquet")
def decode(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files of AIS, packed or not.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="Where the positions go: .parquet.")],
    kind: Annotated[
        str | None, typer.Option("--as", callback=_check_text, metavar="KIND", help="Read them as this kind.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(metavar="TOML", help="A file whose table ais.mapping names the columns.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Decode files of AIS to Parquet without a case: positions, and static reports beside them."""
    from dataclasses import asdict

    from fairlead.cli.decode import decode_files, is_worth_writing, print_decoded, read_mapping, say_out
    from fairlead.cli.output import write_json
    from fairlead.cli.progress import progress_bar

    if wrong := say_out(out):
        raise typer.BadParameter(wrong, param_hint="--out")
    with progress_bar(_err()) as bar:
        said = read_mapping(mapping) if mapping else None
        done = decode_files(files, out, kind=kind, mapping=said, told=bar)
    if json:
        write_json([asdict(one) for one in done])
    else:
        print_decoded(_out(), done, out)
    if not is_worth_writing(done):
        raise FairleadError(f"no report of AIS could be read, so {out} is not written; the reasons stand above")
    if problems := sum(one.problem is not None for one in done):
        raise FairleadError(
            f"{problems} of {say_many(len(done), 'file')} not read to the end; what could be read is written"
        )


@app.command(epilog="Example: fairlead detect s1-vv.tif -o found.geojson --picture found.png")
def detect(
    scene: Annotated[
        Path,
        typer.Argument(
            metavar="SCENE", help="GeoTIFF, PNG, JPEG, STAC item, or a Sentinel-1 GRD or Sentinel-2 product."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="Where what was found goes: .geojson.")],
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A quick look of it with what was found: .png.")
    ] = None,
    pixel_m: Annotated[
        float | None, typer.Option(metavar="METRES", help="Side of a pixel, where the image does not say it.")
    ] = None,
    values: Annotated[Values | None, typer.Option(help="What its values are, where they do not tell.")] = None,
    band: Annotated[int, typer.Option(min=1, help="Which value of a pixel.")] = 1,
    polarisation: Annotated[
        str | None, typer.Option(metavar="vv|vh|hv|hh", help="Of a Sentinel-1 product; the crossed one unless said.")
    ] = None,
    inland: Annotated[bool, typer.Option("--inland", help="Search rivers and lakes far from the sea too.")] = False,
    land: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Polygons that are land, or are not to be searched: GeoJSON.")
    ] = None,
    sea: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Polygons outside of which nothing is searched: GeoJSON.")
    ] = None,
    false_alarms: Annotated[
        float | None,
        typer.Option(metavar="SHARE", help="Share of sea taken for something by chance; 1e-7, optical 1e-5."),
    ] = None,
    crs: Annotated[
        str | None,
        typer.Option(callback=_check_text, metavar="CRS", help="Reference system of the world file, as EPSG:32652."),
    ] = None,
    world: Annotated[
        Path | None, typer.Option(metavar="FILE", help="World file of the image; with --crs the one beside it.")
    ] = None,
    point: Annotated[
        list[str] | None,
        typer.Option(metavar="C,R=LAT,LON", help="A known point: column, row, latitude, longitude. Give two."),
    ] = None,
    model: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A model of your own that scores what is found: .onnx.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Find what stands out of the sea in a radar or optical image, without a case: where, and how long."""
    from fairlead.cli.detect import check_outs, detect_in, print_detected, said_of
    from fairlead.cli.output import write_json
    from fairlead.cli.progress import progress_bar

    check_outs(scene, out, picture)
    with progress_bar(_err()) as bar:
        found = detect_in(
            scene, out, picture, bar, pixel_m=pixel_m, values=values, band=band, share=false_alarms,
            polarisation=polarisation, is_inland_searched=inland, land=land, sea=sea, crs=crs, world=world,
            points=point or (), model=model,
        )  # fmt: skip
    if json:
        write_json(said_of(found))
    else:
        print_detected(_out(), found, out, picture)


@app.command(
    "match",
    epilog="Example: fairlead match found.geojson aisdk-2024-03-07.zip --at 2024-03-07T05:31:02Z -o matched.geojson",
)
def match_ais(
    found: Annotated[
        Path, typer.Argument(metavar="FOUND", help="GeoJSON, as detect writes, or a table of detections.")
    ],
    files: Annotated[list[Path], typer.Argument(metavar="AIS...", help="Files of AIS of the hours around it.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="Where it goes, matched: .geojson.")],
    at: Annotated[
        str | None, typer.Option(callback=_check_text, metavar="TIME", help="When it was taken, where it does not say.")
    ] = None,
    area_km2: Annotated[
        float | None, typer.Option(metavar="KM2", help="Water that was searched, where it does not say.")
    ] = None,
    scene: Annotated[
        str | None, typer.Option(callback=_check_text, metavar="NAME", help="Of a table: the image that is meant.")
    ] = None,
    product: Annotated[
        Path | None, typer.Option(metavar="PATH", help="The Sentinel-1 product: it says how the radar flew past.")
    ] = None,
    flight_deg: Annotated[
        float | None, typer.Option(metavar="DEG", help="Of a radar: direction of flight over the ground.")
    ] = None,
    slant_km: Annotated[float | None, typer.Option(metavar="KM", help="Of a radar: slant range to the scene.")] = None,
    incidence_deg: Annotated[
        float | None, typer.Option(metavar="DEG", help="Of a radar: angle of incidence at the scene.")
    ] = None,
    looks_left: Annotated[bool, typer.Option("--looks-left", help="Of a radar: it looks to the left.")] = False,
    json: JsonOption = False,
) -> None:
    """Match what was found in one scene to ships of AIS, without a case: which each may be, or none, and how surely."""
    from fairlead.cli.match import match_in, pass_of, print_matched, said_of
    from fairlead.cli.output import write_json
    from fairlead.cli.progress import progress_bar

    flown = pass_of(flight_deg, slant_km, incidence_deg, looks_left)
    with progress_bar(_err()) as bar:
        matched = match_in(found, files, out, bar, at=at, area_km2=area_km2, flown=flown, scene=scene, product=product)
    if json:
        write_json(said_of(matched))
    else:
        print_matched(_out(), matched, out)


@app.command("simulate", epilog="Example: fairlead simulate meetings.toml -o simulated-meetings")
def simulate_world(
    scenario: Annotated[Path, typer.Argument(metavar="SCENARIO", help="A scenario file: .toml.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="An empty folder, or none yet.")],
    seed: Annotated[int | None, typer.Option(min=0, max=1 << 53, help="Draw anew; else the scenario's seed.")] = None,
    json: JsonOption = False,
) -> None:
    """Make a simulated world whose truth is known: AIS files as a case takes them, and the truth beside them."""
    from dataclasses import asdict

    from fairlead.cli.output import write_json
    from fairlead.cli.simulate import make_world, print_simulated

    made = make_world(scenario, out, seed)
    if json:
        write_json(asdict(made))
    else:
        print_simulated(_out(), made, out)


@app.command(epilog="Example: fairlead doctor")
def doctor() -> None:
    """Say what is installed, what is missing, and what to do."""
    from fairlead.cli.doctor import MISSING, examine, print_conditions

    t = _out()
    conditions = examine(t, Path.cwd())
    print_conditions(t, conditions)
    if any(c.state == MISSING for c in conditions):
        raise typer.Exit(1)
