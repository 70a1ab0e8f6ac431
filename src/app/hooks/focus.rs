//! Where the keyboard focus goes when something opens and closes.

use leptos::html::Button;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Gives a button the focus when it appears; when it goes, what had the focus before gets it back.
pub fn takes_focus(button: NodeRef<Button>) {
    let before = document().active_element().and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    Effect::new(move |_| {
        if let Some(button) = button.get() {
            // An element that cannot have the focus leaves it where it was.
            let _ = button.focus();
        }
    });
    let before = StoredValue::new_local(before);
    on_cleanup(move || {
        let Some(Some(before)) = before.try_get_value() else { return };
        request_animation_frame(move || {
            // Only if nothing else was chosen meanwhile: what had the focus is gone.
            if document().active_element().is_none_or(|element| element.tag_name() == "BODY") {
                let _ = before.focus();
            }
        });
    });
}
