#!/usr/bin/env python3
"""Makes the small files that the reader tests use; run in this folder with NumPy and h5py."""

import io
import pickle
import struct
import zipfile

import h5py
import numpy as np

TIMES = {0: np.array([0.1, 0.25, 0.5]), 1: np.array([]), 7: np.array([0.3, 0.9])}


def npy(descr, body, shape, version=1, fortran=False):
    text = f"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}".encode()
    text += b" " * (63 - (len(text) + 12) % 64) + b"\n"
    length = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + length + text + body


def object_npy(value, protocol, rename=None):
    """A 0-d object array as numpy.save would pickle it, under the global names of NumPy 1 or 2."""
    array = np.empty((), object)
    array[()] = value
    body = pickle.dumps(array, protocol=protocol)
    for old, new in rename or []:
        assert len(old) == len(new) or protocol < 4
        body = body.replace(old, new)
    return npy("|O", body, "()")


def add(archive, name, data):
    info = zipfile.ZipInfo(name + ".npy", (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, data)


with zipfile.ZipFile("headers.npz", "w") as archive:
    a = np.arange(6, dtype="<f8").reshape(2, 3)
    for version in (1, 2, 3):
        add(archive, f"version{version}", npy("<f8", a.tobytes(), (2, 3), version))
    add(archive, "fortran", npy("<f8", a.tobytes("F"), (2, 3), fortran=True))
    b = np.arange(24, dtype=">i2").reshape(2, 3, 4)
    add(archive, "big_fortran", npy(">i2", b.tobytes("F"), (2, 3, 4), fortran=True))
    add(archive, "big_double", npy(">f8", a.astype(">f8").tobytes(), (2, 3)))
    half = np.array([1.5, -2.0, 65504, 6e-8, 0.0, np.inf, -np.inf], "<f2")
    add(archive, "half", npy("<f2", half.tobytes(), (7,)))
    text = np.array(["grid", "βγ", ""], dtype="<U4")
    add(archive, "text", npy("<U4", text.tobytes(), (3,)))
    add(archive, "big_text", npy(">U4", text.astype(">U4").tobytes(), (3,)))
    add(archive, "bytes", npy("|S3", b"a\0\0bcd", (2,)))
    add(archive, "flags", npy("|b1", b"\1\0\1", (3,)))
    add(archive, "complex", npy("<c8", bytes(8), (1,)))
    add(archive, "huge", npy("<f8", bytes(8), (1 << 40,)))
    add(archive, "overflow", npy("<f8", b"", (1 << 62, 1 << 62, 0)))

with zipfile.ZipFile("pickles.npz", "w") as archive:
    to_one = [(b"numpy._core.multiarray", b"numpy.core.multiarray")]
    for protocol in (2, 3, 4, 5):
        add(archive, f"dict{protocol}", object_npy(TIMES, protocol))
    # NumPy 1 wrote shorter module names; only protocols before 4 hold no length of them.
    add(archive, "numpy1", object_npy(TIMES, 2, to_one))
    add(archive, "lists", object_npy({k: v.tolist() for k, v in TIMES.items()}, 4))
    add(archive, "text_keys", object_npy({f"cell{k}": v for k, v in TIMES.items()}, 4))
    add(archive, "scalars", object_npy([np.float64(1.5), np.int32(-3), 2**70, -(2**40), None, True, b"xyz", "ü"], 4))
    add(archive, "big_endian", object_npy([np.array([1.0, 2.0], ">f8"), np.asfortranarray(np.eye(2))], 4))
    ragged = np.empty(3, object)
    ragged[:] = list(TIMES.values())
    buffer = io.BytesIO()
    np.save(buffer, ragged, allow_pickle=True)
    add(archive, "ragged", buffer.getvalue())
    add(archive, "shared", object_npy([TIMES[0], TIMES[0]], 4))


def records():
    """Structured arrays: packed, aligned with padding, big-endian with titles, with columns that are not read, in Fortran order."""
    spikes = np.array([(30, 1, 0), (60, 0, 0), (90, 1, 1)],
                      [("sample_index", "<i8"), ("unit_index", "<i8"), ("segment_index", "<i8")])
    aligned = np.array([(True, 1.5, 7), (False, -2.0, -9)], np.dtype([("flag", "?"), ("value", "<f8"), ("n", "<i2")], align=True))
    big = np.array([(2.5, "βγ"), (1.25, "")], [(("seconds", "t"), ">f4"), ("name", ">U3")])
    partly = np.array([(1, [1, 2, 3], (4, 5), 6j, 7), (8, [9, 10, 11], (12, 13), 14j, 15)],
                      [("first", "u1"), ("vector", "<i2", (3,)), ("inner", [("a", "<i4"), ("b", "<i4")]), ("z", "<c8"), ("last", "u1")])
    fortran = np.asfortranarray(np.array([[(1, 2.0), (3, 4.0), (5, 6.0)], [(7, 8.0), (9, 10.0), (11, 12.0)]],
                                         [("a", "<i4"), ("b", "<f4")]))
    with zipfile.ZipFile("records.npz", "w") as archive:
        for name, array in (("spikes", spikes), ("aligned", aligned), ("big", big), ("partly", partly), ("fortran", fortran)):
            buffer = io.BytesIO()
            np.save(buffer, array)
            add(archive, name, buffer.getvalue())
    np.save("fuzz/records.npy", aligned)


records()


class Malicious:
    def __reduce__(self):
        import os

        return (os.system, ("echo this must never run > /tmp/pickle-was-run",))


def bomb(levels):
    value = ["x"]
    for _ in range(levels):
        value = [value, value, value, value]
    return value


loop = []
loop.append(loop)
deep = []
for _ in range(400):
    deep = [deep]
with zipfile.ZipFile("hostile.npz", "w") as archive:
    add(archive, "system", object_npy(Malicious(), 2))
    add(archive, "system4", object_npy(Malicious(), 4))
    add(archive, "bomb", object_npy(bomb(40), 4))
    add(archive, "loop", object_npy(loop, 4))
    add(archive, "deep", object_npy(deep, 4))

with zipfile.ZipFile("zip64.npz", "w") as archive:
    info = zipfile.ZipInfo("x.npy", (1980, 1, 1, 0, 0, 0))
    with archive.open(info, "w", force_zip64=True) as member:
        member.write(npy("<f8", np.arange(10.0).tobytes(), (10,)))

t = np.arange(50) * 0.02
with h5py.File("small.h5", "w") as f:
    f.attrs["dt"] = 0.02
    f.create_dataset("t", data=t, chunks=(16,), compression="gzip", shuffle=True)
    x = f.create_dataset("x", data=100 * t)
    x.attrs["unit"] = "cm"
    f.create_dataset("y", data=50 * t.astype(">f4"))
    for name, times in (("2", [0.5]), ("10", [0.1, 0.2]), ("1", [0.3])):
        f.create_dataset(f"spikes/{name}", data=times)
    f["label"] = ["grid", "βγ"]
    f["fixed"] = np.array([b"ab", b"c"])
    f["flags"] = np.array([True, False])
    f["half"] = np.array([1.5, 2.5], "<f2")
    f["big"] = np.arange(4, dtype=">i4")
    f["nothing"] = np.zeros((0, 3))
    f["complex"] = np.zeros(2, "c16")
    ragged = f.create_dataset("ragged", (2,), dtype=h5py.vlen_dtype(np.float32))
    ragged[0], ragged[1] = [1, 2, 3], []
    f["never_filled"] = h5py.Empty("f8")
    f.create_dataset("claims", (1 << 40,), "f8", chunks=(1 << 16,))
    f["soft"] = h5py.SoftLink("/t")
    f["dangling"] = h5py.SoftLink("/no/such")
    f["outside"] = h5py.ExternalLink("other.h5", "/t")
    f["loop/self"] = h5py.SoftLink("/loop")

# Small files to start mutations from: the archives above stop most of them at their checksums.
np.save("fuzz/matrix.npy", np.arange(12, dtype=">f4").reshape(3, 4).T)
np.save("fuzz/text.npy", np.array(["grid", "βγ", ""]))
for protocol in (2, 3, 4, 5):
    open(f"fuzz/pickle{protocol}.npy", "wb").write(object_npy({"a": TIMES[0], 2: [3, "x", None, True]}, protocol))
open("fuzz/table.csv", "w").write("# comment\nt,x,y\n" + "".join(f'{i / 7},"{i}",NaN\n' for i in range(20)))
open("fuzz/spikes.csv", "w").write("unit,time\na,0.5\nb,\na,0.25\n")
open("fuzz/matrix.txt", "w").write("0.5 1 2\n3 4e-3 5\n")
