//! The desktop shell: a window around `liaison_host`. It knows nothing of the trade; whatever the
//! screen asks goes to `liaison::contract` as it came.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod commands;
mod view;
mod word;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use liaison::Desk;
use liaison::diary::{self, Diary};
use liaison_host::handing::{self, Front};
use liaison_host::{Shell, folders, now, with_program};
use tauri::webview::NewWindowResponse;
use tauri::{Url, WebviewWindowBuilder, WindowEvent};

fn main() -> ExitCode {
    diary::watch_for_falls();
    let home = folders::home(std::env::args_os());
    let opened = handing::named(std::env::args_os());
    let front = Front::of(&home);
    if let (Ok(None), Some(file)) = (&front, &opened) {
        return hand_over(&home, file);
    }
    if let Some(missing) = word::missing() {
        word::say(missing);
        return ExitCode::FAILURE;
    }
    match run(home, opened, front.ok().flatten()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            word::say(&format!(
                "窗口打不开：{error}。\n\n已经保存的记录都没有动。\n\n请检查图形桌面和 WebView 组件是否装好。"
            ));
            ExitCode::FAILURE
        }
    }
}

/// A window is open on this home: the file is its to look at.
fn hand_over(home: &Path, file: &Path) -> ExitCode {
    if handing::hand(home, file) {
        return ExitCode::SUCCESS;
    }
    word::say("程序已经开着，但没有接到这个文件。\n\n文件和记录都没有动。\n\n请切换到已经打开的那个窗口，在交接页（县里是收件页）选这个文件所在的地方。");
    ExitCode::FAILURE
}

/// `opened`: the file the program was opened with; `front`: unless another window of this home takes files.
fn run(home: PathBuf, opened: Option<PathBuf>, front: Option<Front>) -> tauri::Result<()> {
    Diary::at(&home, now).keep();
    diary::note(diary::Event::Begun(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")));
    let shell = Arc::new(Shell::new(with_program(Desk::for_window(home)), folders::documents()));
    if let Some(file) = opened {
        shell.hands(file);
    }
    tauri::Builder::default()
        .manage(Arc::clone(&shell))
        .invoke_handler(tauri::generate_handler![commands::call, commands::cancel, commands::close])
        .on_window_event(|window, event| {
            if let WindowEvent::CloseRequested { api, .. } = event
                && commands::holds_open(window)
            {
                api.prevent_close();
            }
        })
        .setup(move |app| {
            for window in &app.config().app.windows {
                // Debug builds alone can be looked into: no release feature brings the tools in.
                let page = WebviewWindowBuilder::from_config(app.handle(), window)?;
                // What the web view keeps for itself stays with a portable program, too.
                let page = match folders::portable() {
                    Some(beside) => page.data_directory(beside.join("webview")),
                    None => page,
                };
                let made = page
                    .devtools(cfg!(debug_assertions))
                    .on_navigation(is_own_page)
                    .on_new_window(|_, _| NewWindowResponse::Deny)
                    .on_download(|_, _| false)
                    .build()?;
                view::spare(&made)?;
            }
            shell.keep_watch()?;
            if let Some(front) = front {
                let app = app.handle().clone();
                front.watch(move |file| commands::opens(&app, &shell, file))?;
            }
            Ok(())
        })
        .run(tauri::generate_context!())
}

/// The window shows the program's own pages and what they made themselves, nothing from outside.
/// A file dropped beside a shelf would be such a page, too.
fn is_own_page(url: &Url) -> bool {
    let own = |url: &Url| (url.scheme() == "tauri" && url.host_str() == Some("localhost")) || url.host_str() == Some("tauri.localhost");
    match url.scheme() {
        "blob" => Url::parse(url.path()).is_ok_and(|made_by| own(&made_by)),
        "about" => matches!(url.path(), "blank" | "srcdoc"),
        _ => own(url),
    }
}

#[cfg(test)]
mod tests {
    use super::{Url, is_own_page};

    #[test]
    fn nothing_from_outside_is_a_page() {
        let own = |url: &str| is_own_page(&Url::parse(url).unwrap());
        for page in [
            "tauri://localhost",
            "tauri://localhost/index.html#/today",
            "http://tauri.localhost/",
            "blob:tauri://localhost/1-2-3",
            "about:blank",
        ] {
            assert!(own(page), "{page}");
        }
        for page in [
            "https://example.org/",
            "http://127.0.0.1:8080/",
            "http://localhost/",
            "file:///etc/passwd",
            "data:text/html,<script>1</script>",
            "javascript:alert(1)",
            "tauri://elsewhere/",
            "https://tauri.localhost.example.org/",
            "blob:https://example.org/1-2-3",
            "blob:null/1-2-3",
            "about:config",
            "ipc://localhost/call",
        ] {
            assert!(!own(page), "{page}");
        }
    }
}
