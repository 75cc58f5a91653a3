"""Text files (YAML, TOML, JSON, notebooks, CSV) spoilt: pure functions of a file's bytes and a seeded ``random.Random``.

``mutated`` draws one to three of :data:`MUTATORS` and says which, so a file that breaks something can be made again
from its seed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from random import Random
from typing import Any

from mutations import bytes_cut, bytes_flipped, bytes_repeated
from test_charsets import to_tcvn3

Mutator = Callable[[bytes, Random], bytes]

VALUES = (
    *(
        "",
        "0",
        "-1",
        "1e309",
        ".inf",
        "NaN",
        "null",
        "~",
        "true",
        "no",
        "abc",
        "٣",
        "９",
        '"',
        "'",
        "\\",
        "\\ud800",
        "|",
    ),
    *("99999999999999999999", "9" * 5000, "0x" + "f" * 5000, "1_000", "190:20:30", "0o17", "1.5", "-0.0", "1e-400"),
    *(
        "2026-13-45",
        "0000-00-00",
        "9999-12-31",
        "0001-01-01",
        "20226-01-01",
        "2026-02-30T25:61:61Z",
        "29/2/2026",
        "46000",
    ),
    *(
        "[]",
        "{}",
        "[[]]",
        "[1, 2]",
        '{"a": 1}',
        "{a: 1}",
        "[" * 3000,
        "{" * 3000,
        '{"a":' * 2000,
        "[" * 200 + "]" * 200,
    ),
    *(
        "!!python/object/apply:os.system [id]",
        "!!binary x",
        "!!int x",
        "!!timestamp y",
        "!a b",
        "&a [*a]",
        "*b",
        "<<: *c",
    ),
    *(
        "? [a]",
        "---",
        "...",
        "%YAML 9.9",
        "@",
        "`",
        "{{ 7*7 }}",
        "{%p if",
        "../../x",
        "=1+1",
        "\u200b",
        "\ufeff",
        "\u202e",
    ),
    *(
        "\ufffd",
        "Ð",
        "Së",
        "Sá»Ÿ",
        "S?",
        "\x00",
        "\x1b[2J",
        "\x85",
        "\u2028",
        "a" * 40_000,
        "\U0001f600",
        "é",
        "e\u0301",
    ),
)
"""What stands where a value, a key or a piece of text was."""
LAUGHS = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))]
)
"""Nine to the twelfth values in twelve lines of YAML."""


def mutated(data: bytes, random: Random) -> tuple[str, bytes]:
    """A file with one to three changes, and their names joined by ``, ``."""
    said = []
    for _ in range(random.choice((1, 1, 2, 3))):
        name = random.choice(list(MUTATORS))
        try:
            data = MUTATORS[name](data, random)
        except (ValueError, IndexError, RecursionError):
            continue  # nothing to change, or no JSON
        said.append(name)
    return ", ".join(said), data


def _on_text(change: Callable[[str, Random], str]) -> Mutator:
    def mutate(data: bytes, random: Random) -> bytes:
        return change(data.decode("utf-8", "surrogateescape"), random).encode("utf-8", "surrogateescape")

    return mutate


def _on_lines(change: Callable[[list[str], Random], None]) -> Mutator:
    def on_text(text: str, random: Random) -> str:
        lines = text.split("\n")
        change(lines, random)
        return "\n".join(lines)

    return _on_text(on_text)


# --- lines ----------------------------------------------------------------------------------------------------------


def _lines_dropped(lines: list[str], random: Random) -> None:
    at = random.randrange(len(lines))
    del lines[at : at + random.choice((1, 1, 5, 50))]


def _lines_repeated(lines: list[str], random: Random) -> None:
    """A line or a block stands twice, or a thousand times: keys repeated, rows repeated."""
    at = random.randrange(len(lines))
    block = lines[at : at + random.choice((1, 1, 6))]
    lines[at:at] = block * random.choice((1, 1, 1, 1000))


def _lines_swapped(lines: list[str], random: Random) -> None:
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]


def _line_indented(lines: list[str], random: Random) -> None:
    at = random.randrange(len(lines))
    lines[at] = random.choice(("  ", "\t", " ", "\u00a0", " " * 500)) + lines[at].lstrip(random.choice((" ", "")))


def _line_split(lines: list[str], random: Random) -> None:
    at = random.randrange(len(lines))
    where = random.randrange(len(lines[at]) or 1)
    lines[at : at + 1] = [lines[at][:where], lines[at][where:]]


def _lines_joined(lines: list[str], random: Random) -> None:
    at = random.randrange(len(lines))
    lines[at : at + 3] = ["".join(lines[at : at + 3])]


def _line_put_in(lines: list[str], random: Random) -> None:
    lines.insert(random.randrange(len(lines)), random.choice(VALUES))


def _line_huge(lines: list[str], random: Random) -> None:
    at = random.randrange(len(lines))
    lines[at] = lines[at] + random.choice(("a", " ", "[", "{", '"', ",", "a.", "- ", "1", ": ")) * 90_000


def _laughs_put_in(lines: list[str], random: Random) -> None:
    lines.insert(random.choice((0, len(lines))), LAUGHS)


def _anchor_put_in(lines: list[str], random: Random) -> None:
    """A YAML anchor at one value and an alias at another."""
    placed = [at for at, line in enumerate(lines) if ": " in line]
    one, other = random.choice(placed), random.choice(placed)
    lines[one] = lines[one].replace(": ", ": &mốc " if random.random() < 0.2 else ": &m ", 1)
    lines[other] = lines[other].partition(":")[0] + ": *m"


# --- values and signs -----------------------------------------------------------------------------------------------


def _value_changed(text: str, random: Random) -> str:
    """What stands after a colon, an equals sign or a comma is something else."""
    for _ in range(random.choice((1, 1, 8))):
        at = random.choice(list(re.finditer(r"(?<=[:=,;])[^\n,;]*", text)))
        new = random.choice(VALUES)
        text = text[: at.start()] + random.choice((" ", ' "', "")) + new + text[at.end() :]
    return text


def _key_changed(text: str, random: Random) -> str:
    at = random.choice(list(re.finditer(r"[\w\"-]{1,60}(?=\s{0,9}[:=])", text)))
    others = [one[0] for one in re.finditer(r"[\w\"-]{1,60}(?=\s{0,9}[:=])", text)]
    return text[: at.start()] + random.choice((*others, *VALUES)) + text[at.end() :]


def _sign_put_in(text: str, random: Random) -> str:
    for _ in range(random.choice((1, 3, 9))):
        at = random.randrange(len(text))
        text = text[:at] + random.choice(VALUES) + text[at:]
    return text


def _sign_dropped(text: str, random: Random) -> str:
    at = random.choice(list(re.finditer(r"[\[\]{}\"':=,;-]", text))).start()
    return text[:at] + text[at + 1 :]


# --- the whole file -------------------------------------------------------------------------------------------------


def _encoded_otherwise(data: bytes, random: Random) -> bytes:
    text = data.decode("utf-8", "replace")
    names = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1258", "latin-1", "cp1252", "tcvn3", "twice")
    name = random.choice(names)
    if name == "tcvn3":
        return to_tcvn3("".join(sign for sign in text if ord(sign) < 0x2000))
    if name == "twice":
        return data.decode("latin-1").encode("utf-8")
    return text.encode(name, "replace")


def _line_ends_changed(data: bytes, random: Random) -> bytes:
    return data.replace(b"\n", random.choice((b"\r\n", b"\r", b"\n\n", b"\r\r\n", b"\x0b", b"\x00", b"\xe2\x80\xa8")))


def _tabs(data: bytes, random: Random) -> bytes:
    return data.replace(b"  ", b"\t", random.choice((1, -1)))


def _replaced(data: bytes, random: Random) -> bytes:
    """The file is another one: empty, junk, a list, a number, a word, thousands of levels."""
    others = ("", " ", "\n", "[]", "{}", "null", "1", '"a"', "a", "a: b", "a = 1", "\ufeff", "[" * 100_000, LAUGHS)
    return random.choice([*(other.encode() for other in others), random.randbytes(3000), b"\x00" * 5000, b"\xff\xfe"])


# --- JSON -----------------------------------------------------------------------------------------------------------

_KINDS: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 10**30, "", "a", "\ud800", "\x00", "2026-02-30", "x" * 9000, [], {}, [[]], [None]),
    *({"": None}, {"a": {"b": []}}, "../../etc/passwd", "{{ 7*7 }}", float("nan"), float("inf"), [{}] * 2000),
)


def _json_node_changed(data: bytes, random: Random) -> bytes:
    """A value is of another kind, is missing, or stands twice."""
    tree = json.loads(data)
    for _ in range(random.choice((1, 1, 5))):
        holder, key = random.choice(list(_places(tree)))
        what = random.random()
        if what < 0.6:
            holder[key] = random.choice(_KINDS)
        elif what < 0.8:
            del holder[key]
        elif isinstance(holder, list):
            holder.insert(key, holder[key])
        else:
            holder[f"{key}x"] = holder.pop(key)
    return json.dumps(tree, indent=1).encode()


def _places(tree: Any) -> Any:
    """Each holder with the key or the number of each thing it holds."""
    things = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, thing in things:
        yield tree, key
        yield from _places(thing)


def _named(*changes: Callable[..., Any], of: Callable[[Any], Mutator] = lambda change: change) -> dict[str, Mutator]:
    return {change.__name__.strip("_").replace("_", " "): of(change) for change in changes}


MUTATORS: dict[str, Mutator] = {
    **_named(bytes_flipped, bytes_cut, bytes_repeated, _encoded_otherwise, _line_ends_changed, _tabs, _replaced),
    **_named(
        *(_lines_dropped, _lines_repeated, _lines_swapped, _line_indented, _line_split, _lines_joined),
        *(_line_put_in, _line_huge, _laughs_put_in, _anchor_put_in),
        of=_on_lines,
    ),
    **_named(_value_changed, _key_changed, _sign_put_in, _sign_dropped, of=_on_text),
    **_named(_json_node_changed),
}
