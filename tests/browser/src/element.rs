//! One element of the page, found by what it is and what it is called.

use serde_json::Value;
use thirtyfour::WebElement;

use crate::page::Page;

/// Sets a field as a person would leave it: the value is in, and the page has heard of it.
const SET: &str = r"
const [field, value] = arguments;
if (field.tagName === 'SELECT') {
    const option = [...field.options].find(one => one.text.trim() === value) ?? [...field.options].find(one => one.value === value);
    if (!option) return [...field.options].map(one => one.text.trim());
    field.value = option.value;
} else {
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, value);
}
field.dispatchEvent(new Event('input', { bubbles: true }));
field.dispatchEvent(new Event('change', { bubbles: true }));
return null;";

/// An element that was there when it was asked for. Every method panics if the browser refuses.
pub struct Element<'a> {
    page: &'a Page,
    inner: WebElement,
    /// How the test called it, for messages.
    what: String,
}

impl<'a> Element<'a> {
    pub(crate) fn new(page: &'a Page, inner: WebElement, what: String) -> Self {
        Self { page, inner, what }
    }

    /// Clicks where a person would; covered or disabled elements refuse.
    pub fn click(&self) {
        // Radios behind a label cannot be hit themselves: their label can. What lies under a bar is scrolled out from it.
        let script = "const e = arguments[0];
            const isSeen = e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && e.getBoundingClientRect().width > 2;
            const target = isSeen ? e : (e.labels?.[0] ?? e);
            target.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
            return target";
        let target = self
            .inner
            .to_json()
            .and_then(|element| self.page.wait(self.page.driver().execute(script, vec![element]))?.element());
        target
            .and_then(|target| self.page.wait(target.click()))
            .unwrap_or_else(|error| panic!("cannot click {}: {error}", self.what));
    }

    /// Presses keys while the element has the focus; `Key::Enter + ""` and the like.
    pub fn press(&self, keys: impl Into<thirtyfour::TypingData>) {
        self.page
            .wait(self.inner.send_keys(keys))
            .unwrap_or_else(|error| panic!("{} takes no keys: {error}", self.what));
    }

    /// Puts a value into a field, or chooses the entry of a menu by what it shows.
    pub fn set(&self, value: &str) {
        let element = self.inner.to_json().unwrap_or_else(|error| panic!("{}: {error}", self.what));
        let entries = self.page.script(SET, vec![element, value.into()]);
        assert!(entries.is_null(), "{} has no entry {value:?}, only {entries}", self.what);
    }

    /// What it shows.
    pub fn text(&self) -> String {
        self.page.wait(self.inner.text()).unwrap_or_else(|error| panic!("{} has no text: {error}", self.what))
    }

    /// One of its attributes.
    pub fn attribute(&self, name: &str) -> Option<String> {
        self.page.wait(self.inner.attr(name)).unwrap_or_else(|error| panic!("{} cannot be read: {error}", self.what))
    }

    /// What is in a field now.
    pub fn value(&self) -> String {
        self.property("value").as_str().map(str::to_owned).unwrap_or_default()
    }

    /// Whether a radio, checkbox, switch, tab or toggle is on.
    pub fn is_on(&self) -> bool {
        self.property("checked") == true
            || self.attribute("aria-current").as_deref() == Some("page")
            || ["aria-checked", "aria-pressed", "aria-selected"]
                .iter()
                .any(|name| self.attribute(name).as_deref() == Some("true"))
    }

    /// Whether it can be used.
    pub fn is_enabled(&self) -> bool {
        self.page.wait(self.inner.is_enabled()).unwrap_or_else(|error| panic!("{} cannot be read: {error}", self.what))
    }

    fn property(&self, name: &str) -> Value {
        let element = self.inner.to_json().unwrap_or_else(|error| panic!("{}: {error}", self.what));
        self.page.script("return arguments[0][arguments[1]] ?? null", vec![element, name.into()])
    }
}
