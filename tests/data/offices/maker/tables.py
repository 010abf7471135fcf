"""Text tables and spreadsheets."""

import datetime
import io
import re
import struct
from pathlib import Path

import openpyxl
import xlwt
from odf import table, text as odf_text
from odf.opendocument import OpenDocumentSpreadsheet

from . import legacy
from .base import KEYS, POINTS, UNITS, case, place, point, points, projected, write
from .files import repacked, zipped

FOLDER = "tables"
HEADER = ["Mã xã", "Tên xã", "Dân số", "Diện tích (km²)", "Ngày lập", "Ghi chú"]


def noted(group, name, file, format, layers, **more):
    case(group, name, f"{FOLDER}/{file}", format, layers, **more)


def csv(name, file, data, wanted, **more):
    write(f"{FOLDER}/{file}", data)
    again(name, file, wanted, **more)


def again(name, file, wanted, **more):
    noted("csv", name, file, "CSV", {Path(file).stem: wanted}, **more)


def comma(number):
    return str(number).replace(".", ",")


def day(iso, sign="/"):
    return sign.join(reversed(iso.split("-")))


def thousands(number):
    return f"{number:,}".replace(",", ".")


def texts(unit):
    """A unit's cells as a Vietnamese Excel shows them."""
    code, name, _, area, people, date, note = unit
    return [code, name, thousands(people), comma(area), day(date), note or ""]


def line(cells, sign):
    quote = lambda cell: '"' + cell.replace('"', '""') + '"' if any(c in cell for c in sign + '"\n') else cell
    return sign.join(map(quote, cells))


def lines(header, body, sign, end="\r\n"):
    return end.join(line(cells, sign) for cells in [header, *body]) + end


def rows(header, body, shapes=None):
    """Cells by column, the empty ones left out."""
    shapes = shapes or [None] * len(body)
    return [{"cells": {key: cell for key, cell in zip(header, cells) if cell not in ("", None)}, "shape": shape}
            for cells, shape in zip(body, shapes)]


def plain_tables():
    body = [texts(unit) for unit in UNITS]
    vi = lines(HEADER, body, ";")
    csv("semicolons, BOM, decimal commas", "excel_vi.csv", "\ufeff" + vi, rows(HEADER, body))
    types = {"Mã xã": "code:5", "Dân số": "integer", "Diện tích (km²)": "number", "Ngày lập": "date"}
    typed = [[code, name, people, area, date, note or ""] for code, name, _, area, people, date, note in UNITS]
    again("the same, its columns declared", "excel_vi.csv", rows(HEADER, typed), wishes={"types": types})
    csv("commas", "excel_en.csv", lines(HEADER, body, ",", "\n"), rows(HEADER, body))
    csv("a line sep=", "sep.csv", "sep=|\r\n" + lines(HEADER, body, "|"), rows(HEADER, body))
    csv("UTF-16 with tabs, Excel's Unicode text", "unicode_text.csv", ("\ufeff" + lines(HEADER, body, "\t")).encode("utf-16-le"),
        rows(HEADER, body))
    csv("UTF-16, high byte first", "unicode_be.tsv", ("\ufeff" + lines(HEADER, body, "\t")).encode("utf-16-be"), rows(HEADER, body))
    csv("NFD", "nfd.csv", legacy.nfd(vi), rows(HEADER, body))
    note_lost = [[*cells[:-1], legacy.after_tcvn3(cells[-1])] for cells in body]
    header = [name.replace("²", "2") for name in HEADER]
    ansi = lines(header, body, ";")
    csv("TCVN3", "tcvn3.csv", legacy.tcvn3(ansi), rows(header, note_lost), warnings=["LS324"])
    csv("VNI", "vni.csv", legacy.vni(ansi), rows(header, body), warnings=["LS324"])
    csv("Windows-1258", "cp1258.csv", legacy.windows_1258(ansi), rows(header, body), warnings=["LS324"])
    again("Windows-1258, the manifest says so", "cp1258.csv", rows(header, body), wishes={"encoding": "windows-1258"})
    quoted = [["90011", 'Xã "Ao Sen"', "hai dòng\nmột ô; có chấm phẩy"], ["90022", "", "x"]]
    csv("quotes, breaks and semicolons in cells", "ngoac_kep.csv", lines(["MA", "TEN", "GHI_CHU"], quoted, ";"),
        rows(["MA", "TEN", "GHI_CHU"], quoted))
    csv("rows of other lengths, blank rows", "dong_le.csv", "MA;TEN;SO\n90011;Ao Sen\n\n;;\n90022;Gò Mướp;5;;\n90033;Đồng Ổi;1;thừa\n",
        rows(["MA", "TEN", "SO"], [["90011", "Ao Sen"], ["90022", "Gò Mướp", "5"], ["90033", "Đồng Ổi", "1"]]), errors=["LS313"], warnings=["LS326"])
    csv("one name twice, one missing", "ten_trung.csv", "MA;TEN;TEN;\n90011;Ao;Sen;x\n",
        rows(["MA", "TEN", "TEN_2", "cot_4"], [["90011", "Ao", "Sen", "x"]]))
    lost = [["541", "98,6%", "01/07/2025", "x"], ["1000", "5,25 %", "31/12/2024", ""], ["90033", "-", "2023", "Không"]]
    names = ["MA", "TY_LE", "NGAY", "DAT"]
    csv("codes that lost their zeros, per cent, dates", "ma_mat_so_0.csv", lines(names, lost, ";"), rows(names, lost))
    read = [["00541", 98.6, "2025-07-01", True], ["01000", 5.25, "2024-12-31"], ["90033", None, "2023", False]]
    again("the same, its columns declared", "ma_mat_so_0.csv", rows(names, read),
          wishes={"types": {"MA": "code:5", "TY_LE": "percent", "NGAY": "date", "DAT": "yes-no"}})
    bad = [["5410001", "đủ", "31/02/2025", "có lẽ"]]
    csv("cells that are not what is declared", "o_sai.csv", lines(names, bad, ";"), rows(names, bad), errors=["LS332"],
        wishes={"types": {"MA": "code:5", "TY_LE": "percent", "NGAY": "date", "DAT": "yes-no"}})
    titles = ";;;;;\r\nDANH SÁCH CÁC XÃ NĂM 2025;;;;;\r\n;;;;;\r\n"
    csv("titles above the header", "co_tieu_de.csv", "\ufeff" + titles + vi, rows(HEADER, body))
    write(f"{FOLDER}/rong.csv", "")
    noted("csv", "nothing", "rong.csv", "CSV", {}, errors=["LS325"])


def dms(value, letter, seconds=2):
    hundredths = round(value * 360000)
    return f"{hundredths // 360000}°{hundredths // 6000 % 60:02}'{hundredths % 6000 / 100:05.2f}\"{letter}"


def exact(value):
    return round(value * 360000) / 360000


def positions():
    at = [one["coordinates"] for one in points("hn")]
    names = [unit[1] for unit in UNITS]
    def made(name, file, header, cells, shapes=None, sign=";", **more):
        body = [[unit, *cell] for unit, cell in zip(names, cells)]
        csv(name, file, lines(header, body, sign), rows(header, body, shapes), **more)
        return header, body
    degrees = points("hn")
    made("kinh_do and vi_do, decimal commas", "kinh_vi.csv", ["TEN", "kinh_do", "vi_do"],
         [[comma(lon), comma(lat)] for lon, lat in at], degrees, crs="EPSG:4326")
    made("Vĩ độ before Kinh độ", "vi_kinh.csv", ["TEN", "Vĩ độ", "Kinh độ"], [[str(lat), str(lon)] for lon, lat in at], degrees, ",",
         crs="EPSG:4326")
    made("lat and lng", "lat_lng.csv", ["name", "Lat", "Lng"], [[str(lat), str(lon)] for lon, lat in at], degrees, "\t", crs="EPSG:4326")
    rounded = [{"type": "Point", "coordinates": [exact(lon), exact(lat)]} for lon, lat in at]
    made("degrees, minutes and seconds with Đ and B", "dms_vi.csv", ["TEN", "Kinh độ", "Vĩ độ"],
         [[dms(lon, "Đ"), dms(lat, "B")] for lon, lat in at], rounded, crs="EPSG:4326")
    made("degrees, minutes and seconds with E and N", "dms_en.csv", ["TEN", "Longitude", "Latitude"],
         [[dms(lon, "E").replace(".", ","), dms(lat, "N").replace(".", ",")] for lon, lat in at], rounded, crs="EPSG:4326")
    header, body = made("both in one column", "toa_do.csv", ["TEN", "Toạ độ"], [[f"{lat}, {lon}"] for lon, lat in at])
    again("both in one column, the manifest says so", "toa_do.csv", rows(header, body, degrees), crs="EPSG:4326",
          wishes={"position": ["Toạ độ", "Toạ độ"]})
    metres = [projected(one, 5897, 3)["coordinates"] for one in degrees]
    header, body = made("X and Y are not taken unasked", "vn2000_xy.csv", ["TEN", "X (m)", "Y (m)"],
                        [[comma(f"{north:.3f}"), comma(f"{east:.3f}")] for east, north in metres])
    again("X is north: named by the manifest", "vn2000_xy.csv", rows(header, body, degrees), crs="EPSG:5897",
          wishes={"position": ["Y (m)", "X (m)"], "crs": "EPSG:5897"})
    again("X is north: the manifest turns the axes", "vn2000_xy.csv", rows(header, body, degrees), crs="EPSG:5897",
          wishes={"position": ["X (m)", "Y (m)"], "crs": "EPSG:5897", "axes": "north-east"})
    again("X is north: nobody names the system", "vn2000_xy.csv", rows(header, body), errors=["LS321"], proposed="EPSG:5897",
          wishes={"position": ["X (m)", "Y (m)"]})
    grouped = [[f"{north:,.3f}".translate(str.maketrans(",.", ".,")), f"{east:,.3f}".translate(str.maketrans(",.", ".,"))]
               for east, north in metres]
    header, body = made("metres with points for thousands", "vn2000_nghin.csv", ["TEN", "X", "Y"], grouped)
    again("metres with points for thousands, named by the manifest", "vn2000_nghin.csv", rows(header, body, degrees), crs="EPSG:5897",
          wishes={"position": ["Y", "X"], "crs": "EPSG:5897"})
    holes = [[comma(lon), comma(lat)] for lon, lat in at]
    holes[1], holes[3] = ["chưa đo", "21,002"], ["", ""]
    body = [[unit, *cell] for unit, cell in zip(names, holes)]
    shapes = [None if number in (1, 3) else one for number, one in enumerate(degrees)]
    csv("a position that is none", "toa_do_sai.csv", lines(["TEN", "kinh_do", "vi_do"], body, ";"),
        rows(["TEN", "kinh_do", "vi_do"], body, shapes), crs="EPSG:4326", errors=["LS332"], warnings=["LS308"])


COLUMNS = ["Mã xã", "Tên xã", "Dân số", "Tỷ lệ", "Ngày lập", "Đạt", "Tổng"]


def sheet_rows(bools=True):
    """Rows with blank ones between them: text, numbers, numbers as text, dates, truth values, formulas."""
    dates = [datetime.date.fromisoformat(unit[5]) for unit in UNITS]
    made = []
    for number, unit in enumerate(UNITS):
        people = str(unit[4]) if number == 2 else unit[4]
        total = ("=C{row}*2", unit[4] * 2) if number != 2 else None
        made.append([unit[0], unit[1], people, unit[3] / 100, dates[number], number % 2 == 0, total])
    return [made[0], made[1], None, made[2], None, None, made[3], made[4]]


def sheet_wanted():
    wanted = []
    for cells in filter(None, sheet_rows()):
        values = [cell.isoformat() if isinstance(cell, datetime.date) else cell[1] if isinstance(cell, tuple) else cell for cell in cells]
        wanted.append({"cells": {key: value for key, value in zip(COLUMNS, values) if value is not None}, "shape": None})
    return wanted


SECOND = [["Tên thôn", "Số hộ"], ["Thôn Ổi", 120], ["Thôn Mướp", 85]]
SECOND_WANTED = [{"cells": dict(zip(SECOND[0], cells)), "shape": None} for cells in SECOND[1:]]
LAYERS = {"Danh sách xã": None, "Thôn": SECOND_WANTED}


def xlsx(title=()):
    """Formulas get the values that Excel would have left."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Danh sách xã"
    values = {}
    for cells in title:
        sheet.append(cells)
    sheet.append(COLUMNS)
    for cells in sheet_rows():
        row = sheet.max_row + 1 if cells else None
        sheet._current_row += 0 if cells else 1
        if cells:
            sheet.append([cell[0].format(row=sheet._current_row + 1) if isinstance(cell, tuple) else cell for cell in cells])
            values |= {f"G{sheet._current_row}": cell[1] for cell in cells if isinstance(cell, tuple)}
            sheet.cell(sheet._current_row, 4).number_format = "0.00%"
            sheet.cell(sheet._current_row, 5).number_format = "dd/mm/yyyy"
    second = book.create_sheet("Thôn")
    for cells in SECOND:
        second.append(cells)
    book.create_sheet("Trống")
    out = io.BytesIO()
    book.save(out)
    def change(name, member):
        if name == "docProps/core.xml":
            return re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2026-01-01T00:00:00Z", member)
        for cell, value in values.items() if name == "xl/worksheets/sheet1.xml" else ():
            member = re.sub(rb'(<c r="%s"[^>]*><f>[^<]*</f>)<v */?>(</v>)?' % cell.encode(), rb"\g<1><v>%d</v>" % value, member)
        return member
    return repacked(out.getvalue(), change)


def xls():
    class Formula(xlwt.BIFFRecords.FormulaRecord):
        """With the value that Excel would have left: half of its width is what stands before the star."""
        def __init__(self, row, column, style, parsed, flags=0):
            super().__init__(row, column, style, parsed, flags)
            value = struct.pack("<d", results[row, column])
            self._rec_data = self._rec_data[:6] + value + self._rec_data[14:]
    results = {}
    plain, xlwt.BIFFRecords.FormulaRecord = xlwt.BIFFRecords.FormulaRecord, Formula
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Danh sách xã")
    dates, shares = xlwt.easyxf(num_format_str="dd/mm/yyyy"), xlwt.easyxf(num_format_str="0.00%")
    for row, cells in enumerate([COLUMNS, *sheet_rows()]):
        for column, cell in enumerate(cells or []):
            if isinstance(cell, tuple):
                results[row, column] = cell[1]
                sheet.write(row, column, xlwt.Formula(cell[0].format(row=row + 1)[1:]))
            elif cell is not None:
                look = {3: shares, 4: dates}.get(column) if row else None
                sheet.write(row, column, cell, *([look] if look else []))
    second = book.add_sheet("Thôn")
    for row, cells in enumerate(SECOND):
        for column, cell in enumerate(cells):
            second.write(row, column, cell)
    out = io.BytesIO()
    book.save(out)
    xlwt.BIFFRecords.FormulaRecord = plain
    return out.getvalue()


def ods():
    document = OpenDocumentSpreadsheet()
    def cell(value):
        if isinstance(value, tuple):
            made = table.TableCell(formula="of:=[.C2]*2", valuetype="float", value=str(value[1]))
            shown = str(value[1])
        elif isinstance(value, bool):
            made, shown = table.TableCell(valuetype="boolean", booleanvalue=str(value).lower()), "TRUE" if value else "FALSE"
        elif isinstance(value, datetime.date):
            made, shown = table.TableCell(valuetype="date", datevalue=value.isoformat()), value.strftime("%d/%m/%Y")
        elif isinstance(value, float):
            made, shown = table.TableCell(valuetype="percentage", value=str(value)), f"{value * 100:.2f}%".replace(".", ",")
        elif isinstance(value, int):
            made, shown = table.TableCell(valuetype="float", value=str(value)), str(value)
        elif value is None:
            return table.TableCell()
        else:
            made, shown = table.TableCell(valuetype="string"), value
        made.addElement(odf_text.P(text=shown))
        return made
    for name, body in [("Danh sách xã", [COLUMNS, *sheet_rows()]), ("Thôn", SECOND)]:
        sheet = table.Table(name=name)
        for cells in body:
            row = table.TableRow()
            for one in cells or []:
                row.addElement(cell(one))
            if not cells:
                row.addElement(table.TableCell(numbercolumnsrepeated="7"))
            sheet.addElement(row)
        rest = table.TableRow(numberrowsrepeated="1048000")
        rest.addElement(table.TableCell(numbercolumnsrepeated="1024"))
        sheet.addElement(rest)
        document.spreadsheet.addElement(sheet)
    out = io.BytesIO()
    document.save(out)
    return repacked(out.getvalue())


def sheets():
    layers = {"Danh sách xã": sheet_wanted(), "Thôn": SECOND_WANTED}
    for ending, format, data in [("xlsx", "Excel", xlsx()), ("xls", "Excel 97", xls()), ("ods", "OpenDocument", ods())]:
        write(f"{FOLDER}/danh_sach.{ending}", data)
        noted("sheet", f"{ending}: two sheets", f"danh_sach.{ending}", format, layers)
        noted("sheet", f"{ending}: one sheet of two", f"danh_sach.{ending}", format, {"Thôn": SECOND_WANTED}, wishes={"layer": "Thôn"})
    title = [["ỦY BAN NHÂN DÂN XÃ GIẢ ĐỊNH"], [], ["DANH SÁCH CÁC XÃ NĂM 2025"]]
    write(f"{FOLDER}/co_tieu_de.xlsx", xlsx(title))
    noted("sheet", "xlsx: titles above the header", "co_tieu_de.xlsx", "Excel", layers)
    write(f"{FOLDER}/bi_cat.xlsx", xlsx()[:3000])
    noted("sheet", "xlsx: cut off", "bi_cat.xlsx", "Zip", {}, errors=["LS325"])
    write(f"{FOLDER}/bi_cat.xls", xls()[:2000])
    noted("sheet", "xls: cut off", "bi_cat.xls", "Excel 97", {}, errors=["LS325"])


def others():
    for name, data in [("ban_ve.dwg", b"AC1027" + bytes(40)), ("ban_ve.dgn", b"\x08\x09\xfe\x02" + bytes(40)),
                       ("bao_cao.pdf", b"%PDF-1.4\n"), ("nen.rar", b"Rar!\x1a\x07\x01\x00"), ("khong_duoi", b"abc")]:
        write(f"{FOLDER}/{name}", data)
        noted("other", f"{name} is not read", name, "", {}, errors=["LS317"])
    write(f"{FOLDER}/van_ban.docx", zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}))
    noted("other", "a text document", "van_ban.docx", "Zip", {}, errors=["LS325"])
    locked = bytearray(zipped({"xa.csv": b"MA;TEN\n90011;Ao Sen\n"}, compress=False))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + at] |= 1
    write(f"{FOLDER}/co_mat_khau.zip", locked)
    noted("other", "an archive with a password", "co_mat_khau.zip", "Zip", {}, errors=["LS329"])


def make():
    for kind in (plain_tables, positions, sheets, others):
        kind()
