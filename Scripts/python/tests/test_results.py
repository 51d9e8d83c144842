"""Reading results folders and starting the program. Needs the standard library and NumPy; what needs more is skipped without it.

With CANNS_ANALYZE (or an environment that has the program) results of the program itself are read too.
"""

import importlib.util
import json
import os
import stat
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

beside = Path(__file__).resolve().parents[1]
if (beside / "canns_analyze").is_dir():
    sys.path.insert(0, str(beside))
import canns_analyze
from canns_analyze.program import arguments


def needs(*modules):
    missing = [one for one in modules if importlib.util.find_spec(one) is None]
    return unittest.skipIf(missing, f"{', '.join(missing)} is not installed")


def described(arrays):
    return [
        {"key": key, "dtype": "str" if array.dtype.kind == "U" else array.dtype.name, "shape": list(array.shape), "unit": unit, "meaning": f"what {key} is", "axes": axes}
        for key, (array, unit, axes) in arrays.items()
    ]


def write_stage(folder, name, arrays, archive=None, **more):
    """A result as the program writes it."""
    archive = archive or f"{name}.npz"
    if archive.endswith(".npz"):
        np.savez_compressed(folder / archive, **{key: array for key, (array, _, _) in arrays.items()})
    else:
        import h5py

        with h5py.File(folder / archive, "w") as file:
            for key, (array, _, _) in arrays.items():
                file[key] = array.astype(object) if array.dtype.kind == "U" else array
    record = {"stage": name, "headline": f"{name} was run", "arrays": described(arrays), "archive": {"file": archive}, **more}
    (folder / f"{name}.json").write_text(json.dumps(record))


class Folder(unittest.TestCase):
    """Two stages: three cells, ten bins with a gap after the sixth."""

    def setUp(self):
        keep = tempfile.TemporaryDirectory()
        self.addCleanup(keep.cleanup)
        self.folder = Path(keep.name)
        bins = np.array([0, 1, 2, 3, 4, 5, 50, 51, 52, 53])
        self.t = 0.005 + 0.01 * bins
        self.rates = np.arange(30, dtype=np.float32).reshape(10, 3)
        self.ids = np.array(["7", "é", "12"])
        write_stage(
            self.folder, "embed",
            {"rates": (self.rates, "Hz", ["time", "cell"]), "t": (self.t, "s", ["time"]), "cell_ids": (self.ids, "", ["cell"])},
            parameters={"sigma-ms": {"value": 50, "default": 50, "given": False, "unit": "ms"}, "smooth": {"value": None}},
            summary={"cells": 3}, warnings=["one cell is quiet"])
        self.spacing = np.arange(9.0).reshape(3, 3)
        write_stage(
            self.folder, "gridscore",
            {"score": (np.array([0.1, np.nan, 1.2]), "", ["cell"]), "spacing": (self.spacing, "m", ["cell", "3"]),
             "maps": (np.zeros((3, 4, 5)), "Hz", ["cell", "y", "x"]), "x_edges": (np.arange(6.0), "m", ["x+1"])})
        (self.folder / "provenance.json").write_text("{}")

    def test_stages_arrays_units_and_numbers(self):
        results = canns_analyze.load(self.folder)
        self.assertEqual(list(results), ["embed", "gridscore"])
        embed = results["embed"]
        np.testing.assert_array_equal(embed["rates"], self.rates)
        self.assertEqual(embed["cell_ids"].tolist(), ["7", "é", "12"])
        self.assertEqual(embed.units, {"rates": "Hz", "t": "s", "cell_ids": ""})
        self.assertEqual(embed.axes["rates"], ("time", "cell"))
        self.assertEqual(embed.parameters, {"sigma-ms": 50, "smooth": None})
        self.assertEqual((embed.summary, embed.warnings), ({"cells": 3}, ["one cell is quiet"]))
        self.assertIn("rates [time, cell] float32 Hz", repr(embed))
        self.assertIn("gridscore: gridscore was run", repr(results))

    def test_what_is_read_cannot_be_changed_by_accident(self):
        with self.assertRaises(ValueError):
            canns_analyze.load(self.folder)["embed"]["rates"][0, 0] = 1

    def test_what_is_missing_is_named(self):
        results = canns_analyze.load(self.folder)
        with self.assertRaisesRegex(KeyError, "has no result of 'tda'; it has embed, gridscore"):
            results["tda"]
        with self.assertRaisesRegex(KeyError, "embed has no array 'rate'; it has rates, t, cell_ids"):
            results["embed"]["rate"]
        with self.assertRaises(FileNotFoundError):
            canns_analyze.load(self.folder / "nowhere")
        (self.folder / "gridscore.npz").unlink()
        with self.assertRaisesRegex(canns_analyze.LoadError, "gridscore.npz is missing"):
            results["gridscore"]["score"]

    def test_a_folder_without_results_and_damaged_files_are_refused(self):
        with tempfile.TemporaryDirectory() as empty:
            with self.assertRaisesRegex(canns_analyze.LoadError, "holds no results"):
                canns_analyze.load(empty)
        np.savez(self.folder / "embed.npz", rates=self.rates[:5])
        with self.assertRaisesRegex(canns_analyze.LoadError, r"shape \(5, 3\), the record says \(10, 3\)"):
            canns_analyze.load(self.folder)["embed"]["rates"]
        (self.folder / "gridscore.json").write_text('{"stage": ')
        with self.assertRaisesRegex(canns_analyze.LoadError, "is no JSON"):
            canns_analyze.load(self.folder)

    def test_pickles_are_not_read(self):
        np.savez(self.folder / "embed.npz", rates=np.array([{}], dtype=object))
        with self.assertRaises(ValueError):
            canns_analyze.load(self.folder)["embed"]["rates"]

    @needs("h5py")
    def test_hdf5(self):
        write_stage(
            self.folder, "embed", {"rates": (self.rates, "Hz", ["time", "cell"]), "cell_ids": (self.ids, "", ["cell"])},
            archive="embed.h5")
        embed = canns_analyze.load(self.folder)["embed"]
        np.testing.assert_array_equal(embed["rates"], self.rates)
        self.assertEqual(embed["cell_ids"].tolist(), ["7", "é", "12"])

    @needs("pandas")
    def test_table_of_cells(self):
        results = canns_analyze.load(self.folder)
        table = results.table("cell")
        self.assertEqual(
            list(table.columns), ["gridscore.score", "gridscore.spacing_0", "gridscore.spacing_1", "gridscore.spacing_2"])
        self.assertEqual(list(table.index), ["7", "é", "12"])
        self.assertEqual(table.loc["12", "gridscore.spacing_1"], 7.0)
        self.assertTrue(np.isnan(table.loc["é", "gridscore.score"]))
        self.assertEqual(table.attrs["units"]["gridscore.spacing_0"], "m")
        self.assertEqual(len(results["embed"].table("time")), 10)
        with self.assertRaisesRegex(KeyError, "no array along 'lag'; it has cell, time"):
            results["embed"].table("lag")

    @needs("pandas")
    def test_stages_of_other_cells_are_not_matched_by_their_place(self):
        write_stage(self.folder, "modules", {"module": (np.array([0, 1]), "", ["cell"])})
        self.assertNotIn("modules.module", canns_analyze.load(self.folder).table("cell"))

    @needs("xarray")
    def test_xarray(self):
        results = canns_analyze.load(self.folder)
        embed = results["embed"].to_xarray()
        self.assertEqual(embed["rates"].dims, ("time", "cell"))
        self.assertEqual(embed["rates"].attrs["units"], "Hz")
        np.testing.assert_array_equal(embed["t"].values, self.t)
        self.assertEqual(embed.coords["t"].dims, ("time",))
        self.assertEqual(embed.attrs["sigma-ms"], 50)
        scores = results["gridscore"].to_xarray()
        self.assertEqual(scores["maps"].dims, ("cell", "y", "x"))
        self.assertEqual(scores["x_edges"].dims, ("x_edge",))
        self.assertEqual(scores["spacing"].dims, ("cell", "spacing_1"))

    @needs("pynapple")
    def test_pynapple_keeps_the_gap(self):
        rates = canns_analyze.load(self.folder)["embed"].to_pynapple()["rates"]
        np.testing.assert_array_equal(rates.values, self.rates)
        np.testing.assert_allclose(rates.times(), self.t)
        self.assertEqual(list(rates.columns), ["7", "é", "12"])
        # Ten bins of 10 ms, whatever lies between.
        self.assertAlmostEqual(rates.time_support.tot_length(), 0.1)
        np.testing.assert_allclose(rates.time_support.start, [0, 0.5], atol=1e-9)

    @needs("pynapple")
    def test_spikes_as_pynapple(self):
        write_stage(
            self.folder, "simulate",
            {"spike_times": (np.array([0.1, 0.2, 0.15, 0.3]), "s", ["spike"]), "spike_index": (np.array([2, 2, 4]), "", ["cell"])})
        spikes = canns_analyze.load(self.folder)["simulate"].to_pynapple()["spikes"]
        self.assertEqual([len(spikes[index]) for index in (0, 1, 2)], [2, 0, 2])


class Program(unittest.TestCase):
    """A program that says what it was given."""

    def setUp(self):
        keep = tempfile.TemporaryDirectory()
        self.addCleanup(keep.cleanup)
        self.folder = Path(keep.name)
        path = self.folder / "canns-analyze"
        path.write_text(
            f"#!{sys.executable}\nimport sys\n"
            "if sys.argv[1] == 'fail': sys.stderr.write('canns-analyze: it is not there.\\n'); sys.exit(66)\n"
            "print(' '.join(sys.argv[1:]))\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        before = os.environ.get("CANNS_ANALYZE")
        os.environ["CANNS_ANALYZE"] = str(path)
        self.addCleanup(lambda: os.environ.pop("CANNS_ANALYZE") if before is None else os.environ.update(CANNS_ANALYZE=before))

    def test_options(self):
        self.assertEqual(
            arguments(
                "tda", Path("results"), output="out", shuffles=100, max_dimension=2, figures=False, force=True, from_="d",
                figure_format=["svg", "pdf"], seed=None, **{"tda.components": 6}),
            "tda results -o out --shuffles 100 --max-dimension 2 --no-figures --force --from d --figure-format svg "
            "--figure-format pdf --tda.components 6".split())

    def test_standard_output_when_no_folder_was_written(self):
        self.assertEqual(canns_analyze.run("inspect", "a b.npz", brief=True), "inspect a b.npz --brief\n")

    def test_failure_carries_sentence_and_code(self):
        with self.assertRaises(canns_analyze.RunError) as caught:
            canns_analyze.run("fail")
        self.assertEqual(caught.exception.code, 66)
        self.assertEqual(str(caught.exception), "canns-analyze: it is not there. (exit code 66: no such input)")

    def test_a_program_that_is_none(self):
        os.environ["CANNS_ANALYZE"] = str(self.folder / "nothing")
        with self.assertRaisesRegex(FileNotFoundError, "is no program"):
            canns_analyze.program()


def real_program():
    try:
        return canns_analyze.program()
    except FileNotFoundError:
        return None


@unittest.skipIf(real_program() is None, "there is no canns-analyze here")
class RealResults(unittest.TestCase):
    """What the program writes, read back, against what it says of it."""

    @classmethod
    def setUpClass(cls):
        cls.keep = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.keep.name)
        session = cls.folder / "session.npz"
        canns_analyze.run("datasets", "make", "grid-module", minutes=5, cells=20, output=session, seed=3)
        cls.results = canns_analyze.run("embed", session, output=cls.folder / "results", figures=False)
        canns_analyze.run("ratemaps", cls.folder / "results", figures=False)
        cls.results = canns_analyze.run("head-direction", cls.folder / "results", figures=False) \
            if "head_direction" in cls.results["embed"] else canns_analyze.load(cls.folder / "results")
        cls.session = session

    @classmethod
    def tearDownClass(cls):
        cls.keep.cleanup()

    def test_every_array_of_every_stage(self):
        self.assertGreaterEqual(set(self.results), {"embed", "ratemaps"})
        for stage in self.results.values():
            with np.load(self.folder / "results" / f"{stage.name}.npz", allow_pickle=False) as archive:
                self.assertEqual(set(archive.files), set(stage))
                for key in stage:
                    np.testing.assert_array_equal(stage[key], archive[key])
                    name = "str" if archive[key].dtype.kind == "U" else archive[key].dtype.name
                    self.assertEqual(stage.arrays[key].dtype, name)
        self.assertEqual(self.results["embed"].units["rates"], "Hz")
        self.assertEqual(self.results["embed"].parameters["bin-ms"], 10)

    def test_errors_of_the_program(self):
        with self.assertRaises(canns_analyze.RunError) as caught:
            canns_analyze.run("embed", self.session, output=self.folder / "x", sigma=1)
        self.assertEqual(caught.exception.code, 64)

    @needs("pandas")
    def test_table(self):
        table = self.results.table("cell")
        self.assertEqual(len(table), 20)
        np.testing.assert_array_equal(table["ratemaps.information"], self.results["ratemaps"]["information"])

    @needs("xarray")
    def test_xarray_of_every_stage(self):
        for stage in self.results.values():
            data = stage.to_xarray()
            self.assertEqual(len(data.variables), len(stage))

    @needs("pynapple")
    def test_spike_counts_agree_with_the_bins(self):
        embed = self.results["embed"]
        counts = embed.to_pynapple()["counts"]
        np.testing.assert_array_equal(counts.values, embed["counts"])
        self.assertAlmostEqual(counts.time_support.tot_length(), 0.01 * len(embed["t"]), places=6)

    @needs("h5py")
    def test_hdf5_has_the_same_values(self):
        other = canns_analyze.run("embed", self.session, output=self.folder / "hdf5", figures=False, archive="h5")
        for key in other["embed"]:
            np.testing.assert_array_equal(other["embed"][key], self.results["embed"][key])


if __name__ == "__main__":
    unittest.main()
