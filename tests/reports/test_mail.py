"""The mail folder holds one whole file for each Message-ID."""

from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from pytest_django import Settings

from reports.files import write_whole
from reports.mail import MailFolder


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.EMAIL_FILE_PATH = tmp_path
    return tmp_path


def a_message(identity: str, body: str = "本文") -> EmailMessage:
    return EmailMessage(
        "件名", body, "fund@example.jp", ["a@example.jp"], headers={"Message-ID": identity}
    )


def test_the_same_id_twice_is_one_file_and_the_first_stays(folder: Path) -> None:
    assert MailFolder().send_messages([a_message("<a-1@example.jp>", "初め")]) == 1
    assert MailFolder().send_messages([a_message("<a-1@example.jp>", "後")]) == 1
    assert [path.name for path in folder.iterdir()] == ["a-1.eml"]
    assert "初め" in (folder / "a-1.eml").read_text()


def test_different_ids_are_different_files(folder: Path) -> None:
    MailFolder().send_messages([a_message("<a-1@example.jp>"), a_message("<a-2@example.jp>")])
    assert len(list(folder.iterdir())) == 2


def test_an_id_is_no_way_out_of_the_folder(folder: Path) -> None:
    MailFolder().send_messages([a_message("<../../evil@example.jp>")])
    (path,) = folder.iterdir()
    assert path.name == "______evil.eml"


def test_a_file_that_cannot_be_finished_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        write_whole(tmp_path / "taken", b"content")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
