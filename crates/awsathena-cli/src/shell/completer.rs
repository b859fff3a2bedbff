//! Tab completion.

use reedline::{Completer, CompletionResult, CompletionStatus, Span, Suggestion};

use super::candidates::{Candidate, candidates};
use super::context::Context;
use super::names::Names;

/// Completes with the names that are known, and once more when missing names have arrived.
pub(super) struct NameCompleter {
    names: Names,
    /// Whether an empty answer is to be repeated once names have arrived.
    waits: bool,
}

impl NameCompleter {
    pub(super) fn new(names: Names) -> Self {
        Self { names, waits: false }
    }
}

impl Completer for NameCompleter {
    fn complete(&mut self, line: &str, pos: usize) -> CompletionResult {
        let context = Context::at(line, pos);
        let suggestion = |Candidate { text, description, space }: Candidate| Suggestion {
            value: text,
            description: Some(description).filter(|text| !text.is_empty()),
            span: Span::new(context.start, pos),
            append_whitespace: space,
            ..Suggestion::default()
        };
        let found: Vec<Suggestion> = candidates(&context, &self.names).into_iter().map(suggestion).collect();
        // Only an empty list waits: a list that changes while the user reads it is worse than a short one.
        self.waits = found.is_empty() && context.wants_names() && self.names.is_loading();
        if self.waits { CompletionResult::Pending } else { CompletionResult::fresh(found) }
    }

    fn poll_completion(&mut self) -> CompletionStatus {
        match (self.waits, self.names.is_loading()) {
            (false, _) => CompletionStatus::Idle,
            (true, true) => CompletionStatus::Pending,
            (true, false) => {
                self.waits = false;
                CompletionStatus::Ready
            }
        }
    }
}
