//! What the window's web view is spared on Linux: this page is lists and forms, nothing in it moves,
//! sounds or turns in three dimensions. Windows' WebView2 has no such settings.

use tauri::WebviewWindow;

/// Painted straight to the window. Composed in layers, as WebKit does otherwise, every frame goes through OpenGL, and an
/// old PC without a driver for it has that done by its processor: frames take four times as long, the window comes
/// up half a second later and takes 70 MB more.
#[cfg(target_os = "linux")]
pub fn spare(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{CacheModel, HardwareAccelerationPolicy, SettingsExt as _, WebContextExt as _, WebViewExt as _};

    window.with_webview(|view| {
        let view = view.inner();
        if let Some(settings) = view.settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
            settings.set_enable_webgl(false);
            settings.set_enable_webaudio(false);
            settings.set_enable_media(false);
            // There is one page, never gone back to.
            settings.set_enable_page_cache(false);
        }
        // The page comes out of the program itself: kept once more, it would only take memory.
        if let Some(context) = view.context() {
            context.set_cache_model(CacheModel::DocumentViewer);
        }
    })
}

/// Nothing to spare.
#[cfg(not(target_os = "linux"))]
pub fn spare(_window: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}
