use std::fmt;
use std::sync::Arc;

use application::App;
use application::failure::Failure;
use secrecy::SecretString;

use crate::auth::{OutsideIssuer, TokenIssuer, TokenVerifier, WebhookSecret};
use crate::cors::Origins;
use crate::error::ApiError;

/// What the outside decides about the API.
#[derive(Debug, Clone, Default)]
pub struct ApiConfig {
    /// Web origins that may read answers; `*` for any.
    pub origins: Vec<String>,
}

/// What extractors and handlers share; cloning is cheap.
#[derive(Clone)]
pub struct ApiState {
    pub app: App,
    tokens: Arc<TokenVerifier>,
    issuer: Option<Arc<TokenIssuer>>,
    outside: Option<Arc<OutsideIssuer>>,
    user_events: Option<Arc<WebhookSecret>>,
    twilio_auth_token: Option<Arc<SecretString>>,
    origins: Arc<Origins>,
}

impl ApiState {
    #[must_use]
    pub fn new(app: App, tokens: TokenVerifier, config: ApiConfig) -> Self {
        Self {
            app,
            tokens: Arc::new(tokens),
            issuer: None,
            outside: None,
            user_events: None,
            twilio_auth_token: None,
            origins: Arc::new(Origins::new(config.origins)),
        }
    }

    /// The same for functions that sign people in.
    #[must_use]
    pub fn with_issuer(self, issuer: TokenIssuer) -> Self {
        Self {
            issuer: Some(Arc::new(issuer)),
            ..self
        }
    }

    /// The same, listing these origins for the platform.
    #[must_use]
    pub fn listing_origins(self, origins: Vec<String>) -> Self {
        Self {
            origins: Arc::new(Origins::new(origins)),
            ..self
        }
    }

    /// The same, believing the tokens of another issuer too.
    #[must_use]
    pub fn with_outside(self, outside: OutsideIssuer) -> Self {
        Self {
            outside: Some(Arc::new(outside)),
            ..self
        }
    }

    /// The same for the function that hears of the other issuer's people.
    #[must_use]
    pub fn with_user_events(self, secret: WebhookSecret) -> Self {
        Self {
            user_events: Some(Arc::new(secret)),
            ..self
        }
    }

    /// The same for the function that hears what people answer to text messages.
    #[must_use]
    pub fn with_twilio_auth_token(self, token: SecretString) -> Self {
        Self {
            twilio_auth_token: Some(Arc::new(token)),
            ..self
        }
    }

    /// What Twilio signs its calls with.
    ///
    /// # Errors
    /// 401 where there is none: nobody can be Twilio then.
    pub fn twilio_auth_token(&self) -> Result<&SecretString, ApiError> {
        self.twilio_auth_token.as_deref().ok_or_else(ApiError::unauthenticated)
    }

    /// The other issuer, if one is trusted.
    #[must_use]
    pub fn outside(&self) -> Option<&OutsideIssuer> {
        self.outside.as_deref()
    }

    /// What messages about the other issuer's people are signed with.
    #[must_use]
    pub fn user_events(&self) -> Option<&WebhookSecret> {
        self.user_events.as_deref()
    }

    /// What signs access tokens.
    ///
    /// # Errors
    /// 500 in a function that was not given the keys.
    pub fn issuer(&self) -> Result<&TokenIssuer, ApiError> {
        let missing = || Failure::internal("this function was not given the signing keys").into();
        self.issuer.as_deref().ok_or_else(missing)
    }

    /// The cheap reads that a function makes before its first request, so that TLS handshakes happen there.
    pub async fn warm_up(&self) {
        if !self.tokens.prepare(&self.app).await {
            // Whether the table answers is the first request's to find out.
            drop(self.app.can_read().await);
        }
        if let Some(issuer) = &self.issuer {
            issuer.prepare(self.app.now()).await;
        }
    }

    #[must_use]
    pub fn tokens(&self) -> &TokenVerifier {
        &self.tokens
    }

    /// Whether the page that asks may send a cookie along. A request without an `Origin` is no page's.
    #[must_use]
    pub fn trusts_origin(&self, headers: &http::HeaderMap) -> bool {
        self.origins.trusts(headers)
    }

    #[must_use]
    pub(crate) fn origins(&self) -> &Origins {
        &self.origins
    }
}

impl fmt::Debug for ApiState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiState")
            .field("tokens", &self.tokens)
            .field("origins", &self.origins)
            .finish_non_exhaustive()
    }
}
