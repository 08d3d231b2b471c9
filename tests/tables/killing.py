"""A worker that dies in the middle of its task, once: Spark tries the task again in another one."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any


def killed_once(frame: Any) -> Any:
    """The frame, whose first partition kills its worker when it is tried for the first time."""
    names = [f"c{number}" for number in range(len(frame.columns))]
    plain = frame.toDF(*names)
    return plain.mapInArrow(_killing, plain.schema).toDF(*frame.columns)


def _killing(batches: Iterator[Any]) -> Iterator[Any]:
    from pyspark import TaskContext

    context = TaskContext.get()
    assert context is not None
    for batch in batches:
        yield batch
        if context.partitionId() == 0 and context.attemptNumber() == 0:
            # Something of the partition has gone on already.
            os.kill(os.getpid(), signal.SIGKILL)
