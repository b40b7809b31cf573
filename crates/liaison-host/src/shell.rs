//! The desk as a screen is served from it. Quick questions take turns. Long ones get a desk of their
//! own on the same store, so that the clerk goes on typing while a year's ledgers are written. A
//! thread asks now and then whether today's backup or the network route is due, and runs it as a
//! long question nobody waits for.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use liaison::{Call, Desk, Error, Progress, Trouble, contract, diary};
use serde_json::{Value, json};

use crate::now;

/// One desk and all that is under way at it.
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
    /// A shell around this desk; files go to `documents` unless told otherwise.
    pub fn new(desk: Desk, documents: PathBuf) -> Self {
        let long = contract::commands().into_iter().filter(|c| c.long).map(|c| c.name).collect();
        Self {
            desk: Mutex::new(desk),
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

    /// Answers one question of the contract; `told` hears how far long work is. A fall of the program
    /// is answered as its own trouble.
    pub fn answer(&self, name: &str, question: Value, told: impl Fn(Progress)) -> Result<Value, Trouble> {
        catch_unwind(AssertUnwindSafe(|| self.answered(name, question, told))).unwrap_or_else(|_| Err(broken()))
    }

    fn answered(&self, name: &str, question: Value, told: impl Fn(Progress)) -> Result<Value, Trouble> {
        // What runs by itself does so only while somebody is signed in.
        if name == "lock" {
            self.on_the_way.store(false, Ordering::Relaxed);
        }
        let stop = self.stop_flag();
        let mut report = |progress| {
            // A screen that is gone no longer listens; the work is stopped by the flag alone.
            told(progress);
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
        if name == "lock" {
            // What began between the two is stopped as well; what begins later finds nobody signed in.
            self.on_the_way.store(false, Ordering::Relaxed);
        }
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

    /// Hands in a file somebody opened the program with; false when it can be no bundle.
    pub fn hands(&self, file: PathBuf) -> bool {
        open(&self.desk).hands(file)
    }

    /// Asks every long call still running to stop at its next step.
    pub fn cancel(&self) {
        for stop in open(&self.stops).drain(..) {
            if let Some(flag) = stop.upgrade() {
                flag.store(true, Ordering::Relaxed);
            }
        }
    }

    /// Somebody is signed in. A desk that is busy is open.
    pub fn is_open(&self) -> bool {
        self.desk.try_lock().map_or(true, |desk| desk.is_open())
    }

    /// Notes that the screen was asked to finish. False when it had been asked already: a page that no
    /// longer answers can't hold the program.
    pub fn first_asked_to_close(&self) -> bool {
        !self.closing.swap(true, Ordering::Relaxed)
    }

    /// The clerk stays after all.
    pub fn stays(&self) {
        self.closing.store(false, Ordering::Relaxed);
    }

    /// The screen is gone without a word: what runs is stopped, what was changed is backed up, and the
    /// desk is locked.
    pub fn leave(&self) {
        self.cancel();
        self.on_the_way.store(false, Ordering::Relaxed);
        if !open(&self.desk).is_open() {
            return;
        }
        let mut going_on = |_| true;
        let begun = Instant::now();
        let forked = open(&self.desk).fork();
        let made = forked.and_then(|mut desk| {
            let mut call = self.call(&mut going_on);
            let stands = contract::answer(&mut desk, &mut call, "backups", json!({}))?;
            if stands["changed"] == true {
                contract::answer(&mut desk, &mut call, "backup_make", json!({ "folder": "" }))?;
            }
            Ok(())
        });
        noted("backup_make", begun, made.as_ref().map_or_else(Error::code, |()| "ok"));
        let mut going_on = |_| true;
        let _ = contract::answer(&mut open(&self.desk), &mut self.call(&mut going_on), "lock", json!({}));
    }

    /// Looks at today's backup and the network route as long as the shell is there.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn keep_watch(self: &Arc<Self>) -> std::io::Result<()> {
        let shell = Arc::downgrade(self);
        let looking = move || {
            let mut next_backup = Instant::now();
            loop {
                thread::sleep(LOOK_EVERY);
                let Some(shell) = shell.upgrade() else { return };
                let does = |asks: &str, does: &str| catch_unwind(AssertUnwindSafe(|| shell.does_when_due(asks, does))).unwrap_or(false);
                if Instant::now() >= next_backup && !does("backups", "backup_make") {
                    next_backup = Instant::now() + REST;
                }
                does("route", "route_run");
            }
        };
        thread::Builder::new().name("watch".into()).spawn(looking).map(drop)
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

/// In the diary: the command's own name, never what was typed for one.
fn noted(name: &str, begun: Instant, code: &'static str) {
    let millis = begun.elapsed().as_millis().try_into().unwrap_or(u64::MAX);
    diary::note(diary::Event::Answered(contract::named(name).unwrap_or("?"), code, millis));
}

/// Every write is one transaction, so a desk whose last caller panicked is still whole.
fn open<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the clerk reads when the program itself is at fault.
pub fn broken() -> Trouble {
    Trouble {
        code: "broken".into(),
        what: "程序内部出了一个错。".into(),
        data: "已经保存的记录都没有动。".into(),
        next: "请关闭程序重新打开，再做一次；仍不行请把当时在做什么告诉县里的维护人员。".into(),
        remarks: Vec::new(),
    }
}
