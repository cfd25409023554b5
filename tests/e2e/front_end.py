"""Calls the deployed API as a front end does."""

import uuid

import requests


class FrontEnd:
    def __init__(self, base_url: str, api_id: str, port: int):
        self._base_url = base_url
        # The emulator tells APIs apart by the host they are called under.
        self._host = f"{api_id}.execute-api.localhost:{port}"

    def call(self, method: str, path: str, *, token=None, body=None, key=None, headers=None, **query):
        headers = {"Host": self._host, "Accept": "application/json", **(headers or {})}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if key:
            headers["Idempotency-Key"] = key
        return requests.request(
            method, self._base_url + path, headers=headers, json=body, params=query or None, timeout=60
        )

    def data(self, method: str, path: str, status: int, **rest) -> dict:
        """The data of an answer that has the expected status."""
        answer = self.call(method, path, **rest)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text[:2000]}"
        return answer.json()["data"]

    def create(self, path: str, token: str | None, body: dict) -> dict:
        return self.data("POST", path, 201, token=token, body=body, key=uuid.uuid4().hex)
