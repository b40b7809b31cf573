//! Declares the three commands, so that Tauri refuses every other call by name; on Windows, the
//! program's manifest.

const MANIFEST: &str = "../assets/package/windows/liaison.manifest";

fn main() {
    let commands = tauri_build::AppManifest::new().commands(&["call", "cancel", "close"]);
    println!("cargo::rerun-if-changed={MANIFEST}");
    let built = std::fs::read_to_string(MANIFEST).map_err(Into::into).and_then(|manifest| {
        let windows = tauri_build::WindowsAttributes::new().app_manifest(manifest);
        tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands).windows_attributes(windows))
    });
    if let Err(error) = built {
        println!("cargo::error={error:#}");
    }
}
