"""What the municipality pays before anything is built: the pre-project and the planning."""

from models.ledger import flow


@flow(payer="municipality", payee="market", activity="preparation", by="calendar year")
def pre_project(pre_project_cost, pre_project_phase):
    """The pre-project: business case, premises, talks with tenants."""
    return pre_project_cost * pre_project_phase


@flow(payer="municipality", payee="market", activity="preparation", by="calendar year")
def planning(planning_cost, planning_phase):
    """Planning and organising: project group, agreements, applications."""
    return planning_cost * planning_phase
