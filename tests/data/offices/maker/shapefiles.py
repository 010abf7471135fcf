"""Shapefiles, as ArcMap, MapInfo's exporter and MicroStation have left them on offices' disks."""

import struct

from . import legacy
from .base import UNITS, area, areas, case, projected, rows
from .files import COLUMNS, dbf, fields, gdal, shapefile, unit_dbf, zipped
from .base import HERE, write

FOLDER = "shapefile"


def esri(meridian, scale=0.9999, system="VN_2000_TM-3", degrees="GCS_VN_2000", datum="D_Vietnam_2000"):
    """A `.prj` as ArcGIS writes it."""
    return (f'PROJCS["{system}",GEOGCS["{degrees}",DATUM["{datum}",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
            'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
            'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],'
            f'PARAMETER["Central_Meridian",{float(meridian)}],PARAMETER["Scale_Factor",{scale}],'
            'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]').encode()


def in_system(site, epsg):
    return [projected(one, epsg) for one in areas(site)]


lost = {"GHI_CHU": legacy.after_tcvn3}
WGS84 = (b'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
         b'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]')


def one(name, geometries, parts, wanted, *, stem=None, upper=False, **more):
    """A shapefile and its case. The layer bears the file's name."""
    stem = stem or name
    shapefile(f"{FOLDER}/{stem}", geometries, parts, upper)
    noted(name, stem, wanted, upper=upper, **more)


def noted(name, stem, wanted, upper=False, **more):
    file = f"{FOLDER}/{stem}.shp"
    layer, file = (stem.upper(), f"{FOLDER}/{stem.upper()}.SHP") if upper else (stem, file)
    case("shapefile", name, file, "Shapefile", {layer: wanted}, **more)


def encodings():
    for site, epsg, meridian in [("hn", 5897, 105), ("hy", 9209, 105.5), ("dn", 5899, 107.75), ("bd", 9217, 108.25)]:
        stem = f"tcvn3_tm3_{str(meridian).replace('.', '_')}"
        parts = {"dbf": unit_dbf(legacy.tcvn3), "prj": esri(meridian)}
        one(f"TCVN3, VN-2000 {meridian}", in_system(site, epsg), parts, rows(areas(site), **lost), stem=stem,
            crs=f"EPSG:{epsg}", warnings=["LS324"])
    degrees = areas("hn")
    parts = {"dbf": unit_dbf(legacy.vni, language=0x57), "prj": WGS84, "cpg": b"UTF-8\r\n"}
    one("VNI, its .cpg says UTF-8", degrees, parts, rows(degrees), stem="vni_cpg_sai", crs="EPSG:4326", warnings=["LS324"])
    parts = {"dbf": unit_dbf(legacy.windows_1258, language=0x03), "prj": WGS84, "cpg": b"1252"}
    one("Windows-1258, its .cpg says 1252", degrees, parts, rows(degrees), stem="cp1258", crs="EPSG:4326", warnings=["LS324"])
    utf8 = {"dbf": unit_dbf(str.encode), "prj": WGS84, "cpg": b"UTF-8"}
    one("UTF-8 with .cpg", degrees, utf8, rows(degrees), stem="utf8_cpg", crs="EPSG:4326")
    one("UTF-8 without .cpg", degrees, {**utf8, "cpg": None}, rows(degrees), stem="utf8_khong_cpg", crs="EPSG:4326")
    nfd = {**utf8, "dbf": unit_dbf(lambda text: legacy.nfd(text).encode())}
    one("UTF-8 in NFD", degrees, nfd, rows(degrees), stem="utf8_nfd", crs="EPSG:4326")
    # Column names of the same encoding, and two that are cut to the same ten bytes.
    named = [(legacy.tcvn3(name), *column[1:]) for name, column in
             zip(["MÃ_XÃ", "tên xã", "TINH", "Diện tích", "DAN_SO", "NGÀY", "Ghi chú"], COLUMNS)]
    parts = {"dbf": unit_dbf(legacy.tcvn3, named), "prj": WGS84}
    names = ["Mã_Xã", "tên xã", "TINH", "Diện tích", "DAN_SO", "NGÀY", "Ghi chú"]
    wanted = [{**row, "cells": {names[KEYS.index(key)]: value for key, value in row["cells"].items()}}
              for row in rows(degrees, **lost)]
    one("TCVN3 in column names", degrees, parts, wanted, stem="tcvn3_ten_cot", crs="EPSG:4326", warnings=["LS324"])


KEYS = [name for name, *_ in COLUMNS]


def systems():
    hn = in_system("hn", 5897)
    table = {"dbf": unit_dbf(str.encode), "cpg": b"UTF-8"}
    wanted = rows(areas("hn"))
    blank = rows([None] * len(UNITS))
    one("metres without .prj are refused", hn, table, blank, stem="khong_prj", errors=["LS321"], proposed="EPSG:5897")
    noted("metres without .prj, the manifest names the system", "khong_prj", wanted, crs="EPSG:5897",
          wishes={"crs": "VN-2000 Hà Nội"})
    noted("metres without .prj near Hà Nội", "khong_prj", blank, errors=["LS321"], proposed="EPSG:5897",
          wishes={"near": [105.3, 20.5, 106.1, 21.4]})
    one("UTM 48 without .prj is refused", in_system("hn", 32648), table, blank, stem="utm48_khong_prj", errors=["LS321"],
        proposed="EPSG:32648")
    noted("UTM 48 without .prj, the manifest names the system", "utm48_khong_prj", wanted, crs="EPSG:32648",
          wishes={"crs": "WGS 84 UTM 48N"})
    bd = in_system("bd", 9217)
    one("108°15′ without .prj is refused", bd, table, blank, stem="khong_prj_108_25", errors=["LS321"], proposed="EPSG:9217")
    noted("108°15′ without .prj, the manifest names the system", "khong_prj_108_25", rows(areas("bd")), crs="EPSG:9217",
          wishes={"crs": "EPSG:9217"})
    wgs = {"system": "WGS_1984_HaNoi", "degrees": "GCS_WGS_1984", "datum": "D_WGS_1984"}
    one("WGS 84 with the scale of VN-2000", hn, {**table, "prj": esri(105, **wgs)}, wanted, stem="wgs84_0_9999",
        crs="EPSG:5897", doubt=True, warnings=["LS322"])
    one("WGS 84 UTM 48 with .prj", in_system("hn", 32648), {**table, "prj": esri(105, 0.9996, **wgs)}, wanted,
        stem="utm48_wgs84", crs="EPSG:32648")
    named = {"system": "VN-2000 / UTM zone 48N", "degrees": "VN-2000", "datum": "Vietnam_2000"}
    one("VN-2000 UTM 48", in_system("hn", 3405), {**table, "prj": esri(105, 0.9996, **named)}, wanted, stem="vn2000_utm48",
        crs="EPSG:3405")
    vn_2000 = {"system": "VN_2000_Gia_Lai_108-15", "degrees": "VN_2000", "datum": "D_VN_2000"}
    one("a zone that somebody named himself", bd, {**table, "prj": esri(108.25, **vn_2000)}, rows(areas("bd")),
        stem="vn_2000_tu_dat_ten", crs="EPSG:9217")
    one("a .prj of metres beside degrees", areas("hn"), {**table, "prj": esri(105)}, blank, stem="prj_met_toa_do_do",
        errors=["LS339"])
    one("a .prj of degrees beside metres", hn, {**table, "prj": WGS84}, blank, stem="prj_do_toa_do_met", errors=["LS319"])
    vn4756 = b'GEOGCS["VN_2000",DATUM["D_Vietnam_2000",SPHEROID["WGS_1984",6378137.0,298.257223563]],' \
             b'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
    degrees = [projected(one, 4756, 9) for one in areas("hn")]
    one("degrees of VN-2000", degrees, {**table, "prj": vn4756}, wanted, stem="vn2000_do", crs="EPSG:4756")
    krassovsky = b'PROJCS["Hanoi_1972_GK_Zone_18",GEOGCS["GCS_Hanoi_1972",DATUM["D_Hanoi_1972",' \
                 b'SPHEROID["Krasovsky_1940",6378245.0,298.3]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],' \
                 b'PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",18500000.0],PARAMETER["False_Northing",0.0],' \
                 b'PARAMETER["Central_Meridian",105.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],' \
                 b'UNIT["Meter",1.0]]'
    one("Hà Nội-72", in_system("hn", 2044), {**table, "prj": krassovsky}, wanted, stem="ha_noi_72", crs="EPSG:2044")
    one("a system of another country", hn, {**table, "prj": esri(105).replace(b"Transverse_Mercator", b"Lambert_Conformal_Conic")},
        blank, stem="prj_la", errors=["LS323"])


def damages():
    degrees = areas("hn")
    wanted = rows(degrees)
    table = {"dbf": unit_dbf(str.encode), "cpg": b"UTF-8", "prj": WGS84}
    one("endings in capitals", degrees, table, wanted, stem="chu_hoa", upper=True, crs="EPSG:4326")
    one("no .dbf", degrees, {"prj": WGS84}, [{"cells": {}, "shape": shape} for shape in degrees], stem="thieu_dbf",
        crs="EPSG:4326", errors=["LS328"])
    one("no .shx", degrees, {**table, "shx": None}, wanted, stem="thieu_shx", crs="EPSG:4326", warnings=["LS328"])
    whole = gdal("x.shp", "ESRI Shapefile", degrees, None)["shp"]
    # The third record ends in the middle of its numbers.
    offsets = []
    at = 100
    while at < len(whole):
        offsets.append(at)
        at += 8 + struct.unpack(">I", whole[at + 4:at + 8])[0] * 2
    cut = [*degrees[:2], None, None, None]
    one("a .shp cut off", degrees, {**table, "shp": whole[:offsets[2] + 60]}, rows(degrees[:2]), stem="shp_bi_cat",
        crs="EPSG:4326", errors=["LS325"])
    one("rows marked as deleted", degrees, {**table, "dbf": unit_dbf(str.encode, deleted=(1, 3))},
        [wanted[0], wanted[2], wanted[4]], stem="dong_da_xoa", crs="EPSG:4326", warnings=["LS326"])
    short = dbf(COLUMNS, [[b"90011", "Xã Ao Sen".encode(), b"", b"1.25", b"********", b"00000000", b""]] * 3)
    few = [{"cells": {"MA": "90011", "TEN": "Xã Ao Sen", "DT_KM2": 1.25} if at < 3 else {}, "shape": shape}
           for at, shape in enumerate(degrees)]
    one("fewer rows than shapes", degrees, {**table, "dbf": short}, few, stem="dbf_thieu_dong", crs="EPSG:4326",
        errors=["LS325"])
    one("rows without a shape", [degrees[0], None, *degrees[2:]], table,
        [wanted[0], {**wanted[1], "shape": None}, *wanted[2:]], stem="khong_hinh", crs="EPSG:4326", warnings=["LS308"])
    write(f"{FOLDER}/khong_phai_shp.shp", b"<html><body>404 Not Found</body></html>")
    case("shapefile", "a web page instead of a .shp", f"{FOLDER}/khong_phai_shp.shp", "Shapefile", {}, errors=["LS325"])
    archive = zipped({f"ranh gioi/{path.name}": path.read_bytes() for path in
                      sorted((HERE / FOLDER).glob("tcvn3_tm3_105.*"))})
    write(f"{FOLDER}/ranh_gioi.zip", archive)
    case("shapefile", "in an archive", f"{FOLDER}/ranh_gioi.zip", "Zip", {"tcvn3_tm3_105": rows(degrees, **lost)},
         crs="EPSG:5897", warnings=["LS324"])
    write(f"{FOLDER}/danh_sach.dbf", unit_dbf(legacy.tcvn3))
    case("shapefile", "a table alone", f"{FOLDER}/danh_sach.dbf", "DBF", {"danh_sach": rows([None] * 5, **lost)},
         warnings=["LS324"])


def make():
    encodings()
    systems()
    damages()
