"""What a process keeps as long as it runs, out of the way of Python's garbage collector."""

from __future__ import annotations

import gc


def keep() -> None:
    """Everything that is loaded now stays, as far as the collector is concerned.

    It looks through all there is now and then, and nothing is answered meanwhile: with what we load
    at the start that takes a tenth of a second each time, and a process that has the database's
    write lock just then makes all others wait. Done again after something else was loaded, it first
    takes away what that replaced.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
