//! The command against a sandbox in another process: history, secrets, exit codes, files.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_awsathena");

/// A secret that no output may have.
const SECRET: &str = "s3cr3tK3y";

/// A process of `awsathena sandbox`, which ends with the drop.
struct Sandbox {
    process: Child,
    endpoint: String,
    exports: Vec<String>,
}

impl Sandbox {
    fn start() -> Self {
        Self::start_with(&["--tpch", "0.01"])
    }

    fn start_with(options: &[&str]) -> Self {
        let mut process = Command::new(PROGRAM)
            .args(["sandbox", "--port", "0"])
            .args(options)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the command starts");
        let mut lines = BufReader::new(process.stdout.take().expect("standard output is a pipe")).lines();
        let mut exports = Vec::new();
        loop {
            let line = lines.next().expect("the sandbox prints its endpoint").expect("the sandbox prints UTF-8");
            match line.strip_prefix("ready ") {
                Some(endpoint) => return Self { process, endpoint: endpoint.to_owned(), exports },
                None => exports.push(line),
            }
        }
    }

    /// The value of a variable that the sandbox exports.
    fn exported(&self, variable: &str) -> &str {
        let prefix = format!("export {variable}='");
        let value = self.exports.iter().find_map(|line| line.strip_prefix(&prefix)?.strip_suffix('\''));
        value.unwrap_or_else(|| panic!("the sandbox does not export {variable}"))
    }

    /// Injects faults, given as JSON.
    fn inject(&self, faults: &str) {
        let address = self.endpoint.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).expect("the sandbox listens");
        let head = format!("POST /_sandbox/faults HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n");
        let request = format!("{head}connection: close\r\ncontent-length: {}\r\n\r\n{faults}", faults.len());
        stream.write_all(request.as_bytes()).expect("the sandbox reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("the sandbox answers");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    fn url(&self) -> String {
        let endpoint = &self.endpoint;
        format!(
            "awsathena+aiorest://AKID:{SECRET}@athena.us-east-1.amazonaws.com/tpch?s3_staging_dir=s3://sandbox-results/\
             &endpoint_url={endpoint}&s3_endpoint_url={endpoint}"
        )
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // The process may have ended by itself.
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// Folder for the configuration and the state of one test.
struct Home(PathBuf);

impl Home {
    fn new(test: &str) -> Self {
        let home = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("session").join(test);
        fs::remove_dir_all(&home).ok();
        fs::create_dir_all(home.join("config/awsathena")).expect("the folder for tests can be written to");
        Self(home)
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("the command runs")
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .args(args)
            .env("XDG_CONFIG_HOME", self.0.join("config"))
            .env("XDG_STATE_HOME", self.0.join("state"))
            .env_remove("AWSATHENA_URL");
        command
    }

    fn profile(&self, url: &str) {
        let text = format!("default = \"only\"\n\n[profiles.only]\nurl = \"{url}\"\n");
        fs::write(self.0.join("config/awsathena/config.toml"), text).expect("the folder for tests can be written to");
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Both streams of a run, which must have ended with `code` and printed no secret.
fn check(output: &Output, code: i32) -> (String, String) {
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "stdout: {stdout}\nstderr: {stderr}");
    assert!(!stdout.contains(SECRET) && !stderr.contains(SECRET), "stdout: {stdout}\nstderr: {stderr}");
    (stdout, stderr)
}

fn has_secret(folder: &Path) -> bool {
    fs::read_dir(folder).expect("the path exists").any(|entry| {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            has_secret(&path)
        } else {
            text(&fs::read(&path).expect("the file can be read")).contains(SECRET)
        }
    })
}

#[test]
fn history_has_the_query_but_no_secret() {
    let (sandbox, home) = (Sandbox::start(), Home::new("found_again"));
    home.profile(&sandbox.url());
    let args = ["query", "SELECT count(*) AS n FROM nation WHERE n_name > :name", "-p", "name=A", "--stats", "json"];
    let (stdout, stderr) = check(&home.run(&args), 0);
    assert_eq!(stdout, "n\n25\n");
    let stats: serde_json::Value =
        serde_json::from_str(stderr.lines().last().unwrap_or_default()).expect("the output is JSON");
    assert_eq!((&stats["rows"], &stats["driver"], &stats["result_path"]), (&1.into(), &"rest".into(), &"pages".into()));
    let id = stats["query_execution_id"].as_str().expect("the query has an id");

    let (stdout, _) = check(&home.run(&["history", "--json"]), 0);
    let entry: serde_json::Value = serde_json::from_str(&stdout).expect("the output is one line of JSON");
    assert_eq!(entry["query_execution_id"], id);
    assert_eq!(entry["sql"], "SELECT count(*) AS n FROM nation WHERE n_name > :name");
    let (stdout, _) = check(&home.run(&["history"]), 0);
    assert!(stdout.contains(id) && stdout.contains("FROM nation"), "{stdout}");

    let (stdout, _) = check(&home.run(&["attach", id, "--format", "jsonl"]), 0);
    assert_eq!(stdout, "{\"n\":25}\n");
    let (_, stderr) = check(&home.run(&["stop", id]), 0);
    assert!(stderr.contains("has already ended: SUCCEEDED"), "{stderr}");
    check(&home.run(&["attach", "00000000-0000-0000-0000-000000000000"]), 1);
    check(&home.run(&["query", "SELECT 1 AS a", "--dry-run"]), 0);
    check(&home.run(&["query", "SELECT nope"]), 1);
    assert!(!has_secret(&home.0.join("state")), "the history contains the secret");
}

#[test]
fn unreachable_service_ends_with_exit_code_3() {
    let home = Home::new("nowhere");
    home.profile(&format!(
        "awsathena+aiorest://AKID:{SECRET}@athena.us-east-1.amazonaws.com/db?s3_staging_dir=s3://bucket/x/\
         &endpoint_url=http://127.0.0.1:9&max_attempts=1"
    ));
    let (_, stderr) = check(&home.run(&["query", "SELECT 1"]), 3);
    assert!(stderr.starts_with("error: "), "{stderr}");
    let (_, stderr) = check(&home.run(&["query", "SELECT 1", "--profile", "other"]), 2);
    assert!(stderr.contains("no profile `other`; its profiles are only"), "{stderr}");
}

#[test]
fn sandbox_exports_a_url_that_works() {
    let (sandbox, home) = (Sandbox::start(), Home::new("reached"));
    let (stdout, _) = check(&home.run(&["query", "SELECT 1 AS a", "--url", sandbox.exported("AWSATHENA_URL")]), 0);
    assert_eq!(stdout, "a\n1\n");
    assert_eq!(sandbox.exported("AWS_ENDPOINT_URL"), sandbox.endpoint);
}

#[test]
fn sandbox_serves_tls() {
    let (sandbox, home) = (Sandbox::start_with(&["--tls"]), Home::new("tls"));
    assert!(sandbox.endpoint.starts_with("https://127.0.0.1:"), "{}", sandbox.endpoint);
    assert!(
        fs::read_to_string(sandbox.exported("AWS_CA_BUNDLE")).expect("the path exists").contains("BEGIN CERTIFICATE")
    );
    let url = sandbox.exported("AWSATHENA_URL");
    for driver in ["rest", "arrow"] {
        let args = ["query", "SELECT 1 AS a", "--url", url, "--driver", driver];
        assert_eq!(check(&home.run(&args), 0).0, "a\n1\n");
    }
    let (unverified, _) = url.split_once("&verify=").expect("the URL names the certificate");
    let (_, stderr) = check(&home.run(&["query", "SELECT 1", "--url", &format!("{unverified}&max_attempts=1")]), 3);
    assert!(stderr.contains("certificate"), "{stderr}");
}

#[test]
fn sandbox_state_survives_a_restart() {
    let home = Home::new("state");
    let state = home.0.join("sandbox");
    let options = ["--state", &state.to_string_lossy()];
    let sandbox = Sandbox::start_with(&options);
    let sql = "CREATE DATABASE kept; CREATE VIEW kept.v AS SELECT 42 AS answer; SELECT answer FROM kept.v";
    check(&home.run(&["query", sql, "--url", sandbox.exported("AWSATHENA_URL"), "--format", "null"]), 0);
    let (history, _) = check(&home.run(&["history", "--json"]), 0);
    let last: serde_json::Value =
        serde_json::from_str(history.lines().next().unwrap_or_default()).expect("the output is JSON");
    let id = last["query_execution_id"].as_str().expect("the query has an id").to_owned();
    drop(sandbox);
    let sandbox = Sandbox::start_with(&options);
    let url = sandbox.exported("AWSATHENA_URL");
    assert_eq!(check(&home.run(&["attach", &id, "--url", url]), 0).0, "answer\n42\n");
    assert_eq!(check(&home.run(&["query", "SELECT * FROM kept.v", "--url", url]), 0).0, "answer\n42\n");
}

#[test]
fn columnar_files_have_the_marks_of_their_format() {
    let (sandbox, home) = (Sandbox::start(), Home::new("columns"));
    home.profile(&sandbox.url());
    let file = home.0.join("nation.parquet");
    let name = file.to_string_lossy();
    check(&home.run(&["query", "SELECT * FROM nation", "--format", "parquet", "-o", &name]), 0);
    let bytes = fs::read(&file).expect("the command has written the file");
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
    let (stdout, _) = (home.run(&["query", "SELECT * FROM nation WHERE 1 = 0", "--format", "arrow"]).stdout, ());
    assert!(stdout.starts_with(&[0xff, 0xff, 0xff, 0xff]), "an Arrow stream begins with a continuation marker");
}

#[test]
fn an_output_file_is_replaced_only_by_a_complete_result() {
    let (sandbox, home) = (Sandbox::start(), Home::new("output"));
    home.profile(&sandbox.url());
    let folder = home.0.join("files");
    fs::create_dir(&folder).expect("the folder for tests can be written to");
    let file = folder.join("old.csv");
    let name = file.to_string_lossy();
    fs::write(&file, "old").expect("the folder was made");
    let late = "SELECT CASE WHEN l_linenumber = 7 THEN fail('late') ELSE 1 END AS a FROM lineitem";
    let failures: [(&[&str], i32); 7] = [
        (&["query", "SELECT nope"], 1),
        (&["query", late], 1),
        (&["query", "SELECT 1 AS a; SELECT nope"], 1),
        (&["query", "SELECT 1 AS a", "--work-group", "missing"], 1),
        (&["query", "SELECT 1 AS a; SELECT 2 AS a", "--format", "parquet"], 2),
        (&["query", "CREATE DATABASE other", "--format", "parquet"], 2),
        (&["query", "SELECT 1 AS a, 2 AS a", "--format", "arrow"], 2),
    ];
    for (arguments, code) in failures {
        check(&home.run(&[arguments, &["-o", &name]].concat()), code);
        assert_eq!(fs::read_to_string(&file).expect("the file is still there"), "old", "{arguments:?}");
    }
    let (databases, _) = check(&home.run(&["query", "SHOW DATABASES"]), 0);
    assert!(!databases.contains("other"), "a statement without a result ran: {databases}");
    check(&home.run(&["query", "SELECT 1 AS a", "-o", &name]), 0);
    assert_eq!(fs::read_to_string(&file).expect("the file was replaced"), "a\n1\n");
    assert_eq!(fs::read_dir(&folder).expect("the folder was made").count(), 1, "no temporary file is left");
}

#[test]
fn a_file_of_any_format_is_complete_or_as_it_was() {
    let (sandbox, home) = (Sandbox::start(), Home::new("formats"));
    home.profile(&sandbox.url());
    let folder = home.0.join("files");
    fs::create_dir(&folder).expect("the folder for tests can be written to");
    // The result breaks off behind its third page, or in the middle of its object.
    let pages = r#"{"fault": "access_denied", "operation": "GetQueryResults", "skip": 3, "times": 1}"#;
    let object = r#"[{"fault": "cut_body", "operation": "GetObject", "bytes": 200000, "times": 1},
                     {"fault": "access_denied", "operation": "GetObject", "skip": 1, "times": 1}]"#;
    let late = "SELECT l_orderkey AS a, l_partkey AS b FROM lineitem";
    for format in ["table", "vertical", "csv", "tsv", "json", "jsonl", "markdown", "parquet", "arrow", "null"] {
        let file = folder.join(format);
        let name = file.to_string_lossy();
        fs::write(&file, "old").expect("the folder was made");
        sandbox.inject(if ["parquet", "arrow"].contains(&format) { object } else { pages });
        check(&home.run(&["query", late, "--driver", "rest", "--format", format, "-o", &name]), 3);
        assert_eq!(fs::read_to_string(&file).expect("the file is still there"), "old", "{format}");
        check(&home.run(&["query", "SELECT 1 AS a", "--format", format, "-o", &name]), 0);
        assert_ne!(fs::read(&file).expect("the file was replaced"), b"old", "{format}");
    }
    assert_eq!(fs::read_dir(&folder).expect("the folder was made").count(), 10, "no temporary file is left");
}

#[test]
fn a_file_of_the_shell_has_complete_results_only() {
    let (sandbox, home) = (Sandbox::start(), Home::new("shell_output"));
    home.profile(&sandbox.url());
    let run = |script: &str, file: &Path| {
        fs::write(file, "old").expect("the folder for tests can be written to");
        let input = home.0.join("script.sql");
        fs::write(&input, script.replace("FILE", &file.to_string_lossy())).expect("the folder can be written to");
        let input = fs::File::open(input).expect("it was written");
        let mut command = home.command(&["shell", "-q"]);
        let output = command.stdin(input).output().expect("the command runs");
        (output.status.code(), fs::read_to_string(file).expect("the file is there"))
    };
    let folder = home.0.join("files");
    fs::create_dir(&folder).expect("the folder for tests can be written to");
    let file = folder.join("old.csv");
    assert_eq!(run("\\o FILE\nSELECT nope;\n", &file), (Some(1), "old".to_owned()));
    assert_eq!(run("\\o FILE\n\\o\n", &file), (Some(0), "old".to_owned()));
    let ddl = "\\o FILE\n\\f parquet\nCREATE DATABASE other;\n";
    assert_eq!(run(ddl, &file), (Some(2), "old".to_owned()));
    let (databases, _) = check(&home.run(&["query", "SHOW DATABASES"]), 0);
    assert!(!databases.contains("other"), "a statement without a result ran: {databases}");
    let two = "\\o FILE\nSELECT 1 AS a;\nSELECT nope;\nSELECT 2 AS b;\n";
    assert_eq!(run(two, &file), (Some(1), "a\n1\n\nb\n2\n".to_owned()));
    assert_eq!(fs::read_dir(&folder).expect("the folder was made").count(), 1, "no temporary file is left");
}

#[test]
fn costs_are_those_that_athena_charges() {
    let (sandbox, home) = (Sandbox::start(), Home::new("costs"));
    home.profile(&sandbox.url());
    let sql = "CREATE TABLE copied WITH (external_location = 's3://sandbox-results/copied/') AS SELECT * FROM orders; \
               SHOW TABLES; EXPLAIN SELECT 1; SELECT count(*) FROM orders; SELECT count(*) FROM orders";
    let arguments = ["query", sql, "--cache-size", "50", "--stats", "json", "--format", "null"];
    let (_, stderr) = check(&home.run(&arguments), 0);
    let stats = stderr.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let costs: Vec<f64> = stats.filter_map(|stats| stats["estimated_cost_usd"].as_f64()).collect();
    // The last is a hit of the client's cache.
    assert_eq!(costs, [0.00005, 0.0, 0.0, 0.00005, 0.0]);
}

#[test]
fn a_missing_profile_of_the_environment_is_named() {
    let (sandbox, home) = (Sandbox::start(), Home::new("profiles"));
    let config = home.0.join("aws-config");
    fs::write(&config, "[profile base]\naws_access_key_id = AKBASE\naws_secret_access_key = SECRETBASE\n")
        .expect("the folder for tests can be written to");
    let url = sandbox.url().replace(&format!("AKID:{SECRET}@"), "");
    let run = |profile: &str| {
        let mut command = home.command(&["query", "SELECT 1 AS a", "--url", &url]);
        command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
        command.env("AWS_CONFIG_FILE", &config).env("AWS_SHARED_CREDENTIALS_FILE", "/nowhere");
        command.env("AWS_PROFILE", profile).env("AWS_EC2_METADATA_DISABLED", "true").output().expect("it runs")
    };
    assert_eq!(check(&run("base"), 0).0, "a\n1\n");
    let (_, stderr) = check(&run("bas"), 3);
    assert!(stderr.contains("AWS_PROFILE names the profile `bas`"), "{stderr}");
    assert!(stderr.contains("did you mean `base`?"), "{stderr}");
}

#[test]
fn closed_standard_output_is_not_a_failure() {
    for args in [&["drivers"][..], &["man"], &["query", "-q", "SELECT * FROM tpch.lineitem"]] {
        let mut process = Command::new(PROGRAM)
            .args(args)
            .env("XDG_STATE_HOME", Home::new("goes_away").0)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts");
        drop(process.stdout.take());
        let output = process.wait_with_output().expect("the command ends");
        assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""), "{args:?}");
    }
}

#[test]
fn ddl_has_tables_before_views() {
    let (sandbox, home) = (Sandbox::start(), Home::new("inspected"));
    home.profile(&sandbox.url());
    check(&home.run(&["query", "-q", "CREATE VIEW a_view AS SELECT n_name FROM nation"]), 0);
    let (stdout, _) = check(&home.run(&["inspect", "tpch", "--format", "ddl"]), 0);
    let starts: Vec<&str> = stdout.lines().filter(|line| line.starts_with("CREATE ")).collect();
    assert_eq!((starts.len(), starts.last()), (9, Some(&"CREATE VIEW tpch.a_view AS")), "{starts:?}");
    assert_eq!(stdout.matches(";\n").count(), 9, "{stdout}");
    let (stdout, _) = check(&home.run(&["inspect", "a_view"]), 0);
    assert!(stdout.contains("└─ a_view  view   Presto View\n      └─ n_name  varchar\n"), "{stdout}");
    let file = home.0.join("tree.json");
    check(&home.run(&["inspect", "tpch", "--format", "json", "-o", &file.to_string_lossy()]), 0);
    let json: serde_json::Value = serde_json::from_slice(&fs::read(&file).expect("the command has written the file"))
        .expect("the output is JSON");
    let tables = json["catalogs"][0]["schemas"][0]["tables"].as_array().expect("tables");
    assert_eq!(
        (tables.len(), &tables[0]["kind"], &tables[0]["location"]),
        (9, &"view".into(), &serde_json::Value::Null)
    );
}
