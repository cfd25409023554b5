//! The whole system in one process: `cargo run`.
//!
//! An embedded DynamoDB on a file, an embedded S3 on a folder, every area's router under one server, and three loops
//! that call the same functions as the deployed Lambdas: relay, queue workers, sweep. Nothing here decides anything;
//! what exists only here is the movable clock, the inbox and the tokens anybody may ask for.

mod backups;
mod callbacks;
mod clock;
mod demo;
mod keys;
mod local_routes;
mod objects;
mod options;
pub mod outside;
mod pumps;
mod routes;
mod server;
mod system;
mod table;
mod vendors;

pub use backups::{LocalCopies, LocalExports, restore};
pub use callbacks::LocalCallbacks;
pub use clock::MovableClock;
pub use keys::{TokenRequest, Tokens};
pub use options::{Options, Task};
pub use routes::{openapi_json, operations};
pub use server::serve;
pub use system::{Place, System};
pub use vendors::LocalVendors;
