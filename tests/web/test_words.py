"""Every word that the page itself says stands in one file."""

import re
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "page" / "src"
KNOWN = {
    "enter", "esc", "space",  # names of keys, on them
    "sha256", "PDF", "HTML", "IMO §",  # names, the same in every language
    "two points", "cannot tell", "broken off", "run §", "§ §:§ UTC",  # words between the page and the server; a time
}  # fmt: skip
SHOWN = r"(?:title|aria-label|placeholder|alt|label)"
NO_WORDS = r"(?:class|href|d|transform|style|viewBox|points|key|font|id)=\{?\s*$|url\($|import\(?\s*$|from $"
CLASSES = r"(?:btn|chip|said|file|event|item|doc|dot|ring|line) [a-z§ ]+"


def literals(text: str):
    """Texts between tags, of attributes that are shown, and in quotes, that have words of a language."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"(?m)(^|\s)//.*$", "", text)
    yield from re.findall(r'>([^<>{}=;()`"]*[A-Za-z]{2,}[^<>{}=;()`"]*)</', text)
    yield from re.findall(rf'\b{SHOWN}="([^"]*[A-Za-z]{{2,}}[^"]*)"', text)
    yield from re.findall(r"(?<=\})( [a-z]{2,}[a-z ,]*)(?=\{[a-z]+\.)", text)
    for found in re.finditer(r'`((?:[^`\\]|\\.)*)`|"([^"\n]*)"', text):
        if re.search(NO_WORDS, text[max(0, found.start() - 14) : found.start()]):
            continue
        words = re.sub(r"\$\{(?:[^{}]|\{[^{}]*\})*\}", "§", found[1] if found[1] is not None else found[2])
        quoted = r"[A-Za-z]{3,} [a-z]{2,}" if found[2] is not None else r"(?:^|[\s§,(])[A-Za-z]{3,}(?:[\s,.:;)]|$)"
        if not words.startswith("/") and "\n" not in words and " " in words and re.search(quoted, words):
            yield words


def test_the_words_of_the_page_stand_in_one_file():
    stray = {
        f"{path.relative_to(SOURCE)}: {words.strip()}"
        for path in SOURCE.rglob("*.ts*")
        if path.name != "words.ts"
        for words in literals(path.read_text(encoding="utf-8"))
        if words.strip() not in KNOWN and not re.fullmatch(CLASSES, words.strip()) and "=>" not in words
    }
    assert stray == set()


def test_a_word_elsewhere_is_found():
    assert set(literals("<p>Not here</p>")) == {"Not here"}
    assert set(literals('<p title="Save it">{x}</p>')) == {"Save it"}
    assert set(literals("<p>{kept} of {f.all}</p>")) == {" of "}
    assert set(literals("const a = `from ${x} to here`;")) == {"from § to here"}
    assert list(literals("<p class={`btn ${x} on`}>{W.save}</p>")) == []
