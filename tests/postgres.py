"""A real PostgreSQL for the tests: a private cluster, alone on a loopback port."""

import os
import shutil
import socket
import subprocess
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
    control = [f"{programs}/pg_ctl", "-D", str(data), "-l", str(folder / "log"), "-w"]
    if (data / "postmaster.pid").exists():  # of a benchmark that was killed
        with suppress(subprocess.CalledProcessError):
            as_service([*control, "-m", "immediate", "stop"], owner_of=folder)
    as_service([*control, "-o", options, "start"], owner_of=folder)
    try:
        yield f"postgresql+psycopg://saraban@127.0.0.1:{port}/postgres"
    finally:
        as_service([*control, "-m", "immediate", "stop"], owner_of=folder)


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
