"""Files on their way: what has arrived of them so far, piece by piece, encrypted."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from workflow.models.person import Organisation, Person


class Upload(models.Model):
    """A file being sent. Its id becomes the id of the evidence it turns into.

    received: bytes of plaintext that are safely here; the sender goes on from there. fingerprint:
    what the sender's program says of the file, so that it goes on with the same one. Once it is
    whole, blob … kek_id tell where the one sealed file lies (as in Evidence).
    """

    class State(models.TextChoices):
        """How far the file has come."""

        RECEIVING = "RECEIVING", "送信中"
        WHOLE = "WHOLE", "受信済"
        KEPT = "KEPT", "添付済"
        REFUSED = "REFUSED", "受取不可"
        QUARANTINED = "QUARANTINED", "隔離"
        CANCELLED = "CANCELLED", "取消し"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    filename = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    state = models.CharField("状態", max_length=20, choices=State, default=State.RECEIVING)
    refusal = models.CharField(max_length=300, blank=True)
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    sha256 = models.BinaryField(max_length=32, null=True)
    blob = models.CharField(max_length=100, blank=True)
    kek_id = models.CharField(max_length=40, blank=True)
    wrapped_key = models.BinaryField(max_length=80, null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(received__lte=F("size")), name="no_more_received_than_announced"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["WHOLE", "KEPT"])
                | Q(received=F("size"), sha256__isnull=False),
                name="whole_upload_is_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject_id", "state"], name="upload_of_subject"),
            models.Index(fields=["state", "touched_at"], name="upload_by_touch"),
        ]

    def __str__(self) -> str:
        return self.filename


class UploadPiece(models.Model):
    """A piece of a file, sealed under a key of its own until the file is whole."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    upload = models.ForeignKey(Upload, models.PROTECT, related_name="pieces")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    offset = models.PositiveBigIntegerField()
    size = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    blob = models.CharField(max_length=100, unique=True)
    kek_id = models.CharField(max_length=40)
    wrapped_key = models.BinaryField(max_length=80)

    class Meta:
        ordering: ClassVar = ["offset"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["upload", "offset"], name="piece_once_an_offset"),
            models.CheckConstraint(condition=Q(size__gt=0), name="piece_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.upload} {self.offset}"
