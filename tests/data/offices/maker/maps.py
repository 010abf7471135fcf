"""GeoPackage, FlatGeobuf, GeoParquet, KML, GPX, MapInfo and TopoJSON."""

import datetime
import io
import json
import sqlite3
import tempfile
from pathlib import Path

import pyarrow
import pyarrow.parquet
import shapely
from pyproj import CRS
from shapely.geometry import shape

from . import legacy
from .base import KEYS, UNITS, areas, case, place, points, projected, rows, write
from .files import fields, gdal, zipped

FOLDER = "maps"


def noted(group, name, file, format, layers, **more):
    case(group, name, f"{FOLDER}/{file}", format, layers, **more)


def geopackage():
    for site, epsg in [("hn", 5897), ("hn", 3405), ("dn", 5899)]:
        data = gdal("x.gpkg", "GPKG", [projected(one, epsg) for one in areas(site)], f"EPSG:{epsg}", layer="xa")["gpkg"]
        write(f"{FOLDER}/xa_{epsg}.gpkg", data)
        noted("geopackage", f"EPSG:{epsg}", f"xa_{epsg}.gpkg", "GeoPackage", {"xa": rows(areas(site))}, crs=f"EPSG:{epsg}")
    with tempfile.TemporaryDirectory() as folder:
        names = ["Mã xã", "Tên xã", "TỈNH", "Diện tích (km²)", "DÂN SỐ", "Ngày", "Ghi chú"]
        texts = fields(TEN=legacy.nfd, GHI_CHU=legacy.nfd)
        gdal("x.gpkg", "GPKG", areas("hn"), "EPSG:4326", texts, [legacy.nfd(name) for name in names], "Ranh giới xã",
             append_to=folder)
        data = gdal("x.gpkg", "GPKG", points("hn"), "EPSG:4326", fields(KEYS[:2]), KEYS[:2], "Trụ sở", append_to=folder)["gpkg"]
    write(f"{FOLDER}/hai_lop.gpkg", data)
    named = lambda row: {**row, "cells": {names[KEYS.index(key)]: value for key, value in row["cells"].items()}}
    layers = {"Ranh giới xã": [named(row) for row in rows(areas("hn"))], "Trụ sở": rows(points("hn"), KEYS[:2])}
    noted("geopackage", "two layers, names in NFD", "hai_lop.gpkg", "GeoPackage", layers, crs="EPSG:4326")
    one = {"Trụ sở": layers["Trụ sở"]}
    noted("geopackage", "one layer of two", "hai_lop.gpkg", "GeoPackage", one, crs="EPSG:4326", wishes={"layer": "Trụ sở"})
    noted("geopackage", "a layer that it has not", "hai_lop.gpkg", "GeoPackage", {}, errors=["LS331"],
          wishes={"layer": "Tru so xa"})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.sqlite"
        database = sqlite3.connect(path)
        database.execute("CREATE TABLE xa (ten TEXT)")
        database.commit()
        database.close()
        write(f"{FOLDER}/khong_phai_gpkg.gpkg", path.read_bytes())
    noted("geopackage", "another database", "khong_phai_gpkg.gpkg", "GeoPackage", {}, errors=["LS325"])


def flatgeobuf():
    data = gdal("x.fgb", "FlatGeobuf", [projected(one, 5897) for one in areas("hn")], "EPSG:5897", layer="xa",
                layer_options={"SPATIAL_INDEX": "NO"})["fgb"]
    # The format knows no days, only moments.
    wanted = rows(areas("hn"), NGAY=lambda day: f"{day}T00:00:00")
    write(f"{FOLDER}/xa.fgb", data)
    noted("other", "FlatGeobuf in EPSG:5897", "xa.fgb", "FlatGeobuf", {"xa": wanted}, crs="EPSG:5897")
    write(f"{FOLDER}/xa_bi_cat.fgb", data[:-200])
    noted("other", "FlatGeobuf cut off", "xa_bi_cat.fgb", "FlatGeobuf", {"xa": wanted[:-1]}, crs="EPSG:5897",
          errors=["LS325"])


def geoparquet():
    for epsg, name in [(4326, "xa.parquet"), (9209, "xa_9209.parquet")]:
        site = "hn" if epsg == 4326 else "hy"
        shapes = areas(site) if epsg == 4326 else [projected(one, epsg) for one in areas(site)]
        columns = dict(zip(KEYS, map(list, zip(*UNITS))))
        columns["NGAY"] = [datetime.date.fromisoformat(day) for day in columns["NGAY"]]
        columns["geometry"] = [shapely.to_wkb(shape(one)) for one in shapes]
        column = {"encoding": "WKB", "geometry_types": ["Polygon", "MultiPolygon"]}
        if epsg != 4326:
            column["crs"] = CRS.from_epsg(epsg).to_json_dict()
        geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
        table = pyarrow.table(columns).replace_schema_metadata({"geo": json.dumps(geo)})
        out = io.BytesIO()
        pyarrow.parquet.write_table(table, out, compression="snappy")
        write(f"{FOLDER}/{name}", out.getvalue())
        noted("other", f"GeoParquet in EPSG:{epsg}", name, "GeoParquet", {Path(name).stem: rows(areas(site))}, crs=f"EPSG:{epsg}")


def kml():
    def numbers(ring):
        return " ".join(f"{lon},{lat},0" for lon, lat in ring)

    def ring(kind, positions):
        return f"<{kind}><LinearRing><coordinates>\n{numbers(positions)}\n</coordinates></LinearRing></{kind}>"

    def polygon(rings):
        inner = "".join(ring("innerBoundaryIs", one) for one in rings[1:])
        return f"<Polygon>{ring('outerBoundaryIs', rings[0])}{inner}</Polygon>"

    def shape_of(one):
        if one["type"] == "Point":
            return f"<Point><coordinates>{numbers([one['coordinates']])}</coordinates></Point>"
        if one["type"] == "Polygon":
            return polygon(one["coordinates"])
        return "<MultiGeometry>" + "".join(map(polygon, one["coordinates"])) + "</MultiGeometry>"

    def placemark(unit, one):
        data = "".join(f'<Data name="{key}"><value>{value}</value></Data>' for key, value in
                       [("Mã", unit[0]), ("Diện tích", unit[3]), ("Dân số", unit[4])])
        return (f"<Placemark><name>{unit[1]}</name><description><![CDATA[<b>Ghi chú</b>: {unit[6] or 'không'}<br/>"
                f'<img src="anh.jpg"> a < b & c]]></description><styleUrl>#x</styleUrl>'
                f"<ExtendedData>{data}</ExtendedData>{shape_of(one)}</Placemark>")

    def cells(unit, folder):
        return {"folder": folder, "name": unit[1], "Mã": unit[0], "Diện tích": str(unit[3]), "Dân số": str(unit[4]),
                "description": f"<b>Ghi chú</b>: {unit[6] or 'không'}<br/><img src=\"anh.jpg\"> a < b & c"}

    def folder(name, shapes):
        marks = "".join(placemark(unit, one) for unit, one in zip(UNITS, shapes))
        return f"<Folder><name>{name}</name><open>1</open>{marks}</Folder>"

    text = ('<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
            '<name>Bản đồ giả định</name><Style id="x"><LineStyle><width>2</width></LineStyle></Style>'
            + folder("Ranh giới", areas("hn")) + folder("Trụ sở", points("hn")) + "</Document></kml>\n")
    wanted = [{"cells": cells(unit, "Ranh giới"), "shape": one} for unit, one in zip(UNITS, areas("hn"))]
    wanted += [{"cells": cells(unit, "Trụ sở"), "shape": one} for unit, one in zip(UNITS, points("hn"))]
    write(f"{FOLDER}/ban_do.kml", text)
    noted("other", "KML with folders and HTML", "ban_do.kml", "KML", {"ban_do": wanted}, crs="EPSG:4326")
    write(f"{FOLDER}/ban_do.kmz", zipped({"doc.kml": text.encode(), "files/anh.png": b"\x89PNG"}))
    noted("other", "KMZ", "ban_do.kmz", "Zip", {"ban_do": wanted}, crs="EPSG:4326")
    write(f"{FOLDER}/ban_do_nfd_utf16.kml", b"\xff\xfe" + legacy.nfd(text.replace("UTF-8", "UTF-16")).encode("utf-16-le"))
    noted("other", "KML in UTF-16 and NFD", "ban_do_nfd_utf16.kml", "KML", {"ban_do_nfd_utf16": wanted}, crs="EPSG:4326")
    half = text[:text.index("</Placemark>", len(text) // 2) + 5]
    kept = half.count("</Placemark>")
    write(f"{FOLDER}/ban_do_bi_cat.kml", half)
    noted("other", "KML cut off", "ban_do_bi_cat.kml", "KML", {"ban_do_bi_cat": wanted[:kept]}, crs="EPSG:4326", errors=["LS325"])


def gpx():
    at = [place("hn", x, y) for x, y in [(0, 0), (100, 50), (220, 130), (300, 310), (330, 400)]]
    points_of = lambda tag, some: "".join(f'<{tag} lat="{lat}" lon="{lon}"><ele>7</ele></{tag}>' for lon, lat in some)
    text = ('<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="máy định vị" '
            'xmlns="http://www.topografix.com/GPX/1/1"><metadata><name>Đi đo</name></metadata>'
            f'<wpt lat="{at[0][1]}" lon="{at[0][0]}"><ele>12.5</ele><name>Mốc ranh giới số 1</name></wpt>'
            f'<rte><name>Đường thôn</name>{points_of("rtept", at[:3])}</rte>'
            f'<trk><name>Khảo sát bờ ao</name><trkseg>{points_of("trkpt", at[:2])}</trkseg>'
            f'<trkseg>{points_of("trkpt", at[2:])}</trkseg></trk></gpx>\n')
    write(f"{FOLDER}/di_do.gpx", text)
    line = lambda some: {"type": "LineString", "coordinates": some}
    layers = {
        "waypoints": [{"cells": {"ele": 12.5, "name": "Mốc ranh giới số 1"}, "shape": {"type": "Point", "coordinates": at[0]}}],
        "routes": [{"cells": {"name": "Đường thôn"}, "shape": line(at[:3])}],
        "tracks": [{"cells": {"name": "Khảo sát bờ ao"},
                    "shape": {"type": "MultiLineString", "coordinates": [at[:2], at[2:]]}}],
    }
    noted("other", "GPX", "di_do.gpx", "GPX", layers, crs="EPSG:4326")
    noted("other", "the tracks of a GPX", "di_do.gpx", "GPX", {"tracks": layers["tracks"]}, crs="EPSG:4326",
          wishes={"layer": "tracks"})


def mif(system, shapes, encode, charset, names=tuple(KEYS)):
    kinds = ["Char(8)", "Char(40)", "Char(30)", "Decimal(10, 2)", "Integer", "Date", "Char(80)"]
    out = [b"Version 300", f'Charset "{charset}"'.encode(), b'Delimiter ","', *([f"CoordSys {system}".encode()] if system else []),
           f"Columns {len(KEYS)}".encode()]
    out += [b"  " + encode(name) + f" {kind}".encode() for name, kind in zip(names, kinds)] + [b"Data", b""]
    for one in shapes:
        polygons = [one["coordinates"]] if one["type"] == "Polygon" else one["coordinates"]
        rings = [ring for polygon in polygons for ring in polygon]
        out.append(f"Region  {len(rings)}".encode())
        for ring in rings:
            out += [f"  {len(ring)}".encode(), *(f"{x} {y}".encode() for x, y in ring)]
        out += [b"    Pen (1,2,0)", b"    Brush (2,16777215,16777215)"]
    text = lambda value: b'"' + encode(value or "") + b'"'
    lines = [b",".join([text(unit[0]), text(unit[1]), text(unit[2]), str(unit[3]).encode(), str(unit[4]).encode(),
                        unit[5].replace("-", "").encode(), text(unit[6])]) for unit in UNITS]
    return b"\r\n".join(out) + b"\r\n", b"\r\n".join(lines) + b"\r\n"


def mapinfo():
    def one(stem, name, system, shapes, encode, charset, wanted, **more):
        for ending, data in zip(("mif", "mid"), mif(system, shapes, encode, charset)):
            write(f"{FOLDER}/{stem}.{ending}", data)
        noted("mapinfo", name, f"{stem}.mif", "MapInfo MIF", {stem: wanted}, **more)
    hn, bd = [[projected(one, code) for one in areas(site)] for site, code in [("hn", 5897), ("bd", 9217)]]
    bounds = " Bounds (-7745844.29597, -9997964.94324) (8745844.29597, 9997964.94324)"
    lost = {"GHI_CHU": legacy.after_tcvn3}
    one("cp1258", "Windows-1258, VN-2000 as WGS 84", 'Earth Projection 8, 104, "m", 105, 0, 0.9999, 500000, 0' + bounds, hn,
        legacy.windows_1258, "WindowsVietnamese", rows(areas("hn")), crs="EPSG:5897", doubt=True, warnings=["LS322", "LS324"])
    one("tcvn3_999", "TCVN3, datum 999",
        'Earth Projection 8, 999, 28, -191.90441429, -39.30318279, -111.45032835, "m", 108.25, 0, 0.9999, 500000, 0', bd,
        legacy.tcvn3, "WindowsLatin1", rows(areas("bd"), **lost), crs="EPSG:9217", warnings=["LS324"])
    one("vni_9999", "VNI, datum 9999",
        'Earth Projection 8, 9999, 28, -191.90441429, -39.30318279, -111.45032835, -0.00928836, 0.01975479, -0.00427372, '
        '0.252906278, 0, "m", 105, 0, 0.9999, 500000, 0' + bounds, hn, legacy.vni, "Neutral", rows(areas("hn")),
        crs="EPSG:5897", warnings=["LS324"])
    one("utf8_do", "UTF-8, degrees", "Earth Projection 1, 104", areas("hn"), str.encode, "UTF-8", rows(areas("hn")),
        crs="EPSG:4326")
    one("khong_coordsys", "no CoordSys", None, areas("hn"), str.encode, "UTF-8", rows(areas("hn")), crs="EPSG:4326")
    one("noi_bo", "a plan without a system", 'NonEarth Units "m" Bounds (0, 0) (1000000, 3000000)', hn, str.encode, "UTF-8",
        rows([None] * len(UNITS)), errors=["LS323"])
    write(f"{FOLDER}/thieu_mid.mif", mif("Earth Projection 1, 104", areas("hn"), str.encode, "UTF-8")[0])
    noted("mapinfo", "no .mid", "thieu_mid.mif", "MapInfo MIF",
          {"thieu_mid": [{"cells": {}, "shape": one} for one in areas("hn")]}, crs="EPSG:4326", errors=["LS328"])
    for ending, data in gdal("x.tab", "MapInfo File", hn, "EPSG:5897", fields(KEYS[:1]), KEYS[:1]).items():
        if ending == "dat":
            # The day of its making, and what GDAL leaves behind the name of its only column.
            data = data[:1] + bytes([126, 1, 1]) + data[4:32] + b"MA".ljust(11, b"\0") + data[43:]
        write(f"{FOLDER}/ranh_gioi.{ending}", data)
    noted("mapinfo", "TAB has to be exported", "ranh_gioi.tab", "MapInfo TAB", {}, errors=["LS327"])


def topojson():
    """Arcs that two shapes share, on a grid of a hundred-thousandth of a degree."""
    west, south = place("hn", 0, 0)
    # Two squares side by side: the shared side, and the rest of each.
    arcs = [[(1000, 0), (1000, 1000)], [(1000, 1000), (0, 1000), (0, 0), (1000, 0)], [(1000, 0), (2000, 0), (2000, 1000), (1000, 1000)]]
    def deltas(arc):
        steps = [arc[0]] + [(b[0] - a[0], b[1] - a[1]) for a, b in zip(arc, arc[1:])]
        return [list(step) for step in steps]
    at = lambda *some: [place("hn", x, y) for x, y in some]
    topology = {
        "type": "Topology", "transform": {"scale": [1e-5, 1e-5], "translate": [west, south]},
        "objects": {
            "xã": {"type": "GeometryCollection", "geometries": [
                {"type": "Polygon", "id": "90011", "properties": {"TEN": legacy.nfd("Xã Ao Sen")}, "arcs": [[0, 1]]},
                {"type": "Polygon", "id": "90022", "properties": {"TEN": legacy.nfd("Phường Gò Mướp")}, "arcs": [[2, -1]]}]},
            "trụ sở": {"type": "Point", "properties": {"TEN": "Trụ sở Ổi"}, "coordinates": [500, 500]}},
        "arcs": [deltas(arc) for arc in arcs]}
    write(f"{FOLDER}/xa.topojson", json.dumps(topology, ensure_ascii=False))
    square = lambda x: {"type": "Polygon", "coordinates": [at((x, 0), (x + 1000, 0), (x + 1000, 1000), (x, 1000), (x, 0))]}
    layers = {
        "xã": [{"cells": {"id": "90011", "TEN": "Xã Ao Sen"}, "shape": square(0)},
               {"cells": {"id": "90022", "TEN": "Phường Gò Mướp"}, "shape": square(1000)}],
        "trụ sở": [{"cells": {"TEN": "Trụ sở Ổi"}, "shape": {"type": "Point", "coordinates": at((500, 500))[0]}}]}
    noted("other", "TopoJSON on a grid", "xa.topojson", "TopoJSON", layers, crs="EPSG:4326")
    write(f"{FOLDER}/xa_topo.json", json.dumps(topology, ensure_ascii=False))
    noted("other", "TopoJSON named .json", "xa_topo.json", "TopoJSON", layers, crs="EPSG:4326")
    broken = {**topology, "arcs": topology["arcs"][:2]}
    write(f"{FOLDER}/thieu_cung.topojson", json.dumps(broken, ensure_ascii=False))
    lost = [layers["xã"][0], {**layers["xã"][1], "shape": None}]
    noted("other", "TopoJSON without an arc", "thieu_cung.topojson", "TopoJSON", {**layers, "xã": lost}, crs="EPSG:4326",
          errors=["LS325"], warnings=["LS308"])


def make():
    for kind in (geopackage, flatgeobuf, geoparquet, kml, gpx, mapinfo, topojson):
        kind()
