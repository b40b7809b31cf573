//! The window's commands: one question and answer, one that stops long work, one that closes.
//! Nothing here runs on the window's thread.

use std::path::PathBuf;
use std::sync::Arc;

use liaison::{Progress, Trouble};
use liaison_host::{Shell, broken};
use serde_json::Value;
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager, State, Window, async_runtime};

/// Answers one question of the contract.
#[tauri::command]
pub async fn call(shell: State<'_, Arc<Shell>>, name: String, question: Value, progress: Channel<Progress>) -> Result<Value, Trouble> {
    let shell = Arc::clone(&shell);
    let told = move |step| {
        let _ = progress.send(step);
    };
    let work = move || shell.answer(&name, question, told);
    async_runtime::spawn_blocking(work).await.unwrap_or_else(|_| Err(broken()))
}

/// Asks every long call still running to stop at its next step.
#[tauri::command]
pub fn cancel(shell: State<'_, Arc<Shell>>) {
    shell.cancel();
}

/// Whether a window that is asked to close stays for now: while somebody is signed in, its page keeps
/// what is typed, makes a backup and then closes. A page that no longer answers can't hold it: the
/// second time it closes. Called on the window's thread, so it waits for nothing.
pub fn holds_open(window: &Window) -> bool {
    let shell = window.state::<Arc<Shell>>();
    let asked = || {
        window
            .webviews()
            .iter()
            .all(|page| page.eval("window.dispatchEvent(new Event('liaison-closing'))").is_ok())
    };
    shell.is_open() && shell.first_asked_to_close() && asked()
}

/// Brings the window up with a file somebody double-clicked: its page asks for it once she is signed in.
pub fn opens(app: &AppHandle, shell: &Shell, file: PathBuf) {
    if !shell.hands(file) {
        return;
    }
    for window in app.webview_windows().into_values() {
        // A window the system does not bring up is there all the same.
        let _ = window.unminimize();
        let _ = window.set_focus();
        let _ = window.eval("window.dispatchEvent(new Event('liaison-opened'))");
    }
}

/// Closes the program, or leaves it open after all.
#[tauri::command]
pub fn close(app: AppHandle, shell: State<'_, Arc<Shell>>, go: bool) {
    shell.stays();
    if go {
        app.exit(0);
    }
}
