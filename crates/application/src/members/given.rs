//! What somebody is given in a business: a role, and for a manager what it may do and to whose things.

use booking_rules::ids::{AccountId, BusinessId, CustomerId, InvitationId, Kind, ShopId, StaffId, TenantId};
use booking_rules::notices::LetterChoices;
use booking_rules::values::Email;
use chrono::{DateTime, Utc};
use store::{Catalogue, CustomerCard, Invitation, MemberRole, Membership, Scope, keys};

use crate::access::{PermissionSet, Role};
use crate::app::App;
use crate::failure::{Failure, FieldFault};

/// Most ids in one scope: whoever runs more is better given all.
pub const MAX_SCOPE: usize = 200;

/// A place in a business without whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub role: MemberRole,
    /// Their own card.
    pub staff_card: Option<StaffId>,
    /// Absent for all of the role's.
    pub permissions: Option<PermissionSet>,
    pub shops: Scope<ShopId>,
    pub staff: Scope<StaffId>,
    pub customers: Scope<CustomerId>,
}

impl Given {
    pub(super) fn of(place: &Membership) -> Self {
        let limits = crate::access::Limits::names(place.permissions.as_deref());
        Self {
            role: place.role,
            staff_card: place.staff,
            permissions: limits,
            shops: place.shops.clone(),
            staff: place.managed_staff.clone(),
            customers: place.customers.clone(),
        }
    }

    pub(super) fn place(self, account: AccountId, business: BusinessId) -> Membership {
        Membership {
            account,
            business,
            role: self.role,
            staff: self.staff_card,
            permissions: self.permissions.map(names),
            shops: self.shops,
            managed_staff: self.staff,
            customers: self.customers,
            letters: LetterChoices::default(),
        }
    }

    pub(super) fn invitation(
        self,
        id: InvitationId,
        email: Email,
        token_hash: String,
        created_at: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Invitation {
        Invitation {
            id,
            email,
            token_hash,
            role: self.role,
            staff: self.staff_card,
            permissions: self.permissions.map(names),
            shops: self.shops,
            managed_staff: self.staff,
            customers: self.customers,
            created_at,
            expires_at,
        }
    }

    /// Without what only a manager's place has.
    pub(super) fn unlimited(self) -> Self {
        Self {
            permissions: None,
            shops: Scope::All,
            staff: Scope::All,
            customers: Scope::All,
            ..self
        }
    }

    /// Holds it against what the business has.
    pub(super) async fn check(&self, app: &App, catalogue: &Catalogue) -> Result<(), Failure> {
        let mut faults = Vec::new();
        if self.staff_card.is_some_and(|id| catalogue.staff_card(id).is_none()) {
            faults.push(FieldFault::new("staff_id", "unknown_staff"));
        }
        if self.role == MemberRole::Manager {
            self.check_permissions(&mut faults);
            check_ids("shops", &self.shops, "unknown_shop", &mut faults, |id| {
                catalogue.shop(id).is_some()
            });
            check_ids("staff", &self.staff, "unknown_staff", &mut faults, |id| {
                catalogue.staff_card(id).is_some()
            });
            self.check_customers(app, catalogue.business.record.id, &mut faults)
                .await?;
        } else {
            self.refuse_limits(&mut faults);
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Failure::Invalid(faults))
        }
    }

    fn check_permissions(&self, faults: &mut Vec<FieldFault>) {
        let beyond = |set: PermissionSet| set.iter().any(|permission| !Role::Manager.may(permission));
        if self.permissions.is_some_and(beyond) {
            faults.push(FieldFault::new("permissions", "unknown_permission"));
        }
    }

    async fn check_customers(
        &self,
        app: &App,
        business: BusinessId,
        faults: &mut Vec<FieldFault>,
    ) -> Result<(), Failure> {
        let Scope::Only(ids) = &self.customers else {
            return Ok(());
        };
        // A foreign id would be looked for in its own business.
        let own = ids.iter().copied().filter(|id| id.business() == business);
        let wanted: Vec<_> = own.take(MAX_SCOPE).map(keys::customer).collect();
        let shelf = if wanted.is_empty() {
            store::Shelf::default()
        } else {
            app.store.shelf(wanted).await?
        };
        let mut known = Vec::with_capacity(ids.len());
        for id in ids.iter().take(MAX_SCOPE) {
            known.extend(
                shelf
                    .get::<CustomerCard>(&keys::customer(*id))?
                    .map(|card| card.record.id),
            );
        }
        check_ids("customers", &self.customers, "unknown_customer", faults, |id| {
            known.contains(&id)
        });
        Ok(())
    }

    /// Who is no manager is not cut to measure.
    fn refuse_limits(&self, faults: &mut Vec<FieldFault>) {
        let limited = [
            ("permissions", self.permissions.is_some()),
            ("shops", self.shops != Scope::All),
            ("staff", self.staff != Scope::All),
            ("customers", self.customers != Scope::All),
        ];
        let wrong = limited.into_iter().filter(|(_, is_limited)| *is_limited);
        faults.extend(wrong.map(|(path, _)| FieldFault::new(path, "only_for_managers")));
    }
}

fn names(permissions: PermissionSet) -> Vec<String> {
    permissions
        .iter()
        .map(|permission| permission.as_str().to_owned())
        .collect()
}

fn check_ids<K: Kind>(
    path: &str,
    scope: &Scope<TenantId<K>>,
    code: &'static str,
    faults: &mut Vec<FieldFault>,
    known: impl Fn(TenantId<K>) -> bool,
) {
    let Scope::Only(ids) = scope else { return };
    if ids.len() > MAX_SCOPE {
        faults.push(FieldFault::new(path, "too_many_items"));
        return;
    }
    let wrong = ids.iter().enumerate().filter(|(_, id)| !known(**id));
    faults.extend(wrong.map(|(i, _)| FieldFault::new(format!("{path}[{i}]"), code)));
}
