"""HTML for what Streamlit has no good element for. Everything that comes in is escaped here, once."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple


class Bar(NamedTuple):
    """A bar beside a number: parts one after the other, and marks on it; each a length or place, 0 to 1, and a css."""

    parts: Sequence[tuple[float, str]]
    marks: Sequence[tuple[float, str]] = ()


class Cell(NamedTuple):
    """A table cell: the answer, and smaller lines under it that explain; a bar says nothing that the text does not.

    href: where the text leads, within the dashboard; name: what a screen reader says of that, if not the text.
    """

    text: str
    note: str = ""
    strong: bool = False
    alarm: bool = False
    bar: Bar | None = None
    href: str = ""
    name: str = ""


class Row(NamedTuple):
    """A table row: what it is about, and one cell per column. A row without cells is a heading."""

    head: Cell
    cells: Sequence[Cell] = ()


def table(caption: str, columns: Sequence[str], rows: Sequence[Row], *, css: str) -> str:
    """Return an accessible table. On a narrow screen css `blocks` makes each row a block that names its columns."""
    head = "".join(f'<th scope="col" role="columnheader"><span>{escape(each)}</span></th>' for each in columns)
    body = "".join(_row(row, columns) for row in rows)
    return (
        f'<table class="figures {escape(css)}" role="table"><caption>{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{body}</tbody></table>'
    )


def scrolling(caption: str, table: str) -> str:
    """Return a table that is wider than a narrow screen in a frame that scrolls, by keyboard too."""
    return f'<div class="scroll" role="region" aria-label="{escape(caption)}" tabindex="0">{table}</div>'


def _row(row: Row, columns: Sequence[str]) -> str:
    head = _content(row.head)
    if not row.cells:
        span = f'colspan="{len(columns)}"'
        return f'<tr role="row" class="group"><th scope="colgroup" role="rowheader" {span}>{head}</th></tr>'
    cells = "".join(
        f'<td role="cell" data-column="{escape(column)}"{_classes(cell)}>{_content(cell)}</td>'
        for column, cell in zip(columns[1:], row.cells, strict=True)
    )
    return f'<tr role="row"><th scope="row" role="rowheader">{head}</th>{cells}</tr>'


def _classes(cell: Cell) -> str:
    names = [name for name, on in (("strong", cell.strong), ("alarm", cell.alarm)) if on]
    return f' class="{" ".join(names)}"' if names else ""


def _content(cell: Cell) -> str:
    note = f"<small>{escape(cell.note)}</small>" if cell.note else ""
    text = f"<span>{escape(cell.text)}</span>"
    if cell.href:
        name = f' aria-label="{escape(cell.name)}"' if cell.name else ""
        text = f'<a class="inside" href="{escape(cell.href)}" target="_self"{name}>{text}</a>'
    return (f'<div class="barred">{_bar(cell.bar)}{text}</div>' if cell.bar else text) + note


def _bar(bar: Bar) -> str:
    parts = "".join(f'<i class="{escape(css)}" style="width: {100 * length:.2f}%"></i>' for length, css in bar.parts)
    marks = "".join(f'<b class="{escape(css)}" style="left: {100 * place:.2f}%"></b>' for place, css in bar.marks)
    return f'<div class="track" aria-hidden="true">{parts}{marks}</div>'


def heading(text: str, level: int = 2) -> str:
    """Return a heading."""
    return f"<h{level}>{escape(text)}</h{level}>"


def paragraph(text: str, css: str = "") -> str:
    """Return a paragraph."""
    return f'<p class="{escape(css)}">{escape(text)}</p>' if css else f"<p>{escape(text)}</p>"


def notice(title: str, sentences: Sequence[str]) -> str:
    """Return a box with a title and what has to be said: one sentence beside it, several one to a line."""
    if len(sentences) == 1:
        return f'<div class="notice" role="note"><strong>{escape(title)}.</strong> {escape(sentences[0])}</div>'
    return f'<div class="notice" role="note"><strong>{escape(title)}</strong>{bullets(sentences)}</div>'


def bullets(sentences: Sequence[str]) -> str:
    """Return sentences one to a line."""
    return f"<ul>{''.join(f'<li>{escape(each)}</li>' for each in sentences)}</ul>"


def meter(label: str, share: float, text: str) -> str:
    """Return a bar that shows how much of a limit is used, with the answer in words. share: 1 is the limit."""
    width = 100 * min(max(share, 0.0), 1.0)
    over = " over" if share > 1 else ""
    return (
        f'<div class="meter{over}"><p><strong>{escape(label)}</strong> {escape(text)}</p>'
        f'<div class="bar" aria-hidden="true"><div style="width: {width:.1f}%"></div></div></div>'
    )


def columns(blocks: Sequence[str]) -> str:
    """Return blocks of our own HTML side by side, one under the other where there is no room."""
    return f'<div class="columns">{"".join(f"<div>{each}</div>" for each in blocks)}</div>'


def key(names: Sequence[tuple[str, str]]) -> str:
    """Return what the marks on bars are: css and name."""
    marks = (f'<b class="{escape(css)}" aria-hidden="true"></b>{escape(name)}' for css, name in names)
    return f'<p class="quiet key">{" ".join(marks)}</p>'


def formula(title: str, words: str, values: str) -> str:
    """Return a step of a reckoning: what it does, the formula in words, and with values."""
    return (
        f'<div class="formula"><p class="quiet">{escape(title)}</p><p>{escape(words)}</p><p>{escape(values)}</p></div>'
    )


def announcement(text: str) -> str:
    """Return what a screen reader should say when it changes; the shell moves it to a live region."""
    return f'<div class="announce unseen">{escape(text)}</div>'


def link(href: str, text: str, *, before: str = "") -> str:
    """Return a link within the dashboard; before: small text that leads to it."""
    anchor = f'<a class="inside" href="{escape(href)}" target="_self">{escape(text)}</a>'
    return f'<p class="quiet">{escape(before)} {anchor}</p>' if before else f"<p>{anchor}</p>"


def foot(name: str, href: str, text: str, *, here: bool) -> str:
    """Return the foot of the page: a link, in what the shell makes a landmark of this name. here: it is the page."""
    current = ' aria-current="page"' if here else ""
    anchor = f'<a class="inside" href="{escape(href)}" target="_self"{current}>{escape(text)}</a>'
    return f'<div class="foot" data-name="{escape(name)}">{anchor}</div>'


def to_levers(text: str) -> str:
    """Return a link to the levers, shown on narrow screens, where they stand under the page."""
    return f'<a class="narrow" href="#stSidebar">{escape(text)}</a>'
