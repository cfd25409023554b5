//! What a business writes to the caller about, who works for it.

use api::ApiState;
use booking_rules::notices::LetterChoices;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

pub mod show;
pub mod update;

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().merge(show::endpoint()).merge(update::endpoint())
}

/// What letters the caller gets as somebody of the business; the list in the application tells everything.
#[derive(Debug, Serialize, ToSchema)]
pub struct LetterChoicesView {
    /// Bookings I serve that are new or moved.
    new_bookings: bool,
    /// Bookings I serve that are called off; and, of shops I run, cancellations out of the ordinary.
    cancellations: bool,
    /// What happened yesterday in the shops I run.
    digest: bool,
    /// Today's bookings that I serve.
    day_plan: bool,
}

impl From<LetterChoices> for LetterChoicesView {
    fn from(choices: LetterChoices) -> Self {
        let LetterChoices {
            new_bookings,
            cancellations,
            digest,
            day_plan,
        } = choices;
        Self {
            new_bookings,
            cancellations,
            digest,
            day_plan,
        }
    }
}
