"""Runs a function on a foreign file in a child process that cannot hurt its parent.

A parser fed with a hostile file may crash, spin or eat all memory. Here it does
so in a child with limits on time, memory and file size, and the caller gets an
exception. What the kernel lets us take from it besides (``intake.cage``) stands
between the machine and code that took over the child; ``in_force`` says what.

One small helper process, *the nursery*, imports the parsers once and forks a
child for every call, which costs milliseconds. ``os.fork`` in a worker with
threads could copy a lock somebody holds, and ``multiprocessing`` imports the
caller's main module in every child: the nursery has neither threads nor a past.
"""

import atexit
import contextlib
import importlib
import os
import pickle
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from intake import cage
from registry.errors import RegistryError

T = TypeVar("T")

_SIZE_BYTES = 8
_GRACE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use before it is ended."""

    seconds: float = 25.0
    """Wall clock."""
    cpu_seconds: int = 20
    memory: int = 1 << 30
    """Bytes of address space."""
    file_size: int = 64 << 20
    """Bytes of any file it writes."""
    may_start_programs: bool = False
    """Whether it may start processes; their number is limited where the kernel can count ours."""


_PROCESSES = 64
DEFAULT_LIMITS = Limits()


class SandboxFailed(Exception):
    """The function came to no result of its own; the message says how it ended."""


class Overran(SandboxFailed):
    """It used more time or memory than it was given."""


class Crashed(SandboxFailed):
    """It raised something that is no refusal."""


class Died(SandboxFailed):
    """Its process ended by a signal: a fault in a C library, or memory it could not get."""


def run(function: Callable[..., T], *arguments: object, limits: Limits = DEFAULT_LIMITS) -> T:
    """Return what ``function(*arguments)`` returns, computed in a child with ``limits``.

    ``function`` is a module's own function; what goes in and comes out must
    pickle; what its module's ``before_children`` loads, every child finds loaded.
    A ``RegistryError`` it raises is raised here. Raises ``Overran``,
    ``Crashed`` and ``Died``. Safe to call from threads and from forked processes.
    """
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            _call_nursery(function.__module__, theirs.fileno())
        deadline = time.monotonic() + limits.seconds
        request = pickle.dumps((function.__module__, function.__qualname__, arguments, limits))
        try:
            ours.settimeout(limits.seconds + _GRACE_SECONDS)
            ours.sendall(len(request).to_bytes(_SIZE_BYTES, "big") + request)
            reply = _receive(ours, deadline + _GRACE_SECONDS)
        except TimeoutError as error:
            reason = f"no answer in {limits.seconds} s"
            raise Overran(reason) from error
        except (EOFError, ConnectionError) as error:
            if time.monotonic() >= deadline:
                reason = f"stopped after {limits.seconds} s"
                raise Overran(reason) from error
            reason = "the child died"
            raise Died(reason) from error
    outcome, value = pickle.loads(reply)  # noqa: S301 - written by our own child, see module docstring
    if outcome == "returned":
        result: T = value
        return result
    if outcome == "refused":
        refusal, facts = value
        raise refusal(**facts)
    raise (Overran if outcome == "overran" else Crashed)(value)


def in_force() -> cage.InForce:
    """Look from inside a child at what holds it; raises ``SandboxFailed``."""
    return run(cage.in_force, cage.own_network())


def _receive(source: socket.socket, deadline: float) -> bytearray:
    """Read one message; raise ``EOFError`` when it breaks off."""
    size = int.from_bytes(_receive_exactly(source, _SIZE_BYTES, deadline), "big")
    return _receive_exactly(source, size, deadline)


def _receive_exactly(source: socket.socket, size: int, deadline: float) -> bytearray:
    buffer = bytearray(size)
    view = memoryview(buffer)
    while view:
        source.settimeout(max(0.001, deadline - time.monotonic()))
        count = source.recv_into(view)
        if not count:
            raise EOFError
        view = view[count:]
    return buffer


# ---------------------------------------------------------------- the caller's side


class _Nursery:
    """The helper process and the line to it."""

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # Parsers of foreign files have no business with our settings and secrets.
        environment = {k: v for k, v in os.environ.items() if not k.startswith("SARABAN_")}
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        # A page is many megabytes, which a child gets for the first time: in large pieces,
        # where the kernel waits to be asked for them, that takes half as long.
        environment["GLIBC_TUNABLES"] = "glibc.malloc.hugetlb=1"
        with theirs:
            # A group of its own: Ctrl-C ends the parent, whose end of the line ends the nursery.
            # Not a session of its own, beside which the parent's niceness would count for nothing.
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [
                    sys.executable,
                    "-c",
                    f"from intake import sandbox; sandbox.serve({theirs.fileno()})",
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=environment,
                process_group=0,
            )

    def send(self, module: str, descriptor: int) -> None:
        """Ask for a child that has ``module`` and answers on ``descriptor``."""
        socket.send_fds(self._line, [module.encode()], [descriptor])

    def close(self) -> None:
        """Hang up; the nursery ends by itself, its children by their limits."""
        self._line.close()
        self._process.wait()


_lock = threading.Lock()
_nursery: _Nursery | None = None


def _call_nursery(module: str, descriptor: int) -> None:
    global _nursery  # noqa: PLW0603 - one helper process for this process, like a thread pool
    with _lock:
        if _nursery is not None:
            try:
                _nursery.send(module, descriptor)
            except OSError:  # somebody killed it
                _nursery.close()
            else:
                return
        _nursery = _Nursery()
        _nursery.send(module, descriptor)


def _forget() -> None:
    """Start afresh in a forked process: the helper belongs to the parent."""
    global _lock, _nursery  # noqa: PLW0603 - see _call_nursery
    _lock = threading.Lock()
    if _nursery is not None:
        _nursery._line.close()  # noqa: SLF001 - its process is not ours to wait for
        _nursery._process.returncode = 0  # noqa: SLF001 - nor to warn about
    _nursery = None


@atexit.register
def _close() -> None:
    if _nursery is not None:
        _nursery.close()


os.register_at_fork(after_in_child=_forget)


# ---------------------------------------------------------------- the nursery's side


def serve(line_descriptor: int) -> None:
    """Fork a child for every call on the line, until the caller hangs up."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the children
    line = socket.socket(fileno=line_descriptor)
    apart = cage.enter()
    while True:
        module, descriptors, _, _ = socket.recv_fds(line, 1024, 1)
        if not module:
            return
        _prepare(module.decode())
        if os.fork() == 0:
            line.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # or a program's failure is never seen
            _answer(socket.socket(fileno=descriptors[0]), apart=apart)
        os.close(descriptors[0])


def _prepare(name: str) -> None:
    """Import a module and let it load what its functions need, so that no child has to."""
    loaded = importlib.import_module(name)
    getattr(loaded, "before_children", lambda: None)()


def _answer(caller: socket.socket, *, apart: bool) -> NoReturn:
    """Do one call and end this process."""
    with contextlib.suppress(OSError, EOFError):
        request = _receive(caller, time.monotonic() + _GRACE_SECONDS)
        module, name, arguments, limits = pickle.loads(request)  # noqa: S301 - from our own parent
        _limit_ourselves(limits)
        if apart:  # elsewhere the kernel counts everything this user runs, and would refuse us
            resource.setrlimit(resource.RLIMIT_NPROC, (_PROCESSES, _PROCESSES))
        function = getattr(importlib.import_module(module), name)
        reply = pickle.dumps(_outcome(function, arguments))
        caller.settimeout(None)
        caller.sendall(len(reply).to_bytes(_SIZE_BYTES, "big") + reply)
    os._exit(0)


def _limit_ourselves(limits: Limits) -> None:
    # The alarm keeps its default action, which ends the process even while a
    # C library spins; a Python handler would wait for the library to return.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_size, limits.file_size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)  # the parsers' C libraries complain there
    with contextlib.suppress(OSError):  # ``in_force`` tells of a kernel that has no filters
        cage.filter_calls(may_start_programs=limits.may_start_programs)


def _outcome(function: Callable[..., Any], arguments: tuple[object, ...]) -> tuple[str, object]:
    try:
        return "returned", function(*arguments)
    except RegistryError as refusal:
        return "refused", (type(refusal), refusal.facts)
    except MemoryError:
        return "overran", "out of memory"
    except Exception:  # noqa: BLE001 - reported to the caller, who raises Crashed
        return "crashed", traceback.format_exc(limit=4)
