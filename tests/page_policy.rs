//! What the page's Content Security Policy rests on, in its source: no inline script, no style attribute, and HTML that is made of text
//! only where that text is the page's own. The browser test `policy.rs` has the page itself.
#![allow(missing_docs, clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use relu_lab::explore::formula;
use relu_lab::nn::activation::{Activation, ActivationRow};
use relu_lab::nn::choice::Row;

/// Ways in which a text becomes HTML or a program.
const DANGEROUS: [&str; 8] = [
    "inner_html",
    "innerHTML",
    "outer_html",
    "outerHTML",
    "insertAdjacentHTML",
    "insert_adjacent_html",
    "srcdoc",
    "eval(",
];

/// Each place where that happens, and why its text is the page's own.
const ALLOWED: [(&str, &str); 5] = [
    // The icons are constants.
    ("components/icons.rs", "inner_html=self.0>"),
    // So is the logo.
    ("app.rs", "inner_html=LOGO>"),
    // Nothing is put in.
    ("lib.rs", r#"set_inner_html("")"#),
    // A formula of the table, with numbers in it: see below.
    ("pages/activations/card.rs", "inner_html=move || formula::of_function("),
    ("pages/activations/card.rs", "inner_html=move || formula::of_derivative("),
];

fn app() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/app")
}

/// Path and text of every file of the page's source.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs" || ending == "js") {
            let name = path.strip_prefix(app()).unwrap().to_string_lossy().replace('\\', "/");
            found.push((name, fs::read_to_string(path).unwrap()));
        }
    }
    found
}

#[test]
fn text_becomes_html_only_where_it_is_the_pages_own() {
    for (file, text) in sources(&app()) {
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            let is_allowed = ALLOWED.iter().any(|(place, what)| *place == file && line.contains(what));
            let is_dangerous = DANGEROUS.iter().any(|way| line.contains(way));
            assert!(is_allowed || !is_dangerous, "src/app/{file}: {}", line.trim());
        }
    }
}

/// `style="..."` of a view is an attribute, which the policy forbids; `style:left=` is the object model.
#[test]
fn no_view_has_a_style_attribute() {
    for (file, text) in sources(&app()) {
        for line in text.lines() {
            let line = line.trim_start();
            // An embed is text for a page of somebody else.
            let is_attribute = line.starts_with("style=") || line.contains(" style=") && !line.contains("<iframe ");
            assert!(!is_attribute && !line.contains(r#"("style","#), "src/app/{file}: {line}");
        }
    }
}

#[test]
fn the_document_has_a_strict_policy_and_keeps_to_it() {
    let page = fs::read_to_string(app().join("../../index.html")).unwrap();
    let policy = page.split_once(r#"Content-Security-Policy" content=""#).unwrap().1.split_once('"').unwrap().0;
    for rule in policy.split(';').map(str::trim) {
        assert!(!rule.contains("'unsafe-") && !rule.contains('*') && !rule.contains("http"), "{rule}");
    }
    assert!(policy.starts_with("default-src 'self'; script-src 'self' 'wasm-unsafe-eval';"), "{policy}");
    let elements = page.split('<').map(|element| element.split('>').next().unwrap());
    for element in elements.filter(|element| !element.starts_with("!--")) {
        assert!(
            !element.contains(" style=") && !element.contains(" on") && !element.starts_with("style"),
            "<{element}>"
        );
        assert!(!element.starts_with("script") || element.contains(" src="), "<{element}>");
    }
}

/// Names of parameters and numbers are all that comes into a formula, so that a link cannot bring an element along.
#[test]
fn formulas_are_mathml_and_nothing_else() {
    for row in ActivationRow::table() {
        let activation = Activation::of(row);
        for html in [formula::of_function(&activation), formula::of_derivative(&activation)] {
            for element in html.split('<').skip(1) {
                let name = element.trim_start_matches('/').split(['>', ' ']).next().unwrap();
                assert!(name.starts_with('m') && name.chars().all(|c| c.is_ascii_lowercase()), "<{name}> in {html}");
            }
            assert!(!html.contains(" on") && !html.contains("href") && !html.contains("style"), "{html}");
        }
    }
}
