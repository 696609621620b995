"""Every seed of the corpus is read or refused in words, and some mutations of each; ``make fuzz`` does more."""

import os

import pytest

from benchmarks import fuzz

pytestmark = pytest.mark.filterwarnings("ignore")  # which libraries say of what is broken

TARGETS = {t.name: t for t in fuzz.TARGETS}
FOUND = {
    ("desk", 85): "a record without its scale",
    ("document eml", 15): "a header of broken Base64",
}
"""Mutations of seed 1 that broke a reader once."""


@pytest.mark.parametrize("folder", sorted({t.folder for t in fuzz.TARGETS} - {"*", "ais"}))
def test_every_seed_and_a_few_mutations_are_read_or_refused(folder, tmp_path):
    wrong = []
    for target in (t for t in fuzz.TARGETS if t.folder == folder):
        names, seeds = fuzz.seeds_of(target)
        liked = [s for n, s in zip(names, seeds, strict=True) if any(like in n for like in target.likes)] or seeds
        given = [*liked, *(fuzz.case_of(target, 0, n) for n in range(3))]
        wrong += [(target.name, what) for c in given if (what := fuzz.attempt(target, c, tmp_path / "given"))]
    assert wrong == []


def test_of_each_way_of_writing_ais_a_seed_is_read(tmp_path):
    (sniff,) = (t for t in fuzz.TARGETS if t.name == "sniff")
    ais = fuzz.Target("ais", sniff.read, "ais")
    wrong = [n for n, s in zip(*fuzz.seeds_of(ais), strict=True) if fuzz.attempt(ais, s, tmp_path / "given")]
    assert wrong == []


@pytest.mark.parametrize(("name", "number"), sorted(FOUND))
def test_what_was_found_is_mended(name, number, tmp_path):
    content = (fuzz.CORPUS.parent / "found" / f"{name.replace(' ', '_')}-{number}").read_bytes()
    assert fuzz.attempt(TARGETS[name], content, tmp_path / "given") == ""


def test_a_reader_that_fails_hangs_or_dies_is_found(tmp_path):
    here = os.getpid()

    def picky(path):
        if b"P1" not in path.read_bytes():
            raise KeyError("lost")

    def dead(path):
        if os.getpid() != here and path.read_bytes() != b"x":
            os._exit(7)

    places = fuzz.Target("t", picky, "tables", ("places.csv",))
    done = fuzz.fuzz(places, seed=1, seconds=20, most=60)
    assert done.count == 60
    assert [f.split(" at ")[0] for f in done.findings] == ["KeyError"]
    # a process of its own dies, and the next goes on behind what killed it
    done = fuzz.fuzz(fuzz.Target("t", dead, "desk"), seed=1, seconds=20, most=2)
    assert (done.count, done.of("death")) == (2, 1)
