//! The command while its query runs: signals, closed terminals, and networks that fail.
//!
//! Tests that take longer than a minute are ignored: `cargo test --test running -- --ignored` runs them.
#![cfg(unix)]

mod grid;
mod network;
mod proxy;
mod service;
mod signals;
mod terminal;
