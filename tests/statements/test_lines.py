"""Wrapped lines are one sentence; headlines, entries, tables and empty lines end one; places stay the original's."""

import textwrap
from time import process_time

import pytest

from fairlead.statements.lines import join_lines
from tests.statements.test_propose import read

KNOWN = frozenset({"ammunition", "aircraft", "ship", "to"})

ARTICLE = (
    "Russia has sent North Korea more than a million barrels of refined oil since March 2024, South Korea's defence "
    "minister Shin Won-sik said on Friday. He called reports that China had sent North Korea artillery ammunition "
    "groundless. The Kremlin denied that North Korean troops had been sent to Russia and called the reports a "
    "provocation. Iran's ambassador to the United Nations, Amir Saeid Iravani, said Tehran had never supplied Russia "
    "with ballistic missiles. Ukraine said that Russia had received 9,000 containers of ammunition from North Korea."
)


def told(text):
    return sorted(
        (r["from_party"], r["to_party"], r["item_class"], r["stance"], r["speaker"], r["qty_low"], r["qty_high"],
         r["is_confident"], " ".join(r["quote"].replace("-\n", "").split()))
        for r in read(text)
    )  # fmt: skip


@pytest.mark.parametrize("width", [40, 60, 66, 72, 78, 90])
@pytest.mark.parametrize("indent", ["", "    "])
def test_a_wrapped_text_reads_as_it_does_in_one_line(width, indent):
    wrapped = textwrap.fill(ARTICLE, width, break_on_hyphens=False, initial_indent=indent, subsequent_indent=indent)
    assert len(told(ARTICLE)) >= 5
    assert told(wrapped) == told(ARTICLE)


def test_every_quote_stands_in_the_wrapped_text_as_it_is():
    text = "By our correspondent\n\n" + textwrap.fill(ARTICLE, 60, break_on_hyphens=False).replace("sent", "se-\nnt", 1)
    rows = read(text)
    assert any("\n" in r["quote"] for r in rows)
    for r in rows:
        begin, end = r["quote_start"], r["quote_start"] + len(r["quote"])
        assert text[begin:end] == r["quote"]
        assert text[:begin].endswith(r["quote_prefix"])
        assert text[end:].startswith(r["quote_suffix"])
    words = {w for r in rows for w in (r["quote"].split()[0], r["quote"].split()[-1])}
    assert all(w.strip(".,’'s-") in text for w in words)


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("artillery ammu-\nnition for Russia", "artillery ammunition for Russia"),
        ("artillery ammu\u00ad\n  nition for Russia", "artillery ammunition for Russia"),
        ("anti-\naircraft guns", "anti-aircraft guns"),
        ("a ship-\nto-ship transfer", "a ship-to-ship transfer"),
        ("165-\nthousand barrels", "165-thousand barrels"),
        ("the missile-\nman, or missile-man", "the missile-man, or missile-man"),
        ("the North-\nKorean army", "the North-Korean army"),
        ("Russia –\nand China", "Russia – and China"),
        (
            "the oil that was meant for the port of Nampo\n– about a million barrels by their count, as the two of\n"
            "them said – was sent by a firm of Vladivostok\nto Hong Kong.",
            "the oil that was meant for the port of Nampo – about a million barrels by their count, as the two of "
            "them said – was sent by a firm of Vladivostok to Hong Kong.",
        ),
    ],
)
def test_a_hyphen_at_a_line_s_end_parts_a_word_or_belongs_to_it(text, joined):
    reading = join_lines(text, KNOWN)
    assert reading.text == joined
    for k, c in enumerate(reading.text):
        if not c.isspace():
            assert text[reading.begin(k)] == c
            assert text[reading.end(k + 1) - 1] == c


@pytest.mark.parametrize(
    "text",
    [
        "Russia sends oil to North Korea\nThe ministry in Seoul said that it knew of no troops.",
        "Russia Sends North Korea Oil And Wheat\nMoscow has sent missiles.",
        "Iran:\n- drones to Russia\n- missiles to Russia",
        "1. Russia sent oil\n2. China sent rice",
        "oil    Russia    1,200\nwheat    China    300",
        "Russia | oil\nChina | rice",
        "Q: Has Russia sent oil?\nMR MILLER: we have no information",
        "Russia sent oil\n\nto North Korea",
        "North Korea gets oil\nSEOUL, Nov 21 (Yonhap) -- Russia has sent oil.",
    ],
)
def test_headlines_entries_tables_labels_and_empty_lines_end_a_sentence(text):
    assert join_lines(text, KNOWN).text == text


def test_lines_as_long_as_anybody_likes_are_looked_at_once():
    text = (
        "A" * 200_000 + "\n" + "Russia " * 50_000 + "\n" + "." * 100_000 + "\n" + " " * 100_000 + "\n" + '."' * 50_000
    )
    begun = process_time()
    join_lines(text, KNOWN)
    assert process_time() - begun < 2


def test_a_headline_above_wrapped_lines_stays_a_sentence_of_its_own():
    body = textwrap.fill(ARTICLE, 72, break_on_hyphens=False)
    rows = read("Seoul: Moscow rewards Pyongyang with fuel\n" + body)
    assert told("\n".join(["Seoul: Moscow rewards Pyongyang with fuel", ARTICLE])) == sorted(
        (r["from_party"], r["to_party"], r["item_class"], r["stance"], r["speaker"], r["qty_low"], r["qty_high"],
         r["is_confident"], " ".join(r["quote"].split()))
        for r in rows
    )  # fmt: skip
