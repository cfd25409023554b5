//! `/local`: the clock, the inbox, tokens, and settling. These routes exist in local mode only.

use std::ops::RangeInclusive;
use std::sync::Arc;

use api::{ApiError, Instant};
use application::Clock;
use application::failure::Failure;
use application::identity::KnownAs;
use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use booking_rules::ids::{AccountId, StaffId};
use chrono::{DateTime, Datelike};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::keys::{TokenRequest, account};
use crate::system::System;

/// Years the clock may stand in: the sweep walks every day between the last one and now.
const YEARS: RangeInclusive<i32> = 2000..=2099;

type Answer = Result<Json<Value>, ApiError>;

pub(crate) fn router(system: Arc<System>) -> Router {
    let state = system.state.clone();
    let routes = Router::new()
        .route("/local/clock", get(show_clock).post(set_clock))
        .route("/local/inbox", get(list_inbox).delete(clear_inbox))
        .route("/local/tokens", post(mint))
        .route("/local/settle", post(settle))
        .with_state(system);
    api::router::frame(routes, state)
}

/// The envelope of the API, with the fields of the data beside it: what is asked by hand is read without unwrapping.
fn answer(data: Value) -> Json<Value> {
    let mut body = json!({ "status": "success", "data": data });
    if let (Some(body), Some(data)) = (body.as_object_mut(), data.as_object()) {
        body.extend(data.clone());
    }
    Json(body)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockIn {
    now: Instant,
}

async fn show_clock(State(system): State<Arc<System>>) -> Json<Value> {
    answer(json!({ "now": Instant(system.clock.now()) }))
}

async fn set_clock(State(system): State<Arc<System>>, api::Body { value, .. }: api::Body<ClockIn>) -> Answer {
    let now = DateTime::from(value.now);
    if !YEARS.contains(&now.year()) {
        return Err(ApiError::field("now", "out_of_range"));
    }
    system.clock.set(now);
    rest(&system).await?;
    // What became due took its time; who asked for an instant asks about that instant next.
    system.clock.set(now);
    Ok(answer(json!({ "now": Instant(system.clock.now()) })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InboxParams {
    to: Option<String>,
}

async fn list_inbox(State(system): State<Arc<System>>, params: api::Params<InboxParams>) -> Answer {
    // A number's `+` that was not escaped arrives as a space.
    let to = params.0.to.map(|to| {
        if to.starts_with(' ') {
            to.replacen(' ', "+", 1)
        } else {
            to
        }
    });
    let messages = system.inbox.list(to.as_deref());
    Ok(Json(
        json!({ "status": "success", "data": messages, "messages": messages }),
    ))
}

async fn clear_inbox(State(system): State<Arc<System>>) -> Answer {
    system.inbox.clear().map_err(Failure::internal)?;
    Ok(answer(json!({ "cleared": true })))
}

async fn mint(
    State(system): State<Arc<System>>,
    api::Body { value, .. }: api::Body<TokenRequest>,
) -> Result<(http::StatusCode, Json<Value>), ApiError> {
    let staff: Option<StaffId> = value.staff_id;
    if let (Some(staff), Some(business)) = (staff, value.business_id)
        && staff.business() != business
    {
        return Err(ApiError::field("staff_id", "unknown_staff"));
    }
    let account = match registered(&system, &value).await? {
        Some(account) => account,
        None => account(&value, system.app.new_uuid()),
    };
    let token = system.tokens.mint_for(account, value, system.clock.now());
    let token = token.map_err(|e| Failure::internal(e.to_string()))?;
    let body = json!({ "token": token, "access_token": token, "token_type": "Bearer" });
    Ok((http::StatusCode::CREATED, answer(body)))
}

/// Whoever signed in with the address or number: a token for them is of that account.
async fn registered(system: &System, wanted: &TokenRequest) -> Result<Option<AccountId>, Failure> {
    let email = wanted.email.clone().map(KnownAs::Email);
    let Some(known_as) = email.or_else(|| wanted.phone.clone().map(KnownAs::Phone)) else {
        return Ok(None);
    };
    let claimed = system.app.store.claimed(&known_as).await?;
    Ok(claimed.map(|claimed| claimed.record.account))
}

async fn settle(State(system): State<Arc<System>>) -> Answer {
    rest(&system).await?;
    Ok(answer(json!({ "settled": true })))
}

async fn rest(system: &System) -> Result<(), Failure> {
    system.settle().await.map_err(|e| Failure::internal(e.to_string()))
}
