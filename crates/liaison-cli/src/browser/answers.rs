//! The contract over HTTP. A question is a JSON body; the answer is a stream of JSON lines, any number
//! of `{"progress": …}` and one `{"answer": …}` or `{"trouble": …}`.

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::response::{IntoResponse as _, Response};
use liaison::{Error, Progress};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::ReceiverStream;

use super::connections::ASKS;
use super::presence::Left;
use super::{Served, door};

/// Bytes of the largest question: an old ledger of 40 MiB in base64, with room.
const LARGEST: usize = 64 << 20;
/// Bytes of everything else that is asked.
pub const SMALL: usize = 16 << 10;
/// Steps told ahead of what the page has read; more are left out.
const AHEAD: usize = 32;

type Line = std::result::Result<Bytes, std::convert::Infallible>;

/// One line of an answer.
pub fn line(value: &Value) -> Bytes {
    format!("{value}\n").into()
}

/// Lines as they come.
pub fn lines(from: mpsc::Receiver<Bytes>) -> Response {
    let body = Body::from_stream(ReceiverStream::new(from).map(Line::Ok));
    ([(CONTENT_TYPE, "application/x-ndjson; charset=utf-8")], body).into_response()
}

/// A refusal in three sentences.
pub fn trouble(error: &Error) -> Response {
    let said = line(&json!({ "trouble": error.trouble() }));
    ([(CONTENT_TYPE, "application/x-ndjson; charset=utf-8")], said).into_response()
}

/// A small JSON body in its shape; None where it has another.
pub async fn asked<T: DeserializeOwned>(body: Body) -> Option<T> {
    // Somebody who was not let in may ask to be: what she sends must come, too.
    let bytes = timeout(ASKS, to_bytes(body, SMALL)).await.ok()?.ok()?;
    serde_json::from_slice(&bytes).ok()
}

#[derive(Deserialize)]
pub struct Enter {
    token: String,
}

/// Lets the page in that brings the token; the token is used up.
pub async fn enter(State(served): State<Arc<Served>>, body: Body) -> Response {
    let Some(Enter { token }) = asked(body).await else { return door::refused() };
    match served.door.enter(&token) {
        Ok(Some((cookie, key))) => ([(SET_COOKIE, cookie), (CONTENT_TYPE, "application/json".into())], line(&json!({ "key": key }))).into_response(),
        Ok(None) => door::refused(),
        Err(error) => trouble(&error),
    }
}

/// Answers one question of the contract.
pub async fn call(State(served): State<Arc<Served>>, Path(name): Path<String>, body: Body) -> Response {
    let Ok(bytes) = to_bytes(body, LARGEST).await else {
        return trouble(&Error::NotReady(format!("要交给程序的内容超过 {} MB", LARGEST >> 20)));
    };
    let question: Value = match serde_json::from_slice(&bytes) {
        Ok(question) => question,
        Err(error) => return trouble(&Error::question(&error)),
    };
    drop(bytes);
    let (say, heard) = mpsc::channel(AHEAD);
    tokio::task::spawn_blocking(move || {
        let told = |step: Progress| {
            let _ = say.try_send(line(&json!({ "progress": step })));
        };
        let answer = served.shell.answer(&name, question, told);
        if let Ok(answer) = &answer {
            served.files.note(&name, answer);
        }
        let said = match answer {
            Ok(answer) => json!({ "answer": answer }),
            Err(trouble) => json!({ "trouble": trouble }),
        };
        let _ = say.blocking_send(line(&said));
    });
    lines(heard)
}

/// Asks every long call still running to stop.
pub async fn cancel(State(served): State<Arc<Served>>) -> StatusCode {
    served.shell.cancel();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
pub struct Close {
    go: bool,
}

/// Closes the program, or leaves it open after all.
pub async fn close(State(served): State<Arc<Served>>, body: Body) -> StatusCode {
    let Some(Close { go }) = asked(body).await else {
        return StatusCode::BAD_REQUEST;
    };
    served.shell.stays();
    if go {
        served.presence.end(Left::Closed);
    }
    StatusCode::NO_CONTENT
}
