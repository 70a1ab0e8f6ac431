//! The icons: lines in a square of 24, drawn in the text's colour. They are decoration: names are in text.

use leptos::prelude::*;

/// An icon: the inside of an SVG.
#[derive(Debug, Clone, Copy)]
pub struct Icon(&'static str);

/// Back to the start.
pub const RESET: Icon = Icon(r#"<path d="M5 8.5A8 8 0 1 1 4 13"/><path d="M4 4v5h5"/>"#);
/// Train.
pub const PLAY: Icon = Icon(r#"<path d="M8 5.5v13l10.5-6.5z" fill="currentColor"/>"#);
/// Stop training.
pub const PAUSE: Icon = Icon(r#"<path d="M9 6v12M15 6v12"/>"#);
/// One step.
pub const STEP: Icon = Icon(r#"<path d="M6.5 6v12l9-6z" fill="currentColor"/><path d="M18 6v12"/>"#);
/// Chance.
pub const DICE: Icon = Icon(
    r#"<rect x="4" y="4" width="16" height="16" rx="2"/><path d="M8.5 8.5h.01M15.5 8.5h.01M12 12h.01M8.5 15.5h.01M15.5 15.5h.01" stroke-width="2.6"/>"#,
);
/// A link.
pub const LINK: Icon = Icon(
    r#"<path d="M10 14a4 4 0 0 0 5.7 0l3.3-3.3a4 4 0 0 0-5.7-5.7l-1 1"/><path d="M14 10a4 4 0 0 0-5.7 0l-3.3 3.3a4 4 0 0 0 5.7 5.7l1-1"/>"#,
);
/// Light and dark.
pub const THEME: Icon =
    Icon(r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5v17a8.5 8.5 0 0 0 0-17z" fill="currentColor"/>"#);
/// Settings.
pub const SETTINGS: Icon = Icon(
    r#"<path d="M4 7h9M19 7h1M4 17h3M13 17h7"/><circle cx="16" cy="7" r="2.5"/><circle cx="10" cy="17" r="2.5"/>"#,
);
/// Help.
pub const HELP: Icon = Icon(
    r#"<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.5a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.1.9-1.1 1.7M12 16.5h.01"/>"#,
);
/// Close.
pub const CLOSE: Icon = Icon(r#"<path d="M6 6l12 12M18 6L6 18"/>"#);
/// Opens below.
pub const DOWN: Icon = Icon(r#"<path d="M7 10l5 5 5-5"/>"#);
/// Opens another view.
pub const RIGHT: Icon = Icon(r#"<path d="M9 6l6 6-6 6"/>"#);
/// Less by one.
pub const MINUS: Icon = Icon(r#"<path d="M6 12h12"/>"#);
/// More by one.
pub const PLUS: Icon = Icon(r#"<path d="M6 12h12M12 6v12"/>"#);
/// Something went wrong.
pub const WRONG: Icon = Icon(r#"<path d="M7 7l10 10M17 7L7 17" stroke-width="2.6"/>"#);
/// Something to know.
pub const NOTE: Icon = Icon(r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.5h.01"/>"#);
/// A copy of a text.
pub const COPY: Icon = Icon(r#"<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M5 15V6a2 2 0 0 1 2-2h9"/>"#);
/// Yes.
pub const YES: Icon = Icon(r#"<path d="M5 12.5l5 5L19 7" stroke-width="2.6"/>"#);
/// Opens another view, leftwards.
pub const LEFT: Icon = Icon(r#"<path d="M15 6l-6 6 6 6"/>"#);
/// Functions.
pub const CURVE: Icon = Icon(r#"<path d="M3 17h8l9-11"/>"#);
/// Several runs.
pub const COMPARE: Icon = Icon(r#"<path d="M3 5c6 0 6 13 18 13M3 5c4 0 4 7 18 8"/>"#);
/// Stop for good.
pub const STOP: Icon = Icon(r#"<rect x="7" y="7" width="10" height="10" fill="currentColor"/>"#);
/// Into a file.
pub const SAVE: Icon = Icon(r#"<path d="M12 4v11M7 10.5l5 5 5-5M5 20h14"/>"#);
/// Out of a file.
pub const OPEN: Icon = Icon(r#"<path d="M12 15V4M7 8.5l5-5 5 5M5 20h14"/>"#);
/// Claims that are tested.
pub const LESSONS: Icon = Icon(r#"<path d="M4 6.5l2 2 3.5-4M4 16.5l2 2 3.5-4M13 7h7M13 17h7"/>"#);
/// It depends.
pub const HALF: Icon = Icon(r#"<circle cx="12" cy="12" r="8"/><path d="M12 4a8 8 0 0 0 0 16z" fill="currentColor"/>"#);
/// Written anew.
pub const EDIT: Icon = Icon(r#"<path d="M5 19l1-4L16.5 4.5l3 3L9 18zM14 7l3 3"/>"#);
/// For a projector.
pub const PRESENT: Icon = Icon(r#"<rect x="3.5" y="5" width="17" height="11" rx="1.5"/><path d="M12 16v4M8 20h8"/>"#);
/// On paper.
pub const PRINT: Icon = Icon(r#"<path d="M7 9V4h10v5M7 16H4.5V9h15v7H17M7 13.5h10V20H7z"/>"#);
/// Training.
pub const TRAIN: Icon = Icon(r#"<path d="M4 18l5-7 4 4 7-9"/>"#);

impl Icon {
    /// The icon, 20 pixels large unless the style sheet says otherwise.
    pub fn view(self) -> impl IntoView {
        view! { <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" inner_html=self.0></svg> }
    }
}
