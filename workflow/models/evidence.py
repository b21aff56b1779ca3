"""Uploaded files: encrypted with a key of their own from the first byte; and who read them."""

import uuid
from typing import ClassVar

from django.db import models

from workflow.models.person import Organisation, Person


class Evidence(models.Model):
    """A file and what is known of it. sha256 and size are of the plaintext.

    blob: name in the vault (by the ciphertext's hash). wrapped_key: the file's key, encrypted
    by the key named in kek_id. Deleting wrapped_key shreds the file (公文書管理法 11条).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    title = models.CharField("件名", max_length=200)
    filename = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    blob = models.CharField(max_length=100, unique=True)
    kek_id = models.CharField(max_length=40)
    wrapped_key = models.BinaryField(max_length=80)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id"], name="evidence_of_subject")
        ]

    def __str__(self) -> str:
        return self.title


class EvidenceRead(models.Model):
    """Somebody opened or saved a file; stands as written. No act: it changes no case."""

    class How(models.TextChoices):
        """Beside a page, or as a file of their own."""

        OPENED = "OPENED", "閲覧"
        SAVED = "SAVED", "保存"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="reads")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    audience = models.CharField(max_length=20)
    how = models.CharField("方法", max_length=10, choices=How)
    read_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-read_at"]

    def __str__(self) -> str:
        return f"{self.evidence} {self.get_how_display()} {self.read_at}"
