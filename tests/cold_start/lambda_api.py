"""The runtime API of Lambda, as one process sees it: one event, then silence.

The process is asked to wait while its figures are taken: at its first call for an event, and at its second.
"""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

VERSION = "2018-06-01"


class LambdaApi:
    """Answers the first `next` with the event once `release` is called, and never answers the second."""

    def __init__(self, event: bytes):
        self._event = event
        self._asked = [threading.Event(), threading.Event()]
        self._asks = 0
        self._released = threading.Event()
        self._closed = threading.Event()
        self.answer: bytes | None = None
        self.failure: str | None = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.address = "127.0.0.1:%d" % self._server.server_address[1]

    def __enter__(self) -> "LambdaApi":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._closed.set()
        self._released.set()
        self._server.shutdown()
        self._server.server_close()

    def wait_for_ask(self, number: int, seconds: float) -> bool:
        """Whether the process asked for its `number`th event in time; a reported failure ends the wait."""
        return self._asked[number - 1].wait(seconds) and self.failure is None

    def release(self):
        self._released.set()

    def _next(self) -> bytes | None:
        self._asks += 1
        if self._asks == 1:
            self._asked[0].set()
            self._released.wait()
            return None if self._closed.is_set() else self._event
        self._asked[1].set()
        self._closed.wait()
        return None

    def _fail(self, what: str):
        self.failure = what
        for asked in self._asked:
            asked.set()

    def _handler(api):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self):
                if self.path != f"/{VERSION}/runtime/invocation/next":
                    return self._send(404, b"{}")
                event = api._next()
                if event is None:
                    self.close_connection = True
                    return None
                return self._send(
                    200,
                    event,
                    {
                        "Lambda-Runtime-Aws-Request-Id": "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
                        "Lambda-Runtime-Deadline-Ms": "4102444800000",
                        "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-central-1:000000000000:function:cold",
                        "Lambda-Runtime-Trace-Id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0",
                    },
                )

            def do_POST(self):
                body = self._body()
                if self.path.endswith("/error"):
                    api._fail(f"{self.path}: {body.decode(errors='replace')}")
                elif self.path.endswith("/response"):
                    api.answer = body
                else:
                    return self._send(404, b"{}")
                return self._send(202, b'{"status":"OK"}')

            def _body(self) -> bytes:
                # The runtime streams its answers, so they come in chunks.
                if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
                    return self.rfile.read(int(self.headers.get("Content-Length", 0)))
                body = b""
                while size := int(self.rfile.readline().split(b";")[0], 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                while self.rfile.readline().strip():
                    pass
                return body

            def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None):
                self.send_response(status)
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler
