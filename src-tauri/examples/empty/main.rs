//! An empty window of the same libraries: what any program of this kind takes before it does
//! anything. The bench starts it beside ours.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!("examples/empty/tauri.conf.json"))
}
