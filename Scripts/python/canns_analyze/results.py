"""A results folder: records (``STAGE.json``) and archives (``STAGE.npz`` or ``STAGE.h5``)."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np


class LoadError(ValueError):
    """The folder or a file in it is not what the program writes."""


@dataclass(frozen=True)
class Array:
    """What the record says of an array: its unit, the names of its axes and what it means."""

    key: str
    unit: str
    axes: tuple[str, ...] | None
    shape: tuple[int, ...]
    dtype: str
    meaning: str


class Stage(Mapping):
    """The result of one stage: a mapping from names to NumPy arrays, which are read when they are asked for."""

    def __init__(self, folder: Path, record: dict[str, Any]):
        self.folder = folder
        #: The whole record, as it stands in the JSON file.
        self.record = record
        self.name: str = record["stage"]
        self.headline: str = record.get("headline", "")
        #: What is said of each array.
        self.arrays = {
            one["key"]: Array(
                one["key"], one.get("unit", ""), tuple(one["axes"]) if one.get("axes") is not None else None,
                tuple(one["shape"]), one["dtype"], one.get("meaning", ""))
            for one in record.get("arrays", [])
        }
        self._read: dict[str, np.ndarray] = {}

    # The numbers of the record.

    @property
    def units(self) -> dict[str, str]:
        """The unit of each array; empty for indices, counts and names."""
        return {key: array.unit for key, array in self.arrays.items()}

    @property
    def axes(self) -> dict[str, tuple[str, ...] | None]:
        """The names of each array's axes, outermost first; arrays of a stage agree along axes of one name."""
        return {key: array.axes for key, array in self.arrays.items()}

    @property
    def parameters(self) -> dict[str, Any]:
        """The value of every parameter, given or default."""
        return {
            name: one["value"] if isinstance(one, dict) and "value" in one else one
            for name, one in self.record.get("parameters", {}).items()
        }

    @property
    def summary(self) -> dict[str, Any]:
        """The numbers of the record, by name."""
        return dict(self.record.get("summary", {}))

    @property
    def warnings(self) -> list[str]:
        return list(self.record.get("warnings", []))

    # The arrays.

    def __iter__(self) -> Iterator[str]:
        return iter(self.arrays)

    def __len__(self) -> int:
        return len(self.arrays)

    def __getitem__(self, key: str) -> np.ndarray:
        if key not in self.arrays:
            raise KeyError(f"{self.name} has no array '{key}'; it has {', '.join(self.arrays) or 'none'}")
        if key not in self._read:
            array = self._open(key)
            if tuple(array.shape) != self.arrays[key].shape:
                raise LoadError(
                    f"{self.archive}: '{key}' has the shape {tuple(array.shape)}, the record says {self.arrays[key].shape}; "
                    "'canns-analyze verify' says which file was changed.")
            array.flags.writeable = False
            self._read[key] = array
        return self._read[key]

    def __repr__(self) -> str:
        lines = [f"{self.name}: {self.headline}"]
        for array in self.arrays.values():
            axes = ", ".join(array.axes) if array.axes is not None else ", ".join(map(str, array.shape))
            lines.append(f"  {array.key} [{axes}] {array.dtype} {array.unit}".rstrip())
        return "\n".join(lines)

    @property
    def archive(self) -> Path:
        """The file with the arrays."""
        name = self.record.get("archive", {}).get("file", f"{self.name}.npz")
        return self.folder / os.path.basename(name)

    def _open(self, key: str) -> np.ndarray:
        path = self.archive
        if not path.exists():
            raise LoadError(f"{path} is missing; the record {self.name}.json says that it was written.")
        if path.suffix == ".h5":
            import h5py

            with h5py.File(path, "r") as file:
                dataset = file[key]
                text = h5py.check_string_dtype(dataset.dtype)
                return np.array(dataset.asstr()[...], dtype=str) if text else np.asarray(dataset[...])
        with np.load(path, allow_pickle=False) as file:
            return file[key]

    # Other forms.

    def table(self, axis: str = "cell", ids: np.ndarray | None = None):
        """Every array along one axis as a pandas table, one row for each element; needs pandas.

        An array with a second axis of fixed length becomes as many columns (``spacing_0``, ``spacing_1``, …); arrays with a
        further named axis (maps, tuning curves) are left out. Units are in ``table.attrs["units"]``.
        """
        from .tables import table

        return table(self, axis, ids)

    def to_xarray(self):
        """All arrays as an ``xarray.Dataset`` whose dimensions are the named axes; needs xarray."""
        from .exchange import dataset

        return dataset(self)

    def to_pynapple(self) -> dict[str, Any]:
        """Spikes and everything on the stage's clock as pynapple objects, by name; needs pynapple."""
        from .exchange import time_series

        return time_series(self)


class Results(Mapping):
    """A results folder: a mapping from the names of stages to :class:`Stage`."""

    def __init__(self, folder: Path, stages: dict[str, Stage]):
        self.folder = folder
        self._stages = stages

    def __iter__(self) -> Iterator[str]:
        return iter(self._stages)

    def __len__(self) -> int:
        return len(self._stages)

    def __getitem__(self, name: str) -> Stage:
        if name not in self._stages:
            raise KeyError(f"{self.folder} has no result of '{name}'; it has {', '.join(self._stages)}")
        return self._stages[name]

    def __repr__(self) -> str:
        return "\n".join([f"results in {self.folder}", *(f"  {one.name}: {one.headline}" for one in self._stages.values())])

    def table(self, axis: str = "cell"):
        """The tables of all stages side by side, columns named ``STAGE.ARRAY``; needs pandas."""
        from .tables import joined

        return joined(self, axis)


def load(folder: str | os.PathLike) -> Results:
    """Opens a results folder. Arrays are read when they are asked for.

    Raises ``FileNotFoundError`` when there is no such folder and :class:`LoadError` when it holds no results.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is no folder.")
    stages: dict[str, Stage] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
        except (UnicodeDecodeError, json.JSONDecodeError) as error:
            raise LoadError(f"{path} is no JSON: {error}") from error
        if isinstance(record, dict) and "stage" in record and "arrays" in record:
            stages[record["stage"]] = Stage(folder, record)
    if not stages:
        raise LoadError(f"{folder} holds no results of canns-analyze (no STAGE.json in it).")
    return Results(folder, stages)
