//! People whom another issuer vouches for: by its tokens, and by what it tells of them.

#[path = "clerk/issuer.rs"]
mod issuer;
#[path = "clerk/tokens.rs"]
mod tokens;
#[path = "clerk/webhook.rs"]
mod webhook;
