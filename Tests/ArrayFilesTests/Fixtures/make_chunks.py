"""Writes chunks.h5: datasets of many small chunks behind different rows of filters, and some whose chunks lie.

pip install h5py==3.16.0 numpy==2.4.6
python make_chunks.py
"""

import zlib
from pathlib import Path

import h5py
import numpy as np

CHUNK = 2048


def shuffled(data):
    return data.view("u1").reshape(-1, data.dtype.itemsize).T.tobytes()


with h5py.File(Path(__file__).resolve().parent / "chunks.h5", "w", libver=("v110", "v110")) as file:
    values = (np.arange(34_000) % 251).astype("f8")

    def make(name, data=values, chunk=CHUNK, **filters):
        return file.create_dataset(name, data=data, chunks=(chunk,), **filters)

    make("deflate", compression=9)
    make("shuffle", compression=9, shuffle=True)
    make("checksum", compression=9, shuffle=True, fletcher32=True)
    make("big_endian", values.astype(">f8"), compression=9, shuffle=True)
    # One chunk without any filter, one that was shuffled alone, one that was deflated alone.
    masked = make("masked", chunk=512, compression=9, shuffle=True)
    for number, (mask, pack) in enumerate([
        (0b11, lambda data: data.tobytes()), (0b10, shuffled), (0b01, lambda data: zlib.compress(data.tobytes())),
    ]):
        start = number * 512
        masked.id.write_direct_chunk((start,), pack(values[start : start + 512]), filter_mask=mask)

    for name in ["int8", "int16", "int32", "float32"]:
        data = (np.arange(300_003) % 101).astype(name)
        file.create_dataset(name, data=data, chunks=(20_000,), compression=9, shuffle=True)
    row, column = np.mgrid[:700, :130]
    file.create_dataset("matrix", data=(row * 3 + column).astype("i4"), chunks=(50, 40), compression=9, shuffle=True)
    tall = (np.arange(70_000) % 90)[:, None] + np.arange(3)
    file.create_dataset("tall", data=tall.astype("i4"), chunks=(5000, 2), compression=9)
    cube = (np.arange(90_000) % 77).reshape(30, 50, 60).astype("i8")
    file.create_dataset("cube", data=cube, chunks=(7, 20, 32), compression=9, shuffle=True)
    partly = file.create_dataset("partly", (34_000,), "f8", chunks=(CHUNK,), compression=9, fillvalue=-1)
    partly[: 8 * CHUNK] = 5

    def packed(count):
        return zlib.compress(shuffled(values[:count]))

    sound = packed(CHUNK)
    for name, chunk in {
        "garbage": b"no deflated bytes at all" * 9,
        "short": packed(CHUNK - 1),
        "long": packed(CHUNK + 1),
        "cut": sound[: len(sound) // 2],
        "wrong_sum": sound[:-1] + bytes([sound[-1] ^ 1]),
    }.items():
        make(name, compression=9, shuffle=True).id.write_direct_chunk((3 * CHUNK,), chunk)
