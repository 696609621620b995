"""A case in the files of others, each opened by a program that is not ours: GDAL (GeoJSON, KML, GPX, XLSX), GEOS,
DuckDB and Arrow (GeoParquet), networkx (GEXF, GraphML), openpyxl, and the csv module."""

import csv
import json
from datetime import datetime

import duckdb
import networkx as nx
import openpyxl
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

import fairlead
from fairlead.errors import CaseError
from fairlead.formats.geojson import read_features
from fairlead.report.exports import BESIDE, FORMS, export

FORMULA = "=HYPERLINK(0)"
PLACES = (
    "place_id,name,kind,lat,lon,precision_km\n"
    f'P1,"{FORMULA}",port,-17.5,-179.25,2\nP2,West & <b>East</b>,port,-18,179.5,\nP3,In words only,port,,,\n'
)
AIS = "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo"
LONS = [179.97, 179.98, 179.99, -180.0, -179.99, -179.98]
"""A minute between each: eastward over the antimeridian at some 35 knots."""
LATER = [-179.97, -179.96, -179.95]
"""The same ship after seven hours of silence."""


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    """Places at the antimeridian, one with a name that is a formula, and a ship over it that was silent for hours."""
    folder = tmp_path_factory.mktemp("exports")
    case = fairlead.new(folder / "case")
    lines = [
        f"367000000,2024-01-01T{hour:02d}:{minute:02d}:00,-17.0,{lon},0.5,90.0,0,{FORMULA},,,70,0,50,10,3.0,70"
        for hour, some in ((0, LONS), (7, LATER)) for minute, lon in enumerate(some)
    ]  # fmt: skip
    (folder / "ais.csv").write_text("\n".join([AIS, *lines]) + "\n")
    (folder / "places.csv").write_text(PLACES)
    case.add([folder / "ais.csv", folder / "places.csv"], origin="https://example.org/x", licence="CC0", by="ann")
    case.run(step="segments", by="ann")
    return case


@pytest.fixture(scope="module")
def out(case, bundled, tmp_path_factory):
    """Every form: of the small case what needs tracks, of the bundled one what needs a network."""
    folder = tmp_path_factory.mktemp("out")
    made = {}
    for to in FORMS:
        whose = bundled if to in ("graphml", "gexf", "ftm", "ftm-statements") else case
        made[to] = export(whose, to, folder / f"x.{to}")
    return made


def path(out, to):
    return out[to].files[0]


def layer(out, to, **options):
    """Rows as GDAL reads them, with their geometries."""
    _, table = pyogrio.read_arrow(path(out, to), **options)
    rows = table.to_pylist()
    return [(r, shapely.from_wkb(r.pop("wkb_geometry"))) for r in rows]


def test_geojson_opens_in_gdal_with_its_values_and_lies_within_the_world(out):
    found = layer(out, "geojson")
    by_id = {r["id"]: (r, g) for r, g in found}
    assert len(by_id) == len(found) == 3  # two places with a point, one segment
    places = {r["name"]: g for r, g in found if r["table"] == "places"}
    assert places[FORMULA].equals(shapely.Point(-179.25, -17.5))
    assert places["West & <b>East</b>"].equals(shapely.Point(179.5, -18))
    assert all(-180 <= x <= 180 for _, g in found for x, _ in shapely.get_coordinates(g))
    said = json.loads(path(out, "geojson").read_bytes())
    assert {f["id"] for f in said["features"]} == set(by_id)
    assert "crs" not in said  # RFC 7946 knows one


def test_geojson_reads_back_into_fairlead_as_it_went_out(out):
    read = read_features(path(out, "geojson"), str)
    assert not read.faults
    rows = [dict(zip(read.header, cells, strict=True)) for _, _, cells in read.rows]
    went = [f["properties"] for f in json.loads(path(out, "geojson").read_bytes())["features"]]
    for row, properties in zip(rows, went, strict=True):
        assert {k: v for k, v in row.items() if v and k not in ("lat", "lon", "geometry", "footprint")} == {
            k: f"{v:g}" if isinstance(v, float) else str(v) for k, v in properties.items()
        }
    assert {r["label"]: (r["lat"], r["lon"]) for r in rows if r["label"]} == {
        "P1": ("-17.5", "-179.25"), "P2": ("-18", "179.5"),
    }  # fmt: skip


def test_a_track_is_cut_at_the_antimeridian_and_broken_where_nothing_was_heard(out):
    """By hand: 179.97 to the meridian, the meridian to -179.98, and after the silence -179.97 to -179.95: no side leads
    from -179.98 to -179.97, as none was received."""
    (way,) = [g for r, g in layer(out, "geojson") if r["table"] == "segments"]
    spans = [(line.bounds[0], line.bounds[2]) for line in way.geoms]
    assert spans == [(179.97, 180.0), (-180.0, -179.98), (-179.97, -179.95)]


def test_gpx_opens_in_gdal_with_each_received_position_and_segments_broken_at_the_silence(out):
    points = layer(out, "gpx", layer="track_points")
    assert [(r["track_seg_id"], g.x) for r, g in points] == [*((0, lon) for lon in LONS), *((1, lon) for lon in LATER)]
    assert points[0][0]["time"].replace(tzinfo=None) == datetime(2024, 1, 1)
    ((track, _),) = layer(out, "gpx", layer="tracks")
    assert track["name"] == f"{FORMULA} (MMSI 367000000)"


def test_a_case_without_tracks_gives_no_gpx(bundled, tmp_path):
    with pytest.raises(CaseError, match="no tracks"):
        export(bundled, "gpx", tmp_path / "x.gpx")
    assert list(tmp_path.iterdir()) == []


def test_kml_opens_in_libkml_with_folders_times_and_doubt_in_words(bundled, tmp_path):
    done = export(bundled, "kml", tmp_path / "x.kml")
    folders = dict(pyogrio.list_layers(done.files[0]))
    assert {"places", "stays", "sightings", "gaps"} <= set(folders)
    _, table = pyogrio.read_arrow(done.files[0], layer="stays")
    stays = {s["stay_id"]: s for s in bundled.table("stays").to_pylist()}
    for row in table.to_pylist():
        stay = stays[row["id"]]
        begin = stay["arrival_earliest"] or stay["seen_from"]
        assert (row["begin"] or row["timestamp"]).replace(tzinfo=begin.tzinfo) == begin
        is_open = stay["arrival_earliest"] is None
        assert ("When: arrived by " in row["description"]) == is_open
    assert table.num_rows == sum(1 for s in stays.values())


def test_no_text_is_html_in_a_balloon(out):
    ((row, _),) = [(r, g) for r, g in layer(out, "kml", layer="places") if r["Name"].startswith("West")]
    assert row["Name"] == "West & <b>East</b>"
    assert "<b>" not in row["description"].replace("<br/>", "")


def test_geoparquet_opens_in_duckdb_as_geometry_and_says_what_the_standard_asks(out):
    name = str(path(out, "geoparquet"))
    columns = {c: t for c, t, *_ in duckdb.sql(f"describe select * from read_parquet('{name}')").fetchall()}
    assert columns["geometry"].startswith("GEOMETRY")
    table = pq.read_table(name)
    geo = json.loads(table.schema.metadata[b"geo"])
    column = geo["columns"]["geometry"]
    assert (geo["version"], geo["primary_column"], column["encoding"]) == ("1.1.0", "geometry", "WKB")
    shapes = shapely.from_wkb(table["geometry"].to_numpy())
    assert shapely.is_valid(shapes).all()
    assert {g.geom_type for g in shapes} == set(column["geometry_types"])
    assert column["bbox"] == shapely.total_bounds(shapes).tolist()
    assert [list(b.values()) for b in table["bbox"].to_pylist()] == shapely.bounds(shapes).tolist()
    assert sorted(filter(None, table["precision_km"].to_pylist())) == [2.0]


def cells(sheet):
    header, *rows = sheet.iter_rows()
    return [{h.value: c for h, c in zip(header, row, strict=True)} for row in rows]


def test_a_workbook_opens_with_texts_as_texts_and_numbers_as_numbers(case, out):
    book = openpyxl.load_workbook(path(out, "xlsx"))
    assert book.sheetnames[0] == "About"
    record = case.last_run()
    assert set(book.sheetnames[1:]) == {n for n, t in record.tables.items() if t["rows"]} - {"land"}
    rows = {r["label"].value: r for r in cells(book["places"])}
    name, lon = rows["P1"]["name"], rows["P1"]["lon"]
    assert (name.value, name.data_type, name.quotePrefix) == (FORMULA, "s", True)
    assert (lon.value, lon.data_type, lon.quotePrefix) == (-179.25, "n", False)
    assert rows["P2"]["name"].quotePrefix is False
    assert rows["P3"]["lat"].value is None
    heard = cells(book["positions"])
    assert [r["time"].value for r in heard][:1] == ["2024-01-01T00:00:00+00:00"]
    assert [r["lon"].value for r in heard] == [*LONS, *LATER]
    assert all(r["position_id"].value.startswith("position:") for r in heard)
    assert not any(c.data_type == "f" for sheet in book for row in sheet.iter_rows() for c in row)
    assert pyogrio.read_info(path(out, "xlsx"), layer="places")["features"] == 3


def test_every_table_is_a_csv_whose_texts_are_no_formulas_and_whose_numbers_are_as_they_were(case, out):
    folder = path(out, "csv")
    record = case.last_run()
    names = {n for n, t in record.tables.items() if t["rows"]} - {"land"}
    assert {f.name for f in folder.iterdir()} == {f"{n}.csv" for n in names}
    with (folder / "places.csv").open(encoding="utf-8", newline="") as file:
        rows = {r["label"]: r for r in csv.DictReader(file)}
    assert (rows["P1"]["name"], rows["P1"]["lon"], rows["P3"]["lat"]) == (f"'{FORMULA}", "-179.25", "")
    with (folder / "positions.csv").open(encoding="utf-8", newline="") as file:
        assert [float(r["lon"]) for r in csv.DictReader(file)] == [*LONS, *LATER]
    with pytest.raises(CaseError, match="there already"):
        export(case, "csv", folder)


@pytest.mark.parametrize(("to", "read"), [("gexf", nx.read_gexf), ("graphml", nx.read_graphml)])
def test_the_network_opens_in_networkx_whole(bundled, out, to, read):
    from fairlead.case.network import graph_values

    nodes, edges = graph_values(bundled.table_or_empty, False)
    graph = read(path(out, to))
    assert {n: d["label"] for n, d in graph.nodes(data=True)} == {n: v["label"] for n, v in nodes}
    assert graph.number_of_edges() == len(edges) > 50
    assert sorted((a, b, d["source"]) for a, b, d in graph.edges(data=True)) == sorted(
        (a, b, v["source"]) for a, b, v in edges
    )
    dated = [(d.get("start"), d.get("end")) for *_, d in graph.edges(data=True) if d.get("start")]
    assert len(dated) == (sum(v["since"] is not None for *_, v in edges) if to == "gexf" else 0)


def test_what_is_lost_stands_beside_each_file(case, out):
    for to, done in out.items():
        assert done.beside.name == f"x.{to}{BESIDE}"
        said = done.beside.read_text(encoding="utf-8")
        for line in FORMS[to].loses:
            assert f"- {line}" in said
    assert "- places: 1 row without a place left out" in out["kml"].beside.read_text(encoding="utf-8")
    assert case.head.hash in out["geojson"].beside.read_text(encoding="utf-8")


def test_one_state_gives_one_file(case, out, tmp_path):
    for to in ("geojson", "geoparquet", "kml", "gpx", "xlsx", "csl"):
        assert export(case, to, tmp_path / to).files[0].read_bytes() == path(out, to).read_bytes(), to


def test_nothing_is_written_among_what_the_case_keeps_or_before_a_run(case, tmp_path):
    with pytest.raises(CaseError, match="own folder"):
        export(case, "kml", case.path / "evidence" / "x.kml")
    with pytest.raises(CaseError, match="before the first run"):
        export(fairlead.new(tmp_path / "new"), "kml", tmp_path / "x.kml")


@pytest.fixture(scope="module")
def made_up(tmp_path_factory):
    """A case of one file, which says by its name that it is made up."""
    folder = tmp_path_factory.mktemp("made-up")
    case = fairlead.new(folder / "case")
    lines = [f"367000000,2024-01-01T00:{m:02d}:00,1.0,{m / 1e3},0.5,90.0,0,ALDER,,,70,0,50,10,3.0,70" for m in range(6)]
    (folder / "simulated_ais.csv").write_text("\n".join([AIS, *lines]))
    case.add([folder / "simulated_ais.csv"], by="ann")
    case.run(step="segments", by="ann")
    return case


@pytest.mark.parametrize("to", sorted(set(FORMS) - {"ftm", "ftm-statements", "graphml", "gexf"}))
def test_what_is_made_up_says_so_in_every_form(made_up, tmp_path, to):
    done = export(made_up, to, tmp_path / f"x.{to}")
    assert "SIMULATED" in done.beside.read_text(encoding="utf-8")
    (file,) = done.files
    if to == "csv":
        assert all(f.name.startswith("simulated_") for f in file.iterdir())
    elif to == "xlsx":
        about = openpyxl.load_workbook(file)["About"]
        assert any(str(c.value).startswith("SIMULATED") for row in about for c in row)
    else:
        assert b"SIMULATED" in file.read_bytes()


def test_what_is_made_up_says_so_in_every_node_and_tie(bundled):
    from fairlead.case.network import graph_values

    nodes, edges = graph_values(bundled.table_or_empty, True)
    assert {v["simulated"] for *_, v in [*nodes, *edges]} == {"SIMULATED"}
