#!/usr/bin/env python3
"""Wraps a release and the Python module into a wheel, with the standard library and libdeflate, which the program needs too.

The program goes to the environment's bin, its libraries to share/canns-analyze/lib, the rest to share, so that the program finds
everything from where it stands. Same input, same bytes. libdeflate, because the same members come out four per cent smaller than by
zlib.
"""

import argparse
import base64
import ctypes
import hashlib
import os
import struct
import time
import zlib
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
    partial = path.with_suffix(".partial")
    # The ZIP format counts from 1980.
    write_zip(partial, members, max(int(os.environ.get("SOURCE_DATE_EPOCH", "315532800")), 315532800))
    partial.rename(path)
    print(path)


def write_zip(path: Path, members: list[tuple[str, bytes, bool]], date: int) -> None:
    """An archive of deflated members: APPNOTE.TXT 6.3.10, 4.3.7, 4.3.12 and 4.3.16. None is 4 GB."""
    deflate = ctypes.CDLL("libdeflate.so.0")
    deflate.libdeflate_alloc_compressor.restype = ctypes.c_void_p
    deflate.libdeflate_deflate_compress_bound.restype = ctypes.c_size_t
    deflate.libdeflate_deflate_compress_bound.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
    deflate.libdeflate_deflate_compress.restype = ctypes.c_size_t
    deflate.libdeflate_deflate_compress.argtypes = [
        ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t]
    compressor = deflate.libdeflate_alloc_compressor(12)
    assert compressor, "libdeflate has no memory"
    year, month, day, hour, minute, second = time.gmtime(date)[:6]
    stamp = struct.pack("<HH", hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day)
    directory = b""
    with open(path, "wb") as file:
        for name, content, is_program in members:
            room = deflate.libdeflate_deflate_compress_bound(compressor, len(content))
            buffer = ctypes.create_string_buffer(room)
            size = deflate.libdeflate_deflate_compress(compressor, content, len(content), buffer, room)
            assert size > 0, f"{name} cannot be deflated"
            encoded = name.encode()
            # Names are in UTF-8; method 8; version 2.0 is enough to read it, and Unix wrote it.
            common = struct.pack("<HHH", 20, 0x800, 8) + stamp + struct.pack(
                "<IIIHH", zlib.crc32(content), size, len(content), len(encoded), 0)
            mode = (0o100755 if is_program else 0o100644) << 16
            directory += b"PK\x01\x02" + struct.pack("<H", 3 << 8 | 20) + common + struct.pack(
                "<HHHII", 0, 0, 0, mode, file.tell()) + encoded
            file.write(b"PK\x03\x04" + common + encoded)
            file.write(memoryview(buffer)[:size])
        start = file.tell()
        file.write(directory)
        file.write(b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), start, 0))


def checksum(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


if __name__ == "__main__":
    main()
