"""What goes wrong in offices: forms for printing, files of another kind than their ending says, slips of the finger."""

import io
import json
import re
import sqlite3

import openpyxl
import xlwt

from . import legacy
from .base import UNITS, areas, case, points, projected, rows as unit_rows, write
from .files import gdal, repacked, zipped

FOLDER = "unlucky"
HEADER = ["MA", "TEN", "GHI_CHU"]
BODY = [["90011", "Xã Ao Sen", "chợ phiên"], ["90022", "Phường Gò Mướp", "bến đò"], ["90033", "Xã Đồng Ổi", "ruộng"]]


def noted(name, file, format, layers, data=None, **more):
    if data is not None:
        write(f"{FOLDER}/{file}", data)
    case("unlucky", name, f"{FOLDER}/{file}", format, layers, **more)


def table(header, body, shapes=None):
    shapes = shapes or [None] * len(body)
    return [{"cells": {key: cell for key, cell in zip(header, cells) if cell not in ("", None)}, "shape": shape}
            for cells, shape in zip(body, shapes)]


def text(header, body, sign="\t", end="\r\n"):
    return end.join(sign.join(cells) for cells in [header, *body]) + end


def texts():
    wanted = table(HEADER, BODY)
    noted("plain text with tabs", "tab.txt", "CSV", {"tab": wanted}, text(HEADER, BODY))
    noted("Excel's Unicode Text", "unicode_text.txt", "CSV", {"unicode_text": wanted}, ("\ufeff" + text(HEADER, BODY)).encode("utf-16-le"))
    noted("text for people", "ghi_chu.txt", "", {}, "Ghi chú: số liệu chưa đủ, sẽ bổ sung.\nNgười lập: Ao, Sen.\n", errors=["LS317"])
    noted("UTF-16 without a mark", "utf16_khong_bom.csv", "CSV", {"utf16_khong_bom": wanted}, text(HEADER, BODY, ";").encode("utf-16-le"))
    noted("UTF-16 without a mark, high byte first", "utf16_be.csv", "CSV", {"utf16_be": wanted}, text(HEADER, BODY, ";").encode("utf-16-be"),
          wishes={"encoding": "utf-16be"})
    noted("CR alone ends lines", "mac.csv", "CSV", {"mac": wanted}, text(HEADER, BODY, ";", "\r"))
    noted("a title of one cell above", "tieu_de.csv", "CSV", {"tieu_de": wanted}, "DANH SÁCH XÃ\n\n" + text(HEADER, BODY, ";"))
    # Rows of two offices pasted together: UTF-8 and TCVN3 in one column.
    more = [[f"9010{number}", unit[1].replace("Ổ", "ổ"), unit[6].replace(";", ",")] for number, unit in enumerate(UNITS) if unit[6]]
    mixed = text(HEADER, BODY, ";").encode() + b"".join(legacy.tcvn3(";".join(cells)) + b"\n" for cells in more)
    read = [[code, name, legacy.after_tcvn3(note)] for code, name, note in more]
    noted("UTF-8 and TCVN3 in one column", "hai_bang_ma.csv", "CSV", {"hai_bang_ma": table(HEADER, BODY + read)}, mixed, warnings=["LS324"])
    noted("a quote that never closes", "ngoac_ho.csv", "CSV", {"ngoac_ho": table(["MA", "TEN"], [["1", "Ao\n2;Sen"]])},
          'MA;TEN\n1;"Ao\n2;Sen\n', errors=["LS325"])
    noted("a row broken in a cell", "dong_gay.csv", "CSV", {"dong_gay": table(["MA", "TEN", "SO"], [["1", "Ao"], ["Sen", "5"], ["2", "Ổi", "6"]])},
          "MA;TEN;SO\n1;Ao\nSen;5\n2;Ổi;6\n", errors=["LS313"], warnings=["LS326"])
    noted("decimal commas between commas", "phay.csv", "CSV", {"phay": table(["MA", "SO"], [["1", "2"]])}, "MA,SO\n1,2,5\n", errors=["LS313"])
    for name, data in [("rong.shp", ""), ("rong.xlsx", ""), ("rong.kml", ""), ("chi_bom.csv", b"\xef\xbb\xbf")]:
        format = {"shp": "Shapefile", "xlsx": "Excel", "kml": "KML", "csv": "CSV"}[name.split(".")[1]]
        noted(f"{name} has nothing in it", name, format, {}, data, errors=["LS325"])


def disguises():
    noted("text with tabs called .xls", "tab.xls", "CSV", {"tab": table(HEADER, BODY)}, ("\ufeff" + text(HEADER, BODY)).encode("utf-16-le"))
    page = "<html><body><table><tr><th>MA</th></tr><tr><td>90011</td></tr></table></body></html>"
    noted("a web page called .xls", "trang_web.xls", "Excel 97", {}, page, errors=["LS325"])
    noted("a web page called .xlsx", "trang_web.xlsx", "Excel", {}, page, errors=["LS325"])
    at = points("hn")[0]
    lon, lat = at["coordinates"]
    kml = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>Ao</name><Point><coordinates>{lon},{lat}</coordinates></Point></Placemark></kml>'
    noted("KML called .json", "kml.json", "KML", {"kml": table(["name"], [["Ao"]], [at])}, kml, crs="EPSG:4326")
    feature = json.dumps({"type": "Feature", "properties": {"TEN": "Ao"}, "geometry": at}, ensure_ascii=False)
    noted("GeoJSON called .kml", "geojson.kml", "GeoJSON", {"geojson": table(["TEN"], [["Ao"]], [at])}, feature, crs="EPSG:4326")
    inner = zipped({"xa.csv": text(HEADER, BODY, ";").encode()})
    noted("a zip in a zip", "zip_trong_zip.zip", "Zip", {}, zipped({"xa.zip": inner}), errors=["LS325"])
    twice = feature.replace('"TEN": "Ao"', '"TEN": "Sen", "TEN": "Ao"')
    noted("a property twice", "khoa_lap.geojson", "GeoJSON", {"khoa_lap": table(["TEN"], [["Ao"]], [at])}, twice, crs="EPSG:4326", warnings=["LS344"])


def form_rows():
    """A form as it is printed: titles, a header of two lines, numbers of columns, a sum, signatures."""
    body = [[number + 1, unit[1], unit[4] // 2, unit[4] - unit[4] // 2, unit[3]] for number, unit in enumerate(UNITS)]
    total = [None, "Cộng", sum(cells[2] for cells in body), sum(cells[3] for cells in body)]
    return [["ỦY BAN NHÂN DÂN XÃ GIẢ ĐỊNH"], ["BIỂU DÂN SỐ"], [None, None, None, None, "Đơn vị: người"],
            ["STT", "Tên xã", "Dân số", None, "Diện tích"], [None, None, "Nam", "Nữ"], ["(1)", "(2)", "(3)", "(4)", "(5)"],
            *body, total, [], [None, None, None, "Ngày 05 tháng 01"], [None, None, None, "NGƯỜI LẬP"]]


def forms():
    columns = ["STT", "Tên xã", "Dân số Nam", "Dân số Nữ", "Diện tích"]
    wanted = table(columns, form_rows()[6:12])
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Biểu 1")
    merged = {(0, 0): (0, 4), (1, 0): (1, 4), (3, 0): (4, 0), (3, 1): (4, 1), (3, 2): (3, 3), (3, 4): (4, 4)}
    for row, cells in enumerate(form_rows()):
        for column, value in enumerate(cells):
            if value is not None and (row, column) in merged:
                down, right = merged[row, column]
                sheet.write_merge(row, down, column, right, value)
            elif value is not None:
                sheet.write(row, column, value)
    hidden = book.add_sheet("Tra cứu")
    hidden.write(0, 0, "x")
    hidden.visibility = 1
    out = io.BytesIO()
    book.save(out)
    noted("xls: a form with merged headers, and a hidden sheet", "bieu.xls", "Excel 97", {"Biểu 1": wanted}, out.getvalue(), warnings=["LS326"])
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Biểu 1"
    for cells in form_rows():
        sheet.append(cells)
    for cells in ("A1:E1", "A2:E2", "A4:A5", "B4:B5", "C4:D4", "E4:E5"):
        sheet.merge_cells(cells)
    book.create_sheet("Tra cứu").append(["x"])
    book["Tra cứu"].sheet_state = "veryHidden"
    noted("xlsx: the same", "bieu.xlsx", "Excel", {"Biểu 1": wanted}, saved(book), warnings=["LS326"])
    book = openpyxl.Workbook()
    book.active.append(["MA", "SO"])
    book.active.append(["90011", "=1+1"])
    noted("xlsx: a formula that nobody worked out", "cong_thuc.xlsx", "Excel", {"Sheet": table(["MA"], [["90011"]])}, saved(book), errors=["LS325"])


def saved(book):
    """The workbook without the time of its making."""
    out = io.BytesIO()
    book.save(out)
    change = lambda name, member: re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2026-01-01T00:00:00Z", member) if name == "docProps/core.xml" else member
    return repacked(out.getvalue(), change)


def positions():
    at = points("hn")
    pairs = [one["coordinates"] for one in at]
    names = [unit[1] for unit in UNITS]
    header = ["TEN", "kinh_do", "vi_do"]
    def made(name, file, cells, shapes, **more):
        body = [[unit, *map(str, cell)] for unit, cell in zip(names, cells)]
        noted(name, file, "CSV", {file.split(".")[0]: table(header, body, shapes)}, text(header, body, ","), crs="EPSG:4326", **more)
    zero = [pairs[0], (0, 0), pairs[2], ("0", "0.0"), pairs[4]]
    made("0, 0 where nobody knew", "dao_khong.csv", zero, [at[0], None, at[2], None, at[4]], warnings=["LS342"])
    swapped = [pair if number % 2 else pair[::-1] for number, pair in enumerate(pairs)]
    made("every other row swapped", "nua_dao.csv", swapped, [one if number % 2 else None for number, one in enumerate(at)],
         errors=["LS307"])
    abroad = [*pairs[:4], (10.59, 21.0)]
    made("a point that slipped", "lac.csv", abroad, [*at[:4], {"type": "Point", "coordinates": [10.59, 21.0]}], warnings=["LS343"])
    same = {"type": "Point", "coordinates": [105 + 51 / 60 + 7 / 3600, 21 + 1 / 60 + 40 / 3600]}
    spelt = [("105*51'07\"", "21*01'40\""), ("105.51.07", "21.01.40"), ("105°51'07\" kinh độ Đông", "21°01'40\" vĩ độ Bắc"),
             ("Đ 105 51 07", "B 21 01 40"), ("105º51’07”", "21º01’40”")]
    body = [[unit, *cell] for unit, cell in zip(names, spelt)]
    noted("degrees, minutes and seconds in odd spellings", "dms_la.csv", "CSV", {"dms_la": table(header, body, [same] * 5)},
          text(header, body, ";"), crs="EPSG:4326")
    metres = [projected(one, 5897, 3) for one in at]
    rows = "\n".join(json.dumps({"type": "Feature", "properties": {"TEN": name}, "geometry": one}, ensure_ascii=False)
                     for name, one in zip(names, metres))
    noted("a feature a line, in metres", "met.ndjson", "GeoJSON", {"met": table(["TEN"], [[name] for name in names])}, rows,
          errors=["LS321"], proposed="EPSG:5897")


def geopackages():
    metres = [projected(one, 5897, 3) for one in areas("hn")]
    made = gdal("x.gpkg", "GPKG", metres, None, layer="xa")
    write(f"{FOLDER}/he_khong_ro.gpkg", made["gpkg"])
    noted("GeoPackage: a system that is none", "he_khong_ro.gpkg", "GeoPackage",
          {"xa": [{**row, "shape": None} for row in unit_rows(metres)]}, errors=["LS321"], proposed="EPSG:5897")
    path = write(f"{FOLDER}/thieu_bang_hinh.gpkg", gdal("x.gpkg", "GPKG", areas("hn"), "EPSG:4326", layer="xa")["gpkg"])
    base = sqlite3.connect(path)
    base.executescript("PRAGMA foreign_keys = OFF; DROP TABLE gpkg_geometry_columns; VACUUM;")
    base.close()
    noted("GeoPackage: no table of geometry columns", "thieu_bang_hinh.gpkg", "GeoPackage", {"xa": unit_rows(areas("hn"))}, crs="EPSG:4326")


def make():
    for kind in (texts, disguises, forms, positions, geopackages):
        kind()
