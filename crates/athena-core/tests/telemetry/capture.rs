//! A subscriber that keeps all spans and events of the current thread, at every level

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;

/// Everything captured so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Captured(Arc<Mutex<Vec<Entry>>>);

/// A span or an event.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    id: Option<u64>,
    pub(crate) name: String,
    pub(crate) parent: Option<String>,
    pub(crate) fields: BTreeMap<String, String>,
    pub(crate) closed: bool,
}

impl Entry {
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str)
    }
}

/// Captures until the guard is dropped.
pub(crate) fn capture() -> (Captured, DefaultGuard) {
    let captured = Captured::default();
    let guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(captured.clone()));
    (captured, guard)
}

impl Captured {
    fn entries(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.0.lock().expect("not poisoned")
    }

    /// The spans of a name.
    pub(crate) fn spans(&self, name: &str) -> Vec<Entry> {
        self.entries().iter().filter(|entry| entry.id.is_some() && entry.name == name).cloned().collect()
    }

    /// The only span of a name.
    pub(crate) fn span(&self, name: &str) -> Entry {
        let mut spans = self.spans(name);
        assert_eq!(spans.len(), 1, "{spans:?}");
        spans.remove(0)
    }

    /// Everything, as text.
    pub(crate) fn text(&self) -> String {
        format!("{:#?}", self.entries())
    }

    fn change(&self, id: &Id, change: impl FnOnce(&mut Entry)) {
        // The latest: ids are used again.
        if let Some(entry) = self.entries().iter_mut().rev().find(|entry| entry.id == Some(id.into_u64())) {
            change(entry);
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Captured {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let parent = context.span(id).and_then(|span| span.parent()).map(|span| span.name().to_owned());
        let name = attributes.metadata().name().to_owned();
        self.entries().push(Entry { id: Some(id.into_u64()), name, parent, fields: fields.0, closed: false });
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        let mut fields = Fields::default();
        values.record(&mut fields);
        self.change(id, |entry| entry.fields.extend(fields.0));
    }

    fn on_close(&self, id: Id, _: Context<'_, S>) {
        self.change(&id, |entry| entry.closed = true);
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let parent = context.event_span(event).map(|span| span.name().to_owned());
        let name = event.metadata().target().to_owned();
        self.entries().push(Entry { id: None, name, parent, fields: fields.0, closed: true });
    }
}

#[derive(Default)]
struct Fields(BTreeMap<String, String>);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }
}
