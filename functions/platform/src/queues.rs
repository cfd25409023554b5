//! The queues of the platform.

pub mod redrive;
