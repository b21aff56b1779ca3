"""承継承認通知書 (交付規程, 推進法10条1項): the grant goes on with another company; to both."""

from dataclasses import dataclass
from datetime import date

from reports.pdf.content import PaperInconsistent
from reports.pdf.figures import headline_yen
from reports.pdf.letter import GrantReference, Letter, Letterhead, grant_facts
from workflow.calendar import wareki

TITLE = "助成事業承継承認通知書"


@dataclass(frozen=True)
class SuccessionNotice:
    """A 承継承認通知書 to one of the two companies. standing_yen and paid_yen: as handed over.

    Raises PaperInconsistent unless the two are different companies.
    """

    head: Letterhead
    grant: GrantReference
    predecessor: str
    successor: str
    cause: str
    succeeded_on: date
    scope: str
    reasons: tuple[str, ...]
    standing_yen: int
    paid_yen: int
    is_to_successor: bool

    def __post_init__(self) -> None:
        if self.predecessor == self.successor:
            raise PaperInconsistent("承継の当事者が正しくありません")


def draw_succession_notice(notice: SuccessionNotice) -> bytes:
    """The PDF of a 承継承認通知書."""
    letter = Letter(notice.head, TITLE, notice, notice.grant)
    letter.body(
        f"下記の助成事業に係る{notice.predecessor}の地位を{notice.successor}が承継することについては、"
        "交付の条件に基づき、下記のとおり承認したので、通知します。"
    )
    letter.facts(
        [
            *grant_facts(notice.grant),
            ("承継される者", notice.predecessor),
            ("承継する者", notice.successor),
            ("承継の事由", notice.cause),
            ("承継の日", wareki(notice.succeeded_on)),
            ("承継する範囲", notice.scope),
            ("承継の時の交付額", headline_yen(notice.standing_yen)),
            ("うち支払済みの額", headline_yen(notice.paid_yen)),
        ],
        strong="承継する者",
    )
    letter.numbered("承認の理由", notice.reasons)
    letter.section("承継の後について", *_afterwards(notice))
    return letter.close()


def _afterwards(notice: SuccessionNotice) -> list[str]:
    if notice.is_to_successor:
        return [
            "交付決定の内容及びこれに付した条件、提出すべき報告、取得財産の管理及び処分の制限並びに返還に関する義務は、"
            "承継の日から貴社が負います。",
            "振込先の口座を届け出てください。口座の確認が済むまで、助成金の支払を保留します。",
        ]
    return [
        "承継の日より前に行われた支払、検査及び報告の記録は、貴社の記録として残ります。",
        f"承継の日の後の手続は{notice.successor}が行います。貴社が行うことのできる手続はありません。",
    ]
