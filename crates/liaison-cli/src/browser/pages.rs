//! The screens, built into the program, and the policy they are shown under.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use liaison::{Error, Result};
use rust_embed::Embed;
use serde_json::{Map, Value};

use std::sync::LazyLock;

/// What `npm run build` made. A program built before that serves nothing, and says so.
#[derive(Embed)]
#[folder = "../../ui/dist"]
#[allow_missing = true]
struct Screens;

/// Says what to do where the program was built without its screens.
pub fn are_there() -> Result<()> {
    match Screens::get("index.html") {
        Some(_) => Ok(()),
        None => Err(Error::NotReady("这个程序编译时没有带上界面".into())),
    }
}

/// One file of the screens.
pub async fn page(method: Method, uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    let name = if path.is_empty() { "index.html" } else { path };
    match Screens::get(name).filter(|_| method == Method::GET) {
        Some(file) => ([(CONTENT_TYPE, file.metadata.mimetype().to_owned())], Body::from(file.data)).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The window's own policy, read from where it stands; a browser asks by HTTP where the window has
/// its own way, and may not be framed.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let settings: Value = serde_json::from_str(include_str!("../../../../src-tauri/tauri.conf.json")).unwrap_or_default();
    let of_window = settings["app"]["security"]["csp"].as_object().cloned().unwrap_or_default();
    HeaderValue::from_str(&policy(of_window)).unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

fn policy(mut directives: Map<String, Value>) -> String {
    directives.insert("connect-src".into(), "'self'".into());
    directives.insert("frame-ancestors".into(), "'none'".into());
    let lines = directives
        .iter()
        .map(|(name, sources)| format!("{name} {}", sources.as_str().unwrap_or("'none'")));
    lines.collect::<Vec<_>>().join("; ")
}

/// Puts the policy on an answer. Nothing is kept by the browser, framed, sniffed, or shared with
/// another page; there is no word of CORS.
pub fn closed_in(headers: &mut HeaderMap) {
    headers.insert(CONTENT_SECURITY_POLICY, POLICY.clone());
    for (name, value) in [
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::POLICY;

    #[test]
    fn the_policy_is_the_windows_own() {
        let policy = POLICY.to_str().unwrap();
        for held in [
            "default-src 'none'",
            "script-src 'self';",
            "connect-src 'self';",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(held), "{held}: {policy}");
        }
        assert!(!policy.contains("ipc"), "{policy}");
    }
}
