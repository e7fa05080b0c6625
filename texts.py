"""What the screen says, in Norwegian (bokmål) or English, and how it writes numbers.

Source strings are English; `locale/nb/messages.po` has the Norwegian. Babel formats numbers; what it gets wrong for
Norwegian is put right here: the true minus sign (U+2212), half rounded up, no break inside a number, kr behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES = {"nb": "Norsk", "en": "English"}  # the first is the default

_LOCALES = {"nb": "nb_NO", "en": "en_GB"}
_CATALOGUE = Path(__file__).parent / "locale" / "nb" / "messages.po"
_ENGLISH_UNITS = {"1/year": "a year", "1/year, nominal": "a year, nominal", "share/year": "a year"}
_NBSP = "\u00a0"
_MINUS = "\u2212"
_MILLION = 1_000_000
_PERCENT_UNITS = ("fraction", "share/year", "1/year")
_MOST_DECIMALS = 6
_ROOM = Context(prec=330)  # digits of the largest float


@cache
def _catalogue(language: str) -> Mapping[str, str]:
    if language == "en":
        return _ENGLISH_UNITS
    with _CATALOGUE.open("rb") as stream:
        return {str(each.id): str(each.string) for each in read_po(stream) if each.id and each.string}


class Texts:
    """One language. Call it with an English sentence to get it in that language, numbers put in its way."""

    def __init__(self, language: str) -> None:
        """Choose "nb" or "en". Raises KeyError for another language."""
        self.locale = _LOCALES[language]
        self.language = language
        self._texts = _catalogue(language)

    def __call__(self, english: str, /, **values: Any) -> str:
        """Return a sentence in this language with the values put in; without values, as it stands."""
        template = self._texts.get(english, english)
        return template.format(**{name: self.plain(value) for name, value in values.items()}) if values else template

    @property
    def decimal(self) -> str:
        """The decimal mark."""
        return "," if self.language == "nb" else "."

    def plain(self, value: Any) -> str:
        """Return a text as it is, a number with the decimals it has, a list of them with commas between."""
        if isinstance(value, (list, tuple)):
            return "; ".join(self.plain(each) for each in value)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return str(value)
        return self.number(value, _decimals(value))

    def year(self, year: int) -> str:
        """Return a calendar year, which has no thousands separator."""
        return str(int(year))

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number, half rounded up: 1 234,5."""
        return _formatted(float(value), decimals, self.locale)

    def rough(self, value: float) -> str:
        """Return a model result with two significant digits: 290 000, 39, 7,1, 0,75."""
        if value == 0:
            return self.number(0)
        decimals = 1 - Decimal(str(float(value))).adjusted()
        rounded = Decimal(str(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
        return self.number(float(rounded), max(0, decimals))

    def percent(self, fraction: float, decimals: int = 0) -> str:
        """Return a fraction as per cent: 12,5 %."""
        number = self.number(float(Decimal(str(fraction)) * 100), decimals)
        return f"{number}{_NBSP}%" if self.language == "nb" else f"{number}%"

    def kroner(self, amount: float) -> str:
        """Return an amount in whole kroner: 1 234 567 kr."""
        number = self.number(amount)
        return f"{number}{_NBSP}kr" if self.language == "nb" else self._with_sign("NOK", number)

    def millions(self, amount: float, decimals: int = 1) -> str:
        """Return an amount in millions: 3,4 mill. kr."""
        number = self.number(amount / _MILLION, decimals)
        if self.language == "nb":
            return f"{number}{_NBSP}mill.{_NBSP}kr"
        return self._with_sign("NOK", number) + f"{_NBSP}million"

    def change(self, amount: float) -> str:
        """Return how much an amount has changed, two significant digits: +1,2 mill. kr, −62 000 kr."""
        return f"+{self.amount(amount)}" if amount > 0 else self.amount(amount)

    def amount(self, amount: float) -> str:
        """Return an amount with two significant digits: 12 mill. kr and more with one decimal, 62 000 kr below."""
        if abs(amount) >= _MILLION:
            return self.millions(amount)
        return self.kroner(float(f"{amount:.2g}"))

    @staticmethod
    def _with_sign(currency: str, number: str) -> str:
        sign = _MINUS if number.startswith(_MINUS) else ""
        return f"{sign}{currency}{_NBSP}{number.removeprefix(_MINUS)}"

    def quantity(self, value: Any, unit: str) -> str:
        """Return an assumption's value the way its unit is written, with the unit's name."""
        number = self.value(value, unit)
        name = self.unit(unit)
        return f"{number}{_NBSP}{name}" if name else number

    def value(self, value: Any, unit: str) -> str:
        """Return an assumption's value the way its unit is written, without the unit's name (per cent has its sign)."""
        if isinstance(value, (list, tuple)) and unit.startswith(_PERCENT_UNITS):
            return "–".join(self.number(each * 100) for each in value) + (_NBSP if self.language == "nb" else "") + "%"
        if isinstance(value, (int, float)) and unit == "year":
            return self.year(int(value))
        if isinstance(value, (int, float)) and unit.startswith(_PERCENT_UNITS):
            return self.percent(value, _decimals(float(Decimal(str(value)) * 100)))
        return self.plain(value)

    def unit(self, unit: str) -> str:
        """Return a unit's name, nothing for those that are written as per cent or have none."""
        bare = unit.startswith("fraction") or unit in ("none", "year", "property owner", "loan type", "support years")
        if bare:
            return ""
        return self(unit)

    def listed(self, items: list[str]) -> str:
        """Return items as a list in a sentence: a, b and c."""
        if len(items) < 2:
            return "".join(items)
        return self("{first} and {last}", first=", ".join(items[:-1]), last=items[-1])


@lru_cache(maxsize=20_000)  # Babel takes 40 µs a number, and a page has a thousand
def _formatted(value: float, decimals: int, locale: str) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    with localcontext(_ROOM):
        rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
        written = format_decimal(abs(rounded) if rounded == 0 else rounded, format=pattern, locale=locale)
    return written.replace("-", _MINUS)


@lru_cache(maxsize=20_000)
def _decimals(value: float) -> int:
    exponent = Decimal(str(round(value, _MOST_DECIMALS))).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
