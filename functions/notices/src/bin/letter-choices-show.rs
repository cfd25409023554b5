//! `letter-choices-show`: see `notices::letter_choices::show`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(notices::letter_choices::show::endpoint)
}
