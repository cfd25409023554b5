//! Who is calling, and whether the route is for them.
//!
//! Authorisation is a value that a handler holds: [`Caller`] for the routes of one business, [`AccountCaller`] for
//! those of a signed-in human, [`Visitor`] where a token is welcome, [`Public`] where it does not matter. A handler
//! with none of them does not compile into something that knows its caller.

use std::fmt;
use std::marker::PhantomData;

use application::access::{self, Identity, Permission, Within};
use application::api_keys::{self, Bearer};
use application::identity::accounts;
use axum::extract::FromRequestParts;
use booking_rules::ids::{AccountId, BusinessId, Kind, ShopId, StaffId, TenantId};
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode, header};

use crate::error::ApiError;
use crate::state::ApiState;

mod business;
mod issuer;
mod key_set;
mod outside;
mod outside_keys;
pub mod permissions;
mod published;
mod refusal;
mod svix;
mod token;

pub use business::BUSINESS_ID;
use business::{Hat, Reach, Standing};
pub use issuer::{ACCESS_TOKEN_LIFE, TokenIssuer};
pub use key_set::KeysError;
pub use outside::OutsideIssuer;
pub use svix::{NoSecret, WebhookSecret};
pub use token::{Claims, TokenVerifier, Unauthenticated};

use permissions::{OwnBookings, Requires};

/// Somebody who acts for a business and holds `P` there.
pub struct Caller<P> {
    identity: Identity,
    business: BusinessId,
    permission: PhantomData<fn() -> P>,
}

/// A signed-in human who holds `P`, whether or not it acts for a business.
pub struct AccountCaller<P = OwnBookings> {
    identity: Identity,
    permission: PhantomData<fn() -> P>,
}

/// A signed-in human, or a server with a key: whoever a booking may concern. What they may do with it is asked when it is
/// known whose it is.
#[derive(Debug)]
pub struct Participant {
    identity: Identity,
}

/// Anybody; a valid token is believed, an invalid one refused.
#[derive(Debug, Clone)]
pub struct Visitor(pub Option<Identity>);

/// Says that the route asks for nobody.
#[derive(Debug, Clone, Copy)]
pub struct Public;

impl<P: Requires> Caller<P> {
    /// The id, if it is of the caller's own business; any other is not found, before anything is read.
    ///
    /// # Errors
    /// 404.
    pub fn own<K: Kind>(&self, id: TenantId<K>) -> Result<TenantId<K>, ApiError> {
        self.own_business(id.business()).map(|_| id)
    }

    /// As [`own`](Self::own), for the business itself.
    ///
    /// # Errors
    /// 404.
    pub fn own_business(&self, id: BusinessId) -> Result<BusinessId, ApiError> {
        if id == self.business {
            Ok(id)
        } else {
            Err(refusal::mark(ApiError::not_found(), &self.identity, P::PERMISSION))
        }
    }

    /// How far the caller's hand goes in the business acted for.
    #[must_use]
    pub fn reach(&self) -> access::Reach {
        access::Reach::in_business(&self.identity, self.business)
    }

    /// The shop, if it is of the caller's business and within its reach.
    ///
    /// # Errors
    /// 404.
    pub fn shop(&self, id: ShopId) -> Result<Within<ShopId>, ApiError> {
        let within = self.reach().shop(self.own(id)?);
        within.map_err(|failure| refusal::mark(failure.into(), &self.identity, P::PERMISSION))
    }

    /// The person of the staff, if of the caller's business and within its reach.
    ///
    /// # Errors
    /// 404.
    pub fn person(&self, id: StaffId) -> Result<Within<StaffId>, ApiError> {
        let within = self.reach().staff(self.own(id)?);
        within.map_err(|failure| refusal::mark(failure.into(), &self.identity, P::PERMISSION))
    }

    /// What the operation asks only of some callers: whether this one may.
    ///
    /// # Errors
    /// 403, written down.
    pub fn allow(&self, allowed: bool, permission: Permission) -> Result<(), ApiError> {
        if allowed {
            Ok(())
        } else {
            Err(refusal::mark(ApiError::forbidden(), &self.identity, permission))
        }
    }

    /// The business acted for: the tenant of everything the handler touches.
    #[must_use]
    pub fn business(&self) -> BusinessId {
        self.business
    }

    #[must_use]
    pub fn account(&self) -> AccountId {
        self.identity.account
    }

    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    #[must_use]
    pub fn into_identity(self) -> Identity {
        self.identity
    }
}

impl<P> AccountCaller<P> {
    #[must_use]
    pub fn account(&self) -> AccountId {
        self.identity.account
    }

    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    #[must_use]
    pub fn into_identity(self) -> Identity {
        self.identity
    }
}

impl Visitor {
    /// The business whose list is asked for: the one named, else that of the shop named, else the visitor's own.
    ///
    /// # Errors
    /// 422: `required` when nothing says which, `unknown_shop` when the two named do not belong together.
    pub fn business_of(&self, named: Option<BusinessId>, shop: Option<ShopId>) -> Result<BusinessId, ApiError> {
        match (named, shop.map(|shop| shop.business())) {
            (Some(business), Some(other)) if business != other => Err(ApiError::field("shop_id", "unknown_shop")),
            (Some(business), _) | (None, Some(business)) => Ok(business),
            (None, None) => self
                .0
                .as_ref()
                .and_then(|identity| identity.business)
                .ok_or_else(|| ApiError::field("business_id", "required")),
        }
    }

    /// How far the visitor reaches in this business, if it is signed in, acts for it and holds the permission there.
    #[must_use]
    pub fn reach(&self, permission: Permission, business: BusinessId) -> Option<access::Reach> {
        let identity = self.0.as_ref().filter(|_| self.may(permission, business))?;
        Some(access::Reach::in_business(identity, business))
    }

    /// The same, or a refusal that is written down if it is somebody's.
    ///
    /// # Errors
    /// 403.
    pub fn require(&self, permission: Permission, business: BusinessId) -> Result<access::Reach, ApiError> {
        self.reach(permission, business).ok_or_else(|| match &self.0 {
            Some(identity) => refusal::mark(ApiError::forbidden(), identity, permission),
            None => ApiError::forbidden(),
        })
    }

    /// Whether the visitor is signed in, acts for this business and holds the permission there.
    #[must_use]
    pub fn may(&self, permission: Permission, business: BusinessId) -> bool {
        self.0
            .as_ref()
            .is_some_and(|identity| identity.acts_for(business) && identity.may(permission))
    }
}

impl<P: Requires> FromRequestParts<ApiState> for Caller<P> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        let (identity, business) = member(parts, state, P::PERMISSION).await?;
        Ok(Self {
            identity,
            business,
            permission: PhantomData,
        })
    }
}

impl<P: Requires> FromRequestParts<ApiState> for AccountCaller<P> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        let identity = human(parts, state, P::PERMISSION).await?;
        Ok(Self {
            identity,
            permission: PhantomData,
        })
    }
}

impl Participant {
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }
}

impl FromRequestParts<ApiState> for Participant {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        let identity = participant(parts, state).await?;
        Ok(Self { identity })
    }
}

impl FromRequestParts<ApiState> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        match identify(parts, state).await? {
            None => Ok(Self(None)),
            Some(identity) => act_for(identity, &parts.headers, state, Reach::Account)
                .await
                .map(|i| Self(Some(i))),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Public {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self)
    }
}

async fn member(parts: &Parts, state: &ApiState, permission: Permission) -> Result<(Identity, BusinessId), ApiError> {
    let identity = identify(parts, state).await?.ok_or_else(ApiError::unauthenticated)?;
    let asking = identity.clone();
    let identity = act_for(identity, &parts.headers, state, Reach::Business)
        .await
        .map_err(|error| refusal::mark(error, &asking, permission))?;
    match identity.business {
        Some(business) if identity.may(permission) => Ok((identity, business)),
        _ => Err(refusal::mark(ApiError::forbidden(), &identity, permission)),
    }
}

async fn human(parts: &Parts, state: &ApiState, permission: Permission) -> Result<Identity, ApiError> {
    let identity = identify(parts, state).await?.ok_or_else(ApiError::unauthenticated)?;
    if identity.key.is_some() {
        return Err(ApiError::new(StatusCode::FORBIDDEN, "humans_only"));
    }
    acting_human(identity, &parts.headers, state, permission).await
}

async fn acting_human(
    identity: Identity,
    headers: &HeaderMap,
    state: &ApiState,
    permission: Permission,
) -> Result<Identity, ApiError> {
    // Asked of the account's own role: what one is in some business says nothing about what the human may do.
    if !identity.may(permission) {
        return Err(refusal::mark(ApiError::forbidden(), &identity, permission));
    }
    let asking = identity.clone();
    let acting = act_for(identity, headers, state, Reach::Account).await;
    acting.map_err(|error| refusal::mark(error, &asking, permission))
}

/// Whoever a booking may concern: its customer, its shop, or a server that serves the shop.
async fn participant(parts: &Parts, state: &ApiState) -> Result<Identity, ApiError> {
    let identity = identify(parts, state).await?.ok_or_else(ApiError::unauthenticated)?;
    if identity.key.is_some() {
        act_for(identity, &parts.headers, state, Reach::Account).await
    } else {
        acting_human(identity, &parts.headers, state, Permission::OwnBookings).await
    }
}

/// The identity of the token or key, if one was sent.
async fn identify(parts: &Parts, state: &ApiState) -> Result<Option<Identity>, ApiError> {
    let mut values = parts.headers.get_all(header::AUTHORIZATION).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => {
            let token = value
                .to_str()
                .ok()
                .and_then(bearer)
                .ok_or_else(ApiError::unauthenticated)?;
            if Bearer::is_meant(token) {
                return Ok(Some(api_keys::resolve(&state.app, token).await?));
            }
            if let Some(outside) = state.outside().filter(|outside| outside.is_named_by(token)) {
                return outside.believe(token, &state.app).await.map(Some);
            }
            let identity = state.tokens().believe(token, &state.app).await?;
            refuse_closed(state, &identity, &parts.method).await?;
            Ok(Some(identity))
        }
        (Some(_), Some(_)) => Err(ApiError::unauthenticated()),
    }
}

/// A token lives a quarter of an hour, an account that is closed not a moment longer: whoever was erased must not be
/// written down anew by what was given to them before. Only tokens of a session of ours have such an account, and only
/// requests that write are asked about it: believing a token costs those that read no request of the table (decision 36).
async fn refuse_closed(state: &ApiState, identity: &Identity, method: &Method) -> Result<(), ApiError> {
    if method.is_safe() || identity.session.is_none() {
        return Ok(());
    }
    let account = accounts::show(&state.app, identity.account).await?;
    match account {
        Some(account) if account.record.closed => Err(ApiError::unauthenticated()),
        _ => Ok(()),
    }
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

async fn act_for(
    identity: Identity,
    headers: &HeaderMap,
    state: &ApiState,
    reach: Reach,
) -> Result<Identity, ApiError> {
    let named = business::named(headers)?;
    match business::standing(identity, named, reach)? {
        Standing::Settled(identity) => Ok(identity),
        Standing::Open(identity) => {
            let memberships = state.app.memberships(identity.account).await?;
            let hats: Vec<Hat> = memberships
                .into_iter()
                .map(|m| Hat {
                    business: m.business,
                    role: m.role.into(),
                    staff: m.staff,
                    limits: (&m).into(),
                })
                .collect();
            let chosen = business::choose(identity.clone(), named, reach, &hats)?;
            second_factor_of(state, identity, chosen, reach).await
        }
    }
}

/// The hat is put on only with the second factor that the business asks of its role. Without it one is still oneself: a
/// front end that finds the door of the business closed must be able to set a second factor up.
async fn second_factor_of(
    state: &ApiState,
    bare: Identity,
    chosen: Identity,
    reach: Reach,
) -> Result<Identity, ApiError> {
    let Some(business) = chosen.business.filter(|_| !chosen.second_factor) else {
        return Ok(chosen);
    };
    if !state.app.asks_for_second_factor(business, chosen.role).await? {
        return Ok(chosen);
    }
    match reach {
        Reach::Account => Ok(bare),
        Reach::Business => Err(ApiError::new(StatusCode::FORBIDDEN, "second_factor_required")),
    }
}

impl<P> fmt::Debug for Caller<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Caller").field(&self.identity).finish()
    }
}

impl<P> fmt::Debug for AccountCaller<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AccountCaller").field(&self.identity).finish()
    }
}
