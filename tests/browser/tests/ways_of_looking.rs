//! Other ways of using the page than looking at it and pointing: the order of the focus, landmarks, forced colours, tables for readers.

use std::time::Duration;

use browser_tests::{Page, Viewport};
use serde_json::{Value, json};
use thirtyfour::Key;

const SOON: Duration = Duration::from_secs(20);

/// The Tab key goes down, or to the right where something stands higher; bars at the bottom of the screen come last.
#[test]
fn the_focus_goes_as_the_eye() {
    let page = Page::open_train("#/train");
    for viewport in [Viewport::DESKTOP, Viewport::PROJECTOR, Viewport::TABLET, Viewport::PHONE] {
        page.resize(viewport);
        page.script(
            "document.activeElement?.blur(); window.getSelection().removeAllRanges(); scrollTo(0, 0); return null",
            vec![],
        );
        let mut last: Option<(Value, String)> = None;
        let mut first = None;
        for _ in 0..90 {
            page.press_key(Key::Tab.value());
            let place = page.eval("(one => {
                    if (!one || one === document.body) return null;
                    const seen = one.closest('.cells') ?? (getComputedStyle(one).opacity === '0' ? one.parentElement : one), box = seen.getBoundingClientRect();
                    let fixed = false, scrolled = 0;
                    for (let up = one; up; up = up.parentElement) fixed ||= getComputedStyle(up).position === 'fixed';
                    // A column of its own that has scrolled to what has the focus.
                    for (let up = seen.parentElement; up && up !== document.body; up = up.parentElement) scrolled += up.scrollTop;
                    const y = scrolled + (fixed ? box.top + 1e5 : box.top + scrollY);
                    return [box.left, y, box.right, y + box.height, one.ariaLabel ?? one.labels?.[0]?.innerText ?? one.innerText];
                })(document.activeElement)",
            );
            if place.is_null() {
                break;
            }
            // Once around.
            if first.get_or_insert_with(|| place.clone()) == &place && last.is_some() {
                break;
            }
            let name = place[4].as_str().unwrap_or_default().to_owned();
            let at = |value: &Value, index: usize| value[index].as_f64().unwrap_or(0.0);
            if let Some((before, before_name)) = &last {
                let goes_up = at(&place, 3) <= at(before, 1) + 1.0;
                let goes_right = at(&place, 0) > at(before, 0) + 1.0;
                assert!(
                    !goes_up || goes_right,
                    "{}: from {before_name:?} up and not to the right to {name:?}",
                    viewport.name
                );
            }
            last = Some((place, name));
        }
        assert!(last.is_some(), "nothing gets the focus");
    }
}

#[test]
fn landmarks_have_names_of_their_own_and_pages_are_a_navigation() {
    let page = Page::open_train("#/train");
    for viewport in [Viewport::DESKTOP, Viewport::PHONE] {
        page.resize(viewport);
        let doubles = page.eval("(names => names.filter((name, index) => names.indexOf(name) !== index))([...document.querySelectorAll('section[aria-label], nav, [role=region]')]
                .filter(one => one.checkVisibility() && !(one.role && one.role !== 'region')).map(one => `${one.tagName} ${one.ariaLabel}`))",
        );
        assert_eq!(doubles, json!([]), "landmarks of the same name");
        assert_eq!(page.eval("document.querySelectorAll('[role=tab], [role=tablist]').length"), 0);
        assert!(page.tab("Train").is_on());
        page.tab("Activations").click();
        page.wait_until("the page", SOON, |page| page.tab("Activations").is_on());
        page.tab("Train").click();
        page.wait_until("the page", SOON, |page| page.tab("Train").is_on() && page.try_data("epoch").is_some());
    }
}

fn force_colours(page: &Page) {
    page.devtools(
        "Emulation.setEmulatedMedia",
        json!({ "features": [{ "name": "forced-colors", "value": "active" }] }),
    );
    page.settle(Duration::from_millis(200));
}

#[test]
fn forced_colours_show_every_state_once() {
    let page = Page::open_train("#/train?hidden=4,4&bias=constant(-20)");
    force_colours(&page);
    assert_eq!(page.eval("matchMedia('(forced-colors: active)').matches"), true);
    // The list beside a field shows only its arrow.
    let doubled = page.eval("[...document.querySelectorAll('.combo .usual')].filter(one => one.checkVisibility({ opacityProperty: true })).length",
    );
    assert_eq!(doubled, 0, "values are shown twice");
    let backgrounds = |find: &str| {
        page.eval(&format!(
                "(([one, pseudo]) => {{ const style = getComputedStyle(one, pseudo); return [style.backgroundColor, style.backgroundImage, style.forcedColorAdjust, getComputedStyle(document.body).backgroundColor] }})({find})"
            ),
        )
    };
    for (what, find) in [
        ("a sign of a dead unit", "[document.querySelector('.pip') ?? document.querySelector('.head-state.cut')]"),
        ("a switch", "[document.querySelector('.switch input'), '::before']"),
        ("the chip that is on", "[document.querySelector('.chip:has(:checked)')]"),
        ("the choice that is on", "[document.querySelector('.segment:has(:checked)')]"),
        ("the page that is shown", "[document.querySelector('.tab[aria-current]')]"),
    ] {
        let style = backgrounds(find);
        let is_painted = style[0] != style[3] && style[0] != "rgba(0, 0, 0, 0)"
            || style[1].as_str().is_some_and(|image| image != "none");
        assert!(is_painted && style[2] == "none", "{what} cannot be seen: {style}");
    }
    // On phones the pages stand below, with a style of their own.
    for viewport in [Viewport::DESKTOP, Viewport::PHONE] {
        page.set_viewport(viewport);
        let unreadable = page.eval(
            "[...document.querySelectorAll('.tab[aria-current], .chip:has(:checked), .segment:has(:checked), .button.primary')]
                .filter(one => one.checkVisibility() && getComputedStyle(one).color === getComputedStyle(one).backgroundColor)
                .map(one => one.innerText)",
        );
        assert_eq!(unreadable, serde_json::json!([]), "{}: text of the colour of its background", viewport.name);
    }
    page.set_viewport(Viewport::DESKTOP);
    page.go("#/activations");
    page.wait_until("the page", SOON, |page| page.try_data("gain-state").is_some());
    force_colours(&page);
    let knob = backgrounds("[document.querySelector('.track'), '::before']");
    assert!(knob[0] != knob[3] && knob[2] == "none", "the knob of inplace cannot be seen: {knob}");
}

/// A table takes the height that it needs even if it is one pixel high, and Firefox paints its caption: what hides it is around it.
#[test]
fn no_table_hides_itself() {
    let page = Page::open_train("#/train");
    for link in ["#/train", "#/activations", "#/compare", "#/lessons"] {
        page.go(link);
        page.wait_until("the page", SOON, |page| {
            page.eval("document.querySelector('main canvas, main table') !== null") == true
        });
        let bare = page.eval("[...document.querySelectorAll('table.unseen, caption.unseen')].length");
        assert_eq!(bare, 0, "{link}");
    }
}
