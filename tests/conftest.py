"""What every test has: one database brought back after each test, a clock that can be stopped, no network.

docs/testing.md explains the fixtures and the marks.
"""

from __future__ import annotations

import datetime as dt
import faulthandler
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.test import TransactionTestCase

from tests.guards import stay_on_this_machine
from tests.killing import rounds
from tests.templates import Template, copy_keys

ROOT = Path(__file__).resolve().parent.parent
_USES_THE_DATABASE = {
    "db", "transactional_db", "django_db_setup", "django_db_reset_sequences", "django_db_serialized_rollback",
    "live_server", "admin_client", "admin_user", "spare_house", "demo_house",
}  # fmt: skip

# Loads the small demo company and says every number that it made up for the people in it.
LOAD_THE_DEMO = """
import json, django
django.setup()
from juanzong.config.demo import load, people
made = []
def noted(name):
    make = getattr(people, name)
    def note(*args):
        made.append(make(*args))
        return made[-1]
    setattr(people, name, note)
for name in ("mobile", "resident_id", "bank_card"):
    noted(name)
load.load(load.SMALL)
print(json.dumps(made))
"""

hypothesis.settings.register_profile(
    "juanzong",
    deadline=None,  # a busy machine is not a failure
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
    database=None,
)
hypothesis.settings.load_profile("juanzong")


class LongOnesFirst:
    """Puts what takes long at the front, so that at the end no process waits for another; files stay together."""

    @pytest.hookimpl(trylast=True)  # after they were put in random order
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=self._turn)

    @staticmethod
    def _turn(item: pytest.Item) -> int:
        place = item.path.relative_to(ROOT).parts[1]
        if place in ("browser", "everywhere"):
            return ("browser", "everywhere").index(place)
        return 2 if item.path.stem in ("test_demo", "test_killing", "test_import_killing", "test_backup") else 3


def pytest_configure(config: pytest.Config) -> None:
    stay_on_this_machine()
    config.pluginmanager.register(LongOnesFirst())


def _is_pure(item: pytest.Item) -> bool:
    if item.get_closest_marker("both") or item.get_closest_marker("browser") or item.get_closest_marker("django_db"):
        return False
    owner = getattr(item, "cls", None)
    if owner is not None and issubclass(owner, TransactionTestCase):
        return False
    return not _USES_THE_DATABASE.intersection(getattr(item, "fixturenames", ()))


@pytest.hookimpl(tryfirst=True)  # before -m looks at the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.relative_to(ROOT).parts:
            item.add_marker(pytest.mark.browser)
        if "web" in item.path.relative_to(ROOT).parts:
            item.add_marker(pytest.mark.once)
        if {"spare_house", "demo_house"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.django_db)  # else the template it copies is not made
        if _is_pure(item):
            item.add_marker(pytest.mark.pure)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("soak"):
        faulthandler.cancel_dump_traceback_later()  # the four minutes are for the others
    on_postgresql = bool(os.environ.get("JUANZONG_TEST_DATABASE"))
    if item.get_closest_marker("postgresql") and not on_postgresql:
        pytest.skip("only about PostgreSQL")
    if item.get_closest_marker("sqlite") and on_postgresql:
        pytest.skip("only about SQLite")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Template]:
    """The migrated test database, kept as a template that tests which commit are undone with."""
    unblocked = django_db_blocker.unblock  # type: ignore[attr-defined]
    with unblocked():
        from juanzong.kit.subject_keys import ensure_keyring

        ensure_keyring()
        template = Template()
    emptying = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]
    TransactionTestCase._fixture_teardown = lambda _: template.restore()  # type: ignore[attr-defined]
    yield template
    TransactionTestCase._fixture_teardown = emptying  # type: ignore[attr-defined]
    with unblocked():
        template.remove()


class Clock:
    """The house's clock in a test's hand: stop it, move it on."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    def now(self) -> dt.datetime:
        from juanzong.kit import clock

        return clock.now()

    def stop(self, moment: dt.datetime) -> dt.datetime:
        """Stop at an aware moment."""
        from juanzong.kit import clock

        return self._stack.enter_context(clock.frozen(moment))

    def forward(self, **amount: float) -> dt.datetime:
        """Move on by timedelta's own words: days=1, minutes=5."""
        return self.stop(self.now() + dt.timedelta(**amount))


@pytest.fixture(autouse=True)
def own_packs_forgotten() -> Iterator[None]:
    """Packs out of the database go with it: a process keeps them in memory, for in use they never go away."""
    yield
    from juanzong.policies.loading import library

    if library.shelved():
        library.shelve(())


@pytest.fixture
def clock() -> Iterator[Clock]:
    """A clock stopped on a Monday morning in Shanghai, 2026-06-01 09:00."""
    with ExitStack() as stack:
        held = Clock(stack)
        held.stop(dt.datetime(2026, 6, 1, 1, 0, tzinfo=dt.UTC))
        yield held


@pytest.fixture(params=[pytest.param(0, id="some"), pytest.param(250, id="thousand", marks=pytest.mark.soak)])
def kills(request: pytest.FixtureRequest) -> int:
    """How many times a kill test kills."""
    return request.param or rounds()


@dataclass(frozen=True)
class House:
    """A whole installation apart: data folder, keys, database, and the commands that work on it."""

    data: Path
    keys: Path
    env: dict[str, str]

    def command(self, *words: str) -> list[str]:
        """The argument list that runs `juanzong <words>` with this test run's Python."""
        return [sys.executable, "-c", "from juanzong.config.main import main; main()", *words]

    def run(self, *words: str, check: bool = True, **options: object) -> subprocess.CompletedProcess[str]:
        """Run `juanzong <words>` to its end; AssertionError with what it said when it fails and `check` holds."""
        done = subprocess.run(
            self.command(*words), env=self.env, cwd=self.data.parent, text=True, capture_output=True, timeout=300,
            check=False, **options,
        )  # type: ignore[call-overload]  # fmt: skip
        if check and done.returncode != 0:
            raise AssertionError(f"juanzong {' '.join(words)}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done  # type: ignore[no-any-return]

    def call(self, program: str) -> str:
        """Run a Python program in this installation; what it prints."""
        done = subprocess.run(
            [sys.executable, "-c", program], env=self.env, text=True, capture_output=True, cwd=ROOT, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *words: str, **options: object) -> subprocess.Popen[bytes]:
        """Start `juanzong <words>` and return at once; the test kills it or waits for it."""
        return subprocess.Popen(self.command(*words), env=self.env, cwd=self.data.parent, **options)  # type: ignore[call-overload,no-any-return]


@contextmanager
def a_house(folder: Path, template: Template, blocker: Any) -> Iterator[House]:
    """An installation apart below `folder`, freshly migrated and empty."""
    data, keys = folder / "data", folder / "keys"
    data.mkdir()
    copy_keys(Path(os.environ["JUANZONG_KEYS"]), keys)
    with blocker.unblock():
        url = template.copy_to(data)
    env = {name: value for name, value in os.environ.items() if not name.startswith(("JUANZONG_", "PYTEST_"))}
    env |= {
        "DJANGO_SETTINGS_MODULE": "juanzong.config.settings",
        "JUANZONG_DATA": str(data),
        "JUANZONG_KEYS": str(keys),
        "JUANZONG_DATABASE": url,
        "PYTHONPATH": str(ROOT / "src"),
    }
    yield House(data, keys, env)
    with blocker.unblock():
        template.drop(url)


@pytest.fixture
def spare_house(tmp_path: Path, django_db_setup: Template, django_db_blocker: Any) -> Iterator[House]:
    """An installation apart, freshly migrated and empty, for programs that a test starts and kills."""
    with a_house(tmp_path, django_db_setup, django_db_blocker) as house:
        yield house


@pytest.fixture(scope="session")
def demo_house(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: Template, django_db_blocker: Any
) -> Iterator[House]:
    """An installation with the small demo company, for tests that only look at it or copy it: one for a process."""
    with a_house(tmp_path_factory.mktemp("demo"), django_db_setup, django_db_blocker) as house:
        numbers = house.call(LOAD_THE_DEMO)
        (house.data.parent / "made-up.json").write_text(numbers)
        yield house
