"""Addresses with a page that somebody forgot to put into an audience's space."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config import urls_inside


def forgotten(request: HttpRequest) -> HttpResponse:
    """Nobody should see this."""
    return HttpResponse("secret")


urlpatterns = [path("forgotten/", forgotten, name="forgotten"), *urls_inside.urlpatterns]
