//! Who a booking is for: the caller itself, a guest, or whom the shop names.

use api::context::RequestContext;
use api::{ApiState, Fields, IdempotencyKey, reminders};
use application::access::{Identity, Permission, Role};
use application::author::Author;
use application::bookings::{BookedBy, CustomerDetails, Viewer};
use application::consents::{Ticked, optional_purpose};
use application::failure::Failure;
use application::once::Once;
use booking_rules::booking::Origin;
use booking_rules::ids::{BusinessId, ShopId};
use booking_rules::notices::TextVersion;
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
    /// What they agree to get besides: boxes that were ticked.
    #[serde(default)]
    #[schema(required = false, max_items = 2)]
    pub consents: Vec<ConsentIn>,
}

/// A yes to messages of one purpose from the business.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentIn {
    /// `reviews` or `offers`.
    #[schema(required, value_type = String, example = "reviews")]
    pub purpose: Option<String>,
    /// By these ways: `email`, `sms`, `whatsapp`.
    #[serde(default)]
    #[schema(required, example = json!(["email"]))]
    pub channels: Vec<String>,
    /// Which text was agreed to, by the name its writer gave it.
    #[schema(required, value_type = String, max_length = 64, example = "reviews-2027-03")]
    pub text_version: Option<String>,
}

impl ConsentIn {
    fn parse(self, path: &str, fields: &mut Fields) -> Option<Ticked> {
        let purpose = fields.parse(format!("{path}.purpose"), self.purpose, |word| optional_purpose(&word));
        let channels = reminders::channels(fields, &format!("{path}.channels"), self.channels);
        let text_version = fields.parse(format!("{path}.text_version"), self.text_version, |text| {
            TextVersion::parse(&text)
        });
        if channels.as_ref().is_some_and(Vec::is_empty) {
            fields.fault(format!("{path}.channels"), "required");
        }
        Some(Ticked {
            purpose: purpose?,
            channels: channels?,
            text_version: text_version?,
        })
    }
}

/// Each purpose once at most: two texts for one purpose would leave open which was agreed to.
fn consents(fields: &mut Fields, given: Vec<ConsentIn>) -> Option<Vec<Ticked>> {
    let path = "customer.consents";
    if given.len() > 2 {
        fields.fault(path, "too_many_items");
        return None;
    }
    let ticked: Vec<Option<Ticked>> = given
        .into_iter()
        .enumerate()
        .map(|(index, consent)| consent.parse(&format!("{path}[{index}]"), fields))
        .collect();
    let ticked: Vec<Ticked> = ticked.into_iter().collect::<Option<_>>()?;
    match ticked.as_slice() {
        [one, other] if one.purpose == other.purpose => {
            fields.fault(format!("{path}[1].purpose"), "said_twice");
            None
        }
        _ => Some(ticked),
    }
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

    /// Who is told to have done it.
    pub(crate) fn author(&self, context: &RequestContext) -> Author {
        match &self.identity {
            Some(identity) => api::author(identity, context),
            None => api::author::guest(context),
        }
    }

    /// What makes a repetition harmless. Guests of one business share a scope: nobody says which of them asks.
    pub(crate) fn once(&self, operation: &str, business: BusinessId, key: &IdempotencyKey, of: [u8; 32]) -> Once {
        let caller = match &self.identity {
            Some(identity) => identity.account.to_string(),
            None => format!("guest#{business}"),
        };
        Once::new(&caller, operation, key.as_str(), of)
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
        let consents = consents(fields, given.consents);
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
            consents: consents?,
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

/// How many come together; one unless said. Whether so many can be served is the shop's to say.
pub(crate) fn persons(fields: &mut Fields, asked: Option<u16>) -> Option<u16> {
    match asked.unwrap_or(1) {
        0 => {
            fields.fault("persons", "out_of_range");
            None
        }
        persons => Some(persons),
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
