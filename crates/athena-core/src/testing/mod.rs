//! A scripted Athena, and objects and catalogs in memory, for tests of drivers and of programs that use one. Needs the
//! feature `test-util`.
//!
//! The scripted Athena uses the clock of tokio, so a test with paused time takes no time:
//!
//! ```
//! use athena_core::testing::{ScriptedAthena, ScriptedQuery};
//!
//! let athena = ScriptedAthena::new();
//! athena.push(ScriptedQuery::new().rows(&[("n", "bigint")], vec![vec![Some("1")], vec![None]]));
//! assert!(athena.calls().is_empty());
//! ```

mod athena;
mod catalog;
mod dialect;
#[doc(hidden)]
pub mod fuzz;
mod objects;

pub use self::athena::{ScriptedAthena, ScriptedCall, ScriptedQuery};
pub use self::catalog::MemoryCatalog;
pub use self::dialect::Pages;
#[doc(hidden)]
pub use self::dialect::PagesCursor;
pub use self::objects::MemoryObjects;
