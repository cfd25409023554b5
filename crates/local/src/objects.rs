//! The embedded object store: S3's protocol over a folder, reached through the ordinary SDK.

use std::path::Path;

use anyhow::Context;
use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder as ConnectionBuilder;
use providers::object_store::s3::S3ObjectStore;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Bucket of exports and backups.
pub(crate) const BUCKET: &str = "salonbook-exports";
const KEY: &str = "local";

/// Serves the folder on a free port of this machine and opens the bucket.
pub(crate) async fn start(folder: &Path, mut stop: watch::Receiver<bool>) -> anyhow::Result<S3ObjectStore> {
    tokio::fs::create_dir_all(folder.join(BUCKET))
        .await
        .context("making the bucket's folder")?;
    let files = FileSystem::new(folder).map_err(|e| anyhow::anyhow!("opening the objects' folder: {e:?}"))?;
    let mut service = S3ServiceBuilder::new(files);
    service.set_auth(SimpleAuth::from_single(KEY, KEY));
    let service = service.build();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let endpoint = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move {
        loop {
            let socket = tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((socket, _)) => socket,
                    Err(error) => {
                        tracing::warn!(%error, "a connection to the object store was lost");
                        continue;
                    }
                },
                _ = stop.wait_for(|stop| *stop) => break,
            };
            let service = service.clone();
            tokio::spawn(async move {
                let connection = ConnectionBuilder::new(TokioExecutor::new());
                if let Err(error) = connection.serve_connection(TokioIo::new(socket), service).await {
                    tracing::debug!(%error, "a connection to the object store ended");
                }
            });
        }
    });
    Ok(S3ObjectStore::new(client(&endpoint), BUCKET.to_owned()))
}

fn client(endpoint: &str) -> aws_sdk_s3::Client {
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .endpoint_url(endpoint)
        .force_path_style(true)
        .region(Region::new("eu-central-1"))
        .credentials_provider(Credentials::new(KEY, KEY, None, None, "local"))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    aws_sdk_s3::Client::from_conf(config)
}
