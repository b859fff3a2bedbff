//! The implementor's floor: ports to the services, and the parts that drivers are made of.
//!
//! A program that only runs statements needs nothing from here.

pub mod api;
pub mod csv;
pub mod decode;
pub mod objects;
pub mod results;
pub mod unload;
