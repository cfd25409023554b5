"""The cloud of the tests: ministack as a child process. It listens on every interface; it knows no other way."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import boto3
import requests
from botocore.config import Config

REGION = "eu-central-1"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": REGION}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Emulator:
    def __init__(self, folder: Path):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "ministack.log"
        self._state = folder / "emulator"

    def __enter__(self) -> "Emulator":
        shutil.rmtree(self._state, ignore_errors=True)
        self._state.mkdir(parents=True)
        # The functions inherit this environment, so it holds nothing of the machine but where programs are.
        environment = {
            **CREDENTIALS,
            "PATH": os.environ["PATH"],
            "HOME": str(self._state),
            "TMPDIR": str(self._state),
            "GATEWAY_PORT": str(self.port),
            "AWS_ENDPOINT_URL": self.url,
            "MINISTACK_REGION": REGION,
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
        }
        self._output = self.log.open("w")
        self._process = subprocess.Popen(
            [Path(sys.executable).parent / "ministack"],
            env=environment,
            cwd=self._state,
            stdout=self._output,
            stderr=subprocess.STDOUT,
        )
        self._wait_until_ready()
        return self

    def __exit__(self, *_):
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._output.close()

    def _wait_until_ready(self, seconds: float = 60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"ministack ended at once:\n{self.log.read_text()[-4000:]}")
            with contextlib.suppress(requests.ConnectionError):
                if requests.get(f"{self.url}/_ministack/health", timeout=5).ok:
                    return
            time.sleep(0.2)
        raise RuntimeError(f"ministack did not start in {seconds} s:\n{self.log.read_text()[-4000:]}")

    def client(self, service: str):
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"max_attempts": 2}, read_timeout=300, s3={"addressing_style": "path"}),
        )

    def sent_texts(self) -> list[dict]:
        answer = requests.get(f"{self.url}/_ministack/sns/sms-messages", timeout=10)
        answer.raise_for_status()
        return answer.json()

    def log_of(self, function: str, lines: int = 60) -> str:
        """What a function wrote; empty when it never ran."""
        logs, group, text = self.client("logs"), f"/aws/lambda/{function}", []
        try:
            for stream in logs.describe_log_streams(logGroupName=group)["logStreams"]:
                events = logs.get_log_events(logGroupName=group, logStreamName=stream["logStreamName"])["events"]
                text += [event["message"].rstrip() for event in events]
        except logs.exceptions.ResourceNotFoundException:
            return ""
        return "\n".join(text[-lines:])
