//! What stands before the line that is typed.

use std::borrow::Cow;

use awsathena::options::ConnectOptions;
use reedline::{Color, Prompt, PromptEditMode, PromptHistorySearch, PromptHistorySearchStatus};

/// The catalog that goes without saying.
const CATALOG: &str = "awsdatacatalog";

/// `schema> `, and below it dots up to where the statement stands.
pub(super) struct SchemaPrompt {
    place: String,
    more: String,
}

impl SchemaPrompt {
    pub(super) fn new(options: &ConnectOptions) -> Self {
        let schema = options.query.schema_name.as_deref().unwrap_or("athena");
        let place = match options.query.catalog_name.as_deref() {
            Some(catalog) if !catalog.eq_ignore_ascii_case(CATALOG) => format!("{catalog}.{schema}"),
            _ => schema.to_owned(),
        };
        let width = unicode_width::UnicodeWidthStr::width(place.as_str());
        Self { more: format!("{}-> ", " ".repeat(width.saturating_sub(1))), place }
    }
}

impl Prompt for SchemaPrompt {
    fn render_prompt_left(&self) -> Cow<'_, str> {
        self.place.as_str().into()
    }

    fn render_prompt_right(&self) -> Cow<'_, str> {
        "".into()
    }

    fn render_prompt_indicator(&self, _: PromptEditMode) -> Cow<'_, str> {
        "> ".into()
    }

    fn render_prompt_multiline_indicator(&self) -> Cow<'_, str> {
        self.more.as_str().into()
    }

    fn render_prompt_history_search_indicator(&self, search: PromptHistorySearch) -> Cow<'_, str> {
        let failing = match search.status {
            PromptHistorySearchStatus::Passing => "",
            PromptHistorySearchStatus::Failing => "nothing like ",
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
