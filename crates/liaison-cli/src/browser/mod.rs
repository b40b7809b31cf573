//! `liaison desk`: the same screens and the same contract for a desktop whose web view can't carry the
//! window. It answers on 127.0.0.1 alone, to the one page it let in, and ends when that page is gone.
//! Reading order: `connections` (who knocks), `door` (who is let in), `pages` (the screens), `answers` (the contract), `files`
//! (up and down), `presence` (how long), `start` (the clerk's browser).

mod answers;
mod connections;
mod door;
mod files;
mod pages;
mod presence;
mod start;

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post, put};
use liaison::diary::{self, Diary};
use liaison::{Desk, Error, Result};
use liaison_host::{Shell, folders, now, with_program};
use tokio::net::TcpListener;

use self::door::Door;
use self::files::Files;
use self::presence::{Left, Presence};
use crate::out;

/// How long the page has to hear that its program ends.
const GOODBYE: Duration = Duration::from_millis(300);

/// What every answer is made from.
struct Served {
    shell: Arc<Shell>,
    door: Door,
    files: Files,
    presence: Presence,
}

/// Serves the desk in `home` until its page is gone or the clerk closes it. `port` 0 takes a free one.
/// Without `opens` the clerk opens the file herself whose path is printed.
pub fn serve(home: Option<PathBuf>, port: u16, opens: bool) -> Result<()> {
    pages::are_there()?;
    let home = home.unwrap_or_else(folders::own_home);
    Diary::at(&home, now).keep();
    diary::note(diary::Event::Begun("liaison desk", env!("CARGO_PKG_VERSION")));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Error::NotReady(format!("服务起不来（{e}）")))?;
    let served = runtime.block_on(served(home, port, opens));
    // Long work that still runs has been told to stop; its next step is not waited for.
    runtime.shutdown_background();
    served
}

async fn served(home: PathBuf, port: u16, opens: bool) -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(|e| Error::NotReady(format!("端口 {port} 用不了（{e}），请换一个，或不指定端口")))?;
    let port = listener.local_addr().map_err(|e| Error::NotReady(e.to_string()))?.port();
    let (door, token) = Door::new(port)?;
    let files = Files::at(&home);
    files.clear();
    let shell = Arc::new(Shell::new(with_program(Desk::for_browser(home)), folders::documents()));
    shell.keep_watch().map_err(|e| Error::NotReady(e.to_string()))?;
    let served = Arc::new(Served {
        shell,
        door,
        files,
        presence: Presence::default(),
    });
    let on_ctrl_c = Arc::clone(&served);
    ctrlc::set_handler(move || on_ctrl_c.presence.end(Left::Gone)).map_err(|e| Error::NotReady(format!("接不住 Ctrl+C（{e}）")))?;
    // Gone as soon as the page is in, or when this ends.
    let start = start::Page::write(port, &token)?;
    if opens {
        start.open()?;
    } else {
        out::line(start.path().to_string_lossy())?;
    }
    served.door.forget_when_used(start);
    let left = tokio::select! {
        () = connections::answer(listener, routes(&served)) => Left::Gone,
        left = served.presence.ended() => left,
    };
    if left == Left::Gone {
        let shell = Arc::clone(&served.shell);
        // Even a backup that falls over must not keep the program.
        let _ = tokio::task::spawn_blocking(move || shell.leave()).await;
    } else {
        tokio::time::sleep(GOODBYE).await;
    }
    served.files.clear();
    served.door.forget();
    Ok(())
}

/// Nothing is left half done by whoever panicked while holding it.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn routes(served: &Arc<Served>) -> Router {
    Router::new()
        .route("/enter", post(answers::enter))
        .route("/here", post(presence::here))
        .route("/call/{name}", post(answers::call))
        .route("/cancel", post(answers::cancel))
        .route("/close", post(answers::close))
        .route("/bring", put(files::bring))
        .route("/fetch", post(files::ticket))
        .route("/fetched/{ticket}", get(files::fetched))
        .fallback(pages::page)
        .layer(middleware::from_fn_with_state(Arc::clone(served), guarded))
        .with_state(Arc::clone(served))
}

/// Whatever is asked goes by the door first, and every answer, refusals too, carries the policy.
async fn guarded(State(served): State<Arc<Served>>, request: Request, next: Next) -> Response {
    let mut response = if served.door.admits(&request) {
        next.run(request).await
    } else {
        door::refused()
    };
    pages::closed_in(response.headers_mut());
    response
}
