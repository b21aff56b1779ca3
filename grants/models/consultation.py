"""コア技術の事前相談 (取組方針3章6節(3)(エ)) as the company filed it, and METI's answer."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from grants.core_technology import Conduct
from grants.models.plan import Plan
from workflow.machines.consultation import ConsultationMachine
from workflow.models import Organisation, Person

CONDUCTS = [
    (Conduct.TRANSFER.value, "コア技術等そのものの移転（知的財産権の移転、事業譲渡等）"),
    (Conduct.DISCLOSE.value, "コア技術等の提供"),
    (Conduct.JOINT_RESEARCH.value, "コア技術等に関する共同研究開発"),
    (Conduct.RESEARCH_ABROAD.value, "他国における研究開発"),
    (Conduct.CAPACITY_ABROAD.value, "他国における生産拠点の建設・能力増強"),
]


class CoreTechnologyConsultation(ConsultationMachine):
    """One planned conduct. local_share = local_numerator / local_denominator, never a float.

    reasons: why the policy asks for it, as reckoned when filed; empty where it does not, or where
    the plan's policy text is not held.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="consultations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    conduct = models.CharField("行為", max_length=20, choices=CONDUCTS)
    technology = models.TextField("コア技術等")
    counterpart = models.CharField("相手方・国", max_length=200)
    planned_on = models.DateField("実施予定日")
    fears_forced_transfer = models.BooleanField("強制的な技術移転のおそれ")
    violated_norms_on = models.DateField("相手方の国際基準違反の日", null=True, blank=True)
    is_under_foreign_influence = models.BooleanField("外国政府等の影響")
    was_asked_by_meti = models.BooleanField("経済産業省からの連絡")
    capacity_before = models.PositiveBigIntegerField("現在の能力")
    capacity_after = models.PositiveBigIntegerField("増強後の能力")
    local_numerator = models.PositiveIntegerField()
    local_denominator = models.PositiveIntegerField()
    reasons = models.JSONField("相談を要する理由", default=list)
    filed_at = models.DateTimeField("相談の到達")
    answer_reference = models.CharField("回答文書番号", max_length=60, blank=True)
    answered_on = models.DateField("回答日", null=True, blank=True)
    answer = models.TextField("回答の内容", blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["filed_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(local_denominator__gt=0)
                & Q(local_numerator__lte=models.F("local_denominator")),
                name="local_share_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(state="OPEN")
                | (
                    Q(answered_on__isnull=False, recorded_by__isnull=False)
                    & ~Q(answer="")
                    & ~Q(answer_reference="")
                ),
                name="answered_consultation_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_conduct_display()} {self.counterpart}"
