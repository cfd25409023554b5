//! What is written down of people who prove who they are. Whoever proves it is the author, whoever the request said.

use serde_json::json;
use store::{Account, Actor, Event};

use super::sessions::SignedIn;
use crate::access::Role;
use crate::app::App;
use crate::author::Author;

/// Of a sign-in, in its commit.
pub(super) fn signed_in(app: &App, SignedIn { account, session }: &SignedIn, author: &Author) -> Event {
    let data = json!({
        "account_id": account.id, "session_id": session.id, "method": session.method,
        "second_factor": session.second_factor
    });
    by(account, author).account_event(app, account.id, "SignedIn", data)
}

/// Of an account that came to be.
pub(super) fn account_created(app: &App, account: &Account, author: &Author) -> Event {
    let data = json!({ "account_id": account.id, "kind": account.kind });
    by(account, author).account_event(app, account.id, "AccountCreated", data)
}

fn by(account: &Account, author: &Author) -> Author {
    Author {
        actor: Actor::Account {
            account: account.id,
            role: Role::from(account.kind).to_string(),
            key: None,
        },
        ..author.clone()
    }
}
