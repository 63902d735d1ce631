"""`python -m bench`: every measurement, each in a process of its own; prints the figures and keeps them in a file."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, read, say
from bench.house import BUILT, ROOT

NAMES = ("ledger", "pages", "import", "search", "work", "custody")
CUSTOMERS = 1_000_000
IMPORT_ROWS = 200_000


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--customers", type=int, default=CUSTOMERS, help="the larger of the two sizes that are searched"
    )
    parser.add_argument("--rows", type=int, default=0, help="rows of the imported sheets")
    parser.add_argument("--only", choices=NAMES, action="append", help="measure this alone; may be said more than once")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="sqlite")
    parser.add_argument("--one", choices=NAMES, help=argparse.SUPPRESS)
    parser.add_argument("--url", default="", help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    found = parser.parse_args()
    if not found.rows:
        found.rows = min(IMPORT_ROWS, found.customers)
    return found


def _measure(args: argparse.Namespace) -> None:
    """Inside the process of one measurement."""
    figures: list[Figure] = importlib.import_module(f"bench.{args.one}_bench").run(args)
    args.out.write_text(json.dumps([figure.record() for figure in figures]), "utf-8")


@contextlib.contextmanager
def _databases(wanted: str) -> Iterator[list[tuple[str, str]]]:
    """Names and addresses of the databases to measure on; a PostgreSQL of our own runs as long as the block, its
    data is kept."""
    with contextlib.ExitStack() as stack:
        found = [("sqlite", "")] if wanted in ("sqlite", "both") else []
        if wanted in ("postgresql", "both"):
            from tests.databases import postgres

            found.append(("postgresql", stack.enter_context(postgres(BUILT / "postgresql")).url))
        yield found


def _child(args: argparse.Namespace, name: str, database: str, url: str) -> list[Figure]:
    out = BUILT / f"{name}-{database}.json"
    out.unlink(missing_ok=True)
    words = ["--one", name, "--database", database, "--customers", str(args.customers), "--rows", str(args.rows)]
    command = [sys.executable, "-m", "bench", *words, "--url", url, "--out", str(out)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    done = subprocess.run(command, cwd=ROOT, env=env, check=False)
    if done.returncode or not out.exists():
        say(f"{name} on {database} was not measured: it ended with {done.returncode}")
        return [Figure(f"{name}: not measured", database, 0, 0, "", ratio=1, goal=0)]
    return read(out.read_text("utf-8"))


def main() -> int:
    """Measure, print, keep; 1 when a goal was missed."""
    args = _arguments()
    BUILT.mkdir(parents=True, exist_ok=True)
    if args.one:
        _measure(args)
        return 0
    figures: list[Figure] = []
    with _databases(args.database) as databases:
        for name in args.only or NAMES:
            for database, url in databases:
                say(f"{name} on {database}")
                found = _child(args, name, database, url)
                for figure in found:
                    sys.stdout.write(figure.line() + "\n")
                sys.stdout.flush()
                figures += found
    (BUILT / "figures.json").write_text(
        json.dumps([figure.record() for figure in figures], ensure_ascii=False, indent=1), "utf-8"
    )
    missed = sum(figure.kept is False for figure in figures)
    sys.stdout.write(f"{len(figures)} figures, {missed} missed; kept in {(BUILT / 'figures.json').relative_to(ROOT)}\n")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
