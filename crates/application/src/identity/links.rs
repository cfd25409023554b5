//! Where the links in letters lead. The pages are the front end's; each finds its secret in the query, as `token`.
//!
//! | letter | page | what the page does with the token |
//! |---|---|---|
//! | `confirm_email` | [`CONFIRM_EMAIL`] | `POST /api/v1/auth/verify-email { token }` |
//! | `already_registered`, `reset_password` | [`RESET_PASSWORD`] | `POST /api/v1/auth/password-reset/confirm { token, password }` |
//! | `sign_in_locked` | [`UNLOCK`] | `POST /api/v1/auth/unlock { token }` |

use crate::app::App;

pub const CONFIRM_EMAIL: &str = "/sign-in/confirm";
pub const RESET_PASSWORD: &str = "/sign-in/reset-password";
pub const UNLOCK: &str = "/sign-in/unlock";

/// A link to a page with a secret. Secrets are base64url, which a query takes as it is.
#[must_use]
pub fn link(app: &App, page: &str, secret: &str) -> String {
    format!("{}{page}?token={secret}", app.links().public_base_url)
}
