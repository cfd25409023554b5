//! Templates generated from the list of functions: `cargo xtask infra`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value, context};
use serde::Serialize;

use crate::functions::{self, Function, Queue, Trigger, Use};

/// A file that `cargo xtask infra` writes.
#[derive(Debug)]
pub struct Generated {
    pub path: PathBuf,
    pub text: String,
}

/// Every generated template, as it should stand under `root`.
pub fn render(functions: &[Function]) -> Result<Vec<Generated>> {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .keep_trailing_newline(true)
            .build()?,
    );
    templates.add_template("area", include_str!("../templates/area.yaml.j2"))?;
    templates.add_template("routes", include_str!("../templates/routes.yaml.j2"))?;
    templates.add_template("schedules", include_str!("../templates/schedules.yaml.j2"))?;
    templates.add_template("messaging", include_str!("../templates/messaging.yaml.j2"))?;

    let mut areas: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    for f in functions {
        areas.entry(&f.area).or_default().push(Row::of(f));
    }
    let mut files = Vec::with_capacity(areas.len() + 3);
    let queues: Vec<_> = Queue::ALL.into_iter().map(QueueRow::of).collect();
    files.push(Generated {
        path: "infra/messaging.yaml".into(),
        text: templates
            .get_template("messaging")?
            .render(context! { queues => Value::from(Serde(queues)) })?,
    });
    for (area, rows) in &areas {
        let parameters: BTreeSet<_> = rows.iter().flat_map(|row| &row.parameters).collect();
        let (parameters, functions) = (Value::from(Serde(parameters)), Value::from(Serde(rows)));
        let text = templates
            .get_template("area")?
            .render(context! { area => *area, parameters, functions })?;
        files.push(Generated {
            path: format!("functions/{area}.yaml").into(),
            text,
        });
    }
    let rows: Vec<_> = areas.into_values().flatten().collect();
    let functions = Value::from(Serde(rows));
    for (template, path) in [("routes", "infra/routes.yaml"), ("schedules", "infra/schedules.yaml")] {
        let text = templates
            .get_template(template)?
            .render(context! { functions => functions.clone() })?;
        files.push(Generated {
            path: path.into(),
            text,
        });
    }
    Ok(files)
}

/// The generated files that differ from what `render` would write, and the functions without a sample event.
pub fn stale(root: &Path) -> Result<Vec<PathBuf>> {
    let functions = functions::read(root)?;
    let mut stale: Vec<_> = render(&functions)?
        .into_iter()
        .filter(|file| fs::read_to_string(root.join(&file.path)).ok().as_ref() != Some(&file.text))
        .map(|file| file.path)
        .collect();
    stale.extend(
        functions
            .iter()
            .map(event_path)
            .filter(|path| !root.join(path).exists()),
    );
    Ok(stale)
}

/// Writes what is stale; a sample event that exists is a fixture kept by hand and stays as it is.
pub fn write(root: &Path) -> Result<Vec<PathBuf>> {
    let functions = functions::read(root)?;
    let stale = stale(root)?;
    for file in render(&functions)?
        .into_iter()
        .filter(|file| stale.contains(&file.path))
    {
        fs::write(root.join(&file.path), file.text).with_context(|| format!("writing {}", file.path.display()))?;
    }
    for f in functions.iter().filter(|f| stale.contains(&event_path(f))) {
        let text = serde_json::to_string_pretty(&sample_event(f))? + "\n";
        fs::write(root.join(event_path(f)), text).with_context(|| format!("writing {}", event_path(f).display()))?;
    }
    Ok(stale)
}

/// Fails when a generated file is not current.
pub fn check(root: &Path) -> Result<()> {
    let stale = stale(root)?;
    ensure!(stale.is_empty(), "not current: {stale:?}; run `cargo xtask infra`");
    Ok(())
}

fn event_path(f: &Function) -> PathBuf {
    format!("events/{}.json", f.name).into()
}

/// A queue as the templates see it.
#[derive(Serialize)]
struct QueueRow {
    id: &'static str,
    name: Queue,
    item: &'static str,
    visibility: u32,
    patience: u32,
    /// Of a queue whose messages go to people: the channel that figures are kept by.
    channel: Option<&'static str>,
}

impl QueueRow {
    fn of(queue: Queue) -> Self {
        Self {
            id: queue.id(),
            name: queue,
            item: queue.item(),
            visibility: queue.visibility(),
            patience: queue.patience(),
            channel: queue.channel(),
        }
    }
}

/// A function as the templates see it.
#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    function: Function,
    id: String,
    environment: BTreeMap<&'static str, &'static str>,
    parameters: BTreeSet<&'static str>,
    queue_resource: Option<&'static str>,
    queue_arns: [&'static str; Queue::ALL.len()],
    queues: [Queue; Queue::ALL.len()],
    writes_refusals: bool,
    creates_accounts: bool,
    caller: String,
}

impl Row {
    fn of(f: &Function) -> Self {
        let mut row = Self {
            function: f.clone(),
            id: f.logical_id(),
            environment: BTreeMap::new(),
            parameters: BTreeSet::from(["Prefix", "Stage", "Architecture", "LogLevel", "LogRetentionDays"]),
            queue_resource: None,
            queue_arns: Queue::ALL.map(Queue::arn_parameter),
            queues: Queue::ALL,
            writes_refusals: f.writes_refusals(),
            creates_accounts: f.creates_accounts(),
            caller: f.caller().to_owned(),
        };
        row.env("STAGE", "Stage");
        row.env("RUST_LOG", "LogLevel");
        // Every endpoint is composed with the table, also one that never reaches for it and so is granted nothing.
        if f.is_http() || !f.table.is_empty() {
            row.env("TABLE_NAME", "TableName");
        }
        for used in &f.uses {
            row.use_of(*used);
        }
        match &f.trigger {
            Trigger::Http { .. } => row.env("ALLOWED_ORIGINS", "AllowedOrigins"),
            Trigger::Schedule { .. } => row.parameters.extend(["AlarmTopicArn", "JobFailuresQueueArn"]),
            Trigger::Stream => row
                .parameters
                .extend(["AlarmTopicArn", "TableStreamArn", "RelayFailuresQueueArn"]),
            Trigger::Queue { queue } => {
                let resource = queue.arn_parameter();
                row.queue_resource = Some(resource);
                row.parameters.extend(["AlarmTopicArn", resource]);
            }
        }
        row
    }

    /// An environment variable that takes its value from a parameter of the stack.
    fn env(&mut self, name: &'static str, parameter: &'static str) {
        self.environment.insert(name, parameter);
        self.parameters.insert(parameter);
    }

    /// The platform's order of a channel's vendors, and where their credentials are.
    fn vendors(&mut self, order: &'static str, parameter: &'static str) {
        self.env(order, parameter);
        self.env("VENDORS_PARAMETER_PREFIX", "VendorsParameterPrefix");
    }

    fn use_of(&mut self, used: Use) {
        match used {
            Use::Tokens => {
                self.env("TOKEN_ISSUER", "TokenIssuer");
                self.env("TOKEN_AUDIENCE", "TokenAudience");
                self.env("OUTSIDE_ISSUER", "OutsideIssuer");
                self.env("OUTSIDE_JWKS_URL", "OutsideJwksUrl");
                self.env("OUTSIDE_AUTHORIZED_PARTIES", "OutsideAuthorizedParties");
            }
            Use::UserEvents => {
                self.env("OUTSIDE_ISSUER", "OutsideIssuer");
                self.env("OUTSIDE_JWKS_URL", "OutsideJwksUrl");
                self.env("OUTSIDE_AUTHORIZED_PARTIES", "OutsideAuthorizedParties");
                self.env("USER_EVENTS_SECRET_PARAMETER", "UserEventsSecretParameter");
            }
            Use::SigningKeys => {
                self.use_of(Use::Tokens);
                self.use_of(Use::RotateSigningKeys);
            }
            Use::RotateSigningKeys => self.env("SIGNING_KEYS_PARAMETER", "SigningKeysParameter"),
            Use::Links => self.env("PUBLIC_BASE_URL", "PublicBaseUrl"),
            Use::Queues => {
                for queue in Queue::ALL {
                    let (variable, parameter) = queue.url();
                    self.env(variable, parameter);
                    self.parameters.insert(queue.arn_parameter());
                }
            }
            Use::Redrive => self.env("QUEUE_PREFIX", "Prefix"),
            Use::Bus => self.env("EVENT_BUS_NAME", "EventBusName"),
            Use::Smtp => {
                self.env("EMAIL_FROM", "EmailFrom");
                self.env("SMTP_URL_PARAMETER", "SmtpUrlParameter");
            }
            Use::Sms => self.env("SMS_SENDER_ID", "SmsSenderId"),
            Use::EmailVendors => {
                self.vendors("EMAIL_VENDORS", "EmailVendors");
                self.env("SES_CONFIGURATION_SET", "SesConfigurationSet");
                self.parameters.insert("SesIdentity");
            }
            Use::SmsVendors => self.vendors("SMS_VENDORS", "SmsVendors"),
            Use::WhatsappVendors => self.vendors("WHATSAPP_VENDORS", "WhatsappVendors"),
            Use::Callbacks => self.env("VENDORS_PARAMETER_PREFIX", "VendorsParameterPrefix"),
            Use::Otp => {
                self.env("OTP_PROVIDER", "OtpProvider");
                self.env("OTP_CREDENTIALS_PARAMETER", "OtpCredentialsParameter");
            }
            Use::FieldKeys => self.env("FIELD_KEY_ARN", "FieldKeyArn"),
            // Grants alone: what others are denied, and what is granted of some keys.
            Use::HookSecrets | Use::CountSearches => {}
            Use::ExportsRead | Use::ExportsWrite | Use::ExportsBuild | Use::PersonFiles => {
                self.env("EXPORTS_BUCKET", "ExportsBucket")
            }
            Use::Backups => {
                self.env("BACKUPS_BUCKET", "BackupsBucket");
                self.env("TABLE_ARN", "TableArn");
            }
            Use::RestoreDrill => {
                self.env("BACKUPS_BUCKET", "BackupsBucket");
                self.env("DRILL_PREFIX", "Prefix");
            }
        }
    }
}

/// A skeleton in the shape the trigger delivers; whoever adds the function gives it a body worth reading.
fn sample_event(f: &Function) -> serde_json::Value {
    match &f.trigger {
        Trigger::Http { routes } => {
            let (method, path) = routes
                .first()
                .map_or(("GET", "/"), |r| (r.method.as_str(), r.path.as_str()));
            serde_json::json!({
                "version": "2.0",
                "routeKey": format!("{method} {path}"),
                "rawPath": path,
                "rawQueryString": "",
                "headers": { "accept": "application/json", "content-type": "application/json" },
                "requestContext": {
                    "accountId": "000000000000", "apiId": "salonbook", "domainName": "api.example.test",
                    "domainPrefix": "api", "requestId": "sample", "routeKey": format!("{method} {path}"), "stage": "$default",
                    "time": "15/Mar/2027:08:00:00 +0000", "timeEpoch": 1_805_097_600_000_i64,
                    "http": { "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "sample" }
                },
                "isBase64Encoded": false
            })
        }
        Trigger::Schedule { .. } => {
            serde_json::json!({ "job": f.name })
        }
        Trigger::Stream | Trigger::Queue { .. } => serde_json::json!({ "Records": [] }),
    }
}

/// The names under `Parameters` of a rendered area stack; the root must pass exactly these.
pub fn area_parameters(functions: &[Function]) -> BTreeMap<String, BTreeSet<&'static str>> {
    let mut areas: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
    for f in functions {
        areas.entry(f.area.clone()).or_default().extend(Row::of(f).parameters);
    }
    areas
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;

    #[test]
    fn every_area_gets_a_stack_and_every_http_function_a_route() {
        let functions = functions::read(&workspace::root()).unwrap();
        let files = render(&functions).unwrap();
        for f in &functions {
            let area = files
                .iter()
                .find(|file| file.path.ends_with(format!("functions/{}.yaml", f.area)))
                .unwrap();
            assert!(
                area.text
                    .contains(&format!("FunctionName: !Sub ${{Prefix}}-{}\n", f.name)),
                "{}",
                f.name
            );
        }
        let routes = files
            .iter()
            .find(|file| file.path.ends_with("infra/routes.yaml"))
            .unwrap();
        for route in functions.iter().flat_map(Function::routes) {
            assert!(routes.text.contains(&format!("RouteKey: {route}\n")), "{route}");
        }
    }

    #[test]
    fn a_function_is_given_only_the_environment_it_uses() {
        let functions = functions::read(&workspace::root()).unwrap();
        let show = Row::of(functions.iter().find(|f| f.name == "shops-show").unwrap());
        assert!(show.environment.contains_key("TABLE_NAME"));
        assert!(!show.environment.contains_key("SMTP_URL_PARAMETER"));
        let deliver = Row::of(functions.iter().find(|f| f.name == "workers-deliver-email").unwrap());
        assert!(deliver.environment.contains_key("SMTP_URL_PARAMETER"));
        assert!(!deliver.environment.contains_key("TOKEN_ISSUER"));
        assert!(!show.environment.contains_key("SIGNING_KEYS_PARAMETER"));
    }
}
