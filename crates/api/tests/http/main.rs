//! The house rules, seen from outside: a small router of its own, called in process.

mod answers;
mod callers;
mod demo;
mod errors;
mod inputs;
mod outer_layer;
