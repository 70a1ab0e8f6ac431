//! Controls that a link hides: they are not shown, not read out, and not reached by the Tab key.
//!
//! Edge: the document's style sheets. The rules are made from the table of [controls](relu_lab::link::controls); a constructed sheet
//! needs no leave of the Content Security Policy, and hides what is rendered later too.

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::CssStyleSheet;

use relu_lab::link::controls::Control;

/// Hides the controls that `hidden` lists, and shows them again when it no longer does.
pub fn hide_controls(hidden: impl Fn() -> Vec<&'static Control> + 'static) {
    // Browsers without constructed sheets are older than those that the page needs.
    let Ok(sheet) = CssStyleSheet::new() else { return };
    let sheets = document().adopted_style_sheets();
    sheets.push(&sheet);
    document().set_adopted_style_sheets(&JsValue::from(sheets));
    Effect::new(move |_| {
        let rules: Vec<_> =
            hidden().iter().map(|control| format!("{} {{ display: none !important }}", control.selector)).collect();
        // The selectors are those of the table, which a test goes through.
        let _ = sheet.replace_sync(&rules.join("\n"));
    });
}
