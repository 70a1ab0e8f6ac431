//! Pictures of figures, saved and printed: they have the right size, are not blank, and nothing on paper is cut off.

use std::time::Duration;

use browser_tests::Page;
use serde_json::{Value, json};

const SOON: Duration = Duration::from_secs(20);

/// Everything that the page gives out as a file from now on is kept and not saved.
fn catch_files(page: &Page) {
    page.script(
        "window.files = {};
         const blobs = new Map();
         URL.createObjectURL = blob => { const at = `#${blobs.size}`; blobs.set(at, blob); return at; };
         HTMLAnchorElement.prototype.click = function () { files[this.download] = blobs.get(this.getAttribute('href')); };
         return null",
        vec![],
    );
}

/// Presses every button of the open dialog's pictures. Names of the files.
fn saved(page: &Page) -> Vec<String> {
    let count = page.script(
        "const all = [...document.querySelectorAll('dialog[open] .picture-row button')];
         all.forEach(button => button.click());
         return all.length",
        vec![],
    );
    page.wait_until("all files", SOON, |page| page.script("return Object.keys(files).length", vec![]) == count);
    let Value::Array(names) = page.script("return Object.keys(files).sort()", vec![]) else { return Vec::new() };
    names.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Width, height and number of colours of a picture that was saved.
fn looked_at(page: &Page, name: &str) -> (f64, f64, f64) {
    let found = page.script_async(
        "const [name, done] = arguments;
         createImageBitmap(files[name]).then(image => {
           const canvas = new OffscreenCanvas(image.width, image.height), context = canvas.getContext('2d');
           context.drawImage(image, 0, 0);
           const pixels = new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer);
           done([image.width, image.height, new Set(pixels).size]);
         })",
        vec![name.into()],
    );
    let number = |index: usize| found[index].as_f64().unwrap_or_default();
    (number(0), number(1), number(2))
}

fn text_of(page: &Page, name: &str) -> String {
    let text = page.script_async("const [name, done] = arguments; files[name].text().then(done)", vec![name.into()]);
    text.as_str().unwrap_or_default().to_owned()
}

/// Every picture of the open dialog: as pixels it has the right size and is not blank, as a drawing it says all.
fn check(page: &Page, wanted: &[&str], link: &str) {
    let names = saved(page);
    for wanted in wanted {
        for kind in ["png", "svg"] {
            let name = format!("relu-lab-{wanted}");
            let found = names.iter().any(|file| file.starts_with(&name) && file.ends_with(kind));
            assert!(found, "{name} as {kind} is not among {names:?}");
        }
    }
    for name in names {
        if name.ends_with("png") {
            let (width, height, colours) = looked_at(page, &name);
            assert_eq!(width, 1920.0, "{name}");
            assert!(height > 300.0 && colours > 20.0, "{name}: {height} high, {colours} colours");
        } else {
            let text = text_of(page, &name);
            assert!(text.starts_with("<svg") && text.trim_end().ends_with("</svg>"), "{name}");
            assert!(text.contains(link), "{name}: no link {link}");
            let parsed = page.script(
                "return new DOMParser().parseFromString(arguments[0], 'image/svg+xml').querySelector('parsererror') === null",
                vec![text.into()],
            );
            assert_eq!(parsed, json!(true), "{name}");
        }
    }
}

fn ready(link: &str) -> Page {
    let page = Page::open(link);
    page.wait_until("the first frame", SOON, |page| page.try_data("status").as_deref() == Some("ready"));
    page
}

#[test]
fn figures_of_train_are_saved() {
    let page = ready("#/train?seed=7&lr=0.3");
    page.button("Step").click();
    catch_files(&page);
    page.button("Export").click();
    let figures = ["network", "map", "living", "gradient-norm", "function", "loss"];
    check(&page, &figures.map(|figure| format!("{figure}-relu-seed-7")).each_ref().map(String::as_str), "seed=7");
    page.assert_clean();
}

#[test]
fn figures_of_the_other_pages_are_saved() {
    let page = Page::open("#/compare?vary=act&values=relu,tanh&seeds=2&epochs=10&target=0.4");
    page.button("Run").click();
    page.wait_until("its end", SOON, |page| page.try_data("status").as_deref() == Some("finished"));
    catch_files(&page);
    page.button("Pictures").click();
    check(&page, &["train-loss-act", "map-relu-act", "map-tanh-act"], "vary=act");
    page.go("#/activations?act=relu,gelu");
    page.wait_until("the gains", SOON, |page| page.try_data("gain-state").as_deref() == Some("2"));
    catch_files(&page);
    page.button("Pictures").click();
    check(&page, &["curves-relu-gelu", "gradient-left-relu-gelu"], "#/activations");
    page.go("#/lessons?lesson=deep_relu");
    page.wait_until("the lesson", SOON, |page| page.has_button("Pictures"));
    catch_files(&page);
    page.button("Pictures").click();
    check(&page, &["lesson-deep-relu"], "lesson=deep_relu");
    page.assert_clean();
}

/// What is wrong with the sheet on A4 less its margins.
const WRONG_ON_PAPER: &str = "
  const sheet = document.querySelector('.print-sheet'), wrong = [];
  const width = document.documentElement.clientWidth;
  for (const element of document.querySelectorAll('#app > *, dialog'))
    if (element !== sheet && element.getClientRects().length) wrong.push(`${element.className} is shown`);
  for (const element of sheet.querySelectorAll('button, input, select'))
    if (element.getClientRects().length && element.matches('input, select')) wrong.push('a control is shown');
  for (const element of sheet.querySelectorAll('h1, h2, p, canvas, table, figcaption')) {
    const box = element.getBoundingClientRect();
    if (box.width < 1 || box.height < 1) wrong.push(`${element.tagName} ${element.textContent} has no room`);
    if (box.left < -0.5 || box.right > width + 0.5) wrong.push(`${element.tagName} ${element.textContent} sticks out`);
  }
  for (const canvas of sheet.querySelectorAll('canvas')) {
    const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    if (new Set(new Uint32Array(data.buffer)).size < 5) wrong.push('a figure is blank');
    if (canvas.getBoundingClientRect().height > 1031) wrong.push('a figure is higher than a page');
  }
  return [wrong, sheet.querySelectorAll('canvas').length, sheet.innerText]";

/// As the browser does before it prints, at the width of A4 less its margins.
fn on_paper(page: &Page) -> (Vec<Value>, u64, String) {
    page.script("window.dispatchEvent(new Event('beforeprint')); return null", vec![]);
    page.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    let metrics = json!({ "width": 703, "height": 1031, "deviceScaleFactor": 1, "mobile": false });
    page.devtools("Emulation.setDeviceMetricsOverride", metrics);
    let found = page.script(WRONG_ON_PAPER, vec![]);
    page.devtools("Emulation.clearDeviceMetricsOverride", json!({}));
    page.devtools("Emulation.setEmulatedMedia", json!({ "media": "" }));
    page.script("window.dispatchEvent(new Event('afterprint')); return null", vec![]);
    let wrong = found[0].as_array().cloned().unwrap_or_default();
    (wrong, found[1].as_u64().unwrap_or_default(), found[2].as_str().unwrap_or_default().to_owned())
}

#[test]
fn on_paper_all_figures_are_whole_and_no_control_is_left() {
    let page = ready("#/train?seed=7&lr=0.3");
    page.button("Step").click();
    let (wrong, figures, text) = on_paper(&page);
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(figures, 6);
    for said in ["ReLU Lab: ReLU on Circle", "learning rate 0.3", "seed 7", "#/train?lr=0.3&seed=7", "Accuracy"] {
        assert!(text.contains(said), "{said} is not in {text}");
    }
    assert!(!text.contains("By class"), "{text}");
    assert_eq!(page.script("return document.querySelector('.print-sheet').childElementCount", vec![]), json!(0));
    page.go("#/compare?vary=act&values=relu,tanh&seeds=2&epochs=10&target=0.4");
    page.button("Run").click();
    page.wait_until("its end", SOON, |page| page.try_data("status").as_deref() == Some("finished"));
    let (wrong, figures, text) = on_paper(&page);
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(figures, 3);
    assert!(text.contains("The same in all runs") && text.contains("Tanh") && text.contains("#/compare"), "{text}");
    page.assert_clean();
}
