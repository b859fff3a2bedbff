//! STS

use athena_sandbox::{Fault, Sandbox};

use crate::client::{Reply, http, start_sandbox};

async fn sts(sandbox: &Sandbox, form: &str) -> Reply {
    let headers = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")];
    http(sandbox.endpoint(), "POST", "/", &headers, form.as_bytes()).await.expect("a response")
}

/// The text of an element.
pub(crate) fn text<'a>(xml: &'a str, element: &str) -> &'a str {
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    xml.split_once(&open).and_then(|(_, rest)| rest.split_once(&close)).map(|(text, _)| text).unwrap_or_default()
}

#[tokio::test]
async fn identities_are_known_and_roles_are_assumed() {
    let sandbox = start_sandbox().await;
    let reply = sts(&sandbox, "Action=GetCallerIdentity&Version=2011-06-15").await;
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("text/xml")));
    let xml = reply.text();
    assert!(
        xml.starts_with(
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>"
        ),
        "{xml}"
    );
    assert_eq!((text(&xml, "Account"), text(&xml, "Arn")), ("000000000000", "arn:aws:iam::000000000000:user/sandbox"));
    assert_eq!(Some(text(&xml, "RequestId")), reply.header("x-amzn-requestid"));

    let role = "arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fteam%2Freader";
    let form =
        format!("Action=AssumeRole&Version=2011-06-15&RoleArn={role}&RoleSessionName=me%40home&DurationSeconds=900");
    let xml = sts(&sandbox, &form).await.text();
    assert_eq!(text(&xml, "AssumedRoleId"), "AROASANDBOX0000000000:me@home");
    assert_eq!(text(&xml, "Arn"), "arn:aws:sts::123456789012:assumed-role/reader/me@home");
    let expiration = chrono::DateTime::parse_from_rfc3339(text(&xml, "Expiration")).expect("an instant");
    let left = expiration.to_utc() - chrono::Utc::now();
    assert!((880..=900).contains(&left.num_seconds()), "{left}");
    let key = text(&xml, "AccessKeyId").to_owned();
    assert!(key.starts_with("ASIA") && key.len() == 20, "{key}");
    assert_eq!(text(&xml, "SecretAccessKey").len(), 40);

    let header = format!(
        "AWS4-HMAC-SHA256 Credential={key}/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0"
    );
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("authorization", header.as_str())];
    let reply = http(sandbox.endpoint(), "POST", "/", &headers, b"Action=GetCallerIdentity").await.expect("a response");
    assert_eq!(text(&reply.text(), "Arn"), "arn:aws:sts::123456789012:assumed-role/reader/me@home");
    assert_eq!(text(&reply.text(), "Account"), "123456789012");

    let session = sts(&sandbox, "Action=GetSessionToken").await.text();
    assert!(!text(&session, "SessionToken").is_empty());
    // The payload is {"sub":"job"}.
    let token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJqb2IifQ.x";
    let form = format!("Action=AssumeRoleWithWebIdentity&RoleArn={role}&RoleSessionName=me&WebIdentityToken={token}");
    assert_eq!(text(&sts(&sandbox, &form).await.text(), "SubjectFromWebIdentityToken"), "job");
    assert!(sandbox.calls().iter().any(|call| call.operation == "AssumeRoleWithWebIdentity"));
}

#[tokio::test]
async fn errors_are_xml() {
    let sandbox = start_sandbox().await;
    let long = "Action=AssumeRole&RoleArn=arn:aws:iam::123456789012:role/r&RoleSessionName=ab&DurationSeconds=";
    for (form, code, part) in [
        ("Action=AssumeRole&RoleSessionName=ab".to_owned(), "ValidationError", "Value null at 'roleArn'"),
        (format!("{long}899"), "ValidationError", "greater than or equal to 900"),
        (format!("{long}43201"), "ValidationError", "less than or equal to 43200"),
        (
            "Action=AssumeRole&RoleArn=arn:aws:iam::123456789012:user/u&RoleSessionName=ab".to_owned(),
            "ValidationError",
            "is invalid",
        ),
        (String::new(), "InvalidAction", "Could not find operation"),
        ("Action=Dance<&Version=2011-06-15".to_owned(), "InvalidAction", "Could not find operation Dance&lt; for"),
    ] {
        let reply = sts(&sandbox, &form).await;
        let xml = reply.text();
        assert_eq!((reply.status, text(&xml, "Code"), text(&xml, "Type")), (400, code, "Sender"), "{form}");
        assert!(text(&xml, "Message").contains(part), "{xml}");
    }
    sandbox.faults().inject(Fault::throttle("GetCallerIdentity").times(1));
    let reply = sts(&sandbox, "Action=GetCallerIdentity").await;
    assert_eq!((reply.status, text(&reply.text(), "Code")), (400, "Throttling"));
    assert_eq!(sts(&sandbox, "Action=GetCallerIdentity").await.status, 200);
}
