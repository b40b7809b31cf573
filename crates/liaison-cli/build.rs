//! What the Windows program says of itself: its icon, its version, its manifest.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS")? != "windows" {
        return Ok(());
    }
    let assets = format!("{}/../../assets", std::env::var("CARGO_MANIFEST_DIR")?);
    let [icon, manifest] = ["icons/icon.ico", "package/windows/liaison.manifest"].map(|file| format!("{assets}/{file}"));
    println!("cargo::rerun-if-changed={icon}");
    println!("cargo::rerun-if-changed={manifest}");
    tauri_winres::WindowsResource::new()
        .set_icon(&icon)
        .set_manifest_file(&manifest)
        .set("ProductName", "代表联络站台账")
        .set("FileDescription", "代表联络站台账（命令行）")
        .set("CompanyName", "liaison")
        .compile()?;
    Ok(())
}
