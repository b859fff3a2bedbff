//! Errors of connections that cannot be made, and of statements that cannot run

use athena_sandbox::Sandbox;
use awsathena::builder;

use super::Shown;
use super::planted::{EXTERNAL_ID, Planted, SECRET_KEY, SESSION_TOKEN, with_code};

/// Shows the error of every connection that is wrong in some way.
pub(super) async fn show(planted: &Planted, shown: &mut Shown) {
    let good = planted.url("awsathena");
    let mut accepted = Vec::new();
    for (what, url) in broken(&good) {
        match with_code(builder(&url)).connect().await {
            Ok(_) => accepted.push(what),
            Err(error) => shown.error("athena_core::Error", &error),
        }
    }
    assert_eq!(accepted, Vec::<&str>::new(), "these URLs have no error");
    for (what, url) in unreachable() {
        let connection = with_code(builder(&url)).connect().await.expect("the URL is right");
        let error = connection.cursor().execute("SELECT 1").await.expect_err(what);
        shown.error("athena_core::Error", &error);
        shown.debug("athena_core::Connection", &connection);
    }
    let strict = Sandbox::builder().credentials("AKIDOTHER", "another").start().await.expect("the sandbox starts");
    let connection = with_code(builder(&Planted::new(&strict).url("awsathena"))).connect().await.expect("connects");
    let error = connection.cursor().execute("SELECT 1").await.expect_err("the sandbox does not know the key");
    shown.error("athena_core::Error", &error);
    strict.shutdown().await;
}

/// URLs that are refused.
fn broken(good: &str) -> Vec<(&'static str, String)> {
    let host = "athena.eu-west-1.amazonaws.com";
    let bare = format!("awsathena://AKIDPLANTED:{SECRET_KEY}@{host}/db?s3_staging_dir=s3://bucket/");
    vec![
        ("a port that is none", good.replace("amazonaws.com/", "amazonaws.com:99999/")),
        ("a host that is none", good.replace("athena.", "athena ")),
        ("a secret without its key", format!("awsathena://:{SECRET_KEY}@{host}/db")),
        ("an unknown scheme", good.replace("awsathena:", "athenaaws:")),
        ("an unknown option", format!("{good}&nosuch=1")),
        ("an unknown option with the secret", format!("{good}&secret_acess_key={SECRET_KEY}")),
        ("an ampersand in a secret", format!("{bare}&aws_session_token=x&{SESSION_TOKEN}")),
        ("a space in a token", good.replace(SESSION_TOKEN, &format!("{SESSION_TOKEN}+x"))),
        ("a space in an external id", good.replace(EXTERNAL_ID, &format!("{EXTERNAL_ID}+x"))),
        ("a value that does not fit", format!("{good}&pool_size=0")),
        ("a password in an endpoint", format!("{bare}&endpoint_url=http://user:{SECRET_KEY}@127.0.0.1")),
        ("an unusual password in an endpoint", format!("{bare}&endpoint_url=ftp://user:{SECRET_KEY}@127.0.0.1")),
        ("an unverified certificate", format!("{good}&verify=false")),
        ("two sources of keys", format!("{good}&profile_name=me")),
    ]
}

/// URLs of services that cannot be reached.
fn unreachable() -> Vec<(&'static str, String)> {
    let keys = format!("awsathena://AKIDPLANTED:{SECRET_KEY}@");
    let more =
        format!("max_attempts=1&connect_timeout=2&aws_session_token={SESSION_TOKEN}&s3_staging_dir=s3://bucket/");
    vec![
        ("nobody is the proxy", format!("{keys}athena.eu-west-1.amazonaws.com/db?{more}")),
        ("nobody listens", format!("{keys}athena.eu-west-1.amazonaws.com/db?{more}&endpoint_url=http://127.0.0.1:1")),
    ]
}
