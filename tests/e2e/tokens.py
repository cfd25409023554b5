"""Access tokens as signing in would give them."""

import base64
import time
import uuid

import jwt
from cryptography.hazmat.primitives.asymmetric import ed25519

ISSUER = "https://id.e2e.salonbook.example"
AUDIENCE = "salonbook"
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def account_id() -> str:
    value, digits = uuid.uuid4().int, []
    for _ in range(26):
        value, digit = divmod(value, 32)
        digits.append(ALPHABET[digit])
    return "acc_" + "".join(reversed(digits))


class Issuer:
    """Signs as the functions that sign people in do: with the key that the deployment made for itself."""

    def __init__(self):
        self._key = None
        self.kid = None

    def sign_with(self, key: dict):
        self._key = ed25519.Ed25519PrivateKey.from_private_bytes(base64.b64decode(key["seed"]))
        self.kid = key["kid"]

    def token(self, role: str, subject: str | None = None, lifetime: int = 3600, **claims) -> str:
        now = int(time.time())
        body = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": subject or account_id(),
            "iat": now,
            "exp": now + lifetime,
            "role": role,
            **claims,
        }
        return jwt.encode(body, self._key, algorithm="EdDSA", headers={"kid": self.kid})
