//! What stands around every route: the check of `Host`, headers of safety, compression, CORS, the access log.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{Request, State as Extracted};
use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{AllowOrigin, Any, CorsLayer};

use super::{Problem, Shared};

/// The names that `Host` may have; `None` where it is not checked.
type Hosts = Option<Arc<[String]>>;

/// Puts the layers around the routes. `loopback`: whether the server listens on the loopback alone.
pub(super) fn around(routes: Router, state: &Shared, loopback: bool) -> Router {
    let options = &state.options;
    let check = loopback || !options.hosts.is_empty();
    let hosts: Hosts = check.then(|| options.hosts.iter().map(|host| host.to_ascii_lowercase()).collect());
    let compression = CompressionLayer::new().quality(CompressionLevel::Precise(4));
    let mut routes = routes.layer(compression);
    if !options.cors.is_empty() {
        routes = routes.layer(cors(&options.cors));
    }
    routes.layer(from_fn_with_state(hosts, known_host)).layer(from_fn_with_state(Arc::clone(state), logged))
}

fn cors(origins: &[String]) -> CorsLayer {
    let layer = CorsLayer::new()
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE])
        .allow_headers([ACCEPT, AUTHORIZATION, CONTENT_TYPE]);
    if origins.iter().any(|origin| origin == "*") {
        return layer.allow_origin(Any);
    }
    layer.allow_origin(AllowOrigin::list(origins.iter().filter_map(|origin| origin.parse().ok())))
}

/// Refuses requests that name another host: a page of a stranger whose name was pointed at the loopback (DNS rebinding)
/// would otherwise be of our own origin to the browser.
async fn known_host(Extracted(hosts): Extracted<Hosts>, request: Request, next: Next) -> Response {
    if let Some(allowed) = hosts {
        let host = host(request.headers(), &request);
        let known = host.as_deref().is_some_and(|host| is_loopback(host) || allowed.iter().any(|name| name == host));
        if !known {
            let message = format!("this server is not {}", host.as_deref().unwrap_or("a host without a name"));
            let hint = "ask it as localhost, or start it with --allow-host NAME";
            return Problem::new(StatusCode::MISDIRECTED_REQUEST, message, hint).into_response();
        }
    }
    next.run(request).await
}

/// The host that a request names, in small letters, without its port.
fn host(headers: &HeaderMap, request: &Request) -> Option<String> {
    let named = match request.uri().host() {
        Some(host) => host,
        None => headers.get(HOST)?.to_str().ok()?,
    };
    let name = match named.strip_prefix('[') {
        Some(address) => address.split(']').next()?,
        None => named.rsplit_once(':').filter(|(name, _)| !name.contains(':')).map_or(named, |(name, _)| name),
    };
    Some(name.trim_end_matches('.').to_ascii_lowercase())
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Tells the log of each answer, when its head is sent.
async fn logged(Extracted(state): Extracted<Shared>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let line = state.log.is_some().then(|| {
        // Control characters of a path never reach here: the parser of requests refuses them.
        let path: String = request.uri().path_and_query().map_or("", |path| path.as_str()).chars().take(300).collect();
        format!("{} {path}", request.method())
    });
    let mut response = next.run(request).await;
    response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let (Some(log), Some(line)) = (&state.log, line) {
        let millis = began.elapsed().as_secs_f64() * 1000.0;
        let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ");
        log(&format!("{now} {line} {} {millis:.1} ms", response.status().as_u16()));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_read_without_their_port() {
        let cases = [
            ("localhost:7878", "localhost", true),
            ("LOCALHOST", "localhost", true),
            ("127.0.0.1:1", "127.0.0.1", true),
            ("127.8.8.8", "127.8.8.8", true),
            ("[::1]:7878", "::1", true),
            ("localhost.", "localhost", true),
            ("localhost.evil.example:7878", "localhost.evil.example", false),
            ("evil.example", "evil.example", false),
            ("10.0.0.1:80", "10.0.0.1", false),
            ("", "", false),
        ];
        for (value, name, loopback) in cases {
            let request = Request::builder().uri("/").header(HOST, value).body(axum::body::Body::empty()).unwrap();
            let found = host(request.headers(), &request).unwrap();
            assert_eq!((found.as_str(), is_loopback(&found)), (name, loopback), "{value}");
        }
    }
}
