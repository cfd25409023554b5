//! `infra/functions.toml`: the list of deployed functions, read and checked.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};

/// Where the list is kept, from the root of the workspace.
pub const LIST: &str = "infra/functions.toml";

/// One item action of the table; `Scan` is missing on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub enum TableAction {
    GetItem,
    BatchGetItem,
    Query,
    ConditionCheckItem,
    PutItem,
    UpdateItem,
    DeleteItem,
}

/// What starts a function.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Trigger {
    Http { routes: Vec<Route> },
    Schedule { schedule: String },
    Stream,
    Queue { queue: Queue },
}

/// A queue with a consumer and a dead-letter queue of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Queue {
    Email,
    Sms,
    Whatsapp,
    Announcements,
    Hooks,
    Exports,
    Stats,
    People,
    Waitlist,
}

impl Queue {
    pub const ALL: [Self; 9] = [
        Self::Email,
        Self::Sms,
        Self::Whatsapp,
        Self::Announcements,
        Self::Hooks,
        Self::Stats,
        Self::Exports,
        Self::People,
        Self::Waitlist,
    ];

    /// What its resources begin with: `Email`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Email => "Email",
            Self::Sms => "Sms",
            Self::Whatsapp => "Whatsapp",
            Self::Announcements => "Announcements",
            Self::Hooks => "Hooks",
            Self::Stats => "Stats",
            Self::Exports => "Exports",
            Self::People => "People",
            Self::Waitlist => "Waitlist",
        }
    }

    /// The parameter that names its ARN.
    #[must_use]
    pub fn arn_parameter(self) -> &'static str {
        match self {
            Self::Email => "EmailQueueArn",
            Self::Sms => "SmsQueueArn",
            Self::Whatsapp => "WhatsappQueueArn",
            Self::Announcements => "AnnouncementsQueueArn",
            Self::Hooks => "HooksQueueArn",
            Self::Stats => "StatsQueueArn",
            Self::Exports => "ExportsQueueArn",
            Self::People => "PeopleQueueArn",
            Self::Waitlist => "WaitlistQueueArn",
        }
    }

    /// The variable and the parameter that tell its address to who sends to it.
    #[must_use]
    pub fn url(self) -> (&'static str, &'static str) {
        match self {
            Self::Email => ("EMAIL_QUEUE_URL", "EmailQueueUrl"),
            Self::Sms => ("SMS_QUEUE_URL", "SmsQueueUrl"),
            Self::Whatsapp => ("WHATSAPP_QUEUE_URL", "WhatsappQueueUrl"),
            Self::Announcements => ("ANNOUNCEMENTS_QUEUE_URL", "AnnouncementsQueueUrl"),
            Self::Hooks => ("HOOKS_QUEUE_URL", "HooksQueueUrl"),
            Self::Stats => ("STATS_QUEUE_URL", "StatsQueueUrl"),
            Self::Exports => ("EXPORTS_QUEUE_URL", "ExportsQueueUrl"),
            Self::People => ("PEOPLE_QUEUE_URL", "PeopleQueueUrl"),
            Self::Waitlist => ("WAITLIST_QUEUE_URL", "WaitlistQueueUrl"),
        }
    }

    /// By which way what it holds goes to people, as figures name it.
    #[must_use]
    pub fn channel(self) -> Option<&'static str> {
        match self {
            Self::Email => Some("email"),
            Self::Sms => Some("sms"),
            Self::Whatsapp => Some("whatsapp"),
            Self::Announcements | Self::Hooks | Self::Stats | Self::Exports | Self::People | Self::Waitlist => None,
        }
    }

    /// One of what it holds, as an alarm speaks of it.
    #[must_use]
    pub fn item(self) -> &'static str {
        match self {
            Self::Email => "An e-mail",
            Self::Sms => "An SMS",
            Self::Whatsapp => "A WhatsApp message",
            Self::Announcements => "An event that people and webhooks are told of",
            Self::Hooks => "A call of a business's webhook",
            Self::Stats => "A booking or money fact to count",
            Self::Exports => "A file of a business's records",
            Self::People => "A person's wish to have or erase their data",
            Self::Waitlist => "A time that was given back",
        }
    }

    /// Seconds for which a message is hidden from others: six times the consumer's time-out, so that a slow batch is not
    /// handed out twice.
    #[must_use]
    pub fn visibility(self) -> u32 {
        match self {
            Self::Exports => 3_600,
            _ => 180,
        }
    }

    /// Minutes that a message may wait before an alarm rings.
    #[must_use]
    pub fn patience(self) -> u32 {
        match self {
            // A large file takes several turns of ten minutes, and a lost worker's message comes back after an hour.
            Self::Exports => 90,
            _ => 10,
        }
    }
}

/// Something a function reaches besides the table: its environment variables and its one grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    Tokens,
    /// The private signing keys, to issue tokens.
    SigningKeys,
    /// The same, to replace them.
    RotateSigningKeys,
    /// What is told of the other issuer's people, and the secret it is signed with.
    UserEvents,
    Links,
    /// Sending to every queue.
    Queues,
    /// Giving dead letters back to their queues.
    Redrive,
    Bus,
    Smtp,
    Sms,
    /// The vendors of e-mail besides SMTP.
    EmailVendors,
    /// The vendors of text messages besides SNS.
    SmsVendors,
    WhatsappVendors,
    /// What proves that a call is the vendor's whose name the function bears.
    Callbacks,
    /// The vendor that sends one-time codes.
    Otp,
    /// What calls of webhooks are signed with; nobody else may read it.
    HookSecrets,
    /// Fresh data keys, and opening those of before: what fields are sealed with.
    FieldKeys,
    /// Adding to the counters of a business, where nothing else of the table may be changed.
    CountSearches,
    ExportsRead,
    ExportsWrite,
    /// Making files in parts and deleting them when their days are over.
    ExportsBuild,
    /// Files made of what is held about people, and the list of who was erased.
    PersonFiles,
    /// Exporting the table into the bucket of backups.
    Backups,
    /// Making scratch tables of backups, reading them whole and throwing them away; the table itself it cannot scan.
    RestoreDrill,
}

/// A method and a path of the API, written `GET /api/v1/shops`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Route {
    pub method: String,
    pub path: String,
}

impl TryFrom<String> for Route {
    type Error = anyhow::Error;

    fn try_from(text: String) -> Result<Self> {
        let (method, path) = text
            .split_once(' ')
            .with_context(|| format!("route `{text}` lacks a method"))?;
        ensure!(
            ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].contains(&method),
            "route `{text}`: the API does not use {method}"
        );
        ensure!(
            path.starts_with('/') && !path.ends_with('/'),
            "route `{text}`: a path starts, and never ends, with /"
        );
        Ok(Self {
            method: method.to_owned(),
            path: path.to_owned(),
        })
    }
}

impl From<Route> for String {
    fn from(route: Route) -> Self {
        route.to_string()
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// One deployed function.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Function {
    pub name: String,
    pub area: String,
    #[serde(flatten)]
    pub trigger: Trigger,
    #[serde(default)]
    pub public: bool,
    #[serde(default)]
    pub table: Vec<TableAction>,
    #[serde(default)]
    pub indexes: Vec<String>,
    #[serde(default)]
    pub uses: Vec<Use>,
    #[serde(default)]
    pub memory: u32,
    #[serde(default)]
    pub timeout: u32,
    /// Megabytes its stripped binary may reach.
    #[serde(default)]
    pub largest: f64,
}

impl Function {
    /// The name as CloudFormation writes logical ids: `BookingsCreate`.
    #[must_use]
    pub fn logical_id(&self) -> String {
        pascal_case(&self.name)
    }

    #[must_use]
    pub fn routes(&self) -> &[Route] {
        match &self.trigger {
            Trigger::Http { routes } => routes,
            _ => &[],
        }
    }

    /// Whether it is granted to write down refused tries, and nothing else, because it knows its caller and may not
    /// write otherwise.
    #[must_use]
    pub fn writes_refusals(&self) -> bool {
        self.uses.contains(&Use::Tokens) && !self.table.contains(&TableAction::PutItem)
    }

    /// Whether the OpenAPI document tells of it; what browsers ask by themselves, before they ask, it does not.
    #[must_use]
    pub fn is_documented(&self) -> bool {
        self.routes().iter().any(|route| route.method != "OPTIONS")
    }

    /// Whether it is granted to create the account of whom the other issuer vouches for, because it knows its caller and
    /// may not write otherwise.
    #[must_use]
    pub fn creates_accounts(&self) -> bool {
        self.writes_refusals()
    }

    /// The vendor that calls it: `twilio` of `webhooks-twilio`.
    #[must_use]
    pub fn caller(&self) -> &str {
        match self.name.strip_prefix("webhooks-").unwrap_or_default() {
            // Answers to text messages come through Twilio.
            "inbound-sms" => "twilio",
            vendor => vendor,
        }
    }

    #[must_use]
    pub fn is_http(&self) -> bool {
        matches!(self.trigger, Trigger::Http { .. })
    }
}

/// `bookings-create` becomes `BookingsCreate`.
#[must_use]
pub fn pascal_case(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for word in name.split(['-', '_']) {
        let mut letters = word.chars();
        text.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        text.push_str(letters.as_str());
    }
    text
}

#[derive(Deserialize)]
struct Defaults {
    memory: u32,
    timeout: u32,
    largest: f64,
}

#[derive(Deserialize)]
struct List {
    defaults: Defaults,
    function: Vec<Function>,
}

/// Reads the list under `root`; refuses one that contradicts itself.
pub fn read(root: &Path) -> Result<Vec<Function>> {
    let path = root.join(LIST);
    let text = std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    parse(&text).with_context(|| format!("in {LIST}"))
}

fn parse(text: &str) -> Result<Vec<Function>> {
    let List { defaults, mut function } = toml::from_str(text)?;
    for f in &mut function {
        if f.memory == 0 {
            f.memory = defaults.memory;
        }
        if f.timeout == 0 {
            f.timeout = defaults.timeout;
        }
        if f.largest == 0.0 {
            f.largest = defaults.largest;
        }
    }
    refuse_contradictions(&function)?;
    Ok(function)
}

fn refuse_contradictions(functions: &[Function]) -> Result<()> {
    let mut names = BTreeSet::new();
    let mut routes = BTreeSet::new();
    for f in functions {
        ensure!(names.insert(&f.name), "{} is listed twice", f.name);
        for route in f.routes() {
            ensure!(routes.insert(route), "{route} has two functions");
        }
        ensure!(
            (128..=10_240).contains(&f.memory),
            "{}: memory {} is outside 128 to 10240 MB",
            f.name,
            f.memory
        );
        // API Gateway gives up after 30 seconds; a longer function would answer nobody.
        let longest = if f.is_http() { 29 } else { 900 };
        ensure!(
            (1..=longest).contains(&f.timeout),
            "{}: timeout {} is outside 1 to {longest} s",
            f.name,
            f.timeout
        );
        if f.is_http() && f.routes().is_empty() {
            bail!("{} is http but has no route", f.name);
        }
        if f.is_http() && !f.public && !f.uses.contains(&Use::Tokens) {
            bail!("{} is neither public nor reads tokens", f.name);
        }
        refuse_keys_out_of_place(f)?;
        if f.uses.contains(&Use::Callbacks) && f.caller().is_empty() {
            bail!("{} is not named after the vendor that calls it", f.name);
        }
        if let Some(index) = f
            .indexes
            .iter()
            .find(|i| !["GSI1", "GSI2", "GSI3"].contains(&i.as_str()))
        {
            bail!("{}: the table has no index {index}", f.name);
        }
    }
    Ok(())
}

/// Who makes the secrets of webhooks, and who signs with them.
const HOLDERS_OF_HOOK_SECRETS: [&str; 3] = ["hooks-create", "hooks-rotate-secret", "workers-deliver-hook"];

/// Who can read a signing key can be anybody; so only those may whose work it is.
fn refuse_keys_out_of_place(f: &Function) -> Result<()> {
    if f.uses.contains(&Use::SigningKeys) && (f.area != "auth" || !f.is_http()) {
        bail!(
            "{} does not sign people in, so it may not reach the signing keys",
            f.name
        );
    }
    if f.uses.contains(&Use::RotateSigningKeys) && f.name != "jobs-rotate-keys" {
        bail!("{} is not the job that rotates the signing keys", f.name);
    }
    if f.uses.contains(&Use::HookSecrets) && !HOLDERS_OF_HOOK_SECRETS.contains(&f.name.as_str()) {
        bail!(
            "{} neither signs calls of webhooks nor gives out what they are signed with",
            f.name
        );
    }
    let reads_keys = f.uses.contains(&Use::Tokens) || f.uses.contains(&Use::SigningKeys);
    if reads_keys && !f.table.contains(&TableAction::GetItem) {
        bail!("{} reads tokens but may not read the keys that verify them", f.name);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "[defaults]\nmemory = 256\ntimeout = 10\nlargest = 18\n";

    fn list(rows: &str) -> Result<Vec<Function>> {
        parse(&format!("{HEAD}{rows}"))
    }

    fn row(name: &str, rest: &str) -> String {
        format!("[[function]]\nname = \"{name}\"\narea = \"shops\"\nkind = \"http\"\n{rest}\n")
    }

    #[test]
    fn a_function_without_figures_takes_the_defaults() {
        let functions = list(&row(
            "shops-show",
            "public = true\nroutes = [\"GET /api/v1/shops/{shop_id}\"]",
        ))
        .unwrap();
        let [shop] = functions.as_slice() else {
            panic!("one row, one function")
        };
        assert_eq!((shop.memory, shop.timeout), (256, 10));
        assert_eq!(shop.logical_id(), "ShopsShow");
        assert_eq!(shop.routes()[0].to_string(), "GET /api/v1/shops/{shop_id}");
    }

    #[test]
    fn two_functions_cannot_share_a_route() {
        let public = "public = true\nroutes = [\"GET /api/v1/shops\"]";
        let refused = list(&(row("a", public) + &row("b", public))).unwrap_err();
        assert!(refused.to_string().contains("two functions"), "{refused}");
    }

    #[test]
    fn a_function_that_reads_no_tokens_must_say_it_is_public() {
        assert!(list(&row("a", "routes = [\"GET /api/v1/shops\"]")).is_err());
        let reads = "routes = [\"GET /api/v1/shops\"]\nuses = [\"tokens\"]\ntable = [\"GetItem\"]";
        assert!(list(&row("a", reads)).is_ok());
    }

    #[test]
    fn only_functions_that_sign_people_in_reach_the_signing_keys() {
        let row = |area: &str, uses: &str| {
            let rest = "kind = \"http\"\npublic = true\nroutes = [\"POST /x\"]\ntable = [\"GetItem\"]";
            format!("[[function]]\nname = \"x\"\narea = \"{area}\"\nuses = [\"{uses}\"]\n{rest}\n")
        };
        assert!(list(&row("auth", "signing_keys")).is_ok());
        for (area, uses) in [
            ("shops", "signing_keys"),
            ("auth", "rotate_signing_keys"),
            ("jobs", "rotate_signing_keys"),
        ] {
            assert!(list(&row(area, uses)).is_err(), "{area} {uses}");
        }
    }

    #[test]
    fn only_who_makes_or_uses_the_secrets_of_webhooks_may_read_them() {
        let rest = "public = true\nroutes = [\"POST /x\"]\ntable = [\"GetItem\"]\nuses = [\"hook_secrets\"]";
        assert!(list(&row("hooks-create", rest)).is_ok());
        assert!(list(&row("hooks-list", rest)).is_err());
    }

    #[test]
    fn no_function_can_be_granted_a_scan() {
        let refused = list(&row("a", "public = true\nroutes = [\"GET /x\"]\ntable = [\"Scan\"]")).unwrap_err();
        assert!(format!("{refused:#}").contains("Scan"), "{refused:#}");
    }

    #[test]
    fn an_http_function_cannot_outlive_its_gateway() {
        assert!(list(&row("a", "public = true\nroutes = [\"GET /x\"]\ntimeout = 60")).is_err());
    }
}
