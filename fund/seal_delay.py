"""How long the last good seal is ago, and what that means for money leaving the fund.

Both moments are the database's own: when the seal was made and now. The moment of an act is left
out on purpose: it is given by the edge and in a story lies in other years, while what must not grow
old is the evidence for what has really been recorded.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from workflow.law import number_on
from workflow.problems import Problem


@dataclass(frozen=True)
class SealDelay:
    """Whole minutes since the last seal (or the first entry, where nothing was ever sealed)."""

    minutes: int
    warn_after: int
    stop_after: int

    @property
    def is_warning(self) -> bool:
        """Whether whoever pays is to be told."""
        return self.minutes >= self.warn_after

    @property
    def is_stopping(self) -> bool:
        """Whether nothing may be paid."""
        return self.minutes >= self.stop_after

    @property
    def limit_text(self) -> str:
        """From which delay on nothing may be paid."""
        return _hours(self.stop_after)

    @property
    def text(self) -> str:
        """What whoever pays is told."""
        return f"最後の封印（改ざん防止の電子署名）から{_hours(self.minutes)}経過しています。"


def seal_delay(segment: int, day: date) -> SealDelay:
    """The delay now, under the limits in force on a day."""
    return SealDelay(
        _minutes_without_seal(segment),
        number_on("seal_warn_minutes", day),
        number_on("seal_stop_minutes", day),
    )


def problems_of_delay(delay: SealDelay) -> list[Problem]:
    """Why nothing may be paid at this delay."""
    if not delay.is_stopping:
        return []
    return [
        Problem(
            "no_seal",
            f"{delay.text}{delay.limit_text}を超えたため、支払を停止しています。",
            "システム管理者が封印（manage.py seal）を回復してから、もう一度操作してください。",
        )
    ]


def _minutes_without_seal(segment: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (extract(epoch FROM clock_timestamp() - coalesce("
            "(SELECT sealed_at FROM ledger.seal ORDER BY number DESC LIMIT 1), "
            "(SELECT recorded_at FROM ledger.entry WHERE segment_id = %s AND seq = 1), "
            "clock_timestamp())))::bigint / 60",
            [segment],
        )
        return int(cursor.fetchone()[0])


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours}時間" + (f"{rest}分" if rest else "") if hours else f"{rest}分"
