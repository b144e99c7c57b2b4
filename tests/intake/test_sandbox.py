import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from intake import sandbox
from intake.errors import TooManyPages

SHORT = sandbox.Limits(seconds=1.0, cpu_seconds=1)


def test_the_value_comes_back() -> None:
    assert sandbox.run(_add, 2, 3) == 5


def test_the_work_is_done_elsewhere() -> None:
    assert sandbox.run(os.getpid) != os.getpid()


def test_what_functions_need_is_loaded_once_for_every_child() -> None:
    before_children()  # in this process, which is not the children's
    first, second = sandbox.run(_loaded_by), sandbox.run(_loaded_by)
    assert first == second
    assert [first] != _LOADED


def test_what_opens_foreign_files_loads_no_database() -> None:
    opening = "intake.triage, intake.raster, intake.tesseract_table, intake.drawn_copies"
    asked = f"import sys, {opening}; print({{'sqlalchemy', 'flask'}} & sys.modules.keys())"
    said = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert said.stdout == "set()\n"


def test_a_refusal_crosses_with_its_facts() -> None:
    with pytest.raises(TooManyPages, match="900 หน้า"):
        sandbox.run(_refuse)


def test_any_other_exception_is_a_crash() -> None:
    with pytest.raises(sandbox.Crashed, match="ZeroDivisionError"):
        sandbox.run(_divide)


def test_a_child_that_dies_takes_nobody_along() -> None:
    with pytest.raises(sandbox.Died):
        sandbox.run(_die)


def test_a_sleeping_child_is_ended() -> None:
    with pytest.raises(sandbox.Overran):
        sandbox.run(time.sleep, 60, limits=SHORT)


def test_a_child_that_ignores_interrupts_is_ended() -> None:
    with pytest.raises(sandbox.SandboxFailed):
        sandbox.run(_spin, limits=SHORT)


def test_memory_is_limited() -> None:
    with pytest.raises(sandbox.Overran, match="memory"):
        sandbox.run(bytearray, 2 << 30)


def test_a_large_value_crosses_whole() -> None:
    assert len(sandbox.run(bytes, 20 << 20)) == 20 << 20


def test_settings_do_not_reach_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SARABAN_SECRET_KEY", "geheim")
    sandbox._close()  # noqa: SLF001 - the next call starts a helper under the new environment
    sandbox._forget()  # noqa: SLF001 - see above
    assert "SARABAN_SECRET_KEY" not in sandbox.run(_environment)


def test_threads_may_call_at_once() -> None:
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(_half())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [21] * 8


def test_a_killed_helper_is_replaced() -> None:
    os.kill(sandbox.run(os.getppid), signal.SIGKILL)
    time.sleep(0.2)
    assert sandbox.run(_add, 1, 1) == 2


def test_a_child_is_as_nice_as_its_caller_and_beyond_ctrl_c() -> None:
    assert sandbox.run(os.nice, 0) == os.nice(0)
    assert sandbox.run(os.getsid, 0) == os.getsid(0)  # or niceness is not compared
    assert sandbox.run(os.getpgrp) != os.getpgrp()


@pytest.mark.parametrize("may_start_programs", [False, True])
def test_a_child_reaches_nobody_over_the_network(*, may_start_programs: bool) -> None:
    limits = sandbox.Limits(may_start_programs=may_start_programs)
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert _reaches(server.getsockname()[1])
        with pytest.raises(sandbox.Crashed, match="PermissionError"):
            sandbox.run(_reaches, server.getsockname()[1], limits=limits)


def test_programs_of_a_child_reach_nobody_either() -> None:
    """Tesseract is such a program."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        command = f"import socket; socket.create_connection({server.getsockname()!r})"
        said = sandbox.run(_said_by, command, limits=sandbox.Limits(may_start_programs=True))
    assert "PermissionError" in said


def test_a_child_without_the_filter_is_still_in_an_empty_network() -> None:
    """Each of the two walls holds alone; here the helper is asked, which has no filter."""
    if not sandbox.in_force().no_network:
        pytest.skip("this kernel gives no namespaces")
    command = "from intake import cage; assert cage.enter(); import socket; "
    with socket.create_server(("127.0.0.1", 0)) as server:
        said = _said_by(command + f"socket.create_connection({server.getsockname()!r})")
    assert "Network is unreachable" in said


def test_where_the_kernel_forbids_namespaces_the_rest_holds_and_says_so() -> None:
    """Under the filter ``unshare`` fails, as it does on such a kernel; the helper inherits that."""
    said = _said_by(
        "from intake import cage, sandbox; cage.filter_calls(may_start_programs=True); "
        "print([part for part, holds in sandbox.in_force().parts.items() if not holds])"
    )
    assert said == "['network namespace']\n"


def test_a_child_starts_no_processes() -> None:
    with pytest.raises(sandbox.Crashed, match="PermissionError"):
        sandbox.run(_multiply)


def test_a_child_starts_no_programs() -> None:
    with pytest.raises(sandbox.Crashed, match="PermissionError"):
        sandbox.run(_become, "/bin/true")


def test_a_child_that_wants_ten_gigabytes_is_told_no() -> None:
    with pytest.raises(sandbox.Overran, match="memory"):
        sandbox.run(bytearray, 10 << 30)


def test_a_child_writes_no_file_of_ten_gigabytes(tmp_path: Path) -> None:
    place = tmp_path / "file"
    with pytest.raises(sandbox.SandboxFailed):
        sandbox.run(_write_without_end, place, limits=sandbox.Limits(file_size=1 << 20))
    assert place.stat().st_size == 1 << 20


def test_a_child_may_make_threads() -> None:
    """Decoders of pictures do."""
    assert sandbox.run(_in_threads, 8) == 8


def _reaches(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port)):
        return True


def _said_by(command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", command], capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def _multiply() -> None:
    for _ in range(20):
        if os.fork() == 0:
            os._exit(0)


def _become(program: str) -> None:
    os.execv(program, [program])  # noqa: S606 - what the cage must refuse


def _write_without_end(place: Path) -> None:
    with place.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1 << 16))


def _in_threads(count: int) -> int:
    done: list[int] = []
    threads = [threading.Thread(target=done.append, args=(1,)) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(done)


_LOADED: list[int] = []


def before_children() -> None:
    _LOADED[:] = _LOADED or [os.getpid()]


def _loaded_by() -> int:
    return _LOADED[0]


def _add(left: int, right: int) -> int:
    return left + right


def _half() -> int:
    return sandbox.run(_add, 20, 1)


def _refuse() -> None:
    raise TooManyPages(pages=900, limit=500)


def _divide() -> float:
    return 1 / 0


def _die() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def _spin() -> None:
    while True:
        try:
            while True:
                pass
        except BaseException:  # noqa: BLE001, S110 - the worst a child can do
            pass


def _environment() -> dict[str, str]:
    return dict(os.environ)
