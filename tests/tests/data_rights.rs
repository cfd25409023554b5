//! People's right to their data: files of everything that is held, and erasing it so that no trace is left.

#[path = "data_rights/asking.rs"]
mod asking;
#[path = "data_rights/dump.rs"]
mod dump;
#[path = "data_rights/erasing.rs"]
mod erasing;
#[path = "data_rights/exporting.rs"]
mod exporting;
#[path = "data_rights/keeping.rs"]
mod keeping;
#[path = "data_rights/people.rs"]
mod people;
#[path = "data_rights/restoring.rs"]
mod restoring;
