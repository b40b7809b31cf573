//! A long ledger, whose lines pass through the private folder, is the short one: line by line, look by look.

use std::fs::File;

use liaison::ledger::{Order, write_within};
use roxmltree::{Document, Node};
use zip::ZipArchive;

use crate::readers::calamine;
use crate::station::{Station, all_into, folder, frame, furnished};

#[test]
fn long_ledgers_pass_through_the_private_folder_and_are_the_same() {
    let (full, empty) = (furnished(), Station::empty());
    for (station, one_book) in [(&full, false), (&full, true), (&empty, true)] {
        let (short, long) = (folder(), folder());
        let written = |at: &std::path::Path, in_memory| {
            let order = Order { one_book, ..all_into(at) };
            write_within(&station.store, station.home.path(), &frame(), &order, &mut |_, _, _| Ok(()), in_memory).unwrap()
        };
        let (first, second) = (written(short.path(), 1_000), written(long.path(), 0));
        assert_eq!(first.rows, second.rows);
        for (a, b) in first.files.iter().zip(&second.files) {
            assert_eq!(calamine(a), calamine(b), "{}", a.display());
            let [mut a_zip, mut b_zip] = [a, b].map(|path| ZipArchive::new(File::open(path).unwrap()).unwrap());
            let sheets = a_zip.file_names().flatten().filter(|name| name.starts_with("xl/worksheets/sheet")).count();
            for sheet in 1..=sheets {
                assert_eq!(seen(&mut a_zip, sheet), seen(&mut b_zip, sheet), "{} {sheet}", a.display());
            }
        }
    }
}

/// What a sheet is, its looks and texts by what they are and not by where other parts have them.
fn seen(zip: &mut ZipArchive<File>, sheet: usize) -> Vec<String> {
    let mut part = |name: &str| {
        zip.by_name(name)
            .map_or_else(|_| "<sst/>".into(), |file| std::io::read_to_string(file).unwrap())
    };
    let parts = [&format!("xl/worksheets/sheet{sheet}.xml"), "xl/styles.xml", "xl/sharedStrings.xml"].map(&mut part);
    let [sheet, styles, shared] = parts.each_ref().map(|xml| Document::parse(xml).unwrap());
    let said = |node: Node<'_, '_>| node.descendants().filter(Node::is_text).filter_map(|n| n.text()).collect::<String>();
    let list = |name: &str| -> Vec<Node<'_, '_>> {
        let list = styles.descendants().find(|n| n.tag_name().name() == name);
        list.into_iter().flat_map(|n| n.children()).collect()
    };
    let texts: Vec<String> = shared.root_element().children().map(said).collect();
    let (xfs, fonts, borders, formats) = (list("cellXfs"), list("fonts"), list("borders"), list("numFmts"));
    let look = |cell: Node<'_, '_>| -> String {
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
    for node in sheet.descendants().filter(Node::is_element) {
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
