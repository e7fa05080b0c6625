"""A file of benchmarks with a mistake in it gets one sentence with its line, and never another exception."""

import pytest

from concepts import CONCEPTS
from models.benchmarks_file import check, load
from models.problems import InputError
from models.strict_yaml import parse

OMKRETS = CONCEPTS["omkrets"]

VALID = """\
indices:
  exchange:
    source: {nb: Bank, en: Bank}
    grade:  A
    values:
      SEK: {2023: 0.9955, 2025: 1.059}
  prices:
    source: {nb: Statistikk, en: Statistics}
    grade:  B
    values: {2023: 129.6, 2025: 137.8}
places:
  retuna:
    name:  ReTuna
    about: {nb: Senter, en: Centre}
    figures:
      sales: {label: {nb: Salg, en: Sales}, value: 100, unit: SEK/year, year: 2023, vat: in, grade: A,
              source: {nb: Kilde, en: Source}, page: 43}
      area:  {label: {nb: Areal, en: Area}, value: 10, unit: m², year: 2023, vat: none, grade: B,
              source: {nb: Kilde, en: Source}}
      turn:  {label: {nb: Snur, en: Turns}, value: 2019, unit: year, year: 2020, vat: none, grade: C,
              source: {nb: Kilde, en: Source}}
decomposition:
  area: {label: {nb: Areal, en: Area}, keys: [gross_area]}
intensities:
  sales_per_area:
    label:    {nb: Salg, en: Sales}
    unit:     NOK/m²/year
    input:    omkrets.sales_per_area
    of:       {retuna: {figure: sales, per: area}}
    range_of: [retuna]
backtests:
  retuna:
    opens:  {nb: nå, en: now}
    note:   {nb: Merk, en: Note}
    inputs:
      omkrets.gross_area: {place: retuna, figure: area}
      omkrets.take_up:    {value: 1}
    published:
      sales: {line: tenant_sales, used: held_out}
    turning: turn
"""
BLOCKS = ("indices", "places", "decomposition", "intensities", "backtests")


@pytest.fixture
def problems(base):
    """The messages a file gets; fails if it gets none."""

    def told(content):
        with pytest.raises(InputError, match=r".") as caught:
            check(parse(content, "file.yaml"), base, OMKRETS.graph.by_name)
        return [str(each) for each in caught.value.problems]

    return told


def changed(old, new):
    """Return the valid file with its first `old` replaced."""
    assert old in VALID
    return VALID.replace(old, new, 1)


def test_the_file_that_is_broken_below_is_whole(base):
    assert check(parse(VALID), base, OMKRETS.graph.by_name).places["retuna"].name == "ReTuna"


SALES = "16: places.retuna.figures.sales"
RATIO = "29: intensities.sales_per_area.of.retuna"
BACK = "backtests.retuna"


@pytest.mark.parametrize(
    ("old", "new", "where", "says"),
    [
        ("m²,", "acres,", "18: places.retuna.figures.area.unit", 'found "acres"; allowed: a known key'),
        ("SEK/year", "SEK/yeer", f"{SALES}.unit", 'found "SEK/yeer"; allowed: a known key; did you mean SEK/year?'),
        ("figure: sales", "figure: sale", RATIO, 'found "sale"; allowed: a known key; did you mean sales?'),
        ("per: area}", "per: aria}", RATIO, 'found "aria"; allowed: a known key; did you mean area?'),
        (
            "[retuna]",
            "[return]",
            "30: intensities.sales_per_area.range_of.0",
            'found "return"; allowed: a known key; did you mean retuna?',
        ),
        (
            "input:    omkrets.sales_per_area",
            "input: omkrets.sale_per_area",
            "28: intensities.sales_per_area.input",
            'found "omkrets.sale_per_area"; allowed: a known key; did you mean omkrets.sales_per_area?',
        ),
        (
            "[gross_area]",
            "[gross_aera]",
            "23: decomposition.area.keys.0",
            'found "omkrets.gross_aera"; allowed: a known key; did you mean omkrets.gross_area?',
        ),
        (
            "backtests:\n  retuna:",
            "backtests:\n  retunas:",
            "32: backtests.retunas",
            'found "retunas"; allowed: a known key; did you mean retuna?',
        ),
        (
            "omkrets.take_up: ",
            "omkrets.takeup: ",
            f"37: {BACK}.inputs.omkrets.takeup",
            'found "omkrets.takeup"; allowed: a known key; did you mean omkrets.take_up?',
        ),
        (
            "place: retuna,",
            "place: retun,",
            f"36: {BACK}.inputs.omkrets.gross_area",
            'found "retun"; allowed: a known key; did you mean retuna?',
        ),
        (
            "{value: 1}",
            "{value: 2}",
            f"37: {BACK}.inputs.omkrets.take_up",
            "found 2; allowed: a plain number from 0 to 1",
        ),
        (
            "{value: 1}",
            "{}",
            f"37: {BACK}.inputs.omkrets.take_up",
            "found both or none; allowed: either a value or a figure",
        ),
        (
            "line: tenant_sales",
            "line: tenant_sale",
            f"39: {BACK}.published.sales.line",
            'found "tenant_sale"; allowed: a known key; did you mean tenant_sales?',
        ),
        (
            "sales: {line",
            "sale: {line",
            f"39: {BACK}.published.sale",
            'found "sale"; allowed: a known key; did you mean sales?',
        ),
        (
            "turning: turn",
            "turning: turns",
            f"40: {BACK}.turning",
            'found "turns"; allowed: a known key; did you mean turn?',
        ),
        (" vat: in,", "", f"{SALES}.vat", "found nothing; allowed: every entry has this field"),
        (
            "turning: turn",
            "turnin: turn",
            f"40: {BACK}.turnin",
            "found an unknown key; allowed: one of place, label, opens, note, inputs, published, turning; "
            "did you mean turning?",
        ),
        ("[gross_area]", "gross_area", "23: decomposition.area.keys", 'found "gross_area"; allowed: a list'),
        (
            "SEK: {2023: 0.9955, 2025: 1.059}",
            "SEK: 5",
            "6: indices.exchange.values.SEK",
            "found 5; allowed: an indented block of fields",
        ),
        (
            "  area: {label",
            "  area: {}\n  area: {label",
            "24: decomposition.area",
            "found the key twice; allowed: each key once; it stands on line 23 too",
        ),
        (
            "{value: 1}",
            "&a {value: 1}",
            f"37: {BACK}.inputs.omkrets.take_up",
            "found an anchor or alias; allowed: every value written out where it stands",
        ),
        (
            "ReTuna",
            "!!python/object:os.system ReTuna",
            "13: places.retuna.name",
            'found "tag:yaml.org,2002:python/object:os.system"; allowed: values without tags',
        ),
    ],
)
def test_one_mistake_gets_one_sentence_with_its_line(problems, old, new, where, says):
    assert problems(changed(old, new)) == [f"file.yaml:{where}: {says}"]


# what is allowed is told in several ways; where it is wrong, in one
@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("value: 100", "value: 1_00", f"{SALES}.value"),
        ("value: 100", "value: [1, 2]", f"{SALES}.value"),
        ("value: 100", "value: .nan", f"{SALES}.value"),
        ("value: 100", "value: null", f"{SALES}.value"),
        ("year: 2023", "year: 2023.5", f"{SALES}.year"),
        ("year: 2023", 'year: "2023"', f"{SALES}.year"),
        ("page: 43", "page: p. 43", "17: places.retuna.figures.sales.page"),
        ("{nb: Salg, en: Sales}", "Sales", f"{SALES}.label"),
        ("{nb: Salg, en: Sales}", "{nb: Salg}", f"{SALES}.label.en"),
        ("vat: in", "vat: maybe", f"{SALES}.vat"),
        ("grade: A,", "grade: E,", f"{SALES}.grade"),
        ("vat: in", "vat: in, tax: 1", f"{SALES}.tax"),
        ("{nb: Salg, en: Sales}", "{nb: Salg, en: Sales, sv: Salg}", f"{SALES}.label.sv"),
        ("figure: sales", "figur: sales, figure: sales", f"{RATIO}.figur"),
        ("{value: 1}", "{value: 1, time: 2}", f"37: {BACK}.inputs.omkrets.take_up.time"),
        ("used: held_out", "used: unused", f"39: {BACK}.published.sales.used"),
        ("grade:  A", "grade:  E", "4: indices.exchange.grade"),
        ("  exchange:", "  exchanges:", "1: indices.exchange"),
        ("  prices:", "  price:", "1: indices.prices"),
        ("2023: 0.9955", "2023: about 1", "6: indices.exchange.values.SEK.2023"),
        ("2023: 129.6", "2023: 1e2", "10: indices.prices.values.2023"),
        ("2023: 129.6", "2023: null", "10: indices.prices.values.2023"),
        ("name:  ReTuna", "name:  5", "13: places.retuna.name"),
    ],
)
def test_what_is_of_the_wrong_kind_is_told_where_it_stands(problems, old, new, where):
    told = problems(changed(old, new))
    assert f"file.yaml:{where}" in [each.partition(": found ")[0] for each in told]


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("SEK/year", "XYZ/year", f"{SALES}.unit"),  # a currency without a single rate
        ("2023: 0.9955", "2023: 0", "6: indices.exchange.values.SEK.2023"),
        ("2023: 0.9955", "2023: -0.9955", "6: indices.exchange.values.SEK.2023"),
        ("2023: 129.6", "2023: 0", "10: indices.prices.values.2023"),
        ("2023: 129.6", "2023: -129.6", "10: indices.prices.values.2023"),
        ("2023: 0.9955", "20233: 0.9955", "6: indices.exchange.values.SEK.20233"),
        ("indices:\n", "indices:\n  extra: 1\n", "2: indices.extra"),
    ],
)
def test_what_would_turn_figures_into_nonsense_is_refused(problems, old, new, where):
    assert [each.partition(": found ")[0] for each in problems(changed(old, new))] == [f"file.yaml:{where}"]


@pytest.mark.parametrize("input", ["property_owner", "rent_steps", "support_years"])
def test_an_intensity_bears_on_a_number(problems, input):
    content = changed("input:    omkrets.sales_per_area", f"input: omkrets.{input}")
    assert [each.partition(": found ")[0] for each in problems(content)] == [
        "file.yaml:28: intensities.sales_per_area.input"
    ]


@pytest.mark.parametrize("put", ["{value: -5, figure: area}", "{figure: area, times: -1}"])
def test_an_input_that_the_model_refuses_is_told_with_its_line(problems, put):
    content = changed("{place: retuna, figure: area}", put)
    assert [each.partition(": found ")[0] for each in problems(content)] == [
        "file.yaml:36: backtests.retuna.inputs.omkrets.gross_area"
    ]


@pytest.mark.parametrize("name", BLOCKS)
def test_a_missing_block_is_told(problems, name):
    start = VALID.index(f"{name}:\n")
    rest = [VALID.find(f"\n{each}:\n") + 1 for each in BLOCKS]
    end = min((each for each in rest if each > start), default=len(VALID))
    assert problems(VALID[:start] + VALID[end:]) == [
        f"file.yaml:1: {name}: found nothing; allowed: every entry has this field"
    ]


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize("value", ["5", "[a]", "", "text"])
def test_a_block_that_is_none_is_told(problems, name, value):
    told = problems(f"{name}: {value}\n" + "".join(f"{each}: {{}}\n" for each in BLOCKS if each != name))
    assert told[0].startswith(f"file.yaml:1: {name}: found ")
    assert told[0].endswith("allowed: an indented block of fields")


@pytest.mark.parametrize("content", ["", "5", "[indices]", "text"])
def test_a_file_without_blocks_is_refused(problems, content):
    (told,) = problems(content)
    assert told.endswith("allowed: an indented block of fields")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a: " + "[" * 20 + "]" * 20, "file.yaml:1: found deeper nesting; allowed: at most 8 levels"),
        (VALID + "---\nmore: 1\n", "file.yaml:41: found a second document; allowed: one document"),
        (
            b"places: \xff\n",
            "file.yaml:1: found bytes that are no UTF-8; allowed: text in UTF-8; save the file as UTF-8",
        ),
        ("a" * 1_000_001, "file.yaml: found a larger file; allowed: at most 1000000 bytes"),
    ],
)
def test_hostile_yaml_ends_in_one_sentence(problems, content, says):
    assert problems(content) == [says]


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_its_lines(problems):
    content = changed("line: tenant_sales", "line: tenant").replace("[retuna]", "[omigjen]").replace("m²,", "m3,")
    assert [each.partition(": found")[0] for each in problems(content)] == [
        "file.yaml:18: places.retuna.figures.area.unit",
        "file.yaml:30: intensities.sales_per_area.range_of.0",
        "file.yaml:39: backtests.retuna.published.sales.line",
    ]


def test_a_missing_file_is_no_input_error(base, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.yaml"):
        load(tmp_path / "none.yaml", base, ())
