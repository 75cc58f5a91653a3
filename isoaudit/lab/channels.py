"""The connection between a page and its kernel, for the moment in which one of them goes."""

from __future__ import annotations

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class Channels(ZMQChannelsWebsocketConnection):
    """Reads every message of a page in the format that was agreed on as the page connected.

    A message may arrive as its connection is closed. Jupyter then no longer knows the format, takes another one for it
    and the first bytes of the message for the number of its parts: the server stood still for many seconds and held
    gigabytes, seen where kernels were killed while somebody typed.
    """

    _agreed: str | None = None

    @property
    def subprotocol(self) -> str | None:
        """The format of messages; kept once it is known."""
        if self._agreed is None:
            self._agreed = super().subprotocol
        return self._agreed
