//! The window's one question-and-answer command, and the one that stops long work.
//!
//! Quick questions take turns at the desk. Long ones get a desk of their own on the same
//! store, so that the clerk goes on typing while a year's ledgers are written. Nothing
//! here runs on the window's thread. A thread of its own asks now and then whether today's backup
//! or the network route is due, and runs it as a long question nobody waits for.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, FixedOffset, Local};
use liaison::{Call, Desk, Error, Progress, Trouble, contract, diary};
use serde_json::{Value, json};
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager, State, Window, async_runtime};

/// What the window's commands share.
pub struct Shell {
    desk: Mutex<Desk>,
    documents: PathBuf,
    /// Names of the commands that run long.
    long: Vec<&'static str>,
    /// One stop flag for each long call still running.
    stops: Mutex<Vec<Weak<AtomicBool>>>,
    /// Stops the backup or the network route that is under way by itself.
    on_the_way: AtomicBool,
    /// The page was asked to finish; asked once more, the window closes as it is.
    closing: AtomicBool,
}

impl Shell {
    /// A shell around the station in `home`; files go to `documents` unless told otherwise.
    pub fn new(home: PathBuf, documents: PathBuf) -> Self {
        let long = contract::commands().into_iter().filter(|c| c.long).map(|c| c.name).collect();
        Self {
            desk: Mutex::new(Desk::for_window(home)),
            documents,
            long,
            stops: Mutex::default(),
            on_the_way: AtomicBool::new(false),
            closing: AtomicBool::new(false),
        }
    }

    /// A stop flag that lasts as long as its call.
    fn stop_flag(&self) -> Arc<AtomicBool> {
        let flag = Arc::new(AtomicBool::new(false));
        let mut stops = open(&self.stops);
        stops.retain(|stop| stop.strong_count() > 0);
        stops.push(Arc::downgrade(&flag));
        flag
    }

    fn answer(&self, name: &str, question: Value, channel: &Channel<Progress>) -> Result<Value, Trouble> {
        // What runs by itself does so only while somebody is signed in.
        if name == "lock" {
            self.on_the_way.store(false, Ordering::Relaxed);
        }
        let stop = self.stop_flag();
        let mut report = |progress| {
            // A window that is gone no longer listens; the work is stopped by the flag alone.
            let _ = channel.send(progress);
            !stop.load(Ordering::Relaxed)
        };
        let begun = Instant::now();
        let mut call = self.call(&mut report);
        let answer = if self.long.contains(&name) {
            let forked = open(&self.desk).fork();
            forked.and_then(|mut desk| contract::answer(&mut desk, &mut call, name, question))
        } else {
            contract::answer(&mut open(&self.desk), &mut call, name, question)
        };
        noted(name, begun, answer.as_ref().map_or_else(Error::code, |_| "ok"));
        answer.map_err(|error| error.trouble())
    }

    /// Looks whether something is due by itself, and does it: nobody is interrupted for it, and how it
    /// ended is shown where it is looked for. It stops as the program is locked, and is then due
    /// again. False when it did not succeed.
    fn does_when_due(&self, asks: &str, does: &str) -> bool {
        let mut going_on = |_| true;
        let asked = contract::answer(&mut open(&self.desk), &mut self.call(&mut going_on), asks, json!({}));
        if !asked.is_ok_and(|stands| stands["due"] == true) {
            return true;
        }
        self.on_the_way.store(true, Ordering::Relaxed);
        let mut going_on = |_| self.on_the_way.load(Ordering::Relaxed);
        let begun = Instant::now();
        let forked = open(&self.desk).fork();
        let done = forked.and_then(|mut desk| contract::answer(&mut desk, &mut self.call(&mut going_on), does, json!({})));
        noted(does, begun, done.as_ref().map_or_else(Error::code, |_| "ok"));
        matches!(done, Ok(_) | Err(Error::Cancelled))
    }

    fn call<'a>(&self, progress: &'a mut dyn FnMut(Progress) -> bool) -> Call<'a> {
        Call {
            now: now(),
            documents: self.documents.clone(),
            progress,
        }
    }
}

/// How often the route and the backup are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(15);

/// How long a backup that did not succeed is left: each try copies all there is.
const REST: Duration = Duration::from_secs(3600);

/// Looks at today's backup and the network route as long as the program runs.
pub fn keep_watch(app: AppHandle) -> std::io::Result<()> {
    let looking = move || {
        let does = |asks: &str, does: &str| catch_unwind(AssertUnwindSafe(|| app.state::<Shell>().does_when_due(asks, does))).unwrap_or(false);
        let mut next_backup = Instant::now();
        loop {
            thread::sleep(LOOK_EVERY);
            if Instant::now() >= next_backup && !does("backups", "backup_make") {
                next_backup = Instant::now() + REST;
            }
            does("route", "route_run");
        }
    };
    thread::Builder::new().name("watch".into()).spawn(looking).map(drop)
}

/// In the diary: the command's own name, never what was typed for one.
fn noted(name: &str, begun: Instant, code: &'static str) {
    let millis = begun.elapsed().as_millis().try_into().unwrap_or(u64::MAX);
    diary::note(diary::Event::Answered(contract::named(name).unwrap_or("?"), code, millis));
}

#[expect(clippy::disallowed_methods, reason = "the shell owns the clock")]
pub fn now() -> DateTime<FixedOffset> {
    Local::now().fixed_offset()
}

/// Every write is one transaction, so a desk whose last caller panicked is still whole.
fn open<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Answers one question of the contract.
#[tauri::command]
pub async fn call(app: AppHandle, name: String, question: Value, progress: Channel<Progress>) -> Result<Value, Trouble> {
    let work = move || catch_unwind(AssertUnwindSafe(|| app.state::<Shell>().answer(&name, question, &progress))).unwrap_or_else(|_| Err(broken()));
    async_runtime::spawn_blocking(work).await.unwrap_or_else(|_| Err(broken()))
}

/// Asks every long call still running to stop at its next step.
#[tauri::command]
pub fn cancel(shell: State<'_, Shell>) {
    for stop in open(&shell.stops).drain(..) {
        if let Some(flag) = stop.upgrade() {
            flag.store(true, Ordering::Relaxed);
        }
    }
}

/// Whether a window that is asked to close stays for now: while somebody is signed in, its page keeps
/// what is typed, makes a backup and then closes. A page that no longer answers can't hold it: the
/// second time it closes. Called on the window's thread, so it waits for nothing.
pub fn holds_open(window: &Window) -> bool {
    let shell = window.state::<Shell>();
    // A desk that is busy is open.
    let is_open = shell.desk.try_lock().map_or(true, |desk| desk.is_open());
    let asked = || {
        window
            .webviews()
            .iter()
            .all(|page| page.eval("window.dispatchEvent(new Event('liaison-closing'))").is_ok())
    };
    is_open && !shell.closing.swap(true, Ordering::Relaxed) && asked()
}

/// Closes the program, or leaves it open after all.
#[tauri::command]
pub fn close(app: AppHandle, shell: State<'_, Shell>, go: bool) {
    shell.closing.store(false, Ordering::Relaxed);
    if go {
        app.exit(0);
    }
}

/// What the clerk reads when the program itself is at fault.
fn broken() -> Trouble {
    Trouble {
        code: "broken".into(),
        what: "程序内部出了一个错。".into(),
        data: "已经保存的记录都没有动。".into(),
        next: "请关闭程序重新打开，再做一次；仍不行请把当时在做什么告诉县里的维护人员。".into(),
        remarks: Vec::new(),
    }
}
