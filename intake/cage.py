"""What the kernel takes from a process that opens foreign files: network, programs, new rights.

Three things that hold without each other: an empty network of its own, by
namespaces; a filter of system calls; and the promise never to gain rights by
starting a program. Not every kernel gives all, so ``in_force`` looks from
inside at what was got, and who shows it says what is missing.
"""

import contextlib
import ctypes
import errno
import os
import platform
import socket
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

_LIBC = ctypes.CDLL(None, use_errno=True)

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_SET_SECCOMP, _FILTER = 22, 2
_SET_NO_NEW_PRIVS, _GET_NO_NEW_PRIVS = 38, 39


@dataclass(frozen=True, slots=True)
class InForce:
    """What holds a process, as it was found from inside."""

    no_network: bool
    """It has a network of its own, with nothing in it."""
    few_calls: bool
    """The kernel refuses it sockets and what else a parser never asks for."""
    no_new_rights: bool
    """Programs it starts get no more rights than it has."""

    @property
    def parts(self) -> Mapping[str, bool]:
        """Whether each holds, under the name an administrator looks for."""
        return {
            "network namespace": self.no_network,
            "seccomp": self.few_calls,
            "no_new_privs": self.no_new_rights,
        }


# ---------------------------------------------------------------- system calls


@dataclass(frozen=True, slots=True)
class _Machine:
    """How one kind of processor numbers system calls (asm/unistd.h)."""

    audit: int
    """Its name in linux/audit.h."""
    clone: int
    never: Sequence[int]
    """Sockets, other processes, mounts, modules, keys, and what goes round a filter."""
    programs: Sequence[int]
    """Start of processes and programs, besides ``clone``."""


_CLONE3 = 435
_MACHINES: Mapping[str, _Machine] = MappingProxyType(
    {
        "x86_64": _Machine(
            audit=0xC000003E,
            clone=56,
            never=(
                *(41, 42, 43, 49, 50, 288),  # socket connect accept bind listen accept4
                *(101, 310, 311, 438),  # ptrace process_vm_readv process_vm_writev pidfd_getfd
                *(155, 161, 165, 166, 272, 308),  # pivot_root chroot mount umount2 unshare setns
                *(169, 175, 246, 313, 320),  # reboot init_module kexec_load finit_… kexec_file_…
                *(248, 249, 250, 298, 304),  # add_key request_key keyctl perf_… open_by_handle_at
                *(321, 323, 425),  # bpf userfaultfd io_uring_setup
            ),
            programs=(57, 58, 59, 322),  # fork vfork execve execveat
        ),
        "aarch64": _Machine(
            audit=0xC00000B7,
            clone=220,
            never=(
                *(198, 203, 202, 200, 201, 242),
                *(117, 270, 271, 438),
                *(41, 51, 40, 39, 97, 268),
                *(142, 105, 104, 273, 294),
                *(217, 218, 219, 241, 265),
                *(280, 282, 425),
            ),
            programs=(221, 281),
        ),
    }
)
_X32 = 0x40000000
"""From this number on, x86_64 knows every call a second time."""
_THREAD = 0x00010000
_NAMESPACES = 0x7E020000

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _AUDIT_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000


def _step(code: int, value: int, when: int = 0, otherwise: int = 0) -> bytes:
    """Write one order of the filter; ``when`` and ``otherwise`` are orders to skip."""
    return struct.pack("HBBI", code, when, otherwise, value)


def _program(machine: _Machine, *, may_start_programs: bool) -> bytes:
    """Write the filter: refused is what is named here, the rest is allowed."""
    refuse = _step(_RETURN, _REFUSE | errno.EPERM)
    steps = [
        _step(_LOAD, _AUDIT_AT),
        _step(_EQUAL, machine.audit, 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER_AT),
        *(_step(_AT_LEAST, _X32, 0, 1), refuse),
        # Told that there is no clone3, the C library uses clone, whose flags can be read here.
        *(_step(_EQUAL, _CLONE3, 0, 1), _step(_RETURN, _REFUSE | errno.ENOSYS)),
    ]
    for number in (*machine.never, *(() if may_start_programs else machine.programs)):
        steps += [_step(_EQUAL, number, 0, 1), refuse]
    steps += [
        *(_step(_EQUAL, machine.clone, 1, 0), _step(_RETURN, _ALLOW)),
        _step(_LOAD, _FIRST_ARGUMENT_AT),
        *(_step(_ANY_BIT, _NAMESPACES, 0, 1), refuse),
    ]
    if not may_start_programs:
        steps += [_step(_ANY_BIT, _THREAD, 1, 0), refuse]
    return b"".join([*steps, _step(_RETURN, _ALLOW)])


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))


def filter_calls(*, may_start_programs: bool = False) -> None:
    """Have the kernel refuse this process, for good, what no parser asks for.

    Raises ``OSError`` where the kernel has no filters, or the processor is one
    whose numbers are not known here.
    """
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        raise OSError(errno.ENOSYS, platform.machine())
    steps = _program(machine, may_start_programs=may_start_programs)
    kept = ctypes.create_string_buffer(steps, len(steps))
    program = _Program(len(steps) // 8, ctypes.addressof(kept))
    _prctl(_SET_SECCOMP, _FILTER, ctypes.addressof(program))


def _prctl(what: int, first: int, second: int = 0) -> int:
    zero, long = ctypes.c_ulong(0), ctypes.c_ulong
    got: int = _LIBC.prctl(what, long(first), long(second), zero, zero)
    if got < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return got


# ---------------------------------------------------------------- going in


def enter() -> bool:
    """Leave network and rights of this machine behind; tell whether the kernel let us.

    To be called before there is a second thread. A process of root's is then
    root over what belongs to root alone, and over nothing else of the system.
    """
    with contextlib.suppress(OSError):
        _prctl(_SET_NO_NEW_PRIVS, 1)
    user, group = os.geteuid(), os.getegid()
    if _LIBC.unshare(_NEW_USER | _NEW_NET) < 0:
        return False
    own = Path("/proc/self")
    with contextlib.suppress(OSError):  # without a name of its own it still opens what it may open
        (own / "setgroups").write_text("deny")
        (own / "gid_map").write_text(f"{group} {group} 1")
        (own / "uid_map").write_text(f"{user} {user} 1")
    return True


def own_network() -> str:
    """Name the network this process is in."""
    return str(Path("/proc/self/ns/net").readlink())


def in_force(outside: str) -> InForce:
    """Look from inside at what holds this process; ``outside`` is the network it must not be in."""
    try:
        socket.socket(socket.AF_INET).close()
    except PermissionError:
        refused = True
    else:
        refused = False
    return InForce(
        no_network=own_network() != outside,
        few_calls=refused,
        no_new_rights=_prctl(_GET_NO_NEW_PRIVS, 0) == 1,
    )
