"""A small Sentinel-1 GRD product, laid out by hand: a descending pass that looks right, at 42 N 131 E."""

import zipfile
from pathlib import Path

import numpy as np
import rasterio

STEM = "s1a-iw-grd-{pol}-20221002t205126-20221002t205156-045268-056950-00{n}"
NAME = "S1A_IW_GRDH_1SDV_20221002T205126_20221002T205156_045268_056950_1B2F"
NORTH, EAST = 42.0, 131.0
LINE_DEG = -9e-5
"""Degrees of latitude from a line to the next: 10.0 m south, as meridians there have 111,090 m a degree."""
PIXEL_DEG = -1.21e-4
"""Degrees of longitude from a pixel to the next: 10.0 m west, as the parallel of 42 N has 82,850 m a degree. Flying
south and looking right, ranges grow to the west."""


def annotation(width, height, *, begins="2022-10-02T20:51:26.995649", prf=None):
    pulses = "" if prf is None else (
        "<productInformation><radarFrequency>5.405e+09</radarFrequency></productInformation><downlinkInformationList>"
        f"<downlinkInformation><swath>IW1</swath><prf>{prf}</prf></downlinkInformation></downlinkInformationList>"
    )  # fmt: skip
    points = "".join(
        f"<geolocationGridPoint><azimuthTime>x</azimuthTime><slantRangeTime>{5.4e-3 + 1e-7 * pixel}</slantRangeTime>"
        f"<line>{line}</line><pixel>{pixel}</pixel><latitude>{NORTH + LINE_DEG * line}</latitude>"
        f"<longitude>{EAST + PIXEL_DEG * pixel}</longitude><height>0</height>"
        f"<incidenceAngle>{35 + pixel / 1000}</incidenceAngle></geolocationGridPoint>"
        for line in (0, height // 2, height - 1)
        for pixel in (0, width // 2, width - 1)
    )
    return (
        "<?xml version='1.0' encoding='UTF-8'?><product><generalAnnotation><orbitList count='1'><orbit><position>"
        "<x>1</x><y>2</y><z>3</z></position><velocity><x>0</x><y>2280</y><z>-7240</z></velocity></orbit></orbitList>"
        f"{pulses}</generalAnnotation><imageAnnotation><imageInformation>"
        f"<productFirstLineUtcTime>{begins}</productFirstLineUtcTime><rangePixelSpacing>1.0e+01</rangePixelSpacing>"
        "<azimuthPixelSpacing>1.0e+01</azimuthPixelSpacing><azimuthTimeInterval>1.5e-03</azimuthTimeInterval>"
        f"<numberOfSamples>{width}</numberOfSamples><numberOfLines>{height}</numberOfLines></imageInformation>"
        f"</imageAnnotation><geolocationGrid><geolocationGridPointList count='9'>{points}</geolocationGridPointList>"
        "</geolocationGrid></product>"
    )


def vectors(outer, value, number, width):
    pixels, values = f"0 {width - 1}", f"{number} {number}"
    return "<x>" + "".join(
        f"<{outer}><line>{line}</line><pixel count='2'>{pixels}</pixel><{value} count='2'>{values}</{value}></{outer}>"
        for line in (0, 1000)
    ) + "</x>"  # fmt: skip


def make_product(folder: Path, pixels, *, polarisations=("vv", "vh"), said=None, leave_out=()):
    """A product of the same pixels in each polarisation; its folder."""
    root = folder / f"{NAME}.SAFE"
    (root / "annotation" / "calibration").mkdir(parents=True)
    (root / "measurement").mkdir()
    height, width = pixels.shape
    for n, pol in enumerate(polarisations, start=1):
        stem = STEM.format(pol=pol, n=n)
        (root / "annotation" / f"{stem}.xml").write_text(said or annotation(width, height))
        beside = root / "annotation" / "calibration"
        (beside / f"calibration-{stem}.xml").write_text(vectors("calibrationVector", "sigmaNought", 500, width))
        (beside / f"noise-{stem}.xml").write_text(vectors("noiseRangeVector", "noiseRangeLut", 640_000, width))
        with rasterio.open(root / "measurement" / f"{stem}.tiff", "w", driver="GTiff", width=width, height=height,
                           count=1, dtype=np.uint16) as out:  # fmt: skip
            out.write(pixels, 1)
    for part in leave_out:
        for path in root.rglob(part):
            path.unlink()
    return root


def packed(root: Path):
    """The same product as a ZIP."""
    out = root.parent / f"{root.name.removesuffix('.SAFE')}.zip"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(root.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(root.parent).as_posix())
    return out
