"""Run the benchmarks one after another, each in a process of its own: `python -m benchmarks [NAME …]`."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from benchmarks import ROOT, command

PROGRAMS = (
    *("standin", "throughput", "run_command", "catalog_read", "plan", "parse", "cli_diff", "many_tables"),
    *("backfill", "pulumi_run", "unchanged_preview", "index_builds"),
)


def main() -> int:
    """Run those that were named, or all, with their default sizes; the output is begun anew."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("programs", nargs="*", metavar="NAME", help=f"any of {', '.join(PROGRAMS)}")
    parser.add_argument("--output", type=Path, default=command.LATEST, help="the file with the results")
    given = parser.parse_args()
    if unknown := [name for name in given.programs if name not in PROGRAMS]:
        parser.error(f"there is no {unknown[0]}; there are {', '.join(PROGRAMS)}")
    load = os.getloadavg()[0]
    if load > 0.5:
        print(f"the machine is busy (load {load:.1f}): ratios hold better than times", file=sys.stderr)
    given.output.unlink(missing_ok=True)
    failed = False
    for name in given.programs or PROGRAMS:
        ran = [sys.executable, "-m", f"benchmarks.{name}", "--output", given.output.absolute()]
        failed |= subprocess.run(ran, cwd=ROOT, check=False).returncode != 0
    print(f"\nresults: {given.output}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
