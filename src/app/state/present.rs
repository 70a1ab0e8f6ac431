//! Presenter mode: the page for a projector. What is shown large, one scene at a time, what is asked, and what is kept back.
//!
//! Edges: the document's attribute for style sheets, the focus, the browser's storage (questions).

use std::sync::Arc;

use codee::string::FromToStringCodec;
use leptos::prelude::*;
use leptos_use::storage::use_local_storage;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use relu_lab::train::snapshot::Snapshot;
use relu_lab::train::veil::without_deaths;

use super::{RunStoreFields, Trainer};
use crate::hooks::screen::{PHONE, matches};

/// What is shown on the Train page, one at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scene {
    /// The network and the map.
    #[default]
    Network,
    /// Living units.
    Living,
    /// Gradients.
    Gradient,
    /// One unit on the curve.
    Curve,
    /// Loss.
    Loss,
}

/// A row of [`SCENES`].
pub struct SceneRow {
    /// Which scene.
    pub scene: Scene,
    /// What it is for the style sheet.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What is asked in it until the teacher writes another question.
    pub question: &'static str,
}

/// The scenes in the order of their keys, 1 to 5.
pub const SCENES: [SceneRow; 5] = [
    SceneRow {
        scene: Scene::Network,
        id: "network",
        name: "Network",
        question: "Which units draw which edge of the boundary?",
    },
    SceneRow { scene: Scene::Living, id: "living", name: "Living", question: "Which layer loses units, and when?" },
    SceneRow {
        scene: Scene::Gradient,
        id: "gradient",
        name: "Gradient",
        question: "How much of the gradient reaches the first layer?",
    },
    SceneRow { scene: Scene::Curve, id: "curve", name: "Unit", question: "On which side of 0 do the points sit?" },
    SceneRow { scene: Scene::Loss, id: "loss", name: "Loss", question: "What will the test loss do next?" },
];

impl Scene {
    /// The scene of this number, from 1.
    pub fn numbered(number: usize) -> Option<Self> {
        SCENES.get(number.checked_sub(1)?).map(|row| row.scene)
    }

    fn place(self) -> usize {
        SCENES.iter().position(|row| row.scene == self).unwrap_or(0)
    }

    /// Its row.
    pub fn row(self) -> &'static SceneRow {
        &SCENES[self.place()]
    }
}

/// Where the browser keeps the teacher's questions: one a line, in the order of the scenes; an empty line is the usual one.
const STORAGE_KEY: &str = "relu-lab/questions";
/// The attribute of the document that tells style sheets of the mode.
const ATTRIBUTE: &str = "data-present";

/// Presenter mode. It is a context.
#[derive(Clone, Copy)]
pub struct Present {
    is_on: RwSignal<bool>,
    /// What is shown.
    pub scene: RwSignal<Scene>,
    /// Whether the question is shown.
    pub asks: RwSignal<bool>,
    /// Whether the page keeps back which units died.
    hides_deaths: RwSignal<bool>,
    /// Whether the screen is black.
    pub is_blank: RwSignal<bool>,
    questions: Signal<String>,
    keep_questions: WriteSignal<String>,
    /// What had the focus before.
    before: StoredValue<Option<HtmlElement>, LocalStorage>,
}

impl Present {
    /// It is off; the questions are as they were left.
    pub fn new() -> Self {
        let (questions, keep_questions, _) = use_local_storage::<String, FromToStringCodec>(STORAGE_KEY);
        Self {
            is_on: RwSignal::new(false),
            scene: RwSignal::new(Scene::default()),
            asks: RwSignal::new(true),
            hides_deaths: RwSignal::new(false),
            is_blank: RwSignal::new(false),
            questions,
            keep_questions,
            before: StoredValue::new_local(None),
        }
    }

    /// Whether the page is shown large.
    pub fn is_on(self) -> bool {
        self.is_on.get()
    }

    /// The same, for what does not follow it.
    pub fn is_on_now(self) -> bool {
        self.is_on.get_untracked()
    }

    /// Shows this scene, and the page large if it is not yet. A phone is no projector: there nothing happens.
    pub fn enter(self, scene: Scene) {
        if matches(PHONE) && !self.is_on_now() {
            return;
        }
        self.scene.set(scene);
        if self.is_on_now() {
            return;
        }
        self.before.set_value(active());
        if let Some(root) = document().document_element() {
            // A plain name is a name.
            let _ = root.set_attribute(ATTRIBUTE, "");
        }
        self.is_on.set(true);
        // What had the focus may be out of sight now.
        request_animation_frame(move || {
            let is_seen = |element: HtmlElement| element.offset_parent().is_some() && element.tag_name() != "BODY";
            if !active().is_some_and(is_seen) {
                focus(document().query_selector(".play, main a[href], main button").ok().flatten());
            }
        });
    }

    /// Shows the page as usual again. Deaths are told, and the focus goes back to where it was.
    pub fn leave(self) {
        if !self.is_on_now() {
            return;
        }
        if let Some(root) = document().document_element() {
            let _ = root.remove_attribute(ATTRIBUTE);
        }
        self.is_blank.set(false);
        self.hides_deaths.set(false);
        self.is_on.set(false);
        let before = self.before.try_update_value(Option::take).flatten();
        request_animation_frame(move || focus(before.map(JsCast::unchecked_into)));
    }

    /// In, with the scene that was shown last, or out.
    pub fn toggle(self) {
        if self.is_on_now() { self.leave() } else { self.enter(self.scene.get_untracked()) }
    }

    /// Whether the page keeps back which units died.
    pub fn hides_deaths(self) -> bool {
        self.is_on.get() && self.hides_deaths.get()
    }

    /// Keeps that back, or tells it.
    pub fn toggle_deaths(self) {
        self.hides_deaths.update(|hides| *hides = !*hides);
    }

    /// The question of the scene that is shown.
    pub fn question(self) -> String {
        let scene = self.scene.get();
        self.questions.with(|lines| asked(lines, scene))
    }

    /// Asks something else in the scene that is shown; nothing means the usual question. It is kept.
    pub fn ask(self, question: &str) {
        let scene = self.scene.get_untracked();
        self.keep_questions.set(self.questions.with_untracked(|lines| rewritten(lines, scene, question)));
    }
}

/// What is asked in a scene.
fn asked(lines: &str, scene: Scene) -> String {
    let own = lines.lines().nth(scene.place()).map(str::trim).filter(|own| !own.is_empty());
    own.unwrap_or(scene.row().question).to_owned()
}

/// The lines with another question for this scene.
fn rewritten(lines: &str, scene: Scene, question: &str) -> String {
    let question = question.split_whitespace().collect::<Vec<_>>().join(" ");
    let question = if question == scene.row().question { String::new() } else { question };
    let mut all: Vec<String> = lines.lines().map(str::to_owned).collect();
    all.resize(SCENES.len(), String::new());
    all[scene.place()] = question;
    all.join("\n")
}

fn active() -> Option<HtmlElement> {
    document().active_element().and_then(|element| element.dyn_into().ok())
}

fn focus(element: Option<web_sys::Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // What is gone or hidden gets no focus: it stays where it is.
        let _ = element.focus();
    }
}

impl Trainer {
    /// A frame as the class is to see it. What it was is kept, for when it is told.
    pub(super) fn presented(self, snapshot: Arc<Snapshot>) -> Arc<Snapshot> {
        let hides = untrack(|| self.present.hides_deaths());
        let shown = if hides { Arc::new(without_deaths(&snapshot)) } else { Arc::clone(&snapshot) };
        self.inner.update_value(|inner| inner.latest = Some(snapshot));
        shown
    }

    /// The latest frame again, after it was decided what the class is to see.
    pub fn present_again(self) {
        let Some(latest) = self.inner.with_value(|inner| inner.latest.clone()) else { return };
        let shown = self.presented(latest);
        self.run.described().set(Arc::clone(&shown));
        self.run.frame().set(shown);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_scene_has_a_question_of_its_own() {
        for (place, row) in SCENES.iter().enumerate() {
            assert_eq!(Scene::numbered(place + 1), Some(row.scene));
            assert_eq!(asked("", row.scene), row.question);
        }
        assert_eq!((Scene::numbered(0), Scene::numbered(6)), (None, None));
        let lines = rewritten("", Scene::Gradient, "  Why is it\n so small? ");
        assert_eq!(asked(&lines, Scene::Gradient), "Why is it so small?");
        assert_eq!(asked(&lines, Scene::Loss), Scene::Loss.row().question);
        let lines = rewritten(&lines, Scene::Loss, "Who wins?");
        assert_eq!(asked(&lines, Scene::Gradient), "Why is it so small?");
        let lines = rewritten(&lines, Scene::Gradient, "");
        assert_eq!(asked(&lines, Scene::Gradient), Scene::Gradient.row().question);
        assert_eq!(asked(&lines, Scene::Loss), "Who wins?");
    }
}
