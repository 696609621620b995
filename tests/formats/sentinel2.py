"""A small Sentinel-2 product, laid out by hand: UTM zone 53 north on its central meridian, 135 E."""

from pathlib import Path

import numpy as np
import rasterio
from rasterio.transform import Affine

NAME = "S2A_MSIL{level}_20230804T021351_N0509_R060_T53TNG_20230804T052642"
TILE = "L{level}_T53TNG_A042385_20230804T021840"
WEST, NORTH = 500_000, 4_700_000
BANDS = {"B02": 1, "B03": 2, "B04": 3, "B08": 7, "B11": 11}
"""Band and the number that the metadata have for it."""


def about(level="1C", baseline="05.09", offsets=None):
    """MTD_MSIL1C.xml or MTD_MSIL2A.xml; ``offsets`` by number, -1000 for all where None."""
    quantification, offset = (
        ("QUANTIFICATION_VALUE", "RADIO_ADD_OFFSET")
        if level == "1C"
        else ("BOA_QUANTIFICATION_VALUE", "BOA_ADD_OFFSET")
    )
    given = dict.fromkeys(BANDS.values(), -1000) if offsets is None else offsets
    listed = "".join(f'<{offset} band_id="{n}">{v}</{offset}>' for n, v in given.items())
    bands = "".join(
        f'<Spectral_Information bandId="{n}" physicalBand="{b.replace("B0", "B")}"/>' for b, n in BANDS.items()
    )
    return (
        f'<?xml version="1.0"?><n1:Level-{level}_User_Product xmlns:n1="x"><n1:General_Info><Product_Info>'
        "<PRODUCT_START_TIME>2023-08-04T02:13:51.024Z</PRODUCT_START_TIME>"
        f"<PROCESSING_LEVEL>Level-{level}</PROCESSING_LEVEL><PROCESSING_BASELINE>{baseline}</PROCESSING_BASELINE>"
        "<SPACECRAFT_NAME>Sentinel-2A</SPACECRAFT_NAME></Product_Info><Product_Image_Characteristics>"
        f"<{quantification} unit='none'>10000</{quantification}>{listed}{bands}</Product_Image_Characteristics>"
        "</n1:General_Info><n1:Quality_Indicators_Info><Cloud_Coverage_Assessment>28.5</Cloud_Coverage_Assessment>"
        f"</n1:Quality_Indicators_Info></n1:Level-{level}_User_Product>"
    )


def tile(rows, columns, *, sensed="2023-08-04T02:19:22.751281Z", crs="EPSG:32653"):
    """MTD_TL.xml."""
    return (
        '<?xml version="1.0"?><n1:Tile_ID xmlns:n1="x"><n1:General_Info>'
        f"<SENSING_TIME>{sensed}</SENSING_TIME></n1:General_Info><n1:Geometric_Info><Tile_Geocoding>"
        f'<HORIZONTAL_CS_CODE>{crs}</HORIZONTAL_CS_CODE><Size resolution="10"><NROWS>{rows}</NROWS>'
        f'<NCOLS>{columns}</NCOLS></Size><Size resolution="20"><NROWS>{rows // 2}</NROWS>'
        f"<NCOLS>{columns // 2}</NCOLS></Size></Tile_Geocoding><Tile_Angles><Mean_Sun_Angle>"
        '<ZENITH_ANGLE unit="deg">33.5</ZENITH_ANGLE><AZIMUTH_ANGLE unit="deg">146.25</AZIMUTH_ANGLE>'
        "</Mean_Sun_Angle></Tile_Angles></n1:Geometric_Info></n1:Tile_ID>"
    )


def make_product(folder: Path, bands, *, level="1C", said=None, tile_said=None, leave_out=(), north=NORTH):
    """A product of pixel values by band, those of 10 m; its folder. B11 and SCL are written at 20 m."""
    root = folder / f"{NAME.format(level=level)}.SAFE"
    at = root / "GRANULE" / TILE.format(level=level)
    (at / "IMG_DATA").mkdir(parents=True)
    rows, columns = next(iter(bands.values())).shape
    (root / f"MTD_MSIL{level}.xml").write_text(said or about(level))
    (at / "MTD_TL.xml").write_text(tile_said or tile(rows, columns))
    for band, pixels in bands.items():
        side = 20 if band in ("B11", "SCL") else 10
        held = pixels[::2, ::2] if side == 20 else pixels
        name = f"T53TNG_20230804T021351_{band}" if level == "1C" else f"R{side}m/T53TNG_20230804T021351_{band}_{side}m"
        path = at / "IMG_DATA" / f"{name}.jp2"
        path.parent.mkdir(exist_ok=True)
        with rasterio.open(
            path, "w", driver="JP2OpenJPEG", width=held.shape[1], height=held.shape[0], count=1, dtype=np.uint16,
            crs="EPSG:32653", transform=Affine(side, 0, WEST, 0, -side, north), QUALITY="100", REVERSIBLE="YES",
        ) as out:  # fmt: skip
            out.write(held, 1)
    for part in leave_out:
        for path in root.rglob(part):
            path.unlink()
    return root
