"""Counting failed log-ins: after five in a row a login name, or an address, has to wait."""

import hashlib

from django.core.cache import cache

FAILURES_ALLOWED = 5
WAIT_SECONDS = 5 * 60
# One address may serve a whole office.
ADDRESS_ALLOWED = 50


def must_wait(login: str, address: str) -> bool:
    """Whether this login name or this address has failed too often of late."""
    by_login: int = cache.get(_login_key(login), 0)
    by_address: int = cache.get(_address_key(address), 0)
    return by_login >= FAILURES_ALLOWED or by_address >= ADDRESS_ALLOWED


def count_failure(login: str, address: str) -> None:
    """Remember one more failure; the waiting time begins anew with each."""
    for key in (_login_key(login), _address_key(address)):
        cache.add(key, 0, WAIT_SECONDS)
        cache.incr(key)
        cache.touch(key, WAIT_SECONDS)


def forget_failures(login: str) -> None:
    """A successful log-in ends the counting."""
    cache.delete(_login_key(login))


def _login_key(login: str) -> str:
    # A login name may hold anything; a cache key may not.
    return "login-failures:" + hashlib.sha256(login.strip().lower().encode()).hexdigest()


def _address_key(address: str) -> str:
    return "address-failures:" + hashlib.sha256(address.encode()).hexdigest()
