//! The fault matrix: one case for each fault in each phase of a query, with the outcome that is promised
//!
//! A row is a fault in a phase. It runs on every driver, in every way in which the driver can fetch that phase's
//! result, and every run goes through the same checks, see [`run()`]. `docs/faults.md` is written from the rows.

mod calls;
mod list;
mod objects;
mod page;
mod pages;
mod poll;
mod run;
mod start;
mod stop;
mod unload;

use std::time::Duration;

use athena_sandbox::Fault;
use awsathena::{Driver, ErrorKind};

pub(crate) use self::list::scenarios;
pub use self::page::faults_page;
pub(crate) use self::run::run;

/// Part of a query's life in which a fault occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Start,
    Poll,
    Stop,
    /// Calls besides those that every query makes.
    Calls,
    /// Pages of GetQueryResults; drivers that read objects get them from managed results.
    Pages,
    /// Bodies of result objects, of CSV and of UNLOAD.
    Objects,
    /// The contents of the CSV object.
    Csv,
    /// The manifest of an UNLOAD and the contents of its files.
    Unload,
}

/// Way in which a driver fetches a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Pages,
    Csv,
    Unload,
}

/// The promised end of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All rows, once.
    Rows,
    /// One error of this kind, and a query in this state.
    Error(ErrorKind, After),
}

/// The query after an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    /// It was never started.
    NeverStarted,
    /// It has ended, or was stopped.
    Ended,
    /// It goes on, and the error says so.
    GoesOn,
}

/// The statement of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Select {
    /// 3,500 short rows: four pages, and several files of an UNLOAD.
    Narrow,
    /// 900 rows of 2 KB: 28 reads of 64 KiB, and one file of an UNLOAD with several reads.
    Wide,
}

/// A change of an object between two reads of the same result.
#[derive(Clone, Copy, Debug)]
struct Rewrite {
    /// Whether a key is that of the object.
    is: fn(&str) -> bool,
    change: fn(Vec<u8>) -> Vec<u8>,
}

/// A fault in a phase.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// `area::case`.
    pub(crate) name: &'static str,
    phase: Phase,
    /// The fault, in words for the page.
    fault: &'static str,
    faults: fn(Way) -> Vec<Fault>,
    rewrite: Option<Rewrite>,
    options: &'static [(&'static str, &'static str)],
    select: Select,
    outcome: Outcome,
    /// A text of the error.
    says: &'static str,
    /// The longest time until the outcome.
    within: Duration,
    /// Whether the faults occur until they are removed; others must all have occurred in the end.
    permanent: bool,
}

impl Row {
    pub(crate) const fn new(phase: Phase, name: &'static str, fault: &'static str) -> Self {
        Self {
            name,
            phase,
            fault,
            faults: |_| Vec::new(),
            rewrite: None,
            options: &[],
            select: match phase {
                Phase::Objects => Select::Wide,
                _ => Select::Narrow,
            },
            outcome: Outcome::Rows,
            says: "",
            within: Duration::from_secs(20),
            permanent: false,
        }
    }

    const fn inject(mut self, faults: fn(Way) -> Vec<Fault>) -> Self {
        self.faults = faults;
        self
    }

    /// Injects faults that occur until they are removed.
    const fn inject_for_good(mut self, faults: fn(Way) -> Vec<Fault>) -> Self {
        self.faults = faults;
        self.permanent = true;
        self
    }

    const fn rewrite(mut self, is: fn(&str) -> bool, change: fn(Vec<u8>) -> Vec<u8>) -> Self {
        self.rewrite = Some(Rewrite { is, change });
        self
    }

    /// Options of the connection that all drivers of the phase have.
    const fn options(mut self, options: &'static [(&'static str, &'static str)]) -> Self {
        self.options = options;
        self
    }

    const fn select(mut self, select: Select) -> Self {
        self.select = select;
        self
    }

    /// Promises an error. The query has ended by then.
    const fn fails(self, kind: ErrorKind) -> Self {
        self.fails_and(kind, After::Ended)
    }

    const fn fails_and(mut self, kind: ErrorKind, after: After) -> Self {
        self.outcome = Outcome::Error(kind, after);
        self
    }

    const fn says(mut self, text: &'static str) -> Self {
        self.says = text;
        self
    }

    const fn within_seconds(mut self, seconds: u64) -> Self {
        self.within = Duration::from_secs(seconds);
        self
    }

    /// The ways in which the driver meets the fault; none if it never does.
    fn ways(&self, driver: Driver) -> Vec<Way> {
        let capabilities = driver.capabilities();
        let csv = capabilities.reads_objects.then_some(Way::Csv);
        let unload = capabilities.unload.then_some(Way::Unload);
        match self.phase {
            Phase::Pages => vec![Way::Pages],
            Phase::Csv => csv.into_iter().collect(),
            Phase::Unload => unload.into_iter().collect(),
            Phase::Objects => csv.into_iter().chain(unload).collect(),
            Phase::Start | Phase::Poll | Phase::Stop | Phase::Calls => {
                std::iter::once(csv.unwrap_or(Way::Pages)).chain(unload).collect()
            }
        }
    }
}

impl Phase {
    const ALL: [Self; 8] =
        [Self::Start, Self::Poll, Self::Stop, Self::Calls, Self::Pages, Self::Objects, Self::Csv, Self::Unload];

    fn title(self) -> &'static str {
        match self {
            Self::Start => "Start of the query",
            Self::Poll => "While the query runs",
            Self::Stop => "Stop of the query",
            Self::Calls => "Other calls around a query",
            Self::Pages => "Pages of GetQueryResults",
            Self::Objects => "Reads of result objects",
            Self::Csv => "Contents of the CSV object",
            Self::Unload => "Manifest and files of an UNLOAD",
        }
    }

    /// The reason why a driver never meets a fault of this phase.
    fn reason(self) -> &'static str {
        match self {
            Self::Unload => "makes no UNLOAD",
            _ => "reads no objects",
        }
    }
}

impl Way {
    fn name(self) -> &'static str {
        match self {
            Self::Pages => "pages",
            Self::Csv => "CSV",
            Self::Unload => "UNLOAD",
        }
    }
}
