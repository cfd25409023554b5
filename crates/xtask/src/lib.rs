//! The developer commands of the workspace, and what its tests ask of them.

pub mod dependency_tree;
pub mod functions;
pub mod infra;
pub mod report;
pub mod scaffold;
pub mod workspace;
