//! How a business writes to people, as it set it or as the platform has it.

use booking_rules::ids::BusinessId;
use booking_rules::notices::NoticeSettings;
use serde_json::json;
use store::{Commit, Versioned};

use crate::app::App;
use crate::author::Author;
use crate::changes::{Told, expect_version};
use crate::failure::Failure;
use crate::once::moved;
use crate::retry;

/// The settings in force; version 0 while the business set nothing.
///
/// # Errors
/// [`Failure::NotFound`] when there is no such business.
pub async fn show(app: &App, id: BusinessId) -> Result<Versioned<NoticeSettings>, Failure> {
    if let Some(own) = app.store.notice_settings(id).await? {
        return Ok(own);
    }
    app.store.business(id).await?.ok_or(Failure::NotFound)?;
    Ok(Versioned {
        record: NoticeSettings::of_platform(id),
        version: 0,
    })
}

/// What holds for a business, whether it set anything or not. One GetItem.
///
/// # Errors
/// [`Failure::Unavailable`].
pub(crate) async fn in_force(app: &App, id: BusinessId) -> Result<NoticeSettings, Failure> {
    let own = app.store.notice_settings(id).await?;
    Ok(own.map_or_else(|| NoticeSettings::of_platform(id), |own| own.record))
}

/// Puts other settings in force for messages planned from now on.
///
/// # Errors
/// [`Failure::NotFound`], or [`Failure::Stale`] against `expected`.
pub async fn update(
    app: &App,
    id: BusinessId,
    change: impl Fn(NoticeSettings) -> NoticeSettings,
    expected: Option<u64>,
    author: &Author,
) -> Result<Versioned<NoticeSettings>, Failure> {
    retry::unless_stale(app, expected, || async {
        let Versioned { record, version } = expect_version(show(app, id).await?, expected)?;
        let settings = change(record);
        let mut commit = Commit::new();
        commit.replace(&settings, Some(version).filter(|version| *version > 0))?;
        Told {
            business: id,
            kind: "NoticeSettingsUpdated",
            data: json!({ "business_id": id }),
            author,
        }
        .add_to(app, &mut commit)?;
        app.store.commit(&commit).await.map_err(moved)?;
        app.catalogues.forget(&id);
        Ok(Versioned {
            record: settings,
            version: version + 1,
        })
    })
    .await
}
