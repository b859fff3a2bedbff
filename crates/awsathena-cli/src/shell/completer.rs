//! Tab.

use reedline::{Completer, CompletionResult, CompletionStatus, Span, Suggestion};

use super::candidates::{Candidate, candidates};
use super::context::Context;
use super::names::Names;

/// Completes by what is known, and again when answers have come.
pub(super) struct NameCompleter {
    names: Names,
    /// Somebody has seen nothing and would like to see what comes.
    owes: bool,
}

impl NameCompleter {
    pub(super) fn new(names: Names) -> Self {
        Self { names, owes: false }
    }
}

impl Completer for NameCompleter {
    fn complete(&mut self, line: &str, pos: usize) -> CompletionResult {
        let context = Context::at(line, pos);
        let suggestion = |Candidate { text, what, space }: Candidate| Suggestion {
            value: text,
            description: Some(what).filter(|what| !what.is_empty()),
            span: Span::new(context.start, pos),
            append_whitespace: space,
            ..Suggestion::default()
        };
        let found: Vec<Suggestion> = candidates(&context, &self.names).into_iter().map(suggestion).collect();
        // Only who sees nothing waits for more: a list that changes below one's fingers is worse than one that is short.
        self.owes = found.is_empty() && context.wants_names() && self.names.is_asking();
        if self.owes { CompletionResult::Pending } else { CompletionResult::fresh(found) }
    }

    fn poll_completion(&mut self) -> CompletionStatus {
        match (self.owes, self.names.is_asking()) {
            (false, _) => CompletionStatus::Idle,
            (true, true) => CompletionStatus::Pending,
            (true, false) => {
                self.owes = false;
                CompletionStatus::Ready
            }
        }
    }
}
