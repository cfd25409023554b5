"""Our root template, deployed as a release would be: packaged, uploaded, created as one stack."""

import contextlib
import json
import subprocess
import sys
import time
from pathlib import Path

from emulator import CREDENTIALS, Emulator
from tokens import AUDIENCE, ISSUER, Issuer

CODE_BUCKET = "salonbook-code"
STAGE = "e2e"
PREFIX = f"salonbook-{STAGE}"
ORIGIN = "https://front.e2e.salonbook.example"
SIGNING_KEYS = "/salonbook/e2e/signing-keys"
PUBLIC_URL = "https://api.e2e.salonbook.example"


class Deployment:
    def __init__(self, emulator: Emulator, root: Path, folder: Path, issuer: Issuer, smtp_url: str):
        self.emulator = emulator
        self._prepare(smtp_url)
        started = time.monotonic()
        packaged = self._package(root, folder)
        self.packaging_seconds = time.monotonic() - started
        started = time.monotonic()
        self.outputs = self._create(packaged)
        self.creation_seconds = time.monotonic() - started
        issuer.sign_with(self._signing_key())

    def _prepare(self, smtp_url: str):
        self.emulator.client("s3").create_bucket(
            Bucket=CODE_BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
        )
        parameters = self.emulator.client("ssm")
        parameters.put_parameter(Name="/salonbook/e2e/smtp-url", Value=smtp_url, Type="SecureString")
        # Well-formed; no code is sent from here.
        codes = json.dumps({"account_sid": "AC" + 32 * "0", "secret": "e2e", "from": "+15005550006"})
        parameters.put_parameter(Name="/salonbook/e2e/otp-credentials", Value=codes, Type="SecureString")

    def _package(self, root: Path, folder: Path) -> str:
        packaged = folder / "packaged.yaml"
        command = [Path(sys.executable).parent / "sam", "package", "--template-file", root / "template.yaml"]
        command += ["--s3-bucket", CODE_BUCKET, "--output-template-file", packaged]
        environment = {
            **CREDENTIALS,
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder),
            "AWS_ENDPOINT_URL": self.emulator.url,
            "SAM_CLI_TELEMETRY": "0",
        }
        done = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True)
        assert done.returncode == 0, f"sam package failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        return packaged.read_text()

    def _create(self, template: str) -> dict[str, str]:
        stacks = self.emulator.client("cloudformation")
        parameters = {
            "Stage": STAGE,
            "DeletionProtection": "false",
            "LockBackups": "false",
            "AllowedOrigins": ORIGIN,
            "PublicBaseUrl": PUBLIC_URL,
            "SigningKeysParameter": SIGNING_KEYS,
            "TokenIssuer": ISSUER,
            "TokenAudience": AUDIENCE,
            "SmtpUrlParameter": "/salonbook/e2e/smtp-url",
            "OtpProvider": "twilio",
            "OtpCredentialsParameter": "/salonbook/e2e/otp-credentials",
            "EmailFrom": "no-reply@e2e.salonbook.example",
            "LogLevel": "info",
        }
        stacks.create_stack(
            StackName=PREFIX,
            TemplateBody=template,
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        )
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline:
            stack = stacks.describe_stacks(StackName=PREFIX)["Stacks"][0]
            if stack["StackStatus"] == "CREATE_COMPLETE":
                return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
            assert stack["StackStatus"] == "CREATE_IN_PROGRESS", self._why_it_failed(stacks, stack)
            time.sleep(0.5)
        raise AssertionError("the stack was not created in five minutes")

    @staticmethod
    def _why_it_failed(stacks, stack) -> str:
        reasons = [f"{stack['StackStatus']}: {stack.get('StackStatusReason', '')}"]
        for each in stacks.describe_stacks()["Stacks"]:
            for event in stacks.describe_stack_events(StackName=each["StackName"])["StackEvents"]:
                if event["ResourceStatus"].endswith("FAILED"):
                    reason = event.get("ResourceStatusReason", "")
                    reasons.append(f"{each['StackName']} {event['LogicalResourceId']}: {reason}")
        return "\n".join(reasons)

    def _signing_key(self) -> dict:
        """The key that `jobs-rotate-keys` made: its schedule may be at it while we ask for it, so it is waited for."""
        done = self.emulator.client("lambda").invoke(FunctionName=self.function("jobs-rotate-keys"), Payload=b"{}")
        assert "FunctionError" not in done, done["Payload"].read()
        parameters = self.emulator.client("ssm")
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with contextlib.suppress(parameters.exceptions.ParameterNotFound):
                kept = parameters.get_parameter(Name=SIGNING_KEYS, WithDecryption=True)["Parameter"]
                assert kept["Type"] == "SecureString", kept["Type"]
                return json.loads(kept["Value"])["keys"][-1]
            time.sleep(0.2)
        raise AssertionError("jobs-rotate-keys made no key in 30 s")

    def function(self, name: str) -> str:
        return f"{PREFIX}-{name}"

    def queue_depth(self, name: str) -> int:
        """Messages in a queue, waiting or being worked on."""
        queues = self.emulator.client("sqs")
        url = queues.get_queue_url(QueueName=f"{PREFIX}-{name}")["QueueUrl"]
        counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        attributes = queues.get_queue_attributes(QueueUrl=url, AttributeNames=counts)["Attributes"]
        return sum(int(attributes[count]) for count in counts)

    def logs(self) -> str:
        """The last lines of every function that ran."""
        groups = self.emulator.client("logs").get_paginator("describe_log_groups")
        found = []
        for page in groups.paginate(logGroupNamePrefix=f"/aws/lambda/{PREFIX}-"):
            for group in page["logGroups"]:
                name = group["logGroupName"].removeprefix("/aws/lambda/")
                text = self.emulator.log_of(name, lines=25)
                if text:
                    found.append(f"---- {name}\n{text}")
        return "\n".join(found) or "no function ran"
