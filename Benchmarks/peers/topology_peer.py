"""Persistent cohomology of one cloud by another library; prints one line of JSON.

usage: python topology_peer.py ripser|giotto-ph|canns-lib CLOUD.npy MAX_DIMENSION THREADS REPETITIONS

Measured is what this program measures of itself: from points to bars over Z/47 with the enclosing radius as threshold, without the
import and without reading the file.
"""

import json
import resource
import sys
import time

import numpy as np


def diagrams(library, points, dimension, threads):
    if library == "ripser":
        return ripser.ripser(points, maxdim=dimension, coeff=47)["dgms"]
    if library == "canns-lib":
        return canns_ripser.ripser(points, maxdim=dimension, coeff=47)["dgms"]
    return gph.ripser_parallel(points, maxdim=dimension, coeff=47, n_threads=threads)["dgms"]


library, file, dimension, threads, repetitions = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6])
if library == "ripser":
    import ripser
elif library == "canns-lib":
    import canns_lib.ripser as canns_ripser
else:
    import gph
points = np.load(file)
line = dict(work=library, threads=threads, wall=[], cpu=[])
for _ in range(repetitions):
    wall, cpu = time.perf_counter(), time.process_time()
    found = diagrams(library, points, dimension, threads)
    line["wall"].append(time.perf_counter() - wall)
    line["cpu"].append(time.process_time() - cpu)
line["peak_memory_MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
line["outcome"] = "/".join(str(len(diagram)) for diagram in found)
print(json.dumps(line))
