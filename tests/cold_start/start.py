"""One fresh start of a binary, and what it cost: CPU time by the kernel's account, and the peak of its memory."""

import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from cloud import Cloud
from lambda_api import LambdaApi

PATIENCE = 30


@dataclass(frozen=True)
class Cost:
    init_ms: float
    """CPU until the process asks for its first event."""
    first_ms: float
    """CPU from there until it asks for the second."""
    peak_mb: float


def measure(binary: Path, variables: dict[str, str], event: bytes, cloud: Cloud) -> Cost:
    with LambdaApi(event) as api, tempfile.TemporaryFile() as log:
        process = subprocess.Popen([binary], env=_environment(variables, api, cloud), stdout=log, stderr=log)
        try:
            _wait(api, 1, process, binary, log)
            init = _cpu_ms(process.pid)
            api.release()
            _wait(api, 2, process, binary, log)
            both = _cpu_ms(process.pid)
            peak = _peak_mb(process.pid)
        finally:
            process.kill()
            process.wait()
        _require(api.answer is not None, binary, "asked for a second event without answering the first", log)
        return Cost(init, both - init, peak)


def _environment(variables: dict[str, str], api: LambdaApi, cloud: Cloud) -> dict[str, str]:
    """What Lambda sets, what the template sets, and where the stand-ins are. Nothing of this machine."""
    return {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_SESSION_TOKEN": "test",
        "AWS_REGION": "eu-central-1",
        "AWS_LAMBDA_RUNTIME_API": api.address,
        "AWS_LAMBDA_FUNCTION_NAME": "cold",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
        "AWS_LAMBDA_LOG_STREAM_NAME": "cold",
        "AWS_LAMBDA_LOG_GROUP_NAME": "cold",
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "AWS_ENDPOINT_URL": cloud.url,
        "SSL_CERT_FILE": str(cloud.roots),
        **variables,
    }


def _wait(api: LambdaApi, ask: int, process: subprocess.Popen, binary: Path, log):
    deadline = time.monotonic() + PATIENCE
    while not api.wait_for_ask(ask, 0.05):
        _require(api.failure is None, binary, f"reported {api.failure}", log)
        _require(process.poll() is None, binary, f"ended with {process.poll()}", log)
        _require(time.monotonic() < deadline, binary, f"did not ask for event {ask} in {PATIENCE} s", log)
    # The request is on its way before the process has come to rest.
    time.sleep(0.005)


def _require(holds: bool, binary: Path, what: str, log):
    if not holds:
        log.seek(0)
        raise RuntimeError(f"{binary} {what}\n{log.read()[-3000:].decode(errors='replace')}")


def _cpu_ms(pid: int) -> float:
    """Of every thread. Precise to the microsecond and, unlike wall time, the same on a busy machine."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e6


def _peak_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError("the kernel tells no peak memory")
