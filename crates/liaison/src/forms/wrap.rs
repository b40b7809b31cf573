//! Lines of text as Chinese print breaks them: between any two characters, but no line begins
//! with a closing mark or ends with an opening one, and Latin words and numbers stay whole.

/// No line begins with one of these.
const CLOSING: &str = "，。、；：？！）》」』】〕〉”’…—～·％℃,.;:?!)]}%";
/// No line ends with one of these.
const OPENING: &str = "（《「『【〔〈“‘([{";

/// What is kept together: a character, or a Latin word.
struct Piece {
    text: String,
    width: f32,
}

fn is_word(c: char) -> bool {
    c.is_ascii_graphic() && !CLOSING.contains(c) && !OPENING.contains(c)
}

/// Breaks `text` into lines at most `width` wide; `advance` tells a character's width, `indent`
/// how much later the first line of each paragraph begins.
pub(super) fn lines(text: &str, width: f32, indent: f32, advance: &dyn Fn(char) -> f32) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line: Vec<Piece> = Vec::new();
        let mut used = indent;
        for piece in pieces(paragraph, width, advance) {
            if used + piece.width > width && !line.is_empty() {
                // Blanks at a line's end are not printed.
                if piece.text.trim().is_empty() {
                    continue;
                }
                let carried = carry(&mut line, &piece);
                lines.push(joined(&line));
                used = carried.iter().map(|p| p.width).sum();
                line = carried;
            }
            used += piece.width;
            line.push(piece);
        }
        lines.push(joined(&line));
    }
    lines
}

/// Takes off the end of a full line what must not stand there before `next`.
fn carry(line: &mut Vec<Piece>, next: &Piece) -> Vec<Piece> {
    let first_of = |piece: &Piece| piece.text.chars().next().unwrap_or(' ');
    let mut carried: Vec<Piece> = Vec::new();
    while line.len() > 1 {
        let begins = carried.first().map_or(first_of(next), first_of);
        let ends = line.last().map_or(' ', first_of);
        if !CLOSING.contains(begins) && !OPENING.contains(ends) {
            return carried;
        }
        carried.splice(0..0, line.pop());
    }
    // A row of such marks alone has to break somewhere: then where the line is full.
    line.append(&mut carried);
    carried
}

fn pieces(text: &str, width: f32, advance: &dyn Fn(char) -> f32) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut in_word = false;
    for c in text.chars().filter(|c| !c.is_control()) {
        let wide = advance(c);
        match pieces.last_mut() {
            // A word wider than the line breaks like everything else.
            Some(last) if in_word && is_word(c) && last.width + wide <= width => {
                last.text.push(c);
                last.width += wide;
            }
            _ => pieces.push(Piece {
                text: c.to_string(),
                width: wide,
            }),
        }
        in_word = is_word(c);
    }
    pieces
}

fn joined(line: &[Piece]) -> String {
    let text: String = line.iter().map(|p| p.text.as_str()).collect();
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(text: &str, width: f32) -> Vec<String> {
        lines(text, width, 0.0, &|c| if c.is_ascii() { 0.5 } else { 1.0 })
    }

    #[test]
    fn lines_break_as_print_does() {
        for (text, width, expect) in [
            ("村口路灯坏了三盏", 4.0, &["村口路灯", "坏了三盏"][..]),
            ("村口路灯，坏了三盏", 4.0, &["村口路", "灯，坏了", "三盏"]),
            ("他说“村口", 3.0, &["他说", "“村口"]),
            ("电话13900001234打了", 6.0, &["电话", "13900001234", "打了"]),
            ("一\n\n二", 4.0, &["一", "", "二"]),
            ("abcdefghij", 2.0, &["abcd", "efgh", "ij"]),
            ("，，，，，，", 3.0, &["，，，", "，，，"]),
            ("", 3.0, &[""]),
        ] {
            assert_eq!(broken(text, width), expect, "{text}");
        }
        assert_eq!(lines("一二三四五六", 4.0, 2.0, &|_| 1.0), ["一二", "三四五六"]);
    }

    #[test]
    fn nothing_is_lost_but_blanks_at_ends() {
        let text = "（一）村口路灯，坏了 3 盏；“孩子”放学 too dark to see……（见附件）。".repeat(9);
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        for width in [1.0, 2.5, 7.0, 30.0] {
            assert_eq!(bare(&broken(&text, width).concat()), bare(&text), "{width}");
        }
    }
}
