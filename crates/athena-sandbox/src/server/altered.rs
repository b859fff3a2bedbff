//! Responses that a fault has changed, and pages of proxies

use http::{HeaderName, HeaderValue, Response, StatusCode, header};
use s3s::Body;
use serde_json::{Value, json};

use crate::athena::Answer;
use crate::faults::AnswerFault;

use super::body::{CutBody, SlowBody};
use super::wire::WireControl;

/// Bytes that are neither JSON nor XML nor the beginning of a file in any format that Athena writes.
const GARBAGE: &[u8] = b"\x16\x03\x01\x00\xFF\xFEgarbage of a broken proxy\x00\xC3\x28}{\x80";

/// Changes the members of an answer in JSON. `request` is the body of the request.
pub(super) fn alter_json(answer: Answer, fault: AnswerFault, request: &[u8]) -> Answer {
    if fault == AnswerFault::Empty {
        return Answer::Json(json!({}));
    }
    if !matches!(fault, AnswerFault::RepeatToken | AnswerFault::ShortRow) {
        return answer;
    }
    let mut body = match answer {
        Answer::Json(body) => body,
        // The sandbox wrote this text, so it is JSON.
        Answer::Text(body) => serde_json::from_str(&body).unwrap_or_default(),
    };
    if fault == AnswerFault::ShortRow {
        shorten_last_row(&mut body);
    } else if let Some(token) = token_of(request) {
        body["NextToken"] = token;
    }
    Answer::Json(body)
}

/// The `NextToken` of a request that has one.
fn token_of(request: &[u8]) -> Option<Value> {
    let mut request: Value = serde_json::from_slice(request).ok()?;
    request.get_mut("NextToken").filter(|token| token.is_string()).map(Value::take)
}

fn shorten_last_row(page: &mut Value) {
    let rows = page.get_mut("ResultSet").and_then(|set| set.get_mut("Rows")).and_then(Value::as_array_mut);
    let row = rows.and_then(|rows| rows.last_mut()).and_then(|row| row.get_mut("Data"));
    if let Some(cells) = row.and_then(Value::as_array_mut) {
        cells.pop();
    }
}

/// Changes the response as it is sent.
pub(super) fn alter(response: Response<Body>, fault: AnswerFault, wire: &WireControl) -> Response<Body> {
    match fault {
        AnswerFault::CutHead => {
            wire.cut_head();
            response
        }
        AnswerFault::CutBody(bytes) => response.map(|body| Body::http_body_unsync(CutBody::new(body, bytes))),
        AnswerFault::StallBody(bytes) => response.map(|body| Body::http_body_unsync(CutBody::stalling(body, bytes))),
        AnswerFault::Trickle(bytes) => response.map(|body| Body::http_body_unsync(SlowBody::new(body, bytes))),
        AnswerFault::Garbage => {
            let mut response = Response::new(Body::from(GARBAGE.to_vec()));
            set(&mut response, header::CONTENT_TYPE, "application/octet-stream");
            response
        }
        AnswerFault::Empty | AnswerFault::RepeatToken | AnswerFault::ShortRow => response,
    }
}

/// The page of a proxy that refuses a request, redirects it, or cannot pass it on.
pub(super) fn html(status: u16) -> Response<Body> {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    let title = format!("{} {}", status.as_u16(), status.canonical_reason().unwrap_or("Error"));
    let page = format!(
        "<!DOCTYPE html>\n<html><head><title>{title}</title></head>\n<body><h1>{title}</h1>\n\
         <p>The proxy of your company has answered this request.</p></body></html>\n"
    );
    let mut response = Response::new(Body::from(page));
    *response.status_mut() = status;
    set(&mut response, header::CONTENT_TYPE, "text/html; charset=utf-8");
    if status.is_redirection() {
        // A name that never resolves: a client that follows the redirect fails.
        set(&mut response, header::LOCATION, "http://login.proxy.invalid/");
    }
    if status == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
        set(&mut response, header::PROXY_AUTHENTICATE, "Basic realm=\"proxy\"");
    }
    response
}

fn set(response: &mut Response<Body>, name: HeaderName, value: &'static str) {
    response.headers_mut().insert(name, HeaderValue::from_static(value));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn altered(answer: Value, fault: AnswerFault, request: &str) -> Value {
        match alter_json(Answer::Text(answer.to_string()), fault, request.as_bytes()) {
            Answer::Json(body) => body,
            Answer::Text(body) => serde_json::from_str(&body).expect("JSON"),
        }
    }

    #[test]
    fn only_a_request_with_a_token_gets_it_again() {
        let page = json!({ "NextToken": "b", "Names": [1] });
        assert_eq!(altered(page.clone(), AnswerFault::RepeatToken, "{}"), page);
        let repeated = altered(page, AnswerFault::RepeatToken, r#"{"NextToken":"a"}"#);
        assert_eq!(repeated, json!({ "NextToken": "a", "Names": [1] }));
        let last = altered(json!({ "Names": [] }), AnswerFault::RepeatToken, r#"{"NextToken":"a"}"#);
        assert_eq!(last["NextToken"], "a");
    }

    #[test]
    fn only_the_last_row_is_shorter() {
        let row = json!({ "Data": [{ "VarCharValue": "1" }, {}] });
        let page = altered(json!({ "ResultSet": { "Rows": [row, row] } }), AnswerFault::ShortRow, "{}");
        assert_eq!(page["ResultSet"]["Rows"], json!([row, { "Data": [{ "VarCharValue": "1" }] }]));
        assert_eq!(altered(json!({}), AnswerFault::ShortRow, "{}"), json!({}));
    }
}
