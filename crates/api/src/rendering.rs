//! Writes every answer's frame, at the outermost layer, where the request's language, id and time are known.

use application::audit;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use booking_rules::values::Locale;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde::Serialize;

use crate::context::{REQUEST_ID, RequestContext};
use crate::cors;
use crate::envelope::{Envelope, Pagination};
use crate::error::ApiError;
use crate::instant::rfc3339;
use crate::messages::sentence;
use crate::operations::Operations;
use crate::schema::{ErrorBody, ErrorEnvelope, FieldError, Meta, Problem};
use crate::state::ApiState;

/// Version of the wire format, as in the paths.
const VERSION: &str = "v1";
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");
const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");
/// No answer is a page or a part of one, but those that bring a policy of their own.
const NO_PAGE: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'");
const NO_FRAME: HeaderValue = HeaderValue::from_static("DENY");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
/// Two years, as browsers' preload lists ask for.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");
const VARY: HeaderValue = HeaderValue::from_static("accept, accept-language, authorization, origin");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const PROBLEM: HeaderValue = HeaderValue::from_static("application/problem+json");

/// The outermost layer.
pub(crate) async fn outermost(
    State((state, operations)): State<(ApiState, Operations)>,
    mut request: Request,
    next: Next,
) -> Response {
    let context = RequestContext::read(request.headers(), state.app.now(), || state.app.new_uuid());
    let headers = request.headers().clone();
    let is_head = request.method() == Method::HEAD;
    let leave = state.origins().leave(&state.app, &headers, request.uri()).await;
    let mut response = if cors::is_preflight(request.method(), &headers) {
        let mut answer = Response::new(Body::empty());
        *answer.status_mut() = StatusCode::NO_CONTENT;
        leave
            .into_iter()
            .for_each(|leave| leave.mark_preflight(answer.headers_mut()));
        answer
    } else {
        request.extensions_mut().insert(context.clone());
        let operation = operations.of(&request);
        let answer = next.run(request).await;
        // A refused try of a signed-in caller belongs in the audit trail.
        let tried = answer
            .extensions()
            .get::<ApiError>()
            .and_then(ApiError::refused_try)
            .cloned();
        if let Some(tried) = tried {
            let trace = Some(context.request_id.clone());
            audit::refused(&state.app, &tried, &operation, context.place.clone(), trace).await;
        }
        let mut answer = render(answer, &context);
        leave.into_iter().for_each(|leave| leave.mark(answer.headers_mut()));
        answer
    };
    if is_head {
        // The router has dropped the body already; the frame must not bring one back.
        *response.body_mut() = Body::empty();
    }
    secure(&headers, response.headers_mut(), &context);
    response
}

/// Gives the answer its body, unless the handler wrote one of its own kind.
fn render(mut response: Response, context: &RequestContext) -> Response {
    if let Some(error) = response.extensions_mut().remove::<ApiError>() {
        return render_error(response, &error, context);
    }
    if let Some(envelope) = response.extensions_mut().remove::<Envelope>() {
        return render_success(response, &envelope, context);
    }
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        // The router's own answer: it has the Allow header and no words.
        let error = ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed");
        return render_error(response, &error, context);
    }
    response
}

fn meta(context: &RequestContext, pagination: Option<Pagination>) -> Meta {
    Meta {
        timestamp: rfc3339(context.timestamp),
        request_id: context.request_id.clone(),
        version: VERSION.to_owned(),
        pagination,
    }
}

fn render_success(response: Response, envelope: &Envelope, context: &RequestContext) -> Response {
    let mut body = Vec::with_capacity(envelope.data.len() + 256);
    body.extend_from_slice(br#"{"status":"success","data":"#);
    body.extend_from_slice(&envelope.data);
    if let Some(code) = envelope.message {
        body.extend_from_slice(br#","message":"#);
        body.extend_from_slice(&json(&sentence(code, &[], context.locale)));
    }
    body.extend_from_slice(br#","meta":"#);
    body.extend_from_slice(&json(&meta(context, envelope.pagination.clone())));
    body.push(b'}');
    with_body(response, body, JSON, context.locale)
}

fn render_error(mut response: Response, error: &ApiError, context: &RequestContext) -> Response {
    log(error, context);
    *response.status_mut() = error.status();
    let headers = response.headers_mut();
    if let Some(seconds) = error.retry_after() {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if error.status() == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    let body = error_body(error, context.locale);
    if context.wants_problem {
        let problem = Problem::new(error.status().as_u16(), body, context.request_id.clone());
        return with_body(response, json(&problem), PROBLEM, context.locale);
    }
    let envelope = ErrorEnvelope {
        status: "error".to_owned(),
        error: body,
        meta: meta(context, None),
    };
    with_body(response, json(&envelope), JSON, context.locale)
}

fn error_body(error: &ApiError, locale: Locale) -> ErrorBody {
    let fields: Vec<FieldError> = error
        .field_faults()
        .iter()
        .map(|fault| FieldError {
            path: fault.path.clone(),
            code: fault.code.to_owned(),
            message: fault.told.iter().fold(
                sentence(fault.code, error.arguments(), locale),
                |text, (name, value)| text.replace(&format!("{{{name}}}"), value),
            ),
        })
        .collect();
    ErrorBody::new(error.code(), sentence(error.code(), error.arguments(), locale), fields)
}

/// Once, here; the cause never reaches the body.
fn log(error: &ApiError, context: &RequestContext) {
    if let Some(cause) = error.cause() {
        let cause: &(dyn std::error::Error + 'static) = cause;
        tracing::error!(request_id = %context.request_id, code = error.code(), cause, "http.request_failed");
    } else if error.status().is_server_error() {
        tracing::error!(request_id = %context.request_id, code = error.code(), "http.request_failed");
    }
}

/// Our frames are strings, numbers and lists of them, which always serialise; an empty object would show a defect.
fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_else(|_| b"{}".to_vec())
}

fn with_body(mut response: Response, body: Vec<u8>, media: HeaderValue, locale: Locale) -> Response {
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, media);
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(locale.tag()));
    *response.body_mut() = Body::from(body);
    response
}

fn secure(request: &HeaderMap, response: &mut HeaderMap, context: &RequestContext) {
    response.insert(header::X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    response.insert(header::REFERRER_POLICY, NO_REFERRER);
    response.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    response.insert(header::X_FRAME_OPTIONS, NO_FRAME);
    response.entry(header::CONTENT_SECURITY_POLICY).or_insert(NO_PAGE);
    response.insert(header::VARY, VARY);
    // What is meant for one reader is kept by nobody; a public answer may say otherwise itself.
    if request.contains_key(header::AUTHORIZATION) || !response.contains_key(header::CACHE_CONTROL) {
        response.insert(header::CACHE_CONTROL, NO_STORE);
    }
    if let Ok(id) = HeaderValue::try_from(&context.request_id) {
        response.insert(REQUEST_ID, id);
    }
}
