#!/usr/bin/env python3
"""Proves that the open data of a built portal open elsewhere: validators of catalogues and packages, and the programs that people use.

usage: open_data.py FOLDER      a portal as `langso build` wrote it

    pip install -r benches/requirements.txt     in a virtual environment whose Python then runs this file

- `catalog.jsonld` against the shapes of `dcat_ap.ttl` (pySHACL), after each shape was seen to refuse a catalogue without what it asks for;
- every `datapackage.json` with its rows (frictionless);
- of each dataset, the same rows in the same order of columns: CSV (pandas), Parquet (pandas and DuckDB), Excel (openpyxl), JSON;
- where LibreOffice is installed (`soffice`), its Calc opens the workbook, the CSV and the CSV for Excel: the same cells, codes with their zeros;
- GeoJSON, GeoPackage, FlatGeobuf, GeoParquet and KML (GDAL by pyogrio, geopandas): as many features, the same places; the VN-2000 GeoPackage in a zone
  of VN-2000, within 1 cm of the others once PROJ has turned it back;
- GeoPackage and FlatGeobuf once more over HTTP with ranges (/vsicurl/);
- `SHA256SUMS`: every file it names has that digest, and every file of the catalogue is the one that its checksum says.
Exit code 1 when anything is amiss.
"""

import functools
import hashlib
import http.server
import json
import multiprocessing
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

sys.dont_write_bytecode = True  # the repository stays clean

import duckdb
import geopandas
import numpy
import openpyxl
import pandas
import pyogrio
import pyproj
import pyshacl
import rdflib
import shapely
from frictionless import Package

from tile_readers import Ranges

SHAPES = Path(__file__).with_name("dcat_ap.ttl")
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
DCT = rdflib.Namespace("http://purl.org/dc/terms/")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
CENTIMETRE = 0.01
METRES = 111_320.0  # one degree of latitude
# From VN-2000 to WGS 84: metres, seconds of arc, parts per million. EPSG turns the frame, PROJ's +towgs84 the position: other signs.
EPSG_6960 = "-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278"

faults = []


def check(holds, what):
    if not holds:
        faults.append(what)
        print(f"  AMISS: {what}")


def conforms(graph):
    conforms, _, text = pyshacl.validate(graph, shacl_graph=str(SHAPES), shacl_graph_format="turtle")
    return conforms, text


def catalogue(folder):
    graph = rdflib.Graph().parse(folder / "catalog.jsonld", format="json-ld")
    fits, text = conforms(graph)
    check(fits, f"catalog.jsonld: {text}")
    # The shapes themselves: what they ask for is missed when it is taken away.
    asked = [(DCT.title, DCAT.Dataset), (DCT.description, DCAT.Catalog), (DCAT.accessURL, DCAT.Distribution), (SPDX.checksumValue, SPDX.Checksum), (DCT.publisher, DCAT.Catalog)]
    for predicate, kind in asked:
        less = rdflib.Graph()
        less += graph
        for subject in graph.subjects(rdflib.RDF.type, kind):
            less.remove((subject, predicate, None))
        check(not conforms(less)[0], f"the shapes don't miss {predicate} of {kind}")
    base = next(str(url) for url in graph.subjects(rdflib.RDF.type, DCAT.Catalog)).removesuffix("du-lieu/")
    files = versions = 0
    for distribution in graph.subjects(rdflib.RDF.type, DCAT.Distribution):
        url = str(next(graph.objects(distribution, DCAT.downloadURL)))
        file = folder / url.removeprefix(base)
        check(file.is_file(), f"{url} is no file")
        for checksum in graph.objects(distribution, SPDX.checksum):
            digest = str(next(graph.objects(checksum, SPDX.checksumValue)))
            check(hashlib.sha256(file.read_bytes()).hexdigest() == digest, f"{url}: another checksum")
            files += 1
    versions = len(list(graph.objects(None, DCAT.hasVersion)))
    print(f"catalogue: {len(graph):,} statements fit the shapes, {files} files have their checksums, {versions} dated versions")


def sums(folder):
    lines = (folder / "du-lieu/SHA256SUMS").read_text().splitlines()
    for line in lines:
        digest, name = line.split("  ", 1)
        check(hashlib.sha256((folder / "du-lieu" / name).read_bytes()).hexdigest() == digest, f"SHA256SUMS: {name}")
    print(f"SHA256SUMS: {len(lines)} files")


def packages(folder):
    found = sorted((folder / "du-lieu").glob("**/datapackage.json"))
    rows = 0
    for path in found:
        report = Package(str(path)).validate()
        check(report.valid, f"{path.relative_to(folder)}: {report.flatten(['title', 'rowNumber', 'fieldName', 'message'])[:3]}")
        rows += sum(task.stats.get("rows", 0) for task in report.tasks)
    print(f"frictionless: {len(found)} data packages, {rows:,} rows")


def texts(frame):
    """Cells as text: None and empty are the same, numbers as short as they go."""
    def text(cell):
        if cell is None or cell == "" or (isinstance(cell, float) and numpy.isnan(cell)):
            return ""
        if isinstance(cell, bool | numpy.bool_):
            return str(bool(cell)).lower()
        return f"{float(cell):.15g}" if isinstance(cell, int | float | numpy.number) else str(cell)

    return [[text(cell) for cell in row] for row in frame]


def table(path):
    """A dataset's tables against its JSON; gives its rows as text."""
    stem = path / path.name
    told = json.loads(stem.with_suffix(".json").read_text())
    names = [column["name"] for column in told["columns"]]
    kinds = {column["name"]: column["kind"] for column in told["columns"]}
    wanted = texts([row.get(name) for name in names] for row in told["rows"])
    text = {name: str for name in names}
    frame = pandas.read_csv(stem.with_suffix(".csv"), dtype=text, keep_default_na=False)
    # What numbers look like is not compared, but what they are.
    as_number = lambda name, cell: float(cell) if cell and kinds[name] in ("integer", "number") else cell
    rows = texts([as_number(name, cell) for name, cell in zip(names, row)] for row in frame.values.tolist())
    check(list(frame.columns) == names and rows == wanted, f"{path.name}.csv differs from its JSON")
    count = len(wanted)
    if (file := stem.with_suffix(".parquet")).exists():
        frame = pandas.read_parquet(file)
        shown = [name for name in frame.columns if name in names]
        check(shown == names and len(frame) == count, f"{path.name}.parquet: {list(frame.columns)}")
        seen = duckdb.sql(f"select count(*) from read_parquet('{file}')").fetchall()[0][0]
        check(seen == count, f"{path.name}.parquet: DuckDB sees {seen} rows")
    if (file := stem.with_suffix(".xlsx")).exists():
        sheet = openpyxl.load_workbook(file, read_only=True).worksheets[0]
        check(sum(1 for _ in sheet.iter_rows()) == count + 1, f"{path.name}.xlsx has other rows")
    seen = duckdb.sql(f"select count(*) from read_csv('{stem.with_suffix('.csv')}', header=true, all_varchar=true)").fetchall()[0][0]
    check(seen == count, f"{path.name}.csv: DuckDB sees {seen} rows")
    return [names, *wanted]


# How Calc opens a file, its text as text and, where that is what keeps a code's zeros, formulas as what they give; and what its rows are written as.
CALC = "Text - txt - csv (StarCalc)"
AS_TEXT = "/".join(f"{column}/2" for column in range(1, 60))
OPENED = {".xlsx": None, ".csv": f"{CALC}:44,34,76,1,{AS_TEXT}", ".excel.csv": f"{CALC}:59,34,76,1,,1066,false,false,false,false,0,true"}
WRITTEN = f"csv:{CALC}:44,34,76,1,,0,false,false,false,false,false,1"


def plain(cell):
    """A number as short as it goes, whatever its decimal sign; other text as it is."""
    number = cell.replace(",", ".", 1)
    is_code = number.startswith("0") and len(number) > 1 and "." not in number
    return f"{float(number):.13g}" if number.removeprefix("-").replace(".", "", 1).isdigit() and not is_code else cell


def calc(tables):
    """What LibreOffice makes of all tables."""
    for ending, opened in OPENED.items():
        files = [file for path in tables if (file := path / f"{path.name}{ending}").exists()]
        with tempfile.TemporaryDirectory() as made:
            order = ["soffice", "--headless", f"-env:UserInstallation=file://{made}/profile", "--convert-to", WRITTEN, "--outdir", made]
            order += [f"--infilter={opened}"] if opened else []
            subprocess.run([*order, *map(str, files)], check=True, capture_output=True, timeout=600)
            for file in files:
                stem = file.name.removesuffix(".xlsx").removesuffix(".csv")
                found = next(iter(Path(made).glob(f"{stem}-*.csv")), Path(made) / f"{stem}.csv")
                seen = pandas.read_csv(found, header=None, dtype=str, keep_default_na=False).values.tolist() if found.exists() else []
                # Headings of two of the forms are those that people read.
                seen, wanted = ([[plain(cell) for cell in row] for row in rows[ending != ".csv" :]] for rows in (seen, tables[file.parent]))
                apart = next(((one, other) for one, other in zip(seen, wanted) if one != other), None)
                check(seen == wanted, f"{file.name} in LibreOffice: {apart or (len(seen), len(wanted))}")
        print(f"LibreOffice: {len(files)} files *{ending}")


def apart(frame, plain):
    """How far a layer in a zone of VN-2000 is from the one in degrees, metres: turned back by PROJ with the parameters of EPSG:6960."""
    middle = next(value.value for value in frame.crs.coordinate_operation.params if "ongitude" in value.name)
    zone = pyproj.CRS.from_proj4(f"+proj=tmerc +lat_0=0 +lon_0={middle} +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84={EPSG_6960} +units=m")
    back = frame.set_crs(zone, allow_override=True).to_crs(4326).get_coordinates().to_numpy()
    here = plain.get_coordinates().to_numpy()
    return METRES * numpy.abs(back - here).max(initial=0) if len(back) == len(here) else float("inf")


def layer(path, origin):
    """A dataset's layers against its GeoJSON."""
    stem = path / path.name
    plain = pyogrio.read_dataframe(stem.with_suffix(".geojson"))
    here = plain.geometry.bounds.to_numpy()
    check(plain.crs is not None and plain.crs.to_epsg() == 4326, f"{path.name}.geojson: {plain.crs}")

    def same(frame, what, apart=1e-7):
        check(len(frame) == len(plain), f"{what}: {len(frame)} features instead of {len(plain)}")
        if len(frame) == len(plain):
            far = numpy.nanmax(numpy.abs(numpy.sort(frame.geometry.bounds.to_numpy(), axis=0) - numpy.sort(here, axis=0)), initial=0)
            check(far <= apart, f"{what}: {far} degrees apart")

    zone = None
    for ending in ("gpkg", "fgb", "kml", "vn2000.gpkg", "parquet"):
        file = path / f"{path.name}.{ending}"
        if not file.exists():
            continue
        frame = geopandas.read_parquet(file) if ending == "parquet" else pyogrio.read_dataframe(file)
        if ending == "vn2000.gpkg":
            far = apart(frame, plain)
            zone = f"{frame.crs.name} within {far * 1000:.1f} mm"
            check("VN-2000" in zone and far <= CENTIMETRE, f"{file.name}: {zone}")
        else:
            check(frame.crs.to_epsg() in (4326, None) or ending == "parquet", f"{file.name}: {frame.crs}")
            same(frame, file.name)
        if ending in ("gpkg", "fgb"):
            same(pyogrio.read_dataframe(f"/vsicurl/{origin}/du-lieu/{path.name}/{file.name}"), f"{file.name} over HTTP")
    invalid = (~shapely.is_valid(plain.geometry.dropna().array)).sum()
    check(invalid == 0, f"{path.name}.geojson: {invalid} invalid shapes")
    return len(plain), zone


def main():
    folder = Path(sys.argv[1]).resolve()
    warnings.filterwarnings("ignore")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Ranges, directory=str(folder)))
    # A process of its own: GDAL keeps Python waiting while it reads.
    serving = multiprocessing.Process(target=server.serve_forever, daemon=True)
    serving.start()
    origin = f"http://127.0.0.1:{server.server_port}"
    catalogue(folder)
    sums(folder)
    packages(folder)
    tables = {}
    for path in sorted(file.parent for file in (folder / "du-lieu").glob("*/datapackage.json")):
        tables[path] = table(path)
        said = f"{path.name}: {len(tables[path]) - 1:,} rows"
        if (path / f"{path.name}.geojson").exists():
            features, zone = layer(path, origin)
            said += f", {features:,} features" + (f", {zone}" if zone else "")
        print(said)
    serving.terminate()
    calc(tables) if shutil.which("soffice") else print("LibreOffice: not here")
    print("all as it should be" if not faults else f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
