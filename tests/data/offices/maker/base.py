"""What all the files hold: made-up units with made-up shapes, and the list of what each file must decode to."""

import json
from pathlib import Path

from pyproj import Transformer

HERE = Path(__file__).parent.parent
KEYS = ["MA", "TEN", "TINH", "DT_KM2", "DAN_SO", "NGAY", "GHI_CHU"]

# Nothing of this exists: codes, names and figures are made up.
UNITS = [
    ["90011", "Xã Ao Sen", "TỈNH GIẢ ĐỊNH", 1.25, 1234, "2025-07-01", "Ruộng thử nghiệm, kỹ thuật vẽ tay ở ấp Mẫu"],
    ["90022", "Phường Gò Mướp", "TỈNH GIẢ ĐỊNH", 2.5, 20500, "2024-02-29", "Chợ phiên giả định (họp thứ bảy)"],
    ["90033", "Xã Đồng Ổi", "TỈNH GIẢ ĐỊNH", 0.75, 987, "2023-12-31", None],
    ["90044", "Thị trấn Bến Ảo", "TỈNH GIẢ ĐỊNH", 3.0, 3456, "2025-01-15", "Đường Ỷ Lan, cầu gỗ nhỏ; dựng để kiểm tra"],
    ["90055", "Xã Suối Ngỗng", "TỈNH GIẢ ĐỊNH", 10.08, 12, "2022-08-02", "Đất bỏ hoang, nước lợ, chưa đo đạc"],
]

# In hundred-thousandths of a degree from the site's corner; outer rings anticlockwise, holes clockwise.
AREAS = [
    [[[(0, 0), (1200, 100), (1400, 900), (600, 1300), (-100, 800)]]],
    [[[(2000, 0), (3400, 0), (3400, 1200), (2000, 1200)], [(2500, 400), (2500, 800), (3000, 800), (3000, 400)]]],
    [[[(0, 2000), (500, 2000), (400, 2600)]], [[(700, 2000), (1300, 2050), (1250, 2700), (750, 2500)]]],
    [[[(2000, 2000), (3000, 2000), (3000, 2400), (2400, 2400), (2400, 3000), (2000, 3000)]]],
    [[[(4000, 1000), (5000, 1500), (4200, 2700)]]],
]
POINTS = [(650, 600), (2200, 200), (900, 2300), (2200, 2200), (4400, 1700)]

# Corners, longitude and latitude, within provinces whose zones are 105°, 105.5°, 107.75° and 108.25°; the last on UTM 49's side.
SITES = {"hn": (105.80, 21.00), "hy": (106.00, 20.75), "dn": (108.10, 16.00), "bd": (109.00, 13.90)}


def place(site, x, y):
    lon, lat = SITES[site]
    return [round(lon + x / 1e5, 5), round(lat + y / 1e5, 5)]


def area(site, number):
    """A unit's shape as GeoJSON, in degrees."""
    closed = lambda ring: [place(site, *at) for at in [*ring, ring[0]]]
    polygons = [[closed(ring) for ring in polygon] for polygon in AREAS[number]]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def point(site, number):
    return {"type": "Point", "coordinates": place(site, *POINTS[number])}


def areas(site):
    return [area(site, number) for number in range(len(UNITS))]


def points(site):
    return [point(site, number) for number in range(len(UNITS))]


def moved(geometry, change):
    """The shape with every position changed."""
    def walk(part):
        return list(change(*part)) if isinstance(part[0], (int, float)) else [walk(inner) for inner in part]
    return {**geometry, "coordinates": walk(geometry["coordinates"])}


# The pinned shift of VN-2000, written out: by codes alone PROJ chooses other operations in the Mekong delta.
_VN2000 = ("+step +proj=push +v_3 +step +proj=cart +ellps=WGS84 +step +proj=helmert +x=-191.90441429 +y=-39.30318279 "
           "+z=-111.45032835 +rx=-0.00928836 +ry=0.01975479 +rz=-0.00427372 +s=0.252906278 +convention=coordinate_frame "
           "+step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3")
_HANOI = ("+step +proj=push +v_3 +step +proj=cart +ellps=krass +step +proj=helmert +x=-17.51 +y=-108.32 +z=-62.39 "
          "+step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3")


def _zone(meridian, scale, ellipsoid="WGS84", easting=500000):
    return f"+step +inv +proj=tmerc +lat_0=0 +lon_0={meridian} +k={scale} +x_0={easting} +y_0=0 +ellps={ellipsoid} "


_TO_DEGREES = {
    5897: _zone(105, 0.9999) + _VN2000, 9209: _zone(105.5, 0.9999) + _VN2000, 5899: _zone(107.75, 0.9999) + _VN2000,
    9217: _zone(108.25, 0.9999) + _VN2000, 3405: _zone(105, 0.9996) + _VN2000, 32648: _zone(105, 0.9996),
    32649: _zone(111, 0.9996), 4756: "+step +proj=unitconvert +xy_in=deg +xy_out=rad " + _VN2000,
    2044: _zone(105, 1, "krass", 18500000) + _HANOI,
}
_READY = {}


def projected(geometry, epsg, digits=4):
    """A shape in degrees as it is in a system, rounded to that many decimals."""
    if epsg not in _READY:
        steps = f"+proj=pipeline {_TO_DEGREES[epsg]} +step +proj=unitconvert +xy_in=rad +xy_out=deg"
        _READY[epsg] = Transformer.from_pipeline(steps)
    def change(lon, lat):
        return (round(value, digits) for value in _READY[epsg].transform(lon, lat, direction="INVERSE"))
    return moved(geometry, change)


def rows(geometries, keys=None, **changed):
    """What a layer of the units must decode to: cells by column and a shape. `changed` maps a column's values."""
    made = []
    for unit, geometry in zip(UNITS, geometries):
        cells = dict(zip(KEYS, unit))
        cells = {key: changed[key](value) if key in changed and value is not None else value for key, value in cells.items()}
        cells = {key: value for key, value in cells.items() if value is not None and (keys is None or key in keys)}
        made.append({"cells": cells, "shape": geometry})
    return made


CASES = []


def write(path, data):
    """Writes a file of the set."""
    path = HERE / path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else bytes(data))
    return path


def case(group, name, file, format, layers, errors=(), warnings=(), **more):
    """Notes what a file must decode to.

    layers: name -> rows, in the order of the file. errors, warnings: the codes of all findings, each once.
    more: `wishes` (what the manifest would say), `crs` and `doubt`, `proposed` (a system that must be offered).
    """
    listed = [{"name": layer, "rows": rows} for layer, rows in layers.items()]
    told = {"errors": sorted(errors), "warnings": sorted(warnings)}
    CASES.append({"group": group, "name": name, "file": file, "format": format, **more, "layers": listed, **told})


def write_truth():
    """One line a row, so that a change can be read in a diff. Shapes stand once, by name."""
    shapes = {}
    def named(geometry):
        if geometry is None:
            return None
        text = json.dumps(geometry, separators=(",", ":"))
        return shapes.setdefault(text, f"s{len(shapes) + 1}")
    cases = []
    for case in CASES:
        head = {key: value for key, value in case.items() if key != "layers"}
        layers = []
        for layer in case["layers"]:
            lines = [json.dumps({"cells": row["cells"], "shape": named(row["shape"])}, ensure_ascii=False) for row in layer["rows"]]
            body = ",\n    ".join(lines)
            layers.append(f'   {{"name": {json.dumps(layer["name"], ensure_ascii=False)}, "rows": [\n    {body}\n   ]}}')
        text = json.dumps(head, ensure_ascii=False)[:-1]
        cases.append(f'  {text}, "layers": [\n' + ",\n".join(layers) + "\n  ]}")
    listed = ",\n".join(f'  "{name}": {text}' for text, name in shapes.items())
    write("truth.json", '{\n "shapes": {\n' + listed + '\n },\n "cases": [\n' + ",\n".join(cases) + "\n ]\n}\n")
