//! Fields that several inputs of the till share.

use api::fields::date;
use api::{Fields, MoneyIn};
use booking_rules::ledger::{PaymentMethod, VatRate};
use booking_rules::values::{Invalid, Money, Notes};
use chrono::NaiveDate;

/// An amount that moves: above zero.
pub(crate) fn amount(fields: &mut Fields, path: &str, given: Option<MoneyIn>) -> Option<Money> {
    let amount = fields.require(path, given)?.parse(path, fields)?;
    if amount.minor() == 0 {
        fields.fault(format!("{path}.amount"), "amount_is_zero");
        return None;
    }
    Some(amount)
}

/// How money changes hands.
///
/// # Errors
/// `invalid_choice`.
pub(crate) fn method(text: impl AsRef<str>) -> Result<PaymentMethod, Invalid> {
    PaymentMethod::parse(text.as_ref()).ok_or(Invalid::new("invalid_choice"))
}

pub(crate) fn vat_rate(text: impl AsRef<str>) -> Result<VatRate, Invalid> {
    VatRate::parse(text.as_ref())
}

/// The day of the books.
pub(crate) fn day(fields: &mut Fields, given: Option<String>) -> Option<Option<NaiveDate>> {
    fields.parse_optional("day", given, date)
}

/// Why: something must be said.
pub(crate) fn reason(fields: &mut Fields, given: Option<String>) -> Option<Notes> {
    let reason = fields.parse("reason", given, |text| Notes::parse(&text))?;
    fields.require("reason", Some(reason).filter(|reason| !reason.as_str().is_empty()))
}
