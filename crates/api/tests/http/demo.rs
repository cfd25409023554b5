//! A router with one route a rule, tokens signed by keys made on the spot, and a clock that stands still.

use std::sync::{Arc, LazyLock};

use api::auth::{Claims, TokenVerifier};
use api::pagination::{Cursor, Limit};
use api::permissions::{CreateBusiness, ManageCatalog};
use api::schema::{PublicRefusals, Refusals, Success};
use api::{
    AccountCaller, ApiConfig, ApiError, ApiState, Body, Caller, Created, Fields, Idempotency, IfMatch, Instant, Ok200,
    OptionalBody, Page, Params, Patch, PathId, PathIds, Public, Visitor,
};
use application::access::Role;
use application::{App, Clock, Failure, IdSource, Links};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair};
use axum::Router;
use axum::http::{Request, Response, StatusCode};
use booking_rules::ids::{AccountId, BusinessId, ServiceId, ShopId, StaffId};
use booking_rules::values::{Email, Locale, Minutes, Name};
use booking_rules::{Refusal, values};
use chrono::{DateTime, Utc};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::Store;
use tower::ServiceExt;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub const ISSUER: &str = "https://salonbook.test";
pub const AUDIENCE: &str = "salonbook-api";
pub const NOW: &str = "2027-03-14T08:00:00Z";

/// Key pairs made when the tests start: a secret in a file, even a worthless one, teaches bad habits.
pub struct Keys {
    pub signer: EncodingKey,
    pub stranger: EncodingKey,
    pub edwards: EncodingKey,
}

pub static KEYS: LazyLock<Keys> = LazyLock::new(|| {
    let random = SystemRandom::new();
    let p256 = || {
        let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        EncodingKey::from_ec_der(pair.as_ref())
    };
    let edwards = EncodingKey::from_ed_der(Ed25519KeyPair::generate_pkcs8v1(&random).unwrap().as_ref());
    Keys {
        signer: p256(),
        stranger: p256(),
        edwards,
    }
});

struct StandingClock;

impl Clock for StandingClock {
    fn now(&self) -> DateTime<Utc> {
        now()
    }
}

struct OneId;

impl IdSource for OneId {
    fn next(&self, _: DateTime<Utc>) -> Uuid {
        Uuid::from_u128(1)
    }

    fn secret(&self) -> [u8; 16] {
        [1; 16]
    }
}

pub fn now() -> DateTime<Utc> {
    NOW.parse().unwrap()
}

pub fn business(n: u128) -> BusinessId {
    BusinessId::from_uuid(Uuid::from_u128(n))
}

/// A table nobody listens for: port 1 of this machine refuses every connection.
fn unreachable_store() -> Store {
    use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region, retry::RetryConfig};
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-central-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .endpoint_url("http://127.0.0.1:1")
        .retry_config(RetryConfig::disabled())
        .build();
    Store::new(aws_sdk_dynamodb::Client::from_conf(config), "salonbook")
}

fn jwk(key: &EncodingKey, kid: &str, algorithm: Algorithm) -> Jwk {
    let mut jwk = Jwk::from_encoding_key(key, algorithm).unwrap();
    jwk.common.key_id = Some(kid.to_owned());
    jwk
}

pub fn jwks() -> String {
    let keys = vec![
        jwk(&KEYS.signer, "ec-1", Algorithm::ES256),
        jwk(&KEYS.edwards, "ed-1", Algorithm::EdDSA),
    ];
    serde_json::to_string(&JwkSet { keys }).unwrap()
}

pub fn claims(role: Role) -> Claims {
    Claims {
        iss: ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
        sub: AccountId::new(Uuid::from_u128(7)),
        exp: now().timestamp() + 900,
        nbf: None,
        iat: now().timestamp(),
        role,
        business_id: (role != Role::Customer).then(|| business(1)),
        staff_id: None,
        email: Some(Email::parse("anna@example.pl").unwrap()),
        phone: None,
        name: None,
        sid: None,
        second_factor: false,
    }
}

pub fn sign(claims: &impl Serialize, key: &EncodingKey, kid: &str, algorithm: Algorithm) -> String {
    let header = Header {
        kid: Some(kid.to_owned()),
        ..Header::new(algorithm)
    };
    jsonwebtoken::encode(&header, claims, key).unwrap()
}

pub fn token(role: Role) -> String {
    sign(&claims(role), &KEYS.signer, "ec-1", Algorithm::ES256)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Guest {
    email: String,
    name: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    #[schema(value_type = String)]
    service_id: ServiceId,
    start: Instant,
    customer: Option<Guest>,
    persons: Option<u16>,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    reason: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    #[serde(default)]
    phone: Patch<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listing {
    #[serde(default)]
    limit: Limit,
    cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct View {
    text: String,
}

fn view(text: impl Into<String>) -> View {
    View { text: text.into() }
}

#[utoipa::path(post, path = "/api/v1/wishes", operation_id = "wishes-create", tag = "demo", request_body = Wish,
    responses((status = 201, body = Success<View>), PublicRefusals))]
async fn create(_: Public, key: Idempotency, body: Body<Wish>) -> Result<impl axum::response::IntoResponse, ApiError> {
    let wish = body.value;
    let mut fields = Fields::new();
    let guest = wish.customer.as_ref();
    let email = fields.check_optional("customer.email", guest.map(|g| Email::parse(&g.email)));
    let name = fields.check_optional("customer.name", guest.and_then(|g| g.name.as_deref()).map(Name::parse));
    fields.finish((email, name))?;
    let text = format!(
        "{} {:?} {}",
        wish.service_id.own().as_u128(),
        wish.persons,
        key.0.is_some()
    );
    let prefix: String = body.fingerprint.iter().take(4).map(|b| format!("{b:02x}")).collect();
    let answer = Created(view(format!("{text} {prefix} {}", api::instant::rfc3339(wish.start.0))));
    Ok(answer.with_version(3).with_location("/api/v1/wishes/1".to_owned()))
}

#[utoipa::path(patch, path = "/api/v1/shops/{id}", operation_id = "shops-update", tag = "demo", request_body = Change,
    params(("id" = String, Path)), responses((status = 200, body = Success<View>), Refusals), security(("bearer" = [])))]
async fn update(
    caller: Caller<ManageCatalog>,
    PathId(shop): PathId<ShopId>,
    IfMatch(version): IfMatch,
    body: Body<Change, 1024>,
) -> Result<Ok200<View>, ApiError> {
    if shop.business() != caller.business() {
        return Err(Failure::NotFound.into());
    }
    if version.is_some_and(|seen| seen != 3) {
        return Err(Failure::Stale.into());
    }
    Ok(Ok200(view(format!("{:?}", body.value.phone))))
}

#[utoipa::path(post, path = "/api/v1/staff/{id}/schedules/{shop_id}", operation_id = "schedules-set", tag = "demo",
    params(("id" = String, Path), ("shop_id" = String, Path)), request_body = Reason,
    responses((status = 200, body = Success<View>), Refusals), security(("bearer" = [])))]
async fn act(
    caller: AccountCaller,
    PathIds(staff, shop): PathIds<StaffId, ShopId>,
    body: OptionalBody<Reason>,
) -> Ok200<View> {
    let own = [staff.own().as_u128(), shop.own().as_u128()];
    Ok200(view(format!(
        "{own:?} {:?} {}",
        body.value.reason,
        caller.identity().role
    )))
}

#[utoipa::path(get, path = "/api/v1/wishes", operation_id = "wishes-list", tag = "demo",
    responses((status = 200, body = Success<Vec<View>>), PublicRefusals))]
async fn list(Visitor(visitor): Visitor, Params(query): Params<Listing>) -> Result<Page<View>, ApiError> {
    let from: usize = query
        .cursor
        .map(|c| c.key())
        .transpose()
        .map_err(|e| Failure::field("cursor", e.code))?
        .unwrap_or(0);
    let items: Vec<View> = (from..5)
        .take(usize::from(query.limit.get()))
        .map(|n| view(n.to_string()))
        .collect();
    let next = from + items.len();
    let who = visitor.map_or_else(|| "nobody".to_owned(), |i| i.role.to_string());
    let items = items.into_iter().chain([view(who)]).collect();
    Ok(Page(items, (next < 5).then(|| json!(next))))
}

#[utoipa::path(post, path = "/api/v1/businesses", operation_id = "businesses-create", tag = "demo",
    responses((status = 200, body = Success<View>), Refusals), security(("bearer" = [])))]
async fn found(_: AccountCaller<CreateBusiness>) -> Ok200<View> {
    Ok200(view("founded"))
}

/// Fails as a use case would, by name.
async fn fail(_: Public, axum::extract::Path(how): axum::extract::Path<String>) -> Result<Ok200<View>, ApiError> {
    let cause = || application::failure::Cause("table salonbook-prod: anna@example.pl".into());
    Err(match how.as_str() {
        "time-taken" => Refusal::TimeTaken.into(),
        "too-soon" => Refusal::TooSoon {
            notice: Minutes::new(60),
        }
        .into(),
        "over-capacity" => Refusal::OverCapacity { capacity: 2 }.into(),
        "not-found" => Failure::NotFound.into(),
        "forbidden" => Failure::Forbidden.into(),
        "conflict" => Failure::Conflict("archived").into(),
        "stale" => Failure::Stale.into(),
        "reused" => Failure::IdempotencyKeyReused.into(),
        "unavailable" => Failure::Unavailable(cause()).into(),
        "busy" => ApiError::too_many_requests(30),
        "field" => Failure::field("shop_id", "unknown_shop").into(),
        "value" => Failure::field("email", values::Email::parse("x").unwrap_err().code).into(),
        _ => Failure::Internal(cause()).into(),
    })
}

async fn public_text(_: Public) -> impl axum::response::IntoResponse {
    ([("cache-control", "public, max-age=60")], "BEGIN:VCALENDAR")
}

pub fn routes() -> OpenApiRouter<ApiState> {
    api::router::root()
        .routes(routes!(create, list))
        .routes(routes!(update))
        .routes(routes!(act))
        .routes(routes!(found))
        .route("/fail/{how}", axum::routing::get(fail))
        .route("/calendar.ics", axum::routing::get(public_text))
}

pub fn service() -> Router {
    let links = Links {
        public_base_url: "https://salonbook.test".to_owned(),
    };
    let app = App::new(unreachable_store(), Arc::new(StandingClock), Arc::new(OneId), links);
    let tokens = TokenVerifier::new(&jwks(), ISSUER, AUDIENCE, 5).unwrap();
    let config = ApiConfig {
        origins: vec!["https://book.example".to_owned()],
    };
    api::router::finish(routes(), ApiState::new(app, tokens, config))
}

/// A request in the making.
pub struct Call(axum::http::request::Builder, String);

pub fn call(method: &str, path: &str) -> Call {
    Call(Request::builder().method(method).uri(path), String::new())
}

/// What came back.
pub struct Reply {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub text: String,
}

impl Call {
    pub fn header(self, name: &str, value: &str) -> Self {
        Self(self.0.header(name, value), self.1)
    }

    pub fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub fn json(self, body: impl ToString) -> Self {
        let Self(request, _) = self.header("content-type", "application/json");
        Self(request, body.to_string())
    }

    pub fn body(self, body: &str) -> Self {
        Self(self.0, body.to_owned())
    }

    pub fn reader(self, locale: Locale) -> Self {
        self.header("accept-language", locale.tag())
    }

    pub async fn send(self) -> Reply {
        let request = self.0.body(axum::body::Body::from(self.1)).unwrap();
        let response: Response<axum::body::Body> = service().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Reply {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }

    pub fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or_default().to_owned()
    }

    /// Path and code of each wrong field.
    pub fn faults(&self) -> Vec<(String, String)> {
        let fields = self.json()["error"]["fields"].as_array().cloned().unwrap_or_default();
        let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
        fields.iter().map(|f| (text(&f["path"]), text(&f["code"]))).collect()
    }
}
