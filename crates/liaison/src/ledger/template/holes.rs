//! Holes in a cell's text: `{{反映内容}}`. A hole may be spread over pieces of different letters, as Excel
//! leaves it when a word of it was changed; it is filled in the letters it begins with.

use std::ops::Range;

use roxmltree::Node;

use super::names::plain;
use super::xml::{children, text_of};

/// A stretch of a cell's text in letters of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Run {
    /// How its letters look, as XML; "" for as the cell's.
    pub look: String,
    /// Its text.
    pub text: String,
}

/// The runs of a shared string or an inline one.
pub(super) fn runs(text: &str, node: Node<'_, '_>) -> Vec<Run> {
    let own = |node: Node<'_, '_>| children(node, "t").map(text_of).collect::<String>();
    let rich: Vec<Run> = children(node, "r")
        .map(|run| Run {
            look: children(run, "rPr").map(|look| &text[look.range()]).collect(),
            text: own(run),
        })
        .collect();
    if rich.is_empty() {
        vec![Run {
            look: String::new(),
            text: own(node),
        }]
    } else {
        rich
    }
}

/// A cell's text, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Words that stay.
    Words(String),
    /// A hole, by the name written in it.
    Hole(String),
}

/// What a cell with holes holds: pieces, each with the look of its letters.
pub(super) type Pieces = Vec<(String, Piece)>;

/// Braces as they are typed, the wide ones of a Chinese keyboard too.
fn brace(c: char) -> char {
    match c {
        '｛' => '{',
        '｝' => '}',
        c => c,
    }
}

/// Takes runs apart. None: there is no hole. An error names what was begun and not ended.
pub(super) fn pieces(runs: &[Run]) -> Result<Option<Pieces>, String> {
    let letters: Vec<(usize, char)> = runs.iter().enumerate().flat_map(|(run, r)| r.text.chars().map(move |c| (run, c))).collect();
    let double = |at: usize, of: char| letters.get(at..at + 2).is_some_and(|two| two.iter().all(|(_, c)| brace(*c) == of));
    let mut pieces = Pieces::new();
    let words = |pieces: &mut Pieces, part: Range<usize>| {
        for (run, c) in &letters[part] {
            match pieces.last_mut() {
                Some((look, Piece::Words(text))) if *look == runs[*run].look => text.push(*c),
                _ => pieces.push((runs[*run].look.clone(), Piece::Words(c.to_string()))),
            }
        }
    };
    let (mut at, mut done, mut holes) = (0, 0, 0);
    while at < letters.len() {
        if !double(at, '{') {
            at += 1;
            continue;
        }
        let end = (at + 2..letters.len()).find(|end| double(*end, '}') || double(*end, '{'));
        let name = |end: usize| letters[at + 2..end].iter().map(|(_, c)| *c).collect::<String>();
        match end {
            Some(end) if double(end, '}') => {
                words(&mut pieces, done..at);
                pieces.push((runs[letters[at].0].look.clone(), Piece::Hole(plain(&name(end)))));
                holes += 1;
                at = end + 2;
                done = at;
            }
            end => return Err(name(end.unwrap_or(letters.len())).chars().take(20).collect()),
        }
    }
    words(&mut pieces, done..letters.len());
    Ok((holes > 0).then_some(pieces))
}

/// The one hole that is all there is in a cell: its value stands there as what it is, a date as a date.
pub(super) fn alone(pieces: &Pieces) -> Option<&str> {
    let mut rest = pieces
        .iter()
        .filter(|(_, piece)| !matches!(piece, Piece::Words(words) if words.trim().is_empty()));
    match (rest.next(), rest.next()) {
        (Some((_, Piece::Hole(name))), None) => Some(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(texts: &[&str]) -> Result<Option<Pieces>, String> {
        let run = |(n, text): (usize, &&str)| Run {
            look: if n == 0 { String::new() } else { format!("<rPr{n}/>") },
            text: (*text).to_owned(),
        };
        pieces(&texts.iter().enumerate().map(run).collect::<Vec<_>>())
    }

    fn hole(name: &str) -> Piece {
        Piece::Hole(name.into())
    }

    #[test]
    fn holes_are_found_however_they_are_typed() {
        let words = |text: &str| Piece::Words(text.into());
        assert_eq!(taken(&["没有", "{一个}"]), Ok(None));
        assert_eq!(taken(&["｛｛ 站　名 ｝｝"]).unwrap().unwrap(), [(String::new(), hole("站名"))]);
        let spread = taken(&["共{", "{条", "数}}条"]).unwrap().unwrap();
        assert_eq!(
            spread,
            [(String::new(), words("共")), (String::new(), hole("条数")), ("<rPr2/>".into(), words("条"))]
        );
        let several = taken(&["{{姓名}}（{{性别}}）"]).unwrap().unwrap();
        assert_eq!(several.len(), 4);
        assert_eq!(alone(&several), None);
        assert_eq!(alone(&taken(&[" {{姓名}}\n"]).unwrap().unwrap()), Some("姓名"));
        assert_eq!(taken(&["{{姓名} 和"]), Err("姓名} 和".into()));
        assert_eq!(taken(&["{{姓名{{电话}}"]), Err("姓名".into()));
    }
}
