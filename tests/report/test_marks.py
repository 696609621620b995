from xml.etree import ElementTree

from fairlead.report.grammar import STATUS
from fairlead.report.marks import mark_figure
from fairlead.report.svg import PAPER

SVG = "{http://www.w3.org/2000/svg}"


def shapes(status):
    root = ElementTree.fromstring(mark_figure(status, PAPER, "m"))
    return [e for e in root if e.tag != f"{SVG}defs"]


def test_every_status_is_drawn_and_no_two_alike():
    drawn = {status: mark_figure(status, PAPER, "m") for status in STATUS}
    assert len(set(drawn.values())) == len(STATUS)


def test_a_claim_is_never_filled():
    assert all(e.get("fill") == "none" for e in shapes("claimed"))


def test_what_is_inferred_is_hatched_and_what_is_possible_is_a_dashed_empty_box():
    assert shapes("inferred")[0].get("fill") == "url(#m-hatch-small)"
    assert shapes("possible")[0].get("fill") == "none"
    assert shapes("possible")[0].get("stroke-dasharray")


def test_marks_differ_without_colour():
    def grey(status):
        return [{k: v for k, v in e.attrib.items() if not v.startswith("#")} | {"tag": e.tag} for e in shapes(status)]

    seen = [str(grey(s)) for s in STATUS]
    assert len(set(seen)) == len(seen)


def test_an_unknown_status_is_a_question_mark():
    assert shapes("guessed")[0].text == "?"
