"""The administrator's commands as they are typed."""

from __future__ import annotations

import re
from typing import Any

import pytest

from juanzong.config.main import main
from tests.conftest import House

pytestmark = pytest.mark.once

PASSWORD = "four unrelated words"
INIT = ("init", "--company", "杭州鸿远", "--username", "admin", "--name", "周敏", "--password-file", "-")


def test_init_makes_company_and_administrator_once(spare_house: House) -> None:
    said = spare_house.run(*INIT, input=PASSWORD).stdout
    assert "keyring.json" in said
    assert PASSWORD not in said
    again = spare_house.run(*INIT, input=PASSWORD, check=False)
    assert again.returncode != 0
    assert "Traceback" not in again.stderr
    assert spare_house.run("staff", "list").stdout.split()[:2] == ["admin", "周敏"]


@pytest.mark.parametrize("password", ["", "administrator"])
def test_init_takes_no_weak_password_and_leaves_nothing_behind(spare_house: House, password: str) -> None:
    refused = spare_house.run(*INIT, input=password + "\n", check=False)
    assert refused.returncode != 0
    assert "Traceback" not in refused.stderr
    assert spare_house.run("staff", "list").stdout == ""


def test_init_without_a_terminal_says_what_to_give(spare_house: House) -> None:
    refused = spare_house.run("init", "--company", "x", input="", check=False)
    assert refused.returncode != 0
    assert "--username" in refused.stderr


def test_a_password_is_reset_from_the_servers_own_shell(spare_house: House) -> None:
    spare_house.run(*INIT, input=PASSWORD)
    said = spare_house.run("staff", "reset", "admin").stdout
    assert re.search(r"^\w{4}(-\w{4}){3}$", said, re.MULTILINE)
    assert spare_house.run("staff", "reset", "nobody", check=False).returncode != 0


@pytest.mark.both
def test_keys_are_rotated_and_old_ones_retired(spare_house: House) -> None:
    spare_house.run(*INIT, input=PASSWORD)
    first = spare_house.run("keys", "status").stdout
    spare_house.run("keys", "rotate")
    both = spare_house.run("keys", "status").stdout
    assert len(both.splitlines()) == len(first.splitlines()) + 1
    spare_house.run("keys", "retire")
    after = spare_house.run("keys", "status").stdout
    assert len(after.splitlines()) == len(first.splitlines())
    assert after != first


def test_a_missing_key_file_is_said_plainly_and_nothing_is_made_in_its_place(spare_house: House) -> None:
    spare_house.run(*INIT, input=PASSWORD)
    (spare_house.keys / "keyring.json").unlink()
    refused = spare_house.run("keys", "rotate", check=False)
    assert refused.returncode != 0
    assert "keyring.json" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (spare_house.keys / "keyring.json").exists()


def _typed(monkeypatch: pytest.MonkeyPatch, *words: str) -> Any:
    """What `juanzong <words>` ends with, in this process."""
    monkeypatch.setattr("sys.argv", ["juanzong", *words])
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code


@pytest.mark.parametrize("command", ["createsuperuser", "changepassword", "flush", "loaddata"])
def test_no_command_makes_accounts_or_changes_data_around_the_ledger(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "init" in _typed(monkeypatch, command)


@pytest.mark.parametrize(
    "command", ["backup", "demo", "init", "keys", "ledger", "packs", "restore", "serve", "staff", "watch"]
)
def test_every_command_explains_itself(command: str, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert _typed(monkeypatch, command, "--help") == 0
    assert f"juanzong {command}" in capsys.readouterr().out
