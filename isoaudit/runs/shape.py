"""A notebook's file read as what Jupyter takes: everything else is refused before anything is made of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StrictInt, StrictStr, StringConstraints, TypeAdapter, ValidationError

from isoaudit.errors import RunError, problem
from isoaudit.files import parse_json, read_bounded, reason

UNFIT = "không phải sổ tay Jupyter kiểu 4; mở bằng JupyterLab rồi lưu lại"
_MOST = 100_000_000  # bytes of a notebook; one with thousands of pictures is smaller


class _Kernel(BaseModel):
    name: StrictStr
    display_name: StrictStr


class _Language(BaseModel):
    name: StrictStr


class _About(BaseModel):
    kernelspec: _Kernel | None = None
    language_info: _Language | None = None


class _AboutCell(BaseModel):
    tags: list[StrictStr] = []


class _Text(BaseModel):
    cell_type: Literal["markdown", "raw"]
    metadata: _AboutCell
    source: StrictStr | list[StrictStr]
    id: Annotated[StrictStr, StringConstraints(pattern=r"^[a-zA-Z0-9_-]{1,64}$")] | None = None


class _Code(_Text):
    cell_type: Literal["code"]  # type: ignore[assignment]
    outputs: list[dict[str, Any]]
    execution_count: StrictInt | None


class _Notebook(BaseModel):
    """What papermill and nbclient rely on; what more the format asks for, Jupyter mends or does without."""

    nbformat: Literal[4]
    nbformat_minor: Annotated[StrictInt, Field(ge=0)]
    metadata: _About
    cells: list[Annotated[_Text | _Code, Field(discriminator="cell_type")]]


_SHAPE = TypeAdapter(_Notebook)


def read_notebook(path: Path) -> dict[str, Any]:
    """A notebook of format 4 as plain data. Raises RunError (``FILE_001``, ``FILE_002``)."""
    try:
        raw: dict[str, Any] = parse_json(read_bounded(path, _MOST).decode())  # UTF-8 without a mark, as Jupyter reads
        json.dumps(raw, ensure_ascii=False).encode()  # half a sign, which cannot be signed, is no text
        _SHAPE.validate_python(raw)
    except FileNotFoundError:
        raise RunError(problem("FILE_001", str(path))) from None
    except OSError as error:
        raise RunError(problem("FILE_002", str(path), reason=reason(error))) from None
    except (ValueError, RecursionError, ValidationError):
        raise RunError(problem("FILE_002", str(path), reason=UNFIT)) from None
    return raw
