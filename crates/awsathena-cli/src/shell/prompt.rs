//! The prompt.

use std::borrow::Cow;

use awsathena::options::ConnectOptions;
use reedline::{Color, Prompt, PromptEditMode, PromptHistorySearch, PromptHistorySearchStatus};

/// The default catalog, which the prompt leaves out.
const DEFAULT_CATALOG: &str = "awsdatacatalog";

/// `schema> ` on the first line, `-> ` aligned to its right end on the others.
pub(super) struct SchemaPrompt {
    schema: String,
    continuation: String,
}

impl SchemaPrompt {
    pub(super) fn new(options: &ConnectOptions) -> Self {
        let schema = options.query.schema_name.as_deref().unwrap_or("athena");
        let qualified = match options.query.catalog_name.as_deref() {
            Some(catalog) if !catalog.eq_ignore_ascii_case(DEFAULT_CATALOG) => format!("{catalog}.{schema}"),
            _ => schema.to_owned(),
        };
        let width = unicode_width::UnicodeWidthStr::width(qualified.as_str());
        Self { continuation: format!("{}-> ", " ".repeat(width.saturating_sub(1))), schema: qualified }
    }
}

impl Prompt for SchemaPrompt {
    fn render_prompt_left(&self) -> Cow<'_, str> {
        self.schema.as_str().into()
    }

    fn render_prompt_right(&self) -> Cow<'_, str> {
        "".into()
    }

    fn render_prompt_indicator(&self, _: PromptEditMode) -> Cow<'_, str> {
        "> ".into()
    }

    fn render_prompt_multiline_indicator(&self) -> Cow<'_, str> {
        self.continuation.as_str().into()
    }

    fn render_prompt_history_search_indicator(&self, search: PromptHistorySearch) -> Cow<'_, str> {
        let failing = match search.status {
            PromptHistorySearchStatus::Passing => "",
            PromptHistorySearchStatus::Failing => "no match for ",
        };
        format!(" ({failing}{})> ", search.term).into()
    }

    fn get_prompt_color(&self) -> Color {
        Color::Default
    }

    fn get_indicator_color(&self) -> Color {
        Color::Default
    }

    fn get_prompt_multiline_color(&self) -> Color {
        Color::Default
    }
}
