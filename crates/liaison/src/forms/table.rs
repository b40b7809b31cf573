//! What a ruled table holds, before it is set.

/// Where a cell's text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In the middle.
    Middle,
    /// At the left, half way down.
    Left,
    /// From the top left corner: a long text, which may go on overleaf.
    Top,
}

/// One cell.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub words: String,
    pub place: Place,
    pub span: usize,
    pub heavy: bool,
    /// Letters smaller or larger than the table's.
    pub size: Option<f32>,
}

impl Cell {
    /// A short text in the middle.
    pub(super) fn new(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            place: Place::Middle,
            span: 1,
            heavy: false,
            size: None,
        }
    }
    /// The form's own words.
    pub(super) fn label(words: impl Into<String>) -> Self {
        Self {
            heavy: true,
            ..Self::new(words)
        }
    }
    /// A long text.
    pub(super) fn long(words: impl Into<String>) -> Self {
        Self {
            place: Place::Top,
            ..Self::new(words)
        }
    }
    /// Left blank for a pen.
    pub(super) fn blank() -> Self {
        Self::new("")
    }
    /// Over so many columns.
    pub(super) fn over(mut self, span: usize) -> Self {
        self.span = span;
        self
    }
    /// At the left.
    pub(super) fn left(mut self) -> Self {
        self.place = Place::Left;
        self
    }
    /// In letters of this size.
    pub(super) fn sized(mut self, size: f32) -> Self {
        self.size = Some(size);
        self
    }
}

/// One row, at least so high.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// In millimetres.
    pub height: f32,
    pub cells: Vec<Cell>,
}

impl Row {
    pub(super) fn new(height: f32, cells: impl Into<Vec<Cell>>) -> Self {
        Self { height, cells: cells.into() }
    }
}

/// A table.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// Widths in millimetres; 0 takes an equal share of what is left.
    pub columns: Vec<f32>,
    /// Stands over it, on every page it goes on to.
    pub head: Option<Row>,
    pub rows: Vec<Row>,
    /// Size of its letters.
    pub size: f32,
}

impl Table {
    pub(super) fn new(columns: impl Into<Vec<f32>>) -> Self {
        Self {
            columns: columns.into(),
            head: None,
            rows: Vec::new(),
            size: 10.5,
        }
    }
    /// With words over its columns.
    pub(super) fn headed(mut self, height: f32, words: &[&str]) -> Self {
        self.head = Some(Row::new(height, words.iter().map(|w| Cell::label(*w)).collect::<Vec<_>>()));
        self
    }
    /// In letters of this size.
    pub(super) fn sized(mut self, size: f32) -> Self {
        self.size = size;
        self
    }
    /// One row more.
    pub(super) fn row(&mut self, height: f32, cells: impl Into<Vec<Cell>>) {
        self.rows.push(Row::new(height, cells));
    }
}
