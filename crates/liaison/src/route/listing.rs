//! What a WebDAV server answers when asked what lies in a folder (RFC 4918, multistatus).

use roxmltree::{Document, Node};
use url::Url;

use super::{Lying, shut};
use crate::error::Result;

const DAV: &str = "DAV:";

/// The question.
pub const QUESTION: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<propfind xmlns="DAV:"><prop><resourcetype/><getcontentlength/><getetag/></prop></propfind>"#;

/// The files of a multistatus; folders are left out. Nothing of it is believed but as a hint.
pub fn parse(text: &str, at: &Url) -> Result<Vec<Lying>> {
    let document = Document::parse(text).map_err(|_| shut("服务器列出的文件读不懂，可能它不是 WebDAV 服务器"))?;
    let root = document.root_element();
    if !root.has_tag_name((DAV, "multistatus")) {
        return Err(shut("服务器列出的文件读不懂，可能它不是 WebDAV 服务器"));
    }
    Ok(children(root, "response").filter_map(|response| lying(response, at)).collect())
}

fn lying(response: Node<'_, '_>, at: &Url) -> Option<Lying> {
    let href = children(response, "href").next()?.text()?.trim();
    let url = at.join(href).ok()?;
    let name = url.path_segments()?.next_back().filter(|name| !name.is_empty())?.to_owned();
    let good = children(response, "propstat").find(|p| {
        let status = children(*p, "status").next().and_then(|s| s.text()).unwrap_or_default();
        status.split_whitespace().nth(1) == Some("200")
    })?;
    let prop = children(good, "prop").next()?;
    if children(prop, "resourcetype").any(|kind| children(kind, "collection").next().is_some()) {
        return None;
    }
    let text = |name| children(prop, name).next().and_then(|n| n.text()).map(str::trim);
    Some(Lying {
        name,
        size: text("getcontentlength").and_then(|n| n.parse().ok()),
        mark: text("getetag").unwrap_or_default().to_owned(),
    })
}

fn children<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |n| n.has_tag_name((DAV, name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Lying>> {
        parse(text, &Url::parse("https://h/dav/to-county/JS-017/").unwrap())
    }

    #[test]
    fn files_are_told_from_folders_whatever_the_prefix() {
        let one = |href: &str, prop: &str| {
            format!("<D:response><D:href>{href}</D:href><D:propstat><D:prop>{prop}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>")
        };
        let text = format!(
            r#"<D:multistatus xmlns:D="DAV:">{}{}{}</D:multistatus>"#,
            one("/dav/to-county/JS-017/", "<D:resourcetype><D:collection/></D:resourcetype>"),
            one(
                "/dav/to-county/JS-017/a.rdz",
                "<D:resourcetype/><D:getcontentlength>12</D:getcontentlength><D:getetag>\"x\"</D:getetag>"
            ),
            one("https://h/dav/to-county/JS-017/b.rdz", "<D:resourcetype/>"),
        );
        let found = read(&text).unwrap();
        assert_eq!(
            found.iter().map(|l| (l.name.as_str(), l.size)).collect::<Vec<_>>(),
            [("a.rdz", Some(12)), ("b.rdz", None)]
        );
        assert_eq!(found[0].mark, "\"x\"");
    }

    #[test]
    fn a_page_that_is_no_listing_is_said_to_be_none() {
        for text in [
            "",
            "<html><body>登录</body></html>",
            "<!DOCTYPE a [<!ENTITY e 'x'>]><multistatus xmlns='DAV:'>&e;</multistatus>",
        ] {
            assert_eq!(read(text).unwrap_err().code(), "route", "{text}");
        }
    }

    #[test]
    fn a_listing_nested_without_end_does_no_harm() {
        let deep = format!("<multistatus xmlns='DAV:'>{}{}</multistatus>", "<a>".repeat(200_000), "</a>".repeat(200_000));
        assert!(read(&deep).is_ok_and(|found| found.is_empty()));
    }
}
