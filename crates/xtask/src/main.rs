//! `cargo xtask <command>`: the developer commands of the workspace.

mod coverage;
mod openapi;
mod package;
mod python;
mod verify;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use xtask::functions::{self, Route};
use xtask::infra;
use xtask::report::say;
use xtask::scaffold;
use xtask::workspace::root;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The developer commands of Salonbook.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Everything that must hold: format, lints, tests, templates, release build, sizes, end to end.
    Test {
        /// Leave out the release build and the end-to-end test.
        #[arg(long)]
        quick: bool,
    },
    /// Deploy the packaged functions to the emulator and drive them.
    E2e,
    /// Start packaged functions afresh and hold their first second against a bare hello.
    ColdStart,
    /// Line coverage of the tests.
    Coverage,
    /// Write the generated templates and the missing sample events.
    Infra {
        /// Fail when something is not current.
        #[arg(long)]
        check: bool,
    },
    /// One folder with a bootstrap per function, from target/release.
    Package {
        /// Build with cargo-lambda instead of copying the release build.
        #[arg(long)]
        lambda: bool,
        /// With --lambda: for the arm64 processor.
        #[arg(long, requires = "lambda")]
        arm64: bool,
    },
    /// Write the OpenAPI document.
    Openapi {
        /// Fail when the stored document is not current.
        #[arg(long)]
        check: bool,
    },
    /// List the routes and the function behind each.
    Routes,
    /// Lay out a new endpoint: handler, binary, row in the list, sample event.
    NewEndpoint {
        area: String,
        /// The function's name, e.g. bookings-show-history.
        name: String,
        method: String,
        path: String,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(format!("\nfailed: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Test { quick } => verify::test(quick),
        Command::E2e => python::install().and_then(|()| verify::end_to_end()),
        Command::ColdStart => python::install().and_then(|()| verify::cold_start()),
        Command::Coverage => coverage::measure(),
        Command::Infra { check: true } => infra::check(&root()),
        Command::Infra { check: false } => {
            for path in infra::write(&root())? {
                say(format!("wrote {}", path.display()));
            }
            Ok(())
        }
        Command::Package { lambda: true, arm64 } => package::build_with_cargo_lambda(arm64),
        Command::Package { lambda: false, .. } => package::copy().and_then(|()| package::check_sizes()),
        Command::Openapi { check } => openapi::write(check),
        Command::Routes => routes(),
        Command::NewEndpoint {
            area,
            name,
            method,
            path,
        } => scaffold::endpoint(
            &area,
            &name,
            &Route::try_from(format!("{} {path}", method.to_uppercase()))?,
        ),
    }
}

fn routes() -> Result<()> {
    let functions = functions::read(&root())?;
    let mut rows: Vec<_> = functions
        .iter()
        .flat_map(|f| f.routes().iter().map(move |route| (route, f)))
        .collect();
    rows.sort_by(|(a, _), (b, _)| (&a.path, &a.method).cmp(&(&b.path, &b.method)));
    for (route, f) in rows {
        let access = if f.public { "public" } else { "token" };
        say(format!("{:<7} {:<64} {access:<7} {}", route.method, route.path, f.name));
    }
    Ok(())
}
