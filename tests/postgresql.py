"""A PostgreSQL server of the tests' own: Debian's programs, a cluster in a temporary folder, a Unix socket."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conftest import absent

USER = "postgres"


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@contextmanager
def server() -> Iterator[str]:
    """The folder of the socket of a server that runs meanwhile; skips where PostgreSQL is not installed."""
    programs = _programs()
    if programs is None:
        absent("PostgreSQL", "postgresql")
    assert programs is not None
    # Not below pytest's folder: only its owner may enter that, and the path of a socket may be 107 bytes long.
    folder = Path(tempfile.mkdtemp(prefix="isoaudit-pg-"))
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if as_root:
        shutil.chown(folder, USER)
    become = ["runuser", "-u", USER, "--"] if as_root else []

    def run(*command: object) -> None:
        subprocess.run([*become, *map(str, command)], check=True, capture_output=True, timeout=120, cwd=folder)

    cluster = folder / "cluster"
    try:
        run(programs / "initdb", "-D", cluster, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        run(programs / "pg_ctl", "-D", cluster, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield str(folder)
        finally:
            run(programs / "pg_ctl", "-D", cluster, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(socket: str, name: str) -> str:
    """The URL of a new empty database on that server."""
    import psycopg

    with psycopg.connect(host=socket, user=USER, dbname="postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"postgresql+psycopg://{USER}@/{name}?host={socket}"
