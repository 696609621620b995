import pytest

from fairlead.formats.states import find_state, state_names


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("DPRK", "KP"), ("North Korea", "KP"), ("D.P.R.K.", "KP"), ("Korea (North)", "KP"), ("KP", "KP"),
        ("Democratic People’s Republic of Korea", "KP"), ("south korean", "KR"), ("Russia", "RU"), ("Russian", "RU"),
        ("Panama", "PA"), ("Panama flag", "PA"), ("Panama-flagged", "PA"), ("Sierra Leone (2021)", "SL"),
        ("the Netherlands", "NL"), ("The Gambia", "GM"), ("Côte d’Ivoire", "CI"),
        ("St. Vincent & the Grenadines", "VC"),
        ("Turkey", "TR"), ("Türkiye", "TR"), ("PRK", "KP"), ("U.S.", "US"),
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
