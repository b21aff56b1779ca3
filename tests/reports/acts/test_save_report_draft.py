"""Drafts: saved as typed, joined where two wrote in different places, set aside where in one."""

from reports.acts.save_report_draft import DraftAnswers, save_report_draft
from tests.deeds import Deed, deed, refusal
from tests.grants.stage import StagedWorld
from tests.reports.filing import another_writer, answers_over, begun, filed


def lawful(world: StagedWorld) -> Deed:
    """Something is typed."""
    filing = begun(world)
    given = answers_over(filing.dossier, 1, {"summary": "設備を発注した。", "progress": "12"})
    return deed(save_report_draft, filing.pk, given)


def test_a_draft_is_kept_as_typed_even_what_cannot_be_read(staged: StagedWorld) -> None:
    filing = begun(staged)
    filing.save(progress="たぶん半分", costs_1_actual="３億", summary="")
    assert filing.report.version == 2
    assert filing.dossier.answers["progress"] == "たぶん半分"
    assert filing.dossier.answers["costs_1_actual"] == "３億"


def test_two_who_wrote_in_different_places_are_joined(staged: StagedWorld) -> None:
    filing = begun(staged)
    filing.save(1, summary="経理が書いた。")
    record = filing.save(1, by=another_writer(staged), delays="技術が書いた。")
    answers = filing.dossier.answers
    assert (answers["summary"], answers["delays"]) == ("経理が書いた。", "技術が書いた。")
    assert record.facts == {"version": 3, "conflicts": [], "taken": ["summary"]}


def test_the_second_of_two_in_one_place_is_set_aside_and_nothing_is_lost(
    staged: StagedWorld,
) -> None:
    filing = begun(staged)
    filing.save(1, summary="経理の文", progress="40")
    record = filing.save(1, by=another_writer(staged), summary="技術の文", delays="なし")
    assert record.facts["conflicts"] == ["summary"]
    assert filing.report.version == 2
    assert filing.dossier.answers["summary"] == "経理の文"
    aside = filing.dossier.unsettled().get()
    assert (aside.answers["summary"], aside.answers["delays"]) == ("技術の文", "なし")
    # Both texts stand before a person, who joins them; the version goes on.
    filing.save(2, summary="経理と技術の文", delays="なし", settles=aside.pk)
    assert filing.report.version == 3
    assert filing.dossier.answers["progress"] == "40"
    assert not filing.dossier.unsettled().exists()


def test_what_is_typed_on_in_a_conflict_takes_the_place_of_what_was_set_aside(
    staged: StagedWorld,
) -> None:
    filing, other = begun(staged), another_writer(staged)
    filing.save(1, summary="経理の文")
    filing.save(1, by=other, summary="技術の")
    filing.save(1, by=other, summary="技術の文、続き")
    assert [d.answers["summary"] for d in filing.dossier.unsettled()] == ["技術の文、続き"]


def test_the_same_text_again_makes_no_new_version(staged: StagedWorld) -> None:
    filing = begun(staged)
    filing.save(summary="同じ")
    filing.save(summary="同じ")
    assert filing.report.version == 2


def test_a_draft_of_another_form_or_version_is_refused(staged: StagedWorld) -> None:
    filing = begun(staged)
    given = DraftAnswers(1, (("state", "ACCEPTED"), ("summary", "x\x00y")))
    assert set(refusal(staged, save_report_draft, filing.pk, given)) == {"unknown", "control"}
    later = DraftAnswers(9, ())
    assert set(refusal(staged, save_report_draft, filing.pk, later)) == {"version"}
    long = DraftAnswers(1, (("summary", "長" * 20_001),))
    assert set(refusal(staged, save_report_draft, filing.pk, long)) == {"too_long"}


def test_what_was_filed_is_not_written_in(staged: StagedWorld) -> None:
    filing = filed(staged)
    given = answers_over(filing.dossier, filing.report.version, {"summary": "後から"})
    assert set(refusal(staged, save_report_draft, filing.pk, given)) == {"filed"}
