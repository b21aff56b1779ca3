"""How files are worded, what may be sent, and the script that sends them."""

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def own_script(path: str) -> SafeString:
    """A script of ours from static/, run once the page is read."""
    return format_html('<script src="{}" defer></script>', static(path))


@register.filter
def octets(size: int) -> str:
    """A size in words: 12.3 MB; whole tenths, cut."""
    for unit, name in ((2**30, "GB"), (2**20, "MB"), (2**10, "KB")):
        if size >= unit:
            tenths = size * 10 // unit
            return f"{tenths // 10}.{tenths % 10} {name}"
    return f"{size} バイト"


@register.filter
def hexadecimal(digest: bytes | memoryview) -> str:
    """A digest as it is compared."""
    return bytes(digest).hex()


@register.simple_tag
def piece_bytes() -> int:
    """How large a piece the page's script may send."""
    size: int = settings.UPLOAD_PIECE_BYTES
    return size


@register.simple_tag
def upload_limit() -> str:
    """The largest file, sent in pieces."""
    return octets(settings.EVIDENCE_MAX_UPLOAD_BYTES)


@register.simple_tag
def plain_limit() -> str:
    """The largest file, sent whole."""
    return octets(settings.EVIDENCE_MAX_BYTES)
