"""Tables and constraints of the workflow layer; no rules."""

from workflow.models.approval import (
    AfterView,
    Approval,
    ApprovalLapse,
    ApprovalMatrix,
    BulkApproval,
    Draft,
)
from workflow.models.delegation import AuthorityEnd, Delegation
from workflow.models.evidence import Evidence, EvidenceRead
from workflow.models.extension import Extension
from workflow.models.law import ClosedDay, ClosedDayChange, LegalRule, Series, StateMove
from workflow.models.mail import Bounce, CalendarFeed, ReminderChoice
from workflow.models.notice import Notice
from workflow.models.obligation import DutyKind, DutyYear, Obligation
from workflow.models.person import Membership, Organisation, Person, Role
from workflow.models.record import ActRecord
from workflow.models.upload import Upload, UploadPiece

__all__ = [
    "ActRecord",
    "AfterView",
    "Approval",
    "ApprovalLapse",
    "ApprovalMatrix",
    "AuthorityEnd",
    "Bounce",
    "BulkApproval",
    "CalendarFeed",
    "ClosedDay",
    "ClosedDayChange",
    "Delegation",
    "Draft",
    "DutyKind",
    "DutyYear",
    "Evidence",
    "EvidenceRead",
    "Extension",
    "LegalRule",
    "Membership",
    "Notice",
    "Obligation",
    "Organisation",
    "Person",
    "ReminderChoice",
    "Role",
    "Series",
    "StateMove",
    "Upload",
    "UploadPiece",
]
