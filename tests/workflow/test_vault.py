"""The evidence vault: what it gives back, and everything it must refuse."""

import base64
import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.sealing import CHUNK_BYTES, HEADER, TAG_BYTES
from workflow.vault import (
    BlobMissing,
    Damaged,
    KeyMissing,
    Keyring,
    Label,
    SealedBlob,
    Vault,
)

CANARY = "機微技術情報カナリア".encode()
SEALED_CHUNK = CHUNK_BYTES + TAG_BYTES


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault", Keyring({"2026": b"k" * 32}, "2026"))


def seal(vault: Vault, plaintext: bytes, label: Label | None = None) -> SealedBlob:
    with vault.new_sealer(label or Label.new()) as sealer:
        for start in range(0, len(plaintext), 65_536):
            sealer.write(plaintext[start : start + 65_536])
        return sealer.finish()


def all_files(root: Path) -> list[Path]:
    return [place for place in root.rglob("*") if place.is_file()]


def rewrite(vault: Vault, blob: SealedBlob, content: bytes) -> None:
    (vault.root / blob.path).write_bytes(content)


def pieces(content: bytes) -> tuple[bytes, list[bytes]]:
    body = content[HEADER.size :]
    starts = range(0, len(body), SEALED_CHUNK)
    return content[: HEADER.size], [body[start : start + SEALED_CHUNK] for start in starts]


def encoded(number: int) -> str:
    return base64.b64encode(bytes([number]) * 32).decode()


@pytest.fixture
def three_chunks(vault: Vault) -> SealedBlob:
    return seal(vault, os.urandom(2 * CHUNK_BYTES + 500))


class TestWhatIsSealedComesBack:
    def test_a_file_of_five_megabytes_comes_back_with_its_digest_and_size(
        self, vault: Vault
    ) -> None:
        plaintext = os.urandom(5_000_000)
        blob = seal(vault, plaintext)
        assert vault.read_whole(blob) == plaintext
        assert blob.sha256 == hashlib.sha256(plaintext).digest()
        assert blob.size == 5_000_000

    def test_it_is_read_in_pieces_of_at_most_one_mebibyte(
        self, vault: Vault, three_chunks: SealedBlob
    ) -> None:
        assert [len(piece) for piece in vault.read(three_chunks)] == [CHUNK_BYTES, CHUNK_BYTES, 500]

    @pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1])
    def test_sizes_at_the_edges_of_a_chunk_come_back(self, vault: Vault, size: int) -> None:
        plaintext = b"x" * size
        assert vault.read_whole(seal(vault, plaintext)) == plaintext

    @given(parts=st.lists(st.binary(max_size=200_000), max_size=12))
    @settings(max_examples=20, deadline=None)
    def test_it_does_not_matter_how_the_bytes_arrive(
        self, parts: list[bytes], tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        vault = Vault(tmp_path_factory.mktemp("v"), Keyring({"a": b"k" * 32}, "a"))
        sealer = vault.new_sealer(Label.new())
        for part in parts:
            sealer.write(part)
        blob = sealer.finish()
        assert vault.read_whole(blob) == b"".join(parts)

    def test_it_can_be_looked_at_before_it_is_published(self, vault: Vault) -> None:
        sealer = vault.new_sealer(Label.new())
        sealer.write(b"%PDF-1.7")
        sealer.complete()
        assert b"".join(sealer.plaintext()) == b"%PDF-1.7"
        assert list(vault.files()) == []
        sealer.publish()
        assert b"".join(sealer.plaintext()) == b"%PDF-1.7"

    def test_the_same_plaintext_twice_gives_unrelated_ciphertext(self, vault: Vault) -> None:
        label = Label(UUID(int=1))
        first, second = seal(vault, b"same" * 1000, label), seal(vault, b"same" * 1000, label)
        one = (vault.root / first.path).read_bytes()[HEADER.size :]
        two = (vault.root / second.path).read_bytes()[HEADER.size :]
        assert first.sha256 == second.sha256
        assert first.path != second.path
        assert not {one[i : i + 8] for i in range(len(one) - 8)} & {
            two[i : i + 8] for i in range(len(two) - 8)
        }

    def test_the_file_is_named_by_the_digest_of_its_ciphertext(
        self, vault: Vault, three_chunks: SealedBlob
    ) -> None:
        content = (vault.root / three_chunks.path).read_bytes()
        name = hashlib.sha256(content).hexdigest()
        assert three_chunks.path == f"{name[:2]}/{name}"
        assert vault.is_intact(three_chunks.path)


class TestWhatWasTamperedWithIsRefused:
    @pytest.mark.parametrize(
        "length",
        [0, 5, HEADER.size, HEADER.size + 10, HEADER.size + SEALED_CHUNK, -TAG_BYTES, -1],
    )
    def test_a_file_cut_anywhere_is_refused(
        self, vault: Vault, three_chunks: SealedBlob, length: int
    ) -> None:
        content = (vault.root / three_chunks.path).read_bytes()
        rewrite(vault, three_chunks, content[:length])
        with pytest.raises(Damaged):
            vault.read_whole(three_chunks)
        assert not vault.is_intact(three_chunks.path)

    def test_a_missing_last_chunk_is_refused_before_the_chunk_before_it_is_handed_out(
        self, vault: Vault, three_chunks: SealedBlob
    ) -> None:
        content = (vault.root / three_chunks.path).read_bytes()
        rewrite(vault, three_chunks, content[: HEADER.size + 2 * SEALED_CHUNK])
        given_out: list[bytes] = []
        with pytest.raises(Damaged):
            given_out.extend(vault.read(three_chunks))
        assert len(given_out) < 2

    def test_chunks_in_another_order_are_refused(
        self, vault: Vault, three_chunks: SealedBlob
    ) -> None:
        header, (one, two, last) = pieces((vault.root / three_chunks.path).read_bytes())
        rewrite(vault, three_chunks, header + two + one + last)
        with pytest.raises(Damaged):
            next(iter(vault.read(three_chunks)))

    def test_a_repeated_chunk_and_an_appended_byte_are_refused(
        self, vault: Vault, three_chunks: SealedBlob
    ) -> None:
        header, (one, two, last) = pieces((vault.root / three_chunks.path).read_bytes())
        for content in (one + two + last + b"\0", one + two + last + last, one + one + two + last):
            rewrite(vault, three_chunks, header + content)
            with pytest.raises(Damaged):
                vault.read_whole(three_chunks)

    def test_one_flipped_bit_in_any_part_is_refused(
        self, vault: Vault, three_chunks: SealedBlob
    ) -> None:
        content = (vault.root / three_chunks.path).read_bytes()
        for position in (0, 9, HEADER.size - 1, HEADER.size, len(content) // 2, len(content) - 1):
            changed = bytearray(content)
            changed[position] ^= 1
            rewrite(vault, three_chunks, bytes(changed))
            with pytest.raises(Damaged):
                vault.read_whole(three_chunks)

    def test_a_file_does_not_open_as_another_document_or_version(self, vault: Vault) -> None:
        mine, yours = seal(vault, b"mine"), seal(vault, b"yours")
        with pytest.raises(KeyMissing):
            vault.read_whole(replace(mine, label=yours.label))
        with pytest.raises(KeyMissing):
            vault.read_whole(replace(mine, label=Label(mine.label.document_id, 2)))

    def test_files_swapped_between_two_documents_are_refused(self, vault: Vault) -> None:
        mine, yours = seal(vault, b"mine"), seal(vault, b"yours")
        with pytest.raises(Damaged):
            vault.read_whole(replace(mine, path=yours.path))
        (vault.root / mine.path).write_bytes((vault.root / yours.path).read_bytes())
        with pytest.raises(Damaged):
            vault.read_whole(mine)

    def test_a_chunk_of_one_document_is_refused_in_another_under_the_same_data_key(
        self, vault: Vault, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "urandom", lambda count: b"\1" * count)
        monkeypatch.setattr(
            "workflow.sealing.AESGCM.generate_key", staticmethod(lambda bit_length: b"\2" * 32)
        )
        mine, yours = seal(vault, b"mine!"), seal(vault, b"yours")
        (vault.root / mine.path).write_bytes((vault.root / yours.path).read_bytes())
        with pytest.raises(Damaged):
            vault.read_whole(mine)

    def test_a_digest_or_size_changed_in_the_row_is_noticed(self, vault: Vault) -> None:
        blob = seal(vault, b"evidence")
        for changed in (replace(blob, sha256=bytes(32)), replace(blob, size=9)):
            with pytest.raises(Damaged):
                vault.read_whole(changed)

    def test_a_missing_file_is_named(self, vault: Vault) -> None:
        blob = seal(vault, b"evidence")
        vault.remove(blob.path)
        with pytest.raises(BlobMissing, match=blob.path):
            vault.read(blob)
        assert not vault.is_intact(blob.path)

    @pytest.mark.parametrize("path", ["../../etc/passwd", "ab/../x", "", "/etc/passwd", "ab/cd"])
    def test_a_path_that_leaves_the_vault_is_refused(self, vault: Vault, path: str) -> None:
        with pytest.raises(ValueError, match="not a path"):
            vault.is_intact(path)


class TestNothingReadableLiesAround:
    def test_a_canary_is_in_no_file_while_it_is_written_and_afterwards(self, vault: Vault) -> None:
        sealer = vault.new_sealer(Label.new())
        for _ in range(60_000):
            sealer.write(CANARY)
        during = [place.read_bytes() for place in all_files(vault.root)]
        assert sum(map(len, during)) > CHUNK_BYTES
        sealer.finish()
        after = [place.read_bytes() for place in all_files(vault.root)]
        assert not any(CANARY in content for content in during + after)

    def test_files_and_directories_are_closed_to_others(self, vault: Vault) -> None:
        blob = seal(vault, b"evidence")
        place = vault.root / blob.path
        assert place.stat().st_mode & 0o077 == 0
        assert place.parent.stat().st_mode & 0o077 == 0

    def test_what_is_not_finished_leaves_nothing(self, vault: Vault) -> None:
        with vault.new_sealer(Label.new()) as sealer:
            sealer.write(b"half a file")
        assert all_files(vault.root) == []

    def test_an_error_while_writing_leaves_nothing(self, vault: Vault) -> None:
        def write_half() -> None:
            with vault.new_sealer(Label.new()) as sealer:
                sealer.write(b"x" * 3_000_000)
                raise ConnectionError

        with pytest.raises(ConnectionError):
            write_half()
        assert all_files(vault.root) == []

    def test_abort_after_publishing_removes_nothing(self, vault: Vault) -> None:
        sealer = vault.new_sealer(Label.new())
        sealer.write(b"evidence")
        blob = sealer.finish()
        sealer.abort()
        assert vault.read_whole(blob) == b"evidence"

    @pytest.mark.parametrize("last_step", ["write", "complete"])
    def test_a_process_killed_before_publishing_leaves_no_visible_file_and_no_plaintext(
        self, vault: Vault, last_step: str
    ) -> None:
        script = (
            "import os, signal, sys\n"
            "from pathlib import Path\n"
            "from workflow.vault import Keyring, Label, Vault\n"
            "vault = Vault(Path(sys.argv[1]), Keyring({'2026': b'k' * 32}, '2026'))\n"
            "sealer = vault.new_sealer(Label.new())\n"
            "sealer.write(sys.argv[2].encode() * 100_000)\n"
            "if sys.argv[3] == 'complete': sealer.complete()\n"
            "os.kill(os.getpid(), signal.SIGKILL)\n"
        )
        command = [sys.executable, "-c", script, str(vault.root), CANARY.decode(), last_step]
        ended = subprocess.run(command, check=False, cwd=Path(__file__).parents[2])
        assert ended.returncode == -signal.SIGKILL
        assert list(vault.files()) == []
        left = all_files(vault.root)
        assert len(left) == 1
        assert CANARY not in left[0].read_bytes()

    def test_leftovers_of_killed_processes_are_swept_when_old(self, vault: Vault) -> None:
        kept = seal(vault, b"evidence")
        killed = vault.new_sealer(Label.new())
        killed.write(b"never finished")
        now = datetime.now(UTC)
        assert vault.sweep_unfinished(now - timedelta(hours=1)) == 0
        assert vault.sweep_unfinished(now + timedelta(minutes=1)) == 1
        assert [path for path, _ in vault.files()] == [kept.path]
        killed.abort()

    def test_no_key_shows_in_a_representation(self, vault: Vault) -> None:
        assert "kkkk" not in repr(vault.keyring)


class TestKeys:
    def test_rotation_changes_the_wrap_and_not_the_file(self, vault: Vault) -> None:
        blob = seal(vault, b"evidence")
        before = (vault.root / blob.path).read_bytes()
        both = Vault(vault.root, Keyring({"2026": b"k" * 32, "2027": b"n" * 32}, "2027"))
        again = both.rewrap(blob)
        assert again == replace(blob, kek_id="2027", wrapped_dek=again.wrapped_dek)
        assert (vault.root / blob.path).read_bytes() == before
        only_new = Vault(vault.root, Keyring({"2027": b"n" * 32}, "2027"))
        assert only_new.read_whole(again) == b"evidence"
        with pytest.raises(KeyMissing):
            only_new.read(blob)

    def test_a_deleted_wrap_makes_the_file_unreadable_although_it_is_there(
        self, vault: Vault
    ) -> None:
        blob = seal(vault, b"evidence")
        assert vault.is_intact(blob.path)
        with pytest.raises(KeyMissing, match="destroyed"):
            vault.read(replace(blob, wrapped_dek=b""))

    def test_the_file_does_not_contain_its_wrapped_key(self, vault: Vault) -> None:
        blob = seal(vault, b"evidence")
        assert blob.wrapped_dek not in (vault.root / blob.path).read_bytes()

    def test_a_key_with_the_same_name_but_other_bytes_opens_nothing(self, vault: Vault) -> None:
        blob = seal(vault, b"evidence")
        impostor = Vault(vault.root, Keyring({"2026": b"x" * 32}, "2026"))
        with pytest.raises(KeyMissing):
            impostor.read(blob)

    def test_wraps_cannot_be_exchanged_between_rows(self, vault: Vault) -> None:
        mine, yours = seal(vault, b"mine"), seal(vault, b"yours")
        with pytest.raises(KeyMissing):
            vault.read(replace(mine, wrapped_dek=yours.wrapped_dek))

    def test_a_keyring_is_read_from_words_and_the_first_is_active(self) -> None:
        first, second = encoded(1), encoded(2)
        ring = Keyring.parse(f"# evidence keys\n2027:{first}  # since April\n\n2026:{second}\n")
        assert ring.active == "2027"
        assert ring.keys == {"2027": b"\1" * 32, "2026": b"\2" * 32}

    def test_a_key_without_a_name_is_named_by_its_fingerprint(self) -> None:
        ring = Keyring.parse(f"{encoded(1)} {encoded(2)}")
        assert ring.active == hashlib.sha256(b"\1" * 32).hexdigest()[:12]
        assert len(ring.keys) == 2

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "# nothing",
            "2026:c2hvcnQ=",
            "2026:",
            "2026:SECRET!!",
            "SECRET",
            "a:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE= a:AgICAgICAgICAgICAgICAgICAgICAgICAgI=",
        ],
    )
    def test_a_keyring_that_is_not_one_is_refused_without_showing_it(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"key") as refused:
            Keyring.parse(text)
        assert "SECRET" not in str(refused.value)

    def test_the_active_key_must_be_in_the_ring(self) -> None:
        with pytest.raises(ValueError, match="not in the ring"):
            Keyring({"2026": b"k" * 32}, "2027")


def test_many_writers_at_once_each_find_their_own_file(vault: Vault) -> None:
    def interleaved() -> Iterator[tuple[bytes, SealedBlob]]:
        sealers = [vault.new_sealer(Label.new()) for _ in range(8)]
        for _ in range(4):
            for number, sealer in enumerate(sealers):
                sealer.write(bytes([number]) * 400_000)
        for number, sealer in enumerate(sealers):
            yield bytes([number]) * 1_600_000, sealer.finish()

    for plaintext, blob in interleaved():
        assert vault.read_whole(blob) == plaintext
