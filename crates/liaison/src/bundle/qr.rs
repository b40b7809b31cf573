//! QR codes: of a slip on paper, of a paper key in a terminal. Made here, never in the window.

use qrcode::render::unicode;
use qrcode::{Color, EcLevel, QrCode};

use super::refuse;
use crate::error::Result;

fn code(text: &str) -> Result<QrCode> {
    QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| refuse("文字太长，印不成二维码"))
}

/// As squares, row by row; true is black.
pub fn squares(text: &str) -> Result<Vec<bool>> {
    Ok(code(text)?.into_colors().into_iter().map(|color| color == Color::Dark).collect())
}

/// As lines of half blocks.
pub fn in_terminal(text: &str) -> Result<String> {
    Ok(code(text)?.render::<unicode::Dense1x2>().quiet_zone(true).build())
}
