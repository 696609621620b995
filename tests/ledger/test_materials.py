"""Whose images a basis names: vendors and the words for them stand in a table, not in code."""

import csv
from importlib.resources import files

import pytest

from fairlead.ledger.materials import scenes_in, vendors_in


def basis(words):
    return {"rests_on": words, "basis": None}


@pytest.mark.parametrize(
    ("words", "vendors"),
    [
        ("own analysis of WorldView images", ("Maxar",)),
        ("Planet Labs and Airbus imagery", ("Airbus", "Planet")),
        ("Sentinel-1 radar", ("Copernicus",)),
        ("spotted by sailors", ()),  # "spot" is a satellite, "spotted" is not
        ("SI Imaging Services", ("SI Imaging",)),
    ],
)
def test_a_vendor_is_found_by_the_words_of_its_row(words, vendors):
    assert vendors_in(basis(words)) == vendors


def test_an_image_is_told_by_its_vendor_and_day():
    assert scenes_in(basis("Maxar image of 7 Mar 2024")) == ("Maxar, 2024-03-07",)


def test_each_vendor_has_one_row_with_words_that_no_other_has():
    text = files("fairlead.ledger").joinpath("vendors.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    words = [w for r in rows for w in r["words"].split("; ")]
    assert len(words) == len(set(words)) > len(rows) == len({r["vendor"] for r in rows})
    assert all(words)
