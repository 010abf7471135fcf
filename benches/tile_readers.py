#!/usr/bin/env python3
"""Proves that PMTiles archives open elsewhere: with the `pmtiles` library and with GDAL, from a file and over HTTP.

usage: tile_readers.py ARCHIVE...

    pip install -r benches/requirements.txt     pmtiles, pyogrio (brings its own GDAL), shapely; in a virtual environment

A small server on this machine answers requests for ranges and counts them. Of each archive is checked:
- header and root directory lie in the first 16,384 bytes, the directories are sorted, and there are as many tiles as the header says;
- `pmtiles`: metadata with layers, and the deepest zoom's first, middle and last tile decode; the same bytes over HTTP;
- GDAL: the layers are those of the metadata, with features inside of the header's bounds; the same over HTTP (/vsicurl/), without
  fetching the whole archive.
Exit code 1 when anything is amiss.
"""

import argparse
import functools
import gzip
import http.server
import multiprocessing
import os
import re
import sys
import urllib.parse
import urllib.request
import warnings
from pathlib import Path

import numpy
import pyogrio
import shapely
from pmtiles.reader import MmapSource, Reader
from pmtiles.tile import Compression, TileType, deserialize_directory, tileid_to_zxy

ROOT_LIMIT = 16_384
FEATURES = 500  # how many GDAL reads of each layer and zoom


class Ranges(http.server.SimpleHTTPRequestHandler):
    """Files with `Range: bytes=a-b`, and how much was asked for."""

    requests, sent = multiprocessing.Value("q"), multiprocessing.Value("q")

    def do_HEAD(self):
        self.answer(body=False)

    def do_GET(self):
        self.answer(body=True)

    def answer(self, body):
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        size = path.stat().st_size
        first, last, status = 0, size - 1, 200
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if asked:
            first, status = int(asked[1]), 206
            last = min(int(asked[2] or last), last)
            if first > last:
                self.send_error(416)
                return
        self.send_response(status)
        self.send_header("Content-Type", "application/vnd.pmtiles")
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(last - first + 1))
        if asked:
            self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        self.end_headers()
        with Ranges.requests:
            Ranges.requests.value += 1
        if body:
            with Ranges.sent:
                Ranges.sent.value += last - first + 1
            try:
                with path.open("rb") as file:
                    file.seek(first)
                    self.wfile.write(file.read(last - first + 1))
            except (BrokenPipeError, ConnectionResetError):
                pass  # a reader that has seen enough

    def log_message(self, *_):
        pass


def serve(folder, port):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Ranges, directory=str(folder)))
    port.send(server.server_port)
    server.serve_forever()


class Server:
    """The files of a folder, from a process of its own: while GDAL waits for an answer, no other thread of Python runs."""

    def __init__(self, folder):
        ours, theirs = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=serve, args=(folder, theirs), daemon=True)
        self.process.start()
        self.port = ours.recv()
        self.before = self.counts()

    def counts(self):
        return Ranges.requests.value, Ranges.sent.value

    def since(self):
        """(requests, bytes) since the last call."""
        now = self.counts()
        requests, sent = now[0] - self.before[0], now[1] - self.before[1]
        self.before = now
        return requests, sent

    def stop(self):
        self.process.terminate()
        self.process.join()


class Check:
    """What was found; a failure is told and remembered."""

    failures = 0

    @classmethod
    def that(cls, good, told):
        print(f"  {'ok' if good else 'FAILED'}: {told}", flush=True)
        cls.failures += not good


def over_http(url):
    """A source for the `pmtiles` library."""

    def read(offset, length):
        request = urllib.request.Request(url, headers={"Range": f"bytes={offset}-{offset + length - 1}"})
        with urllib.request.urlopen(request) as answer:
            return answer.read()

    return read


def directory(source, header, offset, length):
    """Every tile's (number, run, offset, length), directories in order."""
    for entry in deserialize_directory(source(offset, length)):
        if entry.run_length:
            yield entry.tile_id, entry.run_length, entry.offset, entry.length
        else:
            yield from directory(source, header, header["leaf_directory_offset"] + entry.offset, entry.length)


def unpacked(data, header):
    return gzip.decompress(data) if header["tile_compression"] == Compression.GZIP else data


def layer_names(tile):
    """The names of the layers in a Mapbox Vector Tile, by the rules of protobuf alone."""

    def varint(at):
        value = shift = 0
        while True:
            value |= (tile[at] & 127) << shift
            shift, at = shift + 7, at + 1
            if tile[at - 1] < 128:
                return value, at

    names, at = [], 0
    while at < len(tile):
        tag, at = varint(at)
        length, at = varint(at)
        end, inner = at + length, at
        if tag != 26:
            raise ValueError(f"field {tag >> 3} in a tile")
        while inner < end:
            tag, inner = varint(inner)
            value, inner = varint(inner)
            if tag & 7 == 2:
                if tag >> 3 == 1:
                    names.append(tile[inner : inner + value].decode())
                inner += value
        at = end
    return names


def by_library(path, url):
    source = MmapSource(path.open("rb"))
    reader = Reader(source)
    header, metadata = reader.header(), reader.metadata()
    named = [layer["id"] for layer in metadata.get("vector_layers", [])]
    bounds = [header[name] / 1e7 for name in ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7")]
    print(f"  zooms {header['min_zoom']}–{header['max_zoom']}, layers {', '.join(named)}, bounds {bounds}, {header['addressed_tiles_count']:,} tiles, {header['tile_contents_count']:,} contents")
    root_end = header["root_offset"] + header["root_length"]
    Check.that(root_end <= ROOT_LIMIT, f"header and root directory end at byte {root_end:,} of at most {ROOT_LIMIT:,}; leaf directories: {header['leaf_directory_length']:,} bytes")
    Check.that(header["tile_type"] == TileType.MVT and named, "vector tiles, whose layers are named")
    entries = list(directory(source, header, header["root_offset"], header["root_length"]))
    Check.that(all(one[0] + one[1] <= other[0] for one, other in zip(entries, entries[1:])), "directories in order, no tile twice")
    tiles = sum(entry[1] for entry in entries)
    Check.that(tiles == header["addressed_tiles_count"] and len(entries) == header["tile_entries_count"], f"{tiles:,} tiles in {len(entries):,} entries, as the header says")
    Check.that(all(0 <= entry[2] and entry[2] + entry[3] <= header["tile_data_length"] for entry in entries), "every tile lies inside of the data")
    deepest = [entry for entry in entries if tileid_to_zxy(entry[0])[0] == header["max_zoom"]]
    Check.that(bool(deepest) and tileid_to_zxy(entries[0][0])[0] == header["min_zoom"], "tiles at the lowest and at the highest zoom of the header")
    remote = Reader(over_http(url))
    for entry in {deepest[0], deepest[len(deepest) // 2], deepest[-1], entries[0]} if deepest else ():
        place = tileid_to_zxy(entry[0])
        data = reader.get(*place)
        names = layer_names(unpacked(data, header))
        Check.that(bool(names) and set(names) <= set(named), f"pmtiles: {'/'.join(map(str, place))} has {len(data):,} bytes, layers {', '.join(names)}")
        Check.that(remote.get(*place) == data, "pmtiles over HTTP: the same bytes")
    return header, named, bounds


def by_gdal(place, label, header, named, bounds):
    try:
        layers = [str(name) for name in pyogrio.list_layers(place)[:, 0]]
    except Exception as failure:
        Check.that(False, f"{label}: {failure}")
        return
    Check.that(set(layers) <= set(named) and layers, f"{label}: layers {', '.join(layers)}")
    some = 0.01 + 360 / 2 ** header["max_zoom"] / 16  # a tile's margin
    for layer in layers:
        for zoom in sorted({header["min_zoom"], header["max_zoom"]}):
            try:
                meta, _, geometry, _ = pyogrio.raw.read(place, layer=layer, max_features=FEATURES, ZOOM_LEVEL=zoom)
            except Exception as failure:
                Check.that(False, f"{label}: {layer}, zoom {zoom}: {failure}")
                continue
            shapes = shapely.from_wkb(geometry)
            if not len(shapes):
                # A layer need not begin at the archive's lowest zoom.
                print(f"  {label}: {layer}, zoom {zoom}: nothing")
                continue
            # GDAL gives Web Mercator.
            west, south, east, north = numpy.degrees(shapely.total_bounds(shapes) / 6_378_137.0)
            south, north = (numpy.degrees(2 * numpy.arctan(numpy.exp(numpy.radians(side)))) - 90 for side in (south, north))
            slack = some if zoom == header["max_zoom"] else 360 / 2**zoom / 16 + 0.01
            inside = west >= bounds[0] - slack and south >= bounds[1] - slack and east <= bounds[2] + slack and north <= bounds[3] + slack
            kinds = sorted({shape.geom_type for shape in shapes})
            told = f"{label}: {layer}, zoom {zoom}: {len(shapes)} features read ({', '.join(kinds)}), {len(meta['fields'])} fields, {west:.4f} {south:.4f} {east:.4f} {north:.4f}"
            Check.that(inside, told)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archives", nargs="+", type=Path)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore", RuntimeWarning)  # about types of attributes
    # Nothing leaves this machine, and GDAL does not look for files beside the archive.
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1"
    pyogrio.set_gdal_config_options({"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_HTTP_TIMEOUT": "60"})
    version = ".".join(str(part) for part in pyogrio.__gdal_version__)
    print(f"GDAL {version} (pyogrio {pyogrio.__version__})")
    Check.that("PMTiles" in pyogrio.list_drivers(), "GDAL has a driver for PMTiles")
    for path in arguments.archives:
        path = path.resolve()
        server = Server(path.parent)
        url = f"http://127.0.0.1:{server.port}/{urllib.parse.quote(path.name)}"
        print(f"\n{path.name}: {path.stat().st_size:,} bytes")
        try:
            header, named, bounds = by_library(path, url)
            print("  pmtiles over HTTP: {} requests, {:,} bytes".format(*server.since()))
            by_gdal(str(path), "GDAL", header, named, bounds)
            by_gdal(f"/vsicurl/{url}", "GDAL over HTTP", header, named, bounds)
            requests, sent = server.since()
            small = path.stat().st_size < 16_000_000  # GDAL reads ahead
            Check.that(requests > 0 and (small or sent < path.stat().st_size), f"GDAL over HTTP: {requests} requests, {sent:,} bytes")
        except Exception as failure:
            Check.that(False, f"{type(failure).__name__}: {failure}")
        server.stop()
    print(f"\n{Check.failures} failures" if Check.failures else "\nall well")
    sys.exit(1 if Check.failures else 0)


if __name__ == "__main__":
    main()
