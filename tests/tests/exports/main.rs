//! Files of a business's records: asked for over the API, built by the worker, read by other programs than the one that
//! wrote them.

mod asking;
mod building;
mod formats;
mod stores;
mod till;
