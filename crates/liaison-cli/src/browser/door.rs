//! Who is let in. Everything on this machine can knock, and so can every page in the clerk's browser,
//! through it. One token, handed to her browser in a private file, is exchanged once for a cookie no
//! script can read and a key no other page can read: cookies are shared among all ports of 127.0.0.1,
//! the key is not. Both are asked for each time, with the page's own Host and Origin.

use std::sync::Mutex;

use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use liaison::{Error, Result};

use super::{held, start};

/// The header no page of another origin can send without being asked first, which is never granted.
pub const KEY: &str = "x-liaison";

/// What the page that was let in shows.
struct Session {
    cookie: String,
    key: String,
}

/// What stands between the contract and everybody else.
pub struct Door {
    host: String,
    origin: String,
    cookie_name: String,
    /// None once it was used.
    token: Mutex<Option<String>>,
    session: Mutex<Option<Session>>,
    start: Mutex<Option<start::Page>>,
}

/// 256 bits nobody can guess, as hex.
pub fn secret() -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|e| Error::NotReady(format!("系统给不出随机数（{e}）")))?;
    Ok(hex::encode(bytes))
}

/// Takes as long for a near miss as for a far one.
fn same(given: &[u8], kept: &str) -> bool {
    given.len() == kept.len() && given.iter().zip(kept.as_bytes()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

/// The one value of a header; None where it is absent or given twice.
fn only(headers: &HeaderMap, name: impl axum::http::header::AsHeaderName) -> Option<&[u8]> {
    let mut all = headers.get_all(name).iter();
    let value = all.next()?.as_bytes();
    all.next().is_none().then_some(value)
}

impl Door {
    /// A door at this port, and the token that opens it once.
    pub fn new(port: u16) -> Result<(Self, String)> {
        let token = secret()?;
        let door = Self {
            host: format!("127.0.0.1:{port}"),
            origin: format!("http://127.0.0.1:{port}"),
            cookie_name: format!("liaison-{port}"),
            token: Mutex::new(Some(token.clone())),
            session: Mutex::default(),
            start: Mutex::default(),
        };
        Ok((door, token))
    }

    /// Keeps the start page until the token is used, or the program ends.
    pub fn forget_when_used(&self, page: start::Page) {
        *held(&self.start) = Some(page);
    }

    /// The start page goes, used or not.
    pub fn forget(&self) {
        drop(held(&self.start).take());
    }

    /// Exchanges the token, once, for a cookie's line and a key.
    pub fn enter(&self, token: &str) -> Result<Option<(String, String)>> {
        let mut kept = held(&self.token);
        if !kept.as_ref().is_some_and(|kept| same(token.as_bytes(), kept)) {
            return Ok(None);
        }
        let session = Session {
            cookie: secret()?,
            key: secret()?,
        };
        *kept = None;
        self.forget();
        let line = format!("{}={}; Path=/; HttpOnly; SameSite=Strict", self.cookie_name, session.cookie);
        let key = session.key.clone();
        *held(&self.session) = Some(session);
        Ok(Some((line, key)))
    }

    /// Whether this may be asked at all.
    pub fn admits(&self, request: &Request) -> bool {
        let headers = request.headers();
        let (path, method) = (request.uri().path(), request.method());
        // A name that leads here by DNS is not ours, nor is a proxy's full address.
        if only(headers, HOST) != Some(self.host.as_bytes()) || request.uri().authority().is_some_and(|a| a.as_str() != self.host) {
            return false;
        }
        let origin = only(headers, ORIGIN);
        if origin != Some(self.origin.as_bytes()) && (headers.contains_key(ORIGIN) || method != Method::GET) {
            return false;
        }
        let site = only(headers, "sec-fetch-site");
        let is_own = site == Some(b"same-origin") || !headers.contains_key("sec-fetch-site");
        match *method {
            Method::GET if path.starts_with("/fetched/") => is_own && self.has_cookie(headers),
            // The page's own address may be typed, or come from the start page; its parts are its own affair.
            Method::GET if path == "/" => is_own || site == Some(b"none") || is_looked_at(headers),
            Method::GET => is_own,
            Method::POST | Method::PUT if is_own && is_typed(headers, method) => {
                if path == "/enter" {
                    // Once somebody is in, nobody else has anything to send.
                    headers.contains_key(KEY) && held(&self.token).is_some()
                } else {
                    self.has_cookie(headers) && self.has_key(headers)
                }
            }
            _ => false,
        }
    }

    fn has_cookie(&self, headers: &HeaderMap) -> bool {
        let given = headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'));
        let mut ours = given.filter_map(|one| one.trim().split_once('=')).filter(|(name, _)| *name == self.cookie_name);
        let (Some((_, value)), None) = (ours.next(), ours.next()) else { return false };
        held(&self.session).as_ref().is_some_and(|session| same(value.as_bytes(), &session.cookie))
    }

    fn has_key(&self, headers: &HeaderMap) -> bool {
        let Some(value) = only(headers, KEY) else { return false };
        held(&self.session).as_ref().is_some_and(|session| same(value, &session.key))
    }
}

/// A page that is looked at, not loaded into another one.
fn is_looked_at(headers: &HeaderMap) -> bool {
    only(headers, "sec-fetch-mode") == Some(b"navigate") && only(headers, "sec-fetch-dest") == Some(b"document")
}

/// A body of the type no form can send.
fn is_typed(headers: &HeaderMap, method: &Method) -> bool {
    let wanted: &[u8] = if method == Method::PUT {
        b"application/octet-stream"
    } else {
        b"application/json"
    };
    only(headers, CONTENT_TYPE) == Some(wanted)
}

/// The same for every reason: whoever knocks learns nothing.
pub fn refused() -> Response {
    StatusCode::FORBIDDEN.into_response()
}
