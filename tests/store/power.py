"""A power cut, made of the system calls that a program made: what the disk may hold when the power goes at any moment.

`record` runs a program under strace. `cut` makes the folder anew as it may be found after the power went: what was
synced is there; of what was written since, some sectors are and some are not; of names given, taken and moved since
their folder was synced, the first few. That is what POSIX promises, which is less than what most file systems do.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
DECK = "name: Spanish\ncards:\n" + "".join(f"  - front: word {n}\n    back: palabra {n}\n" for n in range(150))
"""Comes in, or not at all."""
SECTOR = 512
"""Bytes that a disk writes whole or not at all."""
CALLS = (
    "openat,open,creat,mkdir,mkdirat,pwrite64,write,fsync,fdatasync,ftruncate,rename,renameat,renameat2,unlink,unlinkat,"
    "link,linkat,lseek,close"
)
_LINE = re.compile(r"(\d+) +(\w+)\((.*)\) += (\d+).*", re.DOTALL)
_HEX = r"((?:\\x[0-9a-f]{2})*)"
_DESCRIPTOR = re.compile(rf"(\d+)<{_HEX}>(?:\(deleted\))?")
_TEXT = re.compile(rf'"{_HEX}"')


def strace() -> str | None:
    """Where strace is and may watch a program; None where not."""
    found = shutil.which("strace")
    if found and subprocess.run([found, "-o", os.devnull, "true"], capture_output=True, check=False).returncode == 0:
        return found
    return None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a program did to the disk, or said."""

    what: str
    """`write`, `truncate`, `sync`, `create`, `link`, `rename`, `unlink`, `folder` or `said`."""
    path: str
    place: int = 0
    """Of a write, in the file; of `truncate`, the size. Bytes."""
    content: bytes = b""
    to: str = ""
    """Of `rename` and `link`, the new name."""


@dataclass(slots=True)
class _Inode:
    """A file: what is on the disk for sure, and what was done to it since."""

    content: bytearray = field(default_factory=bytearray)
    pending: list[Step] = field(default_factory=list)


def environ(home: Path) -> dict[str, str]:
    return {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def record(program: str, folder: Path, *arguments: str) -> list[Step]:
    """Run a program and keep what it did in the folder, in its order, and what it said on standard output."""
    trace = folder.with_name(f"{folder.name}.trace")
    command = ["strace", "-f", "--seccomp-bpf", "-y", "-xx", "-s", "1000000", "-e", f"trace={CALLS}", "-o", str(trace)]
    done = subprocess.run(
        [*command, sys.executable, "-c", program, str(folder), *arguments],
        cwd=ROOT,
        env=environ(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return list(_steps(trace, folder))


def cut(steps: list[Step], before: Path, target: Path, chance: random.Random) -> list[str]:
    """Make the folder as it may be when the power goes after these steps.

    Args:
        before: the folder as it was at first, all of it on the disk.

    Returns:
        the lines that the program had said by then.
    """
    names: dict[str, _Inode | None] = {}
    for path in sorted(before.rglob("*")):
        names[str(path.relative_to(before))] = _Inode(bytearray(path.read_bytes())) if path.is_file() else None
    lasting = dict(names)
    unsynced: list[Step] = []
    given: dict[int, _Inode | None] = {}
    said = b""
    for step in steps:
        inode = names.get(step.path)
        is_folder = step.path == "" or (step.path in names and inode is None)
        if step.what == "said":
            said += step.content
        elif step.what == "sync" and is_folder:
            own = [one for one in unsynced if _folder_of(one.path) == step.path]
            unsynced = [one for one in unsynced if _folder_of(one.path) != step.path]
            _name_all(own, lasting, given)
        elif step.what == "create" and step.path in names:
            continue  # opened, though it could have been made
        elif step.what in ("create", "folder", "rename", "unlink", "link"):
            given[id(step)] = _Inode() if step.what == "create" else inode
            _name_all([step], names, given)
            unsynced.append(step)
        elif inode is not None and step.what == "sync":
            _do(inode, inode.pending)
            inode.pending = []
        elif inode is not None:
            inode.pending.append(step)
    _name_all(unsynced[: chance.randint(0, len(unsynced))], lasting, given)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for name, held in sorted(lasting.items()):
        path = target / name
        if not path.parent.is_dir():
            continue  # its folder's name was never written
        if held is None:
            path.mkdir()
        elif name.endswith("-shm"):
            path.write_bytes(chance.randbytes(32768))  # it is written by mapping, which nobody sees
        else:
            path.write_bytes(_as_found(held, chance))
    return said.decode().split("\n")[:-1]


def _folder_of(path: str) -> str:
    parent = str(Path(path).parent)
    return "" if parent == "." else parent


def _name_all(steps: list[Step], names: dict[str, _Inode | None], given: dict[int, _Inode | None]) -> None:
    for step in steps:
        if step.what in ("create", "folder"):
            names[step.path] = given.get(id(step))
        elif step.what == "unlink":
            names.pop(step.path, None)
        else:
            names[step.to] = given[id(step)]
            if step.what == "rename":
                names.pop(step.path, None)


def _as_found(inode: _Inode, chance: random.Random) -> bytes:
    """The file with some of what was done since the last sync."""
    found = _Inode(bytearray(inode.content))
    manner = chance.choice(["none", "all", "first", "some", "torn"])
    steps = inode.pending if manner != "none" else []
    if manner == "first":
        steps = steps[: chance.randint(0, len(steps))]
    elif manner in ("some", "torn"):
        steps = [step for step in steps if chance.random() < 0.5]
    if manner == "torn":
        steps = [part for step in steps for part in _sectors(step) if chance.random() < 0.7]
    _do(found, steps)
    return bytes(found.content)


def _sectors(step: Step) -> Iterator[Step]:
    if step.what != "write":
        yield step
        return
    start, end = step.place, step.place + len(step.content)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        yield Step("write", step.path, start, step.content[start - step.place : stop - step.place])
        start = stop


def _do(inode: _Inode, steps: list[Step]) -> None:
    content = inode.content
    for step in steps:
        if step.what == "truncate":
            del content[step.place :]
            content.extend(bytes(step.place - len(content)))
        else:
            content.extend(bytes(max(0, step.place - len(content))))
            content[step.place : step.place + len(step.content)] = step.content


def _steps(trace: Path, folder: Path) -> Iterator[Step]:
    places: defaultdict[tuple[str, str], int] = defaultdict(int)
    begun: dict[str, str] = {}
    for line in trace.read_text(encoding="ascii").splitlines():
        process = line.partition(" ")[0]
        if line.endswith("<unfinished ...>"):
            begun[process] = line.removesuffix("<unfinished ...>")
            continue
        whole = begun.pop(process) + line.partition("resumed>")[2] if "resumed>" in line else line
        found = _LINE.fullmatch(whole)
        if found:
            yield from _of_call(found, folder, places)


def _of_call(found: re.Match[str], folder: Path, places: defaultdict[tuple[str, str], int]) -> Iterator[Step]:
    process, call, arguments, result = found.groups()
    if call in ("open", "openat", "creat"):
        name = _inside(_text(arguments), folder)
        places[process, result] = 0
        if name is not None and ("O_CREAT" in arguments or call == "creat"):
            yield Step("create", name)
            if "O_TRUNC" in arguments:
                yield Step("truncate", name, 0)
        return
    if call in ("mkdir", "mkdirat", "unlink", "unlinkat"):
        name = _inside(_text(arguments), folder)
        if name is not None:
            yield Step("folder" if call.startswith("mkdir") else "unlink", name)
        return
    if call.startswith(("rename", "link")):
        source, target = (_inside(_plain(one), folder) for one in _TEXT.findall(arguments))
        if source is not None and target is not None:
            yield Step("rename" if call.startswith("rename") else "link", source, to=target)
        return
    descriptor = _DESCRIPTOR.match(arguments)
    if descriptor is None:
        return
    number, path = descriptor[1], _plain(descriptor[2])
    if call == "write" and number == "1":
        yield Step("said", "", content=_bytes(arguments))
        return
    name = _inside(path, folder)
    if call == "lseek":
        places[process, number] = int(result)
    if name is None or path.endswith(" (deleted)"):
        return
    if call == "write":
        yield Step("write", name, places[process, number], _bytes(arguments)[: int(result)])
        places[process, number] += int(result)
    elif call == "pwrite64":
        yield Step("write", name, int(arguments.rpartition(", ")[2]), _bytes(arguments)[: int(result)])
    elif call == "ftruncate":
        yield Step("truncate", name, int(arguments.rpartition(", ")[2]))
    elif call in ("fsync", "fdatasync"):
        yield Step("sync", name)


def _inside(path: str, folder: Path) -> str | None:
    """The path below the folder, "" for itself; None where it is elsewhere."""
    if path == str(folder):
        return ""
    return path.removeprefix(f"{folder}/") if path.startswith(f"{folder}/") else None


def _text(arguments: str) -> str:
    found = _TEXT.search(arguments)
    assert found, arguments
    return _plain(found[1])


def _plain(written: str) -> str:
    return os.fsdecode(bytes.fromhex(written.replace("\\x", "")))


def _bytes(arguments: str) -> bytes:
    found = _TEXT.search(arguments)
    assert found, arguments
    return bytes.fromhex(found[1].replace("\\x", ""))
