//! Everything that opens closes: with Esc, menus with a press elsewhere; the focus is where it was, and nothing that opens lies over
//! what it should not.

use std::time::Duration;

use browser_tests::{Page, Viewport};
use thirtyfour::Key;

const SOON: Duration = Duration::from_secs(20);

/// Something that opens: how, how one sees that it is open, and from which width on there is such a thing.
struct Opens {
    name: &'static str,
    /// Finds what opens it.
    opener: &'static str,
    /// Tells whether it is open.
    is_open: &'static str,
    sizes: &'static [Viewport],
    /// Whether a click elsewhere closes it.
    is_menu: bool,
}

const EVERYWHERE: &[Viewport] = &[Viewport::DESKTOP, Viewport::TABLET, Viewport::PHONE];
const SMALL: &[Viewport] = &[Viewport::PHONE, Viewport::SMALL_PHONE];

const NAMED: &str = "(name => [...document.querySelectorAll('button, summary')].find(one => one.checkVisibility() && (one.getAttribute('aria-label') ?? one.innerText.trim()) === name))";

const OPENS: &[Opens] = &[
    Opens {
        name: "Settings",
        opener: "('Settings')",
        is_open: "document.querySelector('dialog.more').open",
        sizes: EVERYWHERE,
        is_menu: false,
    },
    Opens {
        name: "Help",
        opener: "('Help')",
        is_open: "document.querySelector('dialog.help').open",
        sizes: EVERYWHERE,
        is_menu: false,
    },
    Opens {
        name: "All units",
        opener: "('All units')",
        is_open: "document.querySelector('dialog.units').open",
        sizes: EVERYWHERE,
        is_menu: false,
    },
    Opens {
        name: "Inspector",
        opener: "('Inspect')",
        is_open: "document.querySelector('.inspector') !== null",
        sizes: &[Viewport::DESKTOP, Viewport::TABLET],
        is_menu: false,
    },
    Opens {
        name: "More activations",
        opener: "('More')",
        is_open: "document.querySelector('.more-panel').checkVisibility()",
        sizes: EVERYWHERE,
        is_menu: true,
    },
    Opens {
        name: "More interventions",
        opener: "('More interventions')",
        is_open: "document.querySelector('.more-remedies').open",
        sizes: EVERYWHERE,
        is_menu: true,
    },
    Opens {
        name: "Data",
        opener: "; document.querySelector('.data .sheet-row')",
        is_open: "document.querySelector('.group.data').classList.contains('open')",
        sizes: &[Viewport::TABLET, Viewport::PHONE],
        is_menu: false,
    },
    Opens {
        name: "Deaths",
        opener: "; document.querySelector('.health .sheet-row')",
        is_open: "document.querySelector('.group.health').classList.contains('open')",
        sizes: &[Viewport::TABLET, Viewport::PHONE],
        is_menu: false,
    },
    Opens {
        name: "Network",
        opener: "; document.querySelector('.architecture .sheet-row')",
        is_open: "document.querySelector('.group.architecture').classList.contains('open')",
        sizes: SMALL,
        is_menu: false,
    },
    Opens {
        name: "Training",
        opener: "; document.querySelector('.training .sheet-row')",
        is_open: "document.querySelector('.group.training').classList.contains('open')",
        sizes: SMALL,
        is_menu: false,
    },
    Opens {
        name: "More options",
        opener: "; document.querySelector('.disclosure')",
        is_open: "document.querySelector('.view-options').classList.contains('open')",
        sizes: &[Viewport::DESKTOP],
        is_menu: false,
    },
];

impl Opens {
    fn opener(&self) -> String {
        match self.opener.strip_prefix("; ") {
            Some(find) => find.to_owned(),
            None => format!("{NAMED}{}", self.opener),
        }
    }

    fn is_open(&self, page: &Page) -> bool {
        page.eval(self.is_open) == true
    }

    /// Opens it by its own button; the button has the focus, as after a click or with the keyboard.
    fn open(&self, page: &Page) {
        let opener = self.opener();
        page.script(
            &format!(
                "const one = {opener}; one.scrollIntoView({{ block: 'center' }}); one.focus(); one.click(); return null"
            ),
            vec![],
        );
        page.settle(Duration::from_millis(80));
        assert!(self.is_open(page), "{} does not open", self.name);
    }
}

#[test]
fn esc_closes_whatever_is_open_and_the_focus_is_where_it_was() {
    let page = Page::open_train("#/train?hidden=8&bias=constant(-20)");
    for case in OPENS {
        for &viewport in case.sizes {
            page.resize(viewport);
            let name = format!("{} at {}", case.name, viewport.name);
            case.open(&page);
            // A disclosure keeps the focus on its button.
            let is_inside = "(one => one && one !== document.body && (one.closest('dialog, .inspector, .more-panel, .popover, .sheet, .view-options') !== null))(document.activeElement)";
            assert_eq!(
                page.eval(is_inside),
                true,
                "{name}: the focus is on {}",
                page.eval("document.activeElement?.outerHTML?.slice(0, 120)")
            );
            page.press_key(Key::Escape.value());
            assert!(!case.is_open(&page), "{name} is still open after Esc");
            page.settle(Duration::from_millis(60));
            let opener = case.opener();
            let is_back = page.eval(&format!("document.activeElement === {opener}"));
            assert_eq!(
                is_back,
                true,
                "{name}: the focus is on {}",
                page.eval("document.activeElement?.outerHTML?.slice(0, 120)")
            );
        }
    }
    page.assert_clean();
}

#[test]
fn a_press_elsewhere_closes_menus() {
    let page = Page::open_train("#/train");
    for case in OPENS.iter().filter(|case| case.is_menu) {
        for &viewport in case.sizes {
            page.resize(viewport);
            case.open(&page);
            page.click_at("document.querySelector('.results thead td')");
            assert!(!case.is_open(&page), "{} at {} is still open", case.name, viewport.name);
        }
    }
    // On the page of functions too.
    page.set_viewport(Viewport::DESKTOP);
    page.go("#/activations");
    page.wait_until("the page", SOON, |page| page.try_data("gain-state").is_some());
    let is_open = |page: &Page| page.eval("document.querySelector('.more-panel').checkVisibility()") == true;
    for close in ["Esc", "a press elsewhere"] {
        page.button("More").click();
        page.wait_until("the menu", SOON, is_open);
        if close == "Esc" {
            page.press_key(Key::Escape.value());
        } else {
            page.click_at("document.querySelector('.programs h2')");
        }
        assert!(!is_open(&page), "{close} does not close the menu");
    }
}

#[test]
fn what_was_opened_last_closes_first() {
    let page = Page::open_train("#/train");
    page.pin("u0-2");
    page.press_key('i');
    page.all("summary", Some("Interventions"))[0].click();
    page.settle(Duration::from_millis(80));
    let state = || {
        [
            page.eval("document.querySelector('.more-remedies').open") == true,
            page.eval("document.querySelector('.inspector') !== null") == true,
            page.eval("document.querySelector('[data-cell=\"u0-2\"]').ariaSelected === 'true'") == true,
        ]
    };
    for expected in [[true, true, true], [false, true, true], [false, false, true], [false, false, false]] {
        assert_eq!(state(), expected, "menu, inspector, pinned unit");
        page.press_key(Key::Escape.value());
    }
}

#[test]
fn key_0_opens_more_with_the_focus_in_it_and_arrows_walk_through_it() {
    let page = Page::open_train("#/train");
    page.script("document.querySelector('.play').focus(); return null", vec![]);
    page.press_key('0');
    let focused = || page.eval("document.activeElement?.closest('.more-panel') && document.activeElement.ariaLabel");
    let first = focused();
    assert!(first.is_string(), "the focus is not in the menu");
    page.press_key(Key::Right.value());
    page.press_key(Key::Down.value());
    let third = focused();
    assert!(third.is_string() && third != first, "{third} after two arrows from {first}");
    assert!(page.radio("Activation", "ReLU").is_on(), "walking chooses");
    page.press_key(' ');
    page.wait_until("it is chosen", SOON, |page| page.radio("Activation", third.as_str().unwrap_or_default()).is_on());
    assert_eq!(page.eval("document.querySelector('.more-panel').checkVisibility()"), false);
    page.settle(Duration::from_millis(100));
    assert_eq!(page.eval("document.activeElement.classList.contains('play')"), true, "the focus is not where it was");
    assert_ne!(page.data("status"), "training", "Space has pressed Play too");
}

/// What is in a sheet can be reached, and pages stay in reach below it.
#[test]
fn sheets_end_above_the_pages_and_scroll() {
    let page = Page::open_train("#/train?hidden=16&bias=constant(-20)");
    for viewport in
        [Viewport::PHONE, Viewport::SMALL_PHONE, Viewport { name: "390x500", height: 500, ..Viewport::PHONE }]
    {
        page.resize(viewport);
        for (group, last) in [
            ("data", "input[type=checkbox]"),
            ("health", "li"),
            ("architecture", "input[role=switch]"),
            ("training", "input, select"),
        ] {
            page.script(&format!("document.querySelector('.{group} .sheet-row').click(); return null"), vec![]);
            page.settle(Duration::from_millis(80));
            let end = page.script(
                &format!(
                    "const sheet = document.querySelector('.{group} .sheet'), tabs = document.querySelector('.tabs').getBoundingClientRect();
                     const all = [...sheet.querySelectorAll('{last}')];
                     if (all.length === 0) return 'nothing in it';
                     return all.map(one => {{
                         one.scrollIntoView({{ block: 'nearest' }});
                         const box = one.getBoundingClientRect(), outer = sheet.getBoundingClientRect();
                         if (outer.bottom > tabs.top + 1) return `the sheet ends at ${{outer.bottom}}, the pages begin at ${{tabs.top}}`;
                         if (outer.top < 0) return 'the sheet begins above the screen';
                         const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
                         return sheet.contains(top) ? null : `${{one.outerHTML.slice(0, 80)}} is covered`;
                     }}).find(Boolean) ?? null"
                ),
                vec![],
            );
            assert!(end.is_null(), "{group} at {}: {end}", viewport.name);
            page.press_key(Key::Escape.value());
        }
        for label in ["Batch norm", "Batch size", "Loss"] {
            let group = if label == "Batch norm" { "architecture" } else { "training" };
            page.script(&format!("document.querySelector('.{group} .sheet-row').click(); return null"), vec![]);
            page.settle(Duration::from_millis(80));
            let field = page.field(label);
            assert!(field.is_enabled(), "{label} at {}", viewport.name);
            page.press_key(Key::Escape.value());
        }
    }
}

#[test]
fn toasts_cover_no_control() {
    let page = Page::open_train("#/train");
    for viewport in Viewport::EVERY {
        page.resize(viewport);
        page.script("document.querySelector('.chips input:not(:checked)').click(); return null", vec![]);
        page.settle(Duration::from_millis(300));
        let covered = page.script(
            "const toast = document.querySelector('.toast');
             if (!toast) return 'there is no toast';
             const box = toast.getBoundingClientRect();
             if (box.top < 0 || box.bottom > innerHeight || box.left < 0 || box.right > innerWidth) return 'it is beyond the screen';
             const under = [...document.querySelectorAll('button, input, select, summary, a[href]')].filter(one => {
                 if (toast.contains(one) || !one.checkVisibility()) return false;
                 const other = one.getBoundingClientRect();
                 return other.width > 0 && other.left < box.right && box.left < other.right && other.top < box.bottom && box.top < other.bottom;
             });
             return under.length ? under.map(one => one.outerHTML.slice(0, 90)).join('; ') : null",
            vec![],
        );
        assert!(covered.is_null(), "{}: the toast covers {covered}", viewport.name);
    }
}
