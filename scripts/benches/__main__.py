"""`scripts/bench [PART …]`: measures, writes bench/results.json, and prints the figures beside their targets."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from rich.console import Console

from scripts.benches import approvals, gates, generate, main_job, recovery, webhooks
from scripts.benches.figures import Measured, Results
from scripts.benches.machine import machine

PARTS: Mapping[str, Callable[[], Measured]] = {
    "webhooks": webhooks.measure,
    "generate": generate.measure,
    "approvals": approvals.measure,
    "recovery": recovery.measure,
    "main-job": main_job.measure,
    "gates": gates.measure,
}


def main() -> None:
    described = "\n".join(f"  {name:10} {part.__doc__}" for name, part in PARTS.items())
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description=f"{__doc__}\n\nparts:\n{described}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help="what to measure; everything if not given")
    parser.add_argument("--results", type=Path, default=Path("bench/results.json"))
    given = parser.parse_args()
    unknown = [name for name in given.parts if name not in PARTS]
    if unknown:
        parser.error(f"there is no part {', '.join(unknown)}; the parts are {', '.join(PARTS)}")
    console, results = Console(highlight=False), Results(given.results)
    measured = given.parts or list(PARTS)
    for name in measured:
        console.print(f"measuring {name} …")
        around = machine()
        results.add(name, PARTS[name](), around)
    results.show(console)
    if missed := results.missed(measured):
        parser.exit(1, f"Not as promised: {', '.join(missed)}.\n")


if __name__ == "__main__":
    main()
