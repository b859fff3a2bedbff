//! STS over the AWS query protocol: form requests, XML responses

mod xml;

use chrono::SecondsFormat;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;

use crate::auth::{Identity, Issued, Keys, Refused};
use crate::percent;

use xml::Element;

/// An STS error response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StsError {
    pub(crate) status: StatusCode,
    pub(crate) code: String,
    pub(crate) message: String,
}

/// The fields of a request.
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    pub(crate) fn parse(body: &str) -> Self {
        let text = |text: &str| percent::decode(&text.replace('+', " "));
        let pairs = body.split('&').filter(|pair| !pair.is_empty());
        Self(pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(k, v)| (text(k), text(v))).collect())
    }

    /// The operation.
    pub(crate) fn action(&self) -> &str {
        self.get("Action").unwrap_or_default()
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).filter(|text| !text.is_empty())
    }

    fn required(&self, name: &str, least: usize, most: usize) -> Result<&str, StsError> {
        let member: String = name.chars().take(1).map(|c| c.to_ascii_lowercase()).chain(name.chars().skip(1)).collect();
        let value = self.get(name).ok_or_else(|| {
            StsError::validation(&format!(
                "Value null at '{member}' failed to satisfy constraint: Member must not be null"
            ))
        })?;
        let length = value.chars().count();
        let wrong = match (length < least, length > most) {
            (true, _) => format!("greater than or equal to {least}"),
            (_, true) => format!("less than or equal to {most}"),
            _ => return Ok(value),
        };
        Err(StsError::validation(&format!(
            "Value '{value}' at '{member}' failed to satisfy constraint: Member must have length {wrong}"
        )))
    }

    fn seconds(&self, default: i64, most: i64) -> Result<i64, StsError> {
        let Some(text) = self.get("DurationSeconds") else { return Ok(default) };
        let wrong = match text.parse::<i64>() {
            Ok(seconds) if (900..=most).contains(&seconds) => return Ok(seconds),
            Ok(seconds) if seconds < 900 => "Member must have value greater than or equal to 900".to_owned(),
            Ok(_) => format!("Member must have value less than or equal to {most}"),
            Err(_) => "Member must be a number".to_owned(),
        };
        Err(StsError::validation(&format!("Value '{text}' at 'durationSeconds' failed to satisfy constraint: {wrong}")))
    }
}

impl StsError {
    fn new(status: StatusCode, code: &str, message: &str) -> Self {
        Self { status, code: code.to_owned(), message: message.to_owned() }
    }

    fn validation(message: &str) -> Self {
        let message = format!("1 validation error detected: {message}");
        Self::new(StatusCode::BAD_REQUEST, "ValidationError", &message)
    }

    pub(crate) fn refused(refused: &Refused) -> Self {
        let (status, code) = match refused {
            Refused::Unsigned => (StatusCode::FORBIDDEN, "MissingAuthenticationToken"),
            Refused::Incomplete(_) => (StatusCode::BAD_REQUEST, "IncompleteSignature"),
            Refused::Unknown => (StatusCode::FORBIDDEN, "InvalidClientTokenId"),
            Refused::Expired => (StatusCode::FORBIDDEN, "ExpiredToken"),
            Refused::Signature(_) => (StatusCode::FORBIDDEN, "SignatureDoesNotMatch"),
        };
        Self::new(status, code, refused.message())
    }

    /// An STS error from the error type of another protocol: `ThrottlingException` becomes `Throttling`.
    pub(crate) fn of_kind(status: StatusCode, kind: &str, message: &str) -> Self {
        let code = match kind {
            "InternalServerException" => "InternalFailure",
            other => other.strip_suffix("Exception").unwrap_or(other),
        };
        Self::new(status, code, message)
    }

    pub(crate) fn to_xml(&self, request_id: &str) -> String {
        let kind = if self.status.is_server_error() { "Receiver" } else { "Sender" };
        let error = Element::group(
            "Error",
            [Element::text("Type", kind), Element::text("Code", &self.code), Element::text("Message", &self.message)],
        );
        xml::document("ErrorResponse", [error, Element::text("RequestId", request_id)])
    }
}

/// Whether an operation needs no credentials.
pub(crate) fn is_anonymous(action: &str) -> bool {
    action == "AssumeRoleWithWebIdentity"
}

type Handler = fn(&Keys, &Form, Identity) -> Result<Vec<Element>, StsError>;

/// All operations that the sandbox implements.
static OPERATIONS: [(&str, Handler); 5] = [
    ("GetCallerIdentity", get_caller_identity),
    ("AssumeRole", assume_role),
    ("AssumeRoleWithWebIdentity", assume_role_with_web_identity),
    ("GetSessionToken", get_session_token),
    ("GetAccessKeyInfo", get_access_key_info),
];

/// The names of all operations.
pub(crate) fn operation_names() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().map(|(name, _)| *name)
}

/// Carries out an operation for the owner of `access_key`, and returns its response as XML.
pub(crate) fn call(keys: &Keys, form: &Form, access_key: Option<&str>, request_id: &str) -> Result<String, StsError> {
    let caller = access_key.map_or_else(Identity::user, |key| keys.identity(key));
    let action = form.action();
    let Some((_, handler)) = OPERATIONS.iter().find(|(name, _)| *name == action) else {
        let message = format!("Could not find operation {action} for version 2011-06-15");
        return Err(StsError::new(StatusCode::BAD_REQUEST, "InvalidAction", &message));
    };
    let members = handler(keys, form, caller)?;
    let metadata = Element::group("ResponseMetadata", [Element::text("RequestId", request_id)]);
    let result = Element::group(&format!("{action}Result"), members);
    Ok(xml::document(&format!("{action}Response"), [result, metadata]))
}

#[expect(clippy::unnecessary_wraps, reason = "operations have one signature")]
fn get_caller_identity(_: &Keys, _: &Form, caller: Identity) -> Result<Vec<Element>, StsError> {
    Ok(vec![
        Element::text("Arn", &caller.arn),
        Element::text("UserId", &caller.user_id),
        Element::text("Account", &caller.account),
    ])
}

fn assume_role(keys: &Keys, form: &Form, _: Identity) -> Result<Vec<Element>, StsError> {
    let mut members = assumed(keys, form)?;
    members.extend(form.get("SourceIdentity").map(|source| Element::text("SourceIdentity", source)));
    Ok(members)
}

fn assume_role_with_web_identity(keys: &Keys, form: &Form, _: Identity) -> Result<Vec<Element>, StsError> {
    let token = form.required("WebIdentityToken", 4, 20_000)?;
    let mut members = assumed(keys, form)?;
    let claims = claims(token);
    let claim = |name: &str| claims.as_ref().and_then(|claims| claims.get(name)?.as_str()).map(str::to_owned);
    let subject = claim("sub").unwrap_or_else(|| "sandbox".to_owned());
    members.push(Element::text("SubjectFromWebIdentityToken", &subject));
    members.extend(claim("aud").map(|audience| Element::text("Audience", &audience)));
    members.extend(claim("iss").map(|issuer| Element::text("Provider", &issuer)));
    Ok(members)
}

fn get_session_token(keys: &Keys, form: &Form, caller: Identity) -> Result<Vec<Element>, StsError> {
    Ok(vec![credentials(&keys.issue(form.seconds(43_200, 129_600)?, caller))])
}

fn get_access_key_info(keys: &Keys, form: &Form, _: Identity) -> Result<Vec<Element>, StsError> {
    let key = form.required("AccessKeyId", 16, 128)?;
    Ok(vec![Element::text("Account", &keys.identity(key).account)])
}

/// The response members that both ways of assuming a role share.
fn assumed(keys: &Keys, form: &Form) -> Result<Vec<Element>, StsError> {
    let role = form.required("RoleArn", 20, 2048)?;
    let session = form.required("RoleSessionName", 2, 64)?;
    if !session.chars().all(|c| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c)) {
        return Err(StsError::validation(&format!(
            "Value '{session}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular \
             expression pattern: [\\w+=,.@-]*"
        )));
    }
    let seconds = form.seconds(3600, 43_200)?;
    let parts: Vec<_> = role.splitn(6, ':').collect();
    let (account, name) = match parts.as_slice() {
        ["arn", _, "iam", _, account, name] => match name.strip_prefix("role/") {
            Some(path) => (*account, path.rsplit('/').next().unwrap_or(path)),
            None => return Err(StsError::validation(&format!("{role} is invalid"))),
        },
        _ => return Err(StsError::validation(&format!("{role} is invalid"))),
    };
    let user_id = format!("AROASANDBOX0000000000:{session}");
    let arn = format!("arn:aws:sts::{account}:assumed-role/{name}/{session}");
    let identity = Identity { account: account.to_owned(), arn: arn.clone(), user_id: user_id.clone() };
    let user =
        Element::group("AssumedRoleUser", [Element::text("AssumedRoleId", &user_id), Element::text("Arn", &arn)]);
    Ok(vec![credentials(&keys.issue(seconds, identity)), user])
}

fn credentials(issued: &Issued) -> Element {
    Element::group(
        "Credentials",
        [
            Element::text("AccessKeyId", &issued.access_key),
            Element::text("SecretAccessKey", issued.secret.expose()),
            Element::text("SessionToken", &issued.token),
            Element::text("Expiration", &issued.expires.to_rfc3339_opts(SecondsFormat::Secs, true)),
        ],
    )
}

/// The claims of a token. Its signature is not checked: the sandbox cannot know the issuer's key.
fn claims(token: &str) -> Option<serde_json::Value> {
    let payload = token.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}
