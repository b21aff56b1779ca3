"""TCP ports on this machine's own loopback."""

import socket

LOOPBACK = "127.0.0.1"


def is_answering(port: int, host: str = LOOPBACK) -> bool:
    """Say whether something accepts connections on the port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((host, port)) == 0


def can_bind(port: int, host: str = LOOPBACK) -> bool:
    """Say whether a server could take the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port nobody has at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def next_free_port(first: int, host: str = LOOPBACK, avoid: frozenset[int] = frozenset()) -> int:
    """The first free port from `first` upwards."""
    for port in range(first, first + 200):
        if port not in avoid and can_bind(port, host):
            return port
    raise OSError(f"no free port from {first} to {first + 199}")
