"""`{% page "entry" 12 %}`: the address of a page under the reader's own prefix."""

from typing import Any

from django import template

from workflow.pages import page_url

register = template.Library()


@register.simple_tag(takes_context=True)
def page(context: template.Context, name: str, *args: Any) -> str:
    """The address of a page of this audience."""
    return page_url(context["request"], name, *args)


@register.simple_tag(takes_context=True)
def place(context: template.Context, where: tuple[str, tuple[Any, ...]]) -> str:
    """The address of a page given as its name and arguments."""
    name, arguments = where
    return page_url(context["request"], name, *arguments)
