//! What several tests do with a page: resize it, press keys, click where a mouse does, wait for what training brings.

use std::time::Duration;

use serde_json::{Value, json};

use crate::conditions::Viewport;
use crate::element::Element;
use crate::page::Page;

const SOON: Duration = Duration::from_secs(20);

impl Page {
    /// Opens an experiment and waits for its first frame.
    pub fn open_train(link: &str) -> Self {
        let page = Self::open(link);
        page.wait_for_the_first_frame();
        page
    }

    /// Goes to an experiment and waits for its first frame.
    pub fn go_train(&self, link: &str) {
        self.go(link);
        self.wait_for_the_first_frame();
    }

    fn wait_for_the_first_frame(&self) {
        self.wait_until("the first frame", SOON, |page| {
            page.try_data("status").as_deref() == Some("ready") && !page.data("fingerprint").is_empty()
        });
        self.settle(Duration::from_millis(300));
    }

    /// The value of a JavaScript expression.
    pub fn eval(&self, expression: &str) -> Value {
        self.script(&format!("return ({expression}) ?? null"), vec![])
    }

    /// Another size of the window, the page scrolled to its top, everything painted.
    pub fn resize(&self, viewport: Viewport) {
        self.set_viewport(viewport);
        self.script("scrollTo(0, 0); return null", vec![]);
        self.settle(Duration::from_millis(200));
    }

    /// Presses a key where the focus is.
    pub fn press_key(&self, key: impl Into<char>) {
        let keys = self.driver().action_chain().send_keys(key.into());
        self.wait(keys.perform()).unwrap_or_else(|error| panic!("a key cannot be pressed: {error}"));
        self.settle(Duration::from_millis(60));
    }

    /// Clicks on the middle of the element that an expression finds, whatever lies there.
    pub fn click_at(&self, find: &str) {
        let place = self.script(
            &format!(
                "const one = {find};
                 one.scrollIntoView({{ block: 'center', behavior: 'instant' }});
                 const box = one.getBoundingClientRect();
                 return [box.left + box.width / 2, box.top + box.height / 2]"
            ),
            vec![],
        );
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1 });
            self.devtools("Input.dispatchMouseEvent", event);
        }
        self.settle(Duration::from_millis(60));
    }

    /// Waits until the page says of a unit that training has killed it, and how. One that is dead from the start is an
    /// entry of its own.
    pub fn wait_for_a_death_with_its_cause(&self) {
        self.wait_until("a death with its cause", SOON, |page| {
            page.all("button", Some("Deaths"))
                .iter()
                .map(Element::text)
                .any(|words| words.contains("died at epoch") && words.contains("no training point reaches it any more"))
        });
    }

    /// Pins a unit, as `data-cell` names it, or releases it.
    pub fn pin(&self, unit: &str) {
        self.script(
            "document.querySelector(`[data-cell=\"${arguments[0]}\"]`).click(); return null",
            vec![unit.into()],
        );
        self.settle(Duration::from_millis(80));
    }

    /// Waits until the page has painted what was asked of it: some animation frames, and the time that transitions take.
    pub fn settle(&self, time: Duration) {
        self.wait_for_frames(time, 4);
    }

    /// Waits until everything is painted that was asked for by now, for a test that reads pixels: each animation frame paints one
    /// of the canvases that wait, or more.
    pub fn wait_until_painted(&self) {
        let canvases = self.eval("document.querySelectorAll('canvas').length").as_u64().unwrap_or(0);
        self.wait_for_frames(Duration::ZERO, 4 + canvases);
    }

    fn wait_for_frames(&self, time: Duration, frames: u64) {
        let script = "let [millis, frames, done] = arguments;
            const next = () => frames-- > 0 ? requestAnimationFrame(next) : done(null);
            setTimeout(next, millis)";
        let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.script_async(script, vec![millis.into(), frames.into()]);
    }
}
