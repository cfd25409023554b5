//! What is written down of people who prove who they are. Whoever proves it is the author, whoever the request said.

use serde_json::{Value, json};
use store::{Account, Event, Session};

use super::sessions::SignedIn;
use crate::app::App;
use crate::author::Author;

/// Of a sign-in, in its commit.
pub(super) fn signed_in(app: &App, SignedIn { account, session }: &SignedIn, author: &Author) -> Event {
    let author = author.as_account(account);
    author.account_event(app, account.id, "SignedIn", of_session(session))
}

/// Of an account that came to be.
pub(super) fn account_created(app: &App, account: &Account, author: &Author) -> Event {
    let data = json!({ "account_id": account.id, "kind": account.kind });
    author
        .as_account(account)
        .account_event(app, account.id, "AccountCreated", data)
}

/// What events say of a session: not from where, which the event itself keeps.
pub(super) fn of_session(session: &Session) -> Value {
    json!({
        "account_id": session.account, "session_id": session.id, "method": session.method,
        "second_factor": session.second_factor
    })
}
