//! The stand-in for another issuer: nobody's keys until somebody gives it some, and a secret that is none.

use std::sync::Arc;

use anyhow::Context;
use api::ApiState;
use api::auth::{OutsideIssuer, WebhookSecret};
use providers::jwks::local::LocalKeySet;

/// The other issuer's name in its tokens.
pub const ISSUER: &str = "https://clerk.local.salonbook.invalid";
/// The origin its tokens are made for.
pub const PARTY: &str = "http://localhost:3000";
/// What messages about its people are signed with; on this machine only.
pub const WEBHOOK_SECRET: &str = "whsec_bG9jYWwtc2Fsb25ib29rLXdlYmhvb2s=";

pub(crate) fn trusting(state: ApiState, keys: Arc<LocalKeySet>) -> anyhow::Result<ApiState> {
    let secret = WebhookSecret::parse(WEBHOOK_SECRET).context("the local webhook secret")?;
    let issuer = OutsideIssuer::new(ISSUER, vec![PARTY.to_owned()], keys);
    Ok(state.with_outside(issuer).with_user_events(secret))
}
