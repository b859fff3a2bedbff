//! For implementors of drivers: ports to the services, and the building blocks of drivers.
//!
//! A program that only runs statements does not need this module.

pub mod api;
pub mod csv;
pub mod decode;
pub mod results;
pub mod unload;
