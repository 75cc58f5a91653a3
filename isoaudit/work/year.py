"""A year prepared for a notebook: ``year.json``, written inspection by inspection; and what one is compared with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from statistics import median

from isoaudit.errors import RunError, problem
from isoaudit.files import reason
from isoaudit.model import POINTS, Agency, Case, Inspected, Kind, PeerPoint, Peers, PointResult, Result, YearHead
from isoaudit.rules.findings import judge
from isoaudit.rules.standing import standing


def write_year(path: Path, head: YearHead, inspected: Iterable[Inspected]) -> int:
    """Write ``year.json``, a line for each inspection; how many. Raises RunError (FILE_005)."""
    number = 0
    try:
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.write(head.model_dump_json().removesuffix("}") + ',"inspected":[')
            for number, one in enumerate(inspected, start=1):
                file.write((",\n" if number > 1 else "\n") + one.model_dump_json())
            file.write("\n]}\n")
    except OSError as error:
        raise RunError(problem("FILE_005", str(path), reason=reason(error))) from error
    return number


def inspected_on(case: Case, day: date) -> Inspected:
    """A case as a line of the year: what was found, and where it stood on a day."""
    stands = standing(case, day)
    return Inspected(
        agency=case.agency,
        inspection=case.inspection,
        result=judge(case),
        answers=case.answers,
        acts=case.acts,
        remarks=case.remarks,
        stage=stands.stage,
        next=stands.next,
        since=stands.since,
        due=stands.due,
        late=stands.late,
    )


class PeersOfKinds:
    """What the inspections of each kind of agency came to, noted as they go by."""

    def __init__(self) -> None:
        self._found: dict[Kind, list[tuple[int, int]]] = defaultdict(list)
        self._points: dict[tuple[Kind, str], list[tuple[float, bool]]] = defaultdict(list)

    def add(self, agency: Agency, result: Result) -> None:
        """Note an inspection; one without answers, or of an agency without a system, says nothing of its peers."""
        if not result.counts["answered"] or result.qms_not_built:
            return
        kinds = [finding.kind for finding in result.findings]
        self._found[agency.kind].append((kinds.count("nonconformity"), kinds.count("observation")))
        for point in result.points:
            if judged := judged_at(point):
                self._points[agency.kind, point.point].append((point.conforming / judged, point.nonconforming > 0))

    def of(self, kind: Kind) -> Peers:
        """The inspections of one kind of agency together."""
        found = self._found[kind]
        return Peers(
            kind=kind,
            inspections=len(found),
            nonconformities=median(one for one, _ in found) if found else None,
            observations=median(one for _, one in found) if found else None,
            points=tuple(_peer_point(point, self._points[kind, point]) for point in POINTS),
        )


def judged_at(point: PointResult) -> int:
    """The criteria of a point whose verdict says whether they conform."""
    return point.conforming + point.nonconforming + point.observation


def _peer_point(point: str, judged: Sequence[tuple[float, bool]]) -> PeerPoint:
    return PeerPoint(
        point=point,
        inspections=len(judged),
        nonconforming=sum(wrong for _, wrong in judged),
        share=round(median(share for share, _ in judged), 4) if judged else None,
    )
