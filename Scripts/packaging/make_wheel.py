#!/usr/bin/env python3
"""Wraps a release and the Python module into a wheel, with the standard library alone.

The program goes to the environment's bin, its libraries to share/canns-analyze/lib, the rest to share, so that the program finds
everything from where it stands. Same input, same bytes.
"""

import argparse
import base64
import hashlib
import os
import time
import zipfile
from pathlib import Path

METADATA = """\
Metadata-Version: 2.1
Name: canns-analyze
Version: {version}
Summary: Continuous attractors in recordings and models: the program canns-analyze, and its results in Python
License: MIT, and GPL-3.0-or-later for the program as a whole, which is linked with FFTW
Platform: Linux
Requires-Python: >=3.9
Requires-Dist: numpy>=1.22
Provides-Extra: all
Requires-Dist: pandas; extra == 'all'
Requires-Dist: xarray; extra == 'all'
Requires-Dist: pynapple; extra == 'all'
Requires-Dist: h5py; extra == 'all'
Description-Content-Type: text/markdown

"""

WHEEL = """\
Wheel-Version: 1.0
Generator: canns-analyze
Root-Is-Purelib: false
Tag: {tag}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tree", type=Path, required=True, help="the release: bin, lib, share")
    parser.add_argument("--module", type=Path, required=True, help="the folder of the Python module")
    parser.add_argument("--version", required=True)
    parser.add_argument("--tag", required=True, help="for example py3-none-manylinux_2_36_x86_64")
    parser.add_argument("-o", "--output", type=Path, required=True)
    given = parser.parse_args()

    information = f"canns_analyze-{given.version}.dist-info"
    data = f"canns_analyze-{given.version}.data"
    # Name in the wheel, content, whether it is a program.
    members: list[tuple[str, bytes, bool]] = []
    for path in sorted(given.module.glob("*.py")):
        content = path.read_bytes()
        if path.name == "__init__.py":
            marked = content.replace(b'__version__ = "0.0.0"  # Scripts/package writes the program\'s version here.',
                                     f'__version__ = "{given.version}"'.encode())
            assert marked != content, "the module does not say where its version goes"
            content = marked
        members.append((f"canns_analyze/{path.name}", content, False))
    for path in sorted(given.tree.rglob("*")):
        if path.is_dir():
            continue
        place = path.relative_to(given.tree).as_posix()
        if place.startswith("bin/"):
            members.append((f"{data}/scripts/{place[4:]}", path.read_bytes(), True))
        elif place.startswith("lib/canns-analyze/"):
            name = place.removeprefix("lib/canns-analyze/")
            members.append((f"{data}/data/share/canns-analyze/lib/{name}", path.read_bytes(), False))
        else:
            members.append((f"{data}/data/{place}", path.read_bytes(), False))
            if place.startswith("share/canns-analyze/licenses/"):
                name = place.removeprefix("share/canns-analyze/licenses/")
                members.append((f"{information}/licenses/{name}", path.read_bytes(), False))
    guide = (given.module.parent / "README.md").read_text(encoding="utf-8")
    members.append((f"{information}/METADATA", (METADATA.format(version=given.version) + guide).encode(), False))
    members.append((f"{information}/WHEEL", WHEEL.format(tag=given.tag).encode(), False))
    record = f"{information}/RECORD"
    lines = [f"{name},sha256={checksum(content)},{len(content)}" for name, content, _ in members] + [f"{record},,"]
    members.append((record, ("\n".join(lines) + "\n").encode(), False))

    given.output.mkdir(parents=True, exist_ok=True)
    path = given.output / f"canns_analyze-{given.version}-{given.tag}.whl"
    # The ZIP format counts from 1980.
    date = time.gmtime(max(int(os.environ.get("SOURCE_DATE_EPOCH", "315532800")), 315532800))[:6]
    partial = path.with_suffix(".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as wheel:
        for name, content, is_program in members:
            member = zipfile.ZipInfo(name, date)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = (0o100755 if is_program else 0o100644) << 16
            wheel.writestr(member, content)
    partial.rename(path)
    print(path)


def checksum(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


if __name__ == "__main__":
    main()
