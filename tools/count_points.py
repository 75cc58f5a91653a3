"""Count what is lost of the strangers' files: the table into their COUNT.md, and with ``--losses`` each lost point.

With ``--write-losses`` the list of known losses is written anew, the reasons of those that stay kept: only after each
new one was looked at.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from strangers import STRANGERS, taken_in
from strangers_count import counted, lost

KNOWN = STRANGERS / "known-losses.json"


def main() -> None:
    """Count, and write the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--losses", action="store_true")
    asked.add_argument("--write-losses", action="store_true")
    options = asked.parse_args()
    with TemporaryDirectory() as folder:
        strangers = sorted(path.parent for path in STRANGERS.glob("*/year.json"))
        files = [file for stranger in strangers for file in taken_in(stranger, Path(folder))]
    (STRANGERS / "COUNT.md").write_text(counted(files), encoding="utf-8")
    print(counted(files))
    if options.losses:
        for (file, field, how, of), point in sorted(lost(files).items()):
            print(f"{how:6} {file} {field} [{of}]: {point.expected!r} -> {point.found!r}")
    if options.write_losses:
        before = json.loads(KNOWN.read_text(encoding="utf-8")) if KNOWN.exists() else []
        whys = {(one["file"], one["field"], one["how"]): one["why"] for one in before}
        groups = defaultdict(list)
        for file, field, how, of in lost(files):
            groups[file, field, how].append(of)
        lines = [
            json.dumps(
                {"file": file, "field": field, "how": how, "why": whys.get((file, field, how), "?"), "of": of},
                ensure_ascii=False,
            )
            for (file, field, how), of in sorted(groups.items())
        ]
        KNOWN.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
