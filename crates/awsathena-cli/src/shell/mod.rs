//! `awsathena shell`
//!
//! | file | holds |
//! |---|---|
//! | `run` | from the command line to the last line that is typed |
//! | `state` | the shell: what it knows, and what it does with a piece of input |
//! | `act` | what the commands do |
//! | `describe`, `adjust` | commands about what is there, commands about how it is asked |
//! | `input` | where statements and commands begin and end |
//! | `command` | the commands: names, arguments, help |
//! | `editor`, `prompt`, `highlight`, `kept` | the line that is typed, and the lines that were |
//! | `complete`, `candidates`, `context`, `names`, `words` | what a word may become |
//! | `output`, `pager` | where results go |
//! | `outside` | programs that are started |
//! | `caret` | the place that an error names |

mod act;
mod adjust;
mod candidates;
mod caret;
mod command;
mod complete;
mod context;
mod describe;
mod editor;
mod highlight;
mod input;
mod kept;
mod names;
mod output;
mod outside;
mod pager;
mod prompt;
mod run;
mod state;
mod words;

pub(crate) use self::command::HELP;
pub(crate) use self::describe::kind;
pub(crate) use self::run::run;
