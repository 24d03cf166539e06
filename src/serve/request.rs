//! The query string, a form and a body enter; parameters and checked bytes leave.
//!
//! Promises: names and values are UTF-8 or the request is refused; nothing here panics on any bytes; a body over its limit
//! is refused before it is read where its length is told, and at the limit where it is not.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use tokio::time::timeout;

use super::Problem;

/// Time for a body to arrive.
const ARRIVAL: Duration = Duration::from_mins(1);

/// Parameters in the order in which they were given; one name may come several times.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    /// Reads `application/x-www-form-urlencoded`, from a form or from behind the `?`.
    pub fn read(text: &[u8]) -> Result<Self, Problem> {
        let pairs = text.split(|&byte| byte == b'&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| {
            let mut parts = pair.splitn(2, |&byte| byte == b'=');
            let name = decode(parts.next().unwrap_or_default())?;
            Ok((name, decode(parts.next().unwrap_or_default())?))
        });
        pairs.collect::<Result<_, _>>().map(Self)
    }

    /// All values of a name.
    pub fn all<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        self.0.iter().filter(move |(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The value of a name that may be given once.
    pub fn one<'a>(&'a self, name: &str) -> Result<Option<&'a str>, Problem> {
        let mut values = self.all(name);
        let (first, second) = (values.next(), values.next());
        match (first, second) {
            (_, Some(_)) => Err(Problem::bad_request(
                format!("the parameter {name} is given more than once"),
                format!("give {name} once; for several requests, send several"),
            )),
            (value, None) => Ok(value),
        }
    }

    /// Whether the name is there, with a value or without.
    pub fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// These, then others.
    pub fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }
}

/// `%E6%9D%8E+1` as `李 1`.
fn decode(text: &[u8]) -> Result<String, Problem> {
    let text: Vec<u8> = text.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect();
    percent_decoded(&text)
        .ok_or_else(|| Problem::bad_request("a parameter is not UTF-8", "send parameters as UTF-8, percent-encoded"))
}

/// `%E6%9D%8E` as `李`; a `%` without two hexadecimal digits behind it stands for itself. `None` where the bytes are no
/// UTF-8.
pub(super) fn percent_decoded(text: &[u8]) -> Option<String> {
    let digit = |at: usize| text.get(at).and_then(|&byte| char::from(byte).to_digit(16));
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        match (text[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).ok()?);
                at += 3;
            }
            (byte, ..) => {
                bytes.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// Reads a body of at most `limit` bytes.
pub(super) async fn bytes(headers: &HeaderMap, body: Body, limit: usize) -> Result<Bytes, Problem> {
    let told = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if told.is_some_and(|told| told > limit as u64) {
        return Err(Problem::too_large(limit));
    }
    match timeout(ARRIVAL, to_bytes(body, limit)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) => {
            let error = error.into_inner();
            // The limit is the only failure that is not the connection's.
            if error.downcast_ref::<hyper::Error>().is_none() && error.to_string().contains("limit") {
                return Err(Problem::too_large(limit));
            }
            Err(Problem::bad_request(format!("the body did not arrive whole: {error}"), "send the request again"))
        }
        Err(_) => {
            let message = format!("the body did not arrive within {} s", ARRIVAL.as_secs());
            Err(Problem::new(StatusCode::REQUEST_TIMEOUT, message, "send the request again"))
        }
    }
}

/// Reads a body as UTF-8.
pub(super) async fn text(headers: &HeaderMap, body: Body, limit: usize) -> Result<String, Problem> {
    let bytes = bytes(headers, body, limit).await?;
    String::from_utf8(bytes.into())
        .map_err(|_| Problem::bad_request("the body is not UTF-8", "send it as UTF-8, which SPARQL is written in"))
}

/// The media type of the body, in small letters and without parameters. `None` where the header is missing.
pub(super) fn media_type(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(CONTENT_TYPE) else { return Ok(None) };
    let unreadable = || Problem::bad_request("Content-Type is not readable", "send a media type in ASCII");
    let value = value.to_str().map_err(|_| unreadable())?;
    let mut parts = value.split(';').map(str::trim);
    let media = parts.next().unwrap_or_default().to_ascii_lowercase();
    for (name, value) in parts.filter_map(|part| part.split_once('=')) {
        let charset = value.trim().trim_matches('"');
        let known = ["utf-8", "utf8", "us-ascii"].iter().any(|known| known.eq_ignore_ascii_case(charset));
        if name.trim().eq_ignore_ascii_case("charset") && !known {
            let message = format!("the body is in {charset}");
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message, "send it in UTF-8"));
        }
    }
    Ok(Some(media))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn forms_are_read() {
        let params = Params::read("query=ASK+%7B%7D&x&x=%E6%9D%8E%%2&=1&&a=b=c".as_bytes()).unwrap();
        assert_eq!(params.one("query").unwrap(), Some("ASK {}"));
        assert_eq!(params.all("x").collect::<Vec<_>>(), ["", "李%%2"]);
        assert_eq!(params.one("a").unwrap(), Some("b=c"));
        assert!(params.one("x").is_err());
        assert!(params.has("x") && !params.has("y"));
        assert!(Params::read(b"query=%FF").is_err());
    }

    proptest! {
        #[test]
        fn whatever_is_encoded_comes_back(name in "\\PC{1,8}", value in "\\PC{0,20}") {
            let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
            let text = format!("{}={}", encode(&name), encode(&value));
            let params = Params::read(text.as_bytes()).unwrap();
            prop_assert_eq!(params.one(&name).unwrap(), Some(value.as_str()));
        }

        #[test]
        fn no_bytes_make_it_panic(text in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Params::read(&text);
        }
    }
}
