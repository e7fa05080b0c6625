"""A second, slow reading of the model, written from its description alone and used only to check the first.

Plain floats, lists and loops over years; no numpy, no batches, nothing shared with the application. `evaluate(values)`
takes {"common": {...}, "omkrets": {...}, "bruk_bergen": {...}, "bergen_reparerer": {...}} and returns the flows, nets,
effects and measures of every concept. Amounts are real NOK without VAT. Whoever changes the model changes both.
"""

import math

PARTIES = ["municipality", "operator", "tenants", "bir", "state", "bank", "market", "unfunded"]
BUILDING_COSTS = ["property_operation", "energy", "cleaning", "marketing", "administration", "delivery"]
STREET_COSTS = [
    *("premises", "energy", "marketing", "web_and_it"),
    *("events", "mentoring", "administration", "shared_disposal"),
]
HUB_COSTS = ["hosting", "verification", "signs_upkeep", "marketing"]
TINY = 1e-9


def ratio(a, b):
    return a / b if b != 0 else 0.0


def held(steps, k):
    """A list holds at its last value."""
    return float(steps[min(k, len(steps) - 1)])


def supported(support_years, k):
    """Is operating year k (from 0) one with deficit cover?"""
    if support_years == "all":
        return True
    if isinstance(support_years, (list, tuple)):
        return (k + 1) in support_years
    return k < support_years


class Case:
    """Time, indices and the ledger of one concept."""

    def __init__(self, common, own):
        self.last = int(common["horizon_years"])
        self.count = self.last + 1  # number of years, also the end of the last year
        self.years = range(self.count)
        self.start = int(common["start_year"])
        self.lead = common["start_year"] - common["price_year"]
        self.inflation, self.rate = common["inflation"], common["discount_rate"]
        self.price = [(1 + self.inflation) ** (self.lead + t) for t in self.years]
        self.wage = [(1 + common["real_wage_growth"]) ** (self.lead + t) for t in self.years]
        self.rent = [(1 + common["real_rent_growth"]) ** (self.lead + t) for t in self.years]
        self.discount = [(1 + self.rate) ** -t for t in self.years]
        self.pre_project_end = own["pre_project_months"] / 12
        self.planning_end = (own["pre_project_months"] + own["planning_months"]) / 12
        self.opening = (own["pre_project_months"] + own["planning_months"] + own["mobilisation_months"]) / 12
        self.whole = math.floor(self.opening)
        self.part = self.opening - self.whole
        self.share = self.calendar([1.0] * self.count)
        self.mobilisation = self.phase(self.planning_end, self.opening)
        self.flows = {}

    def calendar(self, x):
        out = []
        for t in self.years:
            first = x[t - self.whole] if t - self.whole >= 0 else 0.0
            second = x[t - self.whole - 1] if t - self.whole - 1 >= 0 else 0.0
            out.append((1 - self.part) * first + self.part * second)
        return out

    def phase(self, a, b):
        if b <= a:
            return [1.0 if t == math.floor(a) else 0.0 for t in self.years]
        return [max(0.0, min(b, t + 1) - max(a, t)) / (b - a) for t in self.years]

    def flow(self, name, payer, payee, activity, amounts):
        if payer != payee:
            self.flows[name] = {"payer": payer, "payee": payee, "activity": activity, "amounts": amounts}
        return amounts

    def running(self, name, payer, payee, per_year, index=None, mobilisation=0.0):
        """An operation line: per operating year (list or one number), plus a sum spread over the mobilisation."""
        mapped = self.calendar(per_year if isinstance(per_year, list) else [per_year] * self.count)
        out = []
        for t in self.years:
            amount = mapped[t] + mobilisation * self.mobilisation[t]
            out.append(amount * (index[t] if index else 1.0))
        return self.flow(name, payer, payee, "operation", out)

    def net(self, party):
        out = [0.0] * self.count
        for line in self.flows.values():
            for t in self.years:
                if line["payee"] == party:
                    out[t] += line["amounts"][t]
                if line["payer"] == party:
                    out[t] -= line["amounts"][t]
        return out

    def get(self, name):
        return self.flows[name]["amounts"] if name in self.flows else [0.0] * self.count

    def total(self, names):
        return [sum(self.get(name)[t] for name in names) for t in self.years]

    def present(self, x):
        return sum(self.discount[t] * x[t] for t in self.years)

    def operating_years_in_horizon(self):
        return [k for k in self.years if self.whole + k <= self.last]


# --- Investment, funding, loan, settlement (section 7) --------------------------------------------------------------


def prepare(case, own):
    first = case.phase(0, case.pre_project_end)
    second = case.phase(case.pre_project_end, case.planning_end)
    case.flow("pre_project", "municipality", "market", "preparation", [own["pre_project_cost"] * x for x in first])
    case.flow("planning", "municipality", "market", "preparation", [own["planning_cost"] * x for x in second])


def invest(case, owner, items, vat_share, keep_residual):
    """Invest and renew; items: (cost spent at the start, cost renewed, life). Sets case.uses (nominal per year)."""
    initial = [sum(item[0] for item in items) * x for x in case.mobilisation]
    again = [0.0] * case.count
    residual = 0.0
    spent_share = sum(case.mobilisation)
    for _, renewed, life in items:
        j = 0
        while math.floor(case.opening + (j + 1) * life + TINY) <= case.last:
            j += 1
            again[math.floor(case.opening + j * life + TINY)] += renewed
        age = max(0.0, case.count - (case.opening + j * life))
        residual += renewed * spent_share * (life - age) / life
    case.flow("investment", owner, "market", "investment", initial)
    case.flow("reinvestment", owner, "market", "investment", again)
    vat = [vat_share * (initial[t] + again[t]) for t in case.years]
    case.flow("investment_vat", owner, "state", "investment", vat)
    case.need_initial = sum(x * (1 + vat_share) for x in initial)
    case.uses = [initial[t] * (1 + vat_share) * case.price[t] for t in case.years]
    case.residual = residual if keep_residual else 0.0


def fund(case, owner, own, with_loan, loan_rate):
    uses = sum(case.uses)
    grant = min(own["state_grant"], uses)
    if with_loan:
        municipal, bir = own["municipal_capital_share"] * uses, own["bir_capital_share"] * uses
        if municipal + bir > uses - grant:
            scale = (uses - grant) / (municipal + bir)
            municipal, bir = municipal * scale, bir * scale
    else:
        municipal, bir = uses - grant, 0.0
    loan = max(0.0, uses - grant - municipal - bir)
    case.sources = {"uses": uses, "grant": grant, "municipal_capital": municipal, "bir_capital": bir, "loan": loan}

    def drawn(amount):
        return [amount * ratio(case.uses[t], uses) / case.price[t] for t in case.years]

    case.flow("grant", "state", owner, "financing", drawn(grant))
    case.flow("municipal_capital", "municipality", owner, "financing", drawn(municipal))
    case.balance = [0.0] * case.count
    if with_loan:
        case.flow("bir_capital", "bir", owner, "financing", drawn(bir))
        draws = case.flow("loan", "bank", owner, "financing", drawn(loan))
        repay(case, owner, own, loan, draws, loan_rate)


def repay(case, owner, own, loan, draws, loan_rate):
    count = max(1, int(own["loan_years"]))
    first = math.ceil(case.opening) + int(own["grace_years"])
    plan = [loan / count] * count
    if own["loan_type"] == "annuity" and loan_rate != 0:
        level = loan * loan_rate / (1 - (1 + loan_rate) ** -count)
        left = loan
        for j in range(count):
            plan[j] = level - left * loan_rate
            left -= plan[j]
    interest, instalments, balance = [], [], 0.0
    for t in case.years:
        draw = draws[t] * case.price[t]
        interest.append(loan_rate * (balance + draw / 2) / case.price[t])
        paid = plan[t - first] if 0 <= t - first < count else 0.0
        instalments.append(paid / case.price[t])
        balance += draw - paid
        case.balance[t] = balance
    case.flow("interest", owner, "bank", "financing", interest)
    case.flow("instalments", owner, "bank", "financing", instalments)


def settle(case, own, owner_of_operator):
    m, b = own["municipal_deficit_share"], own["bir_deficit_share"]
    if m + b > 1:
        m, b = m / (m + b), b / (m + b)
    covered = case.calendar([1.0 if supported(own["support_years"], k) else 0.0 for k in case.years])
    net = case.net("operator")
    need = [max(0.0, -x) for x in net]
    helped = [need[t] * (1 - case.share[t] + covered[t]) for t in case.years]
    lacking = [need[t] - (m + b) * helped[t] for t in case.years]
    case.flow("deficit_grant_municipality", "municipality", "operator", "financing", [m * x for x in helped])
    case.flow("deficit_grant_bir", "bir", "operator", "financing", [b * x for x in helped])
    case.flow("unfunded_deficit", "unfunded", "operator", "financing", lacking)
    case.flow("surplus", "operator", owner_of_operator, "financing", [max(0.0, x) for x in net])


# --- Omkrets (section 4) --------------------------------------------------------------------------------------------


def omkrets_year(common, own, k):
    """Everything in operating year k that follows from rent, sales and exits."""
    area_let_max = own["gross_area"] * own["lettable_share"]
    rent_share = held(own["rent_steps"], k)
    target = own["take_up"] * held(own["take_up_ramp"], k)
    density = own["sales_per_area"] * held(own["sales_ramp"], k) * (1 + own["sales_growth"]) ** k
    if area_let_max * target > 0:
        density = min(density, own["goods_supply"] * 1000 * common["price_per_kg"] / (area_let_max * target))
    burden = own["market_rent"] * rent_share + own["service_charge"]
    occupancy_cost = (burden / density if density > 0 else 1.0) + own["handling_fee_share"]
    pressure = own["exit_sensitivity"] * max(0.0, occupancy_cost - own["affordable_rent_share"])
    exit_ = min(own["exit_cap"], own["exit_rate"] * math.exp(min(700.0, pressure)))
    occupancy = target * max(0.0, 1 - exit_ * own["void_months"] / 12)
    unpaid = min(1.0, exit_ * own["unpaid_rent_months"] / 12)
    let = area_let_max * occupancy
    sales = let * density
    sold = ratio(sales, common["price_per_kg"]) / 1000
    received = ratio(sold, own["reuse_yield"])
    by_area = own["tenant_min_fte"] * ratio(let, own["shop_area"])
    return {
        "rent": let * own["market_rent"] * rent_share * (1 - unpaid),
        "service": let * own["service_charge"] * (1 - unpaid),
        "fees": sales * own["handling_fee_share"],
        "other": own["other_income"] * held(own["other_income_ramp"], k),
        "tonnes_sold": sold,
        "sales": sales,
        "visits": ratio(sales, common["spend_per_visit"]),
        "tenant_fte": max(by_area, ratio(sales, own["tenant_sales_per_fte"])),
        "tenant_other": sales * own["tenant_other_cost_share"] + let * own["tenant_power_cost"],
        "occupancy_cost": occupancy_cost,
        "sorting": received * own["sorting_cost"] + (received - sold) * common["residual_waste_cost"],
    }


def omkrets_running(case, common, own, owner, y):
    """All flows in operation; returns the reception."""
    run = case.running
    run("rent", "tenants", "operator", y["rent"], case.rent)
    run("service_charges", "tenants", "operator", y["service"])
    run("handling_fees", "tenants", "operator", y["fees"])
    run("other_income", "market", "operator", y["other"])
    staff = own["centre_fte"] * common["fte_cost"]
    before = own["mobilisation_staffing"] * staff * own["mobilisation_months"] / 12
    run("centre_staff", "operator", "market", staff, case.wage, before)
    supervisors = case.calendar([own["supervisor_fte"] * own["supervisor_cost"]] * case.count)
    sorting = case.calendar(y["sorting"])
    reception = [supervisors[t] * case.wage[t] + sorting[t] for t in case.years]
    bir_part = own["reception_share_bir"]
    case.flow("reception_operator", "operator", "market", "operation", [(1 - bir_part) * x for x in reception])
    case.flow("reception_bir", "bir", "market", "operation", [bir_part * x for x in reception])
    common_area = own["gross_area"] * (1 - own["lettable_share"])
    run("property_operation", "operator", "market", own["gross_area"] * own["property_operation_cost"])
    run("energy", "operator", "market", common_area * own["energy_use"] * own["energy_price"])
    run("cleaning", "operator", "market", common_area * own["cleaning_cost"])
    run("marketing", "operator", "market", own["marketing"], None, own["launch_campaign"])
    run("administration", "operator", "market", own["administration"])
    run("delivery", "operator", "market", own["delivery_net_cost"])
    vat = common["vat_rate"] * own["vat_cost_share"]
    case.flow("operating_vat", "operator", "state", "operation", [vat * x for x in case.total(BUILDING_COSTS)])
    landlord = "market" if owner == "operator" else owner
    run("head_rent", "operator", landlord, own["gross_area"] * own["head_rent"], case.rent)
    run("tenant_sales", "market", "tenants", y["sales"])
    run("tenant_staff", "tenants", "market", [x * own["tenant_fte_cost"] for x in y["tenant_fte"]], case.wage)
    run("tenant_other_costs", "tenants", "market", y["tenant_other"])
    return reception


def omkrets_invest(case, common, own, owner):
    building = own["gross_area"] * own["building_cost"]
    if owner == "operator":
        life = min(own["leased_fit_out_life"], max(1.0, case.count - case.opening))
        parts = [(building, life), (own["equipment_cost"], own["equipment_life"])]
    else:
        parts = [
            (building * own["building_share"], own["building_life"]),
            (building * (1 - own["building_share"]), own["fit_out_life"]),
            (own["equipment_cost"], own["equipment_life"]),
        ]
    vat = common["vat_rate"] * own["vat_cost_share"]
    invest(case, owner, [(cost, cost, life) for cost, life in parts], vat, owner != "operator")
    fund(case, owner, own, True, common["loan_interest_rate"])
    settle(case, own, "bir" if owner == "bir" else "municipality")


def omkrets(common, own):
    case = Case(common, own)
    owner = own["property_owner"]
    chain = [omkrets_year(common, own, k) for k in case.years]
    y = {name: [each[name] for each in chain] for name in chain[0]}
    reception = omkrets_running(case, common, own, owner, y)
    prepare(case, own)
    omkrets_invest(case, common, own, owner)
    sold = case.calendar(y["tonnes_sold"])
    avoided = [x * common["additionality"] for x in sold]
    effects = {
        "tonnes": sold,
        "waste_avoided": avoided,
        "visits": case.calendar(y["visits"]),
        "emissions": [x * common["displacement"] * common["emission_factor"] for x in avoided],
        "jobs": case.calendar([x + own["centre_fte"] + own["supervisor_fte"] for x in y["tenant_fte"]]),
        "work_training_places": case.calendar([own["work_training_places"]] * case.count),
    }
    income = case.total(["rent", "service_charges", "other_income"])
    cost1 = case.total(["centre_staff", "head_rent", "operating_vat", *BUILDING_COSTS])
    loan_cost = case.total(["interest", "instalments"])
    fees = case.get("handling_fees")
    cost2 = [cost1[t] + loan_cost[t] for t in case.years]
    cost3 = [cost2[t] + reception[t] - fees[t] for t in case.years]
    out = finish(case, common, owner, effects, income, [cost1, cost2, cost3])
    out["measures"] |= omkrets_measures(case, common, own, owner, y, out["net"]["tenants"])
    return out


def omkrets_measures(case, common, own, owner, y, tenants_net):
    aid = []
    for k in case.operating_years_in_horizon():
        age = case.lead + case.opening + k
        growth = ((1 + common["real_rent_growth"]) * (1 + case.inflation)) ** age
        aid.append(own["shop_area"] * own["market_rent"] * max(0.0, 1 - held(own["rent_steps"], k)) * growth)
    given = own["gross_area"] * max(0.0, own["alternative_rent"] - own["head_rent"])
    free = case.calendar([0.0 if owner == "operator" else given] * case.count)
    grants = case.total(["deficit_grant_municipality", "deficit_grant_bir"])
    nominal = [(grants[t] + free[t] * case.rent[t]) * case.price[t] for t in case.years]
    peak = {"value": None, "operating_year": None, "year": None}
    for k in case.operating_years_in_horizon():
        if peak["value"] is None or y["occupancy_cost"][k] > peak["value"]:
            peak = {"value": y["occupancy_cost"][k], "operating_year": k + 1, "year": case.start + case.whole + k}
    return {
        "state_aid_per_shop": largest_three(aid) / common["euro_rate"],
        "state_aid_operator": largest_three(nominal) / common["euro_rate"],
        "occupancy_cost_peak": peak,
        "tenant_margin": [ratio(a, b) for a, b in zip(tenants_net, case.get("tenant_sales"), strict=True)],
    }


# --- Bruk Bergen and Bergen Reparerer (sections 5 and 6) ------------------------------------------------------------


def bruk_bergen(common, own):
    case = Case(common, own)
    fees, sales, disposal, jobs, ramp = [], [], [], [], []
    for k in case.years:
        count = own["members"] * held(own["member_ramp"], k)
        new = own["new_shops"] * held(own["new_shop_ramp"], k)
        uplift = own["sales_uplift"] * held(own["uplift_ramp"], k)
        fees.append(count * (1 - own["member_churn"] / 2) * own["membership_fee"] * held(own["fee_steps"], k))
        sales.append(new * own["shop_sales"] + max(0.0, count - new) * own["member_sales"] * uplift)
        disposal.append(count * own["waste_cost_per_member"])
        jobs.append(own["staff_fte"] + new * own["fte_per_shop"])
        ramp.append(held(own["income_ramp"], k))
    run = case.running
    run("membership_fees", "tenants", "operator", fees)
    run("owner_contributions", "market", "operator", [own["owner_contribution"] * x for x in ramp])
    run("market_stalls", "market", "operator", [own["market_stall_income"] * x for x in ramp])
    run("courses", "market", "operator", [own["course_income"] * x for x in ramp])
    hire(case, common, own)
    premises = own["office_area"] * own["office_rent"] * (1 - own["host_cost_share"])
    run("premises", "operator", "market", premises, case.rent)
    run("energy", "operator", "market", own["office_area"] * own["energy_use"] * own["energy_price"])
    run("marketing", "operator", "market", own["marketing"])
    run("web_and_it", "operator", "market", own["web_and_it"])
    run("events", "operator", "market", own["events_cost"])
    run("mentoring", "operator", "market", own["external_mentoring"])
    run("administration", "operator", "market", own["administration"])
    run("shared_disposal", "operator", "market", disposal)
    income = case.total(["membership_fees", "owner_contributions", "market_stalls", "courses"])
    run("added_sales", "market", "tenants", sales)
    run("added_costs", "tenants", "market", [x * (1 - own["member_margin"]) for x in sales])
    sold = case.calendar([ratio(x, common["price_per_kg"]) / 1000 for x in sales])
    avoided = [x * common["additionality"] for x in sold]
    effects = {
        "tonnes": sold,
        "waste_avoided": avoided,
        "visits": case.calendar([ratio(x, common["spend_per_visit"]) for x in sales]),
        "emissions": [x * common["displacement"] * common["emission_factor"] for x in avoided],
        "jobs": case.calendar(jobs),
        "work_training_places": [0.0] * case.count,
    }
    return operator_invests(case, common, own, own["setup_cost"], STREET_COSTS, effects, income)


def bergen_reparerer(common, own):
    case = Case(common, own)
    users, repairs = [], []
    for k in case.years:
        count = own["users"] * held(own["user_ramp"], k)
        users.append(count)
        repairs.append(count * own["repairs_per_user"] * own["repair_additionality"])
    run = case.running
    hire(case, common, own)
    run("hosting", "operator", "market", own["hosting_cost"])
    run("verification", "operator", "market", own["repairers"] * own["verification_cost"])
    run("signs_upkeep", "operator", "market", own["signs_upkeep"])
    run("marketing", "operator", "market", own["marketing"], None, own["launch_campaign"])
    run("partner_effort", "market", "operator", own["partner_contribution"])
    turnover = [x * own["price_per_repair"] for x in repairs]
    run("repair_sales", "market", "tenants", turnover)
    run("repair_costs", "tenants", "market", [x * (1 - own["repairer_margin"]) for x in turnover])
    kept = case.calendar([x * own["weight_per_repair"] / 1000 for x in repairs])
    emissions = [x * own["emission_per_repair"] * own["repair_displacement"] / 1000 for x in repairs]
    effects = {
        "tonnes": kept,
        "waste_avoided": list(kept),
        "visits": case.calendar(users),
        "emissions": case.calendar(emissions),
        "jobs": case.calendar([own["staff_fte"]] * case.count),
        "work_training_places": [0.0] * case.count,
    }
    cost = own["web_development"] + own["signs_cost"]
    return operator_invests(case, common, own, cost, HUB_COSTS, effects, [0.0] * case.count)


def hire(case, common, own):
    staff = own["staff_fte"] * common["fte_cost"]
    case.running("staff", "operator", "market", staff, case.wage, staff * own["mobilisation_months"] / 12)


def operator_invests(case, common, own, cost, taxed, effects, income):
    """What Bruk Bergen and Bergen Reparerer have in common: VAT, preparation, investment, settlement, measures."""
    vat = common["vat_rate"] * own["vat_cost_share"]
    case.flow("operating_vat", "operator", "state", "operation", [vat * x for x in case.total(taxed)])
    prepare(case, own)
    invest(case, "operator", [(cost, cost * own["renewal_share"], own["renewal_life"])], vat, True)
    fund(case, "operator", own, False, common["loan_interest_rate"])
    settle(case, own, "municipality")
    running = case.total(["staff", "operating_vat", *taxed])
    out = finish(case, common, "operator", effects, income, [running, running, running])
    grants = case.total(["deficit_grant_municipality", "deficit_grant_bir"])
    nominal = [grants[t] * case.price[t] for t in case.years]
    out["measures"]["state_aid_operator"] = largest_three(nominal) / common["euro_rate"]
    return out


# --- Measures (section 9) -------------------------------------------------------------------------------------------


def largest_three(x):
    return max(sum(x[i : i + 3]) for i in range(max(1, len(x) - 2))) if x else 0.0


def internal_rate(flow):
    """None without a crossing, "several" with more than one, else the rate. Growth factors 0.01 to 100 are searched."""

    def value(log_growth):
        return sum(x * math.exp(-log_growth * t) for t, x in enumerate(flow))

    low, high, steps = math.log(0.01), math.log(100), 4000
    grid = [low + (high - low) * i / steps for i in range(steps + 1)]
    worth = [value(g) for g in grid]
    crossings = [i for i in range(steps) if (worth[i] < 0) != (worth[i + 1] < 0)]
    if not crossings or not any(x < 0 for x in flow) or not any(x > 0 for x in flow):
        return None
    if len(crossings) > 1:
        return "several"
    a, b = grid[crossings[0]], grid[crossings[0] + 1]
    sign = value(a) < 0
    for _ in range(100):
        mid = (a + b) / 2
        if (value(mid) < 0) == sign:
            a = mid
        else:
            b = mid
    return math.exp((a + b) / 2) - 1


def net_present_costs(case, net, owner, end, debt):
    costs = {}
    for party in ["municipality", "bir", "state"]:
        kept = end * (case.residual - debt) if party == owner else 0.0
        costs[party] = 0.0 - case.present(net[party]) - kept
    costs["public"] = costs["municipality"] + costs["bir"] + costs["state"]
    return costs


def project(case, owner):
    group = {"operator", owner, "municipality", "bir"}
    out = [0.0] * case.count
    for line in case.flows.values():
        if line["activity"] != "financing":
            sign = (line["payee"] in group) - (line["payer"] in group)
            for t in case.years:
                out[t] += sign * line["amounts"][t]
    return out


def payback(case, flow):
    cumulative, begun = 0.0, False
    for t in case.years:
        cumulative += flow[t]
        begun = begun or flow[t] != 0
        if begun and cumulative >= 0:
            return case.start + t
    return None


def peaks(case, municipality):
    nominal = [municipality[t] * case.price[t] for t in case.years]
    running, lowest, at = 0.0, 0.0, None
    for t in case.years:
        running += nominal[t]
        if running < lowest:
            lowest, at = running, t
    worst = min(case.years, key=lambda t: (nominal[t], t))
    year = case.start + worst if nominal[worst] < 0 else None
    return {
        "peak_need": -lowest,
        "peak_need_still_growing": at == case.last,
        "worst_year": {"year": year, "amount": min(0.0, nominal[worst])},
    }


def coverages(case, income, costs):
    out = {"coverage": {}, "self_sufficient_year": {}, "best_coverage": {}}
    for level in (1, 2, 3):
        cover = [ratio(income[t], costs[level - 1][t]) if case.share[t] > 0 else None for t in case.years]
        out["coverage"][str(level)] = cover
        found = None
        for t in case.years:
            if case.share[t] >= 1 - TINY and all(cover[u] >= 1 for u in range(t, case.count)):
                found = case.start + t
                break
        out["self_sufficient_year"][str(level)] = found
        known = [t for t in case.years if cover[t] is not None]
        best = max(known, key=lambda t: (cover[t], -t)) if known else None
        out["best_coverage"][str(level)] = {
            "value": None if best is None else cover[best],
            "year": None if best is None else case.start + best,
        }
    return out


def plan(case):
    def paid(names, t, key="payer"):
        lines = [case.flows[name] for name in names if name in case.flows]
        return sum(line["amounts"][t] for line in lines if line[key] == "municipality")

    first_four = range(min(4, case.count))
    operations = ["pre_project", "planning", "deficit_grant_municipality", "interest", "instalments"]
    gross = ["investment", "reinvestment", "investment_vat"]
    return {
        "operations": [paid(operations, t) for t in first_four],
        "investments": [paid(gross, t) for t in first_four],
        "funding": [paid(["grant", "bir_capital", "loan"], t, "payee") for t in first_four],
        "capital_to_others": [paid(["municipal_capital"], t) for t in first_four],
    }


def finish(case, common, owner, effects, income, costs):
    net = {party: case.net(party) for party in PARTIES}
    end = case.discount[case.last] / (1 + case.rate)
    debt = case.balance[case.last] / case.price[case.last]
    npc = net_present_costs(case, net, owner, end, debt)
    flow = project(case, owner)
    units = {
        "visit": effects["visits"],
        "tonne": effects["tonnes"],
        "job": effects["jobs"],
        "kg_co2e": [x * 1000 for x in effects["emissions"]],
    }
    unfunded = case.get("unfunded_deficit")
    lacking = [t for t in case.years if unfunded[t] > 1e-6]
    measures = {
        "net_present_cost": npc,
        "annual_cost": npc["municipality"] / sum(case.discount),
        "residual": case.residual,
        "debt": debt,
        "project_flow": flow,
        "net_present_value": case.present(flow) + end * case.residual,
        "investment_need": case.need_initial,
        "internal_rate_of_return": internal_rate([*flow, case.residual]),
        "payback_year": payback(case, flow),
        **peaks(case, net["municipality"]),
        **coverages(case, income, costs),
        "plan_effect": plan(case),
        "support_per": {name: ratio(npc["public"], case.present(x)) for name, x in units.items()},
        "tax_cost": common["tax_cost_factor"] * max(0.0, npc["municipality"] + npc["state"]),
        "unfunded": {
            "present_value": case.present(unfunded),
            "first_year": case.start + lacking[0] if lacking else None,
        },
    }
    inside = {"sources": case.sources, "balance": case.balance, "opening": case.opening, "operating_share": case.share}
    return {"flows": case.flows, "net": net, "effects": effects, "measures": measures, "_internal": inside}


def evaluate(values):
    common = values["common"]
    concepts = {
        "omkrets": omkrets(common, values["omkrets"]),
        "bruk_bergen": bruk_bergen(common, values["bruk_bergen"]),
        "bergen_reparerer": bergen_reparerer(common, values["bergen_reparerer"]),
    }
    return {
        "years": [int(common["start_year"]) + t for t in range(int(common["horizon_years"]) + 1)],
        "concepts": concepts,
    }
