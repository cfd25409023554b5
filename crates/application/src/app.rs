//! What every use case needs: the table, the clock, the source of ids.

use std::sync::Arc;

use booking_rules::ids::AccountId;
use booking_rules::ids::{BusinessId, Kind, TenantId};
use chrono::{DateTime, Utc};
use providers::backup::{TableCopies, TableExports};
use providers::object_store::ObjectStore;
use providers::otp::OtpSender;
use providers::queue::DeadLetters;
use store::{Membership, Store};
use uuid::Uuid;

use crate::api_keys::KeyUses;
use crate::catalogue::CatalogueCache;
use crate::failure::Failure;
use crate::field_keys::FieldKeys;
use crate::hooks::{HookCache, Outside};
use crate::identity::second_factor::RequirementCache;
use crate::origins::OriginCache;
use crate::stats::SearchTally;
use crate::templates::WordsCache;

/// The time of the system; fixed in tests, movable in local mode.
pub trait Clock: Send + Sync {
    fn now(&self) -> DateTime<Utc>;
}

/// Where random, time-sortable ids come from (version 7 UUIDs).
pub trait IdSource: Send + Sync {
    fn next(&self, now: DateTime<Utc>) -> Uuid;
    /// 128 bits nobody can guess.
    fn secret(&self) -> [u8; 16];
}

/// The parts of the system that use cases share; cloning is cheap.
#[derive(Clone)]
pub struct App {
    pub store: Store,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    pub(crate) catalogues: Arc<CatalogueCache>,
    pub(crate) key_uses: Arc<KeyUses>,
    pub(crate) requirements: Arc<RequirementCache>,
    pub(crate) origins: Arc<OriginCache>,
    pub(crate) hooks: Arc<HookCache>,
    pub(crate) outside: Outside,
    pub(crate) own_words: Arc<WordsCache>,
    pub(crate) field_keys: Option<Arc<FieldKeys>>,
    pub(crate) searches: Arc<SearchTally>,
    links: Arc<Links>,
    codes: Option<Arc<dyn OtpSender>>,
    dead_letters: Option<Arc<dyn DeadLetters>>,
    objects: Option<Arc<dyn ObjectStore>>,
    backups: Option<Arc<dyn TableExports>>,
    copies: Option<Copies>,
}

/// Where restoring is tried.
#[derive(Clone)]
struct Copies {
    copies: Arc<dyn TableCopies>,
    prefix: String,
}

/// Addresses that messages point to.
#[derive(Debug, Clone)]
pub struct Links {
    /// Base URL of the API as customers reach it, without a trailing slash.
    pub public_base_url: String,
}

impl App {
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>, links: Links) -> Self {
        Self {
            store,
            clock,
            ids,
            catalogues: Arc::default(),
            key_uses: Arc::default(),
            requirements: Arc::default(),
            origins: Arc::default(),
            hooks: Arc::default(),
            outside: Outside::default(),
            own_words: Arc::default(),
            field_keys: None,
            searches: Arc::default(),
            links: Arc::new(links),
            codes: None,
            dead_letters: None,
            objects: None,
            backups: None,
            copies: None,
        }
    }

    /// The same for functions that send one-time codes.
    #[must_use]
    pub fn with_codes(self, sender: Arc<dyn OtpSender>) -> Self {
        Self {
            codes: Some(sender),
            ..self
        }
    }

    /// What one-time codes are sent through.
    pub(crate) fn codes(&self) -> Result<&dyn OtpSender, Failure> {
        let missing = || Failure::internal("this function was not given a way to send codes");
        self.codes.as_deref().ok_or_else(missing)
    }

    /// The same for the function that gives dead letters back.
    #[must_use]
    pub fn with_dead_letters(self, dead_letters: Arc<dyn DeadLetters>) -> Self {
        Self {
            dead_letters: Some(dead_letters),
            ..self
        }
    }

    /// What nobody could deal with.
    pub(crate) fn dead_letters(&self) -> Result<&dyn DeadLetters, Failure> {
        let missing = || Failure::internal("this function was not given the dead letters");
        self.dead_letters.as_deref().ok_or_else(missing)
    }

    /// The same for functions that keep files.
    #[must_use]
    pub fn with_objects(self, objects: Arc<dyn ObjectStore>) -> Self {
        Self {
            objects: Some(objects),
            ..self
        }
    }

    /// Where files are kept.
    ///
    /// # Errors
    /// [`Failure::Internal`] in a function that was not given them.
    pub fn objects(&self) -> Result<&dyn ObjectStore, Failure> {
        let missing = || Failure::internal("this function was not given the object store");
        self.objects.as_deref().ok_or_else(missing)
    }

    /// The same for the jobs that back the table up.
    #[must_use]
    pub fn with_backups(self, exports: Arc<dyn TableExports>) -> Self {
        Self {
            backups: Some(exports),
            ..self
        }
    }

    pub(crate) fn exports(&self) -> Result<&dyn TableExports, Failure> {
        let missing = || Failure::internal("this function was not given a way to export the table");
        self.backups.as_deref().ok_or_else(missing)
    }

    /// The same for the job that restores into scratch tables, whose names begin so.
    #[must_use]
    pub fn with_copies(self, copies: Arc<dyn TableCopies>, prefix: String) -> Self {
        Self {
            copies: Some(Copies { copies, prefix }),
            ..self
        }
    }

    /// Tables made from backups, and what their names begin with.
    pub(crate) fn copies(&self) -> Result<(&dyn TableCopies, &str), Failure> {
        let missing = || Failure::internal("this function was not given a way to make scratch tables");
        let found = self.copies.as_ref().ok_or_else(missing)?;
        Ok((&*found.copies, &found.prefix))
    }

    /// The same system with a meter on its table, for tests and reports.
    #[must_use]
    pub fn metered(&self) -> (Self, Arc<store::Meter>) {
        let (store, meter) = self.store.metered();
        (Self { store, ..self.clone() }, meter)
    }

    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    #[must_use]
    pub fn links(&self) -> &Links {
        &self.links
    }

    #[must_use]
    pub fn new_uuid(&self) -> Uuid {
        self.ids.next(self.now())
    }

    #[must_use]
    pub fn new_secret(&self) -> [u8; 16] {
        self.ids.secret()
    }

    #[must_use]
    pub fn new_id<K: Kind>(&self, business: BusinessId) -> TenantId<K> {
        TenantId::new(business, self.new_uuid())
    }

    /// Whether the table answers.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] when it does not.
    pub async fn can_read(&self) -> Result<(), Failure> {
        Ok(self.store.can_read().await?)
    }

    /// The businesses a signed-in human belongs to, with the role in each.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] when the table cannot be read.
    pub async fn memberships(&self, account: AccountId) -> Result<Vec<Membership>, Failure> {
        Ok(self.store.memberships(account).await?)
    }
}
