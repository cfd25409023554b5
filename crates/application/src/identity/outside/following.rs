//! Following what the issuer tells of its people: late, twice and in any order.

use booking_rules::ids::AccountId;
use booking_rules::values::{Email, Name, Phone};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use store::{Account, Claimed, Commit, CommitError, HookSeen, KnownAs, OutsideUser, Versioned, digest, keys};

use super::{told, unknown};
use crate::app::App;
use crate::author::Author;
use crate::failure::Failure;
use crate::retry;

/// A sender repeats a message for a day or so; nobody accepts it after minutes without a new signature.
const REMEMBERED: TimeDelta = TimeDelta::days(7);
/// Sessions ended in one transaction; the rest of it needs a handful of the hundred writes.
const AT_ONCE: usize = 80;

/// A message from the issuer that was proven to be from it.
#[derive(Debug, Clone)]
pub struct Heard {
    /// The sender, in the table's words: `clerk`, ...
    pub source: &'static str,
    /// Its name for the message, the same when it is repeated.
    pub id: String,
    pub subject: KnownAs,
    pub change: UserChange,
}

#[derive(Debug, Clone)]
pub enum UserChange {
    Saved(UserRecord),
    Deleted,
}

/// A person as the issuer knows them; an address or number only if it was proven to be theirs.
#[derive(Debug, Clone)]
pub struct UserRecord {
    pub updated_at: DateTime<Utc>,
    pub name: Option<Name>,
    pub email: Option<Email>,
    pub phone: Option<Phone>,
}

/// Does what the message tells, once. A record that is older than the one followed, and any that comes after the end of
/// the person, changes nothing.
///
/// # Errors
/// [`Failure::Unavailable`]; the sender repeats it then.
pub async fn follow(app: &App, heard: &Heard, author: &Author) -> Result<(), Failure> {
    let seen = HookSeen {
        source: heard.source.to_owned(),
        id_hash: digest(&heard.id),
        expires_at: app.now() + REMEMBERED,
    };
    for round in 0..retry::ROUNDS {
        retry::pause(app, round).await;
        let mut following = Following::begin(app, author, &heard.subject).await?;
        match &heard.change {
            UserChange::Saved(record) => following.save(record).await?,
            UserChange::Deleted => following.close().await?,
        }
        following.commit.create_over_expired(&seen, app.now())?;
        match app.store.commit(&following.commit).await {
            Ok(()) => return Ok(()),
            Err(error) if error.is_at(&keys::hook_seen(&seen.source, &seen.id_hash)) => return Ok(()),
            Err(CommitError::Moved(_) | CommitError::Store(store::StoreError::Contention)) => {}
            Err(CommitError::Store(error)) => return Err(error.into()),
        }
    }
    Err(store::StoreError::Contention.into())
}

/// One decision, and the commit in the making.
struct Following<'a> {
    app: &'a App,
    author: &'a Author,
    subject: &'a KnownAs,
    commit: Commit,
    /// As it was read; none if the subject is new.
    was: Option<Versioned<Account>>,
    outside: Option<Versioned<OutsideUser>>,
}

impl<'a> Following<'a> {
    async fn begin(app: &'a App, author: &'a Author, subject: &'a KnownAs) -> Result<Self, Failure> {
        let (was, outside) = match app.store.claimed(subject).await? {
            None => (None, None),
            Some(claimed) => app.store.followed_account(claimed.record.account).await?,
        };
        Ok(Self {
            app,
            author,
            subject,
            commit: Commit::new(),
            was,
            outside,
        })
    }

    async fn save(&mut self, record: &UserRecord) -> Result<(), Failure> {
        let account = self
            .was
            .as_ref()
            .map_or_else(|| unknown(self.app), |was| was.record.clone());
        let known = self.outside.as_ref().map(|outside| &outside.record);
        let late = known
            .and_then(|known| known.updated_at)
            .is_some_and(|at| at >= record.updated_at);
        if account.closed || late {
            return Ok(());
        }
        let mut outside = OutsideUser {
            account: account.id,
            updated_at: Some(record.updated_at),
            gave_email: known.is_some_and(|known| known.gave_email),
            gave_phone: known.is_some_and(|known| known.gave_phone),
        };
        let email = Followed {
            what: "email",
            held: account.email.clone(),
            is_theirs: outside.gave_email,
            known_as: KnownAs::Email,
        };
        let phone = Followed {
            what: "phone",
            held: account.phone.clone(),
            is_theirs: outside.gave_phone,
            known_as: KnownAs::Phone,
        };
        let (email, phone) = (
            self.contact(account.id, email, record.email.clone()).await?,
            self.contact(account.id, phone, record.phone.clone()).await?,
        );
        (outside.gave_email, outside.gave_phone) = (email.is_theirs, phone.is_theirs);
        let account = Account {
            name: record.name.clone().or(account.name),
            email: email.held,
            phone: phone.held,
            ..account
        };
        self.write(&account, &outside, "AccountUpdated")
    }

    /// The end of the person. What was personal goes with it; the claim to the subject stays, so that no late message and
    /// no token that still lives brings the account back.
    async fn close(&mut self) -> Result<(), Failure> {
        let account = self
            .was
            .as_ref()
            .map_or_else(|| unknown(self.app), |was| was.record.clone());
        if account.closed {
            return Ok(());
        }
        let id = account.id;
        for known_as in [
            account.email.clone().map(KnownAs::Email),
            account.phone.clone().map(KnownAs::Phone),
        ] {
            self.release(id, known_as).await?;
        }
        self.end_sessions(id).await?;
        let outside = OutsideUser {
            account: id,
            updated_at: Some(self.app.now()),
            gave_email: false,
            gave_phone: false,
        };
        let account = Account {
            email: None,
            phone: None,
            name: None,
            closed: true,
            ..account
        };
        self.write(&account, &outside, "AccountClosed")
    }

    fn write(&mut self, account: &Account, outside: &OutsideUser, change: &'static str) -> Result<(), Failure> {
        let (app, author) = (self.app, self.author);
        if self.was.is_none() {
            self.commit.create(&Claimed::new(self.subject, account.id, app.now()))?;
            let created = author.account_event(app, account.id, "AccountCreated", told(account));
            self.commit.create(&created)?;
        }
        if self.was.is_some() || account.closed {
            self.commit
                .create(&author.account_event(app, account.id, change, told(account)))?;
        }
        self.commit.replace(account, self.was.as_ref().map(|was| was.version))?;
        let followed = self.outside.as_ref().map(|outside| outside.version);
        self.commit.replace(outside, followed)?;
        Ok(())
    }

    /// Takes over an address or number from the issuer's record. One that the account came to by a proof of its own is
    /// not the issuer's to change, and one that another account has stays there.
    async fn contact<T: Clone + PartialEq>(
        &mut self,
        account: AccountId,
        followed: Followed<T>,
        wanted: Option<T>,
    ) -> Result<Followed<T>, Failure> {
        if followed.held == wanted || (followed.held.is_some() && !followed.is_theirs) {
            return Ok(followed);
        }
        if let Some(wanted) = wanted.clone() {
            let known_as = (followed.known_as)(wanted);
            match self.app.store.claimed(&known_as).await? {
                Some(claimed) if claimed.record.account != account => {
                    let data = json!({ "account_id": account, "what": followed.what });
                    let refused = self
                        .author
                        .account_event(self.app, account, "AccountClaimRefused", data);
                    self.commit.create(&refused)?;
                    return Ok(followed);
                }
                Some(_) => {}
                None => {
                    self.commit.create(&Claimed::new(&known_as, account, self.app.now()))?;
                }
            }
        }
        self.release(account, followed.held.clone().map(followed.known_as))
            .await?;
        Ok(Followed {
            is_theirs: wanted.is_some(),
            held: wanted,
            ..followed
        })
    }

    async fn release(&mut self, account: AccountId, known_as: Option<KnownAs>) -> Result<(), Failure> {
        let Some(known_as) = known_as else { return Ok(()) };
        let claimed = self.app.store.claimed(&known_as).await?;
        if let Some(claimed) = claimed.filter(|claimed| claimed.record.account == account) {
            self.commit.delete(known_as.key(), claimed.version);
        }
        Ok(())
    }

    /// More sessions than fit into the commit end before it.
    async fn end_sessions(&mut self, account: AccountId) -> Result<(), Failure> {
        let sessions = self.app.store.sessions(account).await?;
        let (last, before) = sessions.split_at(sessions.len().min(AT_ONCE));
        for chunk in before.chunks(AT_ONCE) {
            let mut earlier = Commit::new();
            for session in chunk {
                earlier.delete(keys::session(account, session.record.id), session.version);
            }
            match self.app.store.commit(&earlier).await {
                // One of them moved; it is among the next round's.
                Ok(()) | Err(CommitError::Moved(_)) => {}
                Err(CommitError::Store(error)) => return Err(error.into()),
            }
        }
        for session in last {
            self.commit
                .delete(keys::session(account, session.record.id), session.version);
        }
        Ok(())
    }
}

/// An address or number that an account has, and whether it is the issuer's word that it has.
struct Followed<T> {
    what: &'static str,
    held: Option<T>,
    is_theirs: bool,
    known_as: fn(T) -> KnownAs,
}
