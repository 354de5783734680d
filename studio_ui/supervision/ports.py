"""Whether a port is free, and who has it."""

from __future__ import annotations

import errno
import socket

import psutil

from assets.errors import SettingsError


def require_free(host: str, port: int, variable: str) -> None:
    """Raises SettingsError, which names the port, who has it and the variable that chooses another,
    unless the port can be listened on."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise SettingsError(
                f"{host}:{port} cannot be listened on: {error.strerror}",
                repair=f"set {variable} to another port, or DATAFORGE_HOST to another address",
            ) from error
        raise SettingsError(
            f"port {port} is taken{_holder(port)}",
            repair=f"stop it, or choose another port: {variable}={port + 1}",
        ) from error


def _holder(port: int) -> str:
    """`` by python (process 123)``, or nothing when that cannot be seen."""
    try:
        for connection in psutil.net_connections(kind="tcp"):
            listens = connection.status == psutil.CONN_LISTEN
            if listens and connection.laddr and connection.laddr.port == port and connection.pid:
                name = psutil.Process(connection.pid).name()
                return f" by {name} (process {connection.pid})"
    except (psutil.Error, OSError):
        return ""
    return ""
