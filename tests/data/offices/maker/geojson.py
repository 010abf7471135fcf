"""GeoJSON, sound and damaged."""

import json
from pathlib import Path

from . import legacy
from .base import KEYS, UNITS, area, areas, case, moved, place, point, points, projected, rows, write

FOLDER = "geojson"


def feature(cells, geometry, **more):
    return {"type": "Feature", **more, "properties": cells, "geometry": geometry}


def collection(features, **more):
    return {"type": "FeatureCollection", **more, "features": features}


def units(geometries, keys=KEYS, **changed):
    """The units as features; empty cells are null."""
    made = []
    for unit, geometry in zip(UNITS, geometries):
        cells = {key: changed.get(key, lambda value: value)(value) if value is not None else None
                 for key, value in zip(KEYS, unit) if key in keys}
        made.append(feature(cells, geometry))
    return made


def text(value, **more):
    return json.dumps(value, ensure_ascii=False, **more)


def noted(name, file, wanted, **more):
    case("geojson", name, f"{FOLDER}/{file}", "GeoJSON", {Path(file).stem: wanted}, **more)


def one(name, file, data, wanted, **more):
    write(f"{FOLDER}/{file}", data)
    noted(name, file, wanted, **more)


def forms():
    hn = areas("hn")
    wanted = rows(hn)
    plain = text(collection(units(hn)))
    one("as it should be", "chuan.geojson", plain, wanted, crs="EPSG:4326")
    one("byte order mark, CR LF, NFD", "bom_crlf_nfd.geojson",
        "\ufeff" + legacy.nfd(text(collection(units(hn)), indent=1)).replace("\n", "\r\n"), wanted, crs="EPSG:4326")
    one("UTF-16, low byte first", "utf16_le.geojson", ("\ufeff" + plain).encode("utf-16-le"), wanted, crs="EPSG:4326")
    one("UTF-16, high byte first", "utf16_be.json", ("\ufeff" + plain).encode("utf-16-be"), wanted, crs="EPSG:4326")
    one("UTF-16 without a mark", "utf16_khong_bom.geojson", plain.encode("utf-16-le"), wanted, crs="EPSG:4326")
    one("escaped letters", "thoat.geojson", json.dumps(collection(units(hn))), wanted, crs="EPSG:4326")
    lines = [text(one) for one in units(hn)]
    one("a feature a line", "tung_dong.ndjson", "\n".join(lines) + "\n", wanted, crs="EPSG:4326")
    one("a feature a line, CR LF and blank lines", "tung_dong.geojsonl", "\r\n\r\n".join(lines), wanted, crs="EPSG:4326")
    one("a record separator before each feature", "rs.geojsons", "".join(f"\x1e{line}\n" for line in lines), wanted, crs="EPSG:4326")
    one("one feature", "mot_doi_tuong.geojson", lines[0], wanted[:1], crs="EPSG:4326")
    one("a bare geometry", "hinh_tran.json", text(hn[2]), [{"cells": {}, "shape": hn[2]}], crs="EPSG:4326")
    keyed = {legacy.nfd(name): key for name, key in [("Tên xã", "TEN"), ("Mã xã", "MA")]}
    features = [feature({name: one["properties"][key] for name, key in keyed.items()}, one["geometry"]) for one in units(hn)]
    named = [{"cells": {"Tên xã": row["cells"]["TEN"], "Mã xã": row["cells"]["MA"]}, "shape": row["shape"]} for row in wanted]
    one("column names in NFD", "ten_cot_nfd.geojson", text(collection(features)), named, crs="EPSG:4326")


def texts():
    hn = areas("hn")
    for name, file, spoil, change in [
        ("TCVN3 read as Latin-1", "tcvn3_latin1.geojson", lambda t: legacy.misread(legacy.tcvn3(t)), legacy.after_tcvn3),
        ("VNI read as Latin-1", "vni_latin1.geojson", lambda t: legacy.misread(legacy.vni(t)), legacy.nfc),
        ("Windows-1258 read as Latin-1", "cp1258_latin1.geojson", lambda t: legacy.misread(legacy.windows_1258(t)), legacy.nfc),
        ("UTF-8 read as Windows-1252", "utf8_hai_lan.geojson", legacy.twice, legacy.nfc),
        ("UTF-8 read as Windows-1252 twice", "utf8_ba_lan.geojson", lambda t: legacy.twice(legacy.twice(t)), legacy.nfc),
    ]:
        data = text(collection(units(hn, TEN=spoil, TINH=spoil, GHI_CHU=spoil)))
        one(name, file, data, rows(hn, GHI_CHU=change), crs="EPSG:4326", warnings=["LS324"])
    mixed = text(collection(units(hn, GHI_CHU=lambda t: legacy.misread(legacy.tcvn3(t)))))
    one("one column in TCVN3, the others as they should be", "mot_cot_tcvn3.geojson", mixed, rows(hn, GHI_CHU=legacy.after_tcvn3),
        crs="EPSG:4326", warnings=["LS324"])
    eight = legacy.tcvn3(text(collection(units(hn))))
    write(f"{FOLDER}/tcvn3_8_bit.geojson", eight)
    case("geojson", "TCVN3 in 8 bits is no JSON", f"{FOLDER}/tcvn3_8_bit.geojson", "GeoJSON", {}, errors=["LS002"])
    noted("TCVN3 in 8 bits, the manifest says so", "tcvn3_8_bit.geojson", rows(hn, GHI_CHU=legacy.after_tcvn3), crs="EPSG:4326",
          wishes={"encoding": "tcvn3"})
    foreign = [("Malmö", "Çatalca"), ("Besançon", "Gdańsk"), ("São Tomé", "Århus")]
    features = [feature({"a": a, "b": b}, point("hn", at)) for at, (a, b) in enumerate(foreign)]
    wanted = [{"cells": {"a": a, "b": b}, "shape": point("hn", at)} for at, (a, b) in enumerate(foreign)]
    one("words of other languages stay", "tieng_khac.geojson", text(collection(features)), wanted, crs="EPSG:4326")
    html = {"TEN": "<script>alert(1)</script> Xã \"Ao\" & <b>Sen</b>", "URL": "javascript:alert(1)", "__proto__": "x",
            "tab\tnewline\n": " khoảng trắng "}
    kept = {**html, "tab\tnewline\n": html["tab\tnewline\n"]}
    one("HTML in properties is text", "html.geojson", text(collection([feature(html, point("hn", 0))])),
        [{"cells": kept, "shape": point("hn", 0)}], crs="EPSG:4326")


def values():
    typed = [{"MA": "541", "SO": "1.234,56", "NGAY": "01/07/2025", "TY_LE": "98,6%", "DAT": "Có"},
             {"MA": 90022, "SO": "20.500", "NGAY": "29.02.2024", "TY_LE": "100 %", "DAT": "Không"},
             {"MA": "90033", "SO": "-0,5", "NGAY": "tháng 6 năm 2023", "TY_LE": "-", "DAT": "x"}]
    read = [{"MA": "00541", "SO": 1234.56, "NGAY": "2025-07-01", "TY_LE": 98.6, "DAT": True},
            {"MA": "90022", "SO": 20500, "NGAY": "2024-02-29", "TY_LE": 100, "DAT": False},
            {"MA": "90033", "SO": -0.5, "NGAY": "2023-06", "DAT": True}]
    at = points("hn")
    with_shapes = lambda listed: [{"cells": cells, "shape": shape} for cells, shape in zip(listed, at)]
    one("numbers and dates as text, undeclared", "so_va_ngay.geojson", text(collection([feature(*pair) for pair in zip(typed, at)])),
        with_shapes(typed), crs="EPSG:4326")
    types = {"MA": "code:5", "SO": "number", "NGAY": "date", "TY_LE": "percent", "DAT": "yes-no"}
    noted("numbers and dates as text, declared", "so_va_ngay.geojson", with_shapes(read), crs="EPSG:4326", wishes={"types": types})
    wrong = [{**cells, "SO": value} for cells, value in zip(typed, ["1,234.56", "chưa có", "12"])]
    half = [{**cells, "SO": value} for cells, value in zip(read, ["1,234.56", "chưa có", 12])]
    one("cells that are no numbers", "so_sai.geojson", text(collection([feature(*pair) for pair in zip(wrong, at)])),
        with_shapes(half), crs="EPSG:4326", wishes={"types": types}, errors=["LS332"])
    nested = {"TEN": "Xã Ao Sen", "con": {"a": [1, {"b": "Ổi"}]}, "list": [1, "hai"]}
    one("objects in properties", "thuoc_tinh_long.geojson", text(collection([feature(nested, at[0])])),
        [{"cells": nested, "shape": at[0]}], crs="EPSG:4326")
    one("no properties", "khong_thuoc_tinh.geojson", text(collection([feature(None, at[0]), {"type": "Feature", "geometry": at[1]}])),
        [{"cells": {}, "shape": at[0]}, {"cells": {}, "shape": at[1]}], crs="EPSG:4326")


def systems():
    hn = areas("hn")
    wanted, blank = rows(hn), rows([None] * len(UNITS))
    named = lambda name: {"crs": {"type": "name", "properties": {"name": name}}}
    metres = [projected(one, 5897) for one in hn]
    one("crs member of VN-2000", "crs_5897.geojson", text(collection(units(metres), **named("urn:ogc:def:crs:EPSG::5897"))), wanted,
        crs="EPSG:5897")
    one("crs member of WGS 84", "crs_4326.geojson", text(collection(units(hn), **named("EPSG:4326"))), wanted, crs="EPSG:4326")
    one("crs member of VN-2000 beside degrees", "crs_5897_do.geojson", text(collection(units(hn), **named("EPSG:5897"))), blank,
        errors=["LS339"])
    noted("crs member of VN-2000 beside degrees, the manifest knows better", "crs_5897_do.geojson", wanted, crs="EPSG:4326",
          wishes={"crs": "EPSG:4326"})
    one("crs member of France", "crs_2154.geojson", text(collection(units(metres), **named("urn:ogc:def:crs:EPSG::2154"))), blank,
        errors=["LS323"])
    one("metres that nobody explains", "met.geojson", text(collection(units(metres))), blank, errors=["LS321"], proposed="EPSG:5897")
    noted("metres, the manifest names the system", "met.geojson", wanted, crs="EPSG:5897", wishes={"crs": "EPSG:5897"})
    flipped = [moved(one, lambda x, y: (y, x)) for one in hn]
    one("latitude first is refused", "vi_do_truoc.geojson", text(collection(units(flipped))), blank, errors=["LS307"])
    noted("latitude first, the manifest says so", "vi_do_truoc.geojson", wanted, crs="EPSG:4326", wishes={"axes": "lat-lon"})
    one("latitude first in some rows", "vi_do_truoc_vai_dong.geojson", text(collection(units([*hn[:3], *flipped[3:]]))),
        [*wanted[:3], *blank[3:]], crs="EPSG:4326", errors=["LS307"])
    one("metres in one row", "met_mot_dong.geojson", text(collection(units([*hn[:4], metres[4]]))), [*wanted[:4], *blank[4:]],
        crs="EPSG:4326", errors=["LS319"])
    north = [moved(one, lambda x, y: (y, x)) for one in metres]
    one("metres, X north, are refused", "met_x_bac.geojson", text(collection(units(north))), blank, errors=["LS321"],
        proposed="EPSG:5897")
    noted("metres, X north, the manifest says so", "met_x_bac.geojson", wanted, crs="EPSG:5897",
          wishes={"crs": "EPSG:5897", "axes": "north-east"})


def shapes():
    at = lambda *some: [place("hn", *one) for one in some]
    def sole(name, file, geometry, shape, **more):
        cells = {"TEN": "Thửa Ổi"}
        one(name, file, text(collection([feature(cells, geometry)])), [{"cells": cells, "shape": shape}], **more)
    polygon = lambda *rings: {"type": "Polygon", "coordinates": list(rings)}
    bow = at((0, 0), (0, 100), (300, 0), (300, 300), (0, 0))
    sole("a bow tie", "no_buom.geojson", polygon(bow), polygon(bow), crs="EPSG:4326", warnings=["LS320"])
    good = area("hn", 1)
    wrong = {**good, "coordinates": [ring[::-1] for ring in good["coordinates"]]}
    sole("wound the wrong way", "nguoc_chieu.geojson", wrong, good, crs="EPSG:4326", warnings=["LS310"])
    square = at((0, 0), (200, 0), (200, 200), (0, 200), (0, 0))
    sole("a ring left open", "ho.geojson", polygon(square[:-1]), polygon(square), crs="EPSG:4326", warnings=["LS304"])
    sole("points twice", "diem_trung.geojson", polygon([one for one in square for _ in range(2)]), polygon(square), crs="EPSG:4326",
         warnings=["LS336"])
    hole = at((500, 500), (500, 600), (600, 600), (500, 500))
    sole("a hole outside", "lo_ngoai.geojson", polygon(square, hole), polygon(square), crs="EPSG:4326", warnings=["LS335"])
    sole("a ring of two points", "hai_diem.geojson", polygon(square[:2]), None, errors=["LS305"])
    sole("no shape", "khong_hinh.geojson", None, None, warnings=["LS308"])
    sole("an empty shape", "hinh_rong.geojson", polygon(), None, warnings=["LS308"])
    lines = {"type": "LineString", "coordinates": at((0, 0), (300, 300))}
    mixed = {"type": "GeometryCollection", "geometries": [polygon(square), lines]}
    sole("a mixed collection", "hon_hop.geojson", mixed, None, errors=["LS309"])
    alike = {"type": "GeometryCollection", "geometries": [polygon(square), good]}
    sole("a collection of areas", "tap_hop.geojson", alike,
         {"type": "MultiPolygon", "coordinates": [[square], good["coordinates"]]}, crs="EPSG:4326")
    sole("heights", "co_cao_do.geojson", polygon([[*one, 7.5] for one in square]), polygon(square), crs="EPSG:4326")
    sole("text for numbers", "toa_do_chu.geojson", polygon([[str(x), str(y)] for x, y in square]), None, errors=["LS318"])
    sole("outside the world", "ngoai_trai_dat.geojson", {"type": "Point", "coordinates": [190.5, 95.25]}, None, errors=["LS306"])
    sole("a type of its own", "kieu_la.geojson", {"type": "Circle", "coordinates": square[0]}, None, errors=["LS318"])


def broken():
    plain = text(collection(units(areas("hn"))))
    one("cut off", "bi_cat.geojson", plain.encode()[:len(plain) // 2], [], errors=["LS302"])
    one("NaN among the numbers", "nan.geojson", plain.replace("105.8,", "NaN,", 1), [], errors=["LS302"])
    one("a comma too many", "thua_phay.geojson", plain.replace("]}}", "]},}", 1), [], errors=["LS302"])
    case("geojson", "nothing", f"{FOLDER}/rong.geojson", "GeoJSON", {}, errors=["LS325"])
    write(f"{FOLDER}/rong.geojson", "")
    one("an empty collection", "khong_dong.geojson", text(collection([])), [])
    one("a list", "danh_sach.json", "[1, 2, 3]", [], errors=["LS303"])
    one("another object", "cau_hinh.json", '{"ten": "Làng"}', [], errors=["LS303"])
    one("a web page", "trang_web.geojson", "<!DOCTYPE html><html><body>Đăng nhập</body></html>", [], errors=["LS302"])
    one("nested too deep", "long_sau.geojson",
        '{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":' + "[" * 20000, [], errors=["LS302"])
    closed = "[" * 300 + "]" * 300
    one("nested too deep, but closed", "long_sau_dong.geojson",
        '{"type":"Feature","properties":{"a":1},"geometry":{"type":"Polygon","coordinates":' + closed + "}}",
        [{"cells": {"a": 1}, "shape": None}], errors=["LS318"])


def make():
    for kind in (forms, texts, values, systems, shapes, broken):
        kind()
