"""The environment of a function as its template gives it, with made-up values for what a deployment fills in."""

from pathlib import Path

import yaml

PARAMETERS = {
    "AllowedOrigins": "https://front.example.test",
    "EmailFrom": "salonbook@example.test",
    "EmailVendors": "smtp",
    "LogLevel": "info",
    # No other issuer is believed unless a deployment names one.
    "OutsideAuthorizedParties": "",
    "OutsideIssuer": "",
    "OutsideJwksUrl": "",
    "PublicBaseUrl": "https://api.example.test",
    "SigningKeysParameter": "/salonbook/cold-start/signing-keys",
    "SesConfigurationSet": "",
    "SmsVendors": "sns",
    "SmtpUrlParameter": "/salonbook/cold-start/smtp-url",
    "OtpProvider": "twilio",
    "OtpCredentialsParameter": "/salonbook/cold-start/otp-credentials",
    "Stage": "cold-start",
    "TableName": "salonbook-cold-start",
    "TokenAudience": "salonbook",
    "TokenIssuer": "https://id.example.test",
    "VendorsParameterPrefix": "/salonbook/cold-start/vendors",
    "WhatsappVendors": "twilio",
}


class _Template(yaml.SafeLoader):
    pass


def _intrinsic(loader: _Template, tag: str, node: yaml.Node):
    if tag == "Ref":
        return PARAMETERS.get(node.value, f"!Ref {node.value}")
    return node.value


_Template.add_multi_constructor("!", _intrinsic)


def of(root: Path, function: str) -> dict[str, str]:
    """The variables of one function, in the template that deploys it."""
    for template in sorted((root / "functions").glob("*.yaml")):
        for resource in yaml.load(template.read_text(), _Template)["Resources"].values():
            properties = resource["Properties"]
            if resource["Type"] == "AWS::Lambda::Function" and properties["Code"].endswith(f"/{function}"):
                return _filled(function, properties["Environment"]["Variables"])
    raise LookupError(f"no template deploys {function}")


def _filled(function: str, variables: dict[str, str]) -> dict[str, str]:
    unknown = [value for value in variables.values() if not isinstance(value, str) or value.startswith("!")]
    assert not unknown, f"{function} needs values that nobody made up here: {unknown}"
    return variables
