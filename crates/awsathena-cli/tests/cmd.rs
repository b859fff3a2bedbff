//! The command as its users meet it: what it prints for what, kept in `tests/cmd`.

use std::fs;
use std::path::PathBuf;

/// A folder of this run, with a configuration of its own.
fn home() -> PathBuf {
    let home = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("cmd");
    let config = home.join("config/awsathena");
    fs::create_dir_all(&config).expect("the folder for tests can be written to");
    let profiles = "default = \"nowhere\"\n\n[profiles.nowhere]\n\
                    url = \"awsathena+aiorest://AKID:s3cr3t@athena.us-east-1.amazonaws.com/db\
                    ?s3_staging_dir=s3://bucket/x/&endpoint_url=http://127.0.0.1:9&max_attempts=1\"\n";
    fs::write(config.join("config.toml"), profiles).expect("the folder for tests can be written to");
    home
}

#[test]
fn commands_print_what_they_should() {
    let home = home();
    let folder = |name: &str| home.join(name).to_string_lossy().into_owned();
    trycmd::TestCases::new()
        .env("XDG_CONFIG_HOME", folder("no-config"))
        .env("XDG_STATE_HOME", folder("state"))
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("CONFIGURED", folder("config"))
        .case("tests/cmd/*.md");
}
