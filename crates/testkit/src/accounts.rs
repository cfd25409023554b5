//! People who register and sign in, reading their mail.

use http::Method;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::caller::request;
use crate::salon::Salon;

impl Salon {
    /// Registers, follows the link of the letter, and is signed in: the tokens.
    ///
    /// # Panics
    /// When the API refuses or no letter comes.
    pub async fn register(&self, email: &str, password: &str) -> Value {
        self.register_as("customer", email, password).await
    }

    /// The same as `customer` or `business`.
    ///
    /// # Panics
    /// As [`Salon::register`].
    pub async fn register_as(&self, account_type: &str, email: &str, password: &str) -> Value {
        let wanted = json!({ "email": email, "password": password, "account_type": account_type });
        self.post("/auth/register", "", wanted).await.expect(202);
        let token = self.secret_of("confirm_email", email).await;
        self.post("/auth/verify-email", "", json!({ "token": token }))
            .await
            .expect(200)
    }

    /// Signs in with a password.
    pub async fn login(&self, email: &str, password: &str) -> Answer {
        self.post("/auth/login", "", json!({ "email": email, "password": password }))
            .await
    }

    /// Uses a refresh token.
    pub async fn refresh(&self, token: &str) -> Answer {
        let body = json!({ "refresh_token": token });
        self.send(request(Method::POST, "/auth/refresh").json(&body)).await
    }

    /// The secret in the link of the newest letter of a kind to an address.
    ///
    /// # Panics
    /// When there is no such letter, or no link in it.
    pub async fn secret_of(&self, kind: &str, email: &str) -> String {
        let messages = self.messages(email).await;
        let letter = messages.iter().rfind(|message| message["kind"] == kind);
        let letter = letter.unwrap_or_else(|| panic!("no {kind} to {email} among {messages:?}"));
        let text = letter["text"].as_str().expect("a text");
        let (_, rest) = text.split_once("token=").expect("a link with a secret");
        let is_secret = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        rest.chars().take_while(|c| is_secret(*c)).collect()
    }
}
