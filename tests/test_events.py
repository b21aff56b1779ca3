"""The 44 events are all there, told from the acts as they are."""

import re
from pathlib import Path

from config.management.commands.acts import events_table, rows
from workflow.act import ACTS
from workflow.events import EVENTS
from workflow.machines.moves import machine_models, states_of

ROOT = Path(__file__).resolve().parent.parent


def test_the_table_of_events_is_the_one_made_from_the_acts() -> None:
    """`manage.py acts --events` between the marks."""
    text = (ROOT / "grants/EVENTS.md").read_text("utf-8")
    shown = re.search(r"<!-- events -->\n(.*?)\n<!-- /events -->", text, re.DOTALL)
    assert shown
    assert shown[1] == events_table()


def test_the_forty_four_events_and_every_act_are_listed() -> None:
    """By number, each once; an act of no event without one."""
    assert [event.number for event in EVENTS] == list(range(1, 45))
    assert {row["act"] for row in rows()} == set(ACTS)
    assert {row["event"] for row in rows()} - {None} == {e.number for e in EVENTS if e.acts}


def test_each_state_an_event_starts_from_or_leads_to_is_one_of_its_machine() -> None:
    """No state is misspelled."""
    machines = {m._meta.label_lower.split(".")[1]: states_of(m) for m in machine_models()}
    short = {"refund": "refundorder", "consultation": "coretechnologyconsultation"}
    for row in rows():
        for state in (*row["from"], *row["to"]):
            machine, value = state.split(" ")
            known = machines.get(short.get(machine, machine), ["OPEN", "CLOSED"])
            assert value in known, (row["act"], state)
