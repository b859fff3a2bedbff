//! `awsathena shell`: an interactive shell for SQL.
//!
//! | file | contents |
//! |---|---|
//! | `run` | the loop that reads input and runs it |
//! | `state` | `Shell`: state between two lines, execution of statements |
//! | `input` | division of input into statements and commands |
//! | `command_table` | names, arguments and help of the commands |
//! | `commands`, `describe`, `settings` | the commands: general, catalog contents, settings |
//! | `editor`, `prompt`, `highlight`, `history_file` | the line editor |
//! | `completer`, `candidates`, `context`, `names`, `sql_words` | Tab completion |
//! | `output`, `pager` | destinations of results |
//! | `external` | editor and pager processes |
//! | `error_position` | the marker below an error's position in a statement |

mod candidates;
mod command_table;
mod commands;
mod completer;
mod context;
mod describe;
mod editor;
mod error_position;
mod external;
mod highlight;
mod history_file;
mod input;
mod names;
mod output;
mod pager;
mod prompt;
mod run;
mod settings;
mod sql_words;
mod state;

pub(crate) use self::run::run;
