//! The shell as its users meet it: typed into a terminal, looked at on its screen.
//!
//! Screens are kept in `tests/screens`; `UPDATE_EXPECT=1` writes them. Nothing waits for a fixed time: a screen is looked
//! at until it shows what is expected.

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

type Test = fn(&mut Place);

const SHELL: &str = env!("CARGO_BIN_EXE_awsathena");

fn main() {
    let typed: [(&str, Test); 7] = [
        ("statements", statements),
        ("completion", completion),
        ("interruption", interruption),
        ("history", history),
        ("sizes", sizes),
        ("commands", commands),
        ("pages", pages),
    ];
    let typed = typed.into_iter().map(|(name, test)| trial(name, test, true));
    let piped = [trial("pipes", pipes as Test, false)];
    libtest_mimic::run(&Arguments::from_args(), typed.chain(piped).collect()).exit();
}

fn trial(name: &'static str, test: Test, types: bool) -> Trial {
    Trial::ignorable_test(format!("shell::{name}"), move || {
        if types && !has_tmux() {
            if std::env::var_os("CI").is_some() {
                return Err(Failed::from("there is no tmux here, which CI must have"));
            }
            return Ok(Completion::ignored_with("there is no tmux here"));
        }
        test(&mut Place::new(name));
        Ok(Completion::Completed)
    })
}

/// A sandbox, and folders for what a shell keeps.
struct Place {
    runtime: tokio::runtime::Runtime,
    sandbox: Option<Sandbox>,
    home: tempfile::TempDir,
    variables: Vec<(&'static str, String)>,
    started: usize,
}

impl Place {
    fn new(name: &str) -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
        let sandbox = runtime.block_on(Sandbox::builder().tpch(0.01).start()).expect("a sandbox can be started");
        // Short, for tmux's socket lies in it, and the path of a socket has a hundred letters at most.
        let home = tempfile::Builder::new().prefix(name).tempdir().expect("a folder can be made");
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
        self.sandbox.as_ref().expect("it lives as long as this")
    }

    fn url(&self) -> String {
        // Short pauses between two looks at a query.
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

    /// Where the lines are kept.
    fn kept(&self) -> PathBuf {
        self.home.path().join("state/awsathena/shell_history")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(sandbox) = self.sandbox.take() {
            self.runtime.block_on(sandbox.shutdown());
        }
    }
}

fn statements(place: &mut Place) {
    let mut terminal = place.terminal((80, 30));
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

fn completion(place: &mut Place) {
    let mut terminal = place.terminal((80, 24));
    terminal.text("sel");
    terminal.keys(&["Tab"]);
    terminal.see("default> select");
    terminal.text("r_ from tpch.reg");
    terminal.see("tpch.reg");
    terminal.keys(&["Tab"]);
    terminal.see("select r_ from tpch.region");
    // Behind `r_`, with the table behind the cursor.
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

fn interruption(place: &mut Place) {
    place.sandbox().faults().inject(Fault::hang_query().only_if_contains("AS forever"));
    place.sandbox().faults().inject(Fault::run_for(Duration::from_secs(1)).only_if_contains("AS slow"));
    let mut terminal = place.terminal_with((100, 24), &[]);
    terminal.clear();
    terminal.text("SELECT 1 AS given_up");
    terminal.see("given_up");
    terminal.keys(&["C-c"]);
    terminal.see_last("default>");
    terminal.line("SELECT 1 AS forever;");
    terminal.see("RUNNING");
    terminal.keys(&["C-c"]);
    terminal.see("was stopped");
    terminal.see_last("default>");
    terminal.line("SELECT 2 AS slow;");
    terminal.see("RUNNING");
    // What is typed meanwhile is not shown now, and not lost.
    terminal.text("SELECT 3 AS typed_early;");
    terminal.see_last("default> SELECT 3 AS typed_early;");
    terminal.keys(&["Enter"]);
    terminal.until("both results", |screen| screen.matches("(1 row)").count() == 2);
    check("interruption", terminal.see_last("default>"));
    let stopped = place.sandbox().calls().iter().filter(|call| call.operation == "StopQueryExecution").count();
    assert_eq!(stopped, 1);
}

fn history(place: &mut Place) {
    let mut terminal = place.terminal((80, 24));
    terminal.line("SELECT 1 AS one,");
    terminal.see_last("      ->");
    terminal.done("  2 AS two;");
    terminal.done(" SELECT 3 AS unkept;");
    terminal.done("\\set aws_secret_access_key hunter2");
    terminal.line("\\q");
    terminal.end();
    let mut terminal = place.terminal((80, 24));
    terminal.keys(&["Up"]);
    terminal.see("\\q");
    terminal.keys(&["Up"]);
    terminal.see("  2 AS two;");
    check("history", terminal.see("SELECT 1 AS one,"));
    let kept = std::fs::read_to_string(place.kept()).expect("the lines are kept");
    assert!(!kept.contains("hunter2") && !kept.contains("unkept"), "{kept}");
    #[cfg(unix)]
    {
        let kept = std::fs::metadata(place.kept()).expect("the lines are kept");
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&kept.permissions()) & 0o777, 0o600);
    }
}

fn sizes(place: &mut Place) {
    let mut terminal = place.terminal((120, 30));
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

fn commands(place: &mut Place) {
    let mut terminal = place.terminal((100, 50));
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

fn pages(place: &mut Place) {
    for (name, value) in &mut place.variables {
        if *name == "PAGER" {
            *value = "sed 's/^/page: /;5q'".to_owned();
        }
    }
    let mut terminal = place.terminal((80, 24));
    // The pager ends long before the rows do.
    terminal.done("SELECT l_orderkey FROM tpch.lineitem ORDER BY 1;");
    terminal.done("\\pager off");
    check("pages", terminal.done("SELECT 1 AS one;"));
    terminal.line("\\q");
    terminal.end();
}

fn pipes(place: &mut Place) {
    let run = |input: &str, expected: (&str, &str, i32)| {
        let mut command = Command::new(SHELL);
        command.args(["shell", "--quiet", "--url", &place.url()]).env_remove("AWSATHENA_URL");
        command.envs(place.variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the shell can be started");
        child.stdin.take().expect("it is a pipe").write_all(input.as_bytes()).expect("the shell reads");
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
    let file = place.home.path().join("in.sql");
    std::fs::write(&file, "SELECT 1 AS a;\nSELECT 2\n  AS b;\n").expect("the file can be written");
    let result = place.home.path().join("out.parquet");
    run(&format!("\\i {}", file.display()), ("a\n1\n\nb\n2\n", "", 0));
    let script = format!("\\o {}\n\\f parquet\nSELECT 1 AS a;\n\\f csv\nSELECT 2 AS b;", result.display());
    run(&script, ("b\n2\n", "out.parquet is written", 0));
    assert!(std::fs::read(result).is_ok_and(|bytes| bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1")));
}
