"""Whose reliability is asked for: one man under three titles is one source; an unknown name is refused."""

from datetime import UTC, datetime

import pytest

from fairlead.base.tables import TABLES
from fairlead.case.graded_sources import Sources
from fairlead.errors import CaseError


def claim(label, speaker, **more):
    return {
        "claim_id": f"claim:{label}", "label": label, "speaker": speaker, "outlet": "Post", "stance": "assert",
        "said_start": datetime(2024, 3, 1, tzinfo=UTC), "said_end": datetime(2024, 3, 2, tzinfo=UTC), "item": "oil",
        "source_url": "https://example.org", "evidence_id": "evidence:x", "row": 2, **more,
    }  # fmt: skip


def sources(*claims):
    held = {"claims": TABLES["claims"].from_rows(claims)}
    return Sources(lambda name: held.get(name, TABLES[name].empty()))


def test_one_who_speaks_under_several_names_is_asked_about_once_for_a_matter():
    made = sources(
        claim("A", "Shin Won-sik", speaker_org="South Korea national security adviser", item_class="oil.refined"),
        claim("B", "Shin Won-sik", speaker_org="South Korea defence minister", item_class="oil.crude"),
        claim("C", "Shin Wonsik", speaker_org="South Korea", item_class="oil.refined"),
        claim("D", "Ann Oat"),
        claim("E", "Dr Ann Oat"),
        claim("F", "Ann Oat", item="troops"),
        claim("G", "?", anonymity="narrator"),
    )
    asked = made.list_asked()
    assert [(a.source, a.topic, a.claims) for a in asked] == [
        ("Ann Oat", "oil", 2), ("South Korea", "oil", 2), ("Ann Oat", "troops", 1), ("Post", "oil", 1),
        ("South Korea", "crude oil", 1),
    ]  # fmt: skip
    assert asked[1].also == ("Shin Won-sik", "Shin Wonsik", "South Korea national security adviser")


@pytest.mark.parametrize("named", ["Shin Won-sik", "south korea", "South Korea defence minister", "Post"])
def test_any_name_that_the_claims_write_is_held(named):
    made = sources(claim("B", "Shin Won-sik", speaker_org="South Korea defence minister"))
    made.check(named)
    assert made.find("Shin Won-sik") == made.find("South Korea") == "South Korea"


def test_a_source_that_the_case_does_not_hold_is_refused_with_the_near_names():
    made = sources(claim("B", "Shin Won-sik", speaker_org="South Korea"))
    with pytest.raises(CaseError, match=r"no source .* 'Shin Wonsick'; did you mean 'Shin Won-sik'"):
        made.check("Shin Wonsick")
    with pytest.raises(CaseError, match="names them"):
        made.check("Zzyzx Xylophone")
    with pytest.raises(CaseError, match="holds no claims yet"):
        sources().check("Shin Won-sik")
