use api::Instant;
use application::customer_notes::ReadNote;
use secrecy::ExposeSecret;
use serde::Serialize;
use utoipa::ToSchema;

/// A note about a customer.
#[derive(Serialize, ToSchema)]
pub struct CustomerNoteView {
    #[schema(example = "cnt_01jz…")]
    id: String,
    text: String,
    /// The account of who wrote it down.
    written_by: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Instant,
}

impl From<ReadNote> for CustomerNoteView {
    fn from(note: ReadNote) -> Self {
        Self {
            id: note.id.to_string(),
            text: note.text.expose_secret().to_owned(),
            written_by: note.by.to_string(),
            created_at: note.created_at.into(),
        }
    }
}
