//! The keys that sign access tokens.

use store::PublishedKeys;

use crate::app::App;
use crate::failure::Failure;

/// The public halves of the keys, as a JSON Web Key Set.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn published(app: &App) -> Result<String, Failure> {
    let published = app.store.published_keys().await?;
    Ok(published.map_or_else(|| PublishedKeys::NONE.to_owned(), |keys| keys.record.jwks))
}
