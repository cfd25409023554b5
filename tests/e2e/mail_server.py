"""A mail server that keeps what it is given."""

import threading
import time
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from emulator import free_port


class Mailbox:
    def __init__(self):
        self._messages = []
        self._lock = threading.Lock()
        self._port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self._port)

    def __enter__(self) -> "Mailbox":
        self._controller.start()
        return self

    def __exit__(self, *_):
        self._controller.stop()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._port}"

    async def handle_DATA(self, _server, _session, envelope):
        message = message_from_bytes(envelope.content, policy=policy.default)
        with self._lock:
            self._messages.append((list(envelope.rcpt_tos), message))
        return "250 kept"

    def to(self, address: str) -> list:
        with self._lock:
            return [message for recipients, message in self._messages if address in recipients]

    def wait_for(self, address: str, count: int, seconds: float) -> list:
        """The messages to an address once there are `count`; fewer when time is up."""
        deadline = time.monotonic() + seconds
        while len(self.to(address)) < count and time.monotonic() < deadline:
            time.sleep(0.2)
        return self.to(address)


def text_of(message) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    return body.get_content() if body else ""
