//! Sharing: the dialog, links with weights, what a link hides, the QR code. (Embeds: embed.rs.)

use std::time::Duration;

use browser_tests::{Options, Page, Theme, Viewport};
use relu_lab::link::controls::controls;
use serde_json::{Value, json};

const SOON: Duration = Duration::from_secs(20);
fn open(link: &str) -> Page {
    let page = Page::open(link);
    wait_for_frame(&page);
    page
}

fn wait_for_frame(page: &Page) {
    page.wait_until("the first frame", SOON, |page| page.try_data("status").is_some_and(|status| status != "loading"));
}

fn shared_link(page: &Page) -> String {
    let script = "return document.querySelector('[data-testid=share-link]')?.value ?? ''";
    page.script(script, vec![]).as_str().unwrap_or_default().to_owned()
}

/// The part of a link that this test's server serves too.
fn hash(link: &str) -> &str {
    link.find('#').map_or("", |at| &link[at..])
}

fn press(page: &Page, key: &str) {
    page.devtools("Input.dispatchKeyEvent", json!({ "type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": if key == "Escape" { 27 } else { 13 }, "text": if key == "Enter" { "\r" } else { "" } }));
    page.devtools("Input.dispatchKeyEvent", json!({ "type": "keyUp", "key": key, "code": key }));
}

#[test]
fn the_dialog_works_by_keyboard_and_gives_the_focus_back() {
    let page = open("#/train?data=xor&seed=7");
    page.script("document.querySelector('.header [aria-label=Share]').focus(); return null", vec![]);
    press(&page, "Enter");
    page.wait_until("the dialog", SOON, |page| shared_link(page).ends_with("#/train?data=xor&seed=7"));
    for name in ["Copy link", "Close share"] {
        assert!(page.has_button(name), "{name}");
    }
    // Everything that is chosen is in the link at once.
    page.field("It plays by itself").click();
    page.field("The seed is locked").click();
    page.wait_until("the choice", SOON, |page| hash(&shared_link(page)) == "#/train?data=xor&seed=7&lock=seed&play=1");
    page.field("At the end of epoch").click();
    page.field("Epoch to start at").set("25");
    page.wait_until("the epoch", SOON, |page| shared_link(page).ends_with("&lock=seed&at=25&play=1"));
    page.script("document.querySelector('.share-controls').open = true; return null", vec![]);
    page.field("Find a control").set("optim");
    page.wait_until("one is found", SOON, |page| page.all(".share-groups .check", None).len() == 1);
    page.script("document.querySelector('.share-groups input[value=opt]').click(); return null", vec![]);
    page.wait_until("it is hidden", SOON, |page| shared_link(page).contains("&hide=opt&lock=seed"));
    // Refused: the text is selected, and that is said.
    page.script(
        "Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject() } }); return null",
        vec![],
    );
    page.button("Copy link").click();
    page.wait_until("it is said", SOON, |page| page.text("share-said").contains("did not allow copying"));
    let selected = "const f = document.activeElement; return f.value.slice(f.selectionStart, f.selectionEnd)";
    assert_eq!(page.script(selected, vec![]), json!(shared_link(&page)));
    press(&page, "Escape");
    let focused = "return document.querySelector('dialog[open]') ? 'open' : document.activeElement.ariaLabel";
    page.wait_until("the focus is back", SOON, |page| page.script(focused, vec![]) == json!("Share"));
    page.assert_clean();
}

#[test]
fn a_link_with_weights_opens_with_the_very_weights() {
    let page = open("#/train?seed=5&act=tanh&hidden=6,4");
    page.button("Play").click();
    page.wait_until("some steps", SOON, |page| page.value("step") > 200.0);
    page.button("Pause").click();
    page.wait_until_paused();
    let (fingerprint, loss) = (page.data("fingerprint"), page.data("train-loss"));
    page.button("Share").click();
    page.wait_until("the weights are here", SOON, |page| page.text("share-weights-about").contains("after step"));
    page.field("With the weights as they are").click();
    page.wait_until("they are in the link", SOON, |page| shared_link(page).contains("&w=1"));
    let link = shared_link(&page);
    let other = open(hash(&link));
    assert_eq!(
        (other.data("fingerprint"), other.data("train-loss"), other.value("step")),
        (fingerprint.clone(), loss, 0.0)
    );
    // Reset returns to them, and a reload too.
    other.button("Step").click();
    other.wait_until("a step", SOON, |page| page.value("step") == 1.0);
    assert_ne!(other.data("fingerprint"), fingerprint);
    other.button("Reset").click();
    other.wait_until("the start", SOON, |page| page.value("step") == 0.0);
    assert_eq!(other.data("fingerprint"), fingerprint);
    // Another network starts as its seed says, and the link forgets the weights.
    other.button("Add a layer").click();
    other.wait_until("another network", SOON, |page| page.value("units-total") == 14.0);
    assert!(!other.link().contains("w=1"), "{}", other.link());
    other.assert_clean();
    // Weights of another network are named.
    let broken =
        open(&format!("#/train?{}", link.split('?').nth(1).unwrap_or_default().replace("hidden=6,4", "hidden=3")));
    assert!(broken.text("notice").contains("cannot start from these weights"), "{}", broken.text("notice"));
}

#[test]
fn a_link_starts_at_its_epoch_with_its_unit_and_its_seed() {
    let page = open("#/train?seed=5&lr=0.2&unit=u1-3&at=40&lock=seed");
    page.wait_until("the epoch", SOON, |page| page.value("epoch") == 40.0 && page.data("status") == "paused");
    let fingerprint = page.data("fingerprint");
    assert!(page.has_button("Play"), "it waits there");
    let pinned = "return document.querySelector('.map h2').textContent";
    assert!(page.script(pinned, vec![]).as_str().is_some_and(|title| title.contains("H1·3")));
    let seed =
        "const f = document.querySelector('#field-seed'); return [f.matches(':disabled'), f.closest('fieldset').title]";
    assert_eq!(page.script(seed, vec![]), json!([true, "This link has locked the seed."]));
    page.script(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', bubbles: true })); return null",
        vec![],
    );
    page.settle(Duration::from_millis(300));
    assert_eq!(page.field("Seed").value(), "5");
    // What is changed keeps the lock and drops the epoch.
    page.radio("Activation", "Tanh").click();
    page.wait_until("Tanh", SOON, |page| page.link().contains("act=tanh"));
    assert!(page.link().contains("lock=seed") && !page.link().contains("at="), "{}", page.link());
    let again = open("#/train?seed=5&lr=0.2&at=40&play=1");
    again.wait_until("it goes on", SOON, |page| page.value("epoch") > 41.0 && page.data("status") == "training");
    again.button("Reset").click();
    again.wait_until("the start", SOON, |page| page.value("step") == 0.0);
    let native = {
        use relu_lab::train::session::Session;
        use relu_lab::train::spec::Spec;
        let mut session = Session::new(Spec::from_query("seed=5&lr=0.2").0);
        (0..40).for_each(|_| session.step_epoch());
        format!("{:016x}", session.state().network.fingerprint())
    };
    assert_eq!(fingerprint, native);
}

/// Which elements of each control are in sight: for each key the places of its elements among all on the page.
const IN_SIGHT: &str = "
    const all = [...document.querySelectorAll('*')];
    const isSeen = e => [e, ...e.querySelectorAll('*')].some(e => e.getClientRects().length);
    return Object.fromEntries(arguments[0].map(([key, selector]) =>
        [key, all.flatMap((e, i) => e.matches(selector) && isSeen(e) ? [i] : [])]));";
/// What of the page is no longer in sight though nothing of the hidden element's.
const LOST: &str = "
    const all = [...document.querySelectorAll('button, input, select, textarea, summary, a, canvas')];
    return all.filter(e => e.getClientRects().length == 0 && e.dataset.wasSeen && !e.closest(arguments[0]))
        .map(e => e.ariaLabel ?? e.textContent);";
const REMEMBER: &str = "
    for (const e of document.querySelectorAll('button, input, select, textarea, summary, a, canvas'))
        if (e.getClientRects().length) e.dataset.wasSeen = 1; else delete e.dataset.wasSeen;
    return null";

fn every_name_hides_its_own_thing(page: &Page, name: &str, settings: &str) {
    let table = controls(name);
    let pairs: Vec<Value> = table.iter().map(|control| json!([control.key, control.selector])).collect();
    let before = page.script(IN_SIGHT, vec![json!(pairs)]);
    let missing: Vec<_> = table
        .iter()
        .filter(|control| before[control.key].as_array().is_none_or(Vec::is_empty))
        .map(|c| c.key)
        .collect();
    assert!(missing.is_empty(), "{name}: nothing to hide for {missing:?}");
    for control in table {
        page.script(REMEMBER, vec![]);
        page.edit_link(&format!("#/{name}?{settings}&hide={}", control.key));
        let hidden = "return [...document.querySelectorAll(arguments[0])]
            .every(e => [e, ...e.querySelectorAll('*')].every(e => e.getClientRects().length == 0))";
        page.wait_until(control.key, SOON, |page| page.script(hidden, vec![json!(control.selector)]) == json!(true));
        let lost = page.script(LOST, vec![json!(control.selector)]);
        assert_eq!(lost, json!([]), "{name}: hide={} hides more", control.key);
        page.edit_link(&format!("#/{name}?{settings}"));
        page.wait_until("all is back", SOON, |page| {
            page.script(IN_SIGHT, vec![json!(pairs)])[control.key].as_array().is_some_and(|seen| !seen.is_empty())
        });
    }
}

#[test]
fn each_name_of_the_table_hides_its_control_and_nothing_else() {
    // Low, so that the options of the data fold; several classes; a slope; an earlier run.
    let low = Viewport { name: "1366x700", width: 1366, height: 700, mobile: false };
    let page = Page::open_with(&Options { viewport: low, ..Options::default() }, "#/train?data=rings&act=leaky_relu");
    wait_for_frame(&page);
    page.button("Play").click();
    page.wait_until("some steps", SOON, |page| page.value("step") > 100.0);
    page.button("Pause").click();
    page.wait_until_paused();
    page.radio("Activation", "ELU").click();
    page.wait_until("an earlier run", SOON, |page| page.data("past-runs") == "1");
    // One plot at a time there: all of them, to be seen, and what is folded.
    page.script(
        "document.querySelector('.more-remedies').open = true;
         const more = [...document.querySelectorAll('.view-options .disclosure')][0]; if (more?.offsetParent) more.click();
         const style = new CSSStyleSheet();
         style.replaceSync('.strip .plot { display: flex !important }');
         document.adoptedStyleSheets.unshift(style); return null",
        vec![],
    );
    page.settle(Duration::from_millis(300));
    every_name_hides_its_own_thing(&page, "train", "data=rings&act=elu");
}

#[test]
fn each_name_hides_its_control_on_the_other_pages() {
    let page = Page::open("#/compare?vary=act&values=relu,tanh&seeds=2&epochs=10");
    page.wait_until("the page", SOON, |page| page.has_button("Run"));
    page.button("Run").click();
    page.wait_until("all runs", SOON, |page| page.data("status") == "finished");
    page.script(
        "const b = document.querySelector('.setup .edit'); if (b.ariaExpanded == 'false') b.click(); return null",
        vec![],
    );
    page.settle(Duration::from_millis(300));
    every_name_hides_its_own_thing(&page, "compare", "vary=act&values=relu,tanh&seeds=2&epochs=10");
    page.go("#/activations?act=relu,leaky_relu(0.1)&card=leaky_relu");
    page.wait_until("the page", SOON, |page| page.has_button("Train with it"));
    every_name_hides_its_own_thing(&page, "activations", "act=relu,leaky_relu(0.1)&card=leaky_relu");
    page.go("#/lessons?lesson=vanishing&step=predict");
    page.wait_until("the page", SOON, |page| page.has_button("Run"));
    every_name_hides_its_own_thing(&page, "lessons", "lesson=vanishing&step=predict");
}

#[test]
fn a_name_that_there_is_not_is_told_on_every_page() {
    let page = Page::open("");
    for link in ["#/train?seed=3", "#/compare?vary=act", "#/activations?act=relu", "#/lessons?lesson=vanishing"] {
        page.go(&format!("{link}&hide=nothing"));
        page.wait_until(link, SOON, |page| page.try_data("notice").is_some());
        assert!(page.text("notice").contains("hide=nothing"), "{link}: {}", page.text("notice"));
    }
}

#[test]
fn the_code_is_read_as_the_link() {
    let page = open("#/train?data=xor&act=leaky_relu(0.2)&seed=7");
    page.button("Share").click();
    page.wait_until("the code", SOON, |page| !page.all(".qr", None).is_empty());
    // What is dark in the picture, module by module.
    let script = "
        const svg = document.querySelector('.qr'), path = svg.querySelector('path'), side = svg.viewBox.baseVal.width;
        let dark = '';
        for (let y = 0; y < side; y++) for (let x = 0; x < side; x++)
            dark += path.isPointInFill(new DOMPoint(x + 0.5, y + 0.5)) ? '1' : '0';
        return [side, dark]";
    let answer = page.script(script, vec![]);
    let side = answer[0].as_u64().and_then(|side| usize::try_from(side).ok()).unwrap_or_default();
    let dark = answer[1].as_str().unwrap_or_default().as_bytes().to_vec();
    let shade = |x: usize, y: usize| if dark[y / 4 * side + x / 4] == b'1' { 0 } else { 255 };
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(4 * side, 4 * side, shade);
    let grids = picture.detect_grids();
    assert_eq!(grids.len(), 1);
    assert_eq!(grids[0].decode().map(|(_, text)| text).ok(), Some(shared_link(&page)));
    for (viewport, theme) in [
        (Viewport::DESKTOP, Theme::Light),
        (Viewport::DESKTOP, Theme::Dark),
        (Viewport::TABLET, Theme::Light),
        (Viewport::PHONE, Theme::Dark),
        (Viewport::SMALL_PHONE, Theme::Light),
    ] {
        page.set_viewport(viewport);
        page.set_theme(theme);
        page.settle(Duration::from_millis(400));
        page.screenshot(&format!("share-{}-{}", viewport.name, theme.name()));
    }
    // A link that is too long for a code says so.
    page.set_viewport(Viewport::DESKTOP);
    page.go("#/train?hidden=16,16");
    wait_for_frame(&page);
    page.button("Share").click();
    page.wait_until("the weights are here", SOON, |page| page.text("share-weights-about").contains("after step"));
    page.field("With the weights as they are").click();
    page.wait_until("no code", SOON, |page| page.text("qr-none").contains("too long for a code"));
    page.go("#/train?hidden=64,64");
    wait_for_frame(&page);
    page.button("Share").click();
    page.wait_until("too many", SOON, |page| page.text("share-weights-about").contains("a link takes 600"));
    page.assert_clean();
}

#[test]
fn compare_lessons_and_activations_are_shared_too() {
    for link in [
        "#/compare?vary=act&values=relu,tanh&seeds=2&target=0.1&epochs=10",
        "#/activations?act=relu,gelu",
        "#/lessons?lesson=vanishing&step=predict",
    ] {
        let page = Page::open(link);
        page.wait_until("the page", SOON, |page| page.has_button("Share"));
        page.button("Share").click();
        page.wait_until("the link", SOON, |page| {
            hash(&shared_link(page)).starts_with(link.split('&').next().unwrap_or_default())
        });
        assert!(page.all(".share-start", None).is_empty(), "{link}: there is no run");
        assert!(!page.all(".qr", None).is_empty(), "{link}");
        let key = controls(link.split(['/', '?']).nth(1).unwrap_or_default())[0].key;
        page.script("document.querySelector('.share-controls').open = true; return null", vec![]);
        page.script(
            "document.querySelector(`.share-groups input[value=\"${arguments[0]}\"]`).click(); return null",
            vec![key.into()],
        );
        page.wait_until("it is hidden", SOON, |page| shared_link(page).contains(&format!("&hide={key}")));
        page.assert_clean();
    }
}
