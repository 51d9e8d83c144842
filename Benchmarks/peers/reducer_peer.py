"""A picture of points by another library; prints one line of JSON.

usage: python reducer_peer.py METHOD POINTS.npy PICTURE.npy REPETITIONS

METHOD is umap, umap-3, tsne, isomap, isomap-all or diffusion. Measured is what this program measures of itself: from points to
places, CPU seconds of all threads, without the import and without reading the file. The first repetition of umap holds the
compilation by numba, which a user waits for once in each process.
"""

import json
import resource
import sys
import time

import numpy as np


def umap(points, dimensions):
    import umap as library

    return lambda: (library.UMAP(n_components=dimensions, n_neighbors=15, min_dist=0.1).fit_transform(points), "")


def tsne(points):
    from openTSNE import TSNE

    def run():
        made = TSNE(
            perplexity=30, early_exaggeration_iter=250, n_iter=500, neighbors="exact", negative_gradient_method="fft",
            initialization="pca", n_jobs=1, random_state=1).fit(points)
        return np.asarray(made), f"KL {made.kl_divergence}"

    return run


def isomap(points):
    from sklearn.manifold import Isomap

    return lambda: (Isomap(n_neighbors=10, n_components=2).fit_transform(points), "")


def diffusion(points):
    from scipy.sparse import coo_matrix, diags
    from scipy.sparse.linalg import eigsh
    from sklearn.neighbors import NearestNeighbors

    def run():
        lengths, near = NearestNeighbors(n_neighbors=30).fit(points).kneighbors(points)
        lengths, near = lengths[:, 1:], near[:, 1:]
        width = lengths[:, lengths.shape[1] // 2]
        rows = np.repeat(np.arange(len(points)), lengths.shape[1])
        graph = coo_matrix((lengths.ravel(), (rows, near.ravel()))).tocsr()
        graph = graph.maximum(graph.T).tocoo()
        kernel = coo_matrix(
            (np.exp(-graph.data**2 / (width[graph.row] * width[graph.col])), (graph.row, graph.col)), shape=graph.shape).tocsr()
        density = np.asarray(kernel.sum(1)).ravel()
        walk = diags(1 / density) @ kernel @ diags(1 / density)
        root = np.sqrt(np.asarray(walk.sum(1)).ravel())
        values, vectors = eigsh(diags(1 / root) @ walk @ diags(1 / root), k=4, which="LA", tol=1e-6)
        order = np.argsort(-values)[1:]
        return vectors[:, order] / root[:, None] * values[order], str(values[order].tolist())

    return run


def main():
    method, file, output, repetitions = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    points = np.load(file)
    makers = {
        "umap": lambda: umap(points, 2), "umap-3": lambda: umap(points, 3), "tsne": lambda: tsne(points),
        "isomap": lambda: isomap(points), "isomap-all": lambda: isomap(points), "diffusion": lambda: diffusion(points),
    }
    run = makers[method]()
    line = dict(work=method, wall=[], cpu=[])
    for _ in range(repetitions):
        wall, cpu = time.perf_counter(), time.process_time()
        picture, line["outcome"] = run()
        line["wall"].append(time.perf_counter() - wall)
        line["cpu"].append(time.process_time() - cpu)
    line["peak_memory_MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    np.save(output, np.asarray(picture, dtype=np.float32))
    print(json.dumps(line))


if __name__ == "__main__":
    main()
