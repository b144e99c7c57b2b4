"""A real PostgreSQL for the tests: a private cluster, alone on a loopback port."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SERVICE_ACCOUNT = "postgres"


def binaries() -> Path | None:
    """Return the folder of the newest installed server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@contextmanager
def server(folder: Path, *, durable: bool = False) -> Iterator[str]:
    """Run a cluster below ``folder`` and yield the address of its maintenance database.

    Unless ``durable`` it does not wait for the disk: a power cut during a test
    loses nothing anybody needs. A benchmark must wait, and may keep its cluster.
    """
    programs = binaries()
    assert programs is not None, "PostgreSQL is not installed; ./saraban test installs it"
    data, port = folder / "data", free_port()
    as_service(["mkdir", "-p", str(data)], owner_of=folder)
    init = [f"{programs}/initdb", "-D", f"{data}", "-U", "saraban", "-A", "trust", "-E", "UTF8"]
    if not (data / "PG_VERSION").exists():
        as_service([*init, "--locale=C.UTF-8", "--no-sync"], owner_of=folder)
    fsync = "on" if durable else "off"
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync={fsync}"
    (folder / "options").write_text(options)
    if (data / "postmaster.pid").exists():  # of a benchmark that was killed
        with suppress(subprocess.CalledProcessError):
            as_service([*_control(folder), "-m", "immediate", "stop"], owner_of=folder)
    _start(folder)
    try:
        yield f"postgresql+psycopg://saraban@127.0.0.1:{port}/postgres"
    finally:
        as_service([*_control(folder), "-m", "immediate", "stop"], owner_of=folder)


@contextmanager
def own_server() -> Iterator[tuple[Path, str]]:
    """Run a server that may be killed; yield its folder and its address."""
    # Not below pytest's own folder: the service account may not enter root's.
    folder = Path(tempfile.mkdtemp(prefix="saraban-pg-"))
    try:
        with server(folder) as address:
            yield folder, address
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def kill_and_start_again(folder: Path) -> None:
    """Kill a running server, -9, and start it on the same port once its children have gone."""
    first = (folder / "data" / "postmaster.pid").read_text().split()[0]
    os.kill(int(first), signal.SIGKILL)
    while True:
        try:
            _start(folder)
        except subprocess.CalledProcessError:
            time.sleep(0.1)
        else:
            return


def _start(folder: Path) -> None:
    options = (folder / "options").read_text()
    as_service([*_control(folder), "-o", options, "start"], owner_of=folder)


def _control(folder: Path) -> list[str]:
    return [f"{binaries()}/pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-w"]


def as_service(command: list[str], *, owner_of: Path) -> None:
    """Run a command as the service account when we are root, since initdb refuses root."""
    if os.geteuid() == 0:
        shutil.chown(owner_of, SERVICE_ACCOUNT)
        command = ["runuser", "-u", SERVICE_ACCOUNT, "--", *command]
    # Output goes nowhere: the server inherits it and would hold a pipe open.
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
