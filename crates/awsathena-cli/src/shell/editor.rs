//! Line editor.

use reedline::{
    ColumnarMenu, EditCommand, Emacs, InputMode, KeyCode, KeyModifiers, MenuBuilder as _, Reedline, ReedlineEvent,
    ReedlineMenu, Signal, ValidationResult, Validator, default_emacs_keybindings,
};

use super::completer::NameCompleter;
use super::highlight::SqlHighlighter;
use super::history_file;
use super::input::Input;
use super::names::Names;
use super::prompt::SchemaPrompt;
use crate::exit::{Failure, Result};

const MENU: &str = "completion";

/// Name of the command that Ctrl-O sends.
const EDIT: &str = "edit";

/// The result of reading a line.
pub(super) enum Entry {
    /// Statements, commands, or both.
    Text(String),
    /// The text so far, to be edited in an external editor.
    Edit(String),
    /// Ctrl-C: the line was discarded.
    Cancelled,
    /// Ctrl-D.
    End,
}

/// Editor for input of one or more lines.
pub(super) struct Editor {
    reedline: Reedline,
}

impl Editor {
    /// The editor, and a message if the history could not be read.
    pub(super) fn new(names: Names, color: bool) -> (Self, Option<String>) {
        let (history, problem) = history_file::open();
        let mut keys = default_emacs_keybindings();
        let complete = vec![ReedlineEvent::Menu(MENU.to_owned()), ReedlineEvent::MenuNext];
        keys.add_binding(KeyModifiers::NONE, KeyCode::Tab, ReedlineEvent::UntilFound(complete));
        keys.add_binding(KeyModifiers::SHIFT, KeyCode::BackTab, ReedlineEvent::MenuPrevious);
        keys.add_binding(KeyModifiers::CONTROL, KeyCode::Char('o'), ReedlineEvent::ExecuteHostCommand(EDIT.to_owned()));
        let style = nu_ansi_term::Style::new();
        let menu = ColumnarMenu::default()
            .with_name(MENU)
            .with_marker("> ")
            // The columns to complete depend on the tables after the cursor.
            .with_input_mode(InputMode::FullBuffer)
            .with_word_chars("_.$\"`\\/-")
            .with_text_style(style)
            .with_selected_text_style(style.reverse())
            .with_match_text_style(style)
            .with_selected_match_text_style(style.reverse())
            .with_description_text_style(style.dimmed());
        let mut reedline = Reedline::create()
            .with_history(Box::new(history))
            .with_validator(Box::new(InputValidator))
            .with_completer(Box::new(NameCompleter::new(names)))
            .with_menu(ReedlineMenu::EngineCompleter(Box::new(menu)))
            .with_quick_completions(true)
            .with_partial_completions(true)
            .with_edit_mode(Box::new(Emacs::new(keys)))
            .use_bracketed_paste(true)
            .with_ansi_colors(color);
        if color {
            reedline = reedline.with_highlighter(Box::new(SqlHighlighter));
        }
        (Self { reedline }, problem)
    }

    /// Waits for input, which begins with `pending`. Blocks.
    pub(super) fn read(&mut self, prompt: &SchemaPrompt, pending: &str) -> Result<Entry> {
        if !pending.is_empty() {
            self.reedline.run_edit_commands(&[EditCommand::Clear, EditCommand::InsertString(pending.to_owned())]);
        }
        match self.reedline.read_line(prompt).map_err(|error| Failure::local("read the terminal", error))? {
            Signal::Success(text) => Ok(Entry::Text(text)),
            Signal::CtrlD => Ok(Entry::End),
            Signal::HostCommand(command) if command == EDIT => {
                let text = self.reedline.current_buffer_contents().to_owned();
                self.reedline.run_edit_commands(&[EditCommand::Clear]);
                Ok(Entry::Edit(text))
            }
            _ => Ok(Entry::Cancelled),
        }
    }
}

/// Tells whether Enter ends the input.
struct InputValidator;

impl Validator for InputValidator {
    fn validate(&self, line: &str) -> ValidationResult {
        if Input::parse(line).is_complete() { ValidationResult::Complete } else { ValidationResult::Incomplete }
    }
}
