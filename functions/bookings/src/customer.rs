//! Who a booking is for: the caller itself, a guest, or whom the shop names.

use api::{ApiState, Fields};
use application::access::{Identity, Permission, Role};
use application::bookings::{BookedBy, CustomerDetails, Viewer};
use application::failure::Failure;
use booking_rules::booking::Origin;
use booking_rules::ids::{BusinessId, ShopId};
use booking_rules::values::{Country, Email, Invalid, Locale, Name, Phone};
use serde::Deserialize;
use utoipa::ToSchema;

/// A customer as a guest or the shop names them.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerIn {
    #[schema(value_type = String, example = "Anna Nowak")]
    pub name: Option<String>,
    /// Guests give both address and number; the shop may know only one.
    #[schema(example = "anna@example.pl")]
    pub email: Option<String>,
    /// International, or national of the business's country.
    #[schema(example = "+48 601 234 567")]
    pub phone: Option<String>,
    /// Language of messages: pl, en or ar; absent means the business's.
    #[schema(example = "pl")]
    pub locale: Option<String>,
}

/// In which quality somebody books.
pub(crate) struct Booker {
    pub by: BookedBy,
    pub identity: Option<Identity>,
}

impl Booker {
    pub(crate) async fn of(
        state: &ApiState,
        identity: Option<Identity>,
        business: BusinessId,
    ) -> Result<Self, Failure> {
        let Some(identity) = identity else {
            return Ok(Self {
                by: BookedBy::Guest,
                identity: None,
            });
        };
        if identity.role == Role::Customer {
            // Who works there books for itself too, unless it says that it acts for the business.
            return Ok(Self {
                by: BookedBy::Customer,
                identity: Some(identity),
            });
        }
        let viewer = Viewer::of(&state.app, &identity, business, Permission::BookForOthers).await?;
        let by = match viewer {
            Viewer::Shop { reach, .. } => BookedBy::Shop(reach),
            Viewer::Account(_) | Viewer::Link(_) => BookedBy::Customer,
        };
        Ok(Self {
            by,
            identity: Some(identity),
        })
    }

    /// Checks the customer named against who names them; faults are noted under `customer`.
    pub(crate) fn customer(
        &self,
        fields: &mut Fields,
        given: Option<CustomerIn>,
        home: Option<Country>,
    ) -> Option<CustomerDetails> {
        if given.is_none() && self.by != BookedBy::Customer {
            fields.fault("customer", "customer_required");
            return None;
        }
        let given = given.unwrap_or_default();
        let own = self.identity.as_ref().filter(|_| self.by == BookedBy::Customer);
        let email = fields.check_optional("customer.email", given.email.as_deref().map(Email::parse));
        let phone = fields.check_optional("customer.phone", given.phone.as_deref().map(|p| Phone::parse(p, home)));
        let locale = fields.check_optional("customer.locale", given.locale.as_deref().map(Locale::parse));
        let name = match given.name.as_deref().map(Name::parse) {
            Some(name) => fields.check("customer.name", name),
            None => own.and_then(own_name).or_else(|| fields.require("customer.name", None)),
        };
        // What was given but is wrong is told above; only what was not given may be missing.
        self.require_contact(fields, given.email.as_deref(), given.phone.as_deref());
        // A signed-in customer is who the token says, whatever address stands in the body.
        let email = own.and_then(|o| o.email.clone()).or(email?);
        let phone = phone?.or_else(|| own.and_then(|o| o.phone.clone()));
        Some(CustomerDetails {
            name: name?,
            email,
            phone,
            locale: locale?,
            account: own.map(|o| o.account),
        })
    }

    fn require_contact(&self, fields: &mut Fields, email: Option<&str>, phone: Option<&str>) {
        match self.by.origin() {
            // Seed rules 10 and 12: a guest leaves a valid address and a valid number.
            Origin::Guest => {
                fields.require("customer.email", email);
                fields.require("customer.phone", phone);
            }
            Origin::Shop if email.is_none() && phone.is_none() => fields.fault("customer", "contact_required"),
            Origin::Shop | Origin::Customer => {}
        }
    }
}

/// What a signed-in customer is called: by name, else by the part of their address before the `@`.
fn own_name(identity: &Identity) -> Option<Name> {
    let from_email = || {
        identity
            .email
            .as_ref()
            .and_then(|e| Name::parse(e.as_str().split('@').next()?).ok())
    };
    let from_phone = || identity.phone.as_ref().and_then(|p| Name::parse(p.as_str()).ok());
    identity.name.clone().or_else(from_email).or_else(from_phone)
}

/// The country whose national numbers are understood; read only when a number needs it.
///
/// # Errors
/// [`Failure::Unavailable`]: an outage must not make a good number a bad one.
pub(crate) async fn home_country(
    state: &ApiState,
    given: Option<&CustomerIn>,
    shop: ShopId,
) -> Result<Option<Country>, Failure> {
    let phone = given.and_then(|customer| customer.phone.as_deref());
    if phone.is_none_or(|phone| phone.trim_start().starts_with('+')) {
        return Ok(None);
    }
    match state.app.recent_catalogue(shop.business()).await {
        Ok(catalogue) => Ok(Some(catalogue.business.record.country)),
        // That there is no such shop is told with the rest.
        Err(Failure::NotFound) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// The value, for an input that carries its own fault.
pub(crate) fn reason(
    fields: &mut Fields,
    path: &str,
    given: Option<&str>,
) -> Option<Option<booking_rules::values::Notes>> {
    let parse = |text: &str| -> Result<_, Invalid> { booking_rules::values::Notes::parse(text) };
    fields.check_optional(path, given.map(parse))
}
