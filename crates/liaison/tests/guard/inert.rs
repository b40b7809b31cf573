//! Every field of text of every kind of record holds something that a spreadsheet, a browser, a
//! template or a terminal could take for an order; past the form's checks, as a bundle could bring
//! it. Then everything that can be written is written and read back by others' tools: it must be
//! text, and the very text that was kept.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use calamine::{Reader as _, Xlsx, open_workbook};
use liaison::records::{Kept, Kind, Noun, Values};
use liaison::sample::{self, CountyPlan, Plan};
use serde_json::{Value, json};

use crate::office::{Office, YEAR, all_of, year};

/// What is planted; `#` is the number by which it is known again.
const BAITS: &[&str] = &[
    "<script>window.__hacked=1</script>#",
    "<img src=x onerror=\"window.__hacked=1\">#",
    "\"onmouseover=\"window.__hacked=1\" x=\"#",
    "'><svg/onload=window.__hacked=1>#",
    "</title></style></textarea><b>#",
    "]]><x/><!--#",
    "&lt;i&gt;&amp;#",
    "{{constructor.constructor('window.__hacked=1')()}}#",
    "${window.__hacked=1}#",
    "javascript:window.__hacked=1#",
    "=cmd|' /C calc'!A#",
    "=HYPERLINK(\"http://x.invalid\")#",
    "+1#",
    "-1#",
    "@SUM(A1)#",
    "＝1+#",
    "\t=1+#",
    "\u{202e}gpj.exe#\u{202c}",
    "\u{2066}甲\u{2069}\u{200f}#",
    "\u{1}\u{8}\u{b}\u{1f}\u{7f}\u{85}#",
    "\u{fffe}\u{ffff}#",
    "_x0041__x0000_#",
    "%s%n&[Page]&G#",
    "..\\..\\CON#",
];

fn bait(n: usize) -> String {
    BAITS[n % BAITS.len()].replace('#', &format!("号{n}"))
}

/// What can stand on a page: without the characters no XML may hold.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect()
}

/// Plants in every field of text there is, and notes which those are.
#[derive(Default)]
struct Planting {
    count: usize,
    seen: BTreeSet<(Noun, &'static str)>,
}

impl Planting {
    fn plant(&mut self, noun: Noun, record: &Kept) -> Values {
        let mut values = record.values.clone();
        for field in noun.fields() {
            let new: Value = match field.kind {
                // What decides in which register a record stands.
                Kind::Choice(_) if (noun, field.key) == (Noun::Activity, "kind") => continue,
                Kind::Text | Kind::Long | Kind::Choice(_) | Kind::Phone | Kind::Time => self.next().into(),
                Kind::Choices(_) => json!([self.next(), self.next()]),
                _ => continue,
            };
            self.seen.insert((noun, field.key));
            values.insert(field.key.into(), new);
        }
        values
    }

    fn next(&mut self) -> String {
        self.count += 1;
        bait(self.count)
    }
}

/// Every field of text of these kinds of record.
fn fields_of(nouns: &[Noun]) -> BTreeSet<(Noun, &'static str)> {
    let text = |kind: Kind| matches!(kind, Kind::Text | Kind::Long | Kind::Choice(_) | Kind::Phone | Kind::Time | Kind::Choices(_));
    let all = nouns
        .iter()
        .flat_map(|noun| noun.fields().iter().filter(|f| text(f.kind)).map(|f| (*noun, f.key)));
    all.filter(|one| *one != (Noun::Activity, "kind")).collect()
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(below(&path));
        } else {
            all.push(path);
        }
    }
    all.sort();
    all
}

/// A workbook: its parts are XML, none of them reaches outside, no cell is a formula with planted
/// words; answers its texts as calamine reads them.
fn read_book(path: &Path) -> String {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        for bad in ["externalLink", "embeddings", "vbaProject", "activeX", "ddeLink", "connections", "customXml"] {
            assert!(!name.contains(bad), "{}: {name}", path.display());
        }
        if !(name.ends_with(".xml") || name.ends_with(".rels")) {
            continue;
        }
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        let xml = roxmltree::Document::parse(&text).unwrap_or_else(|e| panic!("{} {name}: {e}", path.display()));
        for node in xml.descendants().filter(|n| n.is_element()) {
            let tag = node.tag_name().name();
            assert!(!matches!(tag, "f" | "hyperlink" | "ddeLink" | "oleLink"), "{} {name}: <{tag}>", path.display());
            // What a unit may choose from: the program's words, none of a record.
            let chosen = tag == "formula1" && node.text().is_some_and(|t| t.contains('号'));
            assert!(!chosen, "{} {name}: {:?}", path.display(), node.text());
            assert_ne!(node.attribute("TargetMode"), Some("External"), "{} {name}", path.display());
        }
    }
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let mut text = String::new();
    for name in book.sheet_names() {
        for (_, _, cell) in book.worksheet_range(&name).unwrap().used_cells() {
            text.push_str(&cell.to_string());
            text.push('\n');
        }
    }
    text
}

/// Cells that begin like a formula and are not text with the mark of a typed apostrophe or "@".
fn armed(books: &[PathBuf]) -> String {
    let script = "import sys\nfrom openpyxl import load_workbook\n\
        for path in sys.argv[1:]:\n for s in load_workbook(path):\n  for row in s.iter_rows():\n   for c in row:\n\
        \x20   if isinstance(c.value, str) and c.value.lstrip()[:1] in tuple('=+-@＝＋－＠') and '号' in c.value and (c.data_type != 's' or not (c.quotePrefix or c.number_format == '@')): print(path, s.title, c.coordinate, c.data_type, repr(c.value))\n\
        \x20   if c.data_type == 'f' or c.hyperlink: print(path, s.title, c.coordinate, 'FORMULA')\n";
    said("/usr/bin/python3", &["-c", script], books)
}

/// Tags and attributes of HTML pages as Python's own parser sees them, and their text.
fn html(pages: &[PathBuf]) -> (String, String) {
    let script = "import sys\nfrom html.parser import HTMLParser\n\
        class P(HTMLParser):\n\
        \x20def handle_starttag(self, tag, attrs): print('T', tag, *sorted(a for a, _ in attrs))\n\
        \x20def handle_data(self, data): print('D', data.replace('\\n', ' '))\n\
        \x20def handle_comment(self, data): print('T', 'comment')\n\
        for path in sys.argv[1:]: P(convert_charrefs=True).feed(open(path, encoding='utf-8', newline='').read())\n";
    let out = said("/usr/bin/python3", &["-c", script], pages);
    let of = |mark: &str| out.lines().filter_map(|l| l.strip_prefix(mark)).map(|l| format!("{l}\n")).collect::<String>();
    (of("T "), of("D "))
}

fn said(program: &str, args: &[&str], files: &[PathBuf]) -> String {
    let out = Command::new(program)
        .args(args)
        .args(files)
        .env("PYTHONIOENCODING", "utf-8:surrogatepass")
        .output()
        .unwrap();
    assert!(out.status.success(), "{program}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

/// Every element and attribute a page of ours is made of.
const ELEMENTS: &[&str] = &[
    "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "div", "table", "colgroup", "col", "thead", "tbody", "tr", "th", "td", "a", "br", "svg",
    "path", "rect", "pre", "span",
];
const ATTRIBUTES: &[&str] = &[
    "lang",
    "charset",
    "http-equiv",
    "content",
    "name",
    "style",
    "class",
    "href",
    "scope",
    "colspan",
    "rowspan",
    "viewbox",
    "width",
    "height",
    "d",
    "fill",
    "xmlns",
    "version",
    "shape-rendering",
    "x",
    "y",
];

fn check_html(pages: &[PathBuf]) -> String {
    let (tags, text) = html(pages);
    for line in tags.lines().collect::<BTreeSet<_>>() {
        let mut words = line.split(' ');
        let tag = words.next().unwrap();
        assert!(ELEMENTS.contains(&tag), "<{tag}>");
        for attribute in words {
            assert!(ATTRIBUTES.contains(&attribute), "<{tag} {attribute}>");
        }
    }
    text
}

/// Pages of a form: pictures without anything that runs or links, a PDF that opens and does nothing.
fn check_form(office: &mut Office, form: &str, noun: Value, ids: &[String]) -> bool {
    let ask = json!({ "form": form, "noun": noun, "ids": ids });
    let Ok(pages) = office.tried("form_pages", ask.clone()) else { return false };
    for page in pages["pages"].as_array().unwrap() {
        let svg = roxmltree::Document::parse(page.as_str().unwrap()).unwrap();
        for node in svg.descendants().filter(|n| n.is_element()) {
            assert!(
                matches!(node.tag_name().name(), "svg" | "path" | "defs" | "use" | "g" | "symbol"),
                "<{}>",
                node.tag_name().name()
            );
            for attribute in node.attributes() {
                let linked = attribute.name() == "href" && !attribute.value().starts_with('#');
                assert!(!attribute.name().starts_with("on") && !linked, "{attribute:?}");
            }
        }
    }
    let written = office.ask("form_write", ask);
    let pdf = PathBuf::from(&written["files"][0].as_str().unwrap());
    let pdf = if pdf.is_absolute() {
        pdf
    } else {
        Path::new(written["folder"].as_str().unwrap()).join(pdf)
    };
    let bytes = std::fs::read(&pdf).unwrap();
    for bad in ["/JavaScript", "/JS", "/OpenAction", "/AA", "/Launch", "/URI", "/EmbeddedFile", "/SubmitForm"] {
        assert!(!bytes.windows(bad.len()).any(|w| w == bad.as_bytes()), "{}: {bad}", pdf.display());
    }
    assert!(said("pdfinfo", &[], &[pdf]).contains("(A4)"));
    true
}

/// What was found of each bait, over all texts that came out.
fn found(text: &str) -> BTreeMap<&'static str, usize> {
    let marks = BAITS.iter().map(|bait| {
        let before = shown(bait.split('#').next().unwrap());
        // Spaces and line ends are a cell's and a page's own.
        let before = before.trim_start().to_owned() + "号";
        (*bait, text.matches(&before).count())
    });
    marks.collect()
}

fn everything(office: &mut Office, county: bool) {
    let (from, to) = (YEAR[0], YEAR[1]);
    let documents = office.documents();
    // Ledgers in each of their shapes.
    for (one_book, per_station) in [(false, false), (true, false), (false, county)] {
        let folder = documents.join(format!("台账{one_book}{per_station}"));
        std::fs::create_dir_all(&folder).unwrap();
        office.ask(
            "ledger_write",
            json!({ "kinds": [], "from": from, "to": to, "one_book": one_book, "per_station": per_station, "folder": folder }),
        );
    }
    // A form of the office's own, with all columns of a register in it.
    let mut templates = 0;
    for kind in office.ask("ledgers", json!({})).as_array().unwrap().clone() {
        let Ok(sample) = office.tried("template_sample", json!({ "register": kind["key"] })) else {
            continue;
        };
        let file = Path::new(sample["folder"].as_str().unwrap()).join(sample["files"][0].as_str().unwrap());
        let base64 = BASE64_STANDARD.encode(std::fs::read(file).unwrap());
        let name = format!("表样{}", kind["key"].as_str().unwrap());
        let kept = office.ask("template_load", json!({ "id": "", "name": name, "file": "表.xlsx", "base64": base64 }));
        assert_eq!(kept["faults"], json!([]));
        office.ask("template_write", json!({ "id": kept["id"], "from": from, "to": to, "folder": "" }));
        templates += 1;
    }
    assert!(templates > 5, "{templates}");
    let deputies = office.ask("page", json!({ "noun": "deputy", "offset": 0, "limit": 12 }));
    for one in deputies["rows"].as_array().unwrap() {
        office.ask("dossier_write", json!({ "deputy": one["id"], "from": "", "to": "" }));
    }
    let period = json!({ "from": from, "to": to });
    office.ask("summary_write", json!({ "period": period }));
    let axes: &[&str] = if county {
        &["station", "home", "category", "unit"]
    } else {
        &["category", "unit", "kind"]
    };
    for by in axes {
        let title = format!("{}{by}", bait(by.len()));
        office.ask("figure_table_write", json!({ "ask": { "period": period, "by": by }, "title": title }));
    }
    if county {
        office.ask("evaluation_write", json!({ "from": from, "to": to, "folder": "" }));
        let units = office.ask("referral_units", json!({}));
        let units: Vec<&str> = units.as_array().unwrap().iter().filter_map(|u| u["unit"].as_str()).take(8).collect();
        assert!(!units.is_empty());
        office.ask("referral_papers", json!({ "units": units, "ids": [], "each": false, "folder": "" }));
    } else {
        office.ask("slip_write", json!({ "folder": documents }));
    }
    // Notices, with everything let out that may be.
    let look = office.ask("notice_look", year());
    office.ask("notice_write", json!({ "ask": year(), "choice": all_of(&look), "folder": "" }));
    // Every form, of every kind of record it is for.
    let mut forms = 0;
    for kind in office.ask("form_kinds", json!({})).as_array().unwrap().clone() {
        for noun in kind["nouns"].as_array().unwrap() {
            let page = office.ask("page", json!({ "noun": noun, "offset": 0, "limit": 24 }));
            let ids: Vec<String> = page["rows"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect();
            if !ids.is_empty() && check_form(office, kind["key"].as_str().unwrap(), noun.clone(), &ids[..ids.len().min(24)]) {
                forms += 1;
            }
        }
    }
    assert!(forms >= 4, "{forms} forms");

    let files = below(&documents);
    let of = |end: &str| files.iter().filter(|f| f.extension().is_some_and(|e| e == end)).cloned().collect::<Vec<_>>();
    let (books, pages, pdfs) = (of("xlsx"), of("html"), of("pdf"));
    for file in &files {
        let end = file.extension().and_then(|e| e.to_str()).unwrap_or("");
        assert!(
            ["xlsx", "html", "pdf", "txt", "minisig"].contains(&end),
            "a kind of output no test looks at: {}",
            file.display()
        );
        assert!(!file.to_string_lossy().chars().any(|c| c.is_control()), "{}", file.display());
    }
    let cells: String = books.iter().map(|book| shown(&read_book(book).replace('\n', "号号"))).collect();
    let armed = armed(&books);
    assert!(armed.is_empty(), "{} cells, the first: {:?}", armed.lines().count(), armed.lines().next());
    let words = check_html(&pages);
    println!(
        "{} books, {} pages, {} PDF; in cells: {:?}",
        books.len(),
        pages.len(),
        pdfs.len(),
        found(&cells)
    );
    for (bait, times) in found(&cells) {
        assert!(times > 0, "{bait:?} stands in no workbook as it was kept");
    }
    assert!(found(&shown(&words)).values().filter(|n| **n > 0).count() > 3, "notices were made of it");
}

#[test]
fn a_station_full_of_traps_is_text() {
    let mut office = Office::station();
    let plan = Plan { seed: 3, years: 1, visits: 0 };
    office.working(|desk, call| sample::grow(desk, call, plan)).unwrap();
    let mut planting = Planting::default();
    for noun in Noun::SENT.iter().copied() {
        office.rewrite(noun, |_, record| planting.plant(noun, record));
    }
    let missing: Vec<_> = fields_of(Noun::SENT).difference(&planting.seen).copied().collect();
    assert!(missing.iter().all(|(noun, _)| *noun == Noun::Seat), "no sample record has {missing:?}");
    everything(&mut office, false);
}

#[test]
fn a_county_full_of_traps_is_text() {
    let mut office = Office::county();
    let plan = CountyPlan {
        seed: 3,
        stations: 3,
        years: 1,
        matters: 40,
    };
    office.working(|desk, call| sample::grow_county(desk, call, plan)).unwrap();
    let page = office.ask("page", json!({ "noun": "deputy", "offset": 0, "limit": 2 }));
    let deputies = json!([page["rows"][0]["id"], page["rows"][1]["id"]]);
    office.keep("unit", json!({ "name": "县水利局", "kind": "department" }));
    let member = office.keep("member", json!({ "name": "王委员", "deputies": deputies }));
    office.keep(
        "contact",
        json!({ "date": "2024-05-06", "member": member, "deputies": deputies, "way": "visit", "content": "走访" }),
    );
    office.ask("people_merge", json!({ "one": deputies[0], "other": deputies[1] }));
    let proposal = json!({ "case_number": "12", "title": "修路", "occasion": "session", "meeting": "第三次会议", "raised_on": "2024-01-20", "leader": deputies[0], "content": "修", "state": "lodged" });
    let proposal = office.keep("proposal", proposal);
    office.keep(
        "supervision",
        json!({ "title": "修路", "proposal": proposal, "official": "王某", "offices": "工委", "started_on": "2024-03-01", "state": "running" }),
    );
    let mut planting = Planting::default();
    for noun in Noun::ALL.iter().copied() {
        // By the code a station stands in its register.
        let code = |record: &Kept| record.values.get("code").cloned();
        office.rewrite(noun, |_, record| {
            let mut values = planting.plant(noun, record);
            if let Some(code) = code(record).filter(|_| noun == Noun::Site) {
                values.insert("code".into(), code);
            }
            values
        });
    }
    let own: Vec<Noun> = Noun::ALL.iter().copied().filter(|n| !Noun::SENT.contains(n)).collect();
    let missing: Vec<_> = fields_of(&own).difference(&planting.seen).copied().collect();
    assert_eq!(missing, [], "no sample record has these");
    everything(&mut office, true);
}
