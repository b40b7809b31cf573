//! The desktop shell: a window around `liaison_host`. It knows nothing of the trade; whatever the
//! screen asks goes to `liaison::contract` as it came.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod commands;
mod word;

use std::process::ExitCode;
use std::sync::Arc;

use liaison::Desk;
use liaison::diary::{self, Diary};
use liaison_host::{Shell, folders, now, with_program};
use tauri::webview::NewWindowResponse;
use tauri::{Url, WebviewWindowBuilder, WindowEvent};

fn main() -> ExitCode {
    diary::watch_for_falls();
    if let Some(missing) = word::missing() {
        word::say(missing);
        return ExitCode::FAILURE;
    }
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            word::say(&format!(
                "窗口打不开：{error}。\n\n已经保存的记录都没有动。\n\n请检查图形桌面和 WebView 组件是否装好。"
            ));
            ExitCode::FAILURE
        }
    }
}

fn run() -> tauri::Result<()> {
    let home = folders::home(std::env::args_os());
    Diary::at(&home, now).keep();
    diary::note(diary::Event::Begun(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")));
    let shell = Arc::new(Shell::new(with_program(Desk::for_window(home)), folders::documents()));
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
                WebviewWindowBuilder::from_config(app.handle(), window)?
                    .devtools(cfg!(debug_assertions))
                    .on_navigation(is_own_page)
                    .on_new_window(|_, _| NewWindowResponse::Deny)
                    .on_download(|_, _| false)
                    .build()?;
            }
            shell.keep_watch()?;
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
