"""Reports take files: who finds one, why it takes none now, and what attaches them."""

from uuid import UUID

from reports.acts.attach_evidence import attach_evidence
from reports.acts.save_report_draft import problems_writing
from reports.models import Report
from reports.views.filing import own_report
from workflow.act import ACTS
from workflow.attaching import SHELVES, Shelf
from workflow.door import DoorRequest
from workflow.pages import page_url

KIND = Report._meta.label_lower


def _find(request: DoorRequest, pk: UUID) -> Report:
    return own_report(request, pk).report


def _page(request: DoorRequest, pk: UUID) -> str:
    return page_url(request, "report", pk)


SHELVES[KIND] = Shelf(ACTS[attach_evidence.__name__], _find, problems_writing, _page)
