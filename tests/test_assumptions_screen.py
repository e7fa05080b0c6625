"""The page Forutsetninger, run as Streamlit runs it: whose numbers, the search, a changed number, files in and out."""

from __future__ import annotations

import html
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from streamlit.testing.v1 import AppTest

from concepts import ASSUMPTIONS_FILE, CONCEPTS
from models import edits, measures
from tests.screen import SPACE, Opened, address, headline, open_page, sound, text
from texts import Texts
from views import assumption_tables, session
from views.assumption_tables import moved, rests_on
from views.assumptions import FIRST, UPLOAD

FILE = ASSUMPTIONS_FILE.read_text(encoding="utf-8")
PLAIN = yaml.safe_load(FILE)  # the same file, read by another reader
ENTRIES = {f"{section}.{name}": each for section, entries in PLAIN.items() for name, each in entries.items()}
GRADES = Counter(each["grade"] for each in ENTRIES.values())
RENT, OWNER = "omkrets.market_rent", "omkrets.property_owner"
PAGES = ("comparison", "funding", "reference", "scoring", "assumptions", "why")
OWN = "Du ser på din egen utgave av tallene"
REFUSED = "Dette kunne ikke brukes, så ingenting er endret"
FILE_REFUSED = "Filen kunne ikke brukes, så ingenting er endret"


def rows(app: AppTest) -> list[list[str]]:
    """The table of assumptions (or of what differs): each row's cells as plain text."""
    body = next(each.proto.body for each in app.get("html") if '<table class="figures blocks"' in each.proto.body)
    table = body[body.index('<table class="figures blocks"') :].split("</table>")[0]
    cells = [
        re.findall(r"<t[hd][ >].*?</t[hd]>", row, re.DOTALL) for row in re.findall(r"<tr .*?</tr>", table, re.DOTALL)
    ]
    return [[plain(each) for each in row] for row in cells[1:]]


def plain(part: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", part)).replace(SPACE, " ").split())


def keys(app: AppTest) -> list[str]:
    """The assumptions in the table, in its order."""
    return [next(word for word in row[0].split() if word in ENTRIES) for row in rows(app)]


def field(app: AppTest, key: str, name: str, lang: str = "nb"):
    return widget(app.text_input, f"edit:{key}:{name}:{lang}:")


def widget(kind, beginning: str):
    """The one widget whose key begins so; what follows is the value it began with."""
    [found] = [each for each in kind if each.key and each.key.startswith(beginning)]
    return found


def use(app: AppTest, key: str, label: str = "Bruk dette") -> AppTest:
    return sound(app.button(key=f"FormSubmitter:edit:{key}-{label}").click().run())


def edit(app: AppTest, key: str, **fields: str) -> AppTest:
    """Type in the form of an assumption and send it; `source_nb` is the field source.nb."""
    app.query_params["sheet"], app.query_params["key"] = "edit", key
    sound(app.run())
    for name, typed in fields.items():
        field(app, key, name.replace("_", ".")).set_value(typed)
    return use(app, key)


def files(app: AppTest) -> AppTest:
    app.query_params["sheet"] = "files"
    return sound(app.run())


def upload(app: AppTest, content: str | bytes, name: str = "mine.yaml") -> AppTest:
    data = content.encode() if isinstance(content, str) else content
    files(app)
    return sound(app.file_uploader(key=UPLOAD).upload(name, data, "application/yaml").run())


def own(app: AppTest):
    """The reader's own version, None without one."""
    return app.session_state.get("own")


# --- whose numbers --------------------------------------------------------------------------------------------------


def test_the_headline_counts_what_the_file_says(opened: Opened) -> None:
    ours = GRADES["C"] + GRADES["D"]
    assert headline(opened("assumptions")).startswith(
        f"{len(ENTRIES)} tall ligger bak: {GRADES['A']} fra rapporten eller en myndighet, {GRADES['B']} publisert av "
        f"andre og {ours} anslått eller ukjent."
    )
    assert headline(opened("assumptions", lang="en")).startswith(f"{len(ENTRIES)} numbers lie behind: {GRADES['A']} ")


def test_what_a_cost_rests_on_adds_to_one_and_is_what_the_headline_says(opened: Opened, base) -> None:
    found, shares = moved(base), []
    for id, concept in CONCEPTS.items():
        rests = rests_on(base, found, id)
        assert sum(rests.values()) == pytest.approx(1)
        assert min(rests.values()) >= 0
        ours = f"{concept.name} {Texts('nb').percent(rests['C'] + rests['D'])}".replace(SPACE, " ")
        shares.append(ours)
    assert f"er anslag: {shares[0]}, {shares[1]} og {shares[2]}." in text(opened("assumptions"))


def test_the_number_that_moves_most_comes_first(opened: Opened, base) -> None:
    found = moved(base)
    app = opened("assumptions")
    sizes = [found[key].size for key in keys(app)]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) == FIRST
    ends = {key: sum(abs(each.swing or 0) for each in one.by_concept.values()) for key, one in found.items()}
    assert max(ends.values()) <= sizes[0]  # nothing moves the costs more over its range than what stands first


def test_all_can_be_shown_each_once(opened: Opened) -> None:
    app = opened("assumptions")
    assert f"{FIRST} av {len(ENTRIES)} tall vises." in text(app)
    sound(app.checkbox(key="show-all").check().run())
    assert sorted(keys(app)) == sorted(ENTRIES)
    assert f"{len(ENTRIES)} av {len(ENTRIES)} tall vises." in text(app)


def test_a_row_says_value_range_source_and_what_it_moves(opened: Opened, base) -> None:
    """1 % more rent: the change over the cost; low 1 000, high 1 800."""
    app = opened("assumptions", find=RENT)
    [row] = rows(app)
    answer = moved(base)[RENT].by_concept["omkrets"]
    cost = float(measures.annual_cost(CONCEPTS["omkrets"].evaluate(base.values("omkrets"))))
    share = Texts("nb").percent(answer.change / cost, 2).replace(SPACE, " ")
    assert row[0] == f"Markedsleie Omkrets · usikkert {RENT}"
    assert row[1] == "1 400 kr/m²/år 1 000 til 1 800 kr/m²/år"
    assert row[2] == f"○ anslag {ENTRIES[RENT]['source']['nb']} gjennomgått {ENTRIES[RENT]['reviewed']}"
    assert row[3].startswith(share)


def test_a_row_leads_to_its_form(opened: Opened) -> None:
    app = opened("assumptions", find=RENT, lang="en")
    body = "".join(each.proto.body for each in app.get("html"))
    asked = parse_qs(urlsplit(html.unescape(re.search(r'href="(\?[^"]*sheet=edit[^"]*)"', body)[1])).query)
    assert asked == {"find": [RENT], "lang": ["en"], "sheet": ["edit"], "key": [RENT]}


def test_a_value_a_lever_has_moved_is_shown_beside_the_file_s(opened: Opened) -> None:
    [row] = rows(opened("assumptions", find=RENT, **{RENT: "1300"}))
    assert row[1].startswith("1 400 kr/m²/år")
    assert row[1].endswith("nå 1 300 kr/m²/år")


# --- search and choices ---------------------------------------------------------------------------------------------


def texts_of(key: str) -> str:
    each = ENTRIES[key]
    return " ".join([key, *each["label"].values(), *each["source"].values(), each.get("note") or ""]).casefold()


@pytest.mark.parametrize(
    "find",
    [
        RENT,
        "Markedsleie",
        "MARKEDSLEIE",
        "ReTuna SEK",
        "sek   retuna",
        "kierrätyskeskus",
        "omkrets. rent",
        "leie butikk",
    ],
)
def test_the_search_finds_names_keys_and_sources_with_all_the_words(opened: Opened, find: str) -> None:
    expected = {key for key in ENTRIES if all(word in texts_of(key) for word in find.casefold().split())}
    assert expected
    app = opened("assumptions", find=find)
    if len(expected) > FIRST:
        sound(app.checkbox(key="show-all").check().run())
    assert set(keys(app)) == expected


@pytest.mark.parametrize("find", ["xyzzy", "markedsleie xyzzy", "<b>", ".*", "%", "\\", "🛠️"])
def test_a_search_without_a_hit_says_so(opened: Opened, find: str) -> None:
    expected = [key for key in ENTRIES if find in texts_of(key)]
    app = opened("assumptions", find=find)
    if expected:
        assert keys(app)
    else:
        assert "Ingen treff. Søk med færre ord." in text(app)
        assert f"0 av {len(ENTRIES)} tall vises." in text(app)
    assert app.text_input(key="find").value == find


def test_what_is_searched_for_is_typed_and_follows_in_the_address(opened: Opened) -> None:
    app = opened("assumptions")
    sound(app.text_input(key="find").set_value("Markedsleie").run())
    assert address(app) == {"find": "Markedsleie"}
    assert RENT in keys(app)
    sound(app.text_input(key="find").set_value("").run())
    assert address(app) == {}
    assert len(keys(app)) == FIRST


def test_the_choices_leave_what_fits_them_all(opened: Opened) -> None:
    for chosen in ({"section": "common"}, {"kind": "rule"}, {"grade": "A"}, {"section": "omkrets", "grade": "B"}):
        app = opened("assumptions", **chosen)
        expected = {
            key
            for key, each in ENTRIES.items()
            if chosen.get("section", key.split(".")[0]) == key.split(".")[0]
            and chosen.get("kind", each["kind"]) == each["kind"]
            and chosen.get("grade", each["grade"]) == each["grade"]
        }
        if len(expected) > FIRST:
            sound(app.checkbox(key="show-all").check().run())
        assert set(keys(app)) == expected


def test_a_choice_is_made_and_follows_in_the_address(opened: Opened) -> None:
    app = opened("assumptions")
    sound(app.selectbox(key="section").set_value("bruk_bergen").run())
    sound(app.selectbox(key="grade").set_value("B").run())
    assert address(app) == {"section": "bruk_bergen", "grade": "B"}
    assert {key.split(".")[0] for key in keys(app)} == {"bruk_bergen"}


@pytest.mark.parametrize("key", ["section", "kind", "grade", "sheet"])
def test_a_choice_there_is_not_is_told(opened: Opened, key: str) -> None:
    app = opened("assumptions", **{key: "<b>", "bruk_bergen.staff_fte": "1"})
    assert f'{key}: fant "<b>"; tillatt: en av' in text(app)
    assert len(keys(app)) == FIRST


def test_nonsense_for_key_opens_the_first_form(opened: Opened) -> None:
    for key in ("omkrets.nothing", "<b>", "omkrets", ".", ""):
        assert opened("assumptions", sheet="edit", key=key).selectbox(key="key").value == next(iter(ENTRIES))


# --- a changed number -----------------------------------------------------------------------------------------------


def cost(base, concept: str, **changes: float) -> float:
    given = {**base.values(concept), **changes}
    return float(measures.annual_cost(CONCEPTS[concept].evaluate(given)))


def test_a_changed_number_is_told_on_every_page_and_changes_every_figure(opened: Opened) -> None:
    app = edit(opened("assumptions"), RENT, value="1 000")
    assert own(app).assumptions[RENT].value == 1000
    answer = "Omkrets koster kommunen 6,0 mill. kr"  # 400 less of 1 400 moves it by 0.45 million: 5.56 + 0.4
    for page in PAGES:
        sound(app.switch_page(f"views/{page}.py").run())
        assert f"{OWN}. 2 felt er annerledes enn i verktøyets fil; se Forutsetninger" in text(app), page
    sound(app.switch_page("views/comparison.py").run())
    assert headline(app).startswith(answer[:24])
    assert headline(app) != headline(opened())


def test_the_key_figures_and_what_differs_are_those_of_two_single_runs(opened: Opened, base) -> None:
    app = edit(opened("assumptions"), RENT, value="1 200")
    before, after = cost(base, "omkrets"), cost(base, "omkrets", market_rent=1200.0)
    say = Texts("nb")
    shown = f"{say.millions(after)} fra {say.millions(before)}".replace(SPACE, " ")
    assert f"Kostnad per år for kommunen {shown} 3,4 mill. kr som før 1,6 mill. kr som før" in text(app)
    changed = rows(files(app))
    change = say.change(after - before).replace(SPACE, " ")
    assert changed[0] == [
        f"Markedsleie {RENT}",
        "Verdi",
        "1 400 kr/m²/år",
        "1 200 kr/m²/år",
        f"Omkrets: {change} i året",
    ]
    today = date.today().isoformat()
    assert changed[1:] == [[f"Markedsleie {RENT}", "Gjennomgått", str(ENTRIES[RENT]["reviewed"]), today, "–"]]


def test_the_change_that_does_most_comes_first(opened: Opened) -> None:
    app = opened("assumptions")
    edit(app, "bergen_reparerer.users", value="36 000")
    edit(app, RENT, value="1 000")
    found = [row for row in rows(files(app)) if row[1] == "Verdi"]
    assert found[0][0].endswith(RENT)
    assert "6 felt" not in text(app)
    assert "4 felt er annerledes" in text(app)


def test_all_the_fields_of_a_number_can_be_changed(opened: Opened) -> None:
    app = opened("assumptions", sheet="edit", key=RENT)
    widget(app.radio, f"edit:{RENT}:grade:nb:").set_value("B")
    new = {
        "value": "1 500,5",
        "low": "900",
        "high": "2 000",
        "source.nb": "Ny kilde",
        "source.en": "New",
        "note": "Sjekk",
    }
    for name, typed in new.items():
        field(app, RENT, name).set_value(typed)
    use(app, RENT)
    entry = own(app).assumptions[RENT]
    assert (entry.value, entry.low, entry.high, entry.grade) == (1500.5, 900, 2000, "B")
    assert (entry.source.nb, entry.source.en, entry.note, entry.reviewed) == ("Ny kilde", "New", "Sjekk", date.today())
    lines = zip(FILE.split("\n"), own(app).text.split("\n")[:430], strict=False)
    assert all(old == now for old, now in lines)
    assert len(own(app).text.split("\n")) == len(FILE.split("\n")) + 1  # the note


def test_a_form_sent_without_a_change_changes_nothing(opened: Opened) -> None:
    for key in (RENT, OWNER, "omkrets.take_up", "omkrets.rent_steps", "common.start_year", "omkrets.support_years"):
        app = use(opened("assumptions", sheet="edit", key=key), key)
        assert own(app) is None, key
        assert REFUSED not in text(app)


def test_an_english_form_sent_without_a_change_is_no_mistake(opened: Opened) -> None:
    app = use(opened("assumptions", sheet="edit", key=RENT, lang="en"), RENT, "Use this")
    assert "This could not be used, so nothing is changed" not in text(app)


def test_a_list_and_a_share_are_typed_as_per_cent(opened: Opened) -> None:
    app = edit(opened("assumptions"), "omkrets.rent_steps", value="40 62,5 100 %")
    assert own(app).assumptions["omkrets.rent_steps"].value == (0.4, 0.625, 1.0)
    edit(app, "omkrets.take_up", value="80,5 %")
    assert own(app).assumptions["omkrets.take_up"].value == 0.805
    assert own(app).assumptions["omkrets.rent_steps"].value == (0.4, 0.625, 1.0)


def test_one_of_the_choices_can_be_taken(opened: Opened) -> None:
    app = opened("assumptions", sheet="edit", key=OWNER)
    widget(app.radio, f"edit:{OWNER}:value:nb:").set_value("bir")
    use(app, OWNER)
    assert own(app).assumptions[OWNER].value == "bir"
    [row] = [row for row in rows(files(app)) if row[1] == "Verdi"]
    assert row[2:4] == ["Kommunen", "BIR"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("5 000", "fant 5000; tillatt: 1 000 … 1 800 kr/m²/år; utvid spennet eller rett verdien."),
        ("-1", "fant -1; tillatt: et vanlig tall fra 0 til 1 000 000 000 000"),
        ("abc", "Verdi: «abc» er ikke et vanlig tall; skriv det som 1 234,5."),
        ("1.400", "Verdi: «1.400» kan leses på to måter; skriv det som 1 234,5."),
        ("", "Verdi: Skriv et tall."),
        ("<img src=x onerror=alert(1)>", "Verdi: «<img src=x onerror=a» er ikke et vanlig tall"),
        ("1 000 000 000 000 000 000", 'fant "1000000000000000000"; tillatt: et vanlig tall fra 0 til'),
    ],
)
def test_a_value_that_cannot_be_used_is_told_and_changes_nothing(opened: Opened, typed: str, sentence: str) -> None:
    app = edit(opened("assumptions"), RENT, value=typed, source_nb="Ny kilde")
    assert f"{REFUSED}. " in text(app)
    assert sentence in text(app)
    assert own(app) is None
    assert field(app, RENT, "value").value == typed
    assert field(app, RENT, "source.nb").value == "Ny kilde"
    assert "<img" not in "".join(each.proto.body for each in app.get("html"))
    edit(app, RENT, value="1 500")  # and once it is put right
    assert REFUSED not in text(app)
    assert own(app).assumptions[RENT].source.nb == "Ny kilde"


def test_a_notice_of_a_refusal_stays_with_its_number(opened: Opened) -> None:
    app = edit(opened("assumptions"), RENT, value="abc")
    sound(app.selectbox(key="key").set_value("omkrets.take_up").run())
    assert REFUSED not in text(app)


def test_all_that_is_wrong_is_told_at_once(opened: Opened) -> None:
    app = edit(opened("assumptions"), RENT, value="abc", low="1.000", high="")
    for each in ("Verdi: «abc»", "Lav: «1.000» kan leses på to måter", "Høy: Skriv et tall."):
        assert each in text(app)


@pytest.mark.parametrize(
    "note",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "**fet** [lenke](http://127.0.0.1) ![bilde](http://127.0.0.1/x.png)",
        ":red[rød] :material/delete: $x^2$ `kode`",
        "=HYPERLINK(1)",
        "&lt;b&gt; &amp;",
        'sitat " og \\ bak # ikke kommentar: her',
        "æøå 🛠️",
    ],
)
def test_a_note_is_shown_as_the_text_it_is(opened: Opened, note: str) -> None:
    app = edit(opened("assumptions"), RENT, note=note)
    assert own(app).assumptions[RENT].note == note
    app.query_params["sheet"], app.query_params["find"] = "all", RENT
    sound(app.run())
    [row] = rows(app)
    assert row[2].endswith(" ".join(note.split()))
    sound(app.switch_page("views/why.py").run())
    app.query_params["why"] = RENT
    bodies = "".join(each.proto.body for each in sound(app.run()).get("html"))
    assert html.escape(note) in bodies
    assert "<img" not in bodies
    assert "<script>alert" not in bodies


@pytest.mark.parametrize("note", ["\u202eevil", "a\u200bb", "\u2066x", "a\nb", "a\u2028b", "a\x00b", "\ufeffx"])
def test_a_note_with_characters_nobody_sees_is_refused(opened: Opened, note: str) -> None:
    app = edit(opened("assumptions"), RENT, note=note)
    assert REFUSED in text(app)
    assert "tillatt: tekst på 1 til 400 synlige tegn" in text(app)
    assert own(app) is None
    assert "\u202e" not in text(app)


@pytest.mark.parametrize("name", ["source.nb", "source.en"])
def test_a_source_cannot_be_taken_away(opened: Opened, name: str) -> None:
    app = opened("assumptions", sheet="edit", key=RENT)
    field(app, RENT, name).set_value("")
    use(app, RENT)
    assert "tillatt: tekst på 1 til 400 synlige tegn" in text(app)
    assert own(app) is None


def test_another_field_leaves_a_number_with_many_decimals_alone(opened: Opened) -> None:
    fine = edits.edited(FILE, {("omkrets.take_up", "value"): 0.853456789})
    app = edit(upload(opened("assumptions"), fine), "omkrets.take_up", note="Bare en merknad")
    assert own(app).assumptions["omkrets.take_up"].value == 0.853456789


def test_back_to_the_dashboards_file_takes_everything_back(opened: Opened) -> None:
    app = edit(opened("assumptions"), RENT, value="1 000")
    before = headline(opened())
    sound(files(app).button(key="own-back").click().run())
    assert own(app) is None
    assert "Alt er som i verktøyets fil." in text(app)
    assert OWN not in text(app)
    app.query_params["sheet"] = "edit"
    assert field(sound(app.run()), RENT, "value").value == f"1{SPACE}400"
    assert headline(sound(app.switch_page("views/comparison.py").run())) == before


def test_levers_and_variants_of_the_scenario_stay_with_an_own_version(opened: Opened) -> None:
    app = opened("assumptions", variant=["A;omkrets=bir_led"], **{"bruk_bergen.staff_fte": "1"})
    edit(app, RENT, value="1 000")
    assert address(app)["bruk_bergen.staff_fte"] == "1"
    assert address(app)["variant"] == "A;omkrets=bir_led"
    assert "Bruk Bergen 2,4 mill. kr" in headline(sound(app.switch_page("views/comparison.py").run()))


# --- files ----------------------------------------------------------------------------------------------------------


def test_a_good_file_takes_the_place_of_the_dashboards(opened: Opened) -> None:
    mine = edits.edited(FILE, {(RENT, "value"): 1000, ("omkrets.take_up", "note"): "Min"})
    app = upload(opened("assumptions"), mine)
    assert own(app).text == mine
    assert f"{OWN}. 2 felt er annerledes" in text(app)
    assert [row[1] for row in rows(app)] == ["Verdi", "Merknad"]
    edit(app, "omkrets.take_up", value="80")
    assert own(app).assumptions[RENT].value == 1000
    assert own(app).assumptions["omkrets.take_up"].note == "Min"


@pytest.mark.parametrize("content", ["\ufeff" + FILE, FILE.replace("\n", "\r\n"), FILE.rstrip("\n")])
def test_a_file_from_windows_is_a_good_file_and_can_be_edited(opened: Opened, content: str) -> None:
    app = upload(opened("assumptions"), content)
    assert FILE_REFUSED not in text(app)
    edit(app, RENT, value="1 000", note="Ny")
    assert (own(app).assumptions[RENT].value, own(app).assumptions[RENT].note) == (1000, "Ny")


def mistaken() -> str:
    """Three mistakes, far from each other."""
    wrong = FILE.replace(
        "    unit:     NOK/m²/year\n    label:    {nb: Markedsleie",
        "    unit:     NOK/m3\n    label:    {nb: Markedsleie",
    )
    wrong = wrong.replace("  horizon_years:\n    value:    20", "  horizon_years:\n    value:    20,5")
    return wrong.replace("  users:\n", "  usres:\n", 1)


def line_of(content: str, beginning: str, after: str) -> int:
    lines = content.split("\n")
    start = lines.index(after)
    return next(number for number in range(start, len(lines)) if lines[number].strip().startswith(beginning)) + 1


def test_all_mistakes_of_a_file_are_told_each_with_its_line(opened: Opened) -> None:
    wrong = mistaken()
    app = upload(opened("assumptions"), wrong)
    said = text(app)
    assert FILE_REFUSED in said
    for number, line in (
        (line_of(wrong, "value:", "  horizon_years:"), "value: 20,5"),
        (line_of(wrong, "unit:", "  market_rent:"), "unit: NOK/m3"),
        (line_of(wrong, "usres:", "bergen_reparerer:"), "usres:"),
    ):
        assert f"mine.yaml, linje {number}, " in said
        assert f"→ {line}" in said
    assert own(app) is None


MERGE = "common: &c\n  a: 1\nomkrets:\n  <<: *c\n"
BAD = {
    "broken YAML": ("common:\n  x: [1, 2\nomkrets: 3\n", "linje 3"),
    "a tab": ("common:\n\tx: 1\n", "linje 2"),
    "nothing": ("", "tillatt: delene common, omkrets"),
    "a number": ("3", "fant 3; tillatt: delene common, omkrets"),
    "a megabyte": ("#" * 1_000_001, "mine.yaml: fant en større fil; tillatt: høyst 1 000 000 byte."),
    "ten thousand keys": (
        "common:\n" + "".join(f"  key_{number}: {{value: 1}}\n" for number in range(10_000)),
        "høyst 20 000 verdier",
    ),
    "thousands of unknown keys": (
        "common:\n" + "".join(f"  key_{number}: 1\n" for number in range(5_000)),
        "fant flere feil; tillatt: høyst 100; resten er ikke listet",
    ),
    "merge keys": (MERGE, "fant et anker eller alias"),
    "an anchor": (FILE.replace("value:    1400", "value:    &rent 1400"), "→ value: &rent 1400"),
    "a timestamp": (
        FILE.replace("reviewed: 2026-11-23", "reviewed: 2026-11-23T10:00:00Z", 1),
        "en dato som 2026-11-23",
    ),
    "a tag": ("common: !!python/object/apply:os.system ['id']\n", "verdier uten merkelapp"),
    "not UTF-8": (FILE.encode("latin-1", errors="replace"), "tekst i UTF-8"),
    "UTF-16": (FILE.encode("utf-16"), "tekst i UTF-8"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "mine.yaml"),
    "a key twice": (
        FILE.replace("    value:    1400\n", "    value:    1400\n    value:    1500\n"),
        "fant nøkkelen to ganger",
    ),
    "deep nesting": ("[" * 500, "høyst 8 nivåer"),
    "two documents": (FILE + "---\n" + FILE, "ett dokument"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_file_that_cannot_be_used_is_told_and_the_own_version_stays(opened: Opened, kind: str) -> None:
    content, sentence = BAD[kind]
    app = edit(opened("assumptions"), RENT, value="1 000")
    mine = own(app)
    upload(app, content)
    assert FILE_REFUSED in text(app)
    assert sentence in text(app)
    assert own(app) == mine
    assert f"{OWN}. 2 felt er annerledes" in text(app)


def test_lines_of_a_refused_file_are_never_markup(opened: Opened) -> None:
    app = upload(
        opened("assumptions", sheet="files"), "<script>alert(1)</script>: <img src=x onerror=alert(1)>\n", "<b>.yaml"
    )
    bodies = "".join(each.proto.body for each in app.get("html"))
    assert "<script>alert" not in bodies
    assert "<img" not in bodies
    assert "<b>.yaml" not in bodies
    assert FILE_REFUSED in text(app)


def test_a_line_of_a_refused_file_has_only_characters_that_can_be_seen(opened: Opened) -> None:
    app = upload(opened("assumptions"), "common: 3 # \u202elive\u200b\n")
    said = text(app)
    assert "→ common: 3" in said
    assert not set("\u202e\u200b") & set(said)


def test_a_refusal_goes_away_with_the_next_good_file(opened: Opened) -> None:
    app = upload(opened("assumptions"), "3")
    assert FILE_REFUSED in text(app)
    upload(app, edits.edited(FILE, {(RENT, "value"): 1000}))
    assert FILE_REFUSED not in text(app)
    assert own(app).assumptions[RENT].value == 1000


def test_a_refusal_goes_away_with_the_file_itself(opened: Opened) -> None:
    app = upload(opened("assumptions"), "3")
    sound(app.file_uploader(key=UPLOAD).set_value(None).run())
    assert FILE_REFUSED not in text(app)


# --- the file behind and the calendar ---------------------------------------------------------------------------------


def test_a_review_that_is_overdue_is_flagged(opened: Opened, monkeypatch: pytest.MonkeyPatch, base) -> None:
    entry = base[RENT]
    assert not assumption_tables.is_overdue(entry, entry.reviewed + timedelta(days=365))
    assert assumption_tables.is_overdue(entry, entry.reviewed + timedelta(days=366))
    assert "skulle vært gjennomgått" not in text(opened("assumptions", find=RENT))
    monkeypatch.setattr(assumption_tables, "REVIEW_EVERY", timedelta(0))
    app = opened("assumptions", find=RENT)
    assert f"skulle vært gjennomgått: sist {entry.reviewed.isoformat()}" in text(app)
    assert 'class="alarm"' in "".join(each.proto.body for each in app.get("html"))


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A copy of the file of assumptions that the dashboard reads instead of its own."""
    copy = tmp_path / ASSUMPTIONS_FILE.name
    copy.write_text(FILE, encoding="utf-8")
    whole, words = session.base_assumptions, session.file_text
    monkeypatch.setattr(session, "base_assumptions", lambda: whole(copy))
    monkeypatch.setattr(session, "file_text", lambda: words(copy))
    return copy


def save(file: Path, content: str) -> None:
    file.write_text(content + f"# {len(content)}\n", encoding="utf-8")


def test_an_edit_starts_from_the_last_good_version_of_the_file(file: Path) -> None:
    save(file, edits.edited(FILE, {(RENT, "value"): 1300}))
    app = open_page("assumptions", sheet="edit", key=RENT)
    save(file, "common: [")
    sound(app.run())
    assert "En av filene bak verktøyet har feil; den siste gyldige utgaven brukes" in text(app)
    edit(app, RENT, note="Ny")
    assert (own(app).assumptions[RENT].value, own(app).assumptions[RENT].note) == (1300, "Ny")


def test_the_form_shows_a_number_saved_in_the_file_meanwhile(file: Path) -> None:
    app = open_page("assumptions", sheet="edit", key=RENT)
    assert field(app, RENT, "value").value == f"1{SPACE}400"
    save(file, edits.edited(FILE, {(RENT, "value"): 1300}))
    sound(app.run())
    assert field(app, RENT, "value").value == f"1{SPACE}300"
    edit(app, RENT, note="Ny")
    assert own(app).assumptions[RENT].value == 1300


def test_an_own_version_outlives_a_save_of_the_file_and_tells_only_its_own_changes(file: Path) -> None:
    app = edit(open_page("assumptions"), RENT, value="1 000")
    save(file, edits.edited(FILE, {("omkrets.take_up", "value"): 0.8}))
    found = {(row[0].split()[-1], row[1]): row[2:4] for row in rows(files(app))}
    assert found[RENT, "Verdi"] == ["1 400 kr/m²/år", "1 000 kr/m²/år"]
    assert not any(key == "omkrets.take_up" for key, _ in found)  # somebody else's, made meanwhile
