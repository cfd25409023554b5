"""Access tokens as the issuer of a front end would sign them."""

import json
import time
import uuid

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

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
    def __init__(self):
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._kid = uuid.uuid4().hex

    @property
    def jwks(self) -> str:
        public = jwt.algorithms.ECAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return json.dumps({"keys": [{**public, "kid": self._kid, "alg": "ES256", "use": "sig"}]})

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
        return jwt.encode(body, self._key, algorithm="ES256", headers={"kid": self._kid})
