"""The command line: what it prints, and the codes it ends with."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import commands
from concepts import (
    ACCESSIBILITY_FILE,
    ASSUMPTIONS_FILE,
    BENCHMARKS_FILE,
    CONCEPTS,
    FUNDING_SOURCES_FILE,
    NEEDS,
    SCENARIOS_FILE,
    SCORING_FILE,
    UNCERTAINTY_FILE,
)
from models.assumptions import load
from models.ledger import ACTIVITIES, PARTIES
from models.measures import READS

ROOT = Path(__file__).parents[1]
BASE = load(ASSUMPTIONS_FILE, NEEDS, READS)
LINES = [f"{id}.{line.name}" for id, concept in CONCEPTS.items() for line in concept.graph.lines]
EFFECTS = {"tonnes", "waste_avoided", "visits", "emissions", "jobs", "work_training_places"}
# The tables of the model description, sections 4 to 7. Where the municipality owns, its capital is no flow.
EVERYWHERE = [
    *("pre_project", "planning", "investment", "reinvestment", "investment_vat", "operating_vat", "grant"),
    *("deficit_grant_municipality", "deficit_grant_bir", "unfunded_deficit", "surplus"),
]
FLOWS = {
    "omkrets": [
        *("rent", "service_charges", "handling_fees", "other_income", "centre_staff"),
        *("reception_operator", "reception_bir", "property_operation", "energy", "cleaning", "marketing"),
        *("administration", "delivery", "head_rent", "tenant_sales", "tenant_staff", "tenant_other_costs"),
        *("bir_capital", "loan", "interest", "instalments"),
    ],
    "bruk_bergen": [
        *("membership_fees", "owner_contributions", "market_stalls", "courses", "staff", "premises", "energy"),
        *("marketing", "web_and_it", "events", "mentoring", "administration", "shared_disposal"),
        *("added_sales", "added_costs", "municipal_capital"),
    ],
    "bergen_reparerer": [
        *("staff", "hosting", "verification", "signs_upkeep", "marketing", "partner_effort"),
        *("repair_sales", "repair_costs", "municipal_capital"),
    ],
}
MEASURES = {
    *("net_present_cost", "annual_cost", "net_present_value", "investment_need", "peak_need"),
    *("peak_need_still_growing", "worst_year"),
    *("coverage", "self_sufficient_year", "best_coverage", "internal_rate_of_return", "payback_year"),
    *("plan_effect", "support_per", "tax_cost", "state_aid_per_shop", "state_aid_operator", "occupancy_cost_peak"),
    *("tenant_margin", "unfunded"),
}


@pytest.fixture
def run(capsys):
    """`run("run", "--json")`: the exit code and what was printed, as (code, out, err)."""

    def given(*arguments):
        try:
            code = commands.main(list(arguments))
        except SystemExit as ended:  # argparse ends by itself
            code = ended.code
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return given


@pytest.fixture
def loaded(monkeypatch):
    """Spares each of many commands the reading of the file."""
    monkeypatch.setattr(commands, "_load", lambda file: BASE)


def as_json(text):
    def refuse(word):
        raise AssertionError(f"{word} is no JSON")

    return json.loads(text, parse_constant=refuse)


@pytest.fixture(scope="module")
def output():
    """What `run --json` prints of the base case, through `python -m models`."""
    done = subprocess.run(
        [sys.executable, "-m", "models", "run", "--json"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return as_json(done.stdout)


# --- check ----------------------------------------------------------------------------------------------------------


def test_check_of_our_own_file_finds_nothing(run):
    code, out, err = run("check")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        f"{ASSUMPTIONS_FILE}: {len(BASE.keys)} assumptions, nothing to put right",
        f"{SCENARIOS_FILE}: 14 presets, nothing to put right",
        f"{FUNDING_SOURCES_FILE}: 5 sources, nothing to put right",
        f"{BENCHMARKS_FILE}: 61 published figures, nothing to put right",
        f"{SCORING_FILE}: 12 readings, nothing to put right",
        f"{UNCERTAINTY_FILE}: 4 themes, nothing to put right",
        f"{ACCESSIBILITY_FILE}: 4 known shortcomings, nothing to put right",
    ]


def test_check_lists_everything_that_is_wrong_with_a_file(run, tmp_path):
    file = tmp_path / "mine.yaml"
    text = ASSUMPTIONS_FILE.read_text(encoding="utf-8")
    text = text.replace("value:    1400\n", "value:    1e6\n", 1).replace("\n  take_up:\n", "\n  takeup:\n", 1)
    file.write_text(text, encoding="utf-8")
    code, out, err = run("check", str(file))
    assert (code, out) == (1, "")
    assert re.search(r'^mine\.yaml:\d+: omkrets\.market_rent\.value: found "1e6"; allowed: ', err, re.M)
    assert re.search(r"^mine\.yaml:\d+: omkrets\.takeup: found an unknown key; .*did you mean take_up\?$", err, re.M)
    assert re.search(r"^mine\.yaml:\d+: omkrets\.take_up: found nothing; allowed: ", err, re.M)
    assert err.endswith("\n3 to put right in mine.yaml\n")
    assert err.count("\n") == 4


@pytest.mark.parametrize("command", [["check"], ["run"], ["run", "--json"], ["explain", "omkrets.rent"]])
def test_a_missing_file_is_wrong_use(run, command):
    code, out, err = run(*command, "nowhere.yaml")
    assert (code, out, err) == (2, "", "nowhere.yaml: no such file\n")


@pytest.mark.parametrize("command", [["run"], ["explain", "omkrets.rent"]])
def test_a_broken_file_is_told_by_every_command(run, tmp_path, command):
    file = tmp_path / "broken.yaml"
    file.write_text("common: 5\n", encoding="utf-8")
    code, out, err = run(*command, str(file))
    assert (code, out) == (1, "")
    assert "broken.yaml:1: common: found 5; allowed: a section of assumptions" in err


# --- run ------------------------------------------------------------------------------------------------------------


def test_run_shows_a_table_of_the_three_concepts(run):
    code, out, err = run("run")
    assert (code, err) == (0, "")
    assert out.startswith("NOK million, real, unless said; 2027-2047\n")
    assert out.splitlines()[1].split() == ["omkrets", "bruk_bergen", "bergen_reparerer"]
    assert "nan" not in out.lower()


def test_run_as_json_has_years_price_year_and_the_concepts_in_order(output):
    assert list(output) == ["years", "price_year", "concepts"]
    assert output["years"] == list(range(2027, 2048))  # 2027 and 20 years
    assert output["price_year"] == 2025
    assert list(output["concepts"]) == ["omkrets", "bruk_bergen", "bergen_reparerer"]


def test_run_in_this_process_prints_the_same_as_through_python_m(run, output):
    code, out, err = run("run", "--json")
    assert (code, err) == (0, "")
    assert as_json(out) == output


@pytest.mark.parametrize("id", CONCEPTS)
def test_the_json_of_a_concept_has_its_four_parts(output, id):
    concept = output["concepts"][id]
    assert list(concept) == ["flows", "net", "effects", "measures"]
    assert set(concept["net"]) == {
        *("municipality", "operator", "tenants", "bir", "state", "bank", "market", "unfunded"),
    }
    assert set(concept["effects"]) >= EFFECTS
    assert set(concept["measures"]) >= MEASURES


@pytest.mark.parametrize("id", CONCEPTS)
def test_all_flows_of_the_description_are_there(output, id):
    assert set(output["concepts"][id]["flows"]) == {*EVERYWHERE, *FLOWS[id]}


@pytest.mark.parametrize("id", CONCEPTS)
def test_a_flow_has_payer_payee_activity_and_an_amount_per_year(output, id):
    for flow in output["concepts"][id]["flows"].values():
        assert set(flow) == {"payer", "payee", "activity", "amounts"}
        assert {flow["payer"], flow["payee"]} <= set(PARTIES)
        assert flow["payer"] != flow["payee"]
        assert flow["activity"] in ACTIVITIES
        assert len(flow["amounts"]) == 21
        assert min(flow["amounts"]) >= 0


@pytest.mark.parametrize("id", CONCEPTS)
def test_measures_by_party_and_level_have_those_keys(output, id):
    facts = output["concepts"][id]["measures"]
    assert set(facts["net_present_cost"]) == {"municipality", "bir", "state", "public"}
    assert set(facts["support_per"]) == {"visit", "tonne", "job", "kg_co2e"}
    assert set(facts["worst_year"]) == {"year", "amount"}
    assert set(facts["unfunded"]) == {"present_value", "first_year"}
    for name in ("coverage", "self_sufficient_year", "best_coverage"):
        assert list(facts[name]) == ["1", "2", "3"]


@pytest.mark.parametrize("id", CONCEPTS)
def test_there_is_no_coverage_before_the_opening(output, id):
    # all three open within the second year: no operation in 2027, some in 2028
    for yearly in output["concepts"][id]["measures"]["coverage"].values():
        assert yearly[0] is None
        assert None not in yearly[1:]


def test_set_changes_a_value_and_warns_outside_its_range(run, output):
    code, out, err = run("run", "--json", "--set", "omkrets.marketing=700000", "--set", "omkrets.take_up=0.98")
    assert code == 0
    assert err.splitlines() == [
        "warning: omkrets.take_up: 0.98 is outside the plausible range 0.7 … 0.97 fraction",
        "changed: omkrets.take_up 0.9 → 0.98",
        "changed: omkrets.marketing 600000 → 700000",
    ]
    changed = as_json(out)["concepts"]
    assert changed["omkrets"]["flows"]["marketing"]["amounts"][5] == 700_000
    assert changed["bruk_bergen"] == output["concepts"]["bruk_bergen"]


def test_set_takes_lists_and_words(run):
    code, out, _ = run(
        *("run", "--json", "--set", "omkrets.rent_steps=[0.2, 1]", "--set", "omkrets.property_owner=bir"),
        *("--set", "omkrets.support_years=[1, 2]", "--set", "common.horizon_years=12"),
    )
    told = as_json(out)  # opens 19.5 months in, so the second operating year ends 43.5 months in, in 2030
    assert code == 0
    assert told["years"][-1] == 2039  # 2027 + 12
    assert told["concepts"]["omkrets"]["flows"]["investment"]["payer"] == "bir"
    assert (
        told["concepts"]["omkrets"]["measures"]["unfunded"]["first_year"] == 2030
    )  # opens 1.625 years in: year 3 begins


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("omkrets.market_rent", "--set omkrets.market_rent: write KEY=VALUE, such as omkrets.market_rent=1300\n"),
        ("omkrets.market_rent=1e6", '--set omkrets.market_rent: found "1e6"; allowed: a plain number from 0 to'),
        ("omkrets.rent=1", "--set omkrets.rent: found an unknown key; allowed: section.key; did you mean omkrets."),
        ("=1", "--set found an unknown key; allowed: section.key"),
        ("omkrets.market_rent=", '--set omkrets.market_rent: found ""; allowed: a plain number'),
        ("omkrets.market_rent=\udcff", "--set omkrets.market_rent: found "),
    ],
)
def test_a_bad_set_is_wrong_use(run, given, says):
    code, out, err = run("run", "--set", given)
    assert (code, out) == (2, "")
    assert err.startswith(says)


def test_all_bad_sets_are_told_at_once(run):
    code, _, err = run("run", "--set", "omkrets.take_up=2", "--set", "omkrets.nothing_like_it=1")
    assert code == 2
    assert err.count("--set") == 2


@pytest.mark.parametrize(
    "changes",
    [
        ["common.horizon_years=1"],
        ["common.horizon_years=0"],
        ["omkrets.planning_months=400", "bruk_bergen.planning_months=400", "bergen_reparerer.planning_months=400"],
        ["omkrets.gross_area=0", "bruk_bergen.members=0", "bergen_reparerer.users=0"],
        ["common.euro_rate=0", "common.price_per_kg=0", "common.spend_per_visit=0"],
        ["omkrets.equipment_life=0"],
        ["omkrets.fit_out_life=0"],
        ["omkrets.building_life=0"],
        ["omkrets.leased_fit_out_life=0", "omkrets.property_owner=operator"],
        ["bruk_bergen.renewal_life=0"],
        ["bergen_reparerer.renewal_life=0"],
    ],
    ids=lambda changes: changes[0],
)
def test_an_extreme_value_is_refused_or_gives_json_without_nan(run, loaded, changes):
    code, out, err = run("run", "--json", *(part for each in changes for part in ("--set", each)))
    assert (code == 0 and as_json(out)) or (code == 2 and err.startswith("--set"))


# --- explain --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", LINES)
def test_every_line_can_be_explained(run, loaded, key):
    code, out, err = run("explain", key)
    concept, name = key.split(".")
    line = CONCEPTS[concept].graph.by_name[name]
    assert (code, err) == (0, "")
    assert out.startswith(f"{key} [{line.unit}]\n{line.sentence}\n")
    assert f"\n{name} = " in out
    assert len(re.findall(r"^  20\d\d +\S+$", out, re.M)) == 21


@pytest.mark.parametrize("key", [key for key in BASE.keys if key not in LINES])
def test_every_assumption_can_be_explained(run, loaded, key):
    code, out, err = run("explain", key)
    assert (code, err) == (0, "")
    assert out.startswith(f"{key} = ")
    assert f"— {BASE[key].label.en}\n" in out
    assert BASE[key].source.en in out
    assert re.search(r"^used in \S+", out, re.M)


def test_a_line_is_explained_by_sentence_formula_inputs_and_amounts(run):
    _, out, _ = run("explain", "omkrets.rent")
    assert out.startswith(
        "omkrets.rent [NOK/year]\n"
        "Rent the shops pay, less what exits leave unpaid.\n"
        "tenants → operator, operation\n"
        "\nrent = let_area * market_rent * rent_share * (1 - unpaid)\n"
        "  moved from operating years to calendar years by the opening\n"
        "  multiplied by rent_index\n"
        "\nmade from\n"
    )
    assert "  omkrets.market_rent = 1400 [NOK/m²/year], plausible 1000 … 1800" in out
    assert "\nvalue per calendar year\n  2027                0\n" in out


def test_a_line_named_as_an_assumption_shows_that_assumption_as_its_input(run):
    _, out, _ = run("explain", "omkrets.administration")
    assert "  omkrets.administration = 300000 [NOK/year]" in out


def test_an_assumption_is_explained_with_the_lines_that_use_it(run):
    _, out, _ = run("explain", "common.fte_cost")
    assert out.endswith("used in omkrets.centre_staff, bruk_bergen.staff, bergen_reparerer.staff\n")


def test_explain_shows_the_changed_value(run):
    _, out, _ = run("explain", "omkrets.property_operation", "--set", "omkrets.property_operation_cost=400")
    assert re.search(r"^  2030 +1,400,000$", out, re.M)  # 3500 m² · 400 NOK/m²


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("omkrets.vat", r"^omkrets\.vat: no such line, assumption or measure; near it: .*omkrets\.operating_vat"),
        ("omkrets.xyz", r"^omkrets\.xyz: no such line, assumption or measure$"),
        ("rent", r"^rent: no such line, assumption or measure$"),
        ("", r"^: no such line, assumption or measure$"),
        ("nowhere.rent", r"^nowhere\.rent: no such line, assumption or measure"),
    ],
)
def test_what_cannot_be_explained_is_wrong_use(run, key, says):
    code, out, err = run("explain", key)
    assert (code, out) == (2, "")
    assert re.search(says, err)


# --- Use ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [[], ["walk"], ["explain"], ["run", "--unknown"]])
def test_a_command_that_does_not_exist_is_wrong_use(run, arguments):
    assert run(*arguments)[0] == 2


def test_help_is_no_mistake(run):
    code, out, _ = run("--help")
    assert code == 0
    assert all(command in out for command in ("check", "run", "explain"))


@pytest.mark.parametrize(("arguments", "code"), [(["check"], 0), (["check", "none.yaml"], 2), (["walk"], 2)])
def test_python_m_models_ends_with_the_code_of_the_command(arguments, code):
    done = subprocess.run([sys.executable, "-m", "models", *arguments], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == code


def test_python_m_models_ends_with_1_for_a_file_with_problems(tmp_path):
    file = tmp_path / "broken.yaml"
    file.write_text("common: 5\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "models", "check", file], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "broken.yaml:1: common: found 5" in done.stderr


# --- presets and saved scenarios --------------------------------------------------------------------------------------


def test_a_preset_and_a_change_beside_it_are_run_together(run):
    code, _, err = run("run", "--preset", "omkrets=bir_led", "--set", "omkrets.support_years=3")
    assert code == 0
    assert "changed: omkrets.property_owner municipality → bir" in err
    assert "changed: omkrets.support_years all → 3" in err


def test_an_unknown_preset_is_wrong_use_and_the_known_ones_are_named(run):
    code, _, err = run("run", "--preset", "omkrets=bir")
    assert code == 2
    assert err.startswith("--preset omkrets=bir: choose among omkrets=municipal, ")


SAVED = "name: Mine\nsaved: 2026-11-23\nchanges:\n- {key: omkrets.market_rent, from: 1400, to: 1300}\n"


def test_a_scenario_saved_on_the_screen_can_be_run(run, tmp_path):
    file = tmp_path / "scenario.yaml"
    file.write_text(SAVED, encoding="utf-8")
    code, _, err = run("run", "--scenario", str(file))
    assert (code, err) == (0, "changed: omkrets.market_rent 1400 → 1300\n")


@pytest.mark.parametrize(
    ("text", "said", "code"),
    [
        (SAVED.replace("market_rent", "markt_rent"), "did you mean omkrets.market_rent?", 2),
        (SAVED.replace("from: 1400", "from: 1500"), "warning: omkrets.market_rent: the base was 1500 when", 0),
        ("3", "scenario.yaml", 1),
    ],
)
def test_a_saved_scenario_that_does_not_fit_is_told(run, tmp_path, text, said, code):
    file = tmp_path / "scenario.yaml"
    file.write_text(text, encoding="utf-8")
    found, _, err = run("run", "--scenario", str(file))
    assert found == code
    assert said in err


def test_a_saved_scenario_that_is_not_there_is_told(run):
    assert run("run", "--scenario", "none.yaml") == (2, "", "none.yaml: no such file\n")
