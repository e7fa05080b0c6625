"""Numbers as people type them, the Norwegian way or the English, and back. What can be read in two ways is refused."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from models.assumptions import Assumption
from models.problems import Message
from models.units import UNITS
from texts import Texts

_PERCENT = ("fraction", "1/year", "share/year")
_SPACE = "\\s\u00a0\u202f\u2009"
# How a number may be grouped and where its decimals begin, by decimal sign.
_GROUPED = {
    ",": re.compile(rf"[-−]?(\d{{1,3}}(?:[{_SPACE}]\d{{3}})+|\d{{1,15}})(,\d{{1,20}})?", re.ASCII),
    ".": re.compile(rf"[-−]?(\d{{1,3}}(?:[,{_SPACE}]\d{{3}})+|\d{{1,15}})(\.\d{{1,20}})?", re.ASCII),
}
_OTHER_DECIMALS = re.compile(rf"[-−]?\d[\d{_SPACE}]*[.,]\d{{1,12}}", re.ASCII)


def in_percent(entry: Assumption) -> bool:
    """Return whether an assumption is typed and shown as per cent."""
    return entry.unit.startswith(_PERCENT)


def is_typed(entry: Assumption) -> bool:
    """Return whether an assumption's value is a number or a list of numbers, and so can be typed."""
    return isinstance(entry.value, (int, float, tuple)) and entry.unit != "support years"


def written(say: Texts, entry: Assumption, value: Any) -> str:
    """Return a value as it is typed in the field; nothing for none."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return " ".join(written(say, entry, each) for each in value)
    if entry.unit == "year":
        return say.year(value)
    exact = Decimal(str(value)) * (100 if in_percent(entry) else 1)
    whole, _, decimals = f"{abs(exact):f}".partition(".")
    decimals = decimals.rstrip("0")
    sign = "−" if exact < 0 else ""
    return f"{sign}{say.number(int(whole))}{say.decimal if decimals else ''}{decimals}"


def read(say: Texts, entry: Assumption, text: str) -> Any:
    """Read what was typed as a value of the assumption's kind. Returns it, or a message that says what is wrong."""
    text = text.strip()
    if in_percent(entry):
        text = text.removesuffix("%").strip()
    if isinstance(entry.value, tuple):
        parts = [_number(say, entry, part) for part in re.split(r"[\s;–—]+", text)]
        wrong = next((each for each in parts if isinstance(each, Message)), None)
        return wrong or tuple(float(each) for each in parts if not isinstance(each, Message))
    return _number(say, entry, text)


def _number(say: Texts, entry: Assumption, text: str) -> int | float | Message:
    exact = number(say, text)
    if isinstance(exact, Message):
        return exact
    if in_percent(entry):
        exact /= 100
    whole = exact == exact.to_integral_value() and (UNITS[entry.unit].whole or isinstance(entry.value, int))
    return int(exact) if whole else float(exact)


def number(say: Texts, text: str) -> Decimal | Message:
    """Read one number as it was typed. Returns it, or a message that says what is wrong."""
    if not text:
        return Message("Write a number.")
    values = {"found": text[:20], "example": _example(say)}
    if not _GROUPED[say.decimal].fullmatch(text):
        if _OTHER_DECIMALS.fullmatch(text):
            return Message("“{found}” can be read in two ways; write it as {example}.", values)
        return Message("“{found}” is no plain number; write it as {example}.", values)
    plain = text.replace("−", "-").replace("," if say.decimal == "." else "", "")
    return Decimal("".join(plain.split()).replace(",", "."))


def _example(say: Texts) -> str:
    return say.number(1234.5, 1)
