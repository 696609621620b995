"""The chance that each thing found in an image is a vessel, by a model of the user's own (ONNX).

What stands out is found by the detector; the model says of each how likely it is a vessel, and drops nothing. What goes
in and what must come out: docs/methods/scoring.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fairlead.case.disk import sha256_of
from fairlead.errors import FairleadError
from fairlead.formats.optical_images import OpticalImage
from fairlead.formats.radar_images import RadarImage, amplitude_of

Row = dict[str, Any]
Chips = npt.NDArray[np.float32]

SIDE = 64
"""Pixels of a side of what the model is shown."""
AT_ONCE = 64
LARGEST = 1 << 30
"""Bytes of a model."""
MOST_SD = 50.0
"""A ship may be a hundred times as bright as its sea; beyond this nothing is told apart."""
_MAD_SD = 1.4826
MISSING = "a model of your own needs the extra 'onnx': pip install 'fairlead[onnx]'"


def score(model: Path, image: RadarImage | OpticalImage, rows: Sequence[Row]) -> tuple[list[Row], Row]:
    """Score what was found in an image.

    Args:
        model: an ONNX file.
        image: the image it was found in.
        rows: what was found; ``row`` and ``column`` say where.

    Returns:
        The rows with ``p_vessel``, and what is told of the model: name, SHA-256, version of the runtime.

    Raises:
        FairleadError: the extra is not installed, or the model is none, asks for other input, or answers no chances.
    """
    try:
        onnxruntime = import_module("onnxruntime")
    except ImportError:
        raise FairleadError(MISSING) from None
    if not model.is_file():
        raise FairleadError(f"there is no file {model}")
    if model.stat().st_size > LARGEST:
        raise FairleadError(f"{model.name} has more than {LARGEST:,} bytes")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # the same sums in the same order on any machine
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(model.read_bytes(), options, providers=["CPUExecutionProvider"])
    except Exception as e:  # noqa: BLE001 - the runtime's own errors have no common base
        raise FairleadError(f"{model.name} is no model that can be run: {' '.join(str(e).split())[:160]}") from None
    _check_input(model, session.get_inputs())
    name, output = session.get_inputs()[0].name, session.get_outputs()[0].name
    found: list[float] = []
    for first in range(0, len(rows), AT_ONCE):
        chips = np.stack([chip_of(image, r["row"], r["column"]) for r in rows[first : first + AT_ONCE]])
        try:
            (answer,) = session.run([output], {name: chips[:, None]})
        except Exception as e:  # noqa: BLE001 - as above
            raise FairleadError(f"{model.name} broke off: {' '.join(str(e).split())[:160]}") from None
        found += _chances(model, answer, len(chips))
    about = {"name": model.name, "sha256": sha256_of(model), "onnxruntime": onnxruntime.__version__}
    return [{**r, "p_vessel": p} for r, p in zip(rows, found, strict=True)], about


def chip_of(image: RadarImage | OpticalImage, row: float, column: float) -> Chips:
    """The pixels around a point: amplitude of radar, the near infrared, as standard deviations of the chip above its
    median, told by the median of what lies off it; 0 where there is none.

    Returns:
        SIDE x SIDE, as the image lies, the point at the middle.
    """
    left, top = round(column - SIDE / 2), round(row - SIDE / 2)
    x0, y0, x1, y1 = max(0, left), max(0, top), min(image.width, left + SIDE), min(image.height, top + SIDE)
    whole = np.full((SIDE, SIDE), np.nan)
    if x1 > x0 and y1 > y0:
        window = (x0, y0, x1 - x0, y1 - y0)
        if isinstance(image, RadarImage):
            read = amplitude_of(image.pictures.values(image.path, image.band, window), image.values)
            read = np.where(read > 0, read, np.nan)
        else:
            plane = image.planes["nir"]
            read = image.pictures.values(plane.path, plane.band, window).astype(np.float64)
        whole[y0 - top : y1 - top, x0 - left : x1 - left] = read
    known = whole[np.isfinite(whole)]
    if not known.size:
        return np.zeros((SIDE, SIDE), np.float32)
    middle = float(np.median(known))
    spread = _MAD_SD * float(np.median(np.abs(known - middle))) or 1.0
    return np.nan_to_num(np.clip((whole - middle) / spread, -MOST_SD, MOST_SD)).astype(np.float32)


def _check_input(model: Path, inputs: Sequence[Any]) -> None:
    wanted = f"float32 of [n, 1, {SIDE}, {SIDE}]"
    if len(inputs) != 1 or inputs[0].type != "tensor(float)":
        said = ", ".join(f"{i.name} {i.type}" for i in inputs)[:160]
        raise FairleadError(f"{model.name} asks for {said}, where one input of {wanted} is given")
    shape = list(inputs[0].shape)
    if len(shape) != 4 or isinstance(shape[0], int) or any(
        isinstance(given, int) and given != fixed for given, fixed in zip(shape[1:], (1, SIDE, SIDE), strict=True)
    ):  # fmt: skip
        raise FairleadError(
            f"{model.name} asks for an input of {shape}, where {wanted} is given, n as many as there are"
        )


def _chances(model: Path, answer: Any, many: int) -> list[float]:
    chances = np.asarray(answer)
    if chances.shape not in ((many,), (many, 1)) or chances.dtype.kind != "f":
        raise FairleadError(
            f"{model.name} answers {chances.dtype} of {list(chances.shape)}, where {many} chances are asked"
        )
    chances = chances.reshape(many).astype(np.float64)
    if not np.isfinite(chances).all() or (chances < 0).any() or (chances > 1).any():
        raise FairleadError(
            f"{model.name} answers {chances.min():.3g} to {chances.max():.3g}: no chances, which are 0 to 1"
        )
    return [float(c) for c in chances]
