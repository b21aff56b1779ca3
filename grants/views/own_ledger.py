"""What the fund's books say of a company's own case, and the proof that they say so."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from fund.audit.bundle import VERIFIER
from fund.proving import NothingToProve
from fund.seal_store import newest_seal
from fund.seals import fingerprint, next_seal_at
from grants.models import Grant
from grants.own import own_grants
from grants.own_entries import own_entries, own_proof
from workflow.door import DoorRequest
from workflow.pages import page_url


def entries(request: DoorRequest, number: str) -> HttpResponse:
    """The entries of the case; of each one the proof, or when it will be sealed."""
    grant = _own(request, number)
    signed = newest_seal()
    sealed = signed.seal.of_segment(grant.plan.segment) if signed else None
    context = {
        "grant": grant,
        "entries": own_entries(grant),
        "seal": signed.seal if signed else None,
        "sealed_up_to": sealed.entries if sealed else 0,
        "next_seal_at": next_seal_at(request.now),
        "key": fingerprint(signed.seal.public_key) if signed else "",
    }
    return render(request, "recipient/entries.html", context)


def proof(request: DoorRequest, number: str, seq: int) -> HttpResponse:
    """The proof file of one entry of the case."""
    grant = _own(request, number)
    if all(entry.seq != seq for entry in own_entries(grant)):
        raise Http404("この案件の仕訳ではありません。")
    try:
        file = own_proof(grant, seq)
    except NothingToProve:
        messages.error(
            request,
            f"仕訳{seq}の証明ファイルはまだ作れません。封印の後（5分ほど後）に、"
            "もう一度お試しください。続くときはNEDOの担当者にご連絡ください。",
        )
        return redirect(page_url(request, "own_entries", number))
    return _file(f"proof-{number}-{seq}.json", "application/json", file.encode())


def verifier(request: DoorRequest) -> HttpResponse:
    """The stand-alone program that checks a proof."""
    return _file(VERIFIER.name, "text/x-python", VERIFIER.read_bytes())


def _file(name: str, media_type: str, content: bytes) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)


def _own(request: DoorRequest, number: str) -> Grant:
    assert request.organisation is not None, "the door lets nobody in without an organisation"
    return get_object_or_404(own_grants(request.organisation), number=number)
