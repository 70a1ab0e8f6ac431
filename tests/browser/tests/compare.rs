//! Comparisons in the page: as fast as they must be, the rows of the command line, stopped, continued, shared.

use std::thread;
use std::time::{Duration, Instant};

use browser_tests::{Options, Page, Viewport};
use relu_lab::compare::csv;
use relu_lab::compare::plan::Plan;
use relu_lab::compare::summary::Finished;
use relu_lab::compare::trial::Trial;
use relu_lab::train::field::FIELDS;
use relu_lab::train::session::Session;
use serde_json::json;
use thirtyfour::Key;

const SOON: Duration = Duration::from_secs(10);
/// What the page is built for: six activations, eight seeds, 200 epochs of the default net.
const USUAL: &str = "vary=act&values=relu,leaky_relu,elu,gelu,tanh,sigmoid&seeds=8&epochs=200&target=0.1";

fn open(query: &str) -> Page {
    let page = Page::open(&format!("#/compare?{query}"));
    page.wait_until("the page", SOON, |page| page.try_data("status").is_some());
    page
}

/// Shows everything that can be set, which folds when a run begins.
fn unfold(page: &Page) {
    if page.has_button("Edit") {
        page.button("Edit").click();
    }
}

fn wait_for_status(page: &Page, wanted: &str, limit: Duration) -> Duration {
    page.wait_until(&format!("status {wanted}"), limit, |page| page.data("status") == wanted)
}

/// Runs that have ended, as the page says it: `running, 12 of 48 runs`.
fn done(page: &Page) -> usize {
    let words = page.text("status");
    let number = words.split(|c: char| !c.is_ascii_digit()).find(|piece| !piece.is_empty());
    number.and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("no number in {words:?}"))
}

/// Everything that the page gives out as a file from now on is kept.
fn catch_files(page: &Page) {
    page.script(
        "window.saved = []; const make = URL.createObjectURL;
         URL.createObjectURL = blob => { blob.text().then(text => saved.push(text)); return make.call(URL, blob); };
         HTMLAnchorElement.prototype.click = function () { if (this.href.startsWith('data:')) saved.push(this.href); };
         return null",
        vec![],
    );
}

/// The file that a button gives out.
fn file(page: &Page, button: &str) -> String {
    let count = || page.script("return saved.length", vec![]).as_u64();
    let before = count();
    page.button(button).click();
    page.wait_until("a file", SOON, |_| count() > before);
    page.script("return saved.at(-1)", vec![]).as_str().unwrap_or_default().to_owned()
}

/// The same plan without a browser.
fn native(query: &str) -> (Plan, Vec<Finished>) {
    let (plan, notices) = Plan::from_query(query);
    assert!(notices.is_empty(), "{notices:?}");
    let run = |job: relu_lab::compare::plan::Job| {
        let mut trial = Trial::new(job.spec.clone(), plan.target);
        while !trial.advance(|| 0.0) {}
        Finished { job, result: trial.result().into() }
    };
    let finished = plan.jobs().into_iter().map(run).collect();
    (plan, finished)
}

fn without_timing(rows: &str) -> Vec<&str> {
    rows.lines().map(|line| line.rsplit_once(',').map_or(line, |(rest, _)| rest)).collect()
}

/// A machine that is busy with other things has longer tasks through no fault of the page: the best of so many attempts
/// may have them half as long again as the limit.
const ATTEMPTS: u32 = 3;
const TASK_MILLIS: f64 = 50.0;
const TOLERANCE: f64 = 1.5;

#[test]
fn six_activations_over_eight_seeds_are_done_in_time_and_the_page_answers() {
    let page = open(USUAL);
    // What happens while the page starts is not what is measured.
    thread::sleep(Duration::from_secs(1));
    page.script(
        "window.tasks = [];
         new PerformanceObserver(list => tasks.push(...list.getEntries().map(task => task.duration))).observe({ type: 'longtask' });
         return null",
        vec![],
    );
    let mut best = f64::INFINITY;
    for attempt in 0..ATTEMPTS {
        // Seeds that have not been run yet.
        unfold(&page);
        page.field("First seed").set(&(1 + 100 * attempt).to_string());
        page.script("tasks.length = 0; return null", vec![]);
        let (took, longest) = run_the_usual(&page);
        println!("48 runs in {took:.1?}, longest task {longest} ms (0: none over {TASK_MILLIS} ms)");
        best = best.min(longest);
        if best <= TOLERANCE * TASK_MILLIS {
            break;
        }
    }
    assert!(best <= TOLERANCE * TASK_MILLIS, "a task of {best} ms in the best of {ATTEMPTS} attempts");
    assert!(page.text("verdict").contains("seeds"), "{}", page.text("verdict"));
    page.assert_clean();
}

/// Runs the plan with clicks meanwhile; returns how long it took and the longest task in milliseconds.
fn run_the_usual(page: &Page) -> (Duration, f64) {
    let start = Instant::now();
    page.button("Run").click();
    page.wait_until("some runs", SOON, |page| page.data("status") == "running" && (1..48).contains(&done(page)));
    let early = done(page);
    // A click while it runs does what it does.
    let (seed, figure) = (page.value("seed"), page.radio("Figure", "Epochs to target").is_on());
    page.radio("Figure", if figure { "Training loss" } else { "Epochs to target" }).click();
    page.wait_until("the click is answered", Duration::from_millis(500), |page| {
        page.radio("Figure", "Epochs to target").is_on() != figure
    });
    page.button("Next seed").click();
    page.wait_until("the next seed", Duration::from_millis(500), |page| page.value("seed") == seed + 1.0);
    page.wait_until("progress", SOON, |page| done(page) > early);
    wait_for_status(page, "finished", Duration::from_secs(20));
    let took = start.elapsed();
    assert!(took < Duration::from_secs(20), "48 runs took {took:?}");
    assert_eq!(page.value("solved-elu"), 1.0);
    let tasks = page.script("return tasks", vec![]);
    (took, tasks.as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).fold(0.0, f64::max))
}

#[test]
fn the_browser_writes_the_rows_of_the_command_line() {
    let query = "vary=act&values=relu,leaky_relu(0.2),tanh&seeds=3&epochs=30&target=0.4";
    let page = open(query);
    catch_files(&page);
    page.button("Run").click();
    wait_for_status(&page, "finished", SOON);
    let (plan, finished) = native(query);
    let rows = file(&page, "CSV");
    assert_eq!(without_timing(&rows), without_timing(&csv::runs(&plan, &finished)));
    assert_eq!(file(&page, "Curves"), csv::curves(&plan, &finished));
}

/// A row without the link of its plan, which names the seeds and values of the whole comparison.
fn without_plan(row: &str) -> String {
    let Some((before, rest)) = row.split_once("\"#/compare?") else { return row.to_owned() };
    let after = rest.split_once('"').map_or("", |(_, after)| after);
    format!("{before}{after}")
}

#[test]
fn stop_keeps_what_has_ended_and_run_completes_only_what_is_missing() {
    let page = open("vary=act&values=relu,tanh&seeds=24&epochs=300&target=0.1");
    catch_files(&page);
    page.button("Run").click();
    page.wait_until("some runs", SOON, |page| done(page) > 3 && page.data("status") == "running");
    page.button("Stop").click();
    wait_for_status(&page, "stopped", SOON);
    let kept = done(&page);
    assert!((4..48).contains(&kept), "{kept} of 48");
    let partial = file(&page, "CSV");
    assert_eq!(partial.lines().count(), kept + 1);

    // Fewer seeds, then one more value: what was run stays as it was, its timing included.
    page.field("Seeds").set("6");
    page.button("Run").click();
    wait_for_status(&page, "finished", SOON);
    let six = file(&page, "CSV");
    assert_eq!(six.lines().count(), 12 + 1);
    let is_in = |row: &str, file: &str| file.lines().any(|line| without_plan(line) == without_plan(row));
    let again = partial.lines().filter(|row| is_in(row, &six)).count();
    assert!(again > 4, "{again} of the rows were not run again");
    unfold(&page);
    page.field("Add a value").set("ELU");
    wait_for_status(&page, "stopped", SOON);
    page.button("Run").click();
    wait_for_status(&page, "finished", SOON);
    let three = file(&page, "CSV");
    assert_eq!(three.lines().count(), 18 + 1);
    assert!(six.lines().all(|row| is_in(row, &three)), "{six}\n{three}");
    page.assert_clean();
}

#[test]
fn another_target_needs_no_run() {
    let page = open("vary=act&values=relu,sigmoid&seeds=2&epochs=40&target=0.3");
    page.button("Run").click();
    wait_for_status(&page, "finished", SOON);
    assert_eq!((page.value("solved-relu"), page.value("solved-sigmoid")), (1.0, 0.0));
    page.field("Target loss").set("0.0001");
    page.wait_until("never reached", SOON, |page| page.value("solved-relu") == 0.0);
    assert_eq!(page.data("status"), "finished");
    page.field("Target loss").set("5");
    page.wait_until("reached before the first step", SOON, |page| page.value("solved-sigmoid") == 1.0);
}

#[test]
fn the_plan_survives_a_reload_a_link_and_the_way_back() {
    let page = open("vary=act&values=relu,tanh&seeds=3&epochs=50&target=0.2&data=xor");
    page.radio("Vary", "Depth").click();
    page.field("Seeds").set("5");
    page.field("Data set").set("Moons");
    let link = page.link();
    assert_eq!(link, "#/compare?vary=depth&values=1,2,4,8&seeds=5&target=0.2&data=moons&epochs=50");
    page.reload();
    page.wait_until("the page", SOON, |page| page.try_data("status").is_some());
    assert_eq!(page.link(), link);
    assert!(page.radio("Vary", "Depth").is_on());
    assert_eq!((page.field("Seeds").value(), page.field("Epochs").value()), ("5".to_owned(), "50".to_owned()));
    assert_eq!(page.field("Data set").value(), "moons");
    // The bare address names no plan.
    page.go("#/compare");
    page.wait_until("the plan", SOON, |page| page.link() == link);
    page.field("Seeds").set("7");
    page.script("history.back(); return null", vec![]);
    page.wait_until("the seeds before", SOON, |page| page.field("Seeds").value() == "5");

    page.edit_link("#/compare?vary=act&values=relu,rleu&seeds=900");
    page.wait_until("a notice", SOON, |page| page.try_data("notice").is_some());
    assert_eq!(page.field("Seeds").value(), "64");
    page.assert_clean();
}

#[test]
fn a_diverging_contender_is_counted_and_disturbs_nothing() {
    let page = open("vary=lr&values=0.01,90&seeds=3&epochs=20&target=0.05&data=plane&act=identity");
    page.button("Run").click();
    wait_for_status(&page, "finished", SOON);
    assert_eq!((page.value("diverged-0.01"), page.value("diverged-90")), (0.0, 1.0));
    assert_eq!(page.data("train-loss-90"), "inf");
    assert!(page.value("train-loss-0.01").is_finite());
    // Not 0 %, and not nothing: it says why there is no number.
    assert_eq!(page.data("accuracy-90"), "");
    for cell in ["accuracy-90", "dead-90", "gradient-90"] {
        assert!(page.text(cell).contains("all diverged"), "{cell}: {}", page.text(cell));
    }
    assert!(page.text("train-loss-90").contains("3 of 3"), "{}", page.text("train-loss-90"));
    assert!(page.text("reading").contains("lr 90: 3 of 3 diverged"), "{}", page.text("reading"));
    assert_eq!((page.data("run-0").as_str(), page.data("run-1").as_str()), ("finished", "diverged"));
    // What never got there comes last, whichever way the table is turned.
    let names = |page: &Page| {
        let script =
            "return [...document.querySelectorAll('table[aria-label=Results] tbody th')].map(e => e.innerText.trim())";
        page.script(script, vec![])
    };
    page.button("Train loss").click();
    assert_eq!(names(&page), json!(["lr 0.01", "lr 90"]));
    page.button("Train loss").click();
    page.wait_until("the other way", SOON, |page| {
        page.script("return document.querySelector('th[aria-sort=descending]')?.innerText.trim()", vec![])
            .as_str()
            .is_some_and(|head| head.starts_with("Train loss"))
    });
    assert_eq!(names(&page), json!(["lr 0.01", "lr 90"]));
    page.assert_clean();
}

#[test]
fn a_run_opens_in_train_at_the_same_start() {
    let page = open("vary=act&values=relu,tanh&seeds=3&epochs=20&target=0.3&data=moons");
    page.button("Run").click();
    wait_for_status(&page, "finished", SOON);
    page.button("Next seed").click();
    page.all("a", Some("Decision maps"))[1].click();
    page.wait_until("the first frame", SOON, |page| {
        page.tab("Train").is_on() && page.try_data("fingerprint").is_some_and(|text| !text.is_empty())
    });
    assert_eq!(page.link(), "#/train?data=moons&act=tanh&epochs=20&seed=2");
    let (plan, _) = Plan::from_query("vary=act&values=relu,tanh&seeds=3&epochs=20&target=0.3&data=moons");
    let job = plan.jobs().into_iter().find(|job| (job.value, job.seed) == (1, 2)).expect("the run");
    let start = Session::new(job.spec).snapshot(false, 0.0, None).fingerprint;
    assert_eq!(page.data("fingerprint"), format!("{start:016x}"));
    // And back, with the experiment that is set there.
    page.wait_until("ready", SOON, |page| page.data("status") == "ready");
    page.all("a", Some("Interventions"))[0].click();
    page.wait_until("the comparison", SOON, |page| page.tab("Compare").is_on());
    assert!(page.link().contains("data=moons") && page.link().contains("seed=2"), "{}", page.link());
    page.assert_clean();
}

#[test]
fn a_race_goes_at_one_speed_with_play_pause_and_step() {
    let page = open("vary=act&values=relu,tanh,sigmoid&seeds=2&epochs=60&target=0.3");
    page.radio("Watch", "Race, one seed live").click();
    page.wait_until("all at the start", SOON, |page| page.data("run-2") == "ready");
    assert_eq!(page.value("race-epoch"), 0.0);
    assert_eq!((page.text("epochs-relu").as_str(), page.text("solved-relu").as_str()), ("not yet", "not yet"));
    page.button("Step").click();
    page.wait_until("one epoch", SOON, |page| page.value("race-epoch") == 1.0);
    page.button("Play").click();
    page.wait_until("on", SOON, |page| page.value("race-epoch") > 4.0);
    page.button("Pause").click();
    page.settle(Duration::from_millis(400));
    let epoch = page.value("race-epoch");
    page.settle(Duration::from_millis(600));
    assert_eq!(page.value("race-epoch"), epoch, "paused");
    page.field("Race speed").set("10");
    page.button("Play").click();
    page.wait_until("the end", SOON, |page| page.data("run-2") == "finished" && page.data("run-0") == "finished");
    assert_eq!(page.value("race-epoch"), 60.0);
    // What the race has run need not be run again: three of six runs are there.
    page.radio("Watch", "All seeds").click();
    page.wait_until("three runs", SOON, |page| page.text("status").contains("3 of 6"));
    page.assert_clean();
}

#[test]
fn a_worker_that_dies_is_replaced_and_its_runs_are_run_again() {
    let page = open("vary=act&values=relu,tanh&seeds=4&epochs=400&target=0.1");
    page.devtools(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({ "source": "window.workers = []; window.Worker = class extends Worker { constructor(...a) { super(...a); workers.push(this); } };" }),
    );
    page.reload();
    page.wait_until("the page", SOON, |page| page.try_data("status").is_some());
    catch_files(&page);
    page.button("Run").click();
    page.wait_until("it runs", SOON, |page| page.script("return workers.length", vec![]).as_u64() > Some(1));
    page.settle(Duration::from_millis(300));
    page.script(
        "const last = workers.at(-1); last.terminate(); last.dispatchEvent(new ErrorEvent('error', { message: 'killed' })); return null",
        vec![],
    );
    wait_for_status(&page, "finished", SOON);
    assert_eq!(file(&page, "CSV").lines().count(), 8 + 1);
    assert!(page.try_data("trouble").is_none());
}

#[test]
fn without_workers_the_page_says_so() {
    let page = open("vary=act&values=relu,tanh&seeds=2&epochs=20&target=0.1");
    // The first worker is that of the Train page, the next ones have no file until somebody says so.
    let source = "const Real = Worker; window.made = 0; window.whole = false;
        window.Worker = class extends Real { constructor(url, options) { super(made++ && !whole ? './missing.js' : url, options); } };";
    page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source }));
    page.reload();
    page.wait_until("the page", SOON, |page| page.try_data("status").is_some());
    page.button("Run").click();
    page.wait_until("a message", SOON, |page| page.text("trouble").contains("The comparison stopped"));
    assert_eq!(page.data("status"), "stopped");
    page.script("window.whole = true; return null", vec![]);
    page.button("Run").click();
    wait_for_status(&page, "finished", SOON);
}

#[test]
fn everything_fits_is_named_and_can_be_reached_by_keys() {
    for viewport in Viewport::ALL {
        let link = "#/compare?vary=act&values=relu,leaky_relu(0.2),elu,gelu,silu,tanh,sigmoid,mish&seeds=2&epochs=5&target=0.6&rate=best";
        let page = Page::open_with(&Options { viewport, ..Options::default() }, link);
        page.wait_until("the page", SOON, |page| page.try_data("status").is_some());
        page.button("Run").click();
        wait_for_status(&page, "finished", SOON);
        let root = "document.documentElement";
        let sideways = page.script(&format!("return {root}.scrollWidth - {root}.clientWidth"), vec![]);
        assert_eq!(sideways, 0, "{}: the page scrolls sideways", viewport.name);
        // Only the list of usual values beside a field is left out: the field takes them too.
        let script = "const all = [...document.querySelectorAll('main :is(a, button, input, select, canvas)')].filter(e => e.checkVisibility());
            const name = e => e.getAttribute('aria-label') || [...(e.labels ?? [])].map(l => l.innerText).join('') || e.innerText || '';
            return all.filter(e => !name(e).trim() || (e.tabIndex < 0 && !e.matches('canvas, .usual'))).map(e => e.outerHTML.slice(0, 120))";
        assert_eq!(page.script(script, vec![]), json!([]), "{}", viewport.name);
        // The head of a column is pressed by a key.
        page.button("Dead").press(Key::Enter + "");
        let sorted = "return document.querySelector('th[aria-sort=ascending]')?.innerText.trim()";
        page.wait_until("sorted", SOON, |page| {
            page.script(sorted, vec![]).as_str().is_some_and(|t| t.starts_with("Dead"))
        });
        // The reading is moved by keys.
        let before = page.value("reading");
        page.field("Epoch to read off").press(Key::Left + "");
        page.wait_until("an epoch back", SOON, |page| page.value("reading") == before - 1.0);
        page.assert_clean();
    }
}

/// Where an element stands: left, top, right, bottom.
fn place(page: &Page, selector: &str) -> Vec<f64> {
    let script = "const r = document.querySelector(arguments[0]).getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]";
    page.script(script, vec![selector.into()])
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(serde_json::Value::as_f64)
        .collect()
}

fn focused(page: &Page) -> String {
    let script = "return document.activeElement.innerText";
    page.script(script, vec![]).as_str().unwrap_or_default().trim().to_owned()
}

#[test]
fn the_setup_folds_once_a_run_has_begun_and_nothing_moves_after_that() {
    for viewport in Viewport::EVERY {
        let page = Page::open_with(&Options { viewport, ..Options::default() }, &format!("#/compare?{USUAL}"));
        page.wait_until("the page", SOON, |page| page.try_data("status").is_some());
        let size = viewport.name;
        for field in ["Seeds", "Epochs", "Target loss", "Data set", "Add a value"] {
            page.field(field);
        }
        page.button("Run").press(Key::Enter + "");
        page.wait_until("it folds", SOON, |page| page.has_button("Edit"));
        assert_eq!(focused(&page), "Run", "{size}");
        for field in ["Seeds", "Epochs", "Target loss"] {
            page.field(field);
        }
        let selectors =
            [".control", ".verdict-words", ".figure-panel .plot-area", ".reading", ".map-tiles", "table.comparison"];
        let places = |page: &Page| selectors.map(|selector| place(page, selector)[..2].to_vec());
        let (before, height) = (places(&page), place(&page, ".setup"));
        wait_for_status(&page, "finished", Duration::from_mins(1));
        assert_eq!(places(&page), before, "{size}: something moved while results came");
        assert_eq!(place(&page, ".setup"), height, "{size}");
        if size == "1366x768" {
            let table = place(&page, "table.comparison");
            assert!(table[3] <= 768.0, "the table ends at {} of 768", table[3]);
        }
        page.button("Edit").press(Key::Enter + "");
        page.wait_until("it unfolds", SOON, |page| page.has_button("Fold"));
        assert_eq!(focused(&page), "Fold", "{size}");
        page.field("Data set");
        page.assert_clean();
    }
}

#[test]
fn every_setting_can_be_set_and_is_said_to_be_held_equal() {
    let page = open("vary=seed&seeds=2&epochs=3&target=0.6");
    page.button("Everything else").click();
    let has_field = |page: &Page, key: &str| {
        let script =
            "return !!document.querySelector(`.setup .for-${arguments[0]} :is(input, select)`)?.checkVisibility()";
        page.script(script, vec![key.into()]) == json!(true)
    };
    // Of data with a choice of classes there is one field more.
    assert!(!has_field(&page, "classes"));
    page.field("Data set").set("Rings");
    page.wait_until("the classes", SOON, |page| has_field(page, "classes"));
    // Own data are drawn, opened and scaled on the Train page, and come from there.
    for field in FIELDS.iter().filter(|field| !["own", "scale"].contains(&field.key)) {
        assert!(has_field(&page, field.key), "{} has no field", field.key);
    }
    page.field("Data set").set("Circle");
    for (name, value, held) in [
        ("L1", "0.001", "L1 0.001"),
        ("Clip gradient norm", "0.5", "clip gradient norm 0.5"),
        ("Features", "x1,x1^2", "features x1,x1^2"),
        ("Training share", "0.8", "400 training + 100 test points"),
        ("Optimizer: momentum", "0.9", "SGD (momentum = 0.9)"),
    ] {
        page.field(name).set(value);
        page.wait_until(held, SOON, |page| {
            page.script("return document.querySelector('.held p').innerText", vec![]).to_string().contains(held)
        });
    }
    assert_eq!(
        page.link(),
        "#/compare?vary=seed&values=same&seeds=2&target=0.6&train=0.8&features=x1,x1^2&opt=sgd(momentum=0.9)&l1=0.001&clip=0.5&epochs=3"
    );
    page.assert_clean();
}

#[test]
fn the_slider_stands_below_the_epoch_that_it_reads_off() {
    let page = open("vary=act&values=relu,tanh&seeds=2&epochs=200&target=0.3");
    page.button("Run").click();
    wait_for_status(&page, "finished", SOON);
    let slider = place(&page, ".reading input");
    let (left, length) = (slider[0] + 9.0, slider[2] - slider[0] - 18.0);
    for share in [0.0, 0.25, 0.5, 0.9] {
        let script = "const area = document.querySelector('.figure-panel .plot-area'), y = area.getBoundingClientRect().top + 40;
            area.dispatchEvent(new PointerEvent('pointermove', { clientX: arguments[0], clientY: y, bubbles: true })); return null";
        page.script(script, vec![json!(left + share * length)]);
        page.wait_until(&format!("{share} of the axis"), SOON, |page| {
            (page.value("reading") - 200.0 * share).abs() <= 2.0
        });
    }
}

#[test]
fn names_of_links_and_buttons_contain_what_is_to_be_read_on_them() {
    let page = open("vary=act&values=relu,tanh&seeds=1&epochs=2&target=0.6&rate=best");
    page.button("Run").click();
    wait_for_status(&page, "finished", SOON);
    unfold(&page);
    let script = "return [...document.querySelectorAll('main :is(a, button)[aria-label]')]
        .filter(e => e.innerText.trim() && !e.getAttribute('aria-label').includes(e.innerText.trim()))
        .map(e => `${e.getAttribute('aria-label')}: ${e.innerText}`)";
    assert_eq!(page.script(script, vec![]), json!([]));
}
