//! `hooks-replay-failed`, as [`hooks::replay_failed::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(hooks::replay_failed::endpoint)
}
