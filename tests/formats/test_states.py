import csv
from importlib.resources import files
from pathlib import Path

import pytest

from fairlead.formats.states import find_state, state_names

ANCHORAGES = Path(__file__).parents[3] / "shared" / "data" / "reference" / "ports" / "gfw_named_anchorages.csv"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("DPRK", "KP"), ("North Korea", "KP"), ("D.P.R.K.", "KP"), ("Korea (North)", "KP"), ("KP", "KP"),
        ("Democratic People’s Republic of Korea", "KP"), ("south korean", "KR"), ("Russia", "RU"), ("Russian", "RU"),
        ("Panama", "PA"), ("Panama flag", "PA"), ("Panama-flagged", "PA"), ("Sierra Leone (2021)", "SL"),
        ("the Netherlands", "NL"), ("The Gambia", "GM"), ("Côte d’Ivoire", "CI"),
        ("St. Vincent & the Grenadines", "VC"),
        ("Turkey", "TR"), ("Türkiye", "TR"), ("PRK", "KP"), ("U.S.", "US"),
        ("GRL", "GL"), ("SLB", "SB"), ("ALA", "AX"), ("TCA", "TC"), ("Virgin Islands, U.S.", "VI"), ("Svalbard", "SJ"),
        ("Congo, The Democratic Republic of the", "CD"), ("Taiwan, Province of China", "TW"),
        ("Korea", None), ("Atlantis", None), ("", None), ("no", None), ("Fiji (false)", None), ("stateless", None),
        ("unknown", None), ("Panama; Togo", None),
    ],
)  # fmt: skip
def test_a_state_is_known_by_name_adjective_and_code(words, code):
    assert find_state(words) == code


def test_every_code_of_the_standard_is_there_once_spelled():
    names = state_names()
    codes = {c for c in names.values() if len(c) == 2}
    assert len(codes) == 249
    assert all(names[c] == c for c in codes)


def test_every_state_has_its_code_of_three_letters():
    """As many as ISO 3166-1 has of two; abbreviations in use such as UAE stand beside them."""
    rows = csv.DictReader(files("fairlead.formats").joinpath("states.csv").read_text(encoding="utf-8").splitlines())
    has_three = {r["code"] for r in rows if len(r["name"]) == 3 and r["name"].isupper()}
    assert has_three == {c for c in state_names().values() if len(c) == 2}


@pytest.mark.skipif(not ANCHORAGES.is_file(), reason="the shared list of anchorages is not beside the repository")
def test_every_country_of_the_list_of_anchorages_is_known():
    with ANCHORAGES.open(encoding="utf-8", newline="") as file:
        codes = {row["iso3"] for row in csv.DictReader(file)} - {""}
    assert len(codes) == 164
    assert [c for c in codes if find_state(c) is None] == []
