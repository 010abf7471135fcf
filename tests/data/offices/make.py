"""Makes the files that Vietnamese offices keep, and truth.json, which says what each must decode to. See README.md.

    python3 -m venv /tmp/venv
    /tmp/venv/bin/pip install pyogrio==0.13.0 pyproj==3.7.2 shapely==2.2.0 numpy==2.4.6 pyarrow==26.0.1 \\
        openpyxl==3.1.5 xlwt==1.3.0 odfpy==1.4.1
    /tmp/venv/bin/python tests/data/offices/make.py

Two runs with these versions make the same bytes. Everything in the files is made up.
"""

import shutil

from maker import base, geojson, maps, shapefiles, tables, unlucky

for kind in (shapefiles, maps, geojson, tables, unlucky):
    shutil.rmtree(base.HERE / kind.FOLDER, ignore_errors=True)
    kind.make()
base.write_truth()
size = sum(path.stat().st_size for path in base.HERE.rglob("*") if path.is_file())
print(f"{len(base.CASES)} cases, {size / 1024:.0f} KiB")
