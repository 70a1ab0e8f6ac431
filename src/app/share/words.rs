//! Sentences of the dialog, and the element of an embed.

use leptos::prelude::Get;

use relu_lab::link::qr::MOST_BYTES;
use relu_lab::link::weights::MOST_NUMBERS;
use relu_lab::plot::format;

use crate::page::Page;

use super::choice::{Choice, Start, TooMuch};

/// Said when a text was copied.
pub const COPIED: &str = "Copied.";
/// Said when the browser did not allow it.
pub const NOT_COPIED: &str = "The browser did not allow copying. The text is selected: copy it with Ctrl C, or ⌘ C.";

/// Links of more characters are cut by some programs that send them.
const OFTEN_CUT: usize = 2000;

fn count(number: usize) -> String {
    format::count(number as u64)
}

/// What the link holds.
pub fn holds(choice: &Choice) -> String {
    match choice.page {
        Page::Train => match choice.start.get() {
            Start::Weights => "It holds all settings, the seed and the weights. Nothing is sent anywhere.",
            _ => {
                "It holds all settings and the seed: data, first weights and order come from them, the same everywhere."
            }
        },
        Page::Compare => "It holds the whole plan. Results are run again where it is opened, and come out the same.",
        Page::Activations => "It holds the functions, the place that is read off, and what stands in the console.",
        Page::Lessons => "It holds the claim and its step. What you predicted and measured stays with you.",
    }
    .to_owned()
}

/// How long a link is.
pub fn length(characters: usize) -> String {
    let long = if characters > OFTEN_CUT { "; some chats and mail programs cut links that long" } else { "" };
    format!("{} characters{long}.", count(characters))
}

/// Why there is no code.
pub fn too_long_for_code(characters: usize) -> String {
    format!(
        "With {} characters the link is too long for a code that a phone can read: {} are the most. Leave the weights out, or hide fewer controls.",
        count(characters),
        count(MOST_BYTES)
    )
}

/// The first choice of the start.
pub fn beginning(from_weights: bool) -> &'static str {
    if from_weights { "From the weights that this link brought" } else { "From the start" }
}

/// What there is to know of the weights.
pub fn weights(choice: &Choice) -> String {
    match (choice.too_much(), choice.weights()) {
        (Some(TooMuch::Numbers(numbers)), _) => format!(
            "The network has {} numbers, and a link takes {}. An export takes any.",
            count(numbers),
            count(MOST_NUMBERS)
        ),
        (Some(TooMuch::NotFinite), _) => "They are no longer finite numbers.".to_owned(),
        (None, Some((step, numbers))) => {
            format!("{} numbers after step {}; epochs count from 0 again", count(numbers.len()), format::count(step))
        }
        (None, None) => "They are not here yet.".to_owned(),
    }
}

/// `none`, `1`, `12`.
pub fn hidden(count: usize) -> String {
    if count == 0 { "none".to_owned() } else { count.to_string() }
}

/// Whether a name is what somebody looks for.
pub fn is_found(name: &str, wanted: &str) -> bool {
    name.to_lowercase().contains(&wanted.trim().to_lowercase())
}

/// What a frame is called for who cannot see it.
pub fn frame_title(page: Page) -> &'static str {
    match page {
        Page::Train => "ReLU Lab: a small neural network that trains live",
        Page::Compare => "ReLU Lab: a comparison of small neural networks",
        Page::Activations => "ReLU Lab: activation functions and their slopes",
        Page::Lessons => "ReLU Lab: a claim about ReLU, tested",
    }
}

/// A width or height that a frame takes: pixels, or percent.
pub fn frame_size(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches("px").trim_end();
    let number: u32 = text.strip_suffix('%').unwrap_or(text).trim_end().parse().ok()?;
    Some(if text.ends_with('%') { format!("{}%", number.clamp(10, 100)) } else { number.clamp(200, 4000).to_string() })
}

/// The element of an embed.
///
/// The frame needs scripts, and its own origin for its workers; links open in tabs of their own; files can be saved.
pub fn iframe(address: &str, title: &str, width: &str, height: &str) -> String {
    let text = |text: &str| text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    format!(
        r#"<iframe src="{}" title="{}" width="{width}" height="{height}" style="border:0" loading="lazy" allow="clipboard-write" sandbox="allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-downloads"></iframe>"#,
        text(address),
        text(title)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_pixels_or_percent() {
        for (typed, size) in
            [("640", Some("640")), (" 640 px ", Some("640")), ("100%", Some("100%")), ("250 %", Some("100%"))]
        {
            assert_eq!(frame_size(typed).as_deref(), size, "{typed}");
        }
        for typed in ["", "wide", "-5", "1e3", "\" onload=\""] {
            assert_eq!(frame_size(typed), None, "{typed}");
        }
    }

    #[test]
    fn an_embed_is_an_element_that_says_what_it_is() {
        let code = iframe("http://x/#/train?a=1&b=2", "A \"title\"", "100%", "600");
        assert!(
            code.contains(r#"src="http://x/#/train?a=1&amp;b=2" title="A &quot;title&quot;" width="100%""#),
            "{code}"
        );
    }
}
