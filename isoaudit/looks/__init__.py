"""The one look of everything people see: ``tokens.css``, as text for sheets and as colours for what is drawn."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files


@cache
def tokens() -> str:
    """Colours, type and spaces as custom properties of CSS: what a sheet that uses them is put behind."""
    return files(__package__).joinpath("tokens.css").read_text(encoding="utf-8")


@cache
def colour(name: str) -> str:
    """A colour by its name in ``tokens.css``, on white paper: six digits after ``#``.

    For drawings, whose viewers know no custom properties. Raises KeyError for a name that is no colour there.
    """
    light = tokens().partition("}")[0]
    colours: dict[str, str] = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    return colours[name]


def faces(name: str = "face") -> list[str]:
    """The fonts of a text, the first that a machine has being taken: ``face``, ``face-letter``, ``face-code``.

    Raises KeyError for a name that is none there.
    """
    said: dict[str, str] = dict(re.findall(r"--(face[\w-]*): ([^;]+);", tokens()))
    return [one.strip().strip('"') for one in said[name].split(",")]
