//! All style sheets of the page in one file: one request, and they compress better together.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::minify::Minifier;

/// How trunk writes a link to a style sheet: this, its address, and the rest.
const LINK: (&str, &str) = ("<link rel=\"stylesheet\" href=\"./", "\"/>");

/// Joins the style sheets that the page links, in their order, to the first of them, and takes the others away.
pub fn join(html: &str, dist: &Path, minifier: &Minifier) -> Result<String> {
    let mut names = Vec::new();
    let mut page = String::with_capacity(html.len());
    for line in html.split_inclusive('\n') {
        match line.trim().strip_prefix(LINK.0).and_then(|rest| rest.strip_suffix(LINK.1)) {
            Some(name) => {
                if names.is_empty() {
                    page.push_str(line);
                }
                names.push(name);
            }
            None => page.push_str(line),
        }
    }
    let mut styles = String::new();
    for name in &names {
        let file = dist.join(name);
        styles += &fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        fs::remove_file(&file)?;
    }
    let first = names.first().context("the page links no style sheet")?;
    fs::write(dist.join(first), minifier.styles(&styles)?)?;
    Ok(page)
}
