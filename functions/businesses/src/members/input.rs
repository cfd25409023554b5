//! What somebody is given, as it travels: a role, names of permissions, and for each kind of thing `"all"` or ids.

use api::Fields;
use application::access::{Permission, PermissionSet, Scope};
use booking_rules::ids::{IdError, Kind, TenantId};
use booking_rules::values::Invalid;
use serde_json::Value;

/// `"all"`, or the ids that are reached; an empty list is none.
pub(super) fn scope<K: Kind>(fields: &mut Fields, path: &str, given: Value) -> Option<Scope<TenantId<K>>> {
    match given {
        Value::String(word) if word == "all" => Some(Scope::All),
        Value::Array(ids) => fields.parse_each(path, ids, id).map(Scope::Only),
        _ => {
            fields.fault(path, "invalid_choice");
            None
        }
    }
}

fn id<K: Kind>(given: Value) -> Result<TenantId<K>, IdError> {
    given.as_str().ok_or(IdError)?.parse()
}

pub(super) fn permissions(fields: &mut Fields, names: Vec<String>) -> Option<PermissionSet> {
    let known = |name: String| Permission::parse(&name).ok_or(Invalid::new("unknown_permission"));
    let read = fields.parse_each("permissions", names, known)?;
    Some(read.into_iter().collect())
}
