"""The queue in a terminal, fed with lines: a full pass from a page to a transfer, and what breaks it off."""

import io
import json
import shutil
import subprocess
import sys
import time

import pytest

import fairlead
from fairlead.case.log import read_log
from fairlead.case.queue import Item
from fairlead.case.reviews import claim_of, review_id, standing
from fairlead.case.store import Store
from fairlead.cli.explain import to_json
from fairlead.cli.main import main
from fairlead.cli.proposal import print_item
from fairlead.cli.review import Sitting, accept_named
from fairlead.cli.terminal import Terminal
from fairlead.errors import CaseError

PAGE = (
    "<html><head><title>Oil</title><meta property='article:published_time' content='2024-06-03'>"
    "<meta property='og:site_name' content='The Harbour Post'></head><body><p>John Kirby said on Thursday that Russia "
    "shipped 165,000 barrels of refined petroleum to North Korea in March.</p>"
    "<p>North Korea sent at least 7,000 containers of munitions to Russia, Shin Won-sik said.</p></body></html>"
)
QUOTE = "Russia shipped 165,000 barrels of refined petroleum to North Korea"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A case that holds one page, run once through the whole flow."""
    folder = tmp_path_factory.mktemp("review")
    case = fairlead.new(folder / "case")
    page = folder / "oil.html"
    page.write_text(PAGE)
    case.add(page, by="Ada")
    case.run(by="Ada")
    return case.path


@pytest.fixture
def folder(made, tmp_path):
    shutil.copytree(made, tmp_path / "case")
    return tmp_path / "case"


@pytest.fixture
def fairlead_(monkeypatch, capsys):
    """The command line with lines for stdin; its exit code, stdout and stderr."""

    def call(*args, lines=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
        with pytest.raises(SystemExit) as ended:
            main([str(a) for a in args])
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return call


def reviewed(folder):
    return [e.fields for e in read_log(folder / "evidence" / "log.jsonl").of("reviewed")]


@pytest.mark.slow
def test_from_a_page_to_a_transfer_with_its_quote(folder, fairlead_):
    code, out, _ = fairlead_("review", folder, lines="a\n2\nthe customs data fit\nr\nhe spoke of an older figure\n")
    assert code == 0
    assert f">>{QUOTE}<<" in " ".join(out.split())
    assert "1 accepted, 1 rejected, 0 skipped; 0 proposals wait." in out
    case = fairlead.open(folder)
    case.run()
    (claim,) = case.table("claims").to_pylist()
    assert (claim["label"], claim["quote"]) == ("K1", QUOTE)
    (transfer,) = case.table("transfers").to_pylist()
    assert (transfer["from_party"], transfer["to_party"]) == ("RU", "KP")
    tree = json.dumps(to_json(case.explain(transfer["transfer_id"], None)), default=str)
    assert all(id_ in tree for id_ in (claim["claim_id"], claim["document_id"], "evidence/log.jsonl", "oil.html"))
    (grade,) = case.table("grades").to_pylist()
    assert (grade["target"], grade["value"], grade["is_blind"]) == (claim["claim_id"], "2", True)
    assert case.verify() == []


def test_an_edit_goes_field_by_field_and_asks_again_for_what_is_no_word_of_the_record(folder, fairlead_):
    lines = "e\nmodality\ncertain\nprobable\nqty_high\n200000\nnonsense\n\nthe caption says so\n\nq\n"
    code, out, _ = fairlead_("review", folder, lines=lines)
    assert code == 0
    assert "modality 'certain' is none of: asserted" in out
    assert "a field is one of" in out
    (entry,) = reviewed(folder)
    assert (entry["verdict"], entry["changed"], entry["reason"]) == (
        "edit", ["modality", "qty_high"], "the caption says so",
    )  # fmt: skip
    assert (entry["claim"]["modality"], entry["claim"]["qty_high"]) == ("probable", 200_000)


def test_the_queue_goes_on_where_it_stopped_and_undoes_what_was_done_last(folder, fairlead_):
    fairlead_("review", folder, lines="a\n\nq\n")
    _, out, _ = fairlead_("review", folder, lines="u\nq\n")
    assert out.index("2 of 2") < out.index("undone: accept")
    assert "0 accepted, 0 rejected, 0 skipped; 2 proposals wait." in out
    assert [f["verdict"] for f in reviewed(folder)] == ["accept", "withdraw"]


def test_a_screen_that_is_stale_overrules_nobody_unasked(folder, capsys, monkeypatch):
    """Ann accepts what Bob's queue shows as open: he is told, nothing is entered, and only his second word counts."""
    case = fairlead.open(folder)
    monkeypatch.setattr(sys, "stdin", io.StringIO("wrong\nstill wrong\n"))
    bob = Sitting(Terminal(), case, Store(case.path), "bob")
    item = bob.queue.waiting[0]
    claim = claim_of(item.proposal, item.document)
    accept_named(case, Store(case.path), [item.id], "accept", "", "ann")
    with pytest.raises(CaseError, match="meanwhile ann decided accept; nothing was entered"):
        bob._reject(item, claim)
    assert [f["verdict"] for f in reviewed(folder)] == ["accept"]
    assert bob._reject(item, claim)
    assert [f["verdict"] for f in reviewed(folder)] == ["accept", "reject"]


def test_the_list_tells_a_denial_from_an_assertion(folder, fairlead_):
    _, out, _ = fairlead_("review", folder, "--list")
    assert "Kirby: says refined petroleum" in out


def test_skipping_and_blank_reasons_enter_nothing(folder, fairlead_):
    _, out, _ = fairlead_("review", folder, lines="x\nr\n\ns\ne\n\ns\n")
    assert "one of these keys" in out
    assert "nothing was changed" in out
    assert reviewed(folder) == []


def test_a_text_cannot_give_the_terminal_orders_and_marks_of_its_own_mark_no_quote(folder):
    item = fairlead.open(folder).queue().waiting[0]
    text = f"\ue001\x1b[2J\u202eabc {QUOTE}\x07."
    document = item.document | {"title": "\x1b]0;owned\x07", "text": text}
    proposal = item.proposal | {"quote": QUOTE, "quote_start": text.index(QUOTE), "words": "\u202e"}
    out = io.StringIO()
    t = Terminal(out, {})
    print_item(t, Item(proposal, document, 0, ()), claim_of(proposal, document), "1 of 1")
    shown = out.getvalue()
    assert not {"\x1b", "\u202e", "\x07", "\ue001"} & set(shown)
    assert "?<U+001B>[2J<U+202E>abc >>Russia shipped" in shown
    assert "North Korea<<<U+0007>." in " ".join(shown.split())


def test_named_ones_are_accepted_together_and_all_or_none(folder, fairlead_):
    _, out, _ = fairlead_("review", folder, "--list")
    ids = [line.split()[0] for line in out.splitlines() if line.startswith("proposal:")]
    assert len(ids) == 2
    code, _, err = fairlead_("review", folder, "--accept", ids[0], "--accept", "proposal:0")
    assert (code, reviewed(folder)) == (1, [])
    assert "is no proposal of the last run" in err
    code, out, _ = fairlead_("review", folder, "--accept", ids[0], "--accept", ids[1], "--reason", "read both")
    assert (code, "accepted: K1, K2" in out) == (0, True)
    code, _, err = fairlead_("review", folder, "--reject", ids[0])
    assert (code, "was reviewed already" in err) == (1, True)
    _, out, _ = fairlead_("review", folder)
    assert "Every proposal of the last run is reviewed." in out


def test_another_s_review_is_overruled_only_with_the_flag_and_a_reason_and_stays_visible(folder, fairlead_):
    id_ = fairlead.open(folder).queue().waiting[0].id
    fairlead_("review", folder, "--accept", id_, "--by", "Ann")
    code, _, err = fairlead_("review", folder, "--reject", id_, "--reason", "another year", "--by", "Bob")
    assert code == 1
    assert "was reviewed already: Ann decided accept; --overrule with --reason decides otherwise" in " ".join(
        err.split()
    )
    code, _, err = fairlead_("review", folder, "--reject", id_, "--overrule", "--by", "Bob")
    assert (code, "to overrule a review needs its reason" in err) == (1, True)
    assert len(reviewed(folder)) == 1
    code, _, _ = fairlead_("review", folder, "--reject", id_, "--overrule", "--reason", "another year", "--by", "Bob")
    assert (code, [f["verdict"] for f in reviewed(folder)]) == (0, ["accept", "reject"])
    assert fairlead_("review", folder, "--list", "--overrule")[0] == 2


def test_a_field_left_blank_or_typed_as_it_was_is_not_said_to_be_changed(folder, fairlead_):
    """item is left blank, to_party is typed as it stood (North Korea, KP): only the modality is another."""
    lines = "e\nitem\n\nto_party\nNorth Korea\nmodality\nprobable\n\nthe caption says so\n\nq\n"
    code, out, _ = fairlead_("review", folder, lines=lines)
    assert code == 0
    assert "item stays as it is" in out
    (entry,) = reviewed(folder)
    assert (entry["verdict"], entry["changed"]) == ("edit", ["modality"])
    _, out, _ = fairlead_("review", folder, lines="e\nitem\n\n\ns\nq\n")
    assert "nothing was changed" in out
    assert len(reviewed(folder)) == 1


def test_the_queue_says_states_by_name_with_the_code_to_type_and_warns_of_an_unknown_one(folder, fairlead_):
    lines = "e\nto_party\nAtlantis\n\nthe caption says so\n\nq\n"
    _, out, _ = fairlead_("review", folder, lines=lines)
    assert "gives      Russia (RU) to North Korea (KP)" in out
    assert "Atlantis is no state or party known here; it stands as a party of its own" in " ".join(out.split())


def test_a_proposal_that_is_warned_of_is_accepted_by_name_only_with_a_reason(folder, fairlead_, monkeypatch):
    warned = dict.fromkeys(fairlead.open(folder).queue().items, ("a rule reads it the other way",))
    monkeypatch.setattr("fairlead.case.queue.find_cautions", lambda *_: warned)
    id_ = next(iter(warned))
    assert "a rule reads it the other way" in fairlead_("review", folder, lines="q\n")[1]
    code, _, err = fairlead_("review", folder, "--accept", id_)
    assert code == 1
    assert "a rule reads it the other way. To accept it all the same say why, with --reason" in " ".join(err.split())
    assert fairlead_("review", folder, "--accept", id_, "--reason", "the rule erred")[0] == 0


def test_a_rejection_by_name_needs_its_reason_and_a_review_can_be_withdrawn(folder, fairlead_):
    case = fairlead.open(folder)
    id_ = case.queue().waiting[0].id
    code, _, err = fairlead_("review", folder, "--reject", id_)
    assert (code, "to reject needs its reason" in err) == (1, True)
    fairlead_("review", folder, "--reject", id_, "--reason", "another year", "--by", "Ben")
    (entry,) = read_log(folder / "evidence" / "log.jsonl").of("reviewed")
    assert entry.actor == "Ben"
    code, _, _ = fairlead_("review", folder, "--withdraw", review_id(entry), "--reason", "it was this year")
    assert code == 0
    assert len(case.queue().waiting) == 2


def test_an_acceptance_is_withdrawn_by_the_label_of_its_claim(folder, fairlead_):
    case = fairlead.open(folder)
    fairlead_("review", folder, "--accept", case.queue().waiting[0].id)
    code, _, _ = fairlead_("review", folder, "--withdraw", "k1", "--reason", "the paper took it back")
    assert (code, len(case.queue().waiting)) == (0, 2)
    case.run(step="proposals")
    assert case.table("claims").num_rows == 0
    assert sorted(case.table("reviews")["verdict"].to_pylist()) == ["accept", "withdraw"]


def test_reliability_is_asked_once_for_a_source_and_topic(folder, fairlead_):
    case = fairlead.open(folder)
    fairlead_("review", folder, "--accept", case.queue().waiting[0].id)
    case.run(step="proposals")
    _, out, _ = fairlead_("review", folder, "--sources", lines="Z\nb\noften right on oil\n")
    assert "United States on oil (1 claim)" in out
    assert "1 grade given; 0 of 1 sources and topics are without one." in out
    _, out, _ = fairlead_("review", folder, "--sources")
    assert "0 grades given" in out
    (entry,) = read_log(folder / "evidence" / "log.jsonl").of("graded")
    assert (entry.fields["target"], entry.fields["topic"], entry.fields["value"]) == ("United States", "oil", "B")


def test_a_source_graded_under_another_of_its_names_is_not_asked_about_again(folder, fairlead_):
    case = fairlead.open(folder)
    fairlead_("review", folder, "--accept", case.queue().waiting[0].id)
    case.run(step="proposals")
    code, _, err = fairlead_("grade", folder, "John Kirbey", "reliability", "B", "--reason", "x")
    assert (code, "did you mean 'John Kirby'?" in err) == (1, True)
    code, _, _ = fairlead_(
        "grade", folder, "John Kirby", "reliability", "B", "--topic", "oil", "--reason", "often right"
    )
    assert code == 0
    _, out, _ = fairlead_("review", folder, "--sources", lines="q\n")
    assert "0 grades given; 0 of 1 sources and topics are without one." in out


def test_a_claim_is_graded_by_its_label(folder, fairlead_):
    case = fairlead.open(folder)
    fairlead_("review", folder, "--accept", case.queue().waiting[0].id)
    case.run(step="proposals")
    code, _, _ = fairlead_("grade", folder, "K1", "answered", "yes", "--reason", "we asked the embassy")
    assert code == 0
    (entry,) = read_log(folder / "evidence" / "log.jsonl").of("graded")
    assert entry.fields["target"] == case.table("claims")["claim_id"][0].as_py()
    code, _, err = fairlead_("grade", folder, "K1", "trust", "A", "--reason", "why")
    assert (code, "what is graded is one of" in err) == (1, True)


def test_without_documents_or_a_run_it_says_what_to_do(tmp_path, fairlead_):
    fairlead.new(tmp_path / "case")
    code, _, err = fairlead_("review", tmp_path / "case")
    assert (code, "run" in err and "nothing to review yet" in err) == (1, True)
    fairlead.open(tmp_path / "case").run(step="proposals")
    code, _, err = fairlead_("review", tmp_path / "case", "--list")
    assert (code, "holds no documents" in err) == (1, True)


def test_a_model_is_asked_only_with_endpoint_and_name(folder, fairlead_):
    code, _, _ = fairlead_("review", folder, "--endpoint", "http://127.0.0.1:9/v1")
    assert code == 2
    code, _, err = fairlead_("review", folder, "--propose", "--endpoint", "http://127.0.0.1:9/v1", "--model", "stub")
    assert code == 1
    assert "stay on this machine" in err
    assert "without an answer" in err


@pytest.mark.kills
def test_killed_between_two_keys_it_loses_nothing(folder):
    command = [sys.executable, "-m", "fairlead", "review", str(folder)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    process.stdin.write(b"a\n")
    process.stdin.flush()
    log, ends = folder / "evidence" / "log.jsonl", time.monotonic() + 60
    while not read_log(log).of("reviewed") and time.monotonic() < ends:
        time.sleep(0.05)
    process.kill()
    process.wait()
    process.stdin.close()
    assert len(standing(read_log(log))) == 1
    case = fairlead.open(folder)
    assert len(case.queue().waiting) == 1
    case.run(step="proposals")
    assert case.table("claims")["label"].to_pylist() == ["K1"]
    assert json.loads(log.read_text().splitlines()[-1])["seq"] == case.head.count


def test_nothing_is_accepted_unseen(folder, capsys):
    """Venue, basis, places and ships go into the claim with the rest; what the text does not tell has no line."""
    item = next(iter(fairlead.open(folder).queue().items.values()))
    told = claim_of(item.proposal, item.document) | {
        "venue": "SBS", "basis": "satellite_imagery", "places": ["Vostochny"], "vessels": ["Chon Ma San"],
    }  # fmt: skip
    print_item(Terminal(sys.stdout), item, told, "1 of 1")
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    for words in (
        ["where", "SBS"],
        ["basis", "satellite", "imagery"],
        ["places", "Vostochny"],
        ["ships", "Chon", "Ma", "San"],
    ):
        assert words in lines
    print_item(Terminal(sys.stdout), item, claim_of(item.proposal, item.document), "1 of 1")
    assert "basis" not in capsys.readouterr().out
