//! `jobs-rotate-keys`: see `jobs::rotate_keys`.
fn main() -> Result<(), runtime::Error> {
    runtime::run_key_schedule(jobs::rotate_keys::run)
}
