"""Makes reference.csv and wkt.txt, which src/geo/crs is tested against.

    python3 -m venv venv && venv/bin/pip install pyproj==3.7.2 && venv/bin/python make.py

reference.csv: random points over Vietnam in every supported system, with what PROJ makes of them. The datum shifts are
written out as pipelines, for by EPSG codes alone PROJ chooses another operation in the Mekong delta.
wkt.txt: the systems in the dialects that PROJ writes.
"""

import random
import sys
from pathlib import Path

import pyproj
from pyproj import CRS, Transformer

POINTS_EACH = int(sys.argv[1]) if len(sys.argv) > 1 else 22
HERE = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parent

TM3 = {5896: 102, 9205: 103, 9206: 104, 9207: 104.5, 9208: 104.75, 5897: 105, 9209: 105.5, 9210: 105.75, 9211: 106,
       9212: 106.25, 9213: 106.5, 9214: 107, 9215: 107.25, 9216: 107.5, 5899: 107.75, 5898: 108, 9217: 108.25, 9218: 108.5}
# EPSG:6960 is published as coordinate-frame; EPSG:1544 has translations only.
VN2000 = ("+step +proj=push +v_3 +step +proj=cart +ellps=WGS84 +step +proj=helmert +x=-191.90441429 +y=-39.30318279 "
          "+z=-111.45032835 +rx=-0.00928836 +ry=0.01975479 +rz=-0.00427372 +s=0.252906278 +convention=coordinate_frame "
          "+step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3")
HANOI = ("+step +proj=push +v_3 +step +proj=cart +ellps=krass +step +proj=helmert +x=-17.51 +y=-108.32 +z=-62.39 "
         "+step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3")
RADIANS = "+step +proj=unitconvert +xy_in=deg +xy_out=rad"
DEGREES = "+step +proj=unitconvert +xy_in=rad +xy_out=deg"


def tmerc(lon, k, x0=500000, ellps="WGS84"):
    return f"+step +inv +proj=tmerc +lat_0=0 +lon_0={lon} +k={k} +x_0={x0} +y_0=0 +ellps={ellps}"


SYSTEMS = {code: tmerc(lon, 0.9999) + " " + VN2000 for code, lon in TM3.items()} | {
    4756: RADIANS + " " + VN2000,
    3405: tmerc(105, 0.9996) + " " + VN2000,
    3406: tmerc(111, 0.9996) + " " + VN2000,
    32648: tmerc(105, 0.9996),
    32649: tmerc(111, 0.9996),
    4147: RADIANS + " " + HANOI,
    2044: tmerc(105, 1, 18500000, "krass") + " " + HANOI,
    2045: tmerc(111, 1, 19500000, "krass") + " " + HANOI,
    4326: RADIANS,
    3857: "+step +inv +proj=webmerc +ellps=WGS84",
}

rng = random.Random(2000)
with open(HERE / "reference.csv", "w", newline="\n") as out:
    out.write(f"# pyproj {pyproj.__version__}, PROJ {pyproj.proj_version_str}; made by make.py\n")
    out.write("epsg,easting,northing,lon,lat,easting_back,northing_back\n")
    for code, steps in SYSTEMS.items():
        to_wgs84 = Transformer.from_pipeline(f"+proj=pipeline {steps} {DEGREES}")
        for _ in range(POINTS_EACH):
            lon, lat = rng.uniform(102, 110), rng.uniform(8, 23.5)
            digits = 9 if code in (4756, 4147, 4326) else 4
            e, n = (round(v, digits) for v in to_wgs84.transform(lon, lat, direction="INVERSE"))
            lon, lat = (round(v, 11) for v in to_wgs84.transform(e, n))
            back = [round(v, digits + 2) for v in to_wgs84.transform(lon, lat, direction="INVERSE")]
            out.write(f"{code},{e},{n},{lon},{lat},{back[0]},{back[1]}\n")

with open(HERE / "wkt.txt", "w", newline="\n") as out:
    for code in SYSTEMS:
        crs = CRS.from_epsg(code)
        few = code in (5897, 4756, 3405, 32649, 2044, 3857, 4326)
        for dialect in ("WKT1_ESRI", "WKT1_GDAL", "WKT2_2019") if few else ("WKT1_ESRI",):
            out.write(f"{code}\t{crs.to_wkt(dialect)}\n")
