//! Where files stand, under which names, and how large they may become.

use store::{Export, ExportFormat, ExportWhat};

/// A spreadsheet is put together at once, by one worker; what has more rows is asked for as CSV.
pub const MOST_SPREADSHEET_ROWS: u64 = 200_000;
/// Parts of a file; their tags stand in its record, which may have 400 KB.
pub(super) const MOST_PARTS: usize = 4_000;

fn folder(export: &Export) -> String {
    format!("exports/{}/{}", export.business(), export.id)
}

/// The key of the file.
pub(super) fn key(export: &Export) -> String {
    format!("{}/{}", folder(export), name(export))
}

/// Where what is not yet a part waits between two turns. Named by the claim, so that no turn writes over what another left.
pub(super) fn rest(export: &Export) -> String {
    let by = export.claim.as_ref().map_or("", |claim| claim.by.as_str());
    format!("{}/rest-{by}", folder(export))
}

/// What the file is called when it is saved.
fn name(export: &Export) -> String {
    let request = &export.request;
    match request.what {
        ExportWhat::Datev => documents::datev::FILE_NAME.to_owned(),
        what => format!(
            "{}-{}-{}.{}",
            what.as_str(),
            request.from,
            request.to,
            request.format.as_str()
        ),
    }
}

pub(super) fn content_type(export: &Export) -> &'static str {
    match (export.request.what, export.request.format) {
        (ExportWhat::Datev, _) => "text/csv; charset=windows-1252",
        (_, ExportFormat::Csv) => "text/csv; charset=utf-8",
        (_, ExportFormat::Xlsx) => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        (_, ExportFormat::Xml) => "application/xml",
    }
}
