"""Results as pandas tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from .results import Results, Stage


def cell_ids(stage: Stage) -> np.ndarray | None:
    """The names of the cells, where the stage has them."""
    return stage["cell_ids"] if stage.axes.get("cell_ids") == ("cell",) else None


def table(stage: Stage, axis: str, ids: np.ndarray | None = None) -> pd.DataFrame:
    """See :meth:`Stage.table`."""
    columns: dict[str, np.ndarray] = {}
    units: dict[str, str] = {}
    length = None
    for key, array in stage.arrays.items():
        if not array.axes or array.axes[0] != axis or array.shape == ():
            continue
        length = array.shape[0]
        if len(array.shape) == 1:
            columns[key], units[key] = stage[key], array.unit
        elif len(array.shape) == 2 and (array.axes[1].isdigit() or (array.axes[1] == "circle")):
            for index in range(array.shape[1]):
                columns[f"{key}_{index}"], units[f"{key}_{index}"] = stage[key][:, index], array.unit
    if length is None:
        known = sorted({array.axes[0] for array in stage.arrays.values() if array.axes})
        raise KeyError(f"{stage.name} has no array along '{axis}'; it has {', '.join(known)}")
    names = cell_ids(stage) if axis == "cell" else None
    if names is None and ids is not None and len(ids) == length:
        names = ids
    frame = pd.DataFrame(columns, index=None if names is None else pd.Index(names, name="cell"))
    if names is None:
        frame.index.name = axis
    frame.attrs["units"] = units
    return frame


def joined(results: Results, axis: str) -> pd.DataFrame:
    """See :meth:`Results.table`. Rows are matched by the names of cells; a stage without them has those of ``embed``, if as
    many, and is left out otherwise, since its rows cannot be told apart."""
    ids = cell_ids(results["embed"]) if "embed" in results else None
    frames, units = [], {}
    for stage in results.values():
        if not any(array.axes and array.axes[0] == axis and array.shape for array in stage.arrays.values()):
            continue
        one = table(stage, axis, ids)
        if axis == "cell" and ids is not None and cell_ids(stage) is None and len(one) != len(ids):
            continue
        if axis == "cell" and "cell_ids" in one:
            one = one.drop(columns="cell_ids")
        units.update({f"{stage.name}.{key}": unit for key, unit in one.attrs.get("units", {}).items()})
        frames.append(one.add_prefix(f"{stage.name}."))
    if not frames:
        raise KeyError(f"no stage in {results.folder} has arrays along '{axis}'")
    frame = pd.concat(frames, axis=1)
    frame.attrs["units"] = units
    return frame
