//! Every size and every way of looking: nothing overlaps, is cut off, covered or beyond the screen, no part of it is empty,
//! what opens closes, and nothing moves when a value changes.

use std::thread;
use std::time::Duration;

use browser_tests::{Page, Viewport};
use serde_json::{Value, json};
use thirtyfour::Key;

const SOON: Duration = Duration::from_secs(20);

/// The largest laptop, besides the sizes that everything is looked at in.
const LAPTOP: Viewport = Viewport { name: "1440x900", width: 1440, height: 900, mobile: false };

fn every_size() -> Vec<Viewport> {
    Viewport::EVERY.into_iter().chain([LAPTOP]).collect()
}

fn script(page: &Page, expression: &str) -> Value {
    page.script(&format!("return ({expression}) ?? null"), vec![])
}

fn resize(page: &Page, viewport: Viewport) {
    page.set_viewport(viewport);
    page.script("scrollTo(0, 0); return null", vec![]);
    page.settle(Duration::from_millis(200));
}

/// Opens an experiment and waits for its first frame.
fn open(page: &Page, link: &str) {
    page.go(link);
    page.wait_until("the first frame", SOON, |page| {
        page.try_data("status").as_deref() == Some("ready") && !page.data("fingerprint").is_empty()
    });
    page.settle(Duration::from_millis(300));
}

fn train(link: &str) -> Page {
    let page = Page::open("");
    open(&page, link);
    page
}

fn press(page: &Page, key: impl Into<char>) {
    let keys = page.driver().action_chain().send_keys(key.into());
    page.wait(keys.perform()).unwrap_or_else(|error| panic!("a key cannot be pressed: {error}"));
    page.settle(Duration::from_millis(60));
}

const ESC: Key = Key::Escape;

fn escape(page: &Page) {
    press(page, ESC.value());
}

/// Clicks on a place, as a mouse does.
fn click_at(page: &Page, x: f64, y: f64) {
    for kind in ["mousePressed", "mouseReleased"] {
        let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
        page.devtools("Input.dispatchMouseEvent", event);
    }
    page.settle(Duration::from_millis(60));
}

/// Clicks on what a script finds.
fn click(page: &Page, find: &str) {
    let place = page.script(
        &format!(
            "const one = {find};
             one.scrollIntoView({{ block: 'center', behavior: 'instant' }});
             const box = one.getBoundingClientRect();
             return [box.left + box.width / 2, box.top + box.height / 2]"
        ),
        vec![],
    );
    click_at(page, place[0].as_f64().unwrap_or_default(), place[1].as_f64().unwrap_or_default());
}

/// Faults that were found, one line each.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn look(&mut self, page: &Page, case: &str, viewport: Viewport, matters: impl Fn(&str) -> bool) {
        // A machine that has much to do paints late.
        for _ in 0..5 {
            if page.layout_faults().iter().any(|fault| fault.what == "stale") {
                page.settle(Duration::from_millis(400));
            }
        }
        for fault in page.layout_faults().into_iter().filter(|fault| matters(&fault.what)) {
            let line = format!("{} {case}: {fault}", viewport.name);
            println!("{line}");
            self.0.push(line);
        }
    }

    fn assert_none(self) {
        assert!(self.0.is_empty(), "{} faults:\n{}", self.0.len(), self.0.join("\n"));
    }
}

/// The first and the last hidden unit, as `data-cell` names them.
fn units(page: &Page) -> [String; 2] {
    let names = script(
        page,
        "(all => [all[0], all.at(-2) ?? all[0]])([...document.querySelectorAll('[data-cell^=u]')].map(one => one.dataset.cell))",
    );
    [0, 1].map(|index| names[index].as_str().unwrap_or_default().to_owned())
}

fn hover(page: &Page, unit: Option<&str>) {
    let place = unit.map_or(json!([1, 1]), |unit| {
        page.script(
            "const cell = document.querySelector(`[data-cell=\"${arguments[0]}\"]`);
             cell.scrollIntoView({ block: 'nearest', behavior: 'instant' });
             const box = cell.getBoundingClientRect();
             return [box.left + box.width / 2, box.top + box.height / 2]",
            vec![unit.into()],
        )
    });
    page.devtools("Input.dispatchMouseEvent", json!({ "type": "mouseMoved", "x": place[0], "y": place[1] }));
    page.settle(Duration::from_millis(80));
}

fn pin(page: &Page, unit: &str) {
    page.script("document.querySelector(`[data-cell=\"${arguments[0]}\"]`).click(); return null", vec![unit.into()]);
    page.settle(Duration::from_millis(80));
}

#[test]
fn train_has_no_fault_at_any_size_with_any_number_of_layers() {
    let page = Page::open("");
    let mut faults = Faults::default();
    let layers = |count, width: &str| format!("#/train?hidden={}", vec![width; count].join(","));
    let cases = [
        ("1 layer of 32", layers(1, "32")),
        ("2 layers", "#/train".to_owned()),
        ("3 layers of 16", layers(3, "16")),
        ("9 layers of 16", layers(9, "16")),
        ("16 layers of 32", layers(16, "32")),
        ("20 layers of 48", layers(20, "48")),
    ];
    for (name, link) in cases {
        page.set_viewport(Viewport::DESKTOP);
        open(&page, &link);
        let [first, last] = units(&page);
        for viewport in every_size() {
            resize(&page, viewport);
            faults.look(&page, name, viewport, |_| true);
            hover(&page, Some(&first));
            faults.look(&page, &format!("{name}, hovered"), viewport, |what| what != "covered");
            hover(&page, None);
            pin(&page, &last);
            faults.look(&page, &format!("{name}, pinned"), viewport, |what| what != "covered");
            pin(&page, &last);
        }
    }
    faults.assert_none();
}

#[test]
fn the_other_pages_have_no_fault_at_any_size() {
    let page = Page::open("");
    let mut faults = Faults::default();
    for link in ["#/activations", "#/activations?act=relu,leaky_relu(0.2),elu,gelu,tanh,sigmoid&x=-2"] {
        page.set_viewport(Viewport::DESKTOP);
        page.go(link);
        page.wait_until("the page", SOON, |page| page.try_data("gain-state").is_some());
        for viewport in every_size() {
            resize(&page, viewport);
            faults.look(&page, link, viewport, |what| what != "empty");
        }
    }
    page.go("#/compare");
    page.wait_until("the page", SOON, |page| page.try_data("status").is_some());
    for viewport in every_size() {
        resize(&page, viewport);
        faults.look(&page, "compare", viewport, |what| what == "sideways");
    }
    faults.assert_none();
}

/// The check finds what it is there for.
#[test]
fn faults_are_found() {
    let page = train("#/train");
    assert_eq!(page.layout_faults(), [], "there are faults already");
    page.script(
        "const add = (style, html) => Object.assign(document.querySelector('main').appendChild(document.createElement('div')), { innerHTML: html, style });
         add('position:absolute;left:300px;top:5px', '<button>a</button>');
         add('position:absolute;left:310px;top:5px', '<button>b</button>');
         add('position:absolute;left:400px;top:5px;width:20px;overflow:hidden', '<button style=\"width:60px\">wide</button>');
         document.querySelectorAll('.head')[1].querySelector('strong').style.padding = '0 300px';
         document.querySelector('.picture').style = 'flex:none;height:900px';
         document.body.appendChild(Object.assign(document.createElement('div'), { style: 'width:3000px;height:9px' }));
         document.querySelector('.strip').style.visibility = 'hidden';
         return null",
        vec![],
    );
    let found: Vec<String> = page.layout_faults().into_iter().map(|fault| fault.what).collect();
    for what in ["sideways", "heads", "cut", "overlap", "empty", "map"] {
        assert!(found.iter().any(|fault| fault == what), "no {what} among {found:?}");
    }
}

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
        script(page, self.is_open) == true
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
    let page = train("#/train?hidden=8&bias=constant(-20)");
    for case in OPENS {
        for &viewport in case.sizes {
            resize(&page, viewport);
            let name = format!("{} at {}", case.name, viewport.name);
            case.open(&page);
            // A disclosure keeps the focus on its button.
            let is_inside = "(one => one && one !== document.body && (one.closest('dialog, .inspector, .more-panel, .popover, .sheet, .view-options') !== null))(document.activeElement)";
            assert_eq!(
                script(&page, is_inside),
                true,
                "{name}: the focus is on {}",
                script(&page, "document.activeElement?.outerHTML?.slice(0, 120)")
            );
            escape(&page);
            assert!(!case.is_open(&page), "{name} is still open after Esc");
            page.settle(Duration::from_millis(60));
            let opener = case.opener();
            let is_back = script(&page, &format!("document.activeElement === {opener}"));
            assert_eq!(
                is_back,
                true,
                "{name}: the focus is on {}",
                script(&page, "document.activeElement?.outerHTML?.slice(0, 120)")
            );
        }
    }
    page.assert_clean();
}

#[test]
fn a_press_elsewhere_closes_menus() {
    let page = train("#/train");
    for case in OPENS.iter().filter(|case| case.is_menu) {
        for &viewport in case.sizes {
            resize(&page, viewport);
            case.open(&page);
            click(&page, "document.querySelector('.results th[scope=row]')");
            assert!(!case.is_open(&page), "{} at {} is still open", case.name, viewport.name);
        }
    }
    // On the page of functions too.
    page.set_viewport(Viewport::DESKTOP);
    page.go("#/activations");
    page.wait_until("the page", SOON, |page| page.try_data("gain-state").is_some());
    let is_open = |page: &Page| script(page, "document.querySelector('.more-panel').checkVisibility()") == true;
    for close in ["Esc", "a press elsewhere"] {
        page.button("More").click();
        page.wait_until("the menu", SOON, is_open);
        if close == "Esc" {
            escape(&page);
        } else {
            click(&page, "document.querySelector('.programs h2')");
        }
        assert!(!is_open(&page), "{close} does not close the menu");
    }
}

#[test]
fn what_was_opened_last_closes_first() {
    let page = train("#/train");
    pin(&page, "u0-2");
    press(&page, 'i');
    page.all("summary", Some("Interventions"))[0].click();
    page.settle(Duration::from_millis(80));
    let state = || {
        [
            script(&page, "document.querySelector('.more-remedies').open") == true,
            script(&page, "document.querySelector('.inspector') !== null") == true,
            script(&page, "document.querySelector('[data-cell=\"u0-2\"]').ariaSelected === 'true'") == true,
        ]
    };
    for expected in [[true, true, true], [false, true, true], [false, false, true], [false, false, false]] {
        assert_eq!(state(), expected, "menu, inspector, pinned unit");
        escape(&page);
    }
}

#[test]
fn key_0_opens_more_with_the_focus_in_it_and_arrows_walk_through_it() {
    let page = train("#/train");
    page.script("document.querySelector('.play').focus(); return null", vec![]);
    press(&page, '0');
    let focused =
        || script(&page, "document.activeElement?.closest('.more-panel') && document.activeElement.ariaLabel");
    let first = focused();
    assert!(first.is_string(), "the focus is not in the menu");
    press(&page, Key::Right.value());
    press(&page, Key::Down.value());
    let third = focused();
    assert!(third.is_string() && third != first, "{third} after two arrows from {first}");
    assert!(page.radio("Activation", "ReLU").is_on(), "walking chooses");
    press(&page, ' ');
    page.wait_until("it is chosen", SOON, |page| page.radio("Activation", third.as_str().unwrap_or_default()).is_on());
    assert_eq!(script(&page, "document.querySelector('.more-panel').checkVisibility()"), false);
    page.settle(Duration::from_millis(100));
    assert_eq!(
        script(&page, "document.activeElement.classList.contains('play')"),
        true,
        "the focus is not where it was"
    );
    assert_ne!(page.data("status"), "training", "Space has pressed Play too");
}

/// What is in a sheet can be reached, and pages stay in reach below it.
#[test]
fn sheets_end_above_the_pages_and_scroll() {
    let page = train("#/train?hidden=16&bias=constant(-20)");
    for viewport in
        [Viewport::PHONE, Viewport::SMALL_PHONE, Viewport { name: "390x500", height: 500, ..Viewport::PHONE }]
    {
        resize(&page, viewport);
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
            escape(&page);
        }
        for label in ["Batch norm", "Batch size", "Loss"] {
            let group = if label == "Batch norm" { "architecture" } else { "training" };
            page.script(&format!("document.querySelector('.{group} .sheet-row').click(); return null"), vec![]);
            page.settle(Duration::from_millis(80));
            let field = page.field(label);
            assert!(field.is_enabled(), "{label} at {}", viewport.name);
            escape(&page);
        }
    }
}

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

/// Presses or sets something by script.
fn act(page: &Page, action: &str) {
    page.script(&format!("{action}; return null"), vec![]);
    page.settle(Duration::from_millis(300));
}

#[test]
fn nothing_moves_when_a_value_changes() {
    let page = train("#/train");
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
        open(&page, "#/train");
        resize(&page, viewport);
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

/// The Tab key goes down, or to the right where something stands higher; bars at the bottom of the screen come last.
#[test]
fn the_focus_goes_as_the_eye() {
    let page = train("#/train");
    for viewport in [Viewport::DESKTOP, Viewport::PROJECTOR, Viewport::TABLET, Viewport::PHONE] {
        resize(&page, viewport);
        page.script(
            "document.activeElement?.blur(); window.getSelection().removeAllRanges(); scrollTo(0, 0); return null",
            vec![],
        );
        let mut last: Option<(Value, String)> = None;
        let mut first = None;
        for _ in 0..90 {
            press(&page, Key::Tab.value());
            let place = script(
                &page,
                "(one => {
                    if (!one || one === document.body) return null;
                    const seen = one.closest('.cells') ?? (getComputedStyle(one).opacity === '0' ? one.parentElement : one), box = seen.getBoundingClientRect();
                    let fixed = false;
                    for (let up = one; up; up = up.parentElement) fixed ||= getComputedStyle(up).position === 'fixed';
                    const y = fixed ? box.top + 1e5 : box.top + scrollY;
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
fn toasts_cover_no_control() {
    let page = train("#/train");
    for viewport in every_size() {
        resize(&page, viewport);
        act(&page, "document.querySelector('.chips input:not(:checked)').click()");
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

/// A page of 1366 x 768 at 200 %, of 1280 x 720 at 200 %, and at 400 %.
#[test]
fn enlarged_pages_leave_room_for_what_they_show() {
    let page = train("#/train");
    let mut faults = Faults::default();
    for (name, width, height) in
        [("683x384", 683, 384), ("640x360", 640, 360), ("960x540", 960, 540), ("320x180", 320, 180)]
    {
        let viewport = Viewport { name, width, height, mobile: false };
        resize(&page, viewport);
        page.script("scrollTo(0, 200); return null", vec![]);
        page.settle(Duration::from_millis(60));
        let bars = script(
            &page,
            "[...document.querySelectorAll('body *')].filter(one => one.checkVisibility() && /fixed|sticky/.test(getComputedStyle(one).position))
                .map(one => one.getBoundingClientRect()).filter(box => box.width > innerWidth / 2).reduce((sum, box) => sum + box.height, 0)",
        );
        let share = bars.as_f64().unwrap_or(f64::INFINITY) / f64::from(height);
        assert!(share < 0.2, "{name}: bars take {:.0} % of the height", share * 100.0);
        faults.look(&page, "enlarged", viewport, |what| matches!(what, "sideways" | "heads" | "cut" | "overlap"));
    }
    faults.assert_none();
}

#[test]
fn text_and_plots_grow_with_the_room() {
    let page = train("#/train");
    let sizes = |page: &Page| {
        let read = "[parseFloat(getComputedStyle(document.body).fontSize), document.querySelector('.picture').clientWidth, document.querySelector('.plot.living canvas').clientHeight, document.querySelector('.cell[data-cell^=u]').offsetWidth, document.querySelector('main').offsetWidth]";
        let all = script(page, read);
        [0, 1, 2, 3, 4].map(|index| all[index].as_f64().unwrap_or(0.0))
    };
    resize(&page, Viewport::DESKTOP);
    let small = sizes(&page);
    resize(&page, Viewport::LARGE);
    let large = sizes(&page);
    for (index, what) in ["text", "map", "plots", "units"].into_iter().enumerate() {
        assert!(
            large[index] > 1.1 * small[index],
            "{what}: {} on 1366x768, {} on 1920x1080",
            small[index],
            large[index]
        );
    }
    assert!(large[4] <= 1760.0, "the content is {} wide", large[4]);
    resize(&page, Viewport { name: "2560x1440", width: 2560, height: 1440, mobile: false });
    let huge = sizes(&page);
    assert!(huge[0] > large[0] && huge[4] > 2000.0, "{huge:?}");
}

#[test]
fn landmarks_have_names_of_their_own_and_pages_are_a_navigation() {
    let page = train("#/train");
    for viewport in [Viewport::DESKTOP, Viewport::PHONE] {
        resize(&page, viewport);
        let doubles = script(
            &page,
            "(names => names.filter((name, index) => names.indexOf(name) !== index))([...document.querySelectorAll('section[aria-label], nav, [role=region]')]
                .filter(one => one.checkVisibility() && !(one.role && one.role !== 'region')).map(one => `${one.tagName} ${one.ariaLabel}`))",
        );
        assert_eq!(doubles, json!([]), "landmarks of the same name");
        assert_eq!(script(&page, "document.querySelectorAll('[role=tab], [role=tablist]').length"), 0);
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
    let page = train("#/train?hidden=4,4&bias=constant(-20)");
    force_colours(&page);
    assert_eq!(script(&page, "matchMedia('(forced-colors: active)').matches"), true);
    // The list beside a field shows only its arrow.
    let doubled = script(
        &page,
        "[...document.querySelectorAll('.combo .usual')].filter(one => one.checkVisibility({ opacityProperty: true })).length",
    );
    assert_eq!(doubled, 0, "values are shown twice");
    let backgrounds = |find: &str| {
        script(
            &page,
            &format!(
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
    page.go("#/activations");
    page.wait_until("the page", SOON, |page| page.try_data("gain-state").is_some());
    force_colours(&page);
    let knob = backgrounds("[document.querySelector('.track'), '::before']");
    assert!(knob[0] != knob[3] && knob[2] == "none", "the knob of inplace cannot be seen: {knob}");
    thread::sleep(Duration::from_millis(10));
}

/// A table takes the height that it needs even if it is one pixel high, and Firefox paints its caption: what hides it is around it.
#[test]
fn no_table_hides_itself() {
    let page = train("#/train");
    for link in ["#/train", "#/activations", "#/compare"] {
        page.go(link);
        page.wait_until("the page", SOON, |page| {
            script(page, "document.querySelector('main canvas, main table') !== null") == true
        });
        let bare = script(&page, "[...document.querySelectorAll('table.unseen, caption.unseen')].length");
        assert_eq!(bare, 0, "{link}");
    }
}
