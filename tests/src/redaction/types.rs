//! Values of public types, made from connections with secrets

use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use athena_aws::{SdkOptions, Services};
use athena_core::driver::objects::{ObjectFile, ObjectReader, ReadOptions};
use athena_core::driver::option::{FromOptions, OptionMap, process_env};
use athena_core::driver::{ConnectionUrl, Dialect, QueryRunner, Resolved, Session};
use athena_core::options::{AwsOptions, S3Uri, Secret};
use athena_sandbox::Sandbox;
use awsathena::arrow::{Arrow, ArrowCursorExt as _};
use awsathena::pandas::Pandas;
use awsathena::polars::Polars;
use awsathena::rest::Rest;
use awsathena::s3::S3;
use awsathena::{Bindings, Connection, Cursor, Parameter, Statement};
use futures_util::FutureExt as _;

use super::Shown;
use super::planted::{BOUND, MFA_CODE, Planted, SECRET_KEY, with_code};

/// Shows values of every type in the list of covered types, except for those of errors.
pub(super) async fn show(planted: &Planted, shown: &mut Shown) {
    show_url_and_options(planted, shown);
    show_sandbox(shown).await;
    show_driver::<Rest>(planted, shown, "athena_rest::RestCursor", "athena_rest::RestOptions").await;
    show_driver::<S3>(planted, shown, "athena_s3::S3Cursor", "athena_s3::S3Options").await;
    show_driver::<Polars>(planted, shown, "athena_polars::PolarsCursor", "athena_polars::PolarsOptions").await;
    show_driver::<Pandas>(planted, shown, "athena_pandas::PandasCursor", "athena_pandas::PandasOptions").await;
    let connection =
        show_driver::<Arrow>(planted, shown, "athena_arrow::ArrowCursor", "athena_arrow::ArrowOptions").await;
    show_connection(&connection, shown).await;
    show_handles(&connection, shown).await;
    show_services(connection.options(), shown).await;
}

/// The statement of every cursor. Its result does not have the value.
fn statement() -> Statement {
    Statement::new("SELECT length(:word) AS n").bind("word", BOUND)
}

fn show_url_and_options(planted: &Planted, shown: &mut Shown) {
    let url = planted.url("awsathena");
    let parsed = ConnectionUrl::parse(&url).expect("a URL");
    shown.debug("athena_core::driver::ConnectionUrl", &parsed);
    shown.display("athena_core::driver::ConnectionUrl", &parsed);
    shown.display("athena_core::driver::ConnectionUrl", &parsed.redacted());
    let map = parsed.into_options();
    shown.debug("athena_core::driver::option::OptionMap", &map);
    let any = awsathena::registry().driver("awsathena").expect("a driver");
    shown.debug("athena_registry::Driver", &any);
    shown.debug("athena_registry::Registry", awsathena::registry());
    let erased = any.resolve(map.clone(), &process_env).expect("good options");
    shown.debug("athena_core::driver::AnyOptions", &erased.driver);
    shown.debug("athena_core::driver::Resolved", &erased);
    let resolved = Resolved::split::<Rest>(map, &process_env).expect("good options");
    shown.debug("athena_core::driver::Resolved", &resolved);
    let connect = &resolved.connect;
    shown.debug("athena_core::options::ConnectOptions", connect);
    shown.debug("athena_core::options::AwsOptions", &connect.aws);
    shown.debug("athena_core::options::ClientOptions", &connect.client);
    shown.debug("athena_core::options::QueryDefaults", &connect.query);
    shown.debug("athena_core::options::DdlDefaults", &connect.ddl);
    let endpoint = connect.aws.endpoint_url.as_ref().expect("the sandbox has one");
    shown.debug("athena_core::options::EndpointUrl", endpoint);
    shown.display("athena_core::options::EndpointUrl", endpoint);
    let secret = Secret::new(SECRET_KEY);
    shown.debug("athena_core::options::Secret", &secret);
    shown.display("athena_core::options::Secret", &secret);
    let mut by_hand = OptionMap::new();
    by_hand.insert("aws_secret_access_key", SECRET_KEY);
    shown.debug("athena_core::driver::option::OptionMap", &by_hand);
    assert!(AwsOptions::from_options(&mut by_hand).is_err(), "it has no key id");
    shown.debug("athena_aws::ConnectionBuilder", &planted.builder::<Rest>().option("external_id", SECRET_KEY));
    let sdk = SdkOptions::new().with_mfa_token(|_| async { Ok(MFA_CODE.to_owned()) }.boxed());
    shown.debug("athena_aws::SdkOptions", &sdk);
}

async fn show_sandbox(shown: &mut Shown) {
    let builder = Sandbox::builder().credentials("AKIDPLANTED", SECRET_KEY);
    shown.debug("athena_sandbox::SandboxBuilder", &builder);
    let sandbox = builder.start().await.expect("the sandbox starts");
    let connection = awsathena::connect(&sandbox.url("awsathena")).await.expect("connects");
    // Without a bound value: the service knows the text of every statement, and shows it.
    connection.query("SELECT 1").fetch_all().await.expect("the key is the right one");
    shown.debug("athena_sandbox::Sandbox", &sandbox);
    sandbox.calls().iter().for_each(|call| shown.debug("athena_sandbox::Call", call));
    sandbox.shutdown().await;
}

/// Runs a statement by the driver `D`, and shows its cursor before and after the fetch.
async fn show_driver<D>(planted: &Planted, shown: &mut Shown, cursor_type: &str, options_type: &str) -> Connection<D>
where
    D: Dialect<Cursor: Debug, Options: Default>,
{
    let connection = planted.builder::<D>().option("log_statements", "true").connect().await.expect("connects");
    shown.debug("athena_core::Connection", &connection);
    shown.debug(options_type, connection.driver_options());
    let mut cursor: Cursor<D> = connection.cursor();
    shown.debug("athena_core::Cursor", &cursor);
    cursor.execute(statement()).await.expect("succeeds");
    shown.debug("athena_core::Cursor", &cursor);
    shown.debug(cursor_type, cursor.driver_cursor().expect("has a result"));
    while cursor.next_batch().await.expect("reads").is_some() {}
    shown.debug("athena_core::Cursor", &cursor);
    let error = cursor.execute("SELECT x FROM nosuch").await.expect_err("no such table");
    shown.error("athena_core::Error", &error);
    connection
}

async fn show_connection(connection: &Connection<Arrow>, shown: &mut Shown) {
    let session = connection.session();
    shown.debug("athena_core::driver::Session", session);
    let ports = Session::builder(Arc::clone(session.athena())).options(session.options().clone());
    shown.debug("athena_core::driver::SessionBuilder", &ports);
    shown.debug("athena_core::driver::api::Usage", connection.usage());
    let inspector = connection.inspector();
    inspector.tables().await.expect("the sandbox has the schema");
    shown.debug("athena_core::reflection::Inspector", &inspector);
    shown.debug("athena_core::StatementOptions", connection.defaults());
    shown.debug("athena_core::Statement", &statement());
    shown.debug("athena_core::Bindings", &Bindings::new().bind("word", BOUND));
    shown.debug("athena_core::Parameter", &Parameter::from(BOUND));
    let mut runner = QueryRunner::new(session, "arrow");
    let query = runner.run(&"SELECT 1".into()).await.expect("succeeds");
    shown.debug("athena_core::driver::QueryRunner", &runner);
    shown.debug("athena_core::query::Statistics", &query.statistics);
    let objects = session.objects().expect("the driver reads objects");
    let result: S3Uri = query.output_location.as_deref().expect("has a result").parse().expect("a location");
    let options = ReadOptions::default();
    let reader = ObjectReader::open(Arc::clone(objects), result.clone(), options).await.expect("opens");
    shown.debug("athena_core::driver::objects::ObjectReader", &reader);
    let file = ObjectFile::open(Arc::clone(objects), result, options, Arc::new(AtomicU64::new(0))).await;
    shown.debug("athena_core::driver::objects::ObjectFile", &file.expect("opens"));
}

async fn show_handles(connection: &Connection<Arrow>, shown: &mut Shown) {
    shown.debug("athena_core::Query", &connection.query(statement()));
    let mut cursor = connection.cursor();
    cursor.execute(statement()).await.expect("succeeds");
    shown.debug("athena_core::CancelHandle", &cursor.cancel_handle());
    shown.debug("athena_core::ProgressWatch", &cursor.progress());
    shown.debug("athena_core::Progress", &cursor.progress().current());
    shown.debug("athena_core::Rows", &cursor.rows());
    shown.debug("athena_core::RowsAs", &cursor.rows_as::<(i64,)>());
    shown.debug("athena_core::BatchStream", &cursor.batches());
    let mut erased = connection.erase().cursor();
    erased.execute(statement()).await.expect("succeeds");
    shown.debug("athena_core::driver::AnyCursor", erased.driver_cursor().expect("has a result"));
    let mut cursor = connection.cursor();
    cursor.execute(statement()).await.expect("succeeds");
    shown.debug("athena_arrow::BatchReader", &cursor.into_reader().expect("a runtime with threads"));
}

async fn show_services(options: &athena_core::options::ConnectOptions, shown: &mut Shown) {
    let sdk = SdkOptions::new().with_mfa_token(|_| async { Ok(MFA_CODE.to_owned()) }.boxed());
    let services = Services::connect(options, sdk).await.expect("good options");
    shown.debug("athena_aws::Services", &services);
    let by_url = with_code(awsathena::builder("awsathena:///db"));
    shown.debug("athena_aws::ConnectionBuilder", &by_url);
}
