//! What each route is called, for records that say what was asked for.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{MatchedPath, Request};
use http::Method;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{OpenApi, PathItem};

/// Operation ids by method and path of the route.
#[derive(Debug, Clone, Default)]
pub(crate) struct Operations(Arc<HashMap<(Method, String), String>>);

impl Operations {
    pub(crate) fn of_document(document: &OpenApi) -> Self {
        let paths = document.paths.paths.iter();
        let named = paths.flat_map(|(path, item)| {
            let ids = methods(item)
                .into_iter()
                .filter_map(|(method, operation)| Some((method, operation.as_ref()?.operation_id.clone()?)));
            ids.map(move |(method, id)| ((method, path.clone()), id))
        });
        Self(Arc::new(named.collect()))
    }

    /// The id of what a request asks for; its route where the document does not name it.
    pub(crate) fn of(&self, request: &Request) -> String {
        let path = request
            .extensions()
            .get::<MatchedPath>()
            .map_or("?", MatchedPath::as_str);
        let key = (request.method().clone(), path.to_owned());
        match self.0.get(&key) {
            Some(id) => id.clone(),
            None => format!("{} {path}", key.0),
        }
    }
}

fn methods(item: &PathItem) -> [(Method, &Option<Operation>); 5] {
    [
        (Method::GET, &item.get),
        (Method::POST, &item.post),
        (Method::PUT, &item.put),
        (Method::PATCH, &item.patch),
        (Method::DELETE, &item.delete),
    ]
}
