"""One emulator and one deployment for all tests of this folder; the logs of the functions when a test fails."""

import shutil
from pathlib import Path

import pytest
from deployment import Deployment
from emulator import Emulator
from front_end import FrontEnd
from mail_server import Mailbox
from tokens import Issuer

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "target" / "e2e"

_running: list[Deployment] = []


@pytest.fixture(scope="session")
def mailbox():
    with Mailbox() as mailbox:
        yield mailbox


@pytest.fixture(scope="session")
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture(scope="session")
def deployment(mailbox, issuer):
    packaged = ROOT / "target" / "lambda"
    assert packaged.is_dir(), "nothing to deploy: cargo build --release --workspace --bins && cargo xtask package"
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with Emulator(FOLDER) as emulator:
        deployment = Deployment(emulator, ROOT, FOLDER, issuer, mailbox.url)
        print(f"packaged in {deployment.packaging_seconds:.1f} s, created in {deployment.creation_seconds:.1f} s")
        _running.append(deployment)
        yield deployment
        _running.clear()


@pytest.fixture(scope="session")
def front_end(deployment) -> FrontEnd:
    return FrontEnd(deployment.emulator.url, deployment.outputs["ApiId"], deployment.emulator.port)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        for deployment in _running:
            report.sections.append(("logs of the functions", deployment.logs()))
    return report
