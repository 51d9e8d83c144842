"""Writes the graph that umap-learn makes of a few points, with and without a variable, for the tests.

usage: umap_graph.py > Tests/DimensionReductionTests/Fixtures/umap-graph.csv

The points are made by formula, here and in the test: 120 points on five axes; the variable is the angle of a point on a circle.
Each line is an edge i < j: its weight with exact neighbours (k = 12), and its weight together with the variable (weight 0.3 and
0.5). Made with umap-learn 0.5.12.
"""

import numpy as np
from scipy.sparse import coo_matrix
from sklearn.metrics import pairwise_distances
from umap.umap_ import fuzzy_simplicial_set, general_simplicial_set_intersection, reset_local_connectivity

COUNT, NEIGHBOURS = 120, 12


def points():
    i = np.arange(COUNT, dtype=float)
    return np.stack([np.sin(0.7 * i), np.cos(1.3 * i), np.sin(2.1 * i + 0.4), 0.3 * np.cos(0.37 * i), 0.2 * np.sin(3.7 * i)], axis=1)


def variable():
    angle = 2.399963 * np.arange(COUNT) + 0.3 * np.sin(5.0 * np.arange(COUNT))
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def graph(values, is_target):
    distances = pairwise_distances(values)
    order = np.argsort(distances, axis=1, kind="stable")[:, :NEIGHBOURS]
    near = np.take_along_axis(distances, order, axis=1).astype(np.float32)
    # A target is not joined over both directions before it meets the graph.
    return fuzzy_simplicial_set(
        values.astype(np.float32), NEIGHBOURS, np.random.RandomState(0), "euclidean", knn_indices=order, knn_dists=near,
        apply_set_operations=not is_target)[0]


def main():
    own, target = graph(points(), False), graph(variable(), True)
    both = [reset_local_connectivity(general_simplicial_set_intersection(own, target, w)).tocsr() for w in (0.3, 0.5)]
    own = own.tocsr()
    pattern = coo_matrix(abs(own) + abs(both[0]) + abs(both[1]))
    print("i,j,weight,supervised_0.3,supervised_0.5")
    for i, j in sorted(zip(pattern.row.tolist(), pattern.col.tolist())):
        if i < j:
            print(f"{i},{j},{own[i, j]:.7f},{both[0][i, j]:.7f},{both[1][i, j]:.7f}")


if __name__ == "__main__":
    main()
