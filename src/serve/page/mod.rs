//! The files of the explorer, compiled into the binary, enter; answers over HTTP leave.
//!
//! `web/` is our own page (HTML, CSS, ES modules), `vendor/` the bundled libraries, `data/` the outlines of the map. All are
//! served with an `ETag` and are asked for again at every visit, so that a new binary is a new page.
//!
//! Promise: the page asks nothing of another host, and may not: its content security policy allows its own origin alone,
//! without inline code or styles.

mod bundle;
mod dossier;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH, REFERRER_POLICY,
};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use include_dir::{Dir, include_dir};

use super::{Problem, Shared};
use crate::rdf::store::sha256;

pub use bundle::{BundleError, script};
pub use dossier::{DossierError, Held, Size, dossier};

static WEB: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/serve/page/web");
static VENDOR: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/serve/page/vendor");
static DATA: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/serve/page/data");

/// What the page may do.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A file of the page.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Its bytes.
    pub bytes: &'static [u8],
    /// Its type.
    pub content_type: &'static str,
    /// A hash of its content, in quotes.
    pub etag: String,
}

/// The files by path: `index.html`, `app.js`, `vendor/graph.js`, `data/outlines.json`.
pub fn assets() -> &'static BTreeMap<String, Asset> {
    static ASSETS: LazyLock<BTreeMap<String, Asset>> = LazyLock::new(|| {
        let mut assets = BTreeMap::new();
        for (prefix, dir) in [("", &WEB), ("vendor/", &VENDOR), ("data/", &DATA)] {
            for file in dir.files() {
                let path = format!("{prefix}{}", file.path().display());
                let bytes = file.contents();
                let etag = format!("\"{}\"", &sha256(bytes)[..32]);
                assets.insert(path.clone(), Asset { bytes, content_type: content_type(&path), etag });
            }
        }
        assets
    });
    &ASSETS
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    }
}

/// The page's routes: `/` and `/explorer/…`.
pub fn routes() -> Router<Shared> {
    Router::new().route("/", get(|headers: HeaderMap| async move { serve("index.html", &headers) })).route(
        "/explorer/{*path}",
        get(|Path(path): Path<String>, headers: HeaderMap| async move { serve(&path, &headers) }),
    )
}

fn serve(path: &str, headers: &HeaderMap) -> Response {
    let Some(asset) = assets().get(path) else {
        return Problem::not_found("the explorer has no such file", "open / for the explorer").into_response();
    };
    let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    // A compressed answer has the same tag with `W/` before it.
    let same = known.is_some_and(|known| known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == asset.etag));
    let head = [
        (CONTENT_TYPE, asset.content_type.to_owned()),
        (CACHE_CONTROL, "no-cache".to_owned()),
        (ETAG, format!("W/{}", asset.etag)),
        (CONTENT_SECURITY_POLICY, POLICY.to_owned()),
        (REFERRER_POLICY, "no-referrer".to_owned()),
    ];
    if same {
        return (StatusCode::NOT_MODIFIED, head).into_response();
    }
    (head, asset.bytes).into_response()
}
