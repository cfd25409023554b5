//! People with accounts: who they are, and their places in a business, without the ceremony of signing up.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use booking_rules::ids::AccountId;
use booking_rules::values::{Email, Locale, Name};
use serde_json::{Value, json};
use store::{Account, AccountKind, Claimed, Commit, KnownAs, MemberRole, Membership};

use crate::salon::Salon;

/// What a token says.
///
/// # Panics
/// When it is no token.
#[must_use]
pub fn claims_of(token: &str) -> Value {
    let claims = token.split('.').nth(1).expect("a token");
    let claims = URL_SAFE_NO_PAD.decode(claims).expect("base64");
    serde_json::from_slice(&claims).expect("claims")
}

/// The account that a token is of.
///
/// # Panics
/// When it is no token.
#[must_use]
pub fn account_of(token: &str) -> AccountId {
    claims_of(token)["sub"]
        .as_str()
        .expect("an account")
        .parse()
        .expect("an id")
}

impl Salon {
    /// Somebody whose e-mail address is verified: a token as signing in gives it, which names no business.
    ///
    /// # Panics
    /// When the account cannot be written.
    pub async fn sign_up(&self, email: &str) -> String {
        let token = self.token(json!({ "role": "customer", "email": email }));
        let (id, app) = (account_of(&token), &self.system.app);
        let address = Email::parse(email).expect("an address");
        let account = Account {
            id,
            kind: AccountKind::Customer,
            email: Some(address.clone()),
            phone: None,
            name: Some(Name::parse(email.split('@').next().unwrap_or(email)).expect("a name")),
            locale: Locale::Pl,
            closed: false,
            created_at: app.now(),
        };
        let mut commit = Commit::new();
        commit.create(&account).expect("an account");
        commit
            .create(&Claimed::new(&KnownAs::Email(address), id, app.now()))
            .expect("a claim");
        app.store.commit(&commit).await.expect("written");
        token
    }

    /// Gives the bearer a place in the salon, cut to measure by `limit`; replaces the one it has.
    ///
    /// # Panics
    /// When the membership cannot be written.
    pub async fn place(&self, token: &str, role: MemberRole, limit: impl FnOnce(&mut Membership)) {
        let business = self.business.parse().expect("an id");
        let mut place = Membership::new(account_of(token), business, role);
        limit(&mut place);
        let store = &self.system.app.store;
        let before = store.membership(place.account, business).await.expect("read");
        let mut commit = Commit::new();
        commit
            .replace(&place, before.map(|found| found.version))
            .expect("a membership");
        store.commit(&commit).await.expect("written");
    }
}
