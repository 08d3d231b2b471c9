"""Where a report goes: standard output, or a file that is written whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path


def write(chunks: Iterable[str], out: str | None) -> None:
    """Writes the text as UTF-8 to `out`, or to standard output for None and "-".

    Raises OSError when the file cannot be written; an earlier file of that name then stands as it was.
    """
    if out is None or out == "-":
        for chunk in chunks:
            sys.stdout.write(chunk)
        sys.stdout.flush()
        return
    file = Path(os.path.realpath(out))
    if file.exists() and not file.is_file():
        _stream(chunks, file)
    else:
        _replace(chunks, file)


def _stream(chunks: Iterable[str], device: Path) -> None:
    with open(device, "w", encoding="utf-8", errors="backslashreplace", newline="") as sink:
        sink.writelines(chunks)


def _replace(chunks: Iterable[str], file: Path) -> None:
    import tempfile  # only those who write a file pay for it

    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".part")
    try:
        with open(handle, "w", encoding="utf-8", errors="backslashreplace", newline="") as sink:
            sink.writelines(chunks)
            sink.flush()
            os.fsync(sink.fileno())
        os.chmod(name, _mode(file))
        os.replace(name, file)
    except BaseException:
        os.unlink(name)
        raise


def _mode(file: Path) -> int:
    """The permissions of the file that is replaced, or those that a new file would get."""
    if file.exists():
        return file.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
