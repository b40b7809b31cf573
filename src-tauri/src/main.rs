//! The desktop shell: a window, a clock and two folders around the contract. It knows
//! nothing of the trade; whatever the screen asks goes to `liaison::contract` as it came.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod folders;
mod shell;

use std::process::ExitCode;

use tauri::{Url, WebviewWindowBuilder, WindowEvent};

use crate::shell::Shell;

fn main() -> ExitCode {
    // A panic message can quote what was being worked on, and that is people's data:
    // only the place in the program is printed.
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, |at| format!("{}:{}", at.file(), at.line()));
        eprintln!("程序内部出错：{place}");
    }));
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("窗口打不开：{error}。已经保存的记录都没有动。请检查图形桌面和 WebView 组件是否装好。");
            ExitCode::FAILURE
        }
    }
}

fn run() -> tauri::Result<()> {
    let home = folders::home(std::env::args_os());
    tauri::Builder::default()
        .manage(Shell::new(home, folders::documents()))
        .invoke_handler(tauri::generate_handler![shell::call, shell::cancel, shell::close])
        .on_window_event(|window, event| {
            if let WindowEvent::CloseRequested { api, .. } = event
                && shell::holds_open(window)
            {
                api.prevent_close();
            }
        })
        .setup(|app| {
            for window in &app.config().app.windows {
                WebviewWindowBuilder::from_config(app.handle(), window)?.on_navigation(is_own_page).build()?;
            }
            shell::keep_watch(app.handle().clone())?;
            Ok(())
        })
        .run(tauri::generate_context!())
}

/// The window shows the program's own pages and nothing from outside.
fn is_own_page(url: &Url) -> bool {
    matches!(url.scheme(), "tauri" | "blob" | "about") || url.host_str() == Some("tauri.localhost")
}
