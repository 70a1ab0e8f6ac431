//! Texts that cannot be read whole, with the fonts that the browser has: cut off, beyond the screen, or over each other, in
//! the page's elements and on its canvases.

use std::fmt;

use serde_json::{Value, json};

use crate::page::Page;

/// Fonts are placed in fractions of a pixel, and letters lean over: so much in CSS pixels is no defect.
const TOLERANCE: f64 = 1.5;

/// A text that cannot be read whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Defect {
    /// `clipped`, `off the screen` or `overlap`.
    pub what: String,
    /// The panel that it is in.
    pub region: String,
    /// The text.
    pub text: String,
    /// The text that it overlaps.
    pub other: Option<String>,
    /// By so many CSS pixels.
    pub by: f64,
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, region, text, other, by } = self;
        write!(f, "[{region}] {what} by {by} px: {text:?}")?;
        other.iter().try_for_each(|other| write!(f, " and {other:?}"))
    }
}

impl Page {
    /// Records what is painted on canvases, from the next [`Page::go`] on.
    pub fn record_canvas_texts(&self) {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": include_str!("canvas_texts.js") }));
    }

    /// The texts that cannot be read whole; those of canvases need [`Page::record_canvas_texts`].
    pub fn unreadable_texts(&self) -> Vec<Defect> {
        let answer = self.script(include_str!("texts.js"), vec![TOLERANCE.into()]);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let defect = |row: &Value| Defect {
            what: text(&row["what"]),
            region: text(&row["where"]),
            text: text(&row["text"]),
            other: row["other"].as_str().map(str::to_owned),
            by: row["by"].as_f64().unwrap_or(f64::NAN),
        };
        answer.as_array().into_iter().flatten().map(defect).collect()
    }

    /// The texts that are smaller than this in CSS pixels; those of canvases need [`Page::record_canvas_texts`].
    pub fn small_texts(&self, least: f64) -> Vec<String> {
        let answer = self.script(include_str!("small_texts.js"), vec![least.into()]);
        answer.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
    }

    /// How many texts were painted on the canvases that are there.
    pub fn canvas_text_count(&self) -> u64 {
        let script = "return [...document.querySelectorAll('canvas')].reduce((sum, one) => sum + (window.textsOf?.(one).length ?? 0), 0)";
        self.script(script, vec![]).as_u64().unwrap_or(0)
    }
}
