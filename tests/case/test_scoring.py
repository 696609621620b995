"""A model of the user's own: a tiny one is made here byte by byte, so that what it must answer is known."""

import json

import numpy as np
import pytest

from fairlead import formats
from fairlead.cli.main import main
from tests.case.test_detecting import one_ship, write_tiff
from tests.case.test_seeing import SHIPS, stored
from tests.case.test_seeing import write_tiff as write_optical

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")


def field(number, content):
    """A field of a protocol buffer: a number as varint, all else as bytes with its length."""
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    content = content.encode() if isinstance(content, str) else content
    return varint(number << 3 | 2) + varint(len(content)) + content


def varint(n):
    found = b""
    while n > 127:
        found, n = found + bytes([n & 127 | 128]), n >> 7
    return found + bytes([n])


def value(name, shape, kind=1):
    """ValueInfoProto of a tensor; kind 1 is float32, 11 float64."""
    dims = b"".join(field(1, field(2, d) if isinstance(d, str) else field(1, d)) for d in shape)
    return field(1, name) + field(2, field(1, field(1, kind) + field(2, dims)))


def node(of, into, kind, *attributes):
    return field(1, of) + field(2, into) + field(4, kind) + b"".join(field(5, a) for a in attributes)


def model(*, shape=("n", 1, 64, 64), out=("n",), is_chance=True, kind=1):
    """ModelProto, IR 8, opset 13: the greatest value of each chip, as sigmoid where it is to be a chance."""
    axes = field(1, "axes") + b"".join(field(8, a) for a in (1, 2, 3)) + field(20, 7)
    keep = field(1, "keepdims") + field(3, 0) + field(20, 2)
    nodes = field(1, node("x", "most", "ReduceMax", axes, keep))
    nodes += field(1, node("most", "y", "Sigmoid" if is_chance else "Identity"))
    graph = nodes + field(2, "g") + field(11, value("x", shape, kind)) + field(12, value("y", out, kind))
    return field(1, 8) + field(7, graph) + field(8, field(1, "") + field(2, 13))


def detect(tmp_path, path, content, *more):
    (tmp_path / "m.onnx").write_bytes(content)
    out = tmp_path / "o.geojson"
    with pytest.raises(SystemExit) as left:
        main(["detect", str(path), "-o", str(out), "--model", str(tmp_path / "m.onnx"), *more])
    return left.value.code, out


def test_a_model_scores_what_was_found_and_drops_nothing(tmp_path, capsys):
    pytest.importorskip("onnxruntime")
    code, out = detect(tmp_path, write_tiff(tmp_path / "s.tif", one_ship()), model())
    assert code == 0, capsys.readouterr().err
    held = json.loads(out.read_text())
    # the ship stands out by more than 7 standard deviations: 1 / (1 + exp(-7)) is .9991 at least
    (one,) = held["features"]
    assert one["properties"]["p_vessel"] >= 0.99
    assert (held["search"]["model"]["name"], len(held["search"]["model"]["sha256"])) == ("m.onnx", 64)
    taken = formats.read(out, out.name, "detections", "evidence:1")
    assert taken.rows["vessel_frac"].to_pylist() == [one["properties"]["p_vessel"]]


def test_an_optical_image_is_scored_by_its_near_infrared(tmp_path, capsys):
    pytest.importorskip("onnxruntime")
    code, out = detect(tmp_path, write_optical(tmp_path / "x.tif", stored(0)), model(out=("n",)))
    assert code == 0, capsys.readouterr().err
    features = json.loads(out.read_text())["features"]
    assert len(features) == len(SHIPS)
    assert all(0.5 < f["properties"]["p_vessel"] <= 1 for f in features)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no model", "m.onnx is no model that can be run"),
        (model(is_chance=False), "no chances, which are 0 to 1"),
        (model(shape=("n", 3, 64, 64)), "asks for an input of ['n', 3, 64, 64], where float32 of [n, 1, 64, 64]"),
        (model(shape=(1, 1, 64, 64)), "n as many as there are"),
        (model(kind=11), "asks for x tensor(double)"),
    ],
)
def test_a_model_that_does_not_keep_the_contract_is_refused_in_words(tmp_path, capsys, content, words):
    pytest.importorskip("onnxruntime")
    code, out = detect(tmp_path, write_tiff(tmp_path / "s.tif", one_ship()), content)
    assert code == 1
    assert words in " ".join(capsys.readouterr().err.split())
    assert not out.exists()


def test_without_the_extra_it_says_what_to_install(tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "onnxruntime", None)
    code, _ = detect(tmp_path, write_tiff(tmp_path / "s.tif", one_ship()), model())
    assert code == 1
    assert "pip install 'fairlead[onnx]'" in " ".join(capsys.readouterr().err.split())


def test_a_chip_is_in_standard_deviations_and_has_nothing_beyond_the_edge():
    from fairlead.case.scoring import chip_of
    from fairlead.formats.radar_images import RadarImage, Values

    rng = np.random.default_rng(3)
    pixels = rng.normal(100, 5, (200, 200)).astype(np.float32)
    pixels[2, 3] = 200

    class Still:
        def values(self, _path, _band, window):
            left, top, wide, high = window
            return pixels[top : top + high, left : left + wide]

    image = RadarImage(Still(), None, 1, 200, 200, Values.amplitude, 1.0, True, None, None)
    chip = chip_of(image, 2, 3)
    assert chip.shape == (64, 64)
    assert (chip[:30] == 0).all()
    assert (chip[:, :29] == 0).all()
    assert chip[32, 32] == chip.max() == pytest.approx(20, abs=2)  # (200 - 100) / 5
    assert chip_of(image, 100, 100).std() == pytest.approx(1, abs=0.1)
