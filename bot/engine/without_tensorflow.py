"""Lets a process use Rasa without loading TensorFlow.

Rasa imports TensorFlow in modules that every process loads, although only the neural components
use it. Measured here: 9 of 13 seconds of start-up and about 300 MB in each engine process. Our
pipeline has no neural component, so the engine puts names in TensorFlow's place that satisfy the
import statements and refuse every use.

Training and the stock bench model use the real one: call :func:`install` only where it must not
load, before the first import of Rasa.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
import types
from typing import Any, MutableSequence

PACKAGES = ("tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras")


class TensorFlowIsOff(ImportError):
    """Something tried to use TensorFlow in a process that runs without it.

    An ImportError, so that packages which only look whether it is there (thinc) go on without it.
    """


class _Refusing(type):
    """Class of the stand-ins: attributes are stand-ins again, calls are refused."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _stand_in(f"{cls.__name__}.{name}")

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        # Used as a decorator: give the decorated thing back.
        if len(args) == 1 and not kwargs and (callable(args[0]) or isinstance(args[0], type)):
            return args[0]
        if cls.__name__.endswith(("function", "register_keras_serializable")):
            return lambda decorated: decorated
        raise TensorFlowIsOff(f"{cls.__name__} was used in a process without TensorFlow")

    # Annotations such as Union[tf.Tensor, None] and Optional[tf.Tensor | int].
    def __or__(cls, other: Any) -> Any:
        return Any

    def __ror__(cls, other: Any) -> Any:
        return Any


def _stand_in(name: str) -> Any:
    return _Refusing(name, (), {"__module__": __name__})


class _Module(types.ModuleType):
    __path__: MutableSequence[str] = []
    __version__ = "0"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = _stand_in(f"{self.__name__}.{name}")
        setattr(self, name, value)
        return value


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:
        if fullname.split(".")[0] in PACKAGES:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        return None


def install() -> None:
    """Put the stand-ins in place.

    Raises:
        RuntimeError: TensorFlow is loaded already, so it is too late.
    """
    if "tensorflow" in sys.modules and not isinstance(sys.modules["tensorflow"], _Module):
        raise RuntimeError("TensorFlow is loaded already; call install() before importing Rasa")
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
