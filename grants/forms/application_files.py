"""What the pages ask about the files of an application: nothing but to confirm."""

from grants.models import ApplicationFile
from workflow.act_forms import ActForm
from workflow.models import Upload


class AttachApplicationFile(ActForm):
    """申請書の添付資料の添付."""

    act = "attach_application_file"
    button = "添付する"
    subject_model = Upload


class RemoveApplicationFile(ActForm):
    """申請書の添付資料の取外し."""

    act = "remove_application_file"
    button = "ファイルを外す"
    subject_model = ApplicationFile
    about = "acts/about_application_file.html"
