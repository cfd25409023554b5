"""AWS as a function meets it in its first second: TLS, a table with nothing but the signing keys, and one secret.

TLS and not plain HTTP, because the handshake and the first random number are what a cold start is made of: without
them the check would not see the entropy switch of `.cargo/config.toml` get lost.
"""

import datetime
import ipaddress
import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import certifi
import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import NameOID

# As deployed: an address with TLS, so that the mailer builds its client. Nothing is sent, no booking is found.
SMTP_URL = "smtps://cold:start@smtp.example.test:465"
OTP_CREDENTIALS = json.dumps({"account_sid": "AC" + 32 * "0", "secret": "cold", "from": "+15005550006"})

ANSWERS = {
    "GetItem": {},
    "BatchGetItem": {"Responses": {}, "UnprocessedKeys": {}},
    "Query": {"Items": [], "Count": 0, "ScannedCount": 0},
    "TransactWriteItems": {},
    "PutItem": {},
    "GetParameter": {"Parameter": {"Name": "smtp-url", "Type": "SecureString", "Value": SMTP_URL, "Version": 1}},
}


def _published_keys() -> dict:
    """The public signing keys as they stand in the table (store::PublishedKeys)."""
    public = ed25519.Ed25519PrivateKey.generate().public_key()
    key = jwt.algorithms.OKPAlgorithm.to_jwk(public, as_dict=True)
    jwks = json.dumps({"keys": [{**key, "kid": "cold-start", "alg": "EdDSA", "use": "sig"}]})
    return {
        "PK": {"S": "KEYS#SIGNING"},
        "SK": {"S": "PUBLIC"},
        "_t": {"S": "published_keys"},
        "_v": {"N": "1"},
        "version": {"N": "1"},
        "body": {"M": {"jwks": {"S": jwks}, "published_at": {"S": "2027-03-15T08:00:00Z"}}},
    }


class Cloud:
    def __init__(self, folder: Path):
        key, certificate = _own_authority()
        private = folder / "cloud.pem"
        private.write_bytes(key + certificate)
        # The public roots of a Lambda image plus ours: parsing them all is part of each start.
        self.roots = folder / "roots.pem"
        self.roots.write_bytes(Path(certifi.where()).read_bytes() + b"\n" + certificate)
        self.unknown: set[str] = set()
        self._published_keys = _published_keys()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(private)
        self._server.socket = tls.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        # A name, so that the function's resolver is part of the start, as it is on AWS.
        self.url = "https://localhost:%d" % self._server.server_address[1]

    def __enter__(self) -> "Cloud":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, operation: str, asked: dict) -> dict | None:
        if operation == "GetItem" and asked["Key"]["PK"]["S"] == "KEYS#SIGNING":
            return {"Item": self._published_keys}
        if operation == "GetParameter" and asked["Name"].endswith("/otp-credentials"):
            return {"Parameter": {"Name": asked["Name"], "Type": "SecureString", "Value": OTP_CREDENTIALS, "Version": 1}}
        return ANSWERS.get(operation)

    def _handler(cloud):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
                operation = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
                answer = cloud._answer(operation, asked)
                if answer is None:
                    cloud.unknown.add(operation or self.path)
                    self._send(400, {"__type": "UnknownOperationException"})
                else:
                    self._send(200, answer)

            def _send(self, status: int, answer: dict):
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/x-amz-json-1.0")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler


def _own_authority() -> tuple[bytes, bytes]:
    """A key on P-256, as AWS's endpoints use, and a certificate for this machine that trusts itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private, certificate.public_bytes(serialization.Encoding.PEM)
