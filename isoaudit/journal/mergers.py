"""Which bodies of the register were made of which: followed by code, never by going through all."""

from __future__ import annotations

from collections.abc import Mapping

from isoaudit.model import Agency


class Mergers:
    """The bodies of a register that were made of others. It reads the register's own shelves as they stand."""

    def __init__(self, agencies: Mapping[str, Agency], removed: Mapping[str, Agency]) -> None:
        self._agencies, self._removed = agencies, removed
        self._followers: dict[str, set[str]] = {}
        """The codes of the bodies that say they were made of an agency, by its code."""

    def add(self, agency: Agency) -> None:
        """Note what a body was made of."""
        for code in agency.predecessors:
            self._followers.setdefault(code, set()).add(agency.code)

    def followed_by(self, agency: Agency) -> list[Agency]:
        """An agency and, after each that ended, the one body that was made of it; none where there are several."""
        chain = [agency]
        while chain[-1].valid_to is not None:
            named = sorted(self._followers.get(chain[-1].code, ()))
            found = [self._agencies[code] for code in named if code in self._agencies]
            heirs = [one for one in found if chain[-1].code in one.predecessors and one not in chain]
            if len(heirs) != 1:
                break
            chain += heirs
        return chain

    def made_of(self, agency: Agency) -> set[str]:
        """The codes of an agency, of the bodies it was made of, and of those of which these were."""
        codes = {agency.code}
        waiting = [*agency.predecessors]
        while waiting:
            code = waiting.pop()
            if code not in codes:
                codes.add(code)
                known = self._agencies.get(code) or self._removed.get(code)
                waiting.extend(known.predecessors if known else ())
        return codes
