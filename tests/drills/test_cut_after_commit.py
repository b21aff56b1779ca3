"""The line is cut between COMMIT and its reply: the retry finds what was done, and does no more."""

import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from django.db import DatabaseError, connection, transaction

from fund import ledger, queries
from fund.acts.endow_fund import EndowmentNotice, endow_fund
from fund.models import Endowment
from tests.drills import rounds
from tests.fund.conftest import new_segment
from tests.fund.ground import endow
from tests.grants.world import World
from tests.people import hire_inside, new_company
from workflow.models import ActRecord, Role

CUTS = rounds(200, 10_000)


class CuttingProxy:
    """Forwards to PostgreSQL; of a COMMIT the server's reply never comes through."""

    def __init__(self, host: str, port: int) -> None:
        self.target = (host, port)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        self.cuts = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more callers; who waits for one is woken."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(self.target)
            committed = threading.Event()
            for job in (self._up, self._down):
                threading.Thread(target=job, args=(client, server, committed), daemon=True).start()

    def _up(self, client: socket.socket, server: socket.socket, committed: threading.Event) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                if b"COMMIT\0" in data:
                    committed.set()
                server.sendall(data)
        _hang_up(client, server)

    def _down(
        self, client: socket.socket, server: socket.socket, committed: threading.Event
    ) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                if committed.is_set():
                    # The server has answered, so it has committed; nobody is told.
                    self.cuts += 1
                    break
                client.sendall(data)
        _hang_up(client, server)


def _hang_up(*sockets: socket.socket) -> None:
    for one in sockets:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
            one.close()


@contextmanager
def cut_line() -> Iterator[CuttingProxy]:
    """This thread's connection goes through a proxy that cuts after each COMMIT."""
    settings = connection.settings_dict
    host, port = settings["HOST"], settings["PORT"]
    proxy = CuttingProxy(host, int(port))
    connection.close()
    settings["HOST"], settings["PORT"] = "127.0.0.1", proxy.port
    try:
        yield proxy
    finally:
        settings["HOST"], settings["PORT"] = host, port
        connection.close()
        proxy.close()


@pytest.fixture
def world(committed: None) -> World:
    """A segment of its own with people; the fund is empty."""
    return World(new_segment(), hire_inside(), new_company("甲電池"), new_company("乙電池"))


def test_an_act_retried_with_its_key_has_one_effect(world: World) -> None:
    treasurer = world.people[Role.TREASURY_MANAGER]
    for number in range(CUTS):
        notice = EndowmentNotice(
            world.segment, f"基金補助金{uuid.uuid4()}", world.today, world.today, 2024, 1_000,
            f"国庫{uuid.uuid4()}",
        )  # fmt: skip
        key = str(uuid.uuid4())
        with cut_line() as proxy:
            with pytest.raises(DatabaseError):
                endow_fund(notice, actor=treasurer, now=world.now, key=key)
            assert proxy.cuts == 1
        again = endow_fund(notice, actor=treasurer, now=world.now, key=key)
        assert again.key == key
        assert ActRecord.objects.filter(key=key).count() == 1
        assert Endowment.objects.filter(notice_number=notice.notice_number).count() == 1
        assert queries.head(world.segment).seq == number + 1
    assert queries.balance(world.segment, "1101") == CUTS * 1_000


def test_control_without_its_key_the_retry_doubles(committed: None) -> None:
    segment = new_segment()
    with cut_line(), pytest.raises(DatabaseError), transaction.atomic():
        endow(segment, 700, key=str(uuid.uuid4()))
    posted = endow(segment, 700, key=str(uuid.uuid4()))
    assert isinstance(posted, ledger.Posted)
    assert queries.balance(segment, "1101") == 1_400
