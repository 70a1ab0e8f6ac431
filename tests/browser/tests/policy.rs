//! The page's own Content Security Policy: what would come into the page as HTML runs no script, and the page needs nothing that the
//! policy forbids. (That every other test says so too is the server's part: it sends a policy as strict.)

use std::time::Duration;

use browser_tests::Page;
use serde_json::json;

const SOON: Duration = Duration::from_secs(20);

/// What the browser has refused so far.
fn blocked(page: &Page) -> Vec<String> {
    let list = page.eval("window.blocked");
    list.as_array().into_iter().flatten().filter_map(|one| one.as_str().map(str::to_owned)).collect()
}

/// From the next load on.
fn listen(page: &Page) {
    let source = "window.blocked = []; document.addEventListener('securitypolicyviolation', event =>
        blocked.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));";
    page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source }));
}

fn wait_for(page: &Page, status: &str) {
    page.wait_until(status, SOON, |page| page.try_data("status").as_deref() == Some(status));
}

#[test]
fn what_is_injected_does_not_run() {
    let page = Page::open("");
    listen(&page);
    page.go("#/train");
    wait_for(&page, "ready");
    let policy = page.eval("document.querySelector('meta[http-equiv]').content").to_string();
    assert!(!policy.contains("'unsafe-"), "{policy}");
    page.script(
        r#"window.ran = [];
        document.body.insertAdjacentHTML('beforeend', `<div id="injected" style="opacity: 0.5" onclick="ran.push('handler')">x</div>
            <img src="data:," onerror="ran.push('image')"><iframe srcdoc="<script>parent.ran.push('frame')</script>"></iframe>
            <style>#injected { color: rgb(1, 2, 3) }</style>`);
        const script = document.createElement('script');
        script.textContent = "ran.push('script')";
        document.body.append(script);
        const link = document.createElement('a');
        link.href = "javascript:ran.push('link')";
        document.body.append(link);
        link.click();
        injected.click();
        const elsewhere = document.createElement('img');
        elsewhere.src = 'http://127.0.0.1:1/picture.png';
        document.body.append(elsewhere);
        return null"#,
        vec![],
    );
    page.wait_until("all of it is refused", SOON, |page| blocked(page).len() >= 6);
    page.settle(Duration::from_millis(200));
    assert_eq!(page.eval("ran.join()"), "");
    assert_eq!(
        page.eval("getComputedStyle(injected).opacity + getComputedStyle(injected).color.includes('1, 2, 3')"),
        "1false"
    );
    // `eval` is a script too.
    assert_eq!(page.script_async("const [done] = arguments; const s = document.createElement('script'); s.src = 'data:text/javascript,ran.push(1)'; s.onerror = () => done('refused'); s.onload = () => done('ran'); document.body.append(s)", vec![]), "refused");
    println!("{:#?}", blocked(&page));
}

#[test]
fn the_page_needs_nothing_that_is_forbidden() {
    let page = Page::open("");
    listen(&page);
    // The Train page, with everything that opens.
    page.go("#/train?data=blobs&hidden=4,4");
    wait_for(&page, "ready");
    page.button("Play").click();
    page.wait_until("it trains", SOON, |page| page.value("epoch") > 3.0);
    for (name, is_open) in [
        ("Settings", "document.querySelector('dialog.more').open"),
        ("Help", "document.querySelector('dialog.help').open"),
        ("All units", "document.querySelector('dialog.units').open"),
    ] {
        page.button(name).click();
        page.wait_until(name, SOON, |page| page.eval(is_open) == true);
        page.script("document.querySelectorAll('dialog[open]').forEach(one => one.close()); return null", vec![]);
    }
    page.pin("u0-0");
    page.button("Inspect").click();
    page.wait_until("the inspector", SOON, |page| page.eval("document.querySelector('.inspector') !== null") == true);
    // Places that are set: a tile, a head, a tip, an explanation, a toast.
    page.devtools("Input.dispatchMouseEvent", {
        let at = page.eval("(({ x, y, width, height }) => [x + width / 2, y + height / 2])(document.querySelector('[data-cell^=u1]').getBoundingClientRect())");
        json!({ "type": "mouseMoved", "x": at[0], "y": at[1] })
    });
    let placed = page.eval(
        "[...document.querySelectorAll('.cell')].every(one => one.style.left && one.getBoundingClientRect().width > 4)",
    );
    assert_eq!(placed, true, "a unit has no place");
    page.script("document.querySelector('.term, [aria-describedby]')?.focus(); return null", vec![]);
    page.press_key('l');
    page.wait_until("a toast", SOON, |page| page.eval("document.querySelector('.toast') !== null") == true);

    page.edit_link("#/compare?vary=act&values=relu,tanh&seeds=2&epochs=20&target=0.3");
    wait_for(&page, "ready");
    page.button("Run").click();
    wait_for(&page, "finished");

    page.edit_link("#/activations?act=relu,gelu,prelu");
    page.wait_until("the probe", SOON, |page| page.try_data("probe-x").is_some());
    // Its place is where the curves are.
    assert_eq!(
        page.eval("getComputedStyle(document.querySelector('.probe')).getPropertyValue('--left').endsWith('px')"),
        true
    );

    page.edit_link("#/lessons?lesson=vanishing");
    page.wait_until("the lesson", SOON, |page| {
        page.eval("document.querySelector('.lesson')?.dataset.step") == "predict"
    });
    page.radio("Prediction", "True").click();
    page.button("Run").click();
    page.wait_until("measured", SOON, |page| page.try_data("lesson-progress").as_deref() == Some("1.000"));
    page.tab("Result sheet").click();
    page.wait_until("the sheet", SOON, |page| page.text("results").starts_with("1 of"));

    assert_eq!(blocked(&page), Vec::<String>::new());
    page.assert_clean();
}

/// Its words stand where the body was, with a look of their own.
#[test]
fn what_stops_the_page_is_shown_with_its_look() {
    let page = Page::open("");
    listen(&page);
    page.go("#/train");
    wait_for(&page, "ready");
    page.script("hasStopped('a test'); return null", vec![]);
    assert_eq!(page.eval("getComputedStyle(document.getElementById('stopped')).position"), "fixed");
    page.script("cannotStart(); return null", vec![]);
    assert!(page.eval("getComputedStyle(document.querySelector('main')).maxWidth").to_string().contains("px"));
    assert_eq!(blocked(&page), Vec::<String>::new());
}
