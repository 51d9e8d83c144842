"""Writes the files of pose estimation beside it: the layouts of DeepLabCut (through pandas and PyTables, as DeepLabCut does)
and of SLEAP's analysis exports, with a circle of 40 frames in them.

Needs numpy, pandas, tables and h5py: python make_pose_fixtures.py
"""

import h5py
import numpy as np
import pandas as pd

FRAMES = 40
SCORER = "DLC_resnet50_OpenFieldMay1shuffle1_100000"
turn = 2 * np.pi * np.arange(FRAMES) / FRAMES


def circle(radius, phase=0.0):
    return 320 + radius * np.cos(turn + phase), 240 + radius * np.sin(turn + phase)


def deep_lab_cut(individuals, radii):
    labels, columns = [], []
    for number, individual in enumerate(individuals):
        for part, radius in radii.items():
            x, y = circle(radius, number)
            likelihood = np.full(FRAMES, 0.99)
            if part == "snout":
                likelihood[5] = 0.2
            if number == 1:  # seen for half of the time only
                x[:20] = y[:20] = likelihood[:20] = np.nan
            for name, values in (("x", x), ("y", y), ("likelihood", likelihood)):
                labels.append((SCORER, *([individual] if individual else []), part, name))
                columns.append(values)
    names = ["scorer", *(["individuals"] if individuals[0] else []), "bodyparts", "coords"]
    return pd.DataFrame(np.array(columns).T.round(3), columns=pd.MultiIndex.from_tuples(labels, names=names))


one = deep_lab_cut([""], {"snout": 100, "tailbase": 60})
two = deep_lab_cut(["mouse1", "mouse2"], {"snout": 100, "tailbase": 60})
one.to_csv("deeplabcut.csv")
two.to_csv("deeplabcut-two-animals.csv")
# DeepLabCut writes the table with an index and not compressed, which makes 80 kB of nothing that is read.
small = {"key": "df_with_missing", "mode": "w", "complevel": 9}
one.to_hdf("deeplabcut.h5", format="table", index=False, **small)
two.to_hdf("deeplabcut-two-animals.h5", format="table", index=False, **small)
one.to_hdf("deeplabcut-fixed.h5", key="df_with_missing", format="fixed", mode="w")

# What Trodes writes: settings as text, then packed records; light 2 is not followed.
record = np.dtype([("time", "<u4"), ("xloc", "<u2"), ("yloc", "<u2"), ("xloc2", "<u2"), ("yloc2", "<u2")])
lights = np.zeros(FRAMES, record)
lights["time"] = 90_000 + 500 * np.arange(FRAMES)
lights["xloc"], lights["yloc"] = np.round(circle(100))
with open("fuzz/tracking.videoPositionTracking", "wb") as file:
    file.write(
        b"<Start settings>\nthreshold: 199\ndark: 0\nclockrate: 30000\ncamera resolution: 640x480\npixel scale: 4 pix/cm\n"
        b"Fields: <time uint32><xloc uint16><yloc uint16><xloc2 uint16><yloc2 uint16>\n<End settings>\n"
    )
    file.write(lights.tobytes())

nodes, tracks = ["nose", "tail"], ["female", "male"]
positions = np.full((2, 2, 2, FRAMES), np.nan)  # track, axis, node, frame
for track in range(2):
    for node, radius in enumerate((100, 60)):
        positions[track, :, node] = circle(radius, track)
positions[1, :, :, :20] = np.nan
with h5py.File("sleap.h5", "w") as file:
    file["tracks"] = positions
    file["node_names"] = np.array(nodes, dtype="S")
    file["track_names"] = np.array(tracks, dtype="S")
    file["track_occupancy"] = np.isfinite(positions[:, 0, 0]).T.astype(np.uint8)
    file["point_scores"] = np.where(np.isfinite(positions[:, 0]), 0.7, np.nan)
    file["instance_scores"] = np.full((2, FRAMES), 0.7)

with open("sleap.csv", "w") as file:
    file.write("track,frame_idx,instance.score," + ",".join(f"{n}.x,{n}.y,{n}.score" for n in nodes) + "\n")
    for frame in range(FRAMES):
        for track, name in enumerate(tracks):
            if np.isfinite(positions[track, 0, 0, frame]):
                points = ",".join(
                    f"{positions[track, 0, n, frame]:.4f},{positions[track, 1, n, frame]:.4f},0.7" for n in range(2)
                )
                file.write(f"{name},{frame},0.7,{points}\n")
