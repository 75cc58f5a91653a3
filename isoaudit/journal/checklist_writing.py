"""A checklist as the text of its file: what is read of it says the same."""

from __future__ import annotations

from typing import Any

import yaml

from isoaudit.model import Checklist, Noun

_HEAD = "# {title}\n# Made by isoaudit checklist import. How to change it: docs/checklist-format.md.\n"


class _Dumper(yaml.SafeDumper):  # type: ignore[misc]
    """YAML without anchors, lists set in from their field."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


class _Flow(dict[str, Any]):
    """A group that stands in one line."""


class _FlowList(list[Any]):
    """A list that stands in one line."""


_MAP, _SEQUENCE = "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"


def _quoted(dumper: Any, text: str) -> Any:
    """A text; in quotation marks where it begins like a number or a day, which the reader of our files is strict about:
    «0E0» is none of both to PyYAML, but a number to YAML."""
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if text[:1].isalpha() else '"')


_Dumper.add_representer(str, _quoted)
_Dumper.add_representer(_Flow, lambda dumper, data: dumper.represent_mapping(_MAP, data, flow_style=True))
_Dumper.add_representer(_FlowList, lambda dumper, data: dumper.represent_sequence(_SEQUENCE, data, flow_style=True))
_IN_ONE_LINE = ("iso_9001_2015", "examine", "kinds")


def raw_text(raw: dict[str, Any]) -> str:
    """The text of a checklist as its fields are read from a file, right or wrong."""
    criteria = [_laid_out(criterion) for criterion in raw["criteria"]]
    selections = [_laid_out(selection) for selection in raw.get("selections") or []]
    whole = {**raw, "criteria": criteria, **({"selections": selections} if selections else {})}
    text: str = yaml.dump(whole, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000)
    return _HEAD.format(title=" ".join(str(raw.get("title", "")).split())) + text


def checklist_text(checklist: Checklist) -> str:
    """The text of a checklist."""
    raw = _said(checklist)
    return raw_text({**raw, "criteria": [_said(one) for one in checklist.criteria]})


def _said(noun: Noun) -> dict[str, Any]:
    return {name: value for name, value in noun.model_dump().items() if value is not None}


def _laid_out(raw: dict[str, Any]) -> dict[str, Any]:
    """Short lists and citations in a line each, as in the files that are written by hand."""
    laid: dict[str, Any] = {}
    for name, value in raw.items():
        if name == "basis":
            laid[name] = [_Flow(one) for one in value]
        elif name in _IN_ONE_LINE and isinstance(value, (list, tuple)):
            laid[name] = _FlowList(value)
        else:
            laid[name] = list(value) if isinstance(value, tuple) else value
    return laid
