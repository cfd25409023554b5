//! Serving the system until somebody stops it.

use anyhow::Context;
use tokio::net::TcpListener;

use crate::demo::{Demo, OWNER};
use crate::options::Options;
use crate::system::{Place, System};

/// Runs the system until Ctrl-C or a termination signal, then lets what is under way finish.
///
/// # Errors
/// When the port is taken or the data folder cannot be used.
pub async fn serve(options: Options) -> anyhow::Result<()> {
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
    system.run_pumps();
    announce(&base_url, demo.as_ref());
    axum::serve(listener, system.router())
        .with_graceful_shutdown(stop_signal())
        .await?;
    system.stop();
    Ok(())
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
