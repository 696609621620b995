"""The bundled case against the real OFAC list in ../shared, where somebody brings it; none is in the package."""

from pathlib import Path

import pytest

import fairlead

ROOT = Path(__file__).parents[1]
BUNDLED = ROOT / "examples" / "dprk-oil-2024"
OFAC = ROOT.parent / "shared" / "data" / "sanctions" / "ofac"
pytestmark = pytest.mark.skipif(not OFAC.is_dir(), reason="the real lists lie in ../shared, which is not here")


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    made = fairlead.new(tmp_path_factory.mktemp("listed") / "case", (BUNDLED / "case.toml").read_bytes())
    made.add(sorted(BUNDLED.glob("*.csv")))
    made.add([OFAC / "sdn_2021-08-18.csv.xz", OFAC / "sdn_2024-05-03.csv.xz"], origin="https://example.org/sdn")
    made.run(step="screening")
    return made


def test_every_vessel_is_told_with_both_versions_and_every_confirmed_hit_has_one_number(case):
    screened = case.table("screened").to_pylist()
    assert len(screened) == case.table("vessels").num_rows
    assert {len(row["checked"]) for row in screened} == {2}
    numbers = {v["vessel_id"]: v["imo"] for v in case.table("vessels").to_pylist()}
    said = {(s["entry"], s["normal"]) for s in case.table("list_statements").to_pylist() if s["property"] == "imo"}
    confirmed = [h for h in case.table("hits").to_pylist() if h["level"] == "confirmed"]
    assert all((h["entry"], f"{numbers[h['vessel_id']]:07d}") in said for h in confirmed)


def test_ships_are_found_by_their_number_whatever_they_are_called(case):
    hits = {(h["ship_name"], h["entry_name"]): h for h in case.table("hits").to_pylist()}
    assert hits["Sin Phyong 9", "CHONG RIM 2"]["level"] == "confirmed"  # renamed: the vessel list gives IMO 8916293
    assert hits["Un Pha 2", "KUM GANG 3"]["level"] == "confirmed"  # IMO 8966535
    assert hits["Patriot", "PATRIOT"]["level"] == "possible"  # a name, no number
    yu_son = hits["Yu Son", "YU SON"]
    assert (yu_son["level"], yu_son["programmes"], yu_son["is_older"]) == ("confirmed", ["DPRK4"], True)


def test_a_stay_after_the_latest_version_is_not_known_to_be_of_a_listed_ship(case):
    """Chon Ma San lay at Vostochny in March 2024, before the version of May, and in October 2024, after it."""
    (hit,) = [h for h in case.table("hits").to_pylist() if h["entry_name"] == "CHON MA SAN"]
    found = [e for e in case.table("listed_events").to_pylist() if e["hit_id"] == hit["hit_id"]]
    told = {(e["seen_from"].strftime("%Y-%m"), e["verdict"]) for e in found}
    assert {("2024-03", "listed"), ("2024-10", "not known")} <= told


def test_a_hit_walks_down_to_the_line_of_the_list(case):
    (hit,) = [h for h in case.table("hits").to_pylist() if h["entry_name"] == "YU SON"]

    def lines(node):
        return [node.line] * (node.line is not None) + [x for child in node.children for x in lines(child)]

    found = [x.text for x in lines(case.explain(hit["hit_id"], None)) if x.file.startswith("sdn_")]
    assert found
    assert all(text.startswith('23744,"YU SON","vessel","DPRK4"') for text in found)
    assert any("8691702" in text for text in found)
