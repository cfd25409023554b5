//! Success, as handlers say it: a view, a status, and what belongs beside the view.
//!
//! The view is serialised here, where its type is known; the frame around it is written by the outermost layer from
//! bytes, so that one copy of that code serves every endpoint.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::pagination::Cursor;

/// 201 with the thing that now exists.
#[derive(Debug, Clone)]
pub struct Created<T>(pub T);

/// 200 with a view; deletions answer it too, so that every answer has the one shape.
#[derive(Debug, Clone)]
pub struct Ok200<T>(pub T);

/// 200 with one page of a list, and the store's key of the next page if there is one.
#[derive(Debug, Clone)]
pub struct Page<T>(pub Vec<T>, pub Option<serde_json::Value>);

/// A success with its trimmings.
#[derive(Debug, Clone)]
pub struct Answer<T> {
    status: StatusCode,
    data: T,
    message: Option<&'static str>,
    version: Option<u64>,
    location: Option<String>,
    pagination: Option<Pagination>,
}

/// How to go on reading a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Pagination {
    /// Send it as `cursor` to get the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    pub has_more: bool,
}

/// An answer on its way to the outermost layer.
#[derive(Debug, Clone)]
pub(crate) struct Envelope {
    /// The view as JSON text; bytes, for extensions must be cheap to clone.
    pub data: axum::body::Bytes,
    pub message: Option<&'static str>,
    pub pagination: Option<Pagination>,
}

impl<T> Answer<T> {
    #[must_use]
    pub fn new(status: StatusCode, data: T) -> Self {
        Self {
            status,
            data,
            message: None,
            version: None,
            location: None,
            pagination: None,
        }
    }

    /// The record's version, told as an `ETag` for a later `If-Match`.
    #[must_use]
    pub fn with_version(self, version: u64) -> Self {
        Self {
            version: Some(version),
            ..self
        }
    }

    /// A sentence for humans, by its code in [`messages`](crate::messages).
    #[must_use]
    pub fn with_message(self, code: &'static str) -> Self {
        Self {
            message: Some(code),
            ..self
        }
    }

    /// For a view that holds one page of a list: the store's key of the next, if there is one.
    #[must_use]
    pub fn with_next(self, next: Option<serde_json::Value>) -> Self {
        Self {
            pagination: Some(Pagination::to(next)),
            ..self
        }
    }

    /// Where the thing is found from now on.
    #[must_use]
    pub fn with_location(self, path: String) -> Self {
        Self {
            location: Some(path),
            ..self
        }
    }
}

macro_rules! answers {
    ($($name:ident $status:ident),*) => {$(
        impl<T> $name<T> {
            /// See [`Answer::with_version`].
            #[must_use]
            pub fn with_version(self, version: u64) -> Answer<T> {
                Answer::from(self).with_version(version)
            }

            /// See [`Answer::with_message`].
            #[must_use]
            pub fn with_message(self, code: &'static str) -> Answer<T> {
                Answer::from(self).with_message(code)
            }

            /// See [`Answer::with_location`].
            #[must_use]
            pub fn with_location(self, path: String) -> Answer<T> {
                Answer::from(self).with_location(path)
            }
        }
        impl<T> From<$name<T>> for Answer<T> {
            fn from(answer: $name<T>) -> Self {
                Self::new(StatusCode::$status, answer.0)
            }
        }
        impl<T: Serialize> IntoResponse for $name<T> {
            fn into_response(self) -> Response {
                Answer::from(self).into_response()
            }
        }
    )*};
}
answers!(Created CREATED, Ok200 OK);

impl<T> From<Page<T>> for Answer<Vec<T>> {
    fn from(Page(items, next): Page<T>) -> Self {
        Self::new(StatusCode::OK, items).with_next(next)
    }
}

impl Pagination {
    fn to(next: Option<serde_json::Value>) -> Self {
        let next_cursor = next.map(|key| Cursor::new(key).to_text());
        Self {
            has_more: next_cursor.is_some(),
            next_cursor,
        }
    }
}

impl<T: Serialize> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        Answer::from(self).into_response()
    }
}

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.data) {
            Ok(data) => frame(
                self.status,
                self.version,
                self.location,
                Envelope {
                    data: data.into(),
                    message: self.message,
                    pagination: self.pagination,
                },
            ),
            Err(error) => ApiError::from(application::Failure::internal(error)).into_response(),
        }
    }
}

fn frame(status: StatusCode, version: Option<u64>, location: Option<String>, envelope: Envelope) -> Response {
    let mut response = status.into_response();
    if let Some(tag) = version.and_then(|v| HeaderValue::try_from(format!("\"{v}\"")).ok()) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    if let Some(location) = location.and_then(|l| HeaderValue::try_from(l).ok()) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response.extensions_mut().insert(envelope);
    response
}
