//! Search for the secrets of a connection in everything that is printed or logged

mod errors;
mod listing;
mod log;
mod planted;
mod types;

use std::fmt::{Debug, Display};

use athena_sandbox::Sandbox;

pub use self::listing::unaccounted_types;
pub use self::planted::proxy;

use self::log::Log;
use self::planted::{ALL, Planted};

/// Texts, with the type or the place that they come from.
#[derive(Debug, Default)]
struct Shown(Vec<(String, String)>);

impl Shown {
    /// Both forms of `Debug`.
    fn debug(&mut self, of: &str, value: &dyn Debug) {
        self.0.push((of.to_owned(), format!("{value:?}\n{value:#?}")));
    }

    fn display(&mut self, of: &str, value: &dyn Display) {
        self.0.push((of.to_owned(), value.to_string()));
    }

    /// An error with all of its causes.
    fn error(&mut self, of: &str, error: &(dyn std::error::Error + 'static)) {
        let mut cause = Some(error);
        while let Some(error) = cause {
            self.display(of, error);
            self.debug(of, error);
            cause = error.source();
        }
    }

    /// Every secret that is in a text, with the place of it.
    fn secrets(&self) -> Vec<String> {
        let leak = |(of, text): &(String, String)| {
            let found: Vec<String> = ALL
                .iter()
                .filter(|secret| text.contains(**secret))
                .map(|secret| format!("{of} shows {secret}: {text}"))
                .collect();
            found
        };
        self.0.iter().flat_map(leak).collect()
    }
}

/// Plants secrets in connections of every driver, runs statements on them and makes them fail. Looks for the secrets in
/// `Debug` and `Display` of public types, in errors with their causes, and in a log of everything.
///
/// # Panics
/// When a text has a secret; the message names the place.
pub async fn redaction() {
    let log = Log::start();
    let sandbox = Sandbox::builder().start().await.expect("the sandbox starts");
    let mut shown = Shown::default();
    types::show(&Planted::new(&sandbox), &mut shown).await;
    errors::show(&Planted::new(&sandbox), &mut shown).await;
    sandbox.shutdown().await;
    let text = log.text();
    assert!(text.contains("athena.query{") && text.contains("athena.wait"), "the log has the spans: {text}");
    shown.0.push(("the log".to_owned(), text));
    let covered: Vec<&str> = shown.0.iter().map(|(of, _)| of.as_str()).collect();
    for name in listing::COVERED {
        assert!(covered.contains(name), "{name} is listed as covered, and no text of it was looked at");
    }
    let secrets = shown.secrets();
    assert!(secrets.is_empty(), "{}", secrets.join("\n\n"));
}
