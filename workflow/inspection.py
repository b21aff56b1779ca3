"""Looking at a file as it comes in: its name, its kind by content, and what is dangerous in it.

Allowed are a few kinds of document, known by name and by their first bytes. Office files are zip
archives: opened with limits, so that a small file cannot unpack to a large one. The EICAR string is
what every virus scanner is tested with; here it stands for one. Pure but for zipfile.
"""

import io
import re
import unicodedata
import zipfile
import zlib

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv",
    "txt": "text/plain",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}
MAGIC = {
    "pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff",
    "xlsx": b"PK\x03\x04", "docx": b"PK\x03\x04",
}  # fmt: skip
OFFICE = frozenset({"xlsx", "docx"})
MAIN_PART = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml"}
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LONGEST_NAME = 120
OFFICE_BYTES = 50 * 2**20
PARTS_MOST, UNPACKED_MOST, RATIO_MOST = 2_000, 200 * 2**20, 100
ACTIVE_PARTS = re.compile(r"(vbaProject|activeX|embeddings/|externalLinks/)", re.IGNORECASE)
NESTED = re.compile(r"\.(zip|7z|rar|gz|xlsx|docx|exe|dll|js|vbs|bat)$", re.IGNORECASE)
BAD_ZIP = "ファイルが壊れているか、開けない形式です。元のソフトで保存し直してください。"
READ_BYTES = 64 * 1024


def clean_name(name: str) -> str:
    """The last part of a name, without characters that mislead or control."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    stem, dot, ending = kept.strip().rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{ending[:10]}"


def ending_of(name: str) -> str:
    """The kind a name claims, e.g. pdf."""
    return name.rpartition(".")[2].lower() if "." in name.strip(".") else ""


def refusal_of_name(name: str) -> str:
    """Why a file of this name is not taken; empty when it is."""
    if ending_of(name) in MEDIA_TYPES and name.rpartition(".")[0].strip(". "):
        return ""
    kinds = "、".join(sorted(set(MEDIA_TYPES) - {"jpeg"}))
    return f"この種類のファイルは受け取れません（受け取れるもの: {kinds}）。"


class Inspection:
    """Sees a file's bytes pass by and says at the end what it is.

    is_dangerous: to be kept apart and told to an officer, not just refused.
    """

    def __init__(self, name: str) -> None:
        """The name is a claim that the content must bear out."""
        self.is_dangerous = False
        self._ending = ending_of(name)
        self._size = 0
        self._head = b""
        self._tail = b""
        self._whole = io.BytesIO()

    def see(self, part: bytes) -> None:
        """The next bytes."""
        if len(self._head) < 16:
            self._head = (self._head + part)[:16]
        self._size += len(part)
        self._scan(part)
        if self._ending in OFFICE and self._size <= OFFICE_BYTES:
            self._whole.write(part)

    def conclude(self) -> tuple[str, str]:
        """(media type, why it is not taken); the reason is empty when it is taken."""
        media_type = MEDIA_TYPES.get(self._ending, "application/octet-stream")
        return media_type, self._refusal()

    def _scan(self, part: bytes) -> None:
        seen = self._tail + part
        if EICAR in seen:
            self.is_dangerous = True
        self._tail = seen[-len(EICAR) :]

    def _refusal(self) -> str:
        if self.is_dangerous:
            return "コンピュータウイルスの疑いがあるため隔離しました。"
        if self._size == 0:
            return "ファイルが空（0バイト）です。"
        if self._ending not in MEDIA_TYPES:
            return refusal_of_name(f"x.{self._ending}")
        if not self._head.startswith(MAGIC.get(self._ending, b"")):
            return f"内容が {self._ending} ではありません。正しい形式で保存し直してください。"
        if self._ending in ("csv", "txt") and b"\x00" in self._head:
            return "内容が文字のファイルではありません。"
        return self._refusal_of_archive() if self._ending in OFFICE else ""

    def _refusal_of_archive(self) -> str:
        if self._size > OFFICE_BYTES:
            return f"この形式のファイルは {OFFICE_BYTES // 2**20} MB までです。PDFにしてください。"
        refusal, scanned = look_into(self._whole.getvalue(), MAIN_PART[self._ending])
        self.is_dangerous = scanned
        return refusal


def look_into(content: bytes, main_part: str) -> tuple[str, bool]:
    """(why an Office file is refused, whether it is dangerous). Nothing is written anywhere."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _look_at_parts(archive, len(content), main_part)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
        return BAD_ZIP, False


def _look_at_parts(archive: zipfile.ZipFile, packed: int, main_part: str) -> tuple[str, bool]:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if len(parts) > PARTS_MOST or main_part not in names or len(set(names)) != len(names):
        return BAD_ZIP, False
    if any(name.startswith("/") or ".." in name or "\\" in name for name in names):
        return BAD_ZIP, False
    if any(ACTIVE_PARTS.search(name) or NESTED.search(name) for name in names):
        return "マクロ、埋込み又は外部参照を含むため受け取れません。取り除いてください。", False
    if any(part.flag_bits & 1 for part in parts):
        return "パスワードのかかったファイルは受け取れません。", False
    return _unpack(archive, parts, packed)


def _unpack(
    archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], packed: int
) -> tuple[str, bool]:
    """Unpack piece by piece and count, whatever sizes the archive claims."""
    unpacked = 0
    most = min(UNPACKED_MOST, max(packed, 4096) * RATIO_MOST)
    for part in parts:
        tail = b""
        with archive.open(part) as stream:
            while piece := stream.read(READ_BYTES):
                unpacked += len(piece)
                if unpacked > most:
                    return "展開すると大きすぎるため受け取れません（圧縮爆弾の疑い）。", True
                seen = tail + piece
                if EICAR in seen:
                    return "コンピュータウイルスの疑いがあるため隔離しました。", True
                if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                    return "文書型宣言を含むため受け取れません。", False
                tail = seen[-len(EICAR) :]
    return "", False
