//! Whoever knocks: each connection is answered by the routes, one that says nothing is let go of.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::sleep;

/// How long a connection may take to say what it asks. What is on this machine says it at once; another
/// user of it could hold connections open for ever. An idle one of the browser's own is opened anew.
pub const ASKS: Duration = Duration::from_secs(10);
/// Connections at once. The page holds a handful; whoever holds more must not take the files' share of what the
/// system gives this program.
const AT_ONCE: usize = 200;
/// How long nobody is let in where the system has no more connections to give.
const SPENT: Duration = Duration::from_millis(200);

/// Answers all that knock, for ever.
pub async fn answer(listener: TcpListener, routes: Router) {
    let free = Arc::new(Semaphore::new(AT_ONCE));
    loop {
        let Ok(place) = Arc::clone(&free).acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else {
            sleep(SPENT).await;
            continue;
        };
        let routes = TowerToHyperService::new(routes.clone());
        tokio::spawn(async move {
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(ASKS)
                .serve_connection(TokioIo::new(stream), routes);
            // A browser that goes away in the middle is nothing to tell anybody.
            let _ = connection.await;
            drop(place);
        });
    }
}
