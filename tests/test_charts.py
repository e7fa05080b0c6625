"""Figures carry what they are given, and can be read without colour."""

from itertools import pairwise

import pytest

import charts
from charts import DARK, LIGHT, Mark, Series
from concepts import CONCEPTS
from models import financing
from models.ledger import Flow
from texts import Texts
from views import names

YEARS = [2027, 2028, 2029]
LOOK = {"axis": "Mill. kr", "decimal": ",", "dark": False}


def series(name: str, *values: float) -> Series:
    return Series(name, values, [f"{name} {value}" for value in values])


def test_lines_differ_in_dash_and_marker_and_are_named_at_their_end() -> None:
    figure = charts.lines(YEARS, [series("A", 0, 1, 2), series("B", 0, 2, 4), series("C", 0, 3, 6)], **LOOK)
    assert len({each.line.dash for each in figure.data}) == 3
    assert len({each.marker.symbol for each in figure.data}) == 3
    assert [each.text for each in figure.layout.annotations] == ["A", "B", "C"]
    assert list(figure.data[1].y) == [0, 2, 4]


def test_names_of_two_lines_that_end_together_stand_above_and_below() -> None:
    figure = charts.lines(YEARS, [series("A", 0, 1, 10), series("B", 0, 2, 10.1)], **LOOK)
    places = {each.text: each.y for each in figure.layout.annotations}
    assert places["A"] < 10
    assert places["B"] > 10.1


def test_names_of_three_lines_that_end_together_are_moved_apart() -> None:
    figure = charts.lines(YEARS, [series("A", 0, 1, 10), series("B", 0, 2, 10), series("C", 0, 2, 10)], **LOOK)
    below, low, high = figure.layout.annotations
    assert below.y < 10
    assert min(high.y - low.y, low.y - below.y) >= 1 - 1e-9  # 10 % of the span, 10


def test_a_name_does_not_cross_the_lines_beside_it() -> None:
    figure = charts.lines(YEARS, [series("A", 0, 8, 6), series("B", 0, 3, 4.5), series("C", 0, 2, 3)], **LOOK)
    places = {each.text: each.y for each in figure.layout.annotations}
    assert places["C"] < places["B"] < places["A"]
    gaps = [places["B"] - places["C"], places["A"] - places["B"]]
    assert min(gaps) >= 0.8 - 1e-9  # 10 % of the span, 8


def test_stacks_show_costs_as_bars_income_as_a_line_and_steps_as_marks() -> None:
    figure = charts.stacks(YEARS, [series("Staff", 1, 2, 3)], series("Income", 0, 1, 1), [Mark(2028.1, "50 %")], **LOOK)
    assert [each.type for each in figure.data] == ["bar", "scatter"]
    assert figure.layout.shapes[0].x0 == 2028.1
    assert figure.layout.annotations[0].text == "50 %"


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("fills", [charts.PARTIES, charts.KINDS])
@pytest.mark.parametrize(("dark", "background"), [(0, "#ffffff"), (1, "#16181a")])
def test_what_a_stack_is_made_of_can_be_told_apart(fills: tuple[charts.Fill, ...], dark: int, background: str) -> None:
    assert len(set(fills)) == len(fills)
    assert min(contrast(each[dark], background) for each in fills) >= 3  # WCAG 1.4.11
    assert all(one[dark] != other[dark] or one[2] != other[2] for one, other in pairwise(fills))


def test_every_kind_and_party_has_a_fill() -> None:
    assert len(charts.KINDS) == len(names.KINDS)
    assert len(charts.PARTIES) == len(financing.PAYERS)


@pytest.mark.parametrize("concept", CONCEPTS)
def test_every_flow_has_a_name_and_one_kind(concept: str) -> None:
    flows = {each.name for each in CONCEPTS[concept].graph.lines if isinstance(each.about, Flow)}
    kinds = [name for each in names.KINDS.values() for name in each]
    assert flows <= set(names.lines(Texts("nb")))
    assert sorted(flows & set(kinds)) == sorted(name for name in kinds if name in flows)
    assert flows <= set(kinds)


@pytest.mark.parametrize(("palette", "background"), [(LIGHT, "#ffffff"), (DARK, "#16181a")])
def test_series_and_text_stand_out_from_the_background(palette: dict, background: str) -> None:  # type: ignore[type-arg]
    assert contrast(palette["text"], background) >= 4.5  # WCAG 1.4.3
    assert min(contrast(each, background) for each in palette["series"]) >= 3  # WCAG 1.4.11
