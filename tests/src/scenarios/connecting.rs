//! Errors in URLs, and the secrecy of their credentials.

use std::error::Error as _;

use anyhow::{Result, ensure};
use awsathena::ErrorKind;

use super::stage::{Stage, expect_error, expect_in};

super::scenarios! {
    "connect":
    unknown_option_names_the_nearest,
    unknown_scheme_names_the_nearest,
    bad_values_name_the_option,
    option_given_twice,
    every_scheme_of_the_driver,
    secrets_are_never_shown,
    connecting_makes_no_call [Sandbox],
    unknown_host_without_an_endpoint,
}

async fn unknown_option_names_the_nearest(stage: Stage) -> Result<()> {
    for (option, nearest) in
        [("unlod", "`unload`"), ("work_grup", "`work_group`"), ("s3_staging_dri", "`s3_staging_dir`")]
    {
        let error = expect_error(stage.connect_to(&stage.url(&[(option, "true")])).await, ErrorKind::UnknownOption)?;
        expect_in(&error.to_string(), &format!("`{option}`"))?;
        expect_in(&error.to_string(), nearest)?;
    }
    if !stage.driver.capabilities().unload {
        let error = expect_error(stage.connect_to(&stage.url(&[("unload", "true")])).await, ErrorKind::UnknownOption)?;
        expect_in(&error.to_string(), "`unload`")?;
        expect_in(&error.to_string(), stage.driver.name())?;
    }
    Ok(())
}

async fn unknown_scheme_names_the_nearest(stage: Stage) -> Result<()> {
    let mine = stage.driver.schemes()[0];
    let (_, rest) = stage.url(&[]).split_once("://").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap_or_default();
    let near = &mine[..mine.len() - 1];
    let error = expect_error(stage.connect_to(&format!("{near}://{rest}")).await, ErrorKind::UnknownScheme)?;
    expect_in(&error.to_string(), &format!("`{mine}`"))?;
    let error = expect_error(stage.connect_to("postgresql://:@/db").await, ErrorKind::UnknownScheme)?;
    expect_in(&error.to_string(), mine)?;
    expect_error(stage.connect_to("no url at all").await, ErrorKind::InvalidUrl)?;
    Ok(())
}

async fn bad_values_name_the_option(stage: Stage) -> Result<()> {
    let options =
        [("query_timeout", "soon"), ("pool_size", "0"), ("s3_staging_dir", "bucket"), ("kill_on_interrupt", "perhaps")];
    for (option, value) in options {
        let url = stage.url(&[(option, value)]);
        let error = expect_error(stage.connect_to(&url).await, ErrorKind::InvalidOption)?;
        expect_in(&error.to_string(), option)?;
        expect_in(&error.to_string(), value)?;
    }
    Ok(())
}

async fn option_given_twice(stage: Stage) -> Result<()> {
    let url = format!("{}&poll_interval=1&poll_interval=2", stage.url(&[]));
    let error = expect_error(stage.connect_to(&url).await, ErrorKind::InvalidOption)?;
    expect_in(&error.to_string(), "poll_interval")
}

async fn every_scheme_of_the_driver(stage: Stage) -> Result<()> {
    let url = stage.url(&[]);
    let rest = url.split_once("://").map(|(_, rest)| rest).unwrap_or_default();
    for scheme in stage.driver.schemes() {
        for scheme in [(*scheme).to_owned(), scheme.to_ascii_uppercase()] {
            let connection = stage.connect_to(&format!("{scheme}://{rest}")).await?;
            ensure!(connection.driver_name() == stage.driver.name(), "`{scheme}` is {}", connection.driver_name());
        }
    }
    Ok(())
}

async fn secrets_are_never_shown(stage: Stage) -> Result<()> {
    const SECRETS: [&str; 3] = ["sEcReT/kEy+1", "sEsSiOn-tOkEn", "sEcReT%2FkEy%2B1"];
    let options = [
        ("aws_access_key_id", "AKIDEXAMPLE"),
        ("aws_secret_access_key", SECRETS[0]),
        ("aws_session_token", SECRETS[1]),
        ("endpoint_url", "http://127.0.0.1:9"),
        ("max_attempts", "1"),
        ("connect_timeout", "1"),
    ];
    let mut seen = Vec::new();
    let connection = stage.connect(&options).await?;
    let mut cursor = connection.cursor();
    seen.push(format!("{connection:?} {connection:#?} {cursor:?}"));
    if let Err(error) = cursor.execute("SELECT 1").await {
        seen.push(format!("{error} {error:?} {error:#?}"));
        let mut source = error.source();
        while let Some(error) = source {
            seen.push(format!("{error} {error:?}"));
            source = error.source();
        }
    }
    seen.push(format!("{cursor:?} {:?}", cursor.cancel_handle()));
    for (option, value) in [("unlod", "1"), ("pool_size", "many"), ("aws_secret_acces_key", SECRETS[0]), ("verify", "")]
    {
        let mut options = options.to_vec();
        options.retain(|(key, _)| *key != option);
        options.push((option, value));
        if let Err(error) = stage.connect_to(&stage.url(&options)).await {
            seen.push(format!("{error} {error:?}"));
        }
    }
    for url in
        [format!("awsathena+aiorest//AKID:{}@host", SECRETS[0]), format!("nothing://AKID:{}@host/db", SECRETS[2])]
    {
        if let Err(error) = stage.connect_to(&url).await {
            seen.push(format!("{error} {error:?}"));
        }
    }
    for text in &seen {
        for secret in SECRETS {
            ensure!(!text.contains(secret), "a secret is shown: {text}");
        }
    }
    ensure!(seen.len() >= 6, "too few texts were checked: {seen:?}");
    Ok(())
}

async fn connecting_makes_no_call(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let _cursor = lab.connect(&[]).await?.cursor();
    let calls = lab.sandbox.calls();
    ensure!(calls.is_empty(), "{calls:?}");
    Ok(())
}

/// Without `endpoint_url` a driver calls the public endpoint of the region, which must not be called here. The tests of
/// the transport check the name of that host.
async fn unknown_host_without_an_endpoint(stage: Stage) -> Result<()> {
    let scheme = stage.driver.schemes()[0];
    let url = format!("{scheme}://AKID:SECRET@athena.example.com/default?s3_staging_dir=s3://bucket/out/");
    let error = stage.connect_to(&url).await.err();
    let error = error.ok_or_else(|| anyhow::anyhow!("a host outside of AWS was accepted without `endpoint_url`"))?;
    expect_in(&error.to_string(), "endpoint_url")
}
