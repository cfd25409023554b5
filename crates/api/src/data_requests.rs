//! A request about somebody's data as its asker sees it.

use crate::Instant;
use application::data_requests::{DataRequest, Fetchable, PersonFile};
use booking_rules::ids::DataRequestId;
use serde::Serialize;
use utoipa::ToSchema;

/// A wish to have, or to erase, what is held about somebody, and how far it has got.
#[derive(Debug, Serialize, ToSchema)]
pub struct DataRequestView {
    #[schema(value_type = String, example = "drq_06j28qfqhp1nb2gp00000000zz")]
    id: DataRequestId,
    /// `export` or `erasure`.
    kind: &'static str,
    /// `working`, `done` or `expired`: the files are gone.
    status: &'static str,
    requested_at: Instant,
    finished_at: Option<Instant>,
    /// When the files are deleted.
    files_until: Option<Instant>,
    /// Bookings that were written down, or made anonymous, so far.
    bookings: u32,
    files: Vec<FileView>,
}

/// A file that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileView {
    #[schema(example = "data.json")]
    file: String,
    content_type: String,
    bytes: u64,
}

impl From<PersonFile> for FileView {
    fn from(file: PersonFile) -> Self {
        Self {
            file: file.file,
            content_type: file.content_type,
            bytes: file.bytes,
        }
    }
}

impl From<DataRequest> for DataRequestView {
    fn from(request: DataRequest) -> Self {
        Self {
            id: request.id,
            kind: request.kind.as_str(),
            status: request.status.as_str(),
            requested_at: request.requested_at.into(),
            finished_at: request.finished_at.map(Into::into),
            files_until: request.files_until.map(Into::into),
            bookings: request.bookings,
            files: request.files.into_iter().map(Into::into).collect(),
        }
    }
}

/// A file with a link that is good for some minutes and for whoever has it.
#[derive(Debug, Serialize, ToSchema)]
pub struct DownloadView {
    #[serde(flatten)]
    file: FileView,
    url: String,
    url_until: Instant,
}

impl From<Fetchable> for DownloadView {
    fn from(fetchable: Fetchable) -> Self {
        Self {
            file: fetchable.file.into(),
            url: fetchable.url,
            url_until: fetchable.until.into(),
        }
    }
}
