//! The verbs of the network route.

use std::path::PathBuf;

use liaison::Result;
use serde_json::{Value, json};

use crate::args::{Route, RouteWay};
use crate::commands::{absolute, each, text};
use crate::host::{self, Host};
use crate::out;

/// Does what was typed; false when something does not work, or needs a person.
pub fn route(home: Option<PathBuf>, verb: Route) -> Result<bool> {
    let mut host = Host::open(home)?;
    match verb {
        Route::Show => show(&host.ask("route", &json!({}))?)?,
        Route::Set(way) => show(&host.ask("route_set", &asked(way)?)?)?,
        Route::Try(way) => {
            let tried = host.ask("route_try", &asked(way)?)?;
            each(&tried["says"])?;
            if let Some(what) = tried["trouble"]["what"].as_str() {
                out::line(what)?;
                return Ok(false);
            }
        }
        Route::Run => {
            let done = host.ask("route_run", &json!({}))?;
            out::line(done["says"].as_str().unwrap_or_default())?;
            each(&done["notes"])?;
            return Ok(done["notes"] == json!([]));
        }
    }
    Ok(true)
}

fn asked(way: RouteWay) -> Result<Value> {
    let (kind, folder) = match (&way.webdav, &way.folder, &way.carry) {
        (Some(_), ..) => ("webdav", None),
        (_, Some(folder), _) => ("folder", Some(folder)),
        (_, _, Some(folder)) => ("carry", Some(folder)),
        _ => ("off", None),
    };
    let password = if way.user.is_empty() { String::new() } else { host::route_password()? };
    Ok(json!({
        "kind": kind,
        "url": way.webdav.unwrap_or_default(),
        "user": way.user,
        "password": password,
        "authority": way.authority.as_deref().map(text).transpose()?.unwrap_or_default(),
        "folder": folder.map(|f| absolute(f)).transpose()?.unwrap_or_default(),
        "every_hours": way.every,
    }))
}

fn show(view: &Value) -> Result<()> {
    let shown = |key: &str| view[key].as_str().unwrap_or_default().to_owned();
    let every = match view["every_hours"].as_u64() {
        None | Some(0) => "只在吩咐时传".to_owned(),
        Some(hours) => format!("每 {hours} 小时一次"),
    };
    out::line(match view["kind"].as_str() {
        Some("webdav") => format!("WebDAV {}，用户 {}，{every}", shown("url"), shown("user")),
        Some("folder") => format!("共享文件夹 {}，{every}", shown("folder")),
        Some("carry") => format!("装到 {}，由人带走，{every}", shown("folder")),
        _ => "没有打开".to_owned(),
    })?;
    for (label, key) in [("上次成功", "done_at"), ("上次结果", "says"), ("没有传成", "trouble"), ("下次", "next_at")] {
        let said = shown(key);
        if !said.is_empty() {
            out::line(format!("{label}：{said}"))?;
        }
    }
    each(&view["notes"])
}
