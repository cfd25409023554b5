//! Serving the system until somebody stops it.

use anyhow::Context;
use application::backups::{RestoreStep, Walk};
use tokio::net::TcpListener;

use crate::backups::{prove, restore};
use crate::demo::{Demo, OWNER};
use crate::options::{Options, Task};
use crate::system::{Place, System};

/// Runs the system until Ctrl-C or a termination signal, then lets what is under way finish.
///
/// # Errors
/// When the port is taken or the data folder cannot be used.
pub async fn serve(options: Options) -> anyhow::Result<()> {
    match &options.task {
        Some(Task::Restore { from, backup, into }) => {
            let made = restore(from, backup.as_deref(), into, RestoreStep::ALL).await?;
            proved(
                &made.walk,
                &format!("restored to {} from {}", made.to, made.chain.join(", ")),
            );
            return Ok(());
        }
        Some(Task::Prove { table, bucket }) => {
            proved(&prove(table, bucket, RestoreStep::ALL).await?, "proved");
            return Ok(());
        }
        None => {}
    }
    let listener = TcpListener::bind(("127.0.0.1", options.port))
        .await
        .with_context(|| format!("port {} is not free; choose another with --port", options.port))?;
    let base_url = format!("http://127.0.0.1:{}", listener.local_addr()?.port());
    let system = System::start(&Place::Folder(options.data.clone()), options.clock, &base_url).await?;
    let demo = if options.no_demo {
        None
    } else {
        Some(system.load_demo().await?)
    };
    if !options.no_backups {
        system.back_up_by_the_clock();
    }
    system.run_pumps();
    announce(&base_url, demo.as_ref());
    axum::serve(listener, system.router())
        .with_graceful_shutdown(stop_signal())
        .await?;
    system.stop();
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what was proved is the program's output")]
fn proved(walk: &Walk, done: &str) {
    println!("{done}");
    println!(
        "{} items, {} bookings, {} day books: everything is as it should be",
        walk.tally.items, walk.bookings, walk.day_books
    );
}

#[expect(
    clippy::print_stdout,
    reason = "the base URL is the program's output, for people and scripts"
)]
fn announce(base_url: &str, demo: Option<&Demo>) {
    println!("{base_url}");
    println!("API documentation: {base_url}/docs");
    if let Some(demo) = demo {
        println!("Demo business: {} (owner {OWNER})", demo.business);
        println!("Demo shop: {}   service: {}", demo.shop, demo.service);
    }
}

async fn stop_signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
