"""Files: what stands on the disk to text, with every way in which that can fail said clearly."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path, PureWindowsPath

from thiduascore.diagnostics import Argument, Diagnostic, DiagnosticError, Place, phrase_text, place_at

DEFAULT_BYTES = 1024 * 1024
"""The largest file that is read unless a caller says otherwise: 25 times a ruleset of 40 criteria."""

_REASONS = {
    errno.EACCES: "reason-permission",
    errno.EPERM: "reason-permission",
    errno.ELOOP: "reason-loop",
    errno.ENAMETOOLONG: "reason-name",
    errno.EINVAL: "reason-name",
}
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_file(path: str | os.PathLike[str], *, limit: int = DEFAULT_BYTES) -> str:
    """The text of a UTF-8 file, without its byte order mark; line ends stay as they are.

    `limit` is the greatest size in bytes.
    Raises DiagnosticError when there is no such file, or it is a folder, a dangling link, unreadable, empty,
    larger than the limit, binary, or not UTF-8.
    """
    name = os.fspath(path)
    try:
        raw = _read(name, limit)
    except FileNotFoundError:
        raise _error("dangling-link" if os.path.islink(name) else "file-not-found", name) from None
    except IsADirectoryError:
        raise _error("file-is-folder", name) from None
    except NotADirectoryError:
        raise _error("file-not-found", name) from None
    except OSError as error:
        raise _unreadable(name, _REASONS.get(error.errno or 0, "reason-device")) from None
    except ValueError:
        raise _unreadable(name, "reason-name") from None
    if len(raw) > limit:
        raise DiagnosticError(Diagnostic("file-too-large", {"path": name, "limit": limit}, Place(name)))
    return _decoded(raw, name)


def path_inside(folder: str | os.PathLike[str], written: str) -> Path:
    """The path that a file names, resolved within the folder of that file.

    Raises DiagnosticError `path-leaves-folder` when it is absolute on any system or leads out of the folder,
    by way of a symbolic link too; the caller adds the place of the text.
    """
    base = Path(folder).resolve()
    windows = PureWindowsPath(written)
    portable = written.replace("\\", "/")
    if windows.drive or windows.root or portable.startswith("/") or "\0" in written:
        raise _error("path-leaves-folder", written)
    try:
        target = (base / portable).resolve()
    except (OSError, RuntimeError, ValueError):
        raise _error("path-leaves-folder", written) from None
    if not target.is_relative_to(base):
        raise _error("path-leaves-folder", written)
    return target


def _read(name: str, limit: int) -> bytes:
    """At the most one byte more than the limit; never waits on a pipe or device."""
    handle = os.open(name, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(name)
        if not stat.S_ISREG(mode):
            raise _unreadable(name, "reason-not-ordinary")
        return file.read(limit + 1)


def _decoded(raw: bytes, name: str) -> str:
    if b"\0" in raw and not raw.startswith(_WIDE_MARKS):
        raise _error("file-binary", name)
    try:
        text = raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        line = raw[raw.rfind(b"\n", 0, error.start) + 1 :].split(b"\n", 1)[0].decode("utf-8", "replace")
        shown = before[: before.rfind("\n") + 1] + line
        place = place_at(name, shown, len(before), len(before) + 1)
        raise DiagnosticError(Diagnostic("not-utf8", {"offset": error.start + 1}, place)) from None
    if not text or text.isspace():
        raise _error("file-empty", name)
    return text


def _error(slug: str, path: str) -> DiagnosticError:
    place = None if slug == "path-leaves-folder" else Place(path)
    return DiagnosticError(Diagnostic(slug, {"path": path}, place))


def _unreadable(path: str, reason: str) -> DiagnosticError:
    arguments: dict[str, Argument] = {"path": path, "reason": phrase_text(reason)}
    return DiagnosticError(Diagnostic("file-unreadable", arguments, Place(path)))
