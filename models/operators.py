"""The words a line may use besides + − × ÷: a short closed list, so that each line can be read in more ways than one.

Arrays have the year on the last axis; every axis in front is cases (draws, scenarios). A number that does not vary
over the years has shape () or (…, 1). Nothing here loops over years or cases.
"""

from __future__ import annotations

from typing import Any

import numpy as np

KG_PER_TONNE = 1000.0
MONTHS_PER_YEAR = 12.0
ONE_YEAR = 1.0
HALF_YEAR = 0.5  # what is spread over a year counts from its middle

Numbers = Any  # float or numpy array (…, year)

_LARGEST_EXPONENT = 50.0
_SMALLEST_GROWTH = 1e-3  # a rate so small needs no cut in any horizon there is
_SMALLEST_RATE = 1e-300

minimum = np.minimum
maximum = np.maximum
clip = np.clip
where = np.where
ceil = np.ceil


def exp(exponent: Numbers) -> Numbers:
    """Return e^exponent, the exponent cut at 50 so that no case overflows."""
    return np.exp(np.minimum(exponent, _LARGEST_EXPONENT))


def ratio(numerator: Numbers, denominator: Numbers, otherwise: float = 0.0) -> Numbers:
    """Return numerator / denominator, and `otherwise` where the denominator is 0."""
    zero = np.equal(denominator, 0)
    return np.where(zero, otherwise, np.divide(numerator, np.where(zero, 1.0, denominator)))


def compound(rate: Numbers, years: Numbers) -> Numbers:
    """Return (1 + rate)^years, the years cut where it would pass e^50. rate: [1/year], years: [year]."""
    longest = _LARGEST_EXPONENT / np.maximum(np.abs(np.log1p(rate)), _SMALLEST_GROWTH)
    return (1 + rate) ** np.clip(years, -longest, longest)


def held(steps: Numbers, year: Numbers) -> Numbers:
    """Return a list as one value per year, its last value held; what lies beyond the horizon is cut.

    steps: (…, length), length ≥ 1; year: (horizon + 1,) → (…, horizon + 1).
    """
    steps = np.asarray(steps, dtype=float)
    return np.take(steps, np.minimum(year, steps.shape[-1] - 1).astype(int), axis=-1)


def total(amounts: Numbers) -> Numbers:
    """Return the sum over all years, as one value per case: (…, year) → (…, 1)."""
    return np.sum(amounts, axis=-1, keepdims=True)


def cumulative(amounts: Numbers) -> Numbers:
    """Return the running sum over the years, this year included."""
    return np.cumsum(amounts, axis=-1)


def to_calendar(amounts: Numbers, opening: Numbers, year: Numbers) -> Numbers:
    """Move amounts per operating year to the calendar years they fall in.

    With n = floor(opening) and f = opening − n, calendar year t gets (1 − f)·x[t − n] + f·x[t − n − 1]; x[k] = 0 for
    k < 0. amounts: (…, year) or one number for all years; opening: years after start → (…, year).
    """
    whole = np.floor(opening)
    part = opening - whole
    operating_year = np.clip(year - whole, -1, None)
    shape = np.broadcast_shapes(np.shape(amounts), np.shape(operating_year))
    index = np.broadcast_to(np.maximum(operating_year, 0), shape).astype(int)
    moved = np.take_along_axis(np.broadcast_to(amounts, shape), index, axis=-1) * (operating_year >= 0)
    year_before = np.concatenate([np.zeros_like(moved[..., :1]), moved[..., :-1]], axis=-1)
    return (1 - part) * moved + part * year_before


def phase(start: Numbers, end: Numbers, year: Numbers) -> Numbers:
    """Return the share of the phase [start, end] in each year; a phase of no length falls in year floor(start).

    start, end: years after start, (…, 1) → (…, year) [1/year].
    """
    inside = np.clip(np.minimum(end, year + 1) - np.maximum(start, year), 0, None)
    instant = np.equal(start, end)
    return np.where(instant, np.floor(start) == year, inside / np.where(instant, 1.0, end - start))


def _renewals_before(moment: Numbers, life: Numbers, opening: Numbers) -> Numbers:
    """Return how many of opening + life, opening + 2·life, … lie before the moment; a life is at least a year."""
    return np.maximum(np.ceil((moment - opening) / np.maximum(life, ONE_YEAR)) - 1, 0)


def renewals(life: Numbers, opening: Numbers, year: Numbers) -> Numbers:
    """Return how many times a thing is renewed in each year: in floor(opening + j·life), j = 1, 2, … [1/year]."""
    return _renewals_before(year + 1, life, opening) - _renewals_before(year, life, opening)


def life_left(life: Numbers, opening: Numbers, year: Numbers) -> Numbers:
    """Return the share of its life that is left, at the end of the last year, of the thing that stands then."""
    life, end = np.maximum(life, ONE_YEAR), np.max(year) + 1
    next_renewal = opening + (_renewals_before(end, life, opening) + 1) * life
    return np.clip((next_renewal - end) / life, 0, 1)


def level_payment(principal: Numbers, rate: Numbers, years: Numbers) -> Numbers:
    """Return the yearly payment that repays the principal with interest in equal sums; rate 0 works.

    principal · r / (1 − (1 + r)^−years), or principal / years for r = 0. numpy-financial's `pmt` is the same, but loses
    its digits for very small rates; the tests compare the two where it is right.
    """
    positive = np.maximum(rate, _SMALLEST_RATE)
    annuity = -principal * positive / np.expm1(-years * np.log1p(positive))
    return np.where(np.equal(rate, 0), principal / years, annuity)


def in_support(support_years: Any, year: Numbers) -> Numbers:
    """Return 1 in each supported operating year, else 0. "all"; a number: the first so many; a list: those, from 1."""
    if isinstance(support_years, str):
        return np.ones_like(year, dtype=float)
    if np.ndim(support_years) == 0:
        return np.where(year < support_years, 1.0, 0.0)
    return np.isin(year + 1, support_years).astype(float)
