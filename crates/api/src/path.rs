//! Ids in the path. A text that is no id names nothing, so it is 404 and not a fault of form.

use std::str::FromStr;

use axum::extract::{FromRequestParts, RawPathParams};
use http::request::Parts;

use crate::error::ApiError;

/// The route's only id.
#[derive(Debug, Clone, Copy)]
pub struct PathId<T>(pub T);

/// The route's two ids, in the order of the path.
#[derive(Debug, Clone, Copy)]
pub struct PathIds<A, B>(pub A, pub B);

impl<T: FromStr, S: Send + Sync> FromRequestParts<S> for PathId<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let params = params(parts, state).await?;
        match params.as_slice() {
            [id] => read(id).map(Self),
            _ => Err(ApiError::not_found()),
        }
    }
}

impl<A: FromStr, B: FromStr, S: Send + Sync> FromRequestParts<S> for PathIds<A, B> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let params = params(parts, state).await?;
        match params.as_slice() {
            [first, second] => Ok(Self(read(first)?, read(second)?)),
            _ => Err(ApiError::not_found()),
        }
    }
}

async fn params<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<Vec<String>, ApiError> {
    let params = RawPathParams::from_request_parts(parts, state)
        .await
        .map_err(|_| ApiError::not_found())?;
    Ok(params.iter().map(|(_, value)| value.to_owned()).collect())
}

fn read<T: FromStr>(text: &str) -> Result<T, ApiError> {
    text.parse().map_err(|_| ApiError::not_found())
}
