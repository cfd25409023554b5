//! Items as backups hold them: in DynamoDB's own JSON, outside the table.

use booking_rules::booking::Booking;
use booking_rules::catalog::{Business, Category, Service, Shop, StaffCard};
use booking_rules::ledger::{Books, LedgerEntry, SaleDocument, Tab};
use booking_rules::notices::NoticeSettings;
use booking_rules::stats::Visits;
use serde_json::{Value, json};

use crate::entities::*;
use crate::error::StoreError;
use crate::keys::Key;
use crate::record::{BODY, Entity, PK, SK, TYPE, VERSION};
use crate::table::sums::STATS;

macro_rules! known {
    ($($entity:ty),+ $(,)?) => {
        /// Every type of record, and the highest shape of it that this software reads.
        pub const KNOWN: &[(&str, u16)] = &[$((<$entity as Entity>::TYPE, <$entity as Entity>::SHAPE)),+];
    };
}

known![
    Account,
    AccountDay,
    ApiKey,
    AppNotice,
    BackupRecord,
    BackupState,
    Booking,
    BookingStats,
    Books,
    Business,
    BusinessEntry,
    Category,
    Challenge,
    Claimed,
    Consent,
    ConsentRecord,
    Contact,
    CustomerCard,
    CustomerDay,
    CustomerNote,
    DataRequest,
    DeadAddress,
    DrillReport,
    DrillState,
    EntryStats,
    Erased,
    Event,
    Export,
    Favourite,
    Hook,
    HookDelivery,
    HookSecrets,
    HookSeen,
    IdempotencyRecord,
    Invitation,
    JobRound,
    KeyUse,
    LedgerEntry,
    Letter,
    Membership,
    Notice,
    NoticeCounts,
    NoticeSettings,
    OneTimeToken,
    OriginUse,
    OutsideUser,
    Owners,
    PasswordCredential,
    PendingRegistration,
    Preferences,
    PublishedKeys,
    ReportFile,
    SaleDocument,
    SecondFactor,
    SentCode,
    Service,
    Session,
    Shop,
    ShopMessage,
    SmsThread,
    StaffCard,
    StaffDay,
    StaffSchedule,
    Suppression,
    Tab,
    TemplateOverride,
    TimeOff,
    Visits,
    WaitingCustomer,
    WaitlistPlace,
    Watermark,
];

/// What counters say they are, which are no records: they have a number or members and nothing else.
const COUNTER: &str = "counter";

/// Partition and sort key; `None` for what is no item of the table.
#[must_use]
pub fn key(image: &Value) -> Option<Key> {
    Some(Key {
        pk: image[PK]["S"].as_str()?.to_owned(),
        sk: image[SK]["S"].as_str()?.to_owned(),
    })
}

/// The key as an image of nothing else.
#[must_use]
pub fn key_image(key: &Key) -> Value {
    json!({ PK: { "S": key.pk }, SK: { "S": key.sk } })
}

/// The type of record that it says it is.
#[must_use]
pub fn type_of(image: &Value) -> Option<&str> {
    image[TYPE]["S"].as_str()
}

/// What the record says, as plain JSON; `None` for what has no body.
#[must_use]
pub fn plain_body(image: &Value) -> Option<Value> {
    crate::stream::plain(&image[BODY])
}

/// # Errors
/// [`StoreError::Damaged`] when it cannot be read as that record.
pub fn read<E: Entity>(image: &Value) -> Result<E, StoreError> {
    crate::stream::body(image)
}

/// Whether it has what every record has, of a type and shape that this software reads; why not, otherwise.
///
/// # Errors
/// What is wrong with it, without its content.
pub fn check(image: &Value) -> Result<(), String> {
    key(image).ok_or("no key")?;
    let kind = type_of(image).ok_or("no type")?;
    if kind == STATS {
        let counts = image[BODY]["M"].is_object();
        return if counts {
            Ok(())
        } else {
            Err("a row of counters of nothing".to_owned())
        };
    }
    if kind == COUNTER {
        let counts = image["tries"]["N"].is_string() || image["members"]["SS"].is_array();
        return if counts {
            Ok(())
        } else {
            Err("counter of nothing".to_owned())
        };
    }
    let known = KNOWN.iter().find(|(known, _)| *known == kind);
    let (_, newest) = known.ok_or_else(|| format!("unknown type {kind}"))?;
    let shape = image["_v"]["N"].as_str().and_then(|shape| shape.parse::<u16>().ok());
    match shape {
        Some(shape) if (1..=*newest).contains(&shape) => {}
        Some(shape) => return Err(format!("{kind} of shape {shape}, known is {newest}")),
        None => return Err(format!("{kind} without a shape")),
    }
    let version = image[VERSION]["N"]
        .as_str()
        .and_then(|version| version.parse::<u64>().ok());
    if version.is_none() {
        return Err(format!("{kind} without a version"));
    }
    if !image[BODY]["M"].is_object() {
        return Err(format!("{kind} without a body"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    fn types_in(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                types_in(&path, found);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            let named = source.split("const TYPE: &'static str = \"").skip(1);
            found.extend(named.filter_map(|rest| rest.split('"').next()).map(str::to_owned));
        }
    }

    #[test]
    fn every_type_of_record_is_known() {
        let mut written = BTreeSet::new();
        types_in(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src/entities"),
            &mut written,
        );
        let known: BTreeSet<String> = KNOWN.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(written, known);
    }

    #[test]
    fn what_is_no_record_says_why() {
        let good = json!({
            "PK": { "S": "A" }, "SK": { "S": "B" }, "_t": { "S": "booking" }, "_v": { "N": "1" },
            "version": { "N": "3" }, "body": { "M": {} }
        });
        assert_eq!(check(&good), Ok(()));
        let without = |field: &str| {
            let mut image = good.clone();
            image.as_object_mut().unwrap().remove(field);
            check(&image).unwrap_err()
        };
        assert_eq!(without("SK"), "no key");
        assert_eq!(without("_t"), "no type");
        assert_eq!(without("_v"), "booking without a shape");
        assert_eq!(without("version"), "booking without a version");
        assert_eq!(without("body"), "booking without a body");
        let mut newer = good.clone();
        newer["_v"]["N"] = json!("2");
        assert_eq!(check(&newer).unwrap_err(), "booking of shape 2, known is 1");
        newer["_t"]["S"] = json!("dragon");
        assert_eq!(check(&newer).unwrap_err(), "unknown type dragon");
    }
}
