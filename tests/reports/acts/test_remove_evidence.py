"""A file attached by mistake is taken out; what an earlier filing said of it stays."""

from reports.acts.remove_evidence import remove_evidence
from tests.deeds import Deed, deed, refusal
from tests.grants.stage import StagedWorld
from tests.reports.filing import begun


def lawful(world: StagedWorld) -> Deed:
    """The wrong invoice is taken out."""
    filing = begun(world)
    filing.attach()
    return deed(remove_evidence, filing.dossier.files[0].pk)


def test_a_file_is_taken_out_once_and_its_filing_still_names_it(staged: StagedWorld) -> None:
    filing = begun(staged).complete()
    filing.attach()
    file = filing.dossier.files[0]
    filing.release()
    assert set(refusal(staged, remove_evidence, file.pk)) == {"filed"}
    filing.send_back()
    staged.do(remove_evidence, file.pk)
    assert filing.dossier.files == []
    assert filing.dossier.filings[0].files[0]["name"] == "請求書.pdf"
    assert set(refusal(staged, remove_evidence, file.pk)) == {"removed"}
