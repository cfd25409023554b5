use api::Instant;
use application::access::{Identity, Limits, PermissionSet, Role, Scope};
use application::identity::{Account, Membership};
use booking_rules::ids::{AccountId, BusinessId, SessionId, StaffId};
use booking_rules::values::{Email, Locale, Name, Phone};
use serde::Serialize;
use utoipa::ToSchema;

/// The signed-in caller.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeView {
    #[schema(value_type = String)]
    account_id: AccountId,
    /// What the caller is in the business acted for, else to the platform.
    #[schema(value_type = String, example = "customer")]
    role: Role,
    #[schema(value_type = Option<String>)]
    email: Option<Email>,
    #[schema(value_type = Option<String>)]
    phone: Option<Phone>,
    #[schema(value_type = Option<String>)]
    name: Option<Name>,
    #[schema(value_type = Option<String>)]
    locale: Option<Locale>,
    created_at: Option<Instant>,
    /// The business acted for: the one of the token, of `X-Business-Id`, or the only one.
    #[schema(value_type = Option<String>)]
    business_id: Option<BusinessId>,
    #[schema(value_type = Option<String>)]
    staff_id: Option<StaffId>,
    /// What the caller may do as things stand.
    permissions: Vec<&'static str>,
    /// Whether this session showed a second factor.
    second_factor: bool,
    #[schema(value_type = Option<String>)]
    session_id: Option<SessionId>,
    memberships: Vec<PlaceView>,
}

/// The caller's place in one business.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceView {
    #[schema(value_type = String)]
    business_id: BusinessId,
    #[schema(value_type = String, example = "manager")]
    role: Role,
    #[schema(value_type = Option<String>)]
    staff_id: Option<StaffId>,
    permissions: Vec<&'static str>,
    /// Ids, or `all`.
    #[schema(value_type = Object)]
    shops: Reach,
    #[schema(value_type = Object)]
    staff: Reach,
    #[schema(value_type = Object)]
    customers: Reach,
}

/// `"all"`, or the ids that are reached.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Reach {
    All(&'static str),
    Only(Vec<String>),
}

impl<T: ToString> From<&Scope<T>> for Reach {
    fn from(scope: &Scope<T>) -> Self {
        match scope {
            Scope::All => Self::All("all"),
            Scope::Only(these) => Self::Only(these.iter().map(ToString::to_string).collect()),
        }
    }
}

fn names(permissions: PermissionSet) -> Vec<&'static str> {
    permissions.iter().map(|permission| permission.as_str()).collect()
}

impl MeView {
    /// What the account's record says comes before what the token said when it was made.
    pub(crate) fn new(caller: &Identity, account: Option<Account>, places: &[Membership]) -> Self {
        let kept = account.as_ref();
        Self {
            account_id: caller.account,
            role: caller.role,
            email: kept.and_then(|a| a.email.clone()).or_else(|| caller.email.clone()),
            phone: kept.and_then(|a| a.phone.clone()).or_else(|| caller.phone.clone()),
            name: kept.and_then(|a| a.name.clone()).or_else(|| caller.name.clone()),
            locale: kept.map(|a| a.locale),
            created_at: kept.map(|a| a.created_at.into()),
            business_id: caller.business,
            staff_id: caller.staff,
            permissions: names(caller.permissions()),
            second_factor: caller.second_factor,
            session_id: caller.session,
            memberships: places.iter().map(|place| PlaceView::new(caller, place)).collect(),
        }
    }
}

impl PlaceView {
    fn new(caller: &Identity, place: &Membership) -> Self {
        let there = Identity {
            role: place.role.into(),
            limits: Limits::from(place),
            ..caller.clone()
        };
        Self {
            business_id: place.business,
            role: there.role,
            staff_id: place.staff,
            permissions: names(there.permissions()),
            shops: (&there.limits.shops).into(),
            staff: (&there.limits.staff).into(),
            customers: (&there.limits.customers).into(),
        }
    }
}
