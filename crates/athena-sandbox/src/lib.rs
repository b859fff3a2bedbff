//! A temporary root, for compiling the engine alone.
#![allow(dead_code, reason = "the service is the caller")]

mod engine;
