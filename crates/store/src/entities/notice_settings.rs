use booking_rules::notices::NoticeSettings;

use crate::keys::{self, Key};
use crate::record::Entity;

/// Stands among the catalogue, so that whoever reads that has it.
impl Entity for NoticeSettings {
    const TYPE: &'static str = "notice_settings";
    fn key(&self) -> Key {
        keys::notice_settings(self.business)
    }
}
