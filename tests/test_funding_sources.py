"""Who may pay for what: the file is complete, its arithmetic is worked by hand, and a broken file says where."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from concepts import ASSUMPTIONS_FILE, CONCEPTS, FUNDING_SOURCES_FILE, NEEDS, SCENARIOS_FILE
from models import presets
from models.assumptions import load as load_assumptions
from models.funding_sources import Carried, beyond_the_fee, carried, check, cost_lines, load, unlisted
from models.ledger import PARTIES
from models.measures import READS, present_value
from models.problems import InputError
from models.result import Movement, Result
from models.strict_yaml import parse

BASE = load_assumptions(ASSUMPTIONS_FILE, NEEDS, READS)  # its presets name the tests
PRESETS = presets.load(SCENARIOS_FILE, BASE, tuple(CONCEPTS))
RULES = load(FUNDING_SOURCES_FILE, {id: each.graph.by_name for id, each in CONCEPTS.items()})
LINES = [(concept, line) for concept, lines in RULES.costs.items() for line in lines]


def may_carry(source):
    return {(concept, line) for concept, line in LINES if source in RULES.costs[concept][line]}


# --- The project's own file -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("concept", "id"), [(concept, id) for concept, entries in PRESETS.items() for id in entries])
def test_every_cost_has_a_line_that_says_who_may_carry_it(evaluate, concept, id):
    changes = {key.removeprefix(f"{concept}."): value for key, value in PRESETS[concept][id].change.items()}
    assert unlisted(evaluate(concept, **changes), RULES) == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize(("concept", "line"), LINES)
def test_a_cost_left_out_of_the_file_shows(evaluate, concept, line):
    # leased, so that the head rent is a cost as well
    leased = {"property_owner": "operator", "head_rent": 900} if concept == "omkrets" else {}
    result = evaluate(concept, vat_cost_share=0.1, **leased)
    rest = {name: each for name, each in RULES.costs[concept].items() if name != line}
    cost = float(present_value(result, result[line]))
    assert cost > 0
    assert unlisted(result, replace(RULES, costs={concept: rest})) == pytest.approx(cost)


def test_the_waste_fee_may_carry_the_reception_and_nothing_else():
    assert may_carry("waste_fee") == {("omkrets", "supervision"), ("omkrets", "sorting_and_disposal")}


def test_nav_may_carry_supervision_alone():
    assert may_carry("nav") == {("omkrets", "supervision")}


def test_a_loan_may_carry_what_the_owner_builds_and_nothing_else():
    assert may_carry("loan") == {("omkrets", line) for line in ("investment", "reinvestment", "investment_vat")}


def test_project_money_may_not_carry_running_costs():
    lines = ("pre_project", "planning", "investment")
    assert may_carry("klimasats") == {(concept, line) for concept in CONCEPTS for line in lines}


def test_the_municipal_budget_may_carry_everything():
    assert may_carry("municipal_budget") == set(LINES)


def test_flows_that_are_a_source_s_money_are_flows_of_omkrets(evaluate):
    named = {name for each in RULES.sources.values() for name in each.pays} - {*PARTIES}
    assert named == {"reception_bir", "grant", "loan"}
    assert named <= evaluate("omkrets").flows.keys()


def test_the_municipal_budget_is_what_the_municipality_pays_and_nav_is_outside_the_accounts():
    pays = {id: set(each.pays) & {*PARTIES} for id, each in RULES.sources.items()}
    assert {id: names for id, names in pays.items() if names} == {"municipal_budget": {"municipality"}}
    assert RULES.sources["nav"].pays == ()


def test_bir_s_part_of_the_reception_is_within_the_fee(evaluate):
    assert beyond_the_fee(evaluate("omkrets"), RULES) == 0


def test_what_bir_pays_for_building_and_centre_is_beyond_the_fee(evaluate):
    # with the whole reception at BIR, all else it pays is beyond the fee
    result = evaluate("omkrets", property_owner="bir", reception_share_bir=1, bir_deficit_share=1, support_years="all")
    beyond = -float(present_value(result, result.net("bir") + result["reception_bir"]))
    assert beyond > 0
    assert beyond_the_fee(result, RULES) == pytest.approx(beyond)


# --- By hand --------------------------------------------------------------------------------------------------------

VALID = """\
sources:
  municipal_budget:
    label:     {nb: Kommunen, en: The municipality}
    rule:      {nb: Alt, en: Everything}
    reference: {nb: Loven, en: The law}
    checked:   checked
    pays:      [municipality]
  waste_fee:
    label:     {nb: Gebyret, en: The fee}
    rule:      {nb: Mottak, en: Reception}
    reference: {nb: Loven, en: The law}
    checked:   second-hand
    pays:      [reception_bir]
  grant:
    label:     {nb: Tilskudd, en: Grant}
    rule:      {nb: Oppstart, en: Set-up}
    reference: {nb: Loven, en: The law}
    checked:   unchecked
    pays:      [grant]
costs:
  made:
    investment: [grant, municipal_budget]
    sorting:    [waste_fee, municipal_budget]
    staff:      [municipal_budget]
    head_rent:  [municipal_budget]
notes:
  limit:
    rule:      {nb: Høyst så mye, en: At most so much}
    reference: {nb: Loven, en: The law}
    checked:   unchecked
"""


LINES_MADE = ["investment", "sorting", "staff", "head_rent", "marketing", "reception_bir", "grant"]


def checked(content):
    return check(parse(content, "file.yaml"), {"made": LINES_MADE})


@pytest.fixture
def small():
    """A centre of two years, a krone in the second worth half; `small.rules` know nothing of its marketing."""
    flows = {
        "investment": ("municipality", "market", "investment", [100, 0]),
        "grant": ("state", "municipality", "financing", [20, 0]),
        "interest": ("municipality", "bank", "financing", [0, 5]),
        "staff": ("operator", "market", "operation", [0, 40]),
        "marketing": ("operator", "market", "operation", [0, 10]),
        "head_rent": ("operator", "municipality", "operation", [0, 6]),
        "reception_operator": ("operator", "market", "operation", [0, 8]),
        "reception_bir": ("bir", "market", "operation", [0, 24]),
        "deficit_grant_municipality": ("municipality", "operator", "financing", [0, 44]),
        "deficit_grant_bir": ("bir", "operator", "financing", [0, 20]),
    }
    movements = {name: Movement(*told, np.array(amounts, dtype=float)) for name, (*told, amounts) in flows.items()}
    lines = {"discount": np.array([1, 0.5]), "sorting": np.array([0.0, 8 + 24])}
    result = Result("made", np.array([2027, 2028]), {}, lines, movements)
    return SimpleNamespace(result=result, rules=checked(VALID))


def test_rent_within_the_project_is_no_cost(small):
    # 100, 32 · 0.5, 40 · 0.5
    assert cost_lines(small.result, small.rules) == {"investment": 100, "sorting": 16, "staff": 20, "head_rent": 0}


def test_what_nobody_is_said_to_pay_is_marketing(small):
    assert unlisted(small.result, small.rules) == 5  # 10 · 0.5; interest is no cost to be carried but its payment


def test_each_source_could_carry_its_lines_pays_its_flows_and_leaves_the_rest(small):
    # in all 100 + 16 + 20 + 5 = 141; the municipality pays 100 − 20 and then (44 + 5 − 6) · 0.5
    assert carried(small.result, small.rules) == {
        "municipal_budget": Carried(may_carry=136, pays=101.5, left_for_others=5),
        "waste_fee": Carried(may_carry=16, pays=12, left_for_others=125),
        "grant": Carried(may_carry=100, pays=20, left_for_others=41),
    }


@pytest.mark.parametrize(
    ("pays", "paid"),
    [
        ("[]", 0),
        ("[reception_bir, grant]", 32),  # 24 · 0.5 + 20
        ("[bir]", 22),  # (24 + 20) · 0.5
        ("[state, bir]", 42),
        ("[bir, grant]", 42),
        ("[marketing, sorting]", 5),  # 10 · 0.5; sorting is no flow of its own
    ],
)
def test_a_source_pays_its_parties_net_outlay_and_its_flows(small, pays, paid):
    rules = checked(changed("pays:      [grant]", f"pays:      {pays}"))
    assert carried(small.result, rules)["grant"].pays == paid


def test_nothing_is_beyond_a_fee_there_is_not(small):
    sources = {id: each for id, each in small.rules.sources.items() if id != "waste_fee"}
    assert beyond_the_fee(small.result, replace(small.rules, sources=sources)) == 0


def test_beyond_the_fee_is_what_bir_pays_less_what_the_fee_may_carry(small):
    assert beyond_the_fee(small.result, small.rules) == 6  # (24 + 20) · 0.5 − 16


def test_nothing_is_beyond_a_fee_that_may_carry_more_than_bir_pays(small):
    flows = {name: each for name, each in small.result.flows.items() if name != "deficit_grant_bir"}
    assert beyond_the_fee(replace(small.result, flows=flows), small.rules) == 0  # 24 · 0.5 − 16


# --- Broken files ---------------------------------------------------------------------------------------------------

SOURCES = "allowed: one of municipal_budget, waste_fee, grant"


def problems(content):
    """Return the messages a file gets; fails if it gets none."""
    with pytest.raises(InputError, match=r".") as caught:
        checked(content)
    return [str(each) for each in caught.value.problems]


def changed(old, new):
    """Return the valid file with its first `old` replaced."""
    assert old in VALID
    return VALID.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "[grant, municipal_budget]",
            "[grants, municipal_budget]",
            f'file.yaml:22: costs.made.investment: found "grants"; {SOURCES}; did you mean grant?',
        ),
        (
            "[grant, municipal_budget]",
            "grant",
            f'file.yaml:22: costs.made.investment: found "grant"; {SOURCES}; did you mean grant?',
        ),
        (
            "    staff: ",
            "    stuff: ",
            "file.yaml:24: costs.made.stuff: found an unknown key; allowed: a line of the concept; did you mean staff?",
        ),
        (
            VALID[VALID.index("notes:") :],
            "notes: none\n",
            'file.yaml:26: notes: found "none"; allowed: an indented block',
        ),
        (VALID[VALID.index("notes:") :], "", "file.yaml:1: notes: found nothing; allowed: an indented block"),
        (
            "notes:",
            "extra: 1\nnotes:",
            "file.yaml:26: extra: found an unknown key; allowed: one of sources, costs, notes",
        ),
        (
            "  limit:",
            "  limit:\n    title: none",
            "file.yaml:28: notes.limit.title: found an unknown key; allowed: one of rule, reference, checked",
        ),
        (
            "At most so much}\n    reference: {nb: Loven, en: The law}",
            "At most so much}",
            "file.yaml:27: notes.limit.reference: found nothing; allowed: every entry has this field",
        ),
        (
            "  limit:\n",
            "  limits: 5\n  limit:\n",
            "file.yaml:27: notes.limits: found 5; allowed: an indented block of fields",
        ),
        (
            "    staff: ",
            "    staff:  []\n    staff: ",
            "file.yaml:25: costs.made.staff: found the key twice; allowed: each key once; it stands on line 24 too",
        ),
        (
            "[waste_fee, municipal_budget]",
            "&a [waste_fee, municipal_budget]",
            "file.yaml:23: costs.made.sorting: found an anchor or alias; "
            "allowed: every value written out where it stands",
        ),
    ],
)
def test_one_mistake_gets_one_sentence_with_its_line(old, new, says):
    assert problems(changed(old, new)) == [says]


@pytest.mark.parametrize("word", ["cheked", "5"])
def test_another_word_for_how_sure_we_are_is_refused(word):
    found = word if word == "5" else f'"{word}"'
    content = VALID[: VALID.rindex("unchecked")] + word
    assert problems(content) == [
        f"file.yaml:30: notes.limit.checked: found {found}; allowed: one of checked, second-hand, unchecked"
    ]


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_its_lines():
    content = (
        changed("  limit:", "  limit:\n    title: none").replace("[waste_fee,", "[fee,").replace("staff:", "stuff:")
    )
    assert [each.partition(": found")[0] for each in problems(content)] == [
        "file.yaml:23: costs.made.sorting",
        "file.yaml:24: costs.made.stuff",
        "file.yaml:28: notes.limit.title",
    ]


@pytest.mark.parametrize(
    ("pays", "says"),
    [
        ("5", "pays: found 5; allowed: a list"),
        ("bir", 'pays: found "bir"; allowed: a list'),
        ("", "pays: found nothing; allowed: a list"),
        ("{a: 1}", "pays: found {'a': 1}; allowed: a list"),
        ("[5]", "pays.0: found 5; allowed: text of 1 to 400 visible characters"),
        ("[grant, [grant]]", "pays.1: found [grant]; allowed: text of 1 to 400 visible characters"),
    ],
)
def test_a_source_that_pays_no_list_of_names_is_refused(pays, says):
    assert problems(changed("pays:      [grant]", f"pays:      {pays}")) == [f"file.yaml:19: sources.grant.{says}"]


@pytest.mark.parametrize(
    ("carriers", "found"), [("[[grant]]", "[grant]"), ("[{a: 1}]", "{'a': 1}"), ("[5]", "5"), ("{a: 1}", "{'a': 1}")]
)
def test_what_is_no_name_of_a_source_is_refused(carriers, found):
    assert problems(changed("[grant, municipal_budget]", carriers)) == [
        f"file.yaml:22: costs.made.investment: found {found}; {SOURCES}"
    ]


def test_a_concept_there_is_not_is_told():
    assert problems(changed("notes:", "  maid:\n    staff: [grant]\nnotes:")) == [
        "file.yaml:26: costs.maid: found an unknown key; allowed: one of made; did you mean made?"
    ]


def test_a_concept_with_another_name_is_told_as_unknown_and_as_missing():
    assert problems(changed("  made:", "  mad:")) == [
        "file.yaml:20: costs.made: found nothing; allowed: an indented block",
        "file.yaml:21: costs.mad: found an unknown key; allowed: one of made; did you mean made?",
    ]


@pytest.mark.parametrize(
    ("pays", "says"),
    [
        (
            "[reception_bira]",
            'pays.0: found "reception_bira"; allowed: a party, or a flow of a concept; did you mean reception_bir?',
        ),
        ("[bir, kommunen]", 'pays.1: found "kommunen"; allowed: a party, or a flow of a concept'),
        ("[statee]", 'pays.0: found "statee"; allowed: a party, or a flow of a concept; did you mean state?'),
    ],
)
def test_a_source_whose_money_is_no_flow_and_no_party_s_is_told(pays, says):
    assert problems(changed("pays:      [reception_bir]", f"pays:      {pays}")) == [
        f"file.yaml:13: sources.waste_fee.{says}"
    ]


def test_a_broken_source_is_told_once():
    assert problems(changed("    checked:   second-hand\n", "")) == [
        "file.yaml:8: sources.waste_fee.checked: found nothing; allowed: every entry has this field"
    ]


def test_missing_costs_are_told_once():
    content = VALID[: VALID.index("costs:")] + VALID[VALID.index("notes:") :]
    with pytest.raises(InputError, match=r".") as caught:
        check(parse(content, "file.yaml"), {"one": LINES_MADE, "two": LINES_MADE})
    assert [str(each) for each in caught.value.problems] == [
        "file.yaml:1: costs: found nothing; allowed: an indented block"
    ]


@pytest.mark.parametrize("content", ["", "5", "[sources]"])
def test_a_file_without_blocks_is_refused(content):
    assert [each.rpartition("file.yaml")[2].lstrip(":1 ") for each in problems(content)] == [
        f"{name}: found nothing; allowed: an indented block" for name in ("sources", "costs", "notes")
    ]


def test_a_missing_file_is_no_input_error(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.yaml"):
        load(tmp_path / "none.yaml", {})
