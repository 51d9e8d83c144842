"""One session through `embed` and `tda`, and the verdict on it. Needs NumPy."""

import json
import math
import re
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from common import presets
from null_sessions import STEP


def number(value):
    return math.inf if value == "inf" else float(value)


def possible(record):
    """Whether a ring or a torus is possible whatever the draws say: by the gaps, and by what the angles explain.

    Returns "no gap", "refused by the angles" or None. The thresholds are those of VerdictDecision.swift and ShapeEvidence.swift.
    """
    summary = record["summary"]
    first, second = map(number, summary["h1_gaps"])
    one, both = summary.get("explained_by_one_angle"), summary.get("explained_by_two_angles", 1)
    coverage = summary.get("torus_coverage", 1)
    whole = both >= 0.95 and coverage >= 0.75 and (one or 1) < 0.9
    ring, torus = first >= 2.0, second >= (1.2 if whole else 1.5)
    if not ring and not torus:
        return "no gap"
    if one is None:
        return None
    circle = one >= 0.9 and not summary.get("against_ring")
    two = both >= 0.9 and coverage >= 0.4 and not summary.get("against_torus")
    return None if circle or torus and two else "refused by the angles"


def analyse(program, file, folder, preset, shuffles, bars):
    """The verdict, and the verdict by the bars alone: "not asked" where it needs draws that cannot change the verdict."""
    embed, tda = presets()[preset]
    subprocess.run([program, "embed", file, "-o", folder, *embed, "--no-figures", "--quiet"], check=True, capture_output=True)
    # Loops and angles are the same whether voids are looked for or not, and on a sheet voids can take minutes.
    for draws, options in (0, tda.replace("--max-dimension 2", "")), (shuffles, tda):
        command = [program, "tda", folder, *options.split(), "--no-figures", "--quiet", "--shuffles", str(draws)]
        subprocess.run(command, check=True, capture_output=True)
        record = json.loads((Path(folder) / "tda.json").read_text())
        answer = possible(record)
        if answer == "no gap":
            return answer, answer
        if answer and not bars:
            return answer, "not asked"
    found = re.search(r"The bars alone would say (\w+)", " ".join(record["reasons"]))
    alone = found.group(1) if found else record["verdict"]
    return answer if answer and record["verdict"] not in ("ring", "torus") else record["verdict"], alone


def without_draws(program, counts, preset):
    """The record's summary for a session of spike counts [bins, cells]."""
    embed, tda = presets()[preset]
    with tempfile.TemporaryDirectory() as folder:
        np.savez(f"{folder}/session.npz", spike=counts.astype(np.int32), bin_width=STEP)
        for command in (["embed", f"{folder}/session.npz", "-o", f"{folder}/o", *embed], ["tda", f"{folder}/o", *tda.replace("--max-dimension 2", "").split(), "--shuffles", "0"]):
            subprocess.run([program, *command, "--no-figures", "--quiet"], check=True, capture_output=True)
        return json.loads(Path(f"{folder}/o/tda.json").read_text())["summary"]


def against_ring(summary):
    """As LoopEvidence.swift says, from the numbers, so that results of older programs count as well."""
    if "ring_filling" not in summary:
        return None
    occupancy, crossing, filling, thickness = (summary[f"ring_{name}"] for name in ("least_occupancy", "least_crossing", "filling", "thickness"))
    if crossing < (0.4 if occupancy < 0.02 else 0.2):
        return "interval"
    doubtful = summary["ring_turns_up"] + summary["ring_turns_down"] < 2 or occupancy < 0.02
    limit = 0.03 if doubtful else 0.06
    if filling > limit:
        return "sheet"
    return "band" if thickness > limit and filling > 0.003 and summary["ring_cells"] >= 25 else None


def verdicts(summary):
    """By the bars, with the shares, and with everything: ring, torus or why not. Bars count as longer than the null."""
    first, second = (float("inf") if gap == "inf" else gap for gap in summary["h1_gaps"])
    one, two, coverage = (summary.get(name, 1.0) for name in ("explained_by_one_angle", "explained_by_two_angles", "torus_coverage"))
    whole = two >= 0.95 and coverage >= 0.75 and one < 0.9
    torus, ring = second >= (1.2 if whole else 1.5), first >= 2
    bars = "torus" if second >= 1.5 and not ring else "ring" if ring else "none"
    if one >= 0.9 and (ring or torus):
        return bars, "ring", against_ring(summary) or "ring"
    if torus and not ring:
        fits = two >= 0.9 and coverage >= 0.4
        return bars, "torus" if fits else "none", summary.get("against_torus") or "torus"
    return bars, "none", "share" if ring else "no gap"
