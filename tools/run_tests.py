"""Run the tests once on SQLite and once on PostgreSQL, say what was left out, and end with one line of sums.

Marks decide what runs twice (docs/testing.md): `pure` and `browser` tests run in the SQLite pass only.
Arguments are handed to pytest: `python -m tools.run_tests tests/ledger -k seal`.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.databases import HOW_TO_GET_IT as POSTGRES_FROM
from tests.databases import NoPostgres, Server, postgres

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "test-results"
WORKERS = os.environ.get("JUANZONG_TEST_WORKERS", "2")
_PASS_MINUTES = 40
_SOAK_MINUTES = 6 * 60
NOT_APPLICABLE = ("n/a: ", "only about ")  # nothing is left out where there is nothing to test
_NO_TESTS = 5  # pytest's exit code when nothing was collected or everything was deselected


@dataclass
class Outcome:
    """What one pass brought."""

    passed: int = 0
    failed: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    seconds: float = 0


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _read(path: Path) -> Outcome:
    """The sums of a pass from its JUnit file, which exists even where the screen's last line does not."""
    cases: dict[str, str] = {}
    outcome = Outcome()
    for case in ET.parse(path).getroot().iter("testcase"):  # noqa: S314  written by our own pytest
        name = f"{case.get('classname')}:{case.get('name')}"
        if case.find("failure") is not None or case.find("error") is not None:
            cases[name] = "failed"  # once, even where both the test and its undoing failed
        elif (skipped := case.find("skipped")) is not None and skipped.get("type") != "pytest.xfail":
            reason = skipped.get("message") or "no reason given"
            if not reason.startswith(NOT_APPLICABLE):
                outcome.skipped[reason] += 1
        else:
            cases.setdefault(name, "passed")
    outcome.passed = sum(verdict == "passed" for verdict in cases.values())
    outcome.failed = sum(verdict == "failed" for verdict in cases.values())
    return outcome


def _run(command: list[str], env: dict[str, str], minutes: int) -> int:
    """Run to the end or the time limit, and take every child along when it is over."""
    with subprocess.Popen(command, env=env, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True) as process:
        try:
            return process.wait(timeout=minutes * 60)
        except subprocess.TimeoutExpired:
            say(f"stopped after {minutes} minutes")
            return 124
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def run_pass(
    name: str, marks: str, arguments: list[str], *, seed: int, database: str = "", soak: bool = False
) -> Outcome:
    """One pass of pytest; a pass that breaks down counts as one failure more. The tests of a soak may take hours each."""
    report = RESULTS / f"{name.lower()}.xml"
    report.unlink(missing_ok=True)
    env = {key: value for key, value in os.environ.items() if not key.startswith("JUANZONG_")}
    env["JUANZONG_TEST_DATABASE"] = database
    parallel = ["-n", WORKERS, "--dist", "worksteal"] if WORKERS != "0" else []
    command = [sys.executable, "-m", "pytest", "-q", *parallel, f"--randomly-seed={seed}"]
    command += [f"--junitxml={report}", "-m", marks, *arguments]
    if soak:
        command += ["-o", f"faulthandler_timeout={_SOAK_MINUTES * 60}"]
    say(f"\n== {name} (seed {seed}) ==")
    start = time.monotonic()
    code = _run(command, env, _SOAK_MINUTES if soak else _PASS_MINUTES)
    outcome = _read(report) if report.exists() else Outcome()
    outcome.seconds = time.monotonic() - start
    if code not in (0, _NO_TESTS) and outcome.failed == 0:
        say(f"pytest itself broke down: exit {code}")
        outcome.failed = 1
    return outcome


@contextlib.contextmanager
def _server() -> Iterator[Server | NoPostgres]:
    """The PostgreSQL the caller named, else one that can be found, else the reason why there is none."""
    if named := os.environ.get("JUANZONG_TEST_DATABASE"):
        yield Server(named, "JUANZONG_TEST_DATABASE")
        return
    with contextlib.ExitStack() as stack:
        found: Server | NoPostgres
        try:
            found = stack.enter_context(postgres())
        except NoPostgres as reason:
            found = reason
        yield found


def _compile_messages() -> None:
    tool = ROOT / "tools" / "messages.py"
    if tool.exists():
        subprocess.run([sys.executable, str(tool), "compile"], cwd=ROOT, check=True)


def _left_out(outcomes: dict[str, Outcome], missing: str) -> list[str]:
    lines = [missing] if missing else []
    for name, outcome in outcomes.items():
        for reason, count in sorted(outcome.skipped.items()):
            lines.append(f"{count} tests on {name}: {reason}")
    return lines


def main(arguments: list[str]) -> int:
    """Run both passes; 0 when something ran and nothing failed."""
    RESULTS.mkdir(exist_ok=True)
    soak = "--soak" in arguments
    arguments = [part for part in arguments if part != "--soak"]
    kind = "soak" if soak else "not soak"
    seed = int(os.environ.get("JUANZONG_TEST_SEED") or secrets.randbelow(2**31))
    _compile_messages()
    outcomes = {"SQLite": run_pass("SQLite", f"({kind}) and not postgresql", arguments, seed=seed, soak=soak)}
    missing = ""
    with _server() as server:
        if isinstance(server, NoPostgres):
            missing = f"the whole PostgreSQL pass ({server}). {POSTGRES_FROM}"
        else:
            marks = f"({kind}) and not sqlite and (both or not (pure or once or browser))"
            outcomes["PostgreSQL"] = run_pass("PostgreSQL", marks, arguments, seed=seed, database=server.url, soak=soak)
            say(f"(PostgreSQL: {server.what})")
    return _sum_up(outcomes, _left_out(outcomes, missing), seed)


def _sum_up(outcomes: dict[str, Outcome], left_out: list[str], seed: int) -> int:
    say("")
    for name, outcome in outcomes.items():
        say(f"{name}: {outcome.passed} passed, {outcome.failed} failed in {outcome.seconds:.0f} s")
    say(f"same order again: JUANZONG_TEST_SEED={seed}")
    say("left out: " + ("nothing" if not left_out else ""))
    for line in left_out:
        say(f"  - {line}")
    passed = sum(outcome.passed for outcome in outcomes.values())
    failed = sum(outcome.failed for outcome in outcomes.values())
    last = f"{passed} passed, {failed} failed"
    (RESULTS / "summary.txt").write_text(last + "\n", "utf-8")
    if passed + failed == 0:
        say("no test was found; is the selection right?")
    say(last)
    return 0 if failed == 0 and passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
