//! Stories told through the real routes, with relay, workers and sweep.

#[path = "journeys/announcements.rs"]
mod announcements;
#[path = "journeys/booking.rs"]
mod booking;
#[path = "journeys/change_days.rs"]
mod change_days;
#[path = "journeys/fates.rs"]
mod fates;
#[path = "journeys/hooks.rs"]
mod hooks;
#[path = "journeys/letters.rs"]
mod letters;
#[path = "journeys/notices.rs"]
mod notices;
#[path = "journeys/own_words.rs"]
mod own_words;
#[path = "journeys/receipts.rs"]
mod receipts;
#[path = "journeys/receiver.rs"]
mod receiver;
#[path = "journeys/report_files.rs"]
mod report_files;
#[path = "journeys/report_jobs.rs"]
mod report_jobs;
#[path = "journeys/restart.rs"]
mod restart;
#[path = "journeys/retention.rs"]
mod retention;
#[path = "journeys/sealed_fields.rs"]
mod sealed_fields;
#[path = "journeys/till.rs"]
mod till;
#[path = "journeys/told.rs"]
mod told;
#[path = "journeys/undelivered.rs"]
mod undelivered;
#[path = "journeys/wishes.rs"]
mod wishes;
