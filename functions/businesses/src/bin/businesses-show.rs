//! `businesses-show`, as [`businesses::show::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(businesses::show::endpoint)
}
