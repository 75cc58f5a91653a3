"""Writes checklist.schema.json and wording.schema.json, by which an editor checks a file while it is being typed.

    python tools/make_schema.py

Made from the model, so it is made again whenever the model changes; a test says when that was forgotten.
It sees the form of a field, not the law behind it: ``isoaudit checklist check`` sees both.
"""

from __future__ import annotations

import json
from pathlib import Path

from isoaudit.model import Checklist, Noun, WordingLibrary

SHELF = Path(__file__).parent.parent / "checklists"
SCHEMA = SHELF / "checklist.schema.json"
WORDING_SCHEMA = SHELF / "wording.schema.json"
MADE: dict[Path, type[Noun]] = {SCHEMA: Checklist, WORDING_SCHEMA: WordingLibrary}


def schema_text(noun: type[Noun] = Checklist) -> str:
    """The JSON Schema of a checklist, or of another file of the folder, as it stands in the file."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **noun.model_json_schema(mode="validation")}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    """Write the schemas beside the checklists."""
    for path, noun in MADE.items():
        path.write_text(schema_text(noun), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
