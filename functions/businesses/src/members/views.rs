use api::Instant;
use application::access::Scope;
use application::identity::Account;
use application::members::{self, Invitation, Listed, MemberRole, Membership};
use booking_rules::ids::{AccountId, InvitationId, StaffId};
use booking_rules::values::{Email, Name};
use serde::Serialize;
use utoipa::ToSchema;

/// Somebody who belongs to a business, or is invited to.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberView {
    /// None while the invitation is open.
    #[schema(value_type = Option<String>)]
    account_id: Option<AccountId>,
    #[schema(value_type = Option<String>)]
    invitation_id: Option<InvitationId>,
    /// active, invited or expired.
    #[schema(example = "active")]
    status: &'static str,
    /// staff, manager or owner.
    #[schema(value_type = String, example = "manager")]
    role: MemberRole,
    #[schema(value_type = Option<String>)]
    name: Option<Name>,
    #[schema(value_type = Option<String>)]
    email: Option<Email>,
    /// Their own card.
    #[schema(value_type = Option<String>)]
    staff_id: Option<StaffId>,
    permissions: Vec<&'static str>,
    /// Ids, or `all`.
    #[schema(value_type = Object)]
    shops: ScopeView,
    #[schema(value_type = Object)]
    staff: ScopeView,
    #[schema(value_type = Object)]
    customers: ScopeView,
    /// Until when an invitation is good.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Instant>,
    /// For `If-Match`.
    version: Option<u64>,
}

/// `"all"`, or the ids that are reached.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum ScopeView {
    All(&'static str),
    Only(Vec<String>),
}

impl<T: ToString> From<&Scope<T>> for ScopeView {
    fn from(scope: &Scope<T>) -> Self {
        match scope {
            Scope::All => Self::All("all"),
            Scope::Only(these) => Self::Only(these.iter().map(ToString::to_string).collect()),
        }
    }
}

impl MemberView {
    /// A member; name and address stand in its account, if it has one here.
    pub(super) fn active(place: &Membership, account: Option<&Account>, version: u64) -> Self {
        let permissions = members::permissions_of(place);
        Self {
            account_id: Some(place.account),
            invitation_id: None,
            status: "active",
            role: place.role,
            name: account.and_then(|a| a.name.clone()),
            email: account.and_then(|a| a.email.clone()),
            staff_id: place.staff,
            permissions: permissions.iter().map(|permission| permission.as_str()).collect(),
            shops: (&place.shops).into(),
            staff: (&place.managed_staff).into(),
            customers: (&place.customers).into(),
            expires_at: None,
            version: Some(version),
        }
    }

    /// Somebody invited; `now` tells whether it is still good.
    pub(super) fn invited(invitation: Invitation, now: chrono::DateTime<chrono::Utc>) -> Self {
        // Whose place it will be is not known, and none of this depends on it.
        let place = invitation.place_of(AccountId::new(invitation.id.own()));
        Self {
            account_id: None,
            invitation_id: Some(invitation.id),
            status: if invitation.expires_at > now {
                "invited"
            } else {
                "expired"
            },
            email: Some(invitation.email),
            expires_at: Some(invitation.expires_at.into()),
            version: None,
            ..Self::active(&place, None, 0)
        }
    }
}

/// What tells rows apart.
pub(super) fn row_id(row: &Listed) -> String {
    match row {
        Listed::Member(member) => member.record.account.to_string(),
        Listed::Invited(invitation) => invitation.id.to_string(),
    }
}
