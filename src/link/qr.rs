//! A text as a QR code (ISO/IEC 18004): which modules are dark. The library makes it; how large it may be is decided here.

use qrcode::{Color, EcLevel, QrCode};

/// The most bytes that are put into a code. It has 105 modules a side then, each of 3 mm on a projected square of 30 cm; the camera of a
/// phone no longer tells finer ones apart across a room.
pub const MOST_BYTES: usize = 1000;

/// Modules of light ground around a code, as the standard asks for.
pub const QUIET: usize = 4;

/// A square of modules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modules {
    /// Modules a side, without the quiet zone.
    pub width: usize,
    /// Whether each is dark, row by row.
    pub dark: Vec<bool>,
}

/// The code of a text; `None` for one that has more than [`MOST_BYTES`].
///
/// A short text is protected against 15 % of damage, a long one against 7 %, so that its modules stay large.
pub fn modules(text: &str) -> Option<Modules> {
    if text.len() > MOST_BYTES {
        return None;
    }
    let level = if text.len() > 300 { EcLevel::L } else { EcLevel::M };
    let code = QrCode::with_error_correction_level(text, level).ok()?;
    let dark = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
    Some(Modules { width: code.width(), dark })
}

impl Modules {
    /// The dark modules as the path of an SVG, one unit a module, the quiet zone included: runs of each row.
    pub fn path(&self) -> String {
        let rows = self.dark.chunks(self.width.max(1)).enumerate();
        let runs = rows.flat_map(|(row, modules)| {
            let mut column = 0;
            modules.chunk_by(|a, b| a == b).filter_map(move |run| {
                let (x, y, length) = (column + QUIET, row + QUIET, run.len());
                column += length;
                run[0].then(|| format!("M{x} {y}h{length}v1h-{length}z"))
            })
        });
        runs.collect()
    }

    /// Modules a side, with the quiet zone.
    pub fn side(&self) -> usize {
        self.width + 2 * QUIET
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a reader finds in a picture of the code, each module `scale` pixels large.
    fn read(modules: &Modules, scale: usize) -> String {
        let side = modules.side() * scale;
        let is_dark = |x: usize, y: usize| {
            let inside = |at: usize| (at / scale).checked_sub(QUIET).filter(|at| *at < modules.width);
            matches!((inside(x), inside(y)), (Some(x), Some(y)) if modules.dark[y * modules.width + x])
        };
        let shade = |x, y| if is_dark(x, y) { 0 } else { 255 };
        let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side, side, shade);
        let grids = picture.detect_grids();
        assert_eq!(grids.len(), 1);
        grids[0].decode().unwrap().1
    }

    #[test]
    fn a_reader_finds_the_link_again() {
        let link = "https://example.org/relu/#/train?data=xor&act=leaky_relu(0.2)&lr=0.3&seed=7";
        for length in [link.len(), 299, 302, 600, MOST_BYTES] {
            let text = format!("{link}{}", "&hide=a,b%20".repeat(100)).chars().take(length).collect::<String>();
            assert_eq!(read(&modules(&text).unwrap(), 4), text);
        }
        assert_eq!(modules(&"x".repeat(MOST_BYTES)).unwrap().width, 105);
        assert_eq!(modules(&"x".repeat(MOST_BYTES + 1)), None);
    }

    #[test]
    fn the_path_covers_the_dark_modules() {
        let modules = modules("#/train").unwrap();
        let area: usize = modules
            .path()
            .split('h')
            .skip(1)
            .step_by(2)
            .filter_map(|part| part.split('v').next()?.parse::<usize>().ok())
            .sum();
        assert_eq!(area, modules.dark.iter().filter(|dark| **dark).count());
    }
}
