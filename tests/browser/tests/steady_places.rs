//! Nothing moves when a value changes.

use std::time::Duration;

use browser_tests::{Page, Viewport};
use serde_json::Value;

/// The places of everything that can be pressed, and of the plots, by what they are called.
fn places(page: &Page) -> Value {
    page.script(
        "const places = {};
         for (const one of document.querySelectorAll('main button:not(.cell), main select, main input, main summary, main canvas, header a, header button')) {
             if (!one.checkVisibility()) continue;
             const box = one.getBoundingClientRect();
             const group = one.closest('section, .toasts')?.className, names = one.labels?.[0]?.querySelector('span')?.innerText;
             const name = `${group}: ${one.tagName} ${one.getAttribute('aria-label') ?? names ?? one.title}`;
             if (one.tagName === 'CANVAS') continue;
             // A row of chips is scrolled to the one that is on.
             places[name] ??= [box.left + (one.closest('.chip-row')?.scrollLeft ?? 0), box.top + scrollY].map(Math.round);
         }
         return places",
        vec![],
    )
}

#[test]
fn nothing_moves_when_a_value_changes() {
    let page = Page::open_train("#/train");
    let radio = |name: &str| format!("document.querySelector('.chips input[aria-label=\"{name}\"]').click()");
    let set = |label: &str, value: &str| {
        format!(
            "(field => {{ field.value = '{value}'; field.dispatchEvent(new Event('input', {{ bubbles: true }})); field.dispatchEvent(new Event('change', {{ bubbles: true }})) }})([...document.querySelectorAll('input, select')].find(one => one.checkVisibility() && (one.ariaLabel ?? one.labels[0]?.innerText.trim()) === '{label}'))"
        )
    };
    let mut moved = Vec::new();
    for viewport in [
        Viewport::LARGE,
        Viewport::DESKTOP,
        Viewport::SMALL_DESKTOP,
        Viewport::PROJECTOR,
        Viewport::TABLET,
        Viewport::PHONE,
    ] {
        page.set_viewport(Viewport::DESKTOP);
        page.go_train("#/train");
        page.resize(viewport);
        let before = places(&page);
        let actions = [
            radio("Tanh"),
            radio("Leaky ReLU"),
            radio("ReLU"),
            radio("Mish"),
            radio("LogSigmoid"),
            radio("Sigmoid"),
            set("Optimizer", "adam"),
            set("Optimizer", "adagrad"),
            set("Learning rate", "0.001"),
            set("Noise", "0.5"),
            set("Train / test", "0.1"),
            "document.querySelector('.on-switch input[type=radio]:not(:checked)').click()".to_owned(),
            "document.querySelector('.loss .end').click()".to_owned(),
            "document.querySelector('.play').click()".to_owned(),
            "document.querySelector('.play').click()".to_owned(),
        ];
        for action in actions {
            // What is not there at this size, or is in a sheet, cannot be changed.
            let tried = page
                .script(&format!("try {{ {action} }} catch (error) {{ return String(error) }} return null"), vec![]);
            if !tried.is_null() {
                continue;
            }
            page.settle(Duration::from_millis(150));
            let after = places(&page);
            for (name, place) in before.as_object().into_iter().flatten() {
                let Some(now) = after.get(name).filter(|now| *now != place) else { continue };
                let by = |index: usize| now[index].as_f64().unwrap_or(0.0) - place[index].as_f64().unwrap_or(0.0);
                if by(0).abs() > 1.0 || by(1).abs() > 1.0 {
                    let line = format!("{}: {name} by {}, {} after {action}", viewport.name, by(0), by(1));
                    println!("{line}");
                    moved.push(line);
                }
            }
        }
    }
    assert!(moved.is_empty(), "{} moves:\n{}", moved.len(), moved.join("\n"));
}
