//! Requests, responses and addresses.

use athena_core::driver::api::GetQueryResults;
use athena_core::driver::api::StartQuery;
use athena_core::options::{EndpointUrl, TlsVerification};
use athena_core::query::{ClientRequestToken, EncryptionConfiguration, QueryId, QueryState, ResultReuse};

use super::*;

const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const STARTED: &str = r#"{"QueryExecutionId":"q-1"}"#;

fn query(sql: &str) -> StartQuery {
    let mut query = StartQuery::new(sql);
    query.token = ClientRequestToken::new(TOKEN);
    query
}

async fn start(aws: AwsOptions, query: &StartQuery) -> StaticReplayClient {
    let client = replay(vec![json(200, STARTED)]);
    let id = services(aws, &client).await.athena.start_query_execution(query).await.expect("started");
    assert_eq!(id.as_str(), "q-1");
    client
}

async fn address(aws: AwsOptions) -> String {
    let client = start(aws, &query("SELECT 1")).await;
    sent(&client)[0].uri().to_owned()
}

fn endpoint(text: &str) -> EndpointUrl {
    text.parse().expect("an endpoint")
}

#[tokio::test]
async fn without_an_endpoint_the_public_one_is_used() {
    let client = start(aws(), &query("SELECT 1")).await;
    let requests = sent(&client);
    let request = requests[0];
    assert_eq!((request.method(), request.uri()), ("POST", "https://athena.eu-west-1.amazonaws.com/"));
    assert_eq!(header(request, "x-amz-target"), "AmazonAthena.StartQueryExecution");
    assert_eq!(header(request, "content-type"), "application/x-amz-json-1.1");
    let authorization = header(request, "authorization");
    assert!(authorization.starts_with("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"), "{authorization}");
    assert!(authorization.contains("/eu-west-1/athena/aws4_request"), "{authorization}");
    let agent = header(request, "x-amz-user-agent");
    assert!(agent.contains(concat!("lib/awsathena/", env!("CARGO_PKG_VERSION"))), "{agent}");
    assert_eq!(body(request), format!(r#"{{"QueryString":"SELECT 1","ClientRequestToken":"{TOKEN}"}}"#));
}

#[tokio::test]
async fn every_field_of_a_start_is_sent() {
    let mut query = query("SELECT ?");
    query.database = Some("sales".to_owned());
    query.catalog = Some("awsdatacatalog".to_owned());
    query.work_group = Some("etl".to_owned());
    query.output_location = Some("s3://bucket/out/".to_owned());
    query.encryption = Some(EncryptionConfiguration::new("SSE_KMS").with_kms_key("key-1"));
    query.expected_bucket_owner = Some("123456789012".to_owned());
    query.s3_acl_option = Some("BUCKET_OWNER_FULL_CONTROL".to_owned());
    query.result_reuse = Some(ResultReuse::within_minutes(15));
    query.execution_parameters = vec!["'a'".to_owned(), "1".to_owned()];
    let client = start(aws(), &query).await;
    let expected = concat!(
        r#"{"QueryString":"SELECT ?","ClientRequestToken":"0123456789abcdef0123456789abcdef","#,
        r#""QueryExecutionContext":{"Database":"sales","Catalog":"awsdatacatalog"},"#,
        r#""ResultConfiguration":{"OutputLocation":"s3://bucket/out/","#,
        r#""EncryptionConfiguration":{"EncryptionOption":"SSE_KMS","KmsKey":"key-1"},"#,
        r#""ExpectedBucketOwner":"123456789012","AclConfiguration":{"S3AclOption":"BUCKET_OWNER_FULL_CONTROL"}},"#,
        r#""WorkGroup":"etl","ExecutionParameters":["'a'","1"],"#,
        r#""ResultReuseConfiguration":{"ResultReuseByAgeConfiguration":{"Enabled":true,"MaxAgeInMinutes":15}}}"#,
    );
    assert_eq!(body(sent(&client)[0]), expected);
}

#[tokio::test]
async fn the_endpoint_depends_on_region_and_options() {
    for (region, endpoint) in [
        ("cn-north-1", "https://athena.cn-north-1.amazonaws.com.cn/"),
        ("us-gov-west-1", "https://athena.us-gov-west-1.amazonaws.com/"),
        ("eusc-de-east-1", "https://athena.eusc-de-east-1.amazonaws.eu/"),
    ] {
        assert_eq!(address(aws().with_region_name(region)).await, endpoint);
    }
    assert_eq!(address(aws().with_use_ssl(false)).await, "http://athena.eu-west-1.amazonaws.com/");
    let own = aws().with_endpoint_url(endpoint("https://athena.example:8443")).with_use_ssl(false);
    assert_eq!(address(own).await, "https://athena.example:8443/");
    // the endpoints of other services do not reach Athena
    let others = aws()
        .with_s3_endpoint_url(endpoint("http://127.0.0.1:1"))
        .with_sts_endpoint_url(endpoint("http://127.0.0.1:2"));
    assert_eq!(address(others).await, "https://athena.eu-west-1.amazonaws.com/");
}

#[tokio::test]
async fn executions_and_pages_are_read() {
    let execution = r#"{"QueryExecution":{"QueryExecutionId":"q-1","Query":"SELECT 1","StatementType":"DML",
        "SubstatementType":"SELECT","WorkGroup":"primary","QueryExecutionContext":{"Catalog":"awsdatacatalog"},
        "ResultConfiguration":{"OutputLocation":"s3://b/q-1.csv"},"EngineVersion":{"EffectiveEngineVersion":"3"},
        "Status":{"State":"FAILED","SubmissionDateTime":1565649050.175,"AthenaError":{"ErrorCategory":2,
        "ErrorType":1301,"Retryable":false,"ErrorMessage":"no table"}},"Statistics":{"DataScannedInBytes":12,
        "QueryQueueTimeInMillis":-1,"ResultReuseInformation":{"ReusedPreviousResult":true},"DpuCount":4.5},
        "NobodyKnows":[1]}}"#;
    let page = r#"{"UpdateCount":0,"NextToken":"","ResultSet":{"Rows":[{"Data":[{"VarCharValue":"a"},{}]},
        {"Data":[{"VarCharValue":""}]}],"ResultSetMetadata":{"ColumnInfo":[{"Name":"a","Type":"varchar",
        "Nullable":"UNKNOWN","Precision":2147483647,"CaseSensitive":true}]}}}"#;
    let client = replay(vec![json(200, execution), json(200, page)]);
    let services = services(aws(), &client).await;
    let id = QueryId::from("q-1");

    let read = services.athena.get_query_execution(&id).await.expect("an execution");
    assert_eq!((&read.state, read.sql.as_str()), (&QueryState::Failed, "SELECT 1"));
    assert_eq!(read.output_location.as_deref(), Some("s3://b/q-1.csv"));
    assert_eq!(read.engine_version.effective.as_deref(), Some("3"));
    assert_eq!(read.error_type, Some(1301));
    assert_eq!((read.statistics.data_scanned_bytes, read.statistics.queue_time), (Some(12), None));
    assert!(read.statistics.reused_previous_result && read.statistics.dpu_count == Some(4.5));
    let since = read.submitted_at.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    assert_eq!(since.map(|since| since.as_millis()), Some(1_565_649_050_175));

    let page = services.athena.get_query_results(&GetQueryResults::first(id, Some(1000))).await.expect("a page");
    assert_eq!(page.rows, [vec![Some("a".to_owned()), None], vec![Some(String::new())]]);
    assert_eq!((page.update_count, page.next_token), (Some(0), None));
    assert_eq!((page.columns[0].type_name.as_str(), page.columns[0].nullable), ("varchar", None));
    assert_eq!(body(sent(&client)[1]), r#"{"QueryExecutionId":"q-1","MaxResults":1000}"#);
}

#[tokio::test]
async fn metadata_and_work_groups_are_read() {
    let table = r#"{"TableMetadata":{"Name":"t","TableType":"EXTERNAL_TABLE","CreateTime":1.5,"Columns":[{"Name":"a",
        "Type":"int","Comment":"first"}],"PartitionKeys":[{"Name":"day","Type":"string"}],"Parameters":{"x":"y"}}}"#;
    let group = r#"{"WorkGroup":{"Name":"etl","State":"ENABLED","Configuration":{"EnforceWorkGroupConfiguration":true,
        "ManagedQueryResultsConfiguration":{"Enabled":true},"BytesScannedCutoffPerQuery":10000000,
        "EngineVersion":{"SelectedEngineVersion":"AUTO","EffectiveEngineVersion":"Athena engine version 3"}}}}"#;
    let databases = r#"{"DatabaseList":[{"Name":"d","Description":"x"}],"NextToken":"more"}"#;
    let client = replay(vec![json(200, table), json(200, group), json(200, databases)]);
    let services = services(aws(), &client).await;

    let table = services.catalog.get_table_metadata("c", "d", "t").await.expect("a table");
    assert_eq!(
        (table.columns[0].comment.as_deref(), table.partition_keys[0].type_text.as_str()),
        (Some("first"), "string")
    );
    assert_eq!(body(sent(&client)[0]), r#"{"CatalogName":"c","DatabaseName":"d","TableName":"t"}"#);
    let group = services.athena.get_work_group("etl").await.expect("a work group");
    assert!(group.enabled && group.enforced && group.managed_results);
    assert_eq!(group.bytes_scanned_cutoff, Some(10_000_000));
    let (databases, token) = services.catalog.list_databases("c", None).await.expect("databases");
    assert_eq!((databases[0].name.as_str(), token.as_deref()), ("d", Some("more")));
}

/// The client of this crate, on loopback, without TLS.
#[tokio::test]
async fn the_real_client_reaches_a_local_endpoint() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let own = format!("http://{}", listener.local_addr().expect("an address"));
    let serve = async {
        let (mut socket, _) = listener.accept().await.expect("a connection");
        let mut request = vec![0; 16 * 1024];
        let length = socket.read(&mut request).await.expect("a request");
        assert!(request[..length].starts_with(b"POST / HTTP/1.1\r\n"));
        let response = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{STARTED}", STARTED.len());
        socket.write_all(response.as_bytes()).await.expect("sent");
        socket.flush().await.expect("sent");
        socket
    };
    // the trust store is built with the first connector, even for http
    let ca = TlsVerification::CaBundle(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/ca.pem").into());
    let options = options(aws().with_endpoint_url(endpoint(&own)).with_verify(ca));
    let services = Services::connect(&options, SdkOptions::new()).await.expect("good options");
    let query = query("SELECT 1");
    let (_socket, id) = tokio::join!(serve, services.athena.start_query_execution(&query));
    assert_eq!(id.expect("started").as_str(), "q-1");
}

#[tokio::test]
async fn a_refused_connection_may_work_later() {
    let options = options(aws().with_endpoint_url(endpoint("http://127.0.0.1:1")));
    let services = Services::connect(&options, SdkOptions::new()).await.expect("good options");
    let error = services.athena.start_query_execution(&query("SELECT 1")).await.expect_err("refused");
    assert_eq!((error.kind(), error.retry()), (athena_core::ErrorKind::Io, athena_core::Retry::Later), "{error:?}");
    assert!(error.to_string().to_lowercase().contains("connection refused"), "{error}");
}
