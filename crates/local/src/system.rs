//! The parts of one running system, put together as the deployment puts them together.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use api::{ApiConfig, ApiState};
use application::deliveries::{Carrier, Way};
use application::relay::Outlets;
use application::{App, Clock, IdSource, Links};
use booking_rules::hooks::Destinations;
use booking_rules::values::Email;
use chrono::{DateTime, TimeDelta, Utc};
use providers::bus::local::LocalBus;
use providers::data_keys::local::LocalDataKeys;
use providers::hooks::http::HttpHooks;
use providers::hooks::local::LocalHosts;
use providers::inbox::Inbox;
use providers::jwks::local::LocalKeySet;
use providers::key_vault::local::LocalVault;
use providers::object_store::s3::S3ObjectStore;
use providers::queue::local::LocalQueues;
use runtime::RandomIds;
use store::Store;
use tokio::sync::{Mutex, watch};

use crate::backups::{LocalCopies, LocalExports, Rounds};
use crate::callbacks::LocalCallbacks;
use crate::clock::MovableClock;
use crate::demo::{self, Demo};
use crate::keys::{self, Tokens};
use crate::objects;
use crate::table::{Engine, Stream, TABLE};
use crate::vendors::LocalVendors;

/// Where a system keeps what it must not forget.
#[derive(Debug, Clone)]
pub enum Place {
    Folder(PathBuf),
    /// For tests: gone with the process.
    Memory,
}

/// A running system: the use cases, the outside as local adapters, and the loops' state.
pub struct System {
    pub app: App,
    pub state: ApiState,
    pub clock: Arc<MovableClock>,
    pub inbox: Arc<Inbox>,
    pub queues: Arc<LocalQueues>,
    pub bus: Arc<LocalBus>,
    pub tokens: Tokens,
    /// The private signing keys of those who sign in.
    pub vault: Arc<LocalVault>,
    /// What field keys are wrapped with.
    pub data_keys: Arc<LocalDataKeys>,
    /// The keys of the other issuer whose tokens are believed: none before they are set.
    pub outside_keys: Arc<LocalKeySet>,
    /// Names that webhooks lead to, where they are not what the machine says.
    pub hosts: Arc<LocalHosts>,
    /// Exports and backups.
    pub objects: S3ObjectStore,
    /// Whom messages go through: the inbox, unless a test says otherwise.
    pub vendors: Arc<LocalVendors>,
    /// What proves a call to be a vendor's: nothing before it is set.
    pub callbacks: Arc<LocalCallbacks>,
    pub(crate) outlets: Outlets,
    pub(crate) carriers: [Carrier; 3],
    pub(crate) hook_caller: HttpHooks,
    /// Held while records are read and handed on, so that two pumps never read the same ones.
    pub(crate) stream: Mutex<Stream>,
    engine: Engine,
    client: aws_sdk_dynamodb::Client,
    /// Whether backups and drills are made by the clock.
    pub(crate) backup_rounds: Rounds,
    /// Where the objects of a system in memory are; goes with it.
    _scratch: Option<tempfile::TempDir>,
    stop: watch::Sender<bool>,
}

/// A claim of a message outlives its worker's time limit, as the queues of the deployment are set.
const VISIBILITY: TimeDelta = TimeDelta::seconds(120);
/// What the names of scratch tables begin with.
const DRILL_PREFIX: &str = "salonbook-drill-";
const SENDER: &str = "bookings@salonbook.invalid";

impl System {
    /// Starts everything but the loops and the server.
    ///
    /// # Errors
    /// When a file of the place cannot be opened or is damaged.
    pub async fn start(place: &Place, clock: Option<DateTime<Utc>>, base_url: &str) -> anyhow::Result<Arc<Self>> {
        let clock = Arc::new(MovableClock::starting(clock));
        let (stop, stopping) = watch::channel(false);
        let folder = match place {
            Place::Folder(folder) => Some(folder.as_path()),
            Place::Memory => None,
        };
        if let Some(folder) = folder {
            std::fs::create_dir_all(folder).with_context(|| format!("making the folder {}", folder.display()))?;
        }
        let file = |name: &str| folder.map(|f| f.join(name));
        let (engine, client) = Engine::start(file("table.db").as_deref(), stopping.clone()).await?;
        let (folder, scratch) = match file("objects") {
            Some(folder) => (folder, None),
            None => {
                let scratch = tempfile::tempdir().context("making a folder for objects")?;
                (scratch.path().to_owned(), Some(scratch))
            }
        };
        let objects = objects::start(&folder, stopping).await?;
        let inbox = inbox(file("inbox.jsonl").as_deref(), &clock)?;
        let tokens = Tokens::open(file("signing-key.der").as_deref())?;
        let vault = Arc::new(LocalVault::new(file("signing-keys.json")));
        let data_keys = Arc::new(LocalDataKeys::open(file("field-keys")).context("opening the field keys")?);
        let ids: Arc<dyn IdSource> = Arc::new(RandomIds);
        let links = Links {
            public_base_url: base_url.to_owned(),
        };
        let hosts = Arc::new(LocalHosts::new());
        // Receivers of one's own stand on one's own machine.
        let destinations = Destinations::PublicAndLoopback;
        let queues = Arc::new(LocalQueues::new(clock_fn(&clock), VISIBILITY));
        let app = App::new(Store::new(client.clone(), TABLE), clock.clone(), ids, links)
            .with_codes(inbox.clone())
            .with_dead_letters(queues.clone())
            .with_objects(Arc::new(objects.clone()))
            .with_field_keys(data_keys.clone())
            .with_backups(Arc::new(LocalExports::new(engine.database(), objects.clone())))
            .with_copies(Arc::new(LocalCopies::new(objects.clone())), DRILL_PREFIX.to_owned())
            .with_hosts(hosts.clone(), destinations);
        let state = ApiState::new(
            app.clone(),
            tokens.verifier()?,
            ApiConfig {
                origins: vec!["*".to_owned()],
            },
        )
        .with_issuer(keys::issuer(vault.clone()));
        let outside_keys = Arc::new(LocalKeySet::new(r#"{"keys":[]}"#.to_owned()));
        let callbacks = Arc::new(LocalCallbacks::default());
        let state = crate::outside::trusting(state, outside_keys.clone())?.with_callbacks(callbacks.secrets());
        let bus = Arc::new(LocalBus::new());
        let stream = Mutex::new(engine.stream()?);
        let vendors = Arc::new(LocalVendors::new(inbox.clone()));
        let from = Email::parse(SENDER).map_err(|e| anyhow::anyhow!("the sender's address: {e}"))?;
        let system = Arc::new(Self {
            outlets: Outlets {
                bus: bus.clone(),
                queue: queues.clone(),
            },
            carriers: [Way::Email { from }, Way::Sms { sender: None }, Way::Whatsapp]
                .map(|way| Carrier::new(way, vendors.clone())),
            vendors,
            callbacks,
            hook_caller: HttpHooks::new(hosts.clone(), destinations)?,
            hosts,
            app,
            state,
            clock,
            inbox,
            queues,
            bus,
            tokens,
            vault,
            data_keys,
            outside_keys,
            objects,
            stream,
            engine,
            client,
            backup_rounds: Rounds::default(),
            _scratch: scratch,
            stop,
        });
        system.rotate_keys().await?;
        Ok(system)
    }

    /// The finished service: every area, and the routes that exist only here.
    pub fn router(self: &Arc<Self>) -> axum::Router {
        api::router::finish(crate::routes::all(), self.state.clone()).merge(crate::local_routes::router(self.clone()))
    }

    /// The same service with a meter on its table, for tests and reports.
    pub fn metered_router(&self) -> (axum::Router, Arc<store::Meter>) {
        let (app, meter) = self.app.metered();
        let mut state = self.state.clone();
        state.app = app;
        (api::router::finish(crate::routes::all(), state), meter)
    }

    /// The same service listing these origins for the platform, for tests: local mode lists every origin.
    pub fn router_listing(&self, origins: &[&str]) -> axum::Router {
        let origins = origins.iter().map(|&origin| origin.to_owned()).collect();
        let state = self.state.clone().listing_origins(origins);
        api::router::finish(crate::routes::all(), state)
    }

    /// Loads the demo business unless the system has one.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub async fn load_demo(&self) -> anyhow::Result<Demo> {
        demo::load(self).await
    }

    /// All that is in the table and its stream, as whoever holds both reads it; for tests of what they must not hold.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn dump(&self) -> anyhow::Result<Vec<serde_json::Value>> {
        self.engine.dump()
    }

    /// The embedded table itself and its name, for who must see or write all of it as it stands.
    #[must_use]
    pub fn table(&self) -> (&aws_sdk_dynamodb::Client, &'static str) {
        (&self.client, TABLE)
    }

    pub(crate) fn sweep_garbage(&self) {
        self.engine.sweep_garbage();
    }

    /// Exports of this system's table, for tests.
    pub fn exports(&self) -> LocalExports {
        LocalExports::new(self.engine.database(), self.objects.clone())
    }

    /// From now on backups and drills are made when the clock says so; without this they are made when asked for.
    pub fn back_up_by_the_clock(&self) {
        self.backup_rounds.turn_on();
    }

    /// Tells every part to stop.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    pub(crate) fn stopping(&self) -> watch::Receiver<bool> {
        self.stop.subscribe()
    }
}

fn clock_fn(clock: &Arc<MovableClock>) -> providers::ClockFn {
    let clock = clock.clone();
    Arc::new(move || clock.now())
}

fn inbox(file: Option<&Path>, clock: &Arc<MovableClock>) -> anyhow::Result<Arc<Inbox>> {
    Ok(Arc::new(match file {
        Some(path) => Inbox::open(path, clock_fn(clock)).context("opening the inbox")?,
        None => Inbox::in_memory(clock_fn(clock)),
    }))
}
