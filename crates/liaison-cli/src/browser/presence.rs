//! How long the program stays. The page holds one answer open as long as it lives; a browser that is
//! closed, falls over or is killed lets go of it. A reload comes back within the grace.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use serde_json::json;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, timeout};

use super::{Served, answers};

/// How long a browser may take to open, on an old PC that is still starting.
pub const AT_FIRST: Duration = Duration::from_secs(300);
/// How long the page may be away: a reload.
const AWAY: Duration = Duration::from_secs(10);
/// How often the open answer is written to, so that a page that is gone is noticed.
const BEAT: Duration = Duration::from_secs(2);

/// Why it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// The clerk closed it; what there was to do is done.
    Closed,
    /// The page is gone, or was never there.
    Gone,
}

/// The pages that hold an answer open: one, but for a moment.
pub struct Presence {
    here: watch::Sender<usize>,
    /// Counts up with each page that comes; the one before learns that it is not the one any more.
    newest: watch::Sender<usize>,
    came: AtomicUsize,
    end: watch::Sender<Option<Left>>,
}

impl Default for Presence {
    fn default() -> Self {
        Self {
            here: watch::Sender::new(0),
            newest: watch::Sender::new(0),
            came: AtomicUsize::new(0),
            end: watch::Sender::new(None),
        }
    }
}

impl Presence {
    /// Ends the program.
    pub fn end(&self, left: Left) {
        self.end.send_replace(Some(left));
    }

    /// Waits until it ends.
    pub async fn ended(&self) -> Left {
        let mut end = self.end.subscribe();
        tokio::select! {
            Ok(left) = end.wait_for(Option::is_some) => left.unwrap_or(Left::Gone),
            () = self.deserted() => Left::Gone,
        }
    }

    async fn deserted(&self) {
        let mut here = self.here.subscribe();
        let mut patience = AT_FIRST;
        loop {
            if timeout(patience, here.wait_for(|pages| *pages > 0)).await.is_err() {
                return;
            }
            if here.wait_for(|pages| *pages == 0).await.is_err() {
                return;
            }
            patience = AWAY;
        }
    }
}

/// The answer that is held open: an empty line now and then, and a word when another page came.
pub async fn here(State(served): State<Arc<Served>>) -> Response {
    let (say, heard) = mpsc::channel(2);
    let mine = served.presence.came.fetch_add(1, Ordering::Relaxed) + 1;
    served.presence.newest.send_replace(mine);
    served.presence.here.send_modify(|pages| *pages += 1);
    tokio::spawn(async move {
        let mut newest = served.presence.newest.subscribe();
        let beating = async {
            let mut next = Instant::now();
            while say.send(Bytes::from_static(b"\n")).await.is_ok() {
                next += BEAT;
                tokio::select! {
                    () = tokio::time::sleep_until(next) => {}
                    () = say.closed() => return,
                }
            }
        };
        // What is waited for is not held on to.
        let other = async { newest.wait_for(|newest| *newest != mine).await.map(drop) };
        tokio::select! {
            () = beating => {}
            _ = other => {
                let _ = say.send(answers::line(&json!({ "elsewhere": true }))).await;
                // Read before the answer ends, not taken for a lost connection.
                sleep(BEAT).await;
            }
        }
        served.presence.here.send_modify(|pages| *pages -= 1);
    });
    answers::lines(heard)
}
