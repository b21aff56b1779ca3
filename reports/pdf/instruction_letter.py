"""指示書 (適正化法7条1項5号): what the company is to do about a delay or an accident it told."""

from dataclasses import dataclass
from datetime import date

from reports.pdf.content import PaperInconsistent
from reports.pdf.letter import GrantReference, Letter, Letterhead, grant_facts
from workflow.calendar import wareki

TITLE = "助成事業の遂行に関する指示書"


@dataclass(frozen=True)
class InstructionLetter:
    """A 指示書. reported_on: the day the report arrived; expected_end_on: as the company told.

    Raises PaperInconsistent when nothing is instructed.
    """

    head: Letterhead
    grant: GrantReference
    number: int
    occurred_on: date
    reported_on: date
    contents: str
    expected_end_on: date
    demands: tuple[str, ...]
    due_on: date

    def __post_init__(self) -> None:
        if not self.demands:
            raise PaperInconsistent("指示の内容がありません")


def draw_instruction_letter(instruction: InstructionLetter) -> bytes:
    """The PDF of a 指示書."""
    letter = Letter(instruction.head, TITLE, instruction, instruction.grant)
    letter.body(
        f"{wareki(instruction.reported_on)}に到達した事故・遅延の報告について、交付決定に付した条件に基づき、"
        "下記のとおり指示します。"
    )
    letter.facts(
        [
            *grant_facts(instruction.grant),
            ("指示の番号", f"第{instruction.number}号"),
            ("事故・遅延の発生の日", wareki(instruction.occurred_on)),
            ("報告の内容", instruction.contents),
            ("報告による完了の見込み", wareki(instruction.expected_end_on)),
            ("履行の期限", wareki(instruction.due_on)),
        ],
        strong="履行の期限",
    )
    letter.numbered("指示の内容", instruction.demands)
    letter.section(
        "指示の履行について",
        "履行したときは、速やかにその内容を報告し、確認を受けてください。期限までに履行できないと見込まれるときは、"
        "期限の前に理由を付して申し出てください。",
        "この指示は、交付の決定の内容（交付決定額、事業の期間を含みます。）を変更するものではありません。"
        "変更が必要なときは、計画変更の承認を申請してください。",
    )
    return letter.close()
