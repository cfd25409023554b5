//! What the functions may do: exactly what the list grants, and nothing by wildcard.

use serde_yaml_ng::Value;

use crate::functions;
use crate::templates::{Template, all, each, load};

/// Every statement that allows something in a role of the template.
fn allowed(template: &Template) -> Vec<(String, Value)> {
    let mut statements = Vec::new();
    for (id, role) in template.resources("AWS::IAM::Role") {
        assert!(
            role["ManagedPolicyArns"].is_null(),
            "{id}: a managed policy grants more than one function needs"
        );
        for policy in each(&role["Policies"]) {
            for statement in each(&policy["PolicyDocument"]["Statement"]) {
                // What is granted only where another issuer is trusted counts as granted.
                let statement = if statement["If"].is_null() {
                    statement
                } else {
                    assert_eq!(statement["If"][0], "TrustsAnother", "{id}");
                    &statement["If"][1]
                };
                if statement["Effect"] == "Deny" {
                    assert_eq!(statement["Condition"], never_secrets(), "{id}");
                    continue;
                }
                assert_eq!(statement["Effect"], "Allow", "{id}");
                statements.push((id.clone(), statement.clone()));
            }
        }
    }
    statements
}

fn actions(statement: &Value) -> Vec<String> {
    each(&statement["Action"])
        .into_iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

/// What the restore drill makes and throws away: it alone is read whole, and the table's own name does not begin so.
const SCRATCH_TABLES: &str = ":table/${Prefix}-drill-*";

/// What a drill may do with scratch tables, and what it may not with anything else.
#[test]
fn the_drill_reaches_no_table_but_its_own() {
    let seen: Vec<_> = allowed(&load("functions/jobs.yaml"))
        .into_iter()
        .filter(|(id, _)| id == "JobsRestoreDrillRole")
        .collect();
    for (_, statement) in &seen {
        let text = statement["Resource"]["Sub"].as_str().unwrap_or_default();
        if text.contains("table/${TableName}") {
            assert_eq!(actions(statement), ["dynamodb:GetItem", "dynamodb:PutItem"]);
        } else if text.contains(":table/") {
            assert!(text.contains(SCRATCH_TABLES), "{text}");
        }
    }
    let all: Vec<_> = seen.iter().flat_map(|(_, statement)| actions(statement)).collect();
    for needed in ["ImportTable", "Scan", "DeleteTable", "BatchWriteItem"] {
        assert!(all.contains(&format!("dynamodb:{needed}")), "{needed}");
    }
}

#[test]
fn no_role_may_do_everything_or_scan_the_table() {
    let mut seen = 0;
    for template in all() {
        for (id, statement) in allowed(&template) {
            let actions = actions(&statement);
            assert!(!actions.is_empty(), "{id}: a statement without actions");
            for action in actions {
                seen += 1;
                assert!(!action.contains('*'), "{id} may {action}");
                let scratch = id == "JobsRestoreDrillRole"
                    && statement["Resource"]["Sub"]
                        .as_str()
                        .is_some_and(|text| text.ends_with(SCRATCH_TABLES));
                assert!(
                    (!action.ends_with(":Scan") || scratch) && !action.contains("PartiQL"),
                    "{id} may {action}"
                );
            }
        }
    }
    assert!(seen > 100, "only {seen} actions seen: the templates are read wrongly");
}

#[test]
fn no_role_reaches_every_resource() {
    for template in all() {
        for (id, statement) in allowed(&template) {
            if !statement["NotResource"].is_null() {
                // A phone number is no resource: this is how publishing to numbers, and to no topic, is said.
                assert_eq!(actions(&statement), ["sns:Publish"], "{id}");
                continue;
            }
            let resources = each(&statement["Resource"]);
            assert!(!resources.is_empty(), "{id}: a statement without resources");
            for resource in resources {
                assert_ne!(resource.as_str(), Some("*"), "{id}");
                let text = resource["Sub"].as_str().unwrap_or_default();
                let open = text.contains('*');
                let known = [
                    ":function:${Prefix}-*",
                    ":::${ExportsBucket}/exports/*",
                    ":::${ExportsBucket}/exports/people/*",
                    ":::${ExportsBucket}/erasures/*",
                    ":::${BackupsBucket}/backups/*",
                    ":::${BackupsBucket}/backups/drills/*",
                    "${TableArn}/export/*",
                    SCRATCH_TABLES,
                    ":table/${Prefix}-drill-*/import/*",
                    ":log-group:/aws-dynamodb/imports:*",
                ]
                .iter()
                .any(|end| text.ends_with(end));
                assert!(!open || known, "{id} reaches {text}");
            }
        }
    }
}

/// What keeps a function from what calls of webhooks are signed with.
fn never_secrets() -> Value {
    let secrets = store::keys::HOOK_SECRETS;
    serde_yaml_ng::from_str(&format!(
        "'ForAnyValue:StringLike': {{ 'dynamodb:LeadingKeys': ['{secrets}*'] }}"
    ))
    .unwrap()
}

#[test]
fn the_secrets_of_webhooks_are_read_by_those_alone_who_make_or_use_them() {
    let mut may = Vec::new();
    for f in functions().into_iter().filter(|f| !f.table.is_empty()) {
        let template = load(&format!("functions/{}.yaml", f.area));
        let role = template.resources("AWS::IAM::Role")[&format!("{}Role", f.logical_id())].clone();
        let statements = each(&role["Policies"][0]["PolicyDocument"]["Statement"]);
        let denied = statements.iter().any(|statement| {
            statement["Effect"] == "Deny"
                && statement["Condition"] == never_secrets()
                && actions(statement) == ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"]
                && statement["Resource"]["Sub"]
                    .as_str()
                    .is_some_and(|text| text.ends_with("table/${TableName}"))
        });
        if !denied {
            may.push(f.name);
        }
    }
    may.sort();
    assert_eq!(may, ["hooks-create", "hooks-rotate-secret", "workers-deliver-hook"]);
}

/// What lets a function write down refused tries and uses of keys, and nothing else.
fn only_refusals() -> Value {
    let (refused, used) = (store::keys::REFUSED, store::keys::KEY_USE);
    serde_yaml_ng::from_str(&format!(
        "'ForAllValues:StringLike': {{ 'dynamodb:LeadingKeys': ['{refused}*', '{used}*'] }}"
    ))
    .unwrap()
}

/// What lets a function bring an account to be at its first token, and write nothing of a business.
fn only_accounts() -> Value {
    serde_yaml_ng::from_str("'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['ACC#*', 'UNIQ#SUBJECT#*'] }")
        .unwrap()
}

/// What lets a search add to the counters of a business, and change nothing else.
fn only_counters() -> Value {
    serde_yaml_ng::from_str("'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['BIZ#*#STATS#*'] }").unwrap()
}

#[test]
fn a_function_may_do_with_the_table_what_the_list_says_and_no_more() {
    for f in functions() {
        let template = load(&format!("functions/{}.yaml", f.area));
        let role = format!("{}Role", f.logical_id());
        let mut on_table = Vec::new();
        let mut on_indexes = Vec::new();
        let mut on_refusals = Vec::new();
        let mut on_accounts = Vec::new();
        let mut on_counters = Vec::new();
        for (_, statement) in allowed(&template).into_iter().filter(|(id, _)| *id == role) {
            for resource in each(&statement["Resource"]) {
                let text = resource["Sub"].as_str().unwrap_or_default();
                if let Some((_, index)) = text.split_once("table/${TableName}/index/") {
                    assert_eq!(actions(&statement), ["dynamodb:Query"], "{}", f.name);
                    on_indexes.push(index.to_owned());
                } else if text.ends_with("table/${TableName}") && statement["Condition"] == only_accounts() {
                    on_accounts.extend(actions(&statement));
                } else if text.ends_with("table/${TableName}") && statement["Condition"] == only_counters() {
                    on_counters.extend(actions(&statement));
                } else if text.ends_with("table/${TableName}") && !statement["Condition"].is_null() {
                    assert_eq!(statement["Condition"], only_refusals(), "{}", f.name);
                    on_refusals.extend(actions(&statement));
                } else if text.ends_with("table/${TableName}") {
                    on_table.extend(actions(&statement));
                }
            }
        }
        let listed: Vec<_> = f.table.iter().map(|action| format!("dynamodb:{action:?}")).collect();
        let refusals = if f.writes_refusals() {
            vec!["dynamodb:PutItem".to_owned()]
        } else {
            Vec::new()
        };
        let accounts = if f.creates_accounts() {
            vec!["dynamodb:PutItem".to_owned()]
        } else {
            Vec::new()
        };
        assert_eq!(on_accounts, accounts, "{}", f.name);
        let counters = if f.uses.contains(&xtask::functions::Use::CountSearches) {
            vec!["dynamodb:UpdateItem".to_owned()]
        } else {
            Vec::new()
        };
        assert_eq!(on_counters, counters, "{}", f.name);
        assert_eq!(
            (on_table, on_indexes, on_refusals),
            (listed, f.indexes.clone(), refusals),
            "{}",
            f.name
        );
    }
}

#[test]
fn a_function_writes_to_its_own_log_group_and_no_other() {
    for f in functions() {
        let template = load(&format!("functions/{}.yaml", f.area));
        let (role, group) = (
            format!("{}Role", f.logical_id()),
            format!("{}LogGroup.Arn", f.logical_id()),
        );
        let logs: Vec<_> = allowed(&template)
            .into_iter()
            .filter(|(id, statement)| *id == role && actions(statement).iter().any(|a| a.starts_with("logs:")))
            .flat_map(|(_, statement)| each(&statement["Resource"]).into_iter().cloned().collect::<Vec<_>>())
            // DynamoDB writes there, as whoever asks for an import.
            .filter(|resource| {
                let text = resource["Sub"].as_str().unwrap_or_default();
                f.name != "jobs-restore-drill" || !text.ends_with(":log-group:/aws-dynamodb/imports:*")
            })
            .collect();
        assert_eq!(logs.len(), 1, "{}", f.name);
        assert_eq!(logs[0]["GetAtt"], group.as_str(), "{}", f.name);
    }
}
