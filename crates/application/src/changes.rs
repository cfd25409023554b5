//! Saving one record of the catalogue together with the event that tells of it.

use booking_rules::ids::BusinessId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::{Commit, Entity, Versioned, keys};

use crate::app::App;
use crate::author::Author;
use crate::failure::Failure;
use crate::once::{Once, commit_once, moved};

/// What a change is called and what its event says.
pub(crate) struct Told<'a> {
    pub business: BusinessId,
    pub kind: &'a str,
    pub data: Value,
    pub author: &'a Author,
}

impl Told<'_> {
    pub(crate) fn add_to(self, app: &App, commit: &mut Commit) -> Result<(), Failure> {
        let partition = keys::business_partition(self.business);
        commit.create(&self.author.event(app, partition, self.business, self.kind, self.data))?;
        Ok(())
    }
}

/// Creates a record that must not exist yet.
pub(crate) async fn create<E: Entity + Serialize + DeserializeOwned>(
    app: &App,
    entity: E,
    told: Told<'_>,
    once: Option<&Once>,
) -> Result<Versioned<E>, Failure> {
    let business = told.business;
    let mut commit = Commit::new();
    commit.create(&entity)?;
    told.add_to(app, &mut commit)?;
    let record = commit_once(app, once, commit, entity).await?;
    app.catalogues.forget(&business);
    Ok(Versioned { record, version: 1 })
}

/// Replaces a record that was read at `version`.
pub(crate) async fn replace<E: Entity>(
    app: &App,
    entity: E,
    version: u64,
    told: Told<'_>,
) -> Result<Versioned<E>, Failure> {
    let business = told.business;
    let mut commit = Commit::new();
    commit.replace(&entity, Some(version))?;
    told.add_to(app, &mut commit)?;
    app.store.commit(&commit).await.map_err(moved)?;
    app.catalogues.forget(&business);
    Ok(Versioned {
        record: entity,
        version: version + 1,
    })
}

/// Holds a record against the version its caller saw (`If-Match`).
pub(crate) fn expect_version<E>(found: Versioned<E>, expected: Option<u64>) -> Result<Versioned<E>, Failure> {
    if expected.is_none_or(|version| version == found.version) {
        Ok(found)
    } else {
        Err(Failure::Stale)
    }
}
