//! Sessions: a family of refresh tokens of which the newest counts.
//!
//! A refresh token is `<account>.<session>.<family secret>.<token secret>`. Whoever knows the family secret holds, or held,
//! a token of the family; one that is not the newest was used before, and ends the family. Two uses at once are a use and
//! a reuse, in whichever order they arrive: one is answered, and the family ends.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use booking_rules::ids::SessionId;
use chrono::TimeDelta;
use store::{Account, Commit, Place, Session, digest};
use subtle::ConstantTimeEq;

use crate::app::App;
use crate::failure::Failure;

/// How long a refresh token is good; each use begins anew.
pub const REFRESH_TOKEN_LIFE: TimeDelta = TimeDelta::days(7);

/// Somebody who proved who they are.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub account: Account,
    pub session: Session,
}

/// A refresh token as it is given out, once; the table knows only digests.
#[derive(Clone)]
pub struct RefreshToken(String);

impl RefreshToken {
    /// The text for the cookie or body of the answer.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl RefreshToken {
    pub(super) fn of(session: &Session, family: &str, secret: &str) -> Self {
        Self(format!(
            "{}.{}.{family}.{secret}",
            session.account.key(),
            session.id.key()
        ))
    }
}

/// What a page must show besides the cookie, and a foreign page cannot know: it follows from the refresh token, which no
/// script can read, and is answered together with it.
#[must_use]
pub fn csrf_token(refresh_token: &str) -> String {
    digest(&format!("salonbook csrf\n{refresh_token}"))
}

/// Whether the page that sent the cookie knows what belongs to it.
#[must_use]
pub fn is_csrf_token(refresh_token: &str, shown: &str) -> bool {
    csrf_token(refresh_token).as_bytes().ct_eq(shown.as_bytes()).into()
}

impl std::fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RefreshToken(***)")
    }
}

/// 128 bits nobody can guess, as text.
pub(crate) fn fresh_secret(app: &App) -> String {
    URL_SAFE_NO_PAD.encode(app.new_secret())
}

/// How somebody signed in.
#[derive(Debug, Clone)]
pub struct Proof {
    /// `password`, `code`, ...
    pub method: &'static str,
    pub second_factor: bool,
    pub place: Option<Place>,
}

/// Begins a session in the commit of what proves it; every way of signing in ends here.
///
/// # Errors
/// [`Failure::Internal`] when the session cannot be written as an item.
pub fn begin(
    app: &App,
    commit: &mut Commit,
    account: Account,
    proof: Proof,
) -> Result<(SignedIn, RefreshToken), Failure> {
    let (family, secret) = (fresh_secret(app), fresh_secret(app));
    let id = SessionId::new(app.new_uuid());
    let now = app.now();
    let place = proof.place.unwrap_or_default();
    let session = Session {
        id,
        account: account.id,
        family_hash: digest(&family),
        token_hash: digest(&secret),
        method: proof.method.to_owned(),
        second_factor: proof.second_factor,
        created_at: now,
        last_used_at: now,
        expires_at: now + REFRESH_TOKEN_LIFE,
        user_agent: place.user_agent,
        address: place.address,
    };
    commit.create(&session)?;
    let token = RefreshToken::of(&session, &family, &secret);
    Ok((SignedIn { account, session }, token))
}
