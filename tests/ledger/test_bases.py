import pytest

from fairlead.ledger.bases import Basis, read_bases

OWN = ("own", ())


@pytest.mark.parametrize(
    ("rests_on", "kind", "of"),
    [
        ("own imagery analysis", *OWN),
        ("own imagery + Ukrainian documents", *OWN),
        ("participating states", *OWN),
        ("unnamed officials", *OWN),
        ("satellite imagery", *OWN),
        ("not stated", *OWN),
        (None, *OWN),
        ("US information", "through", ("US",)),
        ("two senior US officials", "through", ("US",)),
        ("restates OSC", "copy", ("OSC",)),
        ("citing OSC", "copy", ("OSC",)),
        ("corrupted copy of the BBC story", "copy", ("BBC",)),
        ("same AP story", "copy", ("AP",)),
        ("same briefing as the Politico claim", "copy", ("Politico",)),
        ("same report as the Politico story", "copy", ("Politico",)),
        ("according to the Ministry of Grain", "copy", ("Ministry of Grain",)),
        ("SBS interview", "told", ("SBS",)),
        ("an interview with SBS, 22 Nov 2024", "told", ("SBS",)),
        ("told SBS", "told", ("SBS",)),
        ("report by SBS", "through", ("SBS",)),
        ("SBS's story", "through", ("SBS",)),
        ("Reuters’ report (15 April)", "through", ("Reuters",)),
        ("as reported by SBS", "through", ("SBS",)),
        ("Open Source Centre report", "through", ("Open Source Centre",)),
        ("OSC-Reuters analysis", "through", ("OSC-Reuters",)),
        ("data obtained by C4ADS", "through", ("C4ADS",)),
        ("US imagery", "imagery", ("US",)),
        ("same commentary, another paragraph", "same document", ()),
        ("K1", "claims", ("k1",)),
        ("see K1, K12", "claims", ("k1", "k12")),
        ("claims K1 and K12", "claims", ("k1", "k12")),
        ("restates K1", "claims", ("k1",)),
        ("K99", "unread", ("K99",)),
        ("K1 and K99", "unread", ("K1 and K99",)),
        ("media reports", "unread", ("media",)),
        ("rumour in the market", "unread", ("rumour in the market",)),
    ],
)
def test_the_words_of_a_basis_say_how_a_claim_stands_to_others(rests_on, kind, of):
    assert read_bases(rests_on, {"k1", "k12"}) == (Basis(kind, of),)


def test_semicolons_part_several_bases():
    assert read_bases("K1; SBS interview;", {"k1"}) == (Basis("claims", ("k1",)), Basis("told", ("SBS",)))
