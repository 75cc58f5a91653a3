"""Who issued a paper whose act does not say it: known from the settings where these leave no doubt."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import normalize

from isoaudit.model import Act, ActKind, Case, Office, PaperName, Settings, Signer
from isoaudit.papers.kinds import PaperKind, kinds
from isoaudit.papers.values.names import without_province
from isoaudit.rules.in_force import LETTERS, ON_LETTERS
from isoaudit.rules.succession import standing_on

SHOWN_BY: dict[ActKind, PaperName] = {
    "requested": "report_request",
    "reminded": "report_reminder",
    "decided": "inspection_decision",
    "decision_amended": "decision_amendment",
    "notice_issued": "notice",
    "correction_requested": "correction_request",
    "correction_reminded": "correction_reminder",
    "review_notified": "review_notice",
    "not_accepted": "not_accepted",
    "letter_corrected": "letter_correction",
    "letter_revoked": "letter_revocation",
}
"""The paper of the unit, or of an office above it, that shows an act."""
SHOWS: dict[PaperName, ActKind] = {paper: act for act, paper in SHOWN_BY.items() if act in (*LETTERS, *ON_LETTERS)}
"""The act by which it is recorded that a paper to one agency left, by its kind."""
_OF_THE_TEAM: tuple[ActKind, ...] = (
    "programme_made",
    "announced",
    "minutes_signed",
    "minutes_unsigned",
    "team_reported",
)
_OF_THE_AGENCY: tuple[ActKind, ...] = ("report_received", "correction_reported")
CITED: tuple[ActKind, ...] = ("plan_approved", "ad_hoc_required", "requested", "decided", "decision_amended")
"""Acts whose issuer stands in other papers."""


def issuer_of(case: Case, kind: ActKind, act: Act | None) -> str:
    """Who issued the paper of an act, or will where none is recorded, as it is cited; empty: not known.

    What was recorded counts. Else the settings say it: of a paper of the unit the head of the office that signs it to
    such an agency, unless its number is another office's, or it may have gone to others for whom another office signs.
    """
    settings = case.programme
    if act and act.issuer:
        return act.issuer
    if kind == "plan_approved":
        return settings.plan.issuer
    if kind in _OF_THE_TEAM:
        return settings.team
    if kind in _OF_THE_AGENCY:
        return (standing_on(case, act.on) if act else case.agency).name
    return _by_the_settings(case, kinds()[SHOWN_BY[kind]], act) if kind in SHOWN_BY else ""


def _by_the_settings(case: Case, paper: PaperKind, act: Act | None) -> str:
    """Who issues such a paper to the agency of the case; empty where several may."""
    settings, symbol = case.programme, _symbol(act)
    signing = {signer.office: signer for signer in reversed(list(_signing(case, paper)))}
    numbered = [key for key, office in settings.offices.items() if symbol in _Numbers(office, paper, settings)]
    if not numbered and len(signing) == 1:
        numbered = [key for key in signing if not symbol or not settings.offices[key].symbol]
    if len(numbered) != 1:
        return ""
    office = settings.offices[numbered[0]]
    name = issuer_name(settings, office)
    if settings.province and settings.province not in name and settings.province in office.parent:
        name = f"{name} {settings.province}"
    # A collective issues as itself (Decree 30/2020, Annex I, II.7.b).
    collective = numbered[0] in signing and signing[numbered[0]].form.startswith("TM.")
    return name if collective or not office.head else f"{office.head} {name}"


def _signing(case: Case, paper: PaperKind) -> Iterator[Signer]:
    """Who may sign a paper that goes to this agency: to it alone the first that fits, to many also a later one, up to
    the first that signs to all."""
    alone = paper.scope == "inspection" or (paper.key == "inspection_decision" and case.decided_on == 1)
    for signer in case.programme.signers:
        signs = signer.papers == "all" or paper.key in signer.papers
        known = signer.office in case.programme.offices
        if signs and known and (signer.addressees == "all" or case.agency.kind in signer.addressees):
            yield signer
            if alone or signer.addressees == "all":
                return


def _symbol(act: Act | None) -> str:
    """What follows the number of a paper: ``QĐ-SKHCN``, of a công văn ``SKHCN-TĐC`` (Decree 30/2020, Annex I, II.3)."""
    return act.number.partition("/")[2].replace(" ", "").casefold() if act else ""


class _Numbers:
    """The symbols an office gives its papers of a kind."""

    def __init__(self, office: Office, paper: PaperKind, settings: Settings) -> None:
        self._own = (office.symbol or _initials(without_province(office.name, settings))).casefold()
        self._kind = paper.symbol.casefold()

    def __contains__(self, symbol: str) -> bool:
        if not self._own or not symbol:
            return False
        return symbol == f"{self._kind}-{self._own}" if self._kind else symbol.split("-")[0] == self._own


def _initials(name: str) -> str:
    """``Sở Khoa học và Công nghệ`` is mostly SKHCN, where the settings do not say it."""
    words = (word for word in name.replace("Đ", "D").split() if word != "và")
    return "".join(normalize("NFD", word)[0] for word in words)


def issuer_name(settings: Settings, office: Office) -> str:
    """The office in a sentence: the authority by its one name in full, which its letterhead may shorten."""
    return settings.authority if is_authority(settings, office) else office.name


def is_authority(settings: Settings, office: Office) -> bool:
    """Whether the office is the one that inspects; its letterhead may leave out the province."""
    return settings.authority.startswith(office.name)
