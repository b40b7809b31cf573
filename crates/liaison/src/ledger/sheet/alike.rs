//! A sheet of a book that lets go of its lines says of each what a sheet in memory says.

use super::*;
use crate::ledger::book::Book;

/// A long sheet is the short one, cell by cell and look by look.
#[test]
fn a_long_sheet_looks_as_a_short_one() {
    let day = |text: &str| chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap();
    let head = |look, total| Head {
        total,
        ..Head::new("栏", 9.0, look)
    };
    let frame = Frame {
        unit: "三溪村代表联络站".into(),
        clerk: "林晓芸".into(),
        now: "2026-11-28T09:00:00+08:00".parse().unwrap(),
        today: day("2026-11-28"),
        from: day("2026-01-01"),
        to: day("2026-12-31"),
        stations: None,
    };
    for (total, lines) in [(true, 0), (false, 0), (true, 1), (false, 1), (true, 7), (false, 7)] {
        let drawn = |long: bool| {
            let folder = tempfile::tempdir().unwrap();
            let looks = Looks::new();
            let mut book = Book::new(&frame, long.then(|| folder.path())).unwrap();
            let heads = vec![
                head(Look::Words, false),
                head(Look::Code, false),
                head(Look::Count, total),
                head(Look::Date, false),
                head(Look::Rate, false),
            ];
            let place = book.add().unwrap();
            let mut sheet = Sheet::begin(book.sheet(place).unwrap(), &looks, &frame, "簿", "簿", heads).unwrap();
            if long {
                sheet = sheet.long(book.sheet(place).unwrap()).unwrap();
            }
            for n in 0..lines {
                let odd = n % 2 == 1;
                let words = if odd {
                    "=一"
                } else {
                    "路灯坏了三盏，晚上孩子害怕，希望早点修好"
                };
                let cells = [
                    Cell::text(words),
                    if odd { Cell::Blank } else { Cell::text("0123456789012345") },
                    if odd { Cell::text("不详") } else { Cell::Whole(n) },
                    if odd { Cell::Date(day("2026-01-05")) } else { Cell::text("春天") },
                    if n == 6 { Cell::Blank } else { Cell::Rate(12.5) },
                ];
                sheet.line(book.sheet(place).unwrap(), &cells).unwrap();
            }
            sheet.end(book.sheet(place).unwrap(), "合计").unwrap();
            let path = folder.path().join("a.xlsx");
            let file = std::fs::File::create(&path).unwrap();
            book.save(&file, &path, &mut || Ok(())).unwrap();
            seen(&path)
        };
        assert_eq!(drawn(true), drawn(false), "{total} {lines}");
    }
}

/// What a sheet is, its looks and texts by what they are and not by where other parts have them.
fn seen(path: &std::path::Path) -> Vec<String> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut part = |name: &str| {
        zip.by_name(name)
            .map_or_else(|_| "<sst/>".into(), |file| std::io::read_to_string(file).unwrap())
    };
    let parts = ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"].map(&mut part);
    let [sheet, styles, shared] = parts.each_ref().map(|xml| roxmltree::Document::parse(xml).unwrap());
    let said = |node: roxmltree::Node<'_, '_>| node.descendants().filter(roxmltree::Node::is_text).filter_map(|n| n.text()).collect::<String>();
    let list = |name: &str| -> Vec<roxmltree::Node<'_, '_>> {
        let list = styles.descendants().find(|n| n.tag_name().name() == name);
        list.into_iter().flat_map(|n| n.children()).collect()
    };
    let texts: Vec<String> = shared.root_element().children().map(said).collect();
    let (xfs, fonts, borders, formats) = (list("cellXfs"), list("fonts"), list("borders"), list("numFmts"));
    let look = |cell: roxmltree::Node<'_, '_>| -> String {
        let xf = xfs[cell.attribute("s").unwrap().parse::<usize>().unwrap()];
        let place = |name: &str| xf.attribute(name).unwrap().parse::<usize>().unwrap();
        let number = xf.attribute("numFmtId").unwrap();
        let format = formats.iter().find(|f| f.attribute("numFmtId") == Some(number));
        let rest = xf.attributes().filter(|a| !["numFmtId", "fontId", "borderId"].contains(&a.name()));
        format!(
            "{} {} {} {:?} {}",
            &parts[1][fonts[place("fontId")].range()],
            &parts[1][borders[place("borderId")].range()],
            format.map_or(number, |f| f.attribute("formatCode").unwrap()),
            rest.map(|a| (a.name(), a.value())).collect::<Vec<_>>(),
            xf.children().map(|n| &parts[1][n.range()]).collect::<String>(),
        )
    };
    let mut all = Vec::new();
    for node in sheet.descendants().filter(roxmltree::Node::is_element) {
        let name = node.tag_name().name();
        if node.ancestors().skip(1).any(|a| a.tag_name().name() == "c") {
            continue;
        }
        // How far it reaches is a hint as well, and a long sheet ends with a row of nothing.
        if name == "dimension" || name == "row" && node.attributes().len() == 1 {
            continue;
        }
        all.push(if name == "c" {
            let text = said(node);
            let text = match node.attribute("t") {
                Some("s") => texts[text.parse::<usize>().unwrap()].clone(),
                _ => text,
            };
            format!("{} {text} {}", node.attribute("r").unwrap(), look(node))
        } else {
            // Where a row's cells begin and end is but a hint.
            let told = node.attributes().filter(|a| a.name() != "spans");
            let said: Vec<_> = told.map(|a| (a.name(), a.value())).collect();
            format!("{name} {said:?} {}", node.text().unwrap_or_default())
        });
    }
    all
}
