//! Query parameters, with the same answers as bodies.

use axum::extract::{FromRequestParts, Query};
use http::request::Parts;
use http::{StatusCode, Uri};
use serde::de::DeserializeOwned;

use crate::error::ApiError;
use crate::reading;

/// The query as a struct with `#[serde(deny_unknown_fields)]`; a list of values is one comma-separated parameter.
#[derive(Debug, Clone, Copy)]
pub struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        read(&parts.uri).map(Self)
    }
}

fn read<T: DeserializeOwned>(uri: &Uri) -> Result<T, ApiError> {
    Query::try_from_uri(uri)
        .map(|Query(value)| value)
        .map_err(|rejection| refuse(&rejection))
}

/// The framework keeps serde's own error, with the parameter's name, at the end of its chain.
fn refuse(rejection: &(dyn std::error::Error + 'static)) -> ApiError {
    let mut next = Some(rejection);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<serde_path_to_error::Error<serde::de::value::Error>>() {
            return ApiError::fields(vec![reading::fault(found.path(), &found.inner().to_string())]);
        }
        next = error.source();
    }
    ApiError::new(StatusCode::BAD_REQUEST, "malformed_query")
}

#[cfg(test)]
mod tests {
    use booking_rules::ids::ShopId;
    use serde::Deserialize;

    use super::*;
    use crate::instant::Instant;
    use crate::pagination::{Cursor, Limit};

    #[expect(dead_code, reason = "only the way in is under test")]
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Search {
        from: Instant,
        shop_id: Option<ShopId>,
        count: Option<u8>,
        #[serde(default)]
        limit: Limit,
        cursor: Option<Cursor>,
    }

    #[test]
    fn each_fault_names_its_parameter_and_code() {
        for (query, path, code) in [
            ("from=2027-03-14T08:00:00Z&form=1", "form", "unknown_field"),
            ("", "from", "required"),
            ("from=tomorrow", "from", "invalid_instant"),
            ("from=2027-03-14T08:00:00+01:00", "from", "invalid_instant"),
            (
                "from=2027-03-14T08:00:00Z&from=2027-03-14T08:00:00Z",
                "from",
                "duplicate_field",
            ),
            ("from=2027-03-14T08:00:00Z&shop_id=1", "shop_id", "invalid_id"),
            ("from=2027-03-14T08:00:00Z&count=x", "count", "wrong_type"),
            ("from=2027-03-14T08:00:00Z&count=300", "count", "out_of_range"),
            ("from=2027-03-14T08:00:00Z&limit=0", "limit", "out_of_range"),
            ("from=2027-03-14T08:00:00Z&limit=101", "limit", "out_of_range"),
            ("from=2027-03-14T08:00:00Z&limit=many", "limit", "wrong_type"),
            ("from=2027-03-14T08:00:00Z&cursor=!!", "cursor", "invalid_cursor"),
        ] {
            let uri: Uri = format!("/x?{query}").parse().unwrap();
            let error = read::<Search>(&uri).unwrap_err();
            let fault = &error.field_faults()[0];
            assert_eq!((fault.path.as_str(), fault.code), (path, code), "{query}");
            assert_eq!(error.status(), StatusCode::UNPROCESSABLE_ENTITY);
        }
        let good: Uri = "/x?from=2027-03-14T08:00:00%2B01:00&limit=100".parse().unwrap();
        assert_eq!(read::<Search>(&good).unwrap().limit.get(), 100);
    }
}
