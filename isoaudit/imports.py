"""Imports that cost more than what they are for."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

_PARSER = "rfc3987_syntax"


def jsonschema_without_addresses() -> None:
    """Import jsonschema, but not the parser of web addresses that it asks for: it takes longer than all the rest.

    jsonschema does without where the parser is not installed. Whoever wants the parser afterwards gets it.
    """
    if "jsonschema" in sys.modules or _PARSER in sys.modules:
        return
    sys.modules[_PARSER] = None  # type: ignore[assignment]
    try:
        import jsonschema  # noqa: F401
    finally:
        del sys.modules[_PARSER]


def alone(name: str) -> ModuleType:
    """The module ``name`` without what its package imports beside it, as all countries for one.

    The package itself is not taken for loaded afterwards. Raises ImportError as an import does.
    """
    package = name.rpartition(".")[0]
    if name not in sys.modules and package not in sys.modules:
        spec = find_spec(package)
        bare = ModuleType(package)
        bare.__path__ = list(spec.submodule_search_locations or ()) if spec else []
        sys.modules[package] = bare
        try:
            return import_module(name)
        finally:
            del sys.modules[package]
    return import_module(name)


class _StandIn(ModuleType):
    """A module that can be imported and has nothing in it."""

    def __getattr__(self, name: str) -> object:
        raise AttributeError(f"{self.__name__}.{name} is not loaded in this process")


def stand_in(*names: str) -> None:
    """Let these modules be imported without being loaded; whoever uses anything of them gets AttributeError.

    A module within another follows it: ``stand_in("scipy", "scipy.stats")``. What is loaded already stays.
    """
    for name in names:
        if name in sys.modules:
            continue
        sys.modules[name] = _StandIn(name)
        within, _, last = name.rpartition(".")
        if within:
            setattr(sys.modules[within], last, sys.modules[name])
