"""Areas as people and publishers write them, and the bundled ones against the World Port Index."""

import csv
import tomllib
from pathlib import Path

import pytest

from fairlead import formats
from fairlead.base.geodesy import distance_km
from fairlead.base.tables import AREAS
from fairlead.case.config_areas import read_area
from fairlead.formats.areas import middle

ROOT = Path(__file__).parents[2]
BUNDLED = ROOT / "examples" / "dprk-oil-2024" / "case.toml"
PORTS = ROOT.parent / "shared" / "data" / "reference" / "ports"
HEADER = "label,port,name,area_kind,lat,lon,radius_km,ring,country\n"
SQUARE = "42 133; 42 134; 43 134; 43 133"


@pytest.fixture
def read(tmp_path):
    def reading(text):
        path = tmp_path / "f.csv"
        path.write_text(text)
        found = formats.read(path, "f.csv", formats.sniff(path, "f.csv").kind, "evidence:1")
        AREAS.check(found.rows)
        return found.rows.to_pylist(), found.rejects.to_pylist()

    return reading


def test_a_circle_and_two_ways_to_write_a_polygon(read):
    rows, refused = read(
        HEADER + "A1,Port,roads,anchorage,42.5,133,3,,RU\n"
        f"A2,Port,basin,Port,,,,{SQUARE},RU\n"
        'A3,Port,basin,berth,,,,"POLYGON ((133 42, 134 42, 134 43, 133 43, 133 42))",RU\n'
    )
    assert refused == []
    circle, ours, wkt = rows
    assert (circle["radius_km"], circle["ring"]) == (3, None)
    assert ours["ring"] == wkt["ring"] == [42, 133, 42, 134, 43, 134, 43, 133]
    assert (ours["lat"], ours["lon"], ours["area_kind"]) == (42.5, 133.5, "port")


def test_a_ring_over_the_date_line_runs_on(read):
    rows, _ = read(HEADER + "A1,Port,roads,anchorage,,,,10 179; 10 -179; 12 -179; 12 179,\n")
    assert rows[0]["ring"] == [10, 179, 10, 181, 12, 181, 12, 179]
    assert (rows[0]["lat"], abs(rows[0]["lon"])) == (11, 180)


def test_the_middle_of_an_l_is_that_of_its_area():
    """Two squares, of 2 x 1 around (0.5, 1) and 1 x 1 around (1.5, 0.5): (2 * 0.5 + 1.5) / 3 and (2 * 1 + 0.5) / 3."""
    assert middle([(0, 0), (0, 2), (1, 2), (1, 1), (2, 1), (2, 0)]) == pytest.approx((2.5 / 3, 2.5 / 3))


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ("42,133,,", "no shape"), (",,3,", "no shape"), ("42,133,0,", "no shape"), (f",,3,{SQUARE}", "both ring and"),
        (",,,42 133; 43 134", "fewer than three"), (",,,42 133; 43 134; 42 134; 43 133", "cross each other"),
        (",,,133 42; 134 42; 134 43", "swapped"), (",,,here; there; where", "not written as"),
        (',,,"POLYGON ((1 1, 2 1, 2 2), (1 1, 1 2, 2 2))"', "without holes"), ("42,133,900,", "outside 0 to 200"),
    ],
)  # fmt: skip
def test_a_shape_that_is_none_is_refused(read, cells, words):
    rows, refused = read(HEADER + f"A1,Port,roads,anchorage,{cells},\n" + "A2,Port,roads,anchorage,42,133,3,,\n")
    assert [r["label"] for r in rows] == ["A2"]
    assert words in refused[0]["reason"]


def test_a_kind_of_area_nobody_knows_is_refused(read):
    _, refused = read(HEADER + "A1,Port,roads,lagoon,42,133,3,,\n" + "A2,Port,roads,port,42,133,3,,\n")
    assert "none of port, berth, anchorage" in refused[0]["reason"]


def test_anchorages_of_global_fishing_watch_are_circles_of_half_a_kilometre(read):
    rows, refused = read(
        "s2id,latitude,longitude,label,sublabel,iso3\n5fb3,42.75,133.07,VOSTOCHNYY,,RUS\n5fb5,42.8,133,B,,X\n"
    )
    first = {c: rows[0][c] for c in ("label", "port", "name", "area_kind", "country", "radius_km")}
    assert first == {
        "label": "5fb3", "port": "VOSTOCHNYY", "name": "VOSTOCHNYY", "area_kind": "anchorage", "country": "RU",
        "radius_km": 0.5,
    }  # fmt: skip
    assert [(r["scope"], r["field"]) for r in refused] == [("field", "iso3")]


def test_the_world_port_index_is_circles_good_to_an_arc_minute(read):
    header = (
        "World Port Index Number,Main Port Name,Alternate Port Name,UN/LOCODE,Country Code,Latitude,Longitude,Tug\n"
    )
    rows, refused = read(header + "60725.0,Vostochnyy,,RU VYP,Russia,42.75,133.083333,Y\n60726,X,,,Russia,,133,N\n")
    row = rows[0]
    assert (row["label"], row["port"], row["country"], row["note"]) == (
        "WPI 60725",
        "Vostochnyy",
        "RU",
        "UN/LOCODE RU VYP",
    )
    assert row["precision_km"] == pytest.approx(1.85, abs=0.01)
    assert ["no place" in r["reason"] for r in refused] == [True]


# ---------------------------------------------------------------------------------------------------- the bundled areas


def bundled():
    read = [read_area(table) for table in tomllib.loads(BUNDLED.read_text(encoding="utf-8"))["areas"]]
    assert [complaints for _, complaints in read if complaints] == []
    rows = [{**row, "evidence_id": "evidence:1", "row": n} for n, (row, _) in enumerate(read)]
    return AREAS.from_rows(rows).to_pylist()


def is_inside(area, lat, lon):
    if area["radius_km"]:
        return distance_km(area["lat"], area["lon"], lat, lon) <= area["radius_km"]
    corners = list(zip(area["ring"][::2], area["ring"][1::2], strict=True))
    sides = zip(corners, corners[1:] + corners[:1], strict=True)
    crossed = sum(
        (a[0] > lat) != (b[0] > lat) and lon < a[1] + (b[1] - a[1]) * (lat - a[0]) / (b[0] - a[0]) for a, b in sides
    )
    return crossed % 2 == 1


def test_every_bundled_area_says_its_precision_and_how_it_was_made():
    areas = bundled()
    assert len(areas) == 26
    assert all(1 <= a["precision_km"] <= 3 and "Natural Earth" in a["note"] and a["source_url"] for a in areas)
    complexes = {a["port"]: a["port_complex"] for a in areas if a["port_complex"]}
    assert complexes == {
        "Vostochny": "Nakhodka Bay", "Nakhodka": "Nakhodka Bay", "Kozmino": "Nakhodka Bay", "Najin": "Rason",
        "Sonbong": "Rason",
    }  # fmt: skip


def test_no_corner_of_a_bundled_area_lies_in_another():
    areas = bundled()
    for one in areas:
        ring = one["ring"] or []
        points = [(one["lat"], one["lon"]), *zip(ring[::2], ring[1::2], strict=True)]
        inside = [o["label"] for o in areas for p in points if o is not one and is_inside(o, *p)]
        assert inside == [], one["label"]


WORLD_PORT_INDEX = {
    "Ch'ongjin": "Chongjin", "Najin": "Najin", "Senbong": "Sonbong", "Hungnam": "Hungnam", "Wonsan": "Wonsan",
    "Nampo": "Nampo", "Kyomip'o": "Songnim", "Haeju Hang": "Haeju", "Kimch'aek": "Kimchaek", "Ch'aho": "Chaho",
    "Vostochnyy": "Vostochny", "Nakhodka": "Nakhodka", "Vladivostok": "Vladivostok", "Slavyanka": "Slavyanka",
    "Zarubino": "Zarubino", "Pos'yet": "Posyet",
}  # fmt: skip


@pytest.mark.skipif(not PORTS.is_dir(), reason="the shared lists of ports are not beside the repository")
def test_every_bundled_port_holds_its_point_of_the_world_port_index():
    areas = bundled()
    with (PORTS / "nga_wpi_pub150.csv").open(encoding="utf-8-sig") as file:
        points = {
            WORLD_PORT_INDEX[r["Main Port Name"]]: (float(r["Latitude"]), float(r["Longitude"]))
            for r in csv.DictReader(file)
            if r["Main Port Name"] in WORLD_PORT_INDEX and r["Country Code"] in ("North Korea", "Russia")
        }
    assert len(points) == 16
    for port, point in points.items():
        assert any(is_inside(a, *point) for a in areas if a["port"] == port), port


@pytest.mark.skipif(not PORTS.is_dir(), reason="the shared lists of ports are not beside the repository")
@pytest.mark.parametrize(("label", "names"), [
    ("VOSTOCHNYY", {"Vostochny", "Kozmino", "Nakhodka"}), ("NAKHODKA", {"Nakhodka", "Vostochny"}),
    ("VLADIVOSTOK", {"Vladivostok"}), ("SLAVYANKA", {"Slavyanka"}), ("ZARUBINO", {"Zarubino"}),
])  # fmt: skip
def test_cells_where_ships_were_seen_to_lie_are_in_the_port_s_areas_within_their_precision(label, names):
    """Nine in ten of Global Fishing Watch's cells that bear the port's name; its bay of Vostok is another place."""
    areas = [a for a in bundled() if a["port"] in names]
    with (PORTS / "gfw_named_anchorages.csv").open(encoding="utf-8-sig") as file:
        cells = [(float(r["latitude"]), float(r["longitude"])) for r in csv.DictReader(file)
                 if r["label"] == label and not r["sublabel"]]  # fmt: skip

    def is_near(lat, lon):
        corners = [c for a in areas for c in zip((a["ring"] or [])[::2], (a["ring"] or [])[1::2], strict=True)]
        return any(is_inside(a, lat, lon) for a in areas) or any(distance_km(lat, lon, *c) < 2 for c in corners)

    assert sum(is_near(*c) for c in cells) >= 0.9 * len(cells)
