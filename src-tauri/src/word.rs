//! What is said where there is no window to say it in: a box on Windows, where a program opened by its
//! icon has no terminal, and standard error everywhere.

/// The program's name, as its window bears it.
#[cfg(windows)]
const TITLE: &str = "代表联络站台账";

/// Windows shows the program's pages through WebView2; Windows 11 brings it, many a Windows 10 does not.
#[cfg(windows)]
const NO_WEBVIEW: &str = "打不开窗口：这台电脑没有装 Microsoft Edge WebView2，程序要用它来显示。\n\n\
    已经保存的记录都没有动。\n\n\
    请把 MicrosoftEdgeWebView2RuntimeInstallerX64.exe 拷到这台电脑上（可以向县里的维护人员要），双击装好，再打开本程序。装它不用联网，也不用管理员。";

/// What is missing for a window to open at all, and the way out; None when nothing is.
#[cfg(windows)]
pub fn missing() -> Option<&'static str> {
    tauri::webview_version().is_err().then_some(NO_WEBVIEW)
}

/// Elsewhere the program is linked to what shows its pages, and does not start without it.
#[cfg(not(windows))]
pub fn missing() -> Option<&'static str> {
    None
}

/// Says it, and waits until it was read.
pub fn say(text: &str) {
    eprintln!("{text}");
    #[cfg(windows)]
    rfd::MessageDialog::new()
        .set_level(rfd::MessageLevel::Error)
        .set_title(TITLE)
        .set_description(text)
        .show();
}
