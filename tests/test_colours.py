"""Colours that mean something can be told apart by those who see fewer of them, or differ in pattern too."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from math import dist
from pathlib import Path

import pytest

import charts

CSS = (Path(__file__).parents[1] / "views" / "assets" / "style.css").read_text(encoding="utf-8")
# What is left of linear RGB without one kind of cone. Machado, Oliveira and Fernandes (2009): A physiologically-based
# model for simulation of color vision deficiency, IEEE TVCG 15(6), the matrices of severity 1.0.
SIGHT = {
    "all colours": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
WHITE = (0.95047, 1.0, 1.08883)  # D65
APART = 25  # in CIELAB (1976), where 2.3 is just seen: ten times that, for thin lines and small marks


def times(matrix: tuple, vector: list[float]) -> list[float]:  # type: ignore[type-arg]
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def lab(colour: str, sight: str) -> tuple[float, float, float]:
    """A colour (#rrggbb) in CIELAB, as it is seen."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    seen = [min(max(each, 0.0), 1.0) for each in times(SIGHT[sight], linear)]
    x, y, z = (
        t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116
        for t in (value / white for value, white in zip(times(XYZ, seen), WHITE, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def apart(one: str, other: str, sight: str) -> float:
    return dist(lab(one, sight), lab(other, sight))


def css(name: str) -> str:
    """The background of a class of bars."""
    found = re.search(rf"(?m)^(?::is\(\.track > i, \.key b\))?\.{name} {{ background: (.*?); }}$", CSS)
    assert found, name
    return found[1]


def first(background: str, dark: bool) -> str:
    found = re.search(r"light-dark\((#\w{6}), (#\w{6})\)", background)
    assert found, background
    return found[1 + dark]


def pattern(background: str) -> str:
    """What a background is besides its colours."""
    return re.sub(r"light-dark\(#\w{6}, #\w{6}\)|var\(--\w+\)", "ink", background)


def test_the_simulation_leaves_greys_and_brings_red_and_green_together() -> None:
    for sight in SIGHT:
        assert lab("#808080", sight)[0] == pytest.approx(53.6, abs=0.2)  # Lindbloom: Lab of 50 % sRGB grey
    assert apart("#c00000", "#507800", "all colours") > 80
    assert apart("#c00000", "#507800", "deuteranopia") < 40


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("palette", [charts.LIGHT, charts.DARK], ids=["light", "dark"])
def test_concepts_are_told_apart_in_charts(sight: str, palette: dict) -> None:  # type: ignore[type-arg]
    for one, other in combinations(palette["series"][:3], 2):
        assert apart(one, other, sight) >= APART


@pytest.mark.parametrize("dark", [False, True])
def test_concepts_have_the_same_colours_in_bars_as_in_charts(dark: bool) -> None:
    bars = [first(css(f"c{number}"), dark) for number in range(3)]
    assert bars == list((charts.DARK if dark else charts.LIGHT)["series"][:3])


@pytest.mark.parametrize("names", [["c0", "c1", "c2"], ["p0", "p1", "p2"], [f"grade{each}" for each in "ABCD"]])
def test_bars_that_mean_different_things_differ_in_pattern_too(names: list[str]) -> None:
    assert len({pattern(css(each)) for each in names}) == len(names)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("fills", [charts.PARTIES, charts.COSTS], ids=["parties", "costs"])
def test_neighbours_in_a_stack_differ_in_pattern_or_are_told_apart(
    fills: tuple[charts.Fill, ...], dark: bool, sight: str
) -> None:
    for one, other in pairwise(fills):
        assert one[2] != other[2] or apart(one[int(dark)], other[int(dark)], sight) >= APART
