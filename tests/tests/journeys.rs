//! Stories told through the real routes, with relay, workers and sweep.

#[path = "journeys/booking.rs"]
mod booking;
#[path = "journeys/change_days.rs"]
mod change_days;
#[path = "journeys/fates.rs"]
mod fates;
#[path = "journeys/letters.rs"]
mod letters;
#[path = "journeys/notices.rs"]
mod notices;
#[path = "journeys/restart.rs"]
mod restart;
#[path = "journeys/told.rs"]
mod told;
#[path = "journeys/undelivered.rs"]
mod undelivered;
