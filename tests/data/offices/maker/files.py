"""Writers: GDAL for what it can write, and a few bytes by hand for what only old programs write."""

import io
import struct
import tempfile
import warnings
import zipfile
from pathlib import Path

import numpy
import pyogrio
import shapely
from pyogrio.raw import write as write_gdal
from shapely.geometry import shape

from .base import KEYS, UNITS, write

pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2026-01-01T00:00:00.000Z"})

# GDAL tells us each time that a file without a system will have none.
warnings.filterwarnings("ignore", message="'crs' was not provided")


def fields(keys=KEYS, **changed):
    """The units' columns as GDAL takes them. Empty text is None."""
    columns = []
    for key in keys:
        values = [unit[KEYS.index(key)] for unit in UNITS]
        values = [changed[key](value) if key in changed and value is not None else value for value in values]
        kind = {"DT_KM2": "float64", "DAN_SO": "int32", "NGAY": "datetime64[D]"}.get(key, object)
        columns.append(numpy.array(values, dtype=kind))
    return columns


def gdal(name, driver, geometries, crs, columns=None, keys=KEYS, layer=None, append_to=None, **options):
    """Writes a layer with GDAL, and gives the bytes of every file it made, by ending."""
    shapes = [None if geometry is None else shape(geometry) for geometry in geometries]
    kinds = {one.geom_type for one in shapes if one is not None}
    kind = kinds.pop() if len(kinds) == 1 else ("MultiPolygon" if kinds == {"Polygon", "MultiPolygon"} else "Unknown")
    if kind == "MultiPolygon":
        shapes = [one if one is None or one.geom_type == kind else shapely.MultiPolygon([one]) for one in shapes]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(append_to or folder) / name
        write_gdal(path, shapely.to_wkb(numpy.array(shapes, dtype=object)), fields(keys) if columns is None else columns,
                   list(keys), driver=driver, geometry_type=kind, crs=crs, layer=layer, append=path.exists(), **options)
        files = {file.suffix[1:]: file.read_bytes() for file in Path(path).parent.iterdir()}
    return files


def dbf(columns, records, language=0, deleted=()):
    """A dBase III table. columns: (name, type, size, decimals); records: lists of bytes, already encoded."""
    names = [name if isinstance(name, bytes) else name.encode() for name, *_ in columns]
    head = b"".join(struct.pack("<11sc4xBB14x", name, kind.encode(), size, decimals)
                    for name, (_, kind, size, decimals) in zip(names, columns))
    size = 1 + sum(column[2] for column in columns)
    out = struct.pack("<BBBBIHH17xB2x", 3, 126, 1, 1, len(records), 33 + len(head), size, language) + head + b"\r"
    for at, record in enumerate(records):
        out += b"*" if at in deleted else b" "
        for value, (_, kind, width, _) in zip(record, columns):
            out += value[:width].rjust(width) if kind == "N" else value[:width].ljust(width)
    return out + b"\x1a"


COLUMNS = [("MA", "C", 8, 0), ("TEN", "C", 40, 0), ("TINH", "C", 30, 0), ("DT_KM2", "N", 10, 2), ("DAN_SO", "N", 8, 0),
           ("NGAY", "D", 8, 0), ("GHI_CHU", "C", 80, 0)]


def unit_dbf(encode, columns=COLUMNS, **more):
    """The units' table with text in an encoding."""
    def record(unit):
        code, name, province, area, people, day, note = unit
        return [code.encode(), encode(name), encode(province), b"%.2f" % area, b"%d" % people,
                day.replace("-", "").encode(), encode(note or "")]
    return dbf(columns, [record(unit) for unit in UNITS], **more)


def shapefile(stem, geometries, parts, upper=False):
    """The `.shp` and `.shx` that GDAL makes of the shapes, with `parts` (ending -> bytes) beside them; an ending whose
    bytes are None is left out."""
    stem = Path(stem)
    made = gdal("x.shp", "ESRI Shapefile", geometries, None, layer_options={"DBF_DATE_LAST_UPDATE": "2026-01-01"})
    files = {"shp": made["shp"], "shx": made["shx"], **parts}
    for ending, data in files.items():
        name = f"{stem.name}.{ending}"
        if data is not None:
            write(stem.with_name(name.upper() if upper else name), data)


def zipped(members, compress=True):
    """An archive whose members all are of one day. members: name -> bytes, in their order."""
    out = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else method
            archive.writestr(info, data)
    return out.getvalue()


def repacked(data, change=lambda name, member: member):
    """An archive again, without the time of its making."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped({name: change(name, archive.read(name)) for name in archive.namelist()})
