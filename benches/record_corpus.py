#!/usr/bin/env python3
"""Writes a made-up site of national size with results of a criteria set (standard library only). Nothing in it is real: units, set and
figures are invented and marked `sample = true`; equal arguments give equal bytes.

usage: record_corpus.py --out DIR [--communes 3321] [--indicators 57] [--years 5] [--format csv|xlsx|both] [--seed 7]
       record_corpus.py --edit DIR        changes one cell of the last year's table, in either format

DIR is a site: 34 provinces, communes without boundaries, a set of 19 criteria, and one table a year, a row a commune and a column an
indicator, with titles, a header of two rows and a row of totals, as offices write them. The default is 3,321 communes x 57
indicators x 5 years = 946,485 results. With `both`, the workbooks lie in DIR/xlsx and the texts in DIR/csv.
"""

import argparse
import csv
import io
import random
import shutil
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

PROVINCES = 34
CRITERIA = 19
WORDS = ["Đạt", "Đạt", "Đạt", "Chưa đạt", "x", "Cơ bản đạt", ""]


def indicators(count):
    """Numbers in the manner of the decision: criteria of unequal length, 17 with a two-digit indicator when there is room."""
    lengths = [1] * CRITERIA
    at = 0
    while sum(lengths) < count:
        lengths[(at * 7) % CRITERIA if at % 3 else 16] += 1
        at += 1
    numbers = []
    for criterion, length in enumerate(lengths, 1):
        numbers += [(criterion, f"{criterion}.{own}" if length > 1 else f"{criterion}") for own in range(1, length + 1)]
    return numbers


def manifest(years, ending):
    text = """[[dataset]]
id = "tinh"
file = "tinh.csv"
title = "Tỉnh bịa"
source = "Bịa"
licence = "CC0"
key = "code"
units = "province"

[[dataset]]
id = "xa"
file = "xa.csv"
title = "Xã bịa"
source = "Bịa"
licence = "CC0"
key = "code"
units = "commune"
parent = "province_code"

[[framework]]
id = "bo-bia"
file = "bo-bia.csv"
title = "Bộ tiêu chí bịa"
decision = "0/QĐ-BIA"
source = "Bịa"
sample = true
"""
    for year in years:
        text += f"""
[[results]]
id = "ket-qua-{year}"
file = "ket-qua-{year}.{ending}"
framework = "bo-bia"
title = "Kết quả bịa năm {year}"
source = "Bịa"
licence = "CC0"
unit = "Mã xã"
date = "{year}-12-31"
sample = true
"""
    return text


def csv_bytes(rows):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def column_name(at):
    name = ""
    while at >= 0:
        name = chr(65 + at % 26) + name
        at = at // 26 - 1
    return name


def cell_xml(ref, value):
    if isinstance(value, (int, float)):
        return f'<c r="{ref}"><v>{value}</v></c>'
    return f'<c r="{ref}" t="s"><v>{value[1]}</v></c>' if isinstance(value, tuple) else ""


def xlsx_bytes(rows, merges):
    """A workbook of one sheet with shared strings, as Excel writes it."""
    shared, known = [], {}

    def typed(value):
        if value == "" or value is None:
            return None
        if isinstance(value, (int, float)):
            return value
        if value not in known:
            known[value] = len(shared)
            shared.append(value)
        return ("s", known[value])

    names = [column_name(at) for at in range(max(map(len, rows)))]
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(cell_xml(f"{names[at]}{number}", value) for at, value in enumerate(map(typed, row)) if value is not None)
        lines.append(f'<row r="{number}">{cells}</row>')
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in merges)
    merged = f'<mergeCells count="{len(merges)}">{merged}</mergeCells>' if merges else ""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    files = {
        "[Content_Types].xml": f'{head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{head}<workbook xmlns="{main}" xmlns:r="{rel}"><sheets><sheet name="Kết quả" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{rel}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{main}"><sheetData>{"".join(lines)}</sheetData>{merged}</worksheet>',
        "xl/sharedStrings.xml": f'{head}<sst xmlns="{main}" count="{len(shared)}" uniqueCount="{len(shared)}">' + "".join(f"<si><t>{escape(text)}</t></si>" for text in shared) + "</sst>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as book:
        for name, text in files.items():
            book.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def table(rng, year, communes, numbers, before, text):
    """A year's table: results drift from those of the year before, mostly up."""
    pad = [""] * (len(numbers) - 1)
    groups, last = [], None
    for criterion, _ in numbers:
        groups.append(f"Tiêu chí {criterion}" if criterion != last else "")
        last = criterion
    rows = [
        [f"BIỂU TỔNG HỢP BỊA NĂM {year}", "", ""] + [""] + pad,
        ["STT", "Mã xã", "Xã"] + groups,
        ["", "", ""] + [f"{number} Chỉ tiêu bịa ({'%' if at % 3 else 'đạt/chưa đạt'})" for at, (_, number) in enumerate(numbers)],
    ]
    for row, (code, name) in enumerate(communes):
        cells = []
        for at in range(len(numbers)):
            if at % 3 == 0:
                cells.append(rng.choice(WORDS))
                continue
            value = before.get((row, at))
            value = rng.randint(500, 1000) if value is None else max(0, min(1000, value + rng.randint(-15, 40)))
            before[row, at] = value
            blank = rng.random() < 0.03
            cells.append("" if blank else f"{value // 10},{value % 10}" if text else value / 10)
        rows.append([row + 1, code, name] + cells)
    rows.append(["", "", "Tổng cộng"] + ["" for _ in numbers])
    return rows


def write(folder, communes, numbers, years, ending, seed):
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "data").mkdir(parents=True)
    (folder / "content").mkdir()
    (folder / "langso.toml").write_text('title = "Cổng bịa"\nbase_url = "https://bia.example.vn"\n', encoding="utf-8")
    (folder / "content/_index.md").write_text('+++\ntitle = "Cổng bịa"\n+++\n\nMọi số liệu ở đây là bịa để đo tốc độ.\n', encoding="utf-8")
    data = folder / "data"
    data.joinpath("data.toml").write_text(manifest(years, ending), encoding="utf-8")
    provinces = [[f"{at + 1:02d}", f"Bịa {at + 1}", f"Tỉnh Bịa {at + 1}", "Tỉnh"] for at in range(PROVINCES)]
    data.joinpath("tinh.csv").write_bytes(csv_bytes([["code", "name", "full_name", "type"]] + provinces))
    of = [[code, name, f"Xã {name}", "Xã", f"{at % PROVINCES + 1:02d}"] for at, (code, name) in enumerate(communes)]
    data.joinpath("xa.csv").write_bytes(csv_bytes([["code", "name", "full_name", "type", "province_code"]] + of))
    rows, last = [["Loại", "Số", "Tên", "Đơn vị", "Ngưỡng"]], None
    for at, (criterion, number) in enumerate(numbers):
        if criterion != last:
            rows.append(["tiêu chí", str(criterion), f"Tiêu chí bịa {criterion}", "", ""])
            last = criterion
        rows.append(["chỉ tiêu", number, f"Chỉ tiêu bịa {number}"] + (["%", f"≥ {70 + at % 25}%"] if at % 3 else ["", "Đạt"]))
    data.joinpath("bo-bia.csv").write_bytes(csv_bytes(rows))
    rng, before, results = random.Random(seed), {}, 0
    for year in years:
        rows = table(rng, year, communes, numbers, before, ending == "csv")
        results += len(communes) * len(numbers)
        merges = ["A2:A3", "B2:B3", "C2:C3"]
        data.joinpath(f"ket-qua-{year}.{ending}").write_bytes(csv_bytes(rows) if ending == "csv" else xlsx_bytes(rows, merges))
    print(f"{folder}: {len(communes)} communes x {len(numbers)} indicators x {len(years)} years = {results} cells of results")


def edit(folder):
    """Changes the first share of the middle commune in the last year's table to another one."""
    path = sorted((folder / "data").glob("ket-qua-*"))[-1]
    if path.suffix == ".csv":
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        at = len(lines) // 2
        cells = next(csv.reader([lines[at]]))
        cells[4] = "1,5" if cells[4] != "1,5" else "99,5"
        lines[at] = csv_bytes([cells]).decode()
        path.write_text("".join(lines), encoding="utf-8")
        return print(f"{path}: line {at + 1}, column 5 is {cells[4]} now")
    with zipfile.ZipFile(path) as book:
        files = {name: book.read(name) for name in book.namelist()}
    sheet = files["xl/worksheets/sheet1.xml"].decode()
    row = sheet.count("<row ") // 2
    start = sheet.index(f'<c r="E{row}"><v>') if f'<c r="E{row}"><v>' in sheet else sheet.index('<c r="E')
    value = sheet.index("<v>", start) + 3
    end = sheet.index("</v>", value)
    new = "1.5" if sheet[value:end] != "1.5" else "99.5"
    files["xl/worksheets/sheet1.xml"] = (sheet[:value] + new + sheet[end:]).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as book:
        for name, content in files.items():
            book.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    print(f"{path}: row {row}, column E is {new} now")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--edit", type=Path)
    parser.add_argument("--communes", type=int, default=3321)
    parser.add_argument("--indicators", type=int, default=57)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--format", choices=["csv", "xlsx", "both"], default="csv")
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    if args.edit:
        return edit(args.edit)
    if not args.out:
        parser.error("--out or --edit")
    communes = [(f"{10001 + at:05d}", f"Bịa {at + 1}") for at in range(args.communes)]
    numbers = indicators(args.indicators)
    years = range(2026 - args.years, 2026)
    for ending in ["csv", "xlsx"] if args.format == "both" else [args.format]:
        folder = args.out / ending if args.format == "both" else args.out
        write(folder, communes, numbers, years, ending, args.seed)


main()
