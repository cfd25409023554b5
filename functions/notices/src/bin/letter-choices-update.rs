//! `letter-choices-update`: see `notices::letter_choices::update`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(notices::letter_choices::update::endpoint)
}
