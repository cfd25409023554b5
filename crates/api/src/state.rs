use std::fmt;
use std::sync::Arc;

use application::App;

use crate::auth::TokenVerifier;
use crate::cors::Origins;

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
    origins: Arc<Origins>,
}

impl ApiState {
    #[must_use]
    pub fn new(app: App, tokens: TokenVerifier, config: ApiConfig) -> Self {
        Self {
            app,
            tokens: Arc::new(tokens),
            origins: Arc::new(Origins::new(config.origins)),
        }
    }

    #[must_use]
    pub fn tokens(&self) -> &TokenVerifier {
        &self.tokens
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
