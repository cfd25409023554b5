//! What vendors call to tell of messages. No call is answered with what became of it: who calls knows, and a forger learns
//! nothing.

use api::ApiState;
use application::callbacks::Call;
use http::HeaderMap;
use utoipa_axum::router::OpenApiRouter;

pub mod inbound_sms;
pub mod sendgrid;
pub mod serwersms;
pub mod ses;
pub mod twilio;
pub mod unifonic;

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(twilio::endpoint())
        .merge(sendgrid::endpoint())
        .merge(ses::endpoint())
        .merge(serwersms::endpoint())
        .merge(unifonic::endpoint())
        .merge(inbound_sms::endpoint())
}

/// A report of one message is well under this.
pub(crate) const ONE_MESSAGE: usize = 64 * 1024;

/// The call, as far as it says by which headers it is signed.
pub(crate) fn call<'a>(
    query: Option<&'a str>,
    headers: &'a HeaderMap,
    signature: &str,
    timestamp: &str,
    body: &'a [u8],
) -> Call<'a> {
    let header = |name: &str| only(headers, name).unwrap_or_default();
    Call {
        query: query.unwrap_or_default(),
        content_type: header("content-type"),
        signature: header(signature),
        timestamp: header(timestamp),
        body,
    }
}

/// The only value of the header; one that stands twice is nobody's.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}
