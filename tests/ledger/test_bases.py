import pytest

from fairlead.ledger.bases import read_basis


@pytest.mark.parametrize(
    ("rests_on", "kind", "of"),
    [
        ("own imagery analysis", "own", None),
        ("own imagery + Ukrainian documents", "own", None),
        ("US information", "own", None),
        ("participating states", "own", None),
        (None, "own", None),
        ("restates OSC", "copy", "OSC"),
        ("corrupted copy of the BBC story", "copy", "BBC"),
        ("same AP story", "copy", "AP"),
        ("same briefing as the Politico claim", "copy", "Politico"),
        ("according to the Ministry of Grain", "copy", "Ministry of Grain"),
        ("OSC-Reuters analysis", "through", "OSC-Reuters"),
        ("data obtained by C4ADS", "through", "C4ADS"),
        ("same commentary, another paragraph", "same document", None),
    ],
)
def test_the_words_of_a_basis_say_how_a_claim_stands_to_others(rests_on, kind, of):
    assert read_basis(rests_on) == (kind, of)
