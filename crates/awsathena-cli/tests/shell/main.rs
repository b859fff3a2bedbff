//! The shell in a tmux terminal, with typed keys and captured screens.
//!
//! Expected screens are in `tests/screens`; `UPDATE_EXPECT=1` writes them. No test waits for a fixed time: it captures
//! the screen until the expected text appears.

mod screens;
mod terminal;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use athena_sandbox::{Fault, Sandbox};
use libtest_mimic::{Arguments, Completion, Failed, Trial};

use self::screens::check;
use self::terminal::{Terminal, has_tmux};

type Test = fn(&mut Fixture);

const SHELL: &str = env!("CARGO_BIN_EXE_awsathena");

fn main() {
    let typed: [(&str, Test); 7] = [
        ("statements_end_with_a_semicolon", statements_end_with_a_semicolon),
        ("tab_completes_words_and_names", tab_completes_words_and_names),
        ("ctrl_c_clears_the_line_or_stops_the_query", ctrl_c_clears_the_line_or_stops_the_query),
        ("history_has_earlier_lines_but_no_secrets", history_has_earlier_lines_but_no_secrets),
        ("results_fit_the_width_of_the_terminal", results_fit_the_width_of_the_terminal),
        ("commands_describe_tables_and_change_settings", commands_describe_tables_and_change_settings),
        ("long_results_open_the_pager", long_results_open_the_pager),
    ];
    let typed = typed.into_iter().map(|(name, test)| trial(name, test, true));
    let piped = [trial("piped_input_runs_without_a_terminal", piped_input_runs_without_a_terminal as Test, false)];
    libtest_mimic::run(&Arguments::from_args(), typed.chain(piped).collect()).exit();
}

fn trial(name: &'static str, test: Test, types: bool) -> Trial {
    Trial::ignorable_test(format!("shell::{name}"), move || {
        if types && !has_tmux() {
            if std::env::var_os("CI").is_some() {
                return Err(Failed::from("tmux is not installed, which CI must have"));
            }
            return Ok(Completion::ignored_with("tmux is not installed"));
        }
        test(&mut Fixture::new());
        Ok(Completion::Completed)
    })
}

/// A sandbox, and a home folder for the shell.
struct Fixture {
    runtime: tokio::runtime::Runtime,
    sandbox: Option<Sandbox>,
    home: tempfile::TempDir,
    variables: Vec<(&'static str, String)>,
    started: usize,
}

impl Fixture {
    fn new() -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime can be created");
        let sandbox = runtime.block_on(Sandbox::builder().tpch(0.01).start()).expect("a sandbox can be started");
        // A short path, because tmux's socket is in it: the path of a socket has at most about a hundred bytes.
        let home = tempfile::Builder::new().prefix("awsathena-").tempdir().expect("a folder can be created");
        let folder = |name: &str| home.path().join(name).to_string_lossy().into_owned();
        let variables = vec![
            ("XDG_STATE_HOME", folder("state")),
            ("XDG_CONFIG_HOME", folder("config")),
            ("TERM", "screen-256color".to_owned()),
            ("LANG", "C.UTF-8".to_owned()),
            ("PAGER", String::new()),
        ];
        Self { runtime, sandbox: Some(sandbox), home, variables, started: 0 }
    }

    fn sandbox(&self) -> &Sandbox {
        self.sandbox.as_ref().expect("the sandbox lives as long as the fixture")
    }

    fn url(&self) -> String {
        // Short pauses between two polls of a query.
        format!("{}&poll_interval=0.05", self.sandbox().url("awsathena+arrow"))
    }

    fn terminal(&mut self, size: (u16, u16)) -> Terminal {
        self.terminal_with(size, &["--quiet"])
    }

    fn terminal_with(&mut self, size: (u16, u16), arguments: &[&str]) -> Terminal {
        self.started += 1;
        let variables: Vec<(&str, &str)> = self.variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let (url, name) = (self.url(), format!("tmux{}", self.started));
        let command = [&[SHELL, "shell", "--url", &url], arguments].concat();
        let mut terminal = Terminal::start(self.home.path(), &name, size, &variables, &command);
        terminal.see_last("default>");
        terminal
    }

    /// The file with the history of lines.
    fn history_file(&self) -> PathBuf {
        self.home.path().join("state/awsathena/shell_history")
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        if let Some(sandbox) = self.sandbox.take() {
            self.runtime.block_on(sandbox.shutdown());
        }
    }
}

fn statements_end_with_a_semicolon(fixture: &mut Fixture) {
    let mut terminal = fixture.terminal((80, 30));
    terminal.line("SELECT 'a;b' AS text, -- not the end;");
    terminal.see_last("      ->");
    terminal.done("       1 AS number;");
    terminal.done("SELECT 1 AS a; SELECT NULL AS b;");
    terminal.line("SELECT nope");
    terminal.see_last("      ->");
    check("statements", terminal.done("FROM tpch.nation;"));
    terminal.keys(&["C-d"]);
    terminal.end();
}

fn tab_completes_words_and_names(fixture: &mut Fixture) {
    let mut terminal = fixture.terminal((80, 24));
    terminal.text("sel");
    terminal.keys(&["Tab"]);
    terminal.see("default> select");
    terminal.text("r_ from tpch.reg");
    terminal.see("tpch.reg");
    terminal.keys(&["Tab"]);
    terminal.see("select r_ from tpch.region");
    // After `r_`, with the table after the cursor.
    terminal.keys(&["C-a", "C-Right", "Right", "Right", "Right"]);
    terminal.keys(&["Tab"]);
    check("completion", terminal.see("r_comment"));
    terminal.text("na");
    terminal.until("one column", |screen| screen.contains("r_name  ") && !screen.contains("r_comment"));
    terminal.keys(&["Enter"]);
    terminal.see_last("default> select r_name from tpch.region");
    terminal.keys(&["C-c"]);
    terminal.see_last("default>");
    terminal.text("\\ti");
    terminal.keys(&["Tab"]);
    terminal.see_last("default> \\timing");
}

fn ctrl_c_clears_the_line_or_stops_the_query(fixture: &mut Fixture) {
    fixture.sandbox().faults().inject(Fault::hang_query().only_if_contains("AS forever"));
    fixture.sandbox().faults().inject(Fault::run_for(Duration::from_secs(1)).only_if_contains("AS slow"));
    let mut terminal = fixture.terminal_with((100, 24), &[]);
    terminal.clear();
    terminal.text("SELECT 1 AS discarded");
    terminal.see("discarded");
    terminal.keys(&["C-c"]);
    terminal.see_last("default>");
    terminal.line("SELECT 1 AS forever;");
    terminal.see("RUNNING");
    terminal.keys(&["C-c"]);
    terminal.see("was stopped");
    terminal.see_last("default>");
    terminal.line("SELECT 2 AS slow;");
    terminal.see("RUNNING");
    // Text that is typed while a query runs appears on the next prompt.
    terminal.text("SELECT 3 AS typed_early;");
    terminal.see_last("default> SELECT 3 AS typed_early;");
    terminal.keys(&["Enter"]);
    terminal.until("both results", |screen| screen.matches("(1 row)").count() == 2);
    check("interruption", terminal.see_last("default>"));
    let stopped = fixture.sandbox().calls().iter().filter(|call| call.operation == "StopQueryExecution").count();
    assert_eq!(stopped, 1);
}

fn history_has_earlier_lines_but_no_secrets(fixture: &mut Fixture) {
    let mut terminal = fixture.terminal((80, 24));
    terminal.line("SELECT 1 AS one,");
    terminal.see_last("      ->");
    terminal.done("  2 AS two;");
    terminal.done(" SELECT 3 AS unrecorded;");
    terminal.done("\\set aws_secret_access_key hunter2");
    terminal.line("\\q");
    terminal.end();
    let mut terminal = fixture.terminal((80, 24));
    terminal.keys(&["Up"]);
    terminal.see("\\q");
    terminal.keys(&["Up"]);
    terminal.see("  2 AS two;");
    check("history", terminal.see("SELECT 1 AS one,"));
    let history = std::fs::read_to_string(fixture.history_file()).expect("the history file exists");
    assert!(!history.contains("hunter2") && !history.contains("unrecorded"), "{history}");
    #[cfg(unix)]
    {
        let history = std::fs::metadata(fixture.history_file()).expect("the history file exists");
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&history.permissions()) & 0o777, 0o600);
    }
}

fn results_fit_the_width_of_the_terminal(fixture: &mut Fixture) {
    let mut terminal = fixture.terminal((120, 30));
    let orders = "SELECT * FROM tpch.orders ORDER BY o_orderkey LIMIT 2;";
    for columns in [80, 200] {
        terminal.resize(columns, 30);
        terminal.clear();
        terminal.line(orders);
        terminal.see("(2 rows)");
        check(&format!("{columns}-columns"), terminal.see_last("default>"));
    }
    terminal.resize(80, 30);
    terminal.clear();
    terminal.done("\\x auto");
    terminal.line(orders);
    terminal.see("(2 rows)");
    check("vertical", terminal.see_last("default>"));
}

fn commands_describe_tables_and_change_settings(fixture: &mut Fixture) {
    let mut terminal = fixture.terminal((100, 50));
    check("describe", terminal.done("\\d tpch.lineitem"));
    terminal.clear();
    for line in [
        "\\c tpcj",
        "\\c tpch",
        "\\dt",
        "\\timing",
        "SELECT count(*) AS n FROM region;",
        "\\timng",
        "\\driver rest",
        "\\driver",
        "\\set result_reuse_enable maybe",
        "\\set poll_interval",
    ] {
        terminal.done(line);
    }
    check("commands", terminal.see_last("tpch>"));
    terminal.line("\\q");
    terminal.end();
}

fn long_results_open_the_pager(fixture: &mut Fixture) {
    for (name, value) in &mut fixture.variables {
        if *name == "PAGER" {
            *value = "sed 's/^/page: /;5q'".to_owned();
        }
    }
    let mut terminal = fixture.terminal((80, 24));
    // The pager ends long before the result does.
    terminal.done("SELECT l_orderkey FROM tpch.lineitem ORDER BY 1;");
    terminal.done("\\pager off");
    check("pages", terminal.done("SELECT 1 AS one;"));
    terminal.line("\\q");
    terminal.end();
}

fn piped_input_runs_without_a_terminal(fixture: &mut Fixture) {
    let run = |input: &str, expected: (&str, &str, i32)| {
        let mut command = Command::new(SHELL);
        command.args(["shell", "--quiet", "--url", &fixture.url()]).env_remove("AWSATHENA_URL");
        command.envs(fixture.variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the shell can be started");
        child.stdin.take().expect("standard input is a pipe").write_all(input.as_bytes()).expect("the shell reads");
        let output = child.wait_with_output().expect("the shell ends");
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(out, expected.0, "{input}\n{err}");
        assert!(err.contains(expected.1) && err.is_empty() == expected.1.is_empty(), "{input}\n{err}");
        assert_eq!(output.status.code(), Some(expected.2), "{input}\n{err}");
    };
    run("SELECT 1 AS a;", ("a\n1\n", "", 0));
    run("SELECT 1 AS a,\n2 AS b", ("a,b\n1,2\n", "", 0));
    run("SELECT nope;\nSELECT 2 AS b;", ("b\n2\n", "SELECT nope\n       ^\n", 1));
    run("\\q\nSELECT 1;", ("", "", 0));
    run("\\nope\n", ("", "there is no command `\\nope`", 2));
    run("\\f jsonl\nSELECT 1 AS a; SELECT NULL AS b;", ("{\"a\":1}\n{\"b\":null}\n", "", 0));
    let file = fixture.home.path().join("in.sql");
    std::fs::write(&file, "SELECT 1 AS a;\nSELECT 2\n  AS b;\n").expect("the file can be written");
    let result = fixture.home.path().join("out.parquet");
    run(&format!("\\i {}", file.display()), ("a\n1\n\nb\n2\n", "", 0));
    let script = format!("\\o {}\n\\f parquet\nSELECT 1 AS a;\n\\f csv\nSELECT 2 AS b;", result.display());
    run(&script, ("b\n2\n", "wrote ", 0));
    assert!(std::fs::read(result).is_ok_and(|bytes| bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1")));
}
