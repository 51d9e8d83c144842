"""What the benchmark scripts share."""

import json
import math
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent


def build():
    subprocess.run(["swift", "build", "-c", "release", "--product", "canns-analyze"], cwd=ROOT, check=True)
    subprocess.run(["swift", "build", "-c", "release", "--product", "benchmarks"], cwd=HERE, check=True)


def run_process(command):
    """Runs a command and returns its output, wall and CPU seconds, and peak memory in MB."""
    with tempfile.TemporaryFile() as output, open(os.devnull, "wb") as nothing:
        start = time.perf_counter()
        process = subprocess.Popen(list(map(str, command)), stdout=output, stderr=nothing)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode()
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit code {process.returncode}")
    return text, dict(wall=[wall], cpu=[usage.ru_utime + usage.ru_stime], peak_memory_MB=usage.ru_maxrss / 1024)


def compiled(source, folder):
    """A program of peers/, compiled against the built libraries (swift build -c release) as a part of their package."""
    program = Path(folder) / Path(source).stem
    # As the package manager names a package: after its folder.
    package = re.sub("[^a-z0-9]", "_", ROOT.name.lower())
    script = f"""
        set -euo pipefail
        root="{ROOT}"
        . "$root/Scripts/library-flags"
        mkdir -p "{program}.source" && cp "{HERE}/peers/{source}" "{program}.source/main.swift"
        swiftc -O "${{flags[@]}}" -package-name {package} -module-name Ours -o "{program}" "{program}.source/main.swift" "${{objects[@]}}"
    """
    subprocess.run(["bash", "-c", script], check=True)
    return program


def median_cpu(command):
    """The median of the CPU seconds that a program prints in lines of JSON."""
    lines = [json.loads(line) for line in run_process(command)[0].splitlines() if line.startswith("{")]
    return statistics.median(line["cpu"] for line in lines)


def number(value, unit="s"):
    if value is None:
        return "–"
    if unit == "MB":
        return f"{value:.0f}"
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def ratio(peer, ours):
    return "–" if not peer or not ours else f"{peer / ours:.0f}×" if peer / ours >= 10 else f"{peer / ours:.1f}×"


def row(*cells):
    return "| " + " | ".join(cells) + " |"


def machine_text():
    """Date, processor, cores, memory, system and compiler."""
    model = platform.processor()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout.split("(")[0].strip()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{time.strftime('%Y-%m-%d')}, {model}, {os.cpu_count()} cores, {memory:.0f} GB, "
        f"{platform.system()} {platform.release().split('-')[0]}. {swift}. One-minute load {os.getloadavg()[0]:.1f}."
    )


def clopper_pearson(found, count, level=0.05):
    """The interval of Clopper and Pearson of a share, by bisection on the binomial distribution."""
    def tail(p, first, last):
        if not 0 < p < 1:
            return float(first <= (count if p else 0) <= last)
        constant = math.lgamma(count + 1)
        return sum(
            math.exp(constant - math.lgamma(k + 1) - math.lgamma(count - k + 1) + k * math.log(p) + (count - k) * math.log1p(-p))
            for k in range(first, last + 1))
    def solve(f):
        low, high = 0.0, 1.0
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if f(middle) else (low, middle)
        return low
    lower = 0.0 if found == 0 else solve(lambda p: tail(p, found, count) < level / 2)
    upper = 1.0 if found == count else solve(lambda p: tail(p, 0, found) > level / 2)
    return lower, upper


def insert_results(name, text):
    """Puts a table into README.md, between the two markers of that name."""
    readme = HERE / "README.md"
    start, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    before, rest = readme.read_text().split(start, 1)
    readme.write_text(f"{before}{start}{text}\n{end}{rest.split(end, 1)[1]}")


def presets():
    """Options of embed and tda of two presets, as in Sources/Workbench/Presets."""
    return {
        "grid": (
            ["--no-speed-filter", "--sigma-ms", "100"],
            "--selection uniform --stride 1 --active 8000 --neighbors 500 --landmarks 600 --landmark-neighbors 400 --landmark-draws 3 --transform sqrt --max-dimension 2",
        ),
        "head-direction": (
            ["--no-speed-filter", "--sigma-ms", "300"],
            "--components 4 --stride 1 --selection uniform --active 4000 --neighbors 300 --landmarks 400 --landmark-neighbors 300 --landmark-draws 5 --transform sqrt",
        ),
    }
