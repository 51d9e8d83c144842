#!/usr/bin/env python3
"""Makes the small MATLAB files that the reader tests use; run in this folder.

Needs scipy==1.17.1, hdf5storage==0.2.2, h5py and NumPy. scipy and hdf5storage write the same variables in both versions of the
format; what neither writes (the other byte order, doubles stored as bytes, objects, old-style classes, tables) is written
by hand, from MathWorks' description of level 5 and from what MATLAB itself writes in version 7.3.
"""

import struct
import zlib

import h5py
import hdf5storage
import numpy as np
import scipy.io
import scipy.sparse


def cell(*values, shape=None):
    array = np.empty(len(values), object)
    for index, value in enumerate(values):
        array[index] = value
    return array.reshape(shape or (1, len(values)))


# ---- The same variables by scipy (v5) and hdf5storage (v7.3) ----

times = cell(np.array([[0.1, 0.25, 0.5]]), np.zeros((0, 0)), np.array([[0.3], [0.9]]), shape=(3, 1))
people = np.empty((1, 2), [("name", object), ("t", object)])
people[0, 0] = ("grid", np.array([[1.0, 2.0]]))
people[0, 1] = ("βγ", np.array([[3.0]]))
variables = {
    "matrix": np.arange(6.0).reshape(2, 3),
    "cube": np.arange(24, dtype=np.int16).reshape(2, 3, 4),
    "single": np.array([[1.5, -2.0]], np.float32),
    "i8": np.array([[-1, 2]], np.int8),
    "u16": np.array([[1, 65535]], np.uint16),
    "i32": np.array([[-(2**31), 5]], np.int32),
    "u32": np.array([[2**32 - 1]], np.uint32),
    "i64": np.array([[-(2**62), 7]], np.int64),
    "u64": np.array([[2**64 - 1]], np.uint64),
    "flags": np.array([[True, False, True]]),
    "text": "gitter βγ",
    "none": np.zeros((0, 3)),
    "z": np.array([[1 + 2j]]),
    "times": times,
    "names": cell("ab", "βγ", ""),
    "nested": cell(np.arange(4.0).reshape(2, 2), "x", cell(np.array([[1.0, 2.0]]), np.array([[3.0]]))),
    "session": {"t": np.array([[0.0, 0.02]]), "info": {"rat": "R", "n": np.array([[7.0]])}, "spikes": times},
    "people": people,
}
scipy.io.savemat("v5_plain.mat", variables, do_compression=False)
scipy.io.savemat("v5_deflated.mat", variables, do_compression=True)
scipy.io.savemat("v5_sparse.mat", {"s": scipy.sparse.csc_matrix([[0, 2.5, 0], [0, 0, -1]])})
scipy.io.savemat("v4.mat", {"x": np.arange(3.0)}, format="4")
options = hdf5storage.Options(matlab_compatible=True, oned_as="row")
hdf5storage.writes(variables, filename="v73.mat", options=options, truncate_existing=True)


# ---- By hand: level 5 in both byte orders ----


class Level5:
    """Writes elements of a MATLAB v5 file in the byte order `order`, `<` or `>`."""

    def __init__(self, order):
        self.order = order

    def element(self, kind, data):
        if 0 < len(data) <= 4:
            # Small elements stand in their tag: count and type share a word.
            return struct.pack(self.order + "I", len(data) << 16 | kind) + data.ljust(4, b"\0")
        return struct.pack(self.order + "II", kind, len(data)) + data.ljust((len(data) + 7) // 8 * 8, b"\0")

    def numbers(self, code, values):
        kinds = dict(b=1, B=2, h=3, H=4, i=5, I=6, f=7, d=9, q=12, Q=13)
        return self.element(kinds[code], struct.pack(f"{self.order}{len(values)}{code}", *values))

    def matrix(self, name, mx, shape, *parts, flags=0, nonzero=0):
        header = self.element(6, struct.pack(self.order + "II", mx | flags << 8, nonzero))
        if mx != 17:
            header += self.numbers("i", shape)
        body = header + self.element(1, name.encode()) + b"".join(parts)
        return struct.pack(self.order + "II", 14, len(body)) + body

    def fields(self, *names):
        return self.numbers("i", [32]) + self.element(1, b"".join(n.encode().ljust(32, b"\0") for n in names))

    def text(self, name, value):
        units = np.frombuffer(value.encode("utf-16-le"), "<u2")
        return self.matrix(name, 4, [1, len(units)], self.numbers("H", units))

    def file(self, *elements):
        mark = struct.pack(self.order + "HH", 0x0100, 0x4D49)
        return b"MATLAB 5.0 MAT-file, Platform: TEST".ljust(116) + bytes(8) + mark + b"".join(elements)


def by_hand(order):
    w = Level5(order)
    vector = lambda name, values: w.matrix(name, 6, [1, len(values)], w.numbers("d", values))
    return [
        w.matrix("narrow", 6, [2, 3], w.numbers("B", [1, 4, 2, 5, 3, 6])),
        w.matrix("narrow16", 6, [3, 1], w.numbers("h", [-300, 0, 300])),
        w.matrix("narrow_single", 7, [1, 2], w.numbers("b", [-3, 4])),
        w.matrix("small", 9, [1, 2], w.numbers("B", [7, 9])),
        w.matrix("wide", 14, [1, 1], w.numbers("q", [-5])),
        w.matrix("double", 6, [1, 2], w.numbers("d", [0.5, -2.25])),
        w.matrix("single", 7, [1, 1], w.numbers("f", [1.5])),
        w.matrix("logical", 9, [1, 3], w.numbers("B", [0, 1, 1]), flags=0x02),
        w.matrix("complex", 6, [1, 1], w.numbers("d", [1]), w.numbers("d", [2]), flags=0x08),
        w.text("text", "Wörter 𝄞"),
        w.matrix("lines", 4, [2, 3], w.element(16, b"axby c")),
        w.matrix(
            "sparse", 5, [2, 3], w.numbers("i", [0, 1]), w.numbers("i", [0, 0, 1, 2]), w.numbers("d", [2.5, -1]), nonzero=2
        ),
        w.matrix("cell", 1, [1, 3], vector("", [1, 2]), struct.pack(order + "II", 14, 0), vector("", [3])),
        w.matrix(
            "array", 2, [1, 2], w.fields("t", "name"), vector("", [1]), w.text("", "a"), vector("", [2, 3]), w.text("", "b")
        ),
        w.matrix("fieldless", 2, [1, 1], w.numbers("i", [32]), w.element(1, b"")),
        w.matrix("tsd", 3, [1, 1], w.element(1, b"tsd"), w.fields("t"), vector("", [4, 5])),
        w.matrix("handle", 16, [1, 1], w.matrix("", 2, [1, 1], w.fields("f"), vector("", [1]))),
        # An object has no dimensions, but a type system and a class.
        w.matrix(
            "opaque", 17, None, w.element(1, b"MCOS"), w.element(1, b"table"), w.matrix("", 13, [1, 1], w.numbers("I", [1]))
        ),
        # The store of objects has no name.
        w.matrix("", 9, [1, 8], w.numbers("B", range(8))),
    ]


for order, name in (("<", "v5_little.mat"), (">", "v5_big.mat")):
    open(name, "wb").write(Level5(order).file(*by_hand(order)))
elements = []
for element in by_hand(">"):
    deflated = zlib.compress(element)
    elements.append(struct.pack(">II", 15, len(deflated)) + deflated)
open("v5_big_deflated.mat", "wb").write(Level5(">").file(*elements))


# ---- The filter framework: spikes{day}{epoch}{tetrode}{cell}, with `time` or with the first column of `data` ----

nothing = np.zeros((0, 0))
first = cell(nothing, cell({"time": np.array([[1.5], [0.5]])}, {"time": np.zeros((0, 1))}, {"data": np.array([[2.0, 9.0], [3.0, 8.0]])}))
second = cell(nothing, cell({"time": np.array([[10.0]])}, nothing, {"data": np.array([[12.0, 7.0]]), "time": np.array([[11.0]])}))
scipy.io.savemat("v5_filter.mat", {"spikes": cell(cell(first, second))}, do_compression=True)
tagged = cell(cell(*({"data": np.array([[1.0 + k], [2.0 + k]]), "tag": tag} for k, tag in enumerate(["accepted", "mua", "noise"]))))
scipy.io.savemat("v5_filter_tags.mat", {"spikes": cell(cell(tagged)), "cellinfo": np.arange(3.0)}, do_compression=True)

# ---- A struct array with a cell in each element, and a cell of texts beside a cell of trains ----

trains = [np.array([[0.1 + k], [0.5 + k]]) for k in range(4)]
quality = ["good", "noise", "good", "mua"]
units = np.empty((1, 4), [("timestamps", object), ("quality", object), ("region", object)])
for k in range(4):
    units[0, k] = (trains[k], quality[k], "MEC" if k < 3 else "CA1")
scipy.io.savemat("v5_struct_quality.mat", {"units": units}, do_compression=True)
scipy.io.savemat("v5_cells_quality.mat", {"spikes": cell(*trains), "quality": cell(*quality)}, do_compression=True)


# ---- By hand: what MATLAB writes in version 7.3 and hdf5storage does not ----

header = b"MATLAB 7.3 MAT-file, Platform: TEST".ljust(116) + bytes(8) + b"\x00\x02IM"
with h5py.File("v73_special.mat", "w", userblock_size=512) as f:
    refs = f.create_group("#refs#")

    def dataset(group, name, data, kind, **attributes):
        d = group.create_dataset(name, data=data)
        d.attrs["MATLAB_class"] = np.bytes_(kind)
        for key, value in attributes.items():
            d.attrs[key] = value
        return d

    def fields(group, *names):
        one = h5py.vlen_dtype(np.dtype("S1"))
        group.attrs["MATLAB_class"] = np.bytes_("struct")
        values = np.empty(len(names), object)
        # One by one: names of equal length would become a matrix.
        for index, name in enumerate(names):
            values[index] = np.array(list(name), "S1")
        group.attrs.create("MATLAB_fields", values, dtype=one)

    s = f.create_group("s")
    s.attrs["MATLAB_class"], s.attrs["MATLAB_sparse"] = np.bytes_("double"), np.uint64(2)
    s["data"], s["ir"], s["jc"] = [2.5, -1.0], np.array([0, 1], "u8"), np.array([0, 0, 1, 2], "u8")
    zero = f.create_group("zero")
    zero.attrs["MATLAB_class"], zero.attrs["MATLAB_sparse"] = np.bytes_("double"), np.uint64(2)
    zero["jc"] = np.array([0, 0], "u8")
    dataset(f, "table", np.array([[1, 2, 3, 4, 5, 6]], "u4"), "table", MATLAB_object_decode=np.int32(3))
    dataset(f, "empty_cell", np.array([0, 4], "u8"), "cell", MATLAB_empty=np.uint8(1))
    dataset(f, "empty_struct", np.array([0, 0], "u8"), "struct", MATLAB_empty=np.uint8(1))
    dataset(f, "lines", np.array([[97, 98], [120, 121]], "u2").T.copy(), "char", MATLAB_int_decode=np.int32(2))
    people = f.create_group("people")
    reference = h5py.ref_dtype
    for field, values in (("z", [[[1.0], [2.0]], [[3.0]]]), ("a", [[[7.0]], [[8.0]]])):
        made = [dataset(refs, f"{field}{i}", np.array(v), "double") for i, v in enumerate(values)]
        people.create_dataset(field, data=np.array([[m.ref] for m in made], reference), dtype=reference)
    fields(people, "z", "a")
    loop = dataset(f, "loop", np.empty((1, 1), reference), "cell")
    loop[0, 0] = loop.ref
    # References in another order than the objects stand in the file.
    many = [dataset(refs, f"m{i}", np.array([[float(i)]]), "double") for i in range(50)]
    dataset(f, "many", np.array([[m.ref] for m in reversed(many)], reference), "cell")
    # As the raw sessions of grid modules hold them.
    clusters, tracking = f.create_group("clusters"), f.create_group("tracking")
    fields(clusters, "spikeTimes")
    dataset(clusters, "spikeTimes", np.array([[many[3].ref], [many[5].ref]], reference), "cell")
    for name in ("t", "x", "y", "z", "hd_azimuth"):
        dataset(tracking, name, np.arange(12.0).reshape(1, 12) / 4, "double")
with open("v73_special.mat", "r+b") as f:
    f.write(header)

# ---- A struct for each cell, the times under a name of its own ----

units = np.empty((1, 3), [("ts", object), ("name", object)])
for index, (name, values) in enumerate([("TT1c1", [0.1, 0.25, 0.5]), ("TT1c2", [0.3, 0.9]), ("TT4c1", [0.2])]):
    units[0, index] = (np.array(values)[:, None], name)
tracked = {"t": np.arange(30) / 30, "x": np.linspace(0, 1, 30), "y": np.linspace(0, 0.8, 30)}
scipy.io.savemat("v5_units.mat", {"units": units, **tracked}, do_compression=True)
