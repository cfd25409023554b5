//! A main that did more than hand over would be compiled once per function, and tested by nobody.

use std::fs;

use xtask::functions::{Queue, Trigger, Use};
use xtask::workspace::root;

use crate::functions;

#[test]
fn every_main_only_hands_its_function_to_the_runtime() {
    for f in functions() {
        let path = root().join(format!("functions/{}/src/bin/{}.rs", f.area, f.name));
        let source = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let code: Vec<_> = source
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with("//"))
            .collect();
        assert!(code.len() <= 8, "{}: {} lines", f.name, code.len());
        let runner = match f.trigger {
            Trigger::Http { .. } if f.uses.contains(&Use::Otp) => "runtime::run_http_sending_codes(",
            Trigger::Http { .. } if f.uses.contains(&Use::Redrive) => "runtime::run_http_redriving(",
            Trigger::Http { .. } if f.uses.contains(&Use::Callbacks) => "runtime::run_http_hearing_vendors(",
            Trigger::Http { .. } if f.uses.contains(&Use::FieldKeys) && f.uses.contains(&Use::SigningKeys) => {
                "runtime::run_http_with_secrets_and_field_keys("
            }
            Trigger::Http { .. } if f.uses.contains(&Use::FieldKeys) => "runtime::run_http_with_field_keys(",
            Trigger::Http { .. }
                if f.uses
                    .iter()
                    .any(|used| matches!(used, Use::SigningKeys | Use::UserEvents)) =>
            {
                "runtime::run_http_with_secrets("
            }
            Trigger::Http { .. } if f.uses.contains(&Use::ExportsRead) => "runtime::run_http_with_files(",
            Trigger::Http { .. } => "runtime::run_http(",
            Trigger::Schedule { .. } if f.uses.contains(&Use::RotateSigningKeys) => "runtime::run_key_schedule",
            Trigger::Schedule { .. } if f.uses.contains(&Use::Backups) => "runtime::run_schedule_backing_up(",
            Trigger::Schedule { .. } if f.uses.contains(&Use::RestoreDrill) => "runtime::run_schedule_restoring(",
            Trigger::Schedule { .. } => "runtime::run_schedule",
            Trigger::Stream => "runtime::run_stream",
            Trigger::Queue { queue: Queue::Email } => "runtime::run_email_queue",
            Trigger::Queue { queue: Queue::Sms } => "runtime::run_sms_queue",
            Trigger::Queue { queue: Queue::Whatsapp } => "runtime::run_whatsapp_queue",
            Trigger::Queue {
                queue: Queue::Announcements,
            } => "runtime::run_announcements_queue",
            Trigger::Queue { queue: Queue::Hooks } => "runtime::run_hooks_queue",
            Trigger::Queue { queue: Queue::Stats } => "runtime::run_stats_queue",
            Trigger::Queue { queue: Queue::Waitlist } => "runtime::run_waitlist_queue",
            Trigger::Queue { queue: Queue::People } => "runtime::run_queue_with_files_and_field_keys(",
            Trigger::Queue { queue: Queue::Exports } => "runtime::run_queue_with_files",
        };
        assert!(source.contains(runner), "{} is not handed to {runner}", f.name);
        assert_eq!(source.matches("fn ").count(), 1, "{} has more than a main", f.name);
    }
}
