//! The line that is typed.

use reedline::{
    ColumnarMenu, EditCommand, Emacs, InputMode, KeyCode, KeyModifiers, MenuBuilder as _, Reedline, ReedlineEvent,
    ReedlineMenu, Signal, ValidationResult, Validator, default_emacs_keybindings,
};

use super::complete::NameCompleter;
use super::highlight::SqlHighlighter;
use super::input::Input;
use super::kept;
use super::names::Names;
use super::prompt::SchemaPrompt;
use crate::exit::{Failure, Result};

const MENU: &str = "completion";

/// The signal of Ctrl-O.
const EDIT: &str = "edit";

/// What was typed.
pub(super) enum Typed {
    /// Statements, commands, or both.
    Text(String),
    /// The text so far, to be edited elsewhere.
    Edit(String),
    /// The line is given up.
    Nothing,
    /// Ctrl-D.
    End,
}

/// The editor of a line of input, which may have several lines of text.
pub(super) struct Editor {
    reedline: Reedline,
}

impl Editor {
    /// The editor, and what there is to say about the lines of before.
    pub(super) fn new(names: Names, color: bool) -> (Self, Option<String>) {
        let (kept, problem) = kept::lines();
        let mut keys = default_emacs_keybindings();
        let complete = vec![ReedlineEvent::Menu(MENU.to_owned()), ReedlineEvent::MenuNext];
        keys.add_binding(KeyModifiers::NONE, KeyCode::Tab, ReedlineEvent::UntilFound(complete));
        keys.add_binding(KeyModifiers::SHIFT, KeyCode::BackTab, ReedlineEvent::MenuPrevious);
        keys.add_binding(KeyModifiers::CONTROL, KeyCode::Char('o'), ReedlineEvent::ExecuteHostCommand(EDIT.to_owned()));
        let style = nu_ansi_term::Style::new();
        let menu = ColumnarMenu::default()
            .with_name(MENU)
            .with_marker("> ")
            // Columns follow from the tables behind the cursor.
            .with_input_mode(InputMode::FullBuffer)
            .with_word_chars("_.$\"`\\/-")
            .with_text_style(style)
            .with_selected_text_style(style.reverse())
            .with_match_text_style(style)
            .with_selected_match_text_style(style.reverse())
            .with_description_text_style(style.dimmed());
        let mut reedline = Reedline::create()
            .with_history(Box::new(kept))
            .with_validator(Box::new(Complete))
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

    /// Waits for a line, which begins with `begun`. Blocks.
    pub(super) fn read(&mut self, prompt: &SchemaPrompt, begun: &str) -> Result<Typed> {
        if !begun.is_empty() {
            self.reedline.run_edit_commands(&[EditCommand::Clear, EditCommand::InsertString(begun.to_owned())]);
        }
        match self.reedline.read_line(prompt).map_err(|error| Failure::local("read the terminal", error))? {
            Signal::Success(text) => Ok(Typed::Text(text)),
            Signal::CtrlD => Ok(Typed::End),
            Signal::HostCommand(command) if command == EDIT => {
                let text = self.reedline.current_buffer_contents().to_owned();
                self.reedline.run_edit_commands(&[EditCommand::Clear]);
                Ok(Typed::Edit(text))
            }
            _ => Ok(Typed::Nothing),
        }
    }
}

/// Says when Enter ends the input.
struct Complete;

impl Validator for Complete {
    fn validate(&self, line: &str) -> ValidationResult {
        if Input::parse(line).is_complete() { ValidationResult::Complete } else { ValidationResult::Incomplete }
    }
}
