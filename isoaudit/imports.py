"""An import that costs more than what it is for."""

from __future__ import annotations

import sys

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
