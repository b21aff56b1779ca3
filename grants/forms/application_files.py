"""What the pages ask about the files of an application: nothing but to confirm."""

from grants.application_files import Written
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

    @property
    def back_to(self) -> Written:
        """The application the file is attached to."""
        written: Written | None = self.subject.grant or self.subject.draft
        assert written is not None, "file_belongs_to_an_application"
        return written
