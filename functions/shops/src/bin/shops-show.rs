//! `shops-show`, as [`shops::show::endpoint`] serves it.
fn main() -> Result<(), runtime::Error> {
    runtime::run_http(shops::show::endpoint)
}
