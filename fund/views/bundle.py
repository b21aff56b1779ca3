"""The audit bundle for whoever audits: how to take it home, and how to check it there."""

from typing import Any

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from fund.audit.bundle import BundleRefused
from fund.audit.packing import MOST_ENTRIES, packed_bundle
from fund.audit.reading import NothingSealed
from fund.forms.bundle import BundleForm
from fund.seal_store import newest_seal
from fund.seals import Seal, fingerprint
from workflow.door import DoorRequest


def bundle(request: DoorRequest) -> HttpResponse:
    """What a bundle is, the newest seal, and the way to a file."""
    return _page(request, BundleForm())


def bundle_zip(request: DoorRequest) -> HttpResponseBase:
    """The bundle of everything the newest seal covers, as a zip file."""
    form, seal = BundleForm(request.GET), _newest()
    if not form.is_valid():
        return _page(request, form, status=400)
    wanted = form.wanted()
    sealed = next((s for s in seal.segments if s.code == wanted.segment), None) if seal else None
    if sealed and sealed.entries > MOST_ENTRIES:
        form.add_error(None, "仕訳が多いため、コマンドで書き出してください。")
        return _page(request, form, status=400)
    try:
        packed = packed_bundle(wanted, request.now)
    except NothingSealed:
        form.add_error(
            None, "この勘定はまだ封印されていません。5分ほど後に、もう一度試してください。"
        )
        return _page(request, form, status=400)
    except BundleRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, status=400)
    return FileResponse(
        packed, as_attachment=True, filename=f"audit-{wanted.segment}.zip",
        content_type="application/zip",
    )  # fmt: skip


def _newest() -> Seal | None:
    signed = newest_seal()
    return signed.seal if signed else None


def _page(request: DoorRequest, form: BundleForm, status: int = 200) -> HttpResponse:
    seal = _newest()
    context: dict[str, Any] = {"form": form, "seal": seal, "most": MOST_ENTRIES}
    if seal:
        context |= {"key": fingerprint(seal.public_key), "digest": seal.hash.hex()}
    return render(request, "auditor/bundle.html", context, status=status)
