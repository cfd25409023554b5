//! Money on the wire: minor units and a currency, never a fraction.

use booking_rules::values::{Currency, Money};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::fields::Fields;

/// A price as it is sent.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoneyIn {
    /// In minor units: 12050 is 120.50 PLN.
    #[schema(required, value_type = i64, minimum = 0, example = 12050)]
    pub amount: Option<i64>,
    #[schema(required, value_type = String, example = "PLN")]
    pub currency: Option<String>,
}

impl MoneyIn {
    /// Reads a price; faults are noted at `path.amount` and `path.currency`.
    pub fn parse(self, path: &str, fields: &mut Fields) -> Option<Money> {
        let amount = fields.require(format!("{path}.amount"), self.amount);
        let currency = fields.parse(format!("{path}.currency"), self.currency, |code| Currency::parse(&code));
        fields.check(format!("{path}.amount"), Money::price(amount?, currency?))
    }
}

/// A price as it is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct MoneyView {
    /// In minor units: 12050 is 120.50 PLN.
    #[schema(example = 12050)]
    pub amount: i64,
    #[schema(example = "PLN")]
    pub currency: &'static str,
}

impl From<Money> for MoneyView {
    fn from(money: Money) -> Self {
        Self {
            amount: money.minor(),
            currency: money.currency().code(),
        }
    }
}

#[cfg(test)]
mod tests {
    use application::Failure;

    use super::*;

    fn faults(json: &str) -> Vec<(String, &'static str)> {
        let mut fields = Fields::new();
        let price = serde_json::from_str::<MoneyIn>(json)
            .unwrap()
            .parse("services[2].price", &mut fields);
        match fields.finish(price) {
            Err(Failure::Invalid(faults)) => faults.into_iter().map(|f| (f.path, f.code)).collect(),
            other => panic!("{json}: {other:?}"),
        }
    }

    #[test]
    fn a_price_is_read_and_answered_alike() {
        let mut fields = Fields::new();
        let sent = serde_json::json!({ "amount": 12050, "currency": "PLN" });
        let price = serde_json::from_value::<MoneyIn>(sent.clone())
            .unwrap()
            .parse("price", &mut fields);
        let price = fields.finish(price).unwrap();
        assert_eq!(serde_json::to_value(MoneyView::from(price)).unwrap(), sent);
    }

    #[test]
    fn each_fault_of_a_price_names_its_part() {
        let at = |part: &str, code| (format!("services[2].price.{part}"), code);
        assert_eq!(
            faults(r#"{"amount":-1,"currency":"PLN"}"#),
            [at("amount", "price_out_of_range")]
        );
        assert_eq!(
            faults(r#"{"currency":"zloty"}"#),
            [at("amount", "required"), at("currency", "unknown_currency")]
        );
        assert_eq!(faults("{}"), [at("amount", "required"), at("currency", "required")]);
    }
}
