"""How colours look to people who see fewer of them, and in grey print.

Lacking one kind of cones: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A Physiologically-based Model for
Simulation of Color Vision Deficiency", IEEE Transactions on Visualization and Computer Graphics 15(6), 2009, the
matrices of severity 1.0, for linear RGB. Grey: the luminance of ITU-R BT.709. How far two colours are apart: CIE 1976
L*a*b*, D65.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

EYES: dict[str, Any] = {
    "all colours": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
    "grey print": np.array([[0.2126, 0.7152, 0.0722]] * 3),
}
"""Each turns linear RGB into the linear RGB that is seen."""
_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_WHITE = _XYZ.sum(axis=1)
APART = 18.0
"""The least distance of two plain fills: in grey nearly a fifth of the way from black to white."""
READABLE = 4.5
"""The least contrast of letters and what is behind them (WCAG 2.1, 1.4.3)."""


class Look(NamedTuple):
    """How a stretch or a line looks: its colour as ``#rrggbb``, and its pattern: hatch, dashes, mark."""

    name: str
    colour: str
    pattern: str = ""
    ink: str = ""
    """Of the number on it, where it has one that stands on the bare colour."""


def linear(colours: Any) -> Any:
    """sRGB from 0 to 1 as linear RGB."""
    colours = np.asarray(colours, dtype=float)
    return np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)


def seen(colours: Any, eye: str) -> Any:
    """What is seen of sRGB colours (…, 3) from 0 to 1, as sRGB again."""
    light = np.clip(linear(colours) @ EYES[eye].T, 0, 1)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def lab(colour: Any) -> Any:
    """CIE L*a*b* of one sRGB colour."""
    part = (_XYZ @ linear(colour)) / _WHITE
    f = np.where(part > (6 / 29) ** 3, np.cbrt(part), part / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def of_hex(colour: str) -> Any:
    """``#rrggbb`` or ``#rgb`` as sRGB from 0 to 1."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return np.array(list(bytes.fromhex(digits))) / 255


def distance(one: str, other: str, eye: str) -> float:
    """How far two colours are apart to an eye."""
    return float(np.linalg.norm(lab(seen(of_hex(one), eye)) - lab(seen(of_hex(other), eye))))


def contrast(ink: str, ground: str, eye: str) -> float:
    """The contrast of letters on a ground, from 1 to 21."""
    lights = sorted(float(_XYZ[1] @ linear(seen(of_hex(colour), eye))) for colour in (ink, ground))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def alike(looks: list[Look]) -> list[str]:
    """The pairs of a drawing that some eye cannot tell apart, and the numbers it cannot read: empty where all is well.

    Any two of a drawing may come to lie beside each other, for a stretch of nothing is not drawn.
    """
    faults = [
        f"{one.name} / {other.name}: {eye}, {far:.0f}"
        for one, other in combinations(looks, 2)
        for eye in EYES
        if one.pattern == other.pattern and (far := distance(one.colour, other.colour, eye)) < APART
    ]
    return faults + [
        f"{one.name}: number, {eye}, {much:.1f}"
        for one in looks
        for eye in EYES
        if one.ink and (much := contrast(one.ink, one.colour, eye)) < READABLE
    ]
