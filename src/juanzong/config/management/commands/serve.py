"""`juanzong serve`: everything on one machine with one command: tables, keys, background work, web server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.utils.translation import gettext as _

from juanzong.config import sqlite
from juanzong.config.arriving import Arriving
from juanzong.kit import subject_keys
from juanzong.kit.models import SubjectKey


class Command(BaseCommand):
    help = "建表、启动后台作业和网页服务 / make the tables, start background work and the web server"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--processes", type=int, default=1, help="web processes; SQLite is happiest with one")
        parser.add_argument("--demo", action="store_true", help="load the demo company when there is no data yet")
        parser.add_argument("--company", choices=("loans", "tower"), default="loans", help="which demo company")

    def handle(
        self, *args: Any, host: str, port: int, processes: int, demo: bool, company: str, **options: Any
    ) -> None:
        self._refuse_taken(host, port)
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        if SubjectKey._meta.db_table in connection.introspection.table_names():
            subject_keys.ensure_keyring()  # without the keys of what is there nothing is touched
        if demo:
            self._load_the_demo(host, port, company)
        call_command("migrate", verbosity=0, interactive=False)
        subject_keys.ensure_keyring()
        self._say_journal()
        connections.close_all()
        worker = _Kept([sys.executable, "-m", "juanzong.config", "worker"])
        shown = f"http://{host}:{port}"
        self.stdout.write(_("卷宗已启动：%(address)s  (按 Ctrl+C 停止)") % {"address": shown})
        self.stdout.flush()
        try:
            self._serve(host, port, processes)
        finally:
            worker.stop()

    def _load_the_demo(self, host: str, port: int, company: str) -> None:
        """Whoever opens the address meanwhile is told how far it is."""
        with Arriving(host, port) as page:
            self.stdout.write(_("现在可在 %(address)s 查看装入进度。") % {"address": page.address})
            self.stdout.flush()
            call_command("demo", company=company, heard=page.heard)

    def _refuse_taken(self, host: str, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                raise CommandError(
                    _("%(host)s:%(port)s 已被占用。请停止占用它的程序，或换一个端口：--port 8001")
                    % {"host": host, "port": port}
                ) from None

    def _say_journal(self) -> None:
        if connection.vendor == "sqlite" and sqlite.journal_mode() != "wal":
            self.stderr.write(_("此机的 SQLite 版本有 WAL 缺陷，已改用回滚日志；安装 pysqlite3 可消除。"))

    def _serve(self, host: str, port: int, processes: int) -> None:
        from granian import Granian
        from granian.constants import Interfaces

        os.environ["DJANGO_SETTINGS_MODULE"] = "juanzong.config.settings"
        Granian(
            "juanzong.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=processes,
            blocking_threads=4,
            respawn_failed_workers=True,
            log_enabled=settings.DEBUG,
        ).serve()


class _Kept:
    """A child process started again whenever it ends, until stopped."""

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._stopping = threading.Event()
        self._child = subprocess.Popen(command)
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def _watch(self) -> None:
        while not self._stopping.is_set():
            self._child.wait()
            if self._stopping.wait(1):
                return
            self._child = subprocess.Popen(self._command)

    def stop(self) -> None:
        self._stopping.set()
        self._child.terminate()
        try:
            self._child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._child.kill()
