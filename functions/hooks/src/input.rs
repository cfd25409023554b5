//! Fields that setting and changing a webhook share.

use api::Fields;
use application::hooks::HookEvents;

/// Names of events, each once; `*` is all of them.
pub(crate) fn events(fields: &mut Fields, names: Vec<String>) -> Option<HookEvents> {
    const PATH: &str = "events";
    if names.len() > HookEvents::known().len() + 1 {
        fields.fault(PATH, "too_many_items");
        return None;
    }
    let names = fields.parse_each(PATH, names, |name| HookEvents::name(&name))?;
    fields.check(PATH, HookEvents::of(names))
}
