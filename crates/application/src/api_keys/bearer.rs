//! What a server shows: `sbk_<id>_<secret>`. The prefix and the id may be seen by anybody; the secret is known to the
//! server alone.

use core::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use booking_rules::ids::{ApiKeyId, BusinessId};
use store::digest;

use crate::app::App;

const MARK: &str = "sbk_";
/// 256 bits in base64.
const SECRET_CHARS: usize = 43;

/// A key as it is shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Bearer {
    pub id: ApiKeyId,
    secret: String,
}

/// The part of a key that may be seen: enough to find it in a configuration.
#[must_use]
pub fn prefix(id: ApiKeyId) -> String {
    format!("{MARK}{}{}", id.business().key(), id.key())
}

impl Bearer {
    pub(super) fn fresh(app: &App, business: BusinessId) -> Self {
        let secret = [app.new_secret(), app.new_secret()].concat();
        Self {
            id: app.new_id(business),
            secret: URL_SAFE_NO_PAD.encode(secret),
        }
    }

    /// Whether the text is meant as a key; any other is a token.
    #[must_use]
    pub fn is_meant(text: &str) -> bool {
        text.starts_with(MARK)
    }

    /// Reads what was shown, if it has the form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (id, secret) = text.strip_prefix(MARK)?.split_once('_')?;
        Some(Self {
            id: format!("key_{id}").parse().ok()?,
            secret: (secret.len() == SECRET_CHARS).then(|| secret.to_owned())?,
        })
    }

    pub(super) fn secret_hash(&self) -> String {
        digest(&self.secret)
    }

    /// The whole text, for the answer to whoever made it.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{}_{}", prefix(self.id), self.secret)
    }
}

impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bearer({})", self.id)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_key_reads_back_and_nothing_else_is_one() {
        let business = BusinessId::from_uuid(Uuid::from_u128(7 << 80));
        let bearer = Bearer {
            id: ApiKeyId::new(business, Uuid::from_u128(9)),
            secret: "-_".repeat(21) + "A",
        };
        let text = bearer.reveal();
        assert!(Bearer::is_meant(&text) && text.starts_with(&prefix(bearer.id)));
        assert_eq!(Bearer::parse(&text), Some(bearer.clone()));
        assert!(!format!("{bearer:?}").contains("-_"));
        for other in [
            "sbk_",
            "sbk__",
            &text[..text.len() - 1],
            &format!("{text}A"),
            &text.replacen("sbk_", "key_", 1),
            &text.replacen('0', "u", 1),
            &prefix(bearer.id),
        ] {
            assert_eq!(Bearer::parse(other), None, "{other}");
        }
    }
}
