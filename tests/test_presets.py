"""Presets: the file's figures against its words, the ledger of each, how they combine, and what a file may not hold."""

from itertools import product

import numpy as np
import pytest

from concepts import ASSUMPTIONS_FILE, CONCEPTS, NEEDS, SCENARIOS_FILE
from models import financing
from models.assumptions import load as load_assumptions
from models.ledger import PARTIES
from models.measures import READS, net_present_cost, plan_effect, present_value, unfunded
from models.presets import check, load
from models.problems import InputError
from models.scenarios import Difference, Scenario
from models.strict_yaml import parse

BASE = load_assumptions(ASSUMPTIONS_FILE, NEEDS, READS)  # its presets name the tests; they are run on the fixture
PRESETS = load(SCENARIOS_FILE, BASE, tuple(CONCEPTS))
IDS = [(concept, id) for concept, entries in PRESETS.items() for id in entries]
FIRST = {concept: next(iter(entries.values())) for concept, entries in PRESETS.items()}
each_preset = pytest.mark.parametrize(("concept", "id"), IDS)


@pytest.fixture
def evaluated(evaluate):
    """`evaluated("omkrets", "bir_led")`: a concept's result under a preset, some keys changed beside it."""

    def run(concept, id="municipal", **changes):
        preset = {key.removeprefix(f"{concept}."): value for key, value in PRESETS[concept][id].change.items()}
        return evaluate(concept, **(preset | changes))

    return run


@pytest.fixture
def start(base):
    """The scenario a reader begins with: the first preset of each concept."""
    return Scenario.of(base, FIRST)


def omkrets(id):
    return PRESETS["omkrets"][id]


def paid(result, party):
    """Return the flows in which a party pays anything."""
    return {name for name, each in result.flows.items() if each.payer == party and each.amounts.any()}


def close(got, want):
    np.testing.assert_allclose(got, want, rtol=1e-9, atol=1e-3)


# --- The ledger of every preset -------------------------------------------------------------------------------------


@each_preset
def test_nets_of_all_parties_sum_to_zero_each_year(evaluated, concept, id):
    result = evaluated(concept, id)
    close(sum(result.net(party) for party in PARTIES), 0)


@each_preset
def test_sources_are_uses(evaluated, concept, id):
    sources, uses = financing.sources_and_uses(evaluated(concept, id))
    assert sum(uses.values()) > 0
    close(sum(sources.values()), sum(uses.values()))
    assert min(*sources.values(), *uses.values()) >= 0


@each_preset
def test_what_the_parties_pay_is_what_it_costs_each_year(evaluated, concept, id):
    result = evaluated(concept, id)
    assert financing.costs(result).all()
    close(sum(financing.paid_by(result).values()), financing.costs(result))


@each_preset
def test_the_plan_s_two_nets_are_what_the_municipality_pays(evaluated, concept, id):
    result = evaluated(concept, id)
    close(np.sum(financing.plan_net(plan_effect(result)), axis=0), -result.net("municipality")[:4])


# --- Words and figures ----------------------------------------------------------------------------------------------

LOW, HIGH = object(), object()  # the ends of the plausible range in assumptions.yaml
ALTERNATIVE_RENT = 900  # NOK/m²/year: what such a building could earn otherwise, assumptions.yaml
RETUNA = 5 / 80  # MSEK: the municipality's part of what it took to establish it, the PwC report
BIR_LEADS = {"property_owner": "bir", "municipal_capital_share": RETUNA, "reception_share_bir": 1}
LEASED = {"property_owner": "operator", "head_rent": ALTERNATIVE_RENT, "building_cost": LOW}
CHANGES = {
    ("omkrets", "municipal"): {},
    ("omkrets", "existing_building"): {"building_cost": LOW},
    ("omkrets", "strategic"): LEASED | {"support_years": 3},
    ("omkrets", "bir_led"): BIR_LEADS | {"municipal_deficit_share": 0, "bir_deficit_share": 1},
    ("omkrets", "bir_led_guarantee"): BIR_LEADS
    | {"municipal_deficit_share": 1, "bir_deficit_share": 0, "support_years": 3},
    ("omkrets", "grant_heavy"): {"state_grant": HIGH},
    ("omkrets", "private_market"): LEASED
    | {"rent_steps": (1,), "state_grant": 0, "municipal_capital_share": 0, "municipal_deficit_share": 0},
    ("omkrets", "retuna_scale"): {
        "gross_area": 5000,
        "lettable_share": pytest.approx(3883 / (11 / 12) / 5000, rel=0.005),  # 3 883 m² let, with 11 of 12 let
        "shop_area": pytest.approx(3883 / 13, rel=0.005),
        # NOK per 100 SEK 95.05 in 2022 and 99.55 in 2023; consumer prices 122.8, 129.6 and, in 2025, 137.8
        "market_rent": pytest.approx(1545 * 0.9505 * 137.8 / 122.8, rel=0.005),
        "sales_per_area": pytest.approx(6000 * 0.9955 * 137.8 / 129.6, rel=0.005),
        "take_up": pytest.approx(11 / 12, rel=0.005),
        "centre_fte": 1,
        "reception_share_bir": 1,
    },
    ("bruk_bergen", "municipal"): {},
    ("bruk_bergen", "host"): {
        **dict.fromkeys(("office_area", "web_and_it", "administration", "setup_cost"), LOW),
        "host_cost_share": HIGH,
    },
    ("bruk_bergen", "members_only"): {
        "staff_fte": 1,
        "membership_fee": HIGH,
        "fee_steps": (1,),
        "municipal_deficit_share": 0,
    },
    ("bergen_reparerer", "municipal"): {},
    ("bergen_reparerer", "partner"): {
        **dict.fromkeys(("staff_fte", "hosting_cost", "web_development"), LOW),
        "partner_contribution": HIGH,
    },
    ("bergen_reparerer", "campaign"): dict.fromkeys(("marketing", "launch_campaign", "users"), HIGH),
}


@each_preset
def test_a_preset_changes_what_its_sentence_and_source_say_and_nothing_else(base, concept, id):
    ends = {LOW: lambda key: base[key].low, HIGH: lambda key: base[key].high}
    named = {f"{concept}.{name}": value for name, value in CHANGES[concept, id].items()}
    said = {key: ends[value](key) if value is LOW or value is HIGH else value for key, value in named.items()}
    assert PRESETS[concept][id].change == said


def test_a_leased_building_costs_what_it_could_earn_otherwise(base):
    assert base["omkrets.alternative_rent"].value == ALTERNATIVE_RENT


@each_preset
def test_a_title_fits_beside_the_levers_and_is_one_of_a_kind(concept, id):
    title = PRESETS[concept][id].title
    assert max(len(title.nb), len(title.en)) <= 24
    for language in ("nb", "en"):
        titles = [each.title.in_language(language) for each in PRESETS[concept].values()]
        assert titles.count(title.in_language(language)) == 1


@each_preset
def test_a_source_says_where_the_numbers_come_from(concept, id):
    source = PRESETS[concept][id].source
    says = ("report", "estimate", "extreme case", "As when BIR leads")
    assert any(each.lower() in source.en.lower() for each in says)
    assert source.nb != source.en


@pytest.mark.parametrize("concept", CONCEPTS)
def test_the_first_preset_is_the_base(base, concept):
    assert (FIRST[concept].id, FIRST[concept].change) == ("municipal", {})


def test_when_bir_leads_bir_owns_runs_the_reception_and_covers_the_deficit(evaluated):
    result = evaluated("omkrets", "bir_led")
    assert result.property_owner == "bir"
    assert paid(result, "municipality") == {"pre_project", "planning", "municipal_capital"}
    assert {"reception_bir", "deficit_grant_bir", "interest", "instalments"} <= paid(result, "bir")
    assert not result["reception_operator"].any()
    assert unfunded(result) == {"present_value": 0, "first_year": None}


@pytest.mark.parametrize("id", ["bir_led", "bir_led_guarantee"])
def test_when_bir_leads_the_municipality_puts_in_exactly_its_part_of_retuna(evaluated, id):
    sources, uses = financing.sources_and_uses(evaluated("omkrets", id))
    assert sources["municipal_capital"] == pytest.approx(0.0625 * sum(uses.values()), rel=1e-12)
    assert sources["bir_capital"] == 0


@pytest.mark.parametrize("id", ["bir_led_guarantee", "strategic"])
def test_support_of_three_years_leaves_the_fourth_operating_year_to_nobody(evaluated, id):
    # open after 3 + 7.5 + 9 = 19.5 months = 1.625 years; the fourth year begins 4.625 years after 2027, so in 2031,
    # of which the last 0.375 is without support
    result = evaluated("omkrets", id)
    assert unfunded(result)["first_year"] == 2031
    assert paid(result, "municipality") == {
        "pre_project",
        "planning",
        "municipal_capital",
        "deficit_grant_municipality",
    }
    covered, lacking = result["deficit_grant_municipality"], result["deficit"]
    assert covered[:4] == pytest.approx(lacking[:4])
    assert covered[4] == pytest.approx(0.625 * lacking[4])
    assert not covered[5:].any()
    assert result["unfunded_deficit"][5:] == pytest.approx(lacking[5:])


def test_three_years_cover_costs_bergen_the_preparation_its_capital_and_the_cover(evaluated):
    result = evaluated("omkrets", "bir_led_guarantee")
    flows = ("pre_project", "planning", "municipal_capital", "deficit_grant_municipality")
    cost = sum(present_value(result, result[name]) for name in flows)
    assert net_present_cost(result, "municipality") == pytest.approx(cost)


@pytest.mark.parametrize("id", ["strategic", "private_market"])
def test_an_operating_company_that_leases_pays_rent_to_the_market(evaluated, id):
    # 3500 m² · 900 kr = 3.15 million a year; rents follow prices in the base
    result = evaluated("omkrets", id)
    assert result.flows["head_rent"].payee == "market"
    assert result["head_rent"][3] == pytest.approx(3_150_000)


def test_a_private_centre_costs_the_municipality_the_preparation_alone(evaluated):
    result = evaluated("omkrets", "private_market")
    assert paid(result, "municipality") == {"pre_project", "planning"}
    assert (paid(result, "bir"), paid(result, "state")) == ({"reception_bir"}, set())
    assert (result["rent_share"] == 1).all()


def test_members_alone_cost_the_municipality_the_preparation_and_the_set_up(evaluated):
    result = evaluated("bruk_bergen", "members_only")
    assert paid(result, "municipality") == {"pre_project", "planning", "municipal_capital"}
    assert result["unfunded_deficit"] == pytest.approx(result["deficit"])
    assert (result["fee_step"] == 1).all()


def test_a_large_grant_goes_to_the_investment_in_full(evaluated):
    large, base = (financing.sources_and_uses(evaluated("omkrets", id))[0] for id in ("grant_heavy", "municipal"))
    assert large["grant"] == pytest.approx(6_000_000)
    assert base["loan"] - large["loan"] == pytest.approx(6_000_000 - 1_500_000)


def test_retuna_s_reception_is_all_bir_s(evaluated):
    assert not evaluated("omkrets", "retuna_scale")["reception_operator"].any()


@pytest.mark.parametrize(
    ("concept", "id"), [("omkrets", "existing_building"), ("bruk_bergen", "host"), ("bergen_reparerer", "partner")]
)
def test_what_is_said_to_save_saves(evaluated, concept, id):
    costs = [net_present_cost(evaluated(concept, each), "municipality") for each in (id, "municipal")]
    assert costs[0] < costs[1]


def test_a_strong_campaign_gives_twice_the_users(evaluated):
    strong, base = (evaluated("bergen_reparerer", id)["visits"] for id in ("campaign", "municipal"))
    assert strong == pytest.approx(2 * base)


# --- Presets in a scenario ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ids", list(product(*PRESETS.values())), ids=" ".join)
def test_presets_of_different_concepts_combine(base, start, ids):
    chosen = {concept: PRESETS[concept][id] for concept, id in zip(PRESETS, ids, strict=True)}
    together = Scenario.of(base, chosen)
    one_by_one = start
    for concept, preset in reversed(chosen.items()):
        one_by_one = one_by_one.with_preset(concept, preset)
    decided = {key: value for each in chosen.values() for key, value in each.change.items()}
    assert one_by_one.patch == together.patch
    assert {key: together.value(key) for key in decided} == decided
    assert together.patch.keys() <= decided.keys()
    assert together.own == one_by_one.own == ()


@each_preset
def test_choosing_the_base_again_gives_back_the_base(start, concept, id):
    changed = start.with_preset(concept, PRESETS[concept][id])
    assert changed.with_preset(concept, FIRST[concept]) == start


def test_what_the_reader_changed_stays_where_the_preset_does_not_decide(start):
    changed = start.with_values({"omkrets.take_up": 0.8, "bruk_bergen.members": 20, "common.horizon_years": 15})
    led = changed.with_preset("omkrets", omkrets("bir_led"))
    assert {each.key: each.value for each in led.own} == changed.patch
    assert led.with_preset("omkrets", FIRST["omkrets"]) == changed


def test_where_the_preset_decides_it_takes_the_reader_s_change_away(start):
    changed = start.with_value("omkrets.property_owner", "operator").with_value("omkrets.support_years", 7)
    led = changed.with_preset("omkrets", omkrets("bir_led"))
    assert led.value("omkrets.property_owner") == "bir"
    assert led.own == (Difference("omkrets.support_years", "all", 7),)
    assert led.with_preset("omkrets", omkrets("bir_led_guarantee")).own == ()


def test_own_changes_begin_where_the_preset_has_them(start):
    led = start.with_preset("omkrets", omkrets("bir_led"))
    assert led.start("omkrets.property_owner") == "bir"
    assert led.start("omkrets.take_up") == 0.9
    changed = led.with_value("omkrets.municipal_capital_share", 0.5)
    assert changed.own == (Difference("omkrets.municipal_capital_share", 0.0625, 0.5),)
    assert Difference("omkrets.municipal_capital_share", 0.15, 0.5) in changed.differences
    assert changed.with_value("omkrets.municipal_capital_share", 0.0625) == led


def test_going_back_to_the_base_s_value_is_a_change_of_the_preset(start):
    led = start.with_preset("omkrets", omkrets("bir_led")).with_value("omkrets.property_owner", "municipality")
    assert led.own == (Difference("omkrets.property_owner", "bir", "municipality"),)
    assert "omkrets.property_owner" not in led.patch
    assert led.with_preset("omkrets", FIRST["omkrets"]) == start


def test_several_values_change_at_once(start):
    changed = start.with_values({"omkrets.take_up": 0.8, "omkrets.market_rent": 1300})
    assert changed.with_values({"omkrets.take_up": 0.9, "omkrets.gross_area": 3000}).patch == {
        "omkrets.market_rent": 1300,
        "omkrets.gross_area": 3000,
    }


# --- Broken files ---------------------------------------------------------------------------------------------------

VALID = """\
omkrets:
  base:
    title:    {nb: Som nå, en: As now}
    sentence: {nb: Ingenting endres., en: Nothing changes.}
    source:   {nb: Ingen, en: None}
  dear:
    title:    {nb: Dyrere, en: Dearer}
    sentence: {nb: Leien er høyere., en: The rent is higher.}
    source:   {nb: Anslag, en: Estimate}
    change:
      omkrets.market_rent: 1600
bruk_bergen:
  base:
    title:    {nb: Som nå, en: As now}
    sentence: {nb: Ingenting endres., en: Nothing changes.}
    source:   {nb: Ingen, en: None}
"""
RENT = "omkrets.market_rent: 1600"
AT_RENT = "file.yaml:11: omkrets.dear.change.omkrets.market_rent"
AMOUNT = "allowed: a plain number from 0 to 1000000000000"
WRITE = "write a plain number, with a point and no quotation marks: 1400, 0.045"
FIELDS = "an indented block of fields"


def checked(content):
    return check(parse(content, "file.yaml"), BASE, ("omkrets", "bruk_bergen"))


def problems(content):
    """Return the messages a file gets; fails if it gets none."""
    with pytest.raises(InputError, match=r".") as caught:
        checked(content)
    return [str(each) for each in caught.value.problems]


def changed(old, new):
    """Return the valid file with its first `old` replaced."""
    assert old in VALID
    return VALID.replace(old, new, 1)


def test_a_valid_file_gives_its_presets_in_order():
    found = checked(VALID)
    assert {concept: list(entries) for concept, entries in found.items()} == {
        "omkrets": ["base", "dear"],
        "bruk_bergen": ["base"],
    }
    assert (found["omkrets"]["dear"].id, found["omkrets"]["dear"].title.in_language("nb")) == ("dear", "Dyrere")


def test_values_come_in_the_kinds_the_lines_want():
    new = "{omkrets.rent_steps: [0.5, 1], omkrets.take_up: 1, omkrets.support_years: 3}"
    change = checked(changed("\n      omkrets.market_rent: 1600", f" {new}"))["omkrets"]["dear"].change
    assert change == {"omkrets.rent_steps": (0.5, 1), "omkrets.take_up": 1.0, "omkrets.support_years": 3}
    assert [type(each) for each in change.values()] == [tuple, float, int]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "    change:",
            "    titel: Dyrere\n    change:",
            "file.yaml:10: omkrets.dear.titel: found an unknown key; "
            "allowed: one of title, sentence, source, change; did you mean title?",
        ),
        (
            "en: Dearer}",
            "en: Dearer, sv: Dyrare}",
            "file.yaml:7: omkrets.dear.title.sv: found an unknown key; allowed: one of nb, en",
        ),
        (
            "    source:   {nb: Anslag, en: Estimate}\n",
            "",
            "file.yaml:6: omkrets.dear.source: found nothing; allowed: every entry has this field",
        ),
        (
            ", en: Dearer}",
            "}",
            "file.yaml:7: omkrets.dear.title.en: found nothing; allowed: every entry has this field",
        ),
        (
            "{nb: Dyrere, en: Dearer}",
            "Dearer",
            f'file.yaml:7: omkrets.dear.title: found "Dearer"; allowed: {FIELDS}',
        ),
        (
            "en: Dearer}",
            'en: ""}',
            'file.yaml:7: omkrets.dear.title.en: found ""; allowed: text of 1 to 400 visible characters',
        ),
        (
            "change:\n      omkrets.market_rent: 1600",
            "change: [1600]",
            f"file.yaml:10: omkrets.dear.change: found [1600]; allowed: {FIELDS}",
        ),
        (
            RENT,
            "omkrets.market_rents: 1600",
            f"{AT_RENT}s: found an unknown key; allowed: section.key; did you mean omkrets.market_rent?",
        ),
        (
            RENT,
            "market_rent: 1600",
            "file.yaml:11: omkrets.dear.change.market_rent: found an unknown key; allowed: section.key",
        ),
        (RENT, "omkrets.market_rent: -1", f"{AT_RENT}: found -1; {AMOUNT}"),
        (RENT, "omkrets.market_rent: dear", f'{AT_RENT}: found "dear"; {AMOUNT}; {WRITE}'),
        (
            RENT,
            "omkrets.property_owner: BIR",
            'file.yaml:11: omkrets.dear.change.omkrets.property_owner: found "BIR"; '
            "allowed: one of municipality, bir, operator",
        ),
        (
            RENT,
            "omkrets.rent_steps: [0.5, 2]",
            "file.yaml:11: omkrets.dear.change.omkrets.rent_steps: found [0.5, 2]; "
            "allowed: a list of 1 to 100 plain numbers, each from 0 to 1.5",
        ),
        *(
            (
                RENT,
                f"{key}: 1",
                f'file.yaml:11: omkrets.dear.change.{key}: found "{key}"; allowed: an assumption of omkrets',
            )
            for key in ("bruk_bergen.staff_fte", "common.inflation")
        ),
        (
            "    source:   {nb: Ingen, en: None}\n",
            "    source:   {nb: Ingen, en: None}\n    change: {omkrets.take_up: 0.8}\n",
            "file.yaml:6: omkrets.base.change: found changes; allowed: none: the first preset is the base",
        ),
        (
            RENT,
            f"{RENT}\n      omkrets.market_rent: 1500",
            "file.yaml:12: omkrets.dear.change.omkrets.market_rent: found the key twice; "
            "allowed: each key once; it stands on line 11 too",
        ),
        (
            RENT,
            "omkrets.market_rent: &rent 1600",
            f"{AT_RENT}: found an anchor or alias; allowed: every value written out where it stands",
        ),
        (
            "{nb: Dyrere, en: Dearer}",
            "!own {nb: Dyrere, en: Dearer}",
            'file.yaml:7: omkrets.dear.title: found "!own"; allowed: values without tags',
        ),
        ("  dear:\n", "  cheap: 5\n  dear:\n", f"file.yaml:6: omkrets.cheap: found 5; allowed: {FIELDS}"),
    ],
)
def test_one_mistake_gets_one_sentence_with_its_line(old, new, says):
    assert problems(changed(old, new)) == [says]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("[1, two]", '"two"'),
        ("[[1]]", "[1]"),
        ("{a: 1}", "{'a': 1}"),
        ("2026-01-01", "2026-01-01"),
        ("", "nothing"),
    ],
)
def test_a_value_of_no_kind_there_is_gets_one_sentence(value, found):
    assert problems(changed(RENT, f"omkrets.market_rent: {value}")) == [
        f"{AT_RENT}: found {found}; allowed: a plain number, a list of plain numbers, or a word"
    ]


def test_an_id_of_its_own_is_refused():
    assert problems(changed("    change:", "    id: cheap\n    change:")) == [
        "file.yaml:10: omkrets.dear.id: found an unknown key; allowed: one of title, sentence, source, change"
    ]


@pytest.mark.parametrize("name", ["de;ar", "de=ar", "de ar", "de%ar", "de-ar", "Dear", "dår", "1dear", "_dear", "5"])
def test_a_name_an_address_cannot_carry_is_refused(name):
    assert problems(changed("  dear:", f'  "{name}":')) == [
        f'file.yaml:6: omkrets.{name}: found "{name}"; '
        "allowed: a name that begins with a letter: small letters, digits, underscore"
    ]


@pytest.mark.parametrize("name", ["d", "d1", "dear_2", "true"])
def test_a_name_of_small_letters_digits_and_underscore_is_the_preset_s_id(name):
    found = checked(changed("  dear:", f"  {name}:"))["omkrets"]
    assert [(key, each.id) for key, each in found.items()] == [("base", "base"), (name, name)]


def test_a_concept_there_is_not_is_told_as_unknown_and_as_missing():
    assert problems(changed("bruk_bergen:", "bruk_bergn:")) == [
        "file.yaml:1: bruk_bergen: found nothing; allowed: presets by name",
        "file.yaml:12: bruk_bergn: found an unknown key; "
        "allowed: one of omkrets, bruk_bergen; did you mean bruk_bergen?",
    ]


@pytest.mark.parametrize(
    ("content", "found"), [("", "nothing"), ("[omkrets]", "nothing"), ("omkrets: {}", "{}"), ("omkrets: 5", "5")]
)
def test_a_concept_without_presets_is_told(content, found):
    assert problems(content)[0].endswith(f"omkrets: found {found}; allowed: presets by name")


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_its_lines():
    content = changed(RENT, "omkrets.market_rent: dear\n      omkrets.take_upp: 1").replace("{nb: Som nå, en", "{en")
    assert [each.partition(": found")[0] for each in problems(content)] == [
        "file.yaml:3: omkrets.base.title.nb",
        AT_RENT,
        "file.yaml:12: omkrets.dear.change.omkrets.take_upp",
        "file.yaml:15: bruk_bergen.base.title.nb",
    ]


def test_a_missing_file_is_no_input_error(base, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.yaml"):
        load(tmp_path / "none.yaml", base, tuple(CONCEPTS))
