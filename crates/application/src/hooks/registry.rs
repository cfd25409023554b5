//! Setting webhooks and taking them back.

use booking_rules::hooks::{HookEvents, HookUrl};
use booking_rules::ids::{BusinessId, HookId};
use booking_rules::values::Name;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use store::{Commit, Hook, HookSecrets, RetiredSecret, Versioned, keys};

use super::secret::{HookSecret, secret_of};
use crate::app::App;
use crate::author::Author;
use crate::changes::{Told, expect_version};
use crate::failure::Failure;
use crate::once::moved;
use crate::retry;

/// Each is called at every event it wants.
pub const MOST_HOOKS: usize = 10;
/// How long a secret that was replaced signs as well: time to bring the new one to every receiver.
const OVERLAP: TimeDelta = TimeDelta::hours(24);

/// A webhook to set.
#[derive(Debug, Clone)]
pub struct NewHook {
    pub url: HookUrl,
    pub events: HookEvents,
    pub description: Option<Name>,
}

/// What changes about a webhook.
#[derive(Debug, Clone, Default)]
pub struct HookChange {
    pub url: Option<HookUrl>,
    pub events: Option<HookEvents>,
    pub enabled: Option<bool>,
    pub description: Option<Option<Name>>,
}

/// Sets a webhook; its secret is told once, here.
///
/// # Errors
/// [`Failure::Invalid`] for an address that leads nowhere outside; [`Failure::Conflict`] with `too_many_hooks`.
pub async fn create(
    app: &App,
    business: BusinessId,
    new: NewHook,
    author: &Author,
) -> Result<(Versioned<Hook>, HookSecret), Failure> {
    app.check_host(&new.url).await?;
    if app.store.hooks_of(business).await?.len() >= MOST_HOOKS {
        return Err(Failure::Conflict("too_many_hooks"));
    }
    let (now, secret) = (app.now(), HookSecret::fresh(app));
    let hook = Hook {
        id: app.new_id(business),
        url: new.url.as_str().to_owned(),
        events: new.events,
        description: new.description,
        enabled: true,
        disabled: None,
        failing_since: None,
        warned_at: None,
        created_at: now,
        updated_at: now,
    };
    let mut commit = Commit::new();
    commit.create(&hook)?;
    commit.create(&HookSecrets {
        hook: hook.id,
        current: app.seal(&secret_of(hook.id), secret.expose()).await?,
        previous: None,
    })?;
    told("HookCreated", &hook, author).add_to(app, &mut commit)?;
    app.store.commit(&commit).await.map_err(moved)?;
    app.hooks.forget(&business);
    let hook = Versioned {
        record: hook,
        version: 1,
    };
    Ok((hook, secret))
}

/// The webhooks of a business, oldest first.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn list(app: &App, business: BusinessId) -> Result<Vec<Hook>, Failure> {
    let hooks = app.store.hooks_of(business).await?;
    Ok(hooks.into_iter().map(|hook| hook.record).collect())
}

/// # Errors
/// [`Failure::NotFound`].
pub async fn show(app: &App, id: HookId) -> Result<Versioned<Hook>, Failure> {
    app.store.hook(id).await?.ok_or(Failure::NotFound)
}

/// Changes a webhook. One that is switched on begins with a clean record.
///
/// # Errors
/// As [`create`], [`Failure::NotFound`], or [`Failure::Stale`] against `expected`.
pub async fn update(
    app: &App,
    id: HookId,
    change: HookChange,
    expected: Option<u64>,
    author: &Author,
) -> Result<Versioned<Hook>, Failure> {
    if let Some(url) = &change.url {
        show(app, id).await?;
        app.check_host(url).await?;
    }
    retry::unless_stale(app, expected, || async {
        let Versioned { record, version } = expect_version(show(app, id).await?, expected)?;
        let changed = change.clone().apply(record, app.now());
        let mut commit = Commit::new();
        commit.replace(&changed, Some(version))?;
        told("HookUpdated", &changed, author).add_to(app, &mut commit)?;
        app.store.commit(&commit).await.map_err(moved)?;
        app.hooks.forget(&id.business());
        Ok(Versioned {
            record: changed,
            version: version + 1,
        })
    })
    .await
}

impl HookChange {
    fn apply(self, hook: Hook, now: DateTime<Utc>) -> Hook {
        let changed = Hook {
            url: self.url.map_or(hook.url, |url| url.as_str().to_owned()),
            events: self.events.unwrap_or(hook.events),
            description: self.description.unwrap_or(hook.description),
            updated_at: now,
            ..hook
        };
        match self.enabled {
            None => changed,
            Some(enabled) => Hook {
                enabled,
                disabled: None,
                failing_since: None,
                warned_at: None,
                ..changed
            },
        }
    }
}

/// Takes a webhook back, with its secrets; what it was told is listed no more and goes with its time.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn delete(app: &App, id: HookId, author: &Author) -> Result<Hook, Failure> {
    retry::unless_stale(app, None, || async {
        let Versioned { record, version } = show(app, id).await?;
        let mut commit = Commit::new();
        commit.delete(keys::hook(id), version);
        commit.remove(keys::hook_secrets(id));
        told("HookDeleted", &record, author).add_to(app, &mut commit)?;
        app.store.commit(&commit).await.map_err(moved)?;
        app.hooks.forget(&id.business());
        Ok(record)
    })
    .await
}

/// Gives a webhook another secret, told once, here; and until when the one before signs as well. The one before that
/// ends at once.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn rotate_secret(app: &App, id: HookId, author: &Author) -> Result<(HookSecret, DateTime<Utc>), Failure> {
    retry::unless_stale(app, None, || async {
        let hook = show(app, id).await?;
        let Versioned { record, version } = app.store.hook_secrets(id).await?.ok_or(Failure::NotFound)?;
        let (fresh, until) = (HookSecret::fresh(app), app.now() + OVERLAP);
        let place = secret_of(id);
        let replaced = app.open(&place, &record.current).await?;
        let secrets = HookSecrets {
            hook: id,
            current: app.seal(&place, fresh.expose()).await?,
            previous: Some(RetiredSecret {
                secret: app.renewed(&place, &record.current, &replaced).await,
                until,
            }),
        };
        let mut commit = Commit::new();
        commit.replace(&secrets, Some(version))?;
        told("HookSecretRotated", &hook.record, author).add_to(app, &mut commit)?;
        app.store.commit(&commit).await.map_err(moved)?;
        Ok((fresh, until))
    })
    .await
}

/// Ids, what it wants and whether it is on; the address may hold a secret of its owner and stays out.
pub(super) fn told<'a>(kind: &'a str, hook: &Hook, author: &'a Author) -> Told<'a> {
    Told {
        business: hook.id.business(),
        kind,
        data: data(hook),
        author,
    }
}

fn data(hook: &Hook) -> Value {
    let reason = hook.disabled.as_ref().map(|disabled| &disabled.reason);
    json!({
        "business_id": hook.id.business(), "hook_id": hook.id, "events": hook.events, "enabled": hook.enabled,
        "disabled_reason": reason,
    })
}
