#!/usr/bin/env python3
"""Looks into vector tile archives (PMTiles with Mapbox Vector Tiles, of any maker) and says how good their polygons are.

usage: tile_quality.py ARCHIVE... [--source communes.geojson]

    pip install -r benches/requirements.txt     pmtiles, numpy, shapely 2, pyogrio; in a virtual environment

For each zoom, of all tiles: how many, the largest (bytes as stored), how many are over 500 KB, how many different features are
in them. Of a sample of tiles (--sample 80 a zoom, among different contents, by --seed; --all takes every one):

invalid    polygons that are not valid (shapely), and rings that are not, out of how many
overlap    sum of the polygons' areas less the area of their union: what neighbours both cover
gap        what the source covers farther than --margin 4 units from its outer border and no polygon of the tile does: slivers
           between neighbours and features left out (needs --source)
points off    distance of the drawn corners from the nearest true border: mean and most (needs --source)
border off    distance of the true borders' points from the nearest drawn border: mean and most, so what the simplification
              took away (needs --source; --points 2000 of each a tile)

Areas are in square units of a tile (16,777,216 make one at the usual 4,096 a side) and as a share of the sum or of the source's
area, once within the tile's own square and once with its margin round it. --layer NAME (default: the first one that the archive
names) and --key NAME (a property that tells features apart; default: their ids, else ma_xa or code) choose what is looked at.
"""

import argparse
import collections
import gzip
import json
import random
import sys
import time
from pathlib import Path

import numpy
import shapely
from pmtiles.reader import MmapSource, Reader
from pmtiles.tile import Compression, deserialize_directory, tileid_to_zxy

LIMIT = 500_000
KEYS = ("ma", "ma_xa", "code", "_code")


# Archives


class Archive:
    def __init__(self, path):
        self.path = path
        self.source = MmapSource(path.open("rb"))
        reader = Reader(self.source)
        self.header = reader.header()
        self.metadata = reader.metadata()

    def entries(self, offset=None, length=None):
        """Every directory entry that points to a tile: (first tile's number, how many tiles have it, offset, length)."""
        if offset is None:
            offset, length = self.header["root_offset"], self.header["root_length"]
        for entry in deserialize_directory(self.source(offset, length)):
            if entry.run_length:
                yield entry.tile_id, entry.run_length, entry.offset, entry.length
            else:
                yield from self.entries(self.header["leaf_directory_offset"] + entry.offset, entry.length)

    def tile(self, offset, length):
        data = self.source(self.header["tile_data_offset"] + offset, length)
        return gzip.decompress(data) if self.header["tile_compression"] == Compression.GZIP else data

    def zooms(self):
        """{zoom: {(offset, length): its tiles' numbers}}"""
        zooms = collections.defaultdict(lambda: collections.defaultdict(list))
        for first, count, offset, length in self.entries():
            for number in range(first, first + count):
                zooms[tileid_to_zxy(number)[0]][offset, length].append(number)
        return dict(sorted(zooms.items()))


# Mapbox Vector Tiles


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


def fields(data, at, end):
    """(number, value) of a protobuf message; a value of bytes is (start, end)."""
    while at < end:
        tag, at = varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 2:
            length, at = varint(data, at)
            value = (at, at + length)
            at += length
        else:
            size = 8 if kind == 1 else 4
            value = (at, at + size)
            at += size
        yield tag >> 3, value


def varints(data):
    """All integers of a packed field at once."""
    raw = numpy.frombuffer(data, numpy.uint8)
    last = raw < 128
    if last.all():
        return raw.astype(numpy.int64)
    starts = numpy.concatenate(([0], numpy.flatnonzero(last)[:-1] + 1))
    place = numpy.arange(len(raw)) - numpy.repeat(starts, numpy.diff(numpy.append(starts, len(raw))))
    return numpy.add.reduceat((raw & 127).astype(numpy.int64) << (7 * place), starts)


class Layer:
    def __init__(self, data, span):
        self.data, self.name, self.extent = data, "", 4096
        self.keys, self.values, self.features = [], [], []
        for number, value in fields(data, *span):
            if number == 1:
                self.name = data[slice(*value)].decode()
            elif number == 2:
                self.features.append(value)
            elif number == 3:
                self.keys.append(data[slice(*value)].decode())
            elif number == 4:
                self.values.append(data[slice(*value)])  # told apart by their bytes
            elif number == 5:
                self.extent = value

    def each(self, key):
        """(what tells a feature apart, its kind, where its geometry is)"""
        wanted = self.keys.index(key) if key in self.keys else None
        for span in self.features:
            name, kind, tags, geometry = None, 0, None, None
            for number, value in fields(self.data, *span):
                if number == 1:
                    name = value
                elif number == 2:
                    tags = value
                elif number == 3:
                    kind = value
                elif number == 4:
                    geometry = value
            if wanted is not None and tags:
                pairs = varints(self.data[slice(*tags)])
                found = numpy.flatnonzero(pairs[::2] == wanted)
                name = self.values[pairs[1::2][found[0]]] if len(found) else None
            yield name, kind, geometry

    def polygons(self):
        """The polygons of the layer, scaled to 4096 units, their rings, and how many rings are none or come before any outer one."""
        spans = [geometry for _, kind, geometry in self.each(None) if kind == 3 and geometry]
        none = numpy.array([], dtype=object)
        if not spans:
            return none, none, 0
        packed = b"".join(self.data[slice(*span)] for span in spans)
        numbers = varints(packed)
        # How many integers there are up to each feature's last one.
        last = numpy.cumsum([end - start for start, end in spans]) - 1
        ends = numpy.cumsum(numpy.frombuffer(packed, numpy.uint8) < 128)[last].tolist()
        values = numbers.tolist()
        command = numpy.zeros(len(values), dtype=bool)
        ring_starts, ring_features, feature_starts = [], [], []
        at = points = 0
        for feature, end in enumerate(ends):
            feature_starts.append(points)
            while at < end:
                command[at] = True
                kind, count = values[at] & 7, values[at] >> 3
                at += 1
                if kind == 1:
                    ring_starts.append(points)
                    ring_features.append(feature)
                if kind in (1, 2):
                    points += count
                    at += 2 * count
        steps = numbers[~command].reshape(-1, 2)
        places = numpy.cumsum((steps >> 1) ^ -(steps & 1), axis=0)
        before = numpy.vstack(([0, 0], places))[feature_starts]
        places -= numpy.repeat(before, numpy.diff(feature_starts + [points]), axis=0)

        starts, features = numpy.array(ring_starts), numpy.array(ring_features)
        lengths = numpy.diff(numpy.append(starts, points))
        following = numpy.arange(1, points + 1)
        following[starts + lengths - 1] = starts
        area = numpy.add.reduceat(places[:, 0] * places[following, 1] - places[following, 0] * places[:, 1], starts)
        lines = lengths >= 3
        bad = int((~lines).sum())
        starts, features, lengths, area = starts[lines], features[lines], lengths[lines], area[lines]
        if not len(starts):
            return none, none, bad
        first = numpy.append(True, features[1:] != features[:-1])
        bad += int((first & (area <= 0)).sum())
        # With y downwards an outer ring has a positive area.
        owners = numpy.cumsum(first | (area > 0)) - 1
        closed = lengths + 1
        ring = numpy.repeat(numpy.arange(len(starts)), closed)
        place = numpy.arange(len(ring)) - numpy.repeat(numpy.cumsum(closed) - closed, closed)
        coordinates = places[starts[ring] + place % lengths[ring]] * (4096 / self.extent)
        rings = shapely.linearrings(coordinates, indices=ring)
        return shapely.polygons(rings, indices=owners), rings, bad


def layers(data):
    return [Layer(data, span) for number, span in fields(data, 0, len(data)) if number == 3]


# The source


class Source:
    """The true polygons, on a Mercator square of side 1 whose y goes down."""

    def __init__(self, path):
        import pyogrio

        start = time.perf_counter()
        _, _, geometry, _ = pyogrio.raw.read(path, columns=[])
        shapes = shapely.from_wkb(geometry)
        del geometry
        self.count = len(shapes)
        shapes = shapely.transform(shapes, mercator)
        self.parts = shapely.get_parts(shapes)
        self.pieces = pieces(shapely.get_rings(self.parts))
        self.tree = shapely.STRtree(self.pieces)
        area = shapely.area(self.parts).sum()
        whole = shapely.coverage_union_all(self.parts)
        if abs(whole.area / area - 1) > 1e-9 or not whole.is_valid:
            whole = shapely.union_all(self.parts)
        self.whole = shapely.get_parts(whole)
        self.whole_tree = shapely.STRtree(self.whole)
        print(f"{path}: {self.count:,} features, {shapely.get_num_coordinates(self.parts).sum():,} points, {time.perf_counter() - start:.0f} s", file=sys.stderr)

    def inside(self, zoom, x, y, margin, border):
        """What the source covers in a tile and its margin, without a border along the outer edge; in the tile's units."""
        size, reach = 4096 * 2**zoom, margin + border
        box = ((x * 4096 - reach) / size, (y * 4096 - reach) / size, (x * 4096 + 4096 + reach) / size, (y * 4096 + 4096 + reach) / size)
        parts = shapely.clip_by_rect(self.whole[self.whole_tree.query(shapely.box(*box))], *box)
        parts = shapely.transform(parts, lambda points: points * size - (x * 4096, y * 4096))
        # Far finer than the border that goes away now; the parts do not touch each other.
        parts = shapely.make_valid(shapely.simplify(parts, border / 80, preserve_topology=False))
        return shapely.union_all(shapely.buffer(parts, -border, quad_segs=2))

    def points(self, zoom, x, y, count, rng):
        """Some points of the true borders that lie in a tile, in its units."""
        size = 4096 * 2**zoom
        near = self.tree.query(shapely.box(x / 2**zoom, y / 2**zoom, (x + 1) / 2**zoom, (y + 1) / 2**zoom))
        if len(near) > count:
            near = rng.choice(near, count, replace=False)
        points = shapely.get_coordinates(self.pieces[near]) * size - (x * 4096, y * 4096)
        points = points[((points > 0) & (points < 4096)).all(axis=1)]
        return points[rng.choice(len(points), count, replace=False)] if len(points) > count else points

    def distance(self, zoom, x, y, points):
        """How far points of a tile are from the nearest true border, in its units."""
        size = 4096 * 2**zoom
        found = self.tree.query_nearest(shapely.points((points + (x * 4096, y * 4096)) / size), return_distance=True, all_matches=False)
        return found[1] * size


def pieces(rings, steps=16):
    """Rings cut into lines of a few steps, so that a search for the nearest one has little to measure."""
    points, owner = shapely.get_coordinates(rings, return_index=True)
    first = numpy.concatenate(([0], numpy.flatnonzero(numpy.diff(owner)) + 1))
    length = numpy.diff(numpy.append(first, len(points)))
    place = numpy.arange(len(points)) - numpy.repeat(first, length)
    # The last point of a piece is the first of the next one, too.
    inner = (place > 0) & (place % steps == 0) & (place < numpy.repeat(length, length) - 1)
    repeats = 1 + inner
    number = numpy.cumsum(inner) + owner
    numbers = numpy.repeat(number, repeats)
    numbers[numpy.cumsum(repeats)[inner] - 2] -= 1
    return shapely.linestrings(numpy.repeat(points, repeats, axis=0), indices=numbers)


def mercator(points):
    x = points[:, 0] / 360 + 0.5
    sine = numpy.sin(numpy.radians(points[:, 1]))
    return numpy.column_stack((x, 0.5 - numpy.log((1 + sine) / (1 - sine)) / (4 * numpy.pi)))


# Measures


def repaired(polygons):
    return shapely.make_valid(polygons, method="structure", keep_collapsed=False)


def cover(polygons, low, high):
    """(sum of the areas, union) of what lies in a square."""
    inside = shapely.bounds(polygons)
    whole = (inside[:, :2] >= low).all(axis=1) & (inside[:, 2:] <= high).all(axis=1)
    if not whole.all():
        polygons = polygons.copy()
        polygons[~whole] = shapely.intersection(polygons[~whole], shapely.box(low, low, high, high))
    return shapely.area(polygons).sum(), shapely.union_all(polygons)


def drawn_lines(rings, margin):
    """The drawn borders as separate segments, without those that clipping made; and their corners inside the tile."""
    points, owner = shapely.get_coordinates(rings, return_index=True)
    same = owner[1:] == owner[:-1]
    start, end = points[:-1][same], points[1:][same]
    edge = numpy.zeros(len(start), dtype=bool)
    for limit in (-margin, 4096 + margin, 0, 4096):
        edge |= ((start == limit) & (end == limit)).any(axis=1)
    start, end = start[~edge], end[~edge]
    return shapely.linestrings(numpy.stack((start, end), axis=1)), start[((start > 0) & (start < 4096)).all(axis=1)]


class Measured:
    """One zoom of one archive."""

    def __init__(self):
        self.sums = collections.Counter()
        self.most = collections.Counter()

    def add_distances(self, name, distances):
        if len(distances):
            self.sums[name] += float(distances.sum())
            self.sums[name + "_count"] += len(distances)
            self.most[name] = max(self.most[name], float(distances.max()))

    def look(self, layer, zoom, x, y, source, arguments, margin, rng):
        polygons, rings, bad = layer.polygons()
        self.sums["sampled"] += 1
        self.sums["polygons"] += len(polygons)
        self.sums["rings"] += len(rings) + bad
        if not len(polygons):
            valid = polygons
        else:
            good = shapely.is_valid(polygons)
            self.sums["invalid_polygons"] += int((~good).sum())
            self.sums["invalid_rings"] += int((~shapely.is_valid(shapely.polygons(rings))).sum()) + bad
            valid = polygons.copy()
            valid[~good] = repaired(polygons[~good])
        true = source.inside(zoom, x, y, margin, arguments.margin) if source else None
        for name, low, high in (("tile", 0, 4096), ("margin", -margin, 4096 + margin)):
            area, union = cover(valid, low, high) if len(valid) else (0.0, shapely.Polygon())
            self.sums[f"{name}_area"] += area
            self.sums[f"{name}_overlap"] += max(area - union.area, 0.0)
            if source:
                inner = shapely.make_valid(shapely.clip_by_rect(true, low, low, high, high))
                self.sums[f"{name}_true"] += inner.area
                self.sums[f"{name}_gap"] += inner.difference(union).area
        if source and len(rings):
            lines, corners = drawn_lines(rings, margin)
            if len(corners) > arguments.points:
                corners = corners[rng.choice(len(corners), arguments.points, replace=False)]
            if len(corners):
                self.add_distances("points_off", source.distance(zoom, x, y, corners))
            true = source.points(zoom, x, y, arguments.points, rng)
            if len(lines) and len(true):
                self.add_distances("border_off", shapely.STRtree(lines).query_nearest(shapely.points(true), return_distance=True, all_matches=False)[1])

    def record(self):
        sums, record = self.sums, {}
        for name in ("sampled", "polygons", "rings", "invalid_polygons", "invalid_rings"):
            record[name] = sums[name]
        for where in ("tile", "margin"):
            for what, of in (("overlap", "area"), ("gap", "true")):
                if f"{where}_{of}" in sums:
                    record[f"{where}_{what}"] = round(sums[f"{where}_{what}"], 2)
                    record[f"{where}_{what}_share"] = sums[f"{where}_{what}"] / sums[f"{where}_{of}"] if sums[f"{where}_{of}"] else 0.0
        for name in ("points_off", "border_off"):
            if name + "_count" in sums:
                record[name + "_mean"] = round(sums[name] / sums[name + "_count"], 3)
                record[name + "_most"] = round(self.most[name], 2)
        return record


def margin_of(tiles, layer_name):
    """How far the polygons of an archive go beyond their tiles: the commonest of what is below zero in a sample."""
    seen = collections.Counter()
    for data in tiles:
        for layer in layers(data):
            if layer.name == layer_name:
                polygons, *_ = layer.polygons()
                seen.update(float(-low) for low in shapely.bounds(polygons)[:, :2].flatten() if low < 0)
    return seen.most_common(1)[0][0] if seen else 0.0


def measure(path, source, arguments):
    archive = Archive(path)
    zooms = archive.zooms()
    named = [layer["id"] for layer in archive.metadata.get("vector_layers", [])]
    name = arguments.layer or (named[0] if named else "")
    rng = random.Random(arguments.seed)
    deepest = list(zooms[max(zooms)])
    margin = margin_of([archive.tile(*entry) for entry in rng.sample(deepest, min(200, len(deepest)))], name)
    result = {"archive": path.name, "bytes": path.stat().st_size, "layer": name, "margin": margin, "zooms": []}
    key = arguments.key
    for zoom, contents in zooms.items():
        start = time.perf_counter()
        found, measured = set(), Measured()
        in_order = sorted(contents)
        sample = set(in_order if arguments.all or len(in_order) <= arguments.sample else rng.sample(in_order, arguments.sample))
        points = numpy.random.default_rng(arguments.seed + zoom)
        count = 0
        for place in in_order:
            for layer in layers(archive.tile(*place)):
                if layer.name != name:
                    continue
                if key is None:
                    key = next((one for one in KEYS if one in layer.keys), "")
                names = [one for one, *_ in layer.each(key)]
                found.update(names)
                count += len(names) * len(contents[place])
                if place in sample:
                    _, x, y = tileid_to_zxy(contents[place][0])
                    measured.look(layer, zoom, x, y, source, arguments, margin, points)
        sizes = {length: 0 for _, length in contents}
        for (_, length), tiles in contents.items():
            sizes[length] += len(tiles)
        found.discard(None)
        result["zooms"].append(
            {"zoom": zoom, "tiles": sum(sizes.values()), "contents": len(contents), "largest": max(sizes), "over_limit": sum(many for length, many in sizes.items() if length > LIMIT)}
            | {"bytes": sum(length for _, length in contents), "in_tiles": count, "features": len(found), "of": source.count if source else None}
            | measured.record()
        )
        print(f"{path.name} {zoom}: {time.perf_counter() - start:.1f} s", file=sys.stderr)
    return result


def table(headings, rows):
    print("| " + " | ".join(headings) + " |")
    print("|" + "---:|" * len(headings))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print(flush=True)


def share(value):
    return "0" if value < 1e-15 else f"{value * 100:.2g} %"


def show(result):
    print(f"## {result['archive']}\n\n{result['bytes']:,} bytes; layer `{result['layer']}`, {result['margin']:g} units of margin round each tile\n")
    rows = [
        [str(row["zoom"]), f"{row['tiles']:,}", f"{row['bytes']:,}", f"{row['largest']:,}", f"{row['over_limit']:,}"]
        + [f"{row['features']:,}" + (f" of {row['of']:,}" if row["of"] else ""), f"{row['in_tiles']:,}"]
        for row in result["zooms"]
    ]
    table(["zoom", "tiles", "bytes", "largest tile", "over 500 KB", "features", "in all tiles"], rows)
    if not any(row["polygons"] for row in result["zooms"]):
        return
    headings = ["zoom", "tiles seen", "polygons", "invalid", "rings", "invalid", "overlap units²", "share", "with margin"]
    with_source = "tile_gap" in result["zooms"][0]
    if with_source:
        headings += ["gap units²", "share", "with margin", "points off mean", "most", "border off mean", "most"]
    rows = []
    for row in result["zooms"]:
        cells = [str(row["zoom"])] + [f"{row[name]:,}" for name in ("sampled", "polygons", "invalid_polygons", "rings", "invalid_rings")]
        cells += [f"{row['tile_overlap']:,.1f}", share(row["tile_overlap_share"]), share(row["margin_overlap_share"])]
        if with_source:
            cells += [f"{row['tile_gap']:,.1f}", share(row["tile_gap_share"]), share(row["margin_gap_share"])]
            cells += [f"{row[name]:.2f}" if name in row else "" for name in ("points_off_mean", "points_off_most", "border_off_mean", "border_off_most")]
        rows.append(cells)
    table(headings, rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archives", nargs="+", type=Path)
    parser.add_argument("--source", type=Path)
    parser.add_argument("--layer")
    parser.add_argument("--key")
    parser.add_argument("--sample", type=int, default=80)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--points", type=int, default=2000)
    parser.add_argument("--margin", type=float, default=4)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    source = Source(arguments.source) if arguments.source else None
    results = []
    for path in arguments.archives:
        results.append(measure(path, source, arguments))
        show(results[-1])
        if arguments.json:
            arguments.json.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
