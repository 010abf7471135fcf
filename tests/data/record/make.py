"""Makes the workbooks of results that the tests read: laid out as offices do, everything in them made up.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install openpyxl==3.1.5
    /tmp/venv/bin/python tests/data/record/make.py

Two runs with this version make the same bytes: the times of the archive's members and of the document are fixed.
"""

import datetime
import io
import zipfile
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

TESTS = Path(__file__).resolve().parents[2]
DAY = datetime.datetime(2026, 1, 15)


def save(book, path):
    """The workbook with fixed times, so that equal contents are equal bytes."""
    book.properties.created = book.properties.modified = DAY
    raw = io.BytesIO()
    book.save(raw)
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for name in sorted(old.namelist()):
            data = old.read(name)
            if name == "docProps/core.xml":
                start, rest = data.split(b"<dcterms:modified", 1)
                _, end = rest.split(b"</dcterms:modified>", 1)
                stamp = b' xsi:type="dcterms:W3CDTF">2026-01-15T00:00:00Z</dcterms:modified>'
                data = start + b"<dcterms:modified" + stamp + end
            info = zipfile.ZipInfo(name, (2026, 1, 15, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, data)


def sheet(book, name, rows):
    """A year's sheet: titles, a header of two rows with merged cells, column numbers, a district's heading, totals."""
    page = book.create_sheet(name)
    page.append(["UỶ BAN NHÂN DÂN TỈNH SÔNG BỊA"])
    page.append([f"BIỂU TỔNG HỢP KẾT QUẢ THỰC HIỆN BỘ TIÊU CHÍ NĂM {name}"])
    page.append([])
    page.append(["STT", "Mã xã", "Xã", "1. Giao thông", None, "2. Thu nhập", "17. Môi trường", None, "Ghi chú"])
    page.append([None, None, None, "1.1 Đường xã được bê tông hóa (%)", "1.2 Đường ngõ, xóm sạch (%)", "2. Thu nhập (triệu đồng/người)", "17.1 Nước sạch (%)", "17.10 Vệ sinh"])
    page.append(["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"])
    for cells in ("A4:A5", "B4:B5", "C4:C5", "D4:E4", "G4:H4", "I4:I5"):
        page.merge_cells(cells)
    page.append(["I", None, "Vùng đồng bằng"])
    for row in rows:
        page.append(row)
    page.append([None, None, "Tổng cộng", 95, 90, 61, 88, None])
    for row in page["A4:I5"]:
        for cell in row:
            cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, horizontal="center")


def results():
    book = Workbook()
    book.remove(book.active)
    sheet(book, "2024", [
        [1, 10001, "Bịa Một", 96.5, "88,4%", 55.5, 91, "Đạt"],
        [2, 10002, "Bịa Hai", 100, 100, 61.2, "-", "x"],
    ])
    sheet(book, "2025", [
        [1, 10001, "Bịa Một", 100, "92,8%", 58.25, 89.5, "Chưa đạt", "giảm so với năm trước"],
        [2, 10002, "Bịa Hai", 100, 100, 63, 97, "Đạt"],
        [3, 10003, "Bịa Ba", 80, None, "…", None, "Cơ bản đạt"],
    ])
    notes = book.create_sheet("Ghi chú")
    notes.append(["Số liệu giả định để thử nghiệm."])
    notes.sheet_state = "hidden"
    save(book, TESTS / "golden/tieu-chi/site/data/ket-qua.xlsx")


def spoilt():
    """Numbers that the spreadsheet took for something else, a share over the whole, a unit that is not there."""
    book = Workbook()
    page = book.active
    page.title = "Kết quả"
    page.append(["Mã xã", "1.1", datetime.date(2025, 4, 8), 17.1])
    page.append(["00565", 120, "Đạt", "Đạt"])
    page.append(["99999", 80, "Đạt", "có lẽ"])
    page.append([None, 80, "Đạt", "Đạt"])
    page.append(["00562", -1, "Đạt", "Đạt"])
    save(book, TESTS / "mistakes/results-xlsx/data/ket-qua.xlsx")


def parts():
    """Shares in cells formatted as per cent."""
    book = Workbook()
    page = book.active
    page.append(["Mã xã", "1.1", "1.2"])
    for code, shares in (("00565", (0.986, 0.8)), ("00562", (0.9, 1))):
        page.append([code, *shares])
        page.cell(page.max_row, 2).number_format = page.cell(page.max_row, 3).number_format = "0.0%"
    save(book, TESTS / "mistakes/results-as-parts/data/ket-qua.xlsx")


results()
spoilt()
parts()
