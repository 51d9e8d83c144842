"""Results as objects of xarray and pynapple. Imported only when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from .results import Array, Stage

#: Arrays that say where along an axis something is.
COORDINATES = ("t", "cell_ids", "bin_centers", "lags", "frequency", "x_edges", "y_edges")


def dimensions(array: Array) -> tuple[str, ...]:
    """The names of an array's dimensions: those of its axes; ``x_edge`` for ``x+1``; ``KEY_0`` … where an axis has none."""
    names: list[str] = []
    for index in range(len(array.shape)):
        axis = array.axes[index] if array.axes is not None and index < len(array.axes) else ""
        if axis.endswith("+1"):
            axis = axis[:-2] + "_edge"
        # A fixed length, any others (*), or a name that is there already ([cell, cell]).
        names.append(f"{array.key}_{index}" if not axis or axis == "*" or axis.isdigit() or axis in names else axis)
    return tuple(names)


def dataset(stage: Stage):
    """See :meth:`Stage.to_xarray`."""
    import xarray

    variables, coordinates = {}, {}
    for key, array in stage.arrays.items():
        attributes = {"units": array.unit, "long_name": array.meaning}
        name, entry = key, (dimensions(array), stage[key], attributes)
        # A variable of the name of a dimension would have to be its coordinate.
        if key in {one for other in stage.arrays.values() for one in dimensions(other)} and entry[0] != (key,):
            name = f"{key}_"
        (coordinates if key in COORDINATES and len(array.shape) == 1 else variables)[name] = entry
    return xarray.Dataset(
        variables, coords=coordinates, attrs={"stage": stage.name, "headline": stage.headline, **_plain(stage.parameters)})


def _plain(parameters: dict[str, Any]) -> dict[str, Any]:
    """What an attribute can hold: NetCDF knows neither nothing nor truth."""
    return {name: str(value) if value is None or isinstance(value, (bool, list, dict)) else value
            for name, value in parameters.items()}


def support(t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where a series has samples: starts and stops of its stretches without a gap, half a step beyond their ends."""
    step = float(np.median(np.diff(t))) if len(t) > 1 else 0.0
    breaks = np.flatnonzero(np.diff(t) > 1.5 * step) if step > 0 else np.array([], int)
    starts = t[np.concatenate([[0], breaks + 1]).astype(int)] - step / 2
    stops = t[np.concatenate([breaks, [len(t) - 1]]).astype(int)] + step / 2
    # Half steps of two stretches may meet, where a gap is shorter than two steps.
    stops[:-1] = np.minimum(stops[:-1], (t[breaks] + t[breaks + 1]) / 2 if len(breaks) else stops[:-1])
    starts[1:] = np.maximum(starts[1:], stops[:-1])
    return starts, stops


def time_series(stage: Stage) -> dict[str, Any]:
    """See :meth:`Stage.to_pynapple`."""
    import pynapple

    made: dict[str, Any] = {}
    if "t" in stage.arrays and len(stage.arrays["t"].shape) == 1 and len(stage["t"]) > 0:
        t = stage["t"]
        clock = stage.axes["t"]
        starts, stops = support(t)
        # A gap so short that its stretches touch is none for pynapple.
        epochs = pynapple.IntervalSet(start=starts, end=stops)
        names = stage["cell_ids"] if stage.axes.get("cell_ids") == ("cell",) else None
        for key, array in stage.arrays.items():
            if key == "t" or not clock or not array.axes or array.axes[0] != clock[0] or stage[key].dtype.kind not in "biuf":
                continue
            values = stage[key]
            if values.ndim == 1:
                made[key] = pynapple.Tsd(t=t, d=values, time_support=epochs)
            elif values.ndim == 2:
                columns = names if names is not None and array.axes[1:] == ("cell",) else None
                made[key] = pynapple.TsdFrame(t=t, d=values, time_support=epochs, columns=columns)
            else:
                made[key] = pynapple.TsdTensor(t=t, d=values, time_support=epochs)
    if "spike_times" in stage.arrays and "spike_index" in stage.arrays:
        trains = np.split(stage["spike_times"], np.asarray(stage["spike_index"], int)[:-1])
        made["spikes"] = pynapple.TsGroup({index: pynapple.Ts(train) for index, train in enumerate(trains)})
    return made
