//! What goes wrong enters; an answer with a status and a text that says what to do leaves.

use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// Why a request was not answered as asked.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    status: StatusCode,
    message: String,
    hint: String,
    header: Option<Box<(HeaderName, HeaderValue)>>,
}

impl Problem {
    /// A problem of this status: what is wrong, and what to do.
    pub fn new(status: StatusCode, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { status, message: message.into(), hint: hint.into(), header: None }
    }

    /// 400: the request is not well formed.
    pub fn bad_request(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message, hint)
    }

    /// 404: there is no such thing here.
    pub fn not_found(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message, hint)
    }

    /// 405: only `allowed` (`GET, HEAD`) is answered here.
    pub fn method(allowed: &'static str) -> Self {
        let hint = format!("use one of {allowed}");
        let mut problem = Self::new(StatusCode::METHOD_NOT_ALLOWED, "this method is not answered here", hint);
        problem.header = Some(Box::new((ALLOW, HeaderValue::from_static(allowed))));
        problem
    }

    /// 413: the body is longer than `bytes`.
    pub fn too_large(bytes: usize) -> Self {
        let message = format!("the request is longer than {bytes} bytes");
        let hint = "send less, or raise --request-bytes (of what is written: --upload-bytes) at the server";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, message, hint)
    }

    /// 503: come again in `seconds`.
    pub fn busy(message: impl Into<String>, hint: impl Into<String>, seconds: u64) -> Self {
        let mut problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, message, hint);
        problem.header = Some(Box::new((RETRY_AFTER, seconds.into())));
        problem
    }

    /// 401: who may write must be known.
    pub fn unauthorized(message: impl Into<String>) -> Self {
        let hint = "send the header `Authorization: Bearer TOKEN` with the token that the server was started with";
        let mut problem = Self::new(StatusCode::UNAUTHORIZED, message, hint);
        problem.header = Some(Box::new((WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"wenmai\""))));
        problem
    }

    /// 500: the server failed.
    pub fn internal(message: impl std::fmt::Display) -> Self {
        let hint = "the request may be well formed; the server's own log has more";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, format!("the server failed: {message}"), hint)
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let text = format!("error: {}\nhint: {}\n", self.message, self.hint);
        let head = [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-store")];
        let mut response = (self.status, head, text).into_response();
        if let Some(header) = self.header {
            let (name, value) = *header;
            response.headers_mut().insert(name, value);
        }
        response
    }
}
