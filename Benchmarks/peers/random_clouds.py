"""Clouds for `Benchmarks/compare-diagrams`, and the comparison with other engines.

usage: python random_clouds.py make FOLDER COUNT SEED
       python random_clouds.py compare FOLDER
"""

import json
import sys

import numpy as np

PRIMES = [2, 3, 5, 7, 11, 13, 17, 47]


def distances(points):
    return np.sqrt(((points[:, None] - points[None]) ** 2).sum(-1))


def quotient(random, n, glue):
    """Points of the square [0, 1)² with its sides glued; the distance is the shortest over the copies of the second point."""
    points = random.random((n, 2))
    result = np.full((n, n), np.inf)
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1):
            copies = points.copy()
            if glue != "torus" and dx % 2:
                copies[:, 1] = 1 - copies[:, 1]
            if glue == "plane" and dy % 2:
                copies[:, 0] = 1 - copies[:, 0]
            copies = copies + [dx, dy]
            result = np.minimum(result, np.sqrt(((points[:, None] - copies[None]) ** 2).sum(-1)))
    return np.minimum(result, result.T)


def cloud(kind, random):
    """A matrix of distances and the highest dimension to look at."""
    if kind == "random":
        n = int(random.integers(2, 26))
        return distances(random.normal(size=(n, int(random.integers(1, 6))))), 2
    if kind == "grid with ties":
        n = int(random.integers(3, 26))
        return distances(random.integers(0, 4, size=(n, int(random.integers(1, 4)))).astype(float)), 2
    if kind == "whole numbers":
        n = int(random.integers(3, 20))
        matrix = np.triu(random.integers(1, 5, size=(n, n)), 1).astype(float)
        return matrix + matrix.T, 2
    if kind == "random graph":
        n = int(random.integers(4, 24))
        matrix = np.triu(np.where(random.random((n, n)) < 0.5, random.random((n, n)), np.inf), 1)
        matrix = np.minimum(np.where(matrix == 0, np.inf, matrix), np.where(matrix.T == 0, np.inf, matrix.T))
        np.fill_diagonal(matrix, 0)
        return matrix, 2
    if kind.startswith("sphere"):
        d = int(kind[-1])
        points = random.normal(size=(int(random.integers(d + 3, (40, 26, 15)[d - 1])), d + 1))
        return distances(points / np.linalg.norm(points, axis=1, keepdims=True)), d
    if kind == "projective plane":
        return quotient(random, int(random.integers(10, 32)), "plane"), 2
    if kind == "Klein bottle":
        return quotient(random, int(random.integers(10, 32)), "bottle"), 2
    if kind == "flat torus":
        return quotient(random, int(random.integers(10, 32)), "torus"), 2
    if kind == "disjoint circles":
        n = int(random.integers(4, 12))
        angles = random.uniform(0, 2 * np.pi, (3, n))
        points = np.concatenate([np.c_[np.cos(a) + 5 * i, np.sin(a)] for i, a in enumerate(angles)])
        return distances(np.concatenate([points, points[: n // 2]])), 1
    raise ValueError(kind)


KINDS = [
    "random", "grid with ties", "whole numbers", "random graph", "sphere S1", "sphere S2", "sphere S3", "projective plane",
    "Klein bottle", "flat torus", "disjoint circles",
]


def make(folder, count, seed):
    random = np.random.default_rng(seed)
    arrays, kinds, primes, dimensions = {}, [], [], []
    for index in range(count):
        kind = KINDS[index % len(KINDS)]
        matrix, dimension = cloud(kind, random)
        arrays[str(index)] = matrix.astype(np.float32)
        kinds.append(kind)
        primes.append(int(random.choice(PRIMES)))
        dimensions.append(dimension)
    np.savez(f"{folder}/matrices.npz", prime=primes, dimension=dimensions, kind=kinds, **arrays)


def clean(diagram):
    diagram = np.asarray(diagram, np.float32).reshape(-1, 2)
    diagram = diagram[diagram[:, 1] > diagram[:, 0]]
    return diagram[np.lexsort(diagram.T[::-1])]


def by_ripser(matrix, dimension, prime):
    # A sparse matrix is how ripser.py is told of missing edges, and a threshold beyond all how it is told to look everywhere.
    import ripser

    if np.isinf(matrix).any():
        from scipy import sparse

        rows, columns = np.nonzero(np.isfinite(matrix))
        graph = sparse.coo_matrix((matrix[rows, columns], (rows, columns)), matrix.shape)
        return ripser.ripser(graph, distance_matrix=True, maxdim=dimension, coeff=prime)["dgms"]
    return ripser.ripser(matrix, distance_matrix=True, maxdim=dimension, coeff=prime)["dgms"]


def by_giotto(matrix, dimension, prime):
    import gph

    if np.isinf(matrix).any():
        return None
    return gph.ripser_parallel(matrix, metric="precomputed", maxdim=dimension, coeff=prime)["dgms"]


def by_gudhi(matrix, dimension, prime):
    import gudhi

    tree = gudhi.SimplexTree()
    n = len(matrix)
    tree.insert_batch(np.arange(n, dtype=np.int32)[None], np.zeros(n))
    rows, columns = np.nonzero(np.triu(np.isfinite(matrix), 1))
    if len(rows):
        tree.insert_batch(np.array([rows, columns], np.int32), matrix[rows, columns].astype(float))
    tree.expansion(dimension + 1)
    tree.compute_persistence(homology_coeff_field=prime, persistence_dim_max=False)
    return [tree.persistence_intervals_in_dimension(degree) for degree in range(dimension + 1)]


def compare(folder):
    matrices, ours = np.load(f"{folder}/matrices.npz"), np.load(f"{folder}/diagrams.npz")
    totals = {}
    for index, (kind, prime, dimension) in enumerate(zip(matrices["kind"], matrices["prime"], matrices["dimension"])):
        matrix = matrices[str(index)]
        mine = [clean(ours[f"{index}_h{degree}"]) for degree in range(dimension + 1)]
        for engine, function in (("ripser.py", by_ripser), ("GUDHI", by_gudhi), ("giotto-ph", by_giotto)):
            theirs = function(matrix, int(dimension), int(prime))
            if theirs is None:
                continue
            same = all(np.array_equal(a, clean(b)) for a, b in zip(mine, theirs))
            entry = totals.setdefault((str(kind), engine), [0, 0, 0])
            entry[0 if same else 1] += 1
            entry[2] += sum(len(diagram) for diagram in mine[1:])
            if not same:
                np.save(f"difference-{engine}-{index}.npy", matrix)
                print(f"{kind}, p = {prime}, H0 to H{dimension}: {engine} differs", file=sys.stderr)
    for (kind, engine), entry in totals.items():
        print(json.dumps([kind, engine, *entry]))


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        compare(sys.argv[2])
