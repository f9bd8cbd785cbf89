"""The benchmark's table and plot."""

import argparse
import datetime
import os
import platform
from pathlib import Path

import numpy as np

from nnlib import plots
from nnlib.props.growth import measure_growth
from tools import bench_growth, bench_steps
from tools.notebook import ROOT

PLOT = ROOT / "artifacts" / "growth.png"
PARTS = {
    "steps": bench_steps.rows,
    "gradient": bench_growth.gradient_rows,
    "growth": bench_growth.growth_rows,
    "memory": bench_growth.memory_rows,
    "proofs": bench_growth.proof_rows,
    "notebooks": bench_growth.notebook_rows,
}


def main(arguments):
    parser = argparse.ArgumentParser(prog="course.py bench", description=__doc__)
    parser.add_argument("--plot", type=Path, default=PLOT, help="where the plot goes (a PNG)")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART")
    options = parser.parse_args(arguments)
    print("\n".join(machine()))
    missed = 0
    for part in options.only:
        given = [draw(options.plot)] if part == "growth" else []
        for row in PARTS[part](*given):
            missed += row.met is False
            print(line(row), flush=True)
    print(f"Load now: {load()}. Bars missed: {missed}.")
    return 0


def draw(path):
    """Measure the growth of a gradient's cost, save its plot, and give what was measured."""
    measured = measure_growth([(m, m, m, 1) for m in bench_growth.WIDTHS])
    path.parent.mkdir(parents=True, exist_ok=True)
    plots.growth(measured).save(path)
    print(f"Plot: {path}")
    return measured


def line(row):
    """One row: what, measured, bar, met or not."""
    bar = ""
    if row.bar is not None:
        sign, verdict = "≥" if row.least else "≤", "met" if row.met else "NOT MET"
        bar = f"{sign} {row.bar:g}{row.unit}  {verdict}"
    return f"{row.work:72} {row.measured:9.4g}{row.unit:3}  {bar}".rstrip()


def machine():
    """What was measured on: versions, processor, BLAS kernel, load."""
    yield f"{datetime.date.today()}, {platform.platform()}, {os.cpu_count()} cores, load {load()}"
    yield f"Processor: {processor()}"
    yield f"Python {platform.python_version()}, numpy {np.__version__}, {versions()}"
    yield from (f"{name} is not installed: no rows about it." for name in bench_steps.missing())
    yield f"BLAS: {blas()}"
    yield "CPU time, one thread, float64, medians over rounds in which all run in turn."


def load():
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def processor():
    """The processor's name, where the system tells it."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text().splitlines() if known.exists() else []
    names = [text.partition(": ")[2] for text in lines if text.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def versions():
    """The peers' versions."""
    from importlib.metadata import version

    names = {"PyTorch": "torch", "autograd": "autograd", "scikit-learn": "scikit-learn"}
    found = [f"{name} {version(names[name])}" for name in bench_steps.installed()]
    return ", ".join(found) or "no peers"


def blas():
    """The BLAS that numpy was built with, and the kernel that it chose for this processor."""
    built = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    name = f"{built['name']} {built['version']}"
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return f"{name}; the kernel is told where threadpoolctl is installed"
    numpys = [found for found in threadpool_info() if "numpy" in found["filepath"]]
    chosen = [f"kernel {found['architecture']}, {found['num_threads']} thread" for found in numpys]
    return ", ".join([name, *chosen])
