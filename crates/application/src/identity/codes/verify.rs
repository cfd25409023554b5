//! Telling the code that was sent to a number.

use core::fmt;

use booking_rules::ids::AccountId;
use booking_rules::values::{Locale, Name, Phone};
use store::{Account, AccountKind, Claimed, Commit, CommitError, Entity, KnownAs, Place, SentCode, Versioned, keys};

use super::{digest_of, drawn};
use crate::app::App;
use crate::author::Author;
use crate::failure::Failure;
use crate::identity::digits::six_digits;
use crate::identity::second_factor::{ChallengeToken, challenge_in};
use crate::identity::sessions::{self, Proof, RefreshToken, SignedIn};
use crate::identity::{claiming, journal};
use crate::retry;

/// How often a code may be tried.
const TRIES: u32 = 5;
/// Names the counter of a number that was sent no code: it is counted too, so that it takes as long.
const NO_CODE: &str = "none";
/// How a session begun by a code says so.
const METHOD: &str = "code";

/// What somebody tells.
#[derive(Clone)]
pub struct Entered {
    pub phone: Phone,
    pub code: String,
    /// For the account, if this founds it.
    pub name: Option<Name>,
    pub locale: Locale,
    pub place: Option<Place>,
}

impl fmt::Debug for Entered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entered(***)")
    }
}

/// What a right code leads to.
#[derive(Debug)]
pub enum SignedInBy {
    Code(Box<SignedIn>, RefreshToken),
    /// The account has a second factor, which is owed yet.
    Half(ChallengeToken),
}

/// Signs in to the account of the number, or founds it. A code works once.
///
/// # Errors
/// [`Failure::Unproven`] whatever is wrong.
pub async fn verify(app: &App, entered: &Entered, author: &Author) -> Result<SignedInBy, Failure> {
    let code = proven(app, entered).await?;
    for round in 0..retry::ROUNDS {
        retry::pause(app, round).await;
        let (commit, led_to) = decide(app, entered, &code, author).await?;
        match app.store.commit(&commit).await {
            Ok(()) => {
                if let SignedInBy::Code(signed_in, _) = &led_to {
                    claiming::claim_all(app, &signed_in.account).await;
                }
                return Ok(led_to);
            }
            Err(error) if error.is_at(&code.record.key()) => return Err(Failure::Unproven),
            // The account was founded or changed in between: decided anew, with the same code.
            Err(CommitError::Moved(_)) => {}
            Err(CommitError::Store(error)) => return Err(error.into()),
        }
    }
    Err(store::StoreError::Contention.into())
}

/// The code that was told rightly. A try is counted before anything is compared, so that however many come at once no
/// more than the limit are looked at; and what is compared takes the same time without a code.
async fn proven(app: &App, entered: &Entered) -> Result<Versioned<SentCode>, Failure> {
    let number = digest_of(&entered.phone);
    let now = app.now();
    let found = app
        .store
        .sent_code(&number)
        .await?
        .filter(|code| code.record.expires_at > now);
    let salt = found.as_ref().map_or(NO_CODE, |code| code.record.salt.as_str());
    let until = found
        .as_ref()
        .map_or(now + super::CODE_LIFE, |code| code.record.expires_at);
    let counted = app
        .store
        .count_try(keys::code_tries(&number, salt), TRIES, until)
        .await?;
    let told = drawn::hash(salt, &entered.phone, &six_digits(&entered.code).unwrap_or_default());
    let kept = found
        .as_ref()
        .map_or(drawn::NO_HASH, |code| code.record.code_hash.as_str());
    let right = drawn::same(kept, &told) && counted.is_some();
    found.filter(|_| right).ok_or(Failure::Unproven)
}

async fn decide(
    app: &App,
    entered: &Entered,
    code: &Versioned<SentCode>,
    author: &Author,
) -> Result<(Commit, SignedInBy), Failure> {
    let mut commit = Commit::new();
    commit.delete(code.record.key(), code.version);
    let known_as = KnownAs::Phone(entered.phone.clone());
    let account = match app.store.claimed(&known_as).await? {
        Some(claimed) => known(app, claimed.record.account).await?,
        None => found_account(app, &mut commit, entered, &known_as, author)?,
    };
    if let Some(token) = challenge_in(app, &mut commit, &account, METHOD).await? {
        return Ok((commit, SignedInBy::Half(token)));
    }
    let proof = Proof {
        method: METHOD,
        second_factor: false,
        place: entered.place.clone(),
    };
    let (signed_in, token) = sessions::begin(app, &mut commit, account, proof)?;
    commit.create(&journal::signed_in(app, &signed_in, author))?;
    Ok((commit, SignedInBy::Code(Box::new(signed_in), token)))
}

async fn known(app: &App, account: AccountId) -> Result<Account, Failure> {
    let account = app.store.account(account).await?.map(|found| found.record);
    account.filter(|account| !account.closed).ok_or(Failure::Unproven)
}

fn found_account(
    app: &App,
    commit: &mut Commit,
    entered: &Entered,
    known_as: &KnownAs,
    author: &Author,
) -> Result<Account, Failure> {
    let account = Account {
        id: AccountId::new(app.new_uuid()),
        kind: AccountKind::Customer,
        email: None,
        phone: Some(entered.phone.clone()),
        name: entered.name.clone(),
        locale: entered.locale,
        closed: false,
        created_at: app.now(),
    };
    commit.create(&account)?;
    commit.create(&Claimed::new(known_as, account.id, app.now()))?;
    commit.create(&journal::account_created(app, &account, author))?;
    Ok(account)
}
