"""Writes checklists/checklist.schema.json, by which an editor checks a checklist while it is being typed.

    python tools/make_schema.py

Made from the model, so it is made again whenever the model changes; a test says when that was forgotten.
It sees the form of a field, not the law behind it: ``isoaudit checklist check`` sees both.
"""

from __future__ import annotations

import json
from pathlib import Path

from isoaudit.model import Checklist

SCHEMA = Path(__file__).parent.parent / "checklists" / "checklist.schema.json"


def schema_text() -> str:
    """The JSON Schema of a checklist as it stands in the file."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Checklist.model_json_schema(mode="validation"),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    """Write the schema beside the checklists."""
    SCHEMA.write_text(schema_text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
