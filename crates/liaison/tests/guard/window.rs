//! How the window is closed in: its settings and its sources, read as text. The window test
//! `guard.test.mjs` tries the same from inside.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn json(path: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(Path::new(ROOT).join(path)).unwrap()).unwrap()
}

#[test]
fn nothing_remote_runs_or_loads() {
    let settings = json("src-tauri/tauri.conf.json");
    let app = &settings["app"];
    let csp = app["security"]["csp"].as_object().unwrap();
    let allowed: BTreeSet<&str> = ["'none'", "'self'", "blob:", "data:", "ipc:", "http://ipc.localhost"].into();
    for (directive, sources) in csp {
        let more: Vec<&str> = sources.as_str().unwrap().split(' ').filter(|s| !allowed.contains(s)).collect();
        let fine: &[&str] = match directive.as_str() {
            // Element Plus places its poppers, ECharts its tips, by attribute. `style-src` itself is only
            // for a web view that knows no `-elem` and `-attr`.
            "style-src" | "style-src-attr" => &["'unsafe-inline'"],
            "style-src-elem" => &[&notice_style()],
            _ => &[],
        };
        assert_eq!(more, fine, "{directive}");
    }
    assert_eq!(csp["default-src"], "'none'");
    assert_eq!(csp["script-src"], "'self'");
    for nothing in ["object-src", "base-uri", "form-action", "worker-src"] {
        assert_eq!(csp[nothing], "'none'", "{nothing}");
    }
    assert_eq!(app["withGlobalTauri"], false);
    assert!(app["security"]["assetProtocol"].is_null(), "no file of the disk has an address");
    for window in app["windows"].as_array().unwrap() {
        assert_eq!(window["create"], false, "only main.rs makes windows, with its refusals");
        // WebView2 would keep what is typed in a folder of its own.
        assert_eq!(window["generalAutofillEnabled"], false);
        assert_eq!(window["browserExtensionsEnabled"], false);
        assert_eq!(window["dragDropEnabled"], false);
        assert!(window["url"].is_null() && window["devtools"].is_null());
    }
    // A public notice is looked at in a frame that keeps to the window's policy.
    assert_eq!(app["security"]["dangerousDisableAssetCspModification"], serde_json::json!(["style-src"]));
}

/// The one style element that is let in: that of a public notice.
fn notice_style() -> String {
    let page = include_str!("../../templates/notice/frame.html");
    let style = page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(style)))
}

#[test]
fn the_window_may_ask_cancel_close_and_zoom() {
    let mut given = Vec::new();
    for file in fs::read_dir(Path::new(ROOT).join("src-tauri/capabilities")).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let capability: Value = serde_json::from_str(&text).unwrap();
        assert!(capability["remote"].is_null(), "no page from elsewhere may ask");
        assert_eq!(capability["windows"], serde_json::json!(["main"]));
        given.extend(capability["permissions"].as_array().unwrap().iter().map(|p| p.as_str().unwrap().to_owned()));
    }
    assert_eq!(given, ["allow-call", "allow-cancel", "allow-close", "core:webview:allow-set-webview-zoom"]);
    let manifest = fs::read_to_string(Path::new(ROOT).join("Cargo.toml")).unwrap();
    let tauri = manifest.lines().find(|line| line.starts_with("tauri = ")).unwrap();
    assert!(tauri.contains("features = []"), "no developer tools, no plugins in a release: {tauri}");
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, into);
        } else {
            into.push(path);
        }
    }
}

/// Words of a record reach the page as text only.
#[test]
fn no_source_of_the_window_makes_markup_of_text() {
    let mut all = Vec::new();
    files(&Path::new(ROOT).join("ui/src"), &mut all);
    let banned = [
        "v-html",
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "DOMParser",
        "createContextualFragment",
        "dangerouslyUseHTMLString",
        "raw-content",
        "rawContent",
        "eval(",
        "new Function",
        "srcdoc",
        "window.open",
        "sessionStorage",
        "indexedDB",
        "document.cookie",
    ];
    let mut read = 0;
    for path in all.iter().filter(|p| !p.to_string_lossy().contains(".test.")) {
        let text = fs::read_to_string(path).unwrap();
        for word in banned {
            // A browser's key to the program, which dies with it, outlives a reload of its page.
            let may = word == "sessionStorage" && path.ends_with("ui/src/call.ts");
            assert!(may || !text.contains(word), "{} has {word}", path.display());
        }
        // What stays on the disk of the web view: sizes, never words of a record.
        let keeps = text.matches("localStorage.setItem").count();
        let may = ["textSize.ts", "columns.ts"].iter().any(|name| path.ends_with(name));
        assert!(keeps == 0 || may, "{} keeps something in the web view", path.display());
        read += 1;
    }
    assert!(read > 150, "{read} sources");
}
