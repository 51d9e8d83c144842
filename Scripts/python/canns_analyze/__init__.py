"""Results of canns-analyze in Python, and the program as a function. No science in here: what was computed, the program computed.

    >>> import canns_analyze
    >>> results = canns_analyze.load("results")
    >>> results["decode"]["coordinates"], results["decode"].units["coordinates"]
    >>> results.table("cell")                 # pandas: every number of every cell
    >>> results["embed"].to_pynapple()["rates"]
    >>> results["ratemaps"].to_xarray()
    >>> canns_analyze.run("tda", "results", shuffles=100, max_dimension=2)

Needs NumPy. pandas, xarray, pynapple and h5py (for ``--archive h5``) are imported when something is asked that needs them.
"""

from .program import RunError, program, run
from .results import Array, LoadError, Results, Stage, load

__all__ = ["Array", "LoadError", "Results", "RunError", "Stage", "load", "program", "run"]
__version__ = "0.0.0"  # Scripts/package writes the program's version here.
