//! What ids are called, for people who read the file.

use booking_rules::catalog::{Business, TaxProfile};
use booking_rules::ids::{ServiceId, ShopId, StaffId};
use booking_rules::time::Zone;
use booking_rules::values::Money;
use chrono::{DateTime, NaiveDateTime, Utc};
use documents::jpk::Seller;
use documents::{Amount, Cell};
use store::Catalogue;

/// The names of a business's shops, services and people.
pub(super) struct Names {
    catalogue: Catalogue,
}

impl Names {
    pub(super) fn of(catalogue: Catalogue) -> Self {
        Self { catalogue }
    }

    pub(super) fn business(&self) -> &Business {
        &self.catalogue.business.record
    }

    pub(super) fn shop(&self, id: ShopId) -> Cell {
        match self.catalogue.shop(id) {
            Some(shop) => Cell::text(shop.name.as_str()),
            None => Cell::text(id.to_string()),
        }
    }

    /// One that was taken out of the catalogue is told by its id.
    pub(super) fn service(&self, id: Option<ServiceId>) -> Cell {
        let Some(id) = id else { return Cell::Empty };
        match self.catalogue.service(id) {
            Some(service) => Cell::text(service.name.as_str()),
            None => Cell::text(id.to_string()),
        }
    }

    pub(super) fn staff(&self, id: Option<StaffId>) -> Cell {
        let Some(id) = id else { return Cell::Empty };
        match self.catalogue.staff_card(id) {
            Some(card) => Cell::text(card.name.as_str()),
            None => Cell::text(id.to_string()),
        }
    }

    /// By the clock of the shop; by UTC where the shop is not known any more.
    pub(super) fn local(&self, shop: ShopId, at: DateTime<Utc>) -> NaiveDateTime {
        let zone = self.catalogue.shop(shop).map(|shop| shop.time_zone);
        zone.map_or_else(|| at.naive_utc(), |zone: Zone| zone.local(at))
    }

    pub(super) fn amount(&self, money: Money) -> Amount {
        Amount {
            minor: money.minor(),
            decimals: money.currency().exponent(),
        }
    }

    /// An amount in the currency of the business.
    pub(super) fn minor(&self, minor: i64) -> Amount {
        Amount {
            minor,
            decimals: self.business().currency.exponent(),
        }
    }
}

/// The seller as the Polish form has it; none unless all that the form needs is known.
pub(super) fn seller(business: &Business) -> Option<(Seller, String)> {
    let TaxProfile {
        legal_name,
        tax_id,
        tax_office,
        address,
    } = business.tax_profile.as_ref()?;
    let text = |name: &booking_rules::values::Name| name.as_str().to_owned();
    let seller = Seller {
        tax_id: tax_id.as_str().to_owned(),
        legal_name: text(legal_name),
        province: text(address.province.as_ref()?),
        county: text(address.county.as_ref()?),
        municipality: text(address.municipality.as_ref()?),
        street: address.street.as_ref().map(text),
        building: text(&address.building),
        flat: address.flat.as_ref().map(text),
        city: text(&address.city),
        postal_code: text(&address.postal_code),
    };
    Some((seller, tax_office.as_ref()?.as_str().to_owned()))
}
