//! Declares the three commands, so that Tauri refuses every other call by name.

fn main() {
    let commands = tauri_build::AppManifest::new().commands(&["call", "cancel", "close"]);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands)) {
        println!("cargo::error={error:#}");
    }
}
