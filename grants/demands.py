"""Writing a demand of money that bears no 加算金, inside the act that approves it."""

from fund import ledger
from fund.entries import demand_entry
from fund.money import format_yen
from grants.case import books_of
from grants.models import Demand, Grant
from workflow import duties, notices
from workflow.act import PART, running_act
from workflow.advance import record_act
from workflow.calendar import day_text
from workflow.law import article_of, due_on
from workflow.models import ActRecord, Draft, Role


def write_demand(
    record: ActRecord, grant: Grant, kind: Demand.Kind, draft: Draft, amount_yen: int
) -> Demand:
    """Demand the sum of an approved draft, date it, tell the company and book it (JE30).

    The report it is reckoned from stands in the draft, if there is one.
    """
    running = running_act()
    due = due_on("demand_due", running.today, grant.rules_on)
    demand = Demand.objects.create(
        grant=grant, organisation=grant.organisation, kind=kind, number=grant.demands.count() + 1,
        amount_yen=amount_yen, reckoning=draft.content, report_id=draft.content.get("report"),
        demanded_on=running.today,
        due_on=due.due_on, drafted_by=draft.drafted_by, approved_by=running.actor,
    )  # fmt: skip
    record_act(demand, target=demand.state, amount_yen=amount_yen)
    duties.owe(
        record, demand, "DEMANDED", demand.get_kind_display(), due,
        article=article_of("demand_due", grant.rules_on),
    )  # fmt: skip
    notices.tell(
        notices.people_of(grant.organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_ACCOUNTANT),
        "money_demanded",
        demand,
        f"納付の通知（{grant.number}）",
        f"{demand.get_kind_display()} {format_yen(amount_yen)} を "
        f"{day_text(due.due_on)} までに納付してください。",
    )
    entry = demand_entry(books_of(grant), amount_yen, running.today, str(demand))
    ledger.post(
        grant.plan.segment, entry.resting_on(draft.pk, bytes(draft.content_sha)),
        key=f"{running.key}{PART}demand", actor=draft.drafted_by_id, approver=running.actor.pk,
    )  # fmt: skip
    return demand
