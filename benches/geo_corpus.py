#!/usr/bin/env python3
"""Writes the maps that the tile benches cut (standard library only): GeoJSON, one feature a line, equal arguments give equal bytes.

usage: geo_corpus.py --out DIR [--sets communes,pois,parcels] [--communes 10600] [--pois 200000] [--parcels 1000000] [--seed 7]
       geo_corpus.py --out DIR --multiples 1,2,4,8     parcels-1x.geojson, parcels-2x.geojson ..., in one pass, for scaling
       geo_corpus.py --out DIR --topojson FILE[.gz]    a TopoJSON file as GeoJSON, its name kept

communes  a mesh of adjoining six-sided cells over Việt Nam's box. Each border is drawn once, as a rough line of 64 or 128 steps,
          and both neighbours have exactly its points: about 512 points a polygon, 20 attributes.
pois      points, 70 % of them in 600 dense places of unequal size, the others anywhere; 10 attributes.
parcels   fields in blocks of 50 x 50 adjoining quadrilaterals (4 to 8 points: half of the sides have a bend, the same for both
          neighbours), 5 attributes. Blocks never meet. The first million of a larger file are the file of a million.
"""

import argparse
import gzip
import json
import math
import random
import time
from pathlib import Path

WEST, SOUTH, EAST, NORTH = 102.0, 8.0, 110.0, 23.5
SIDE = 50  # fields along each side of a block
METRES = 111_320.0  # one degree of latitude

FIRST = "An Bình Cẩm Chí Đại Đông Đức Gia Hà Hải Hòa Hoàng Hợp Hưng Khánh Kim Lạc Lương Mai Minh Mỹ Nam Nghĩa Ngọc Phú Phước Quang Sơn Tam Tân Thạch Thanh Thuận Trung Vân Vĩnh Xuân Yên".split()
SECOND = "An Bắc Cường Đạo Giang Hiệp Hòa Khê Lâm Lộc Lợi Mỹ Ninh Phong Phúc Quý Sơn Tây Thành Thắng Thịnh Thủy Tiến Trạch Trung Viên Xá Xuân".split()
PROVINCES = (
    "An Giang,Bắc Ninh,Cà Mau,Cao Bằng,Cần Thơ,Đà Nẵng,Đắk Lắk,Điện Biên,Đồng Nai,Đồng Tháp,Gia Lai,Hà Nội,Hà Tĩnh,Hải Phòng,Huế,Hưng Yên,Khánh Hòa,"
    "Lai Châu,Lạng Sơn,Lào Cai,Lâm Đồng,Nghệ An,Ninh Bình,Phú Thọ,Quảng Ngãi,Quảng Ninh,Quảng Trị,Sơn La,Tây Ninh,Thái Nguyên,Thanh Hóa,TP. Hồ Chí Minh,Tuyên Quang,Vĩnh Long"
).split(",")
REGIONS = "Trung du và miền núi phía Bắc,Đồng bằng sông Hồng,Bắc Trung Bộ,Duyên hải Nam Trung Bộ và Tây Nguyên,Đông Nam Bộ,Đồng bằng sông Cửu Long".split(",")
CROPS = "Lúa,Lúa,Lúa,Ngô,Rau màu,Chè,Cà phê,Hồ tiêu,Sắn,Mía,Cây ăn quả,Ao nuôi".split(",")
PLACES = "Nhà văn hóa,Trạm y tế,Trường tiểu học,Chợ,Đình,Chùa,Hợp tác xã,Cửa hàng OCOP,Nhà nghỉ cộng đồng,Làng nghề,Bến xe,Bưu điện".split(",")


class Writer:
    """One or several FeatureCollections with the same beginning, each of them with its own number of features."""

    def __init__(self, files):
        self.files = [[path.open("w", encoding="utf-8", newline="\n", buffering=1 << 20), limit, 0] for path, limit in files]
        for file, *_ in self.files:
            file.write('{"type":"FeatureCollection","features":[\n')

    def add(self, features):
        for entry in self.files:
            file, limit, written = entry
            taken = features[: limit - written]
            if taken:
                file.write((",\n" if written else "") + ",\n".join(taken))
                entry[2] += len(taken)

    def close(self):
        for file, *_ in self.files:
            file.write("\n]}\n")
            file.close()


def rough(rng, start, end):
    """The points of a border as text, both ends included.

    The angles of all bends add up to less than a right angle, so that no line crosses itself; one that leaves an end too
    far off its direction, where it could cross the next border, is drawn again.
    """
    while True:
        points = [start, end]
        for level in range(7 if rng.random() < 1 / 3 else 6):
            bend = 0.28 * 0.92**level
            finer = [start]
            for (ax, ay), (bx, by) in zip(points, points[1:]):
                offset = (rng.random() - 0.5) * bend
                finer.append(((ax + bx) / 2 + (ay - by) * offset, (ay + by) / 2 + (bx - ax) * offset))
                finer.append((bx, by))
            points = finer
        near = len(points) // 8
        if within(points[1:near], start, end) and within(points[-near:-1], end, start):
            return ["[%.6f,%.6f]" % point for point in points]


def within(points, start, end):
    """Whether the points, seen from the start, are less than 45 degrees off the way to the end."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    for x, y in points:
        x, y = x - start[0], y - start[1]
        if abs(dx * y - dy * x) > dx * x + dy * y:
            return False
    return True


def commune_attributes(rng, number, row, column, rows, columns):
    province = min(row * len(PROVINCES) // rows, len(PROVINCES) - 1)
    district = province * 12 + column * 12 // columns
    people = int(rng.lognormvariate(9.1, 0.5))
    met = min(19, int(rng.triangular(7, 21, 18)))
    return {
        "ma_xa": f"{number:05d}",
        "ten_xa": f"{FIRST[number * 7 % len(FIRST)]} {SECOND[(number * 5 + number // len(FIRST)) % len(SECOND)]}",
        "loai": rng.choice(("xã", "xã", "xã", "phường", "đặc khu")),
        "ma_khu_vuc": f"{district:03d}",
        "ten_khu_vuc": f"Khu vực {FIRST[district * 11 % len(FIRST)]} {SECOND[district * 3 % len(SECOND)]}",
        "ma_tinh": f"{province + 1:02d}",
        "ten_tinh": PROVINCES[province],
        "vung": REGIONS[province * len(REGIONS) // len(PROVINCES)],
        "dan_so": people,
        "so_ho": people * 10 // 36,
        "dien_tich_km2": round(rng.uniform(3, 180), 2),
        "thu_nhap_trieu": round(rng.uniform(30, 95), 1),
        "ty_le_ngheo": round(rng.uniform(0, 22), 2),
        "so_tieu_chi": met,
        "dat_chuan": met == 19,
        "nam_dat": rng.randint(2012, 2026) if met == 19 else None,
        "muc": rng.choice(("đạt chuẩn", "nâng cao", "kiểu mẫu")) if met == 19 else "chưa đạt",
        "so_ocop": int(rng.expovariate(0.4)),
        "sao_ocop": rng.choice((0, 3, 3, 4, 5)),
        "ty_le_nuoc_sach": round(rng.uniform(45, 100), 1),
    }


def communes(writer, count, seed):
    """Rows of bricks, each row moved by half a brick, whose horizontal lines go up and down: six borders a cell.

    Line `at` has one corner every half width; only borders of the present row of cells are in memory.
    """
    rng = random.Random(f"communes {seed}")
    columns = max(1, round(math.sqrt(count * (EAST - WEST) / (NORTH - SOUTH) / 0.87)))
    rows = -(-count // columns)
    half = (EAST - WEST) / (2 * columns + 1)
    height = (NORTH - SOUTH) / (rows + 0.35)

    def corners(line):
        row = []
        for at in range(2 * columns + 2):
            up = 0.0 if (at + line) % 2 else 0.35
            x = WEST + at * half + rng.uniform(-0.2, 0.2) * half
            y = SOUTH + (line + up) * height + rng.uniform(-0.08, 0.08) * height
            row.append((min(max(x, WEST), EAST), min(max(y, SOUTH), NORTH)))
        return row

    def horizontals(row):
        return [rough(rng, *ends) for ends in zip(row, row[1:])]

    number, below = 0, corners(0)
    under = horizontals(below)
    for row in range(rows):
        above = corners(row + 1)
        over = horizontals(above)
        first = row % 2
        uprights = {at: rough(rng, below[at], above[at]) for at in range(first, 2 * columns + 2, 2)}
        for column in range(min(columns, count - number)):
            left = 2 * column + first
            ring = []
            for border in (under[left], under[left + 1], uprights[left + 2], over[left + 1][::-1], over[left][::-1], uprights[left][::-1]):
                ring += border[:-1]
            number += 1
            attributes = json.dumps(commune_attributes(rng, number, row, column, rows, columns), ensure_ascii=False, separators=(",", ":"))
            coordinates = ",".join(ring + ring[:1])
            writer.add(['{"type":"Feature","id":%d,"properties":%s,"geometry":{"type":"Polygon","coordinates":[[%s]]}}' % (number, attributes, coordinates)])
        below, under = above, over


def pois(writer, count, seed):
    rng = random.Random(f"pois {seed}")
    centres = [(rng.uniform(WEST + 0.3, EAST - 0.3), rng.uniform(SOUTH + 0.3, NORTH - 0.3), rng.uniform(0.003, 0.1)) for _ in range(600)]
    for number in range(1, count + 1):
        if rng.random() < 0.7:
            # The cube makes a few places much denser than the others.
            x, y, spread = centres[int(rng.random() ** 3 * len(centres))]
            x, y = rng.gauss(x, spread), rng.gauss(y, spread)
        else:
            x, y = rng.uniform(WEST, EAST), rng.uniform(SOUTH, NORTH)
        kind = PLACES[int(rng.random() * len(PLACES))]
        writer.add(
            [
                '{"type":"Feature","id":%d,"properties":{"ma":"D%06d","ten":"%s %s %s %d","nhom":"%s","ma_xa":"%05d","sao":%d,"gia_nghin":%d,"dien_thoai":"0%09d",'
                '"gio":"%02d:00-%02d:00","diem":%.1f,"xac_minh":%s},"geometry":{"type":"Point","coordinates":[%.6f,%.6f]}}'
                % (
                    number, number, kind, FIRST[number % len(FIRST)], SECOND[number // len(FIRST) % len(SECOND)], number % 89, kind,
                    rng.randrange(1, 10601), rng.randrange(6), rng.randrange(10, 2000), rng.randrange(300_000_000, 999_999_999),
                    rng.randrange(5, 10), rng.randrange(16, 24), rng.uniform(2.5, 5), "true" if rng.random() < 0.6 else "false",
                    min(max(x, WEST), EAST), min(max(y, SOUTH), NORTH),
                )
            ]
        )  # fmt: skip


def block(rng, west, south, number):
    """The fields of one block near a corner, as GeoJSON features; `number` is the last feature's before it."""
    random_number = rng.random
    latitude = south + 0.025
    turn, commune = rng.uniform(0, math.pi), rng.randrange(1, 10601)
    width, depth = rng.uniform(18, 45) / METRES, rng.uniform(15, 60) / METRES
    stretch = math.cos(math.radians(latitude))
    ax, ay = width * math.cos(turn) / stretch, width * math.sin(turn)
    bx, by = -depth * math.sin(turn) / stretch, depth * math.cos(turn)
    x0 = west + 0.025 - (ax + bx) * SIDE / 2
    y0 = latitude - (ay + by) * SIDE / 2

    def point(u, v):
        return "[%.7f,%.7f]," % (x0 + u * ax + v * bx, y0 + u * ay + v * by)

    def bend(u, v):
        if random_number() < 0.5:
            return ""
        return point(u + random_number() * 0.3 - 0.15, v + random_number() * 0.3 - 0.15)

    lines = range(SIDE + 1)
    corner = [[point(u + random_number() * 0.4 - 0.2, v + random_number() * 0.4 - 0.2) for u in lines] for v in lines]
    along = [[bend(u + 0.5, v) for u in range(SIDE)] for v in lines]
    across = [[bend(u, v + 0.5) for u in lines] for v in range(SIDE)]
    features = []
    for v in range(SIDE):
        low, high, near, far, sides = corner[v], corner[v + 1], along[v], along[v + 1], across[v]
        for u in range(SIDE):
            number += 1
            start = low[u]
            ring = start + near[u] + low[u + 1] + sides[u + 1] + high[u + 1] + far[u] + high[u] + sides[u] + start[:-1]
            features.append(
                '{"type":"Feature","id":%d,"properties":{"ma_thua":"%05d-%d-%d","cay_trong":"%s","dien_tich_m2":%d,"ma_vung":"VN-%05d","vu":%d},'
                '"geometry":{"type":"Polygon","coordinates":[[%s]]}}'
                % (number, commune, v + 1, u + 1, CROPS[int(random_number() ** 2 * 12)], 150 + int(random_number() * 2400), int(random_number() * 40000), 1 + int(random_number() * 3), ring)
            )
    return features


def parcels(writer, count, seed):
    rng = random.Random(f"parcels {seed}")
    # A square of 0.05 degree holds a block however it is turned.
    squares = [(WEST + 0.05 * x, SOUTH + 0.05 * y) for y in range(310) for x in range(160)]
    if count > len(squares) * SIDE * SIDE:
        raise SystemExit(f"at most {len(squares) * SIDE * SIDE:,} parcels")
    rng.shuffle(squares)
    for start in range(0, count, SIDE * SIDE):
        writer.add(block(rng, *squares[start // (SIDE * SIDE)], start))


MAKERS = {"communes": communes, "pois": pois, "parcels": parcels}


def from_topojson(source, target):
    """Writes every object of a TopoJSON file as GeoJSON. Neighbours share their arcs, so their points stay equal."""
    opened = gzip.open(source, "rt", encoding="utf-8") if source.suffix == ".gz" else source.open(encoding="utf-8")
    with opened as file:
        topology = json.load(file)
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology.pop("arcs"):
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append("[%.7f,%.7f]" % (x * scale_x + move_x, y * scale_y + move_y))
        arcs.append(points)

    def ring(numbers):
        points = []
        for number in numbers:
            points = points[:-1] + (arcs[number] if number >= 0 else arcs[~number][::-1])
        return "[" + ",".join(points) + "]"

    def nested(value):
        return ring(value) if isinstance(value[0], int) else "[" + ",".join(map(nested, value)) + "]"

    geometries = [geometry for item in topology["objects"].values() for geometry in item["geometries"] if geometry["type"].endswith("Polygon")]
    writer = Writer([(target, len(geometries))])
    for number, geometry in enumerate(geometries, 1):
        attributes = json.dumps(geometry["properties"], ensure_ascii=False, separators=(",", ":"))
        writer.add(['{"type":"Feature","id":%d,"properties":%s,"geometry":{"type":"%s","coordinates":%s}}' % (number, attributes, geometry["type"], nested(geometry["arcs"]))])
    writer.close()


def make(kind, files, seed=7):
    """Writes one kind of map to one or several (path, number of features)."""
    writer = Writer(files)
    MAKERS[kind](writer, max(limit for _, limit in files), seed)
    writer.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sets", default=",".join(MAKERS))
    parser.add_argument("--communes", type=int, default=10_600)
    parser.add_argument("--pois", type=int, default=200_000)
    parser.add_argument("--parcels", type=int, default=1_000_000)
    parser.add_argument("--multiples", help="write --parcels times each of these instead")
    parser.add_argument("--topojson", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    if arguments.topojson:
        name = arguments.topojson.name.removesuffix(".gz").removesuffix(".json").removesuffix(".topojson")
        from_topojson(arguments.topojson, arguments.out / f"{name}.geojson")
        return
    if arguments.multiples:
        jobs = [("parcels", [(arguments.out / f"parcels-{times}x.geojson", int(times) * arguments.parcels) for times in arguments.multiples.split(",")])]
    else:
        jobs = [(kind, [(arguments.out / f"{kind}.geojson", getattr(arguments, kind))]) for kind in arguments.sets.split(",")]
    for kind, files in jobs:
        start = time.perf_counter()
        make(kind, files, arguments.seed)
        for path, count in files:
            print(f"{path}: {count:,} features, {path.stat().st_size:,} bytes, {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
