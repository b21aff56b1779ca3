"""指示書 from the instruction as given (適正化法7条1項5号)."""

from grants.models import TroubleInstruction
from reports.papers.catalogue import INSTRUCTION_LETTER
from reports.papers.letterhead import holder_of, letterhead, reference
from reports.pdf.instruction_letter import InstructionLetter
from workflow.calendar import jst_day
from workflow.models import ActRecord


def instruction_letter(record: ActRecord, number: str) -> InstructionLetter:
    """The letter of an instruct_on_trouble record."""
    rows = TroubleInstruction.objects.select_related("grant", "trouble")
    given = rows.get(pk=record.subject_id)
    return InstructionLetter(
        head=letterhead(INSTRUCTION_LETTER, holder_of(record), number, given.instructed_on),
        grant=reference(given.grant),
        number=given.number,
        occurred_on=given.trouble.occurred_on,
        reported_on=jst_day(given.trouble.received_at),
        contents=given.trouble.contents,
        expected_end_on=given.trouble.expected_end_on,
        demands=(given.demand,),
        due_on=given.due_on,
    )
