//! What a page shows, for the pictures of its figures and for paper: what was run, and the link to it.

use leptos::prelude::*;
use reactive_stores::Store;

use relu_lab::compare::plan::Plan;
use relu_lab::lessons::address::Step;
use relu_lab::nn::choice::Choice;
use relu_lab::plot::format;
use relu_lab::plot::picture::Caption;

use crate::hooks::hash_route::current_address;
use crate::page::Page;
use crate::pages::activations::state::Explore;
use crate::pages::compare::state::Compare;
use crate::pages::compare::words::{counted, held::held_equal};
use crate::pages::lessons::state::{Lessons, number};
use crate::pages::lessons::words as lesson_words;
use crate::state::{Run, RunStoreFields};

use super::words;

/// A link that is longer than this is not written out: nobody copies it from a picture.
const LONGEST_LINK: usize = 1000;

/// What a page shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct About {
    /// What is shown, as a heading.
    pub title: String,
    /// What was run, and how far.
    pub setup: Vec<String>,
    /// The link, or why it is not here.
    pub link: String,
    /// What tells files of this from others: activation and seed.
    slug: String,
}

impl About {
    /// A figure's caption with what was run and where it came from.
    pub fn around(&self, caption: Caption) -> Caption {
        let notes = caption.notes.iter().chain(&self.setup).cloned().collect();
        Caption { notes, link: self.link.clone(), ..caption }
    }

    /// The name of a file without its end: `relu-lab-loss-relu-seed-7`.
    pub fn file(&self, figure: &str) -> String {
        words::file_name(&["relu-lab", figure, &self.slug])
    }
}

/// What this page shows now.
pub fn about(page: Page) -> About {
    let about = match page {
        Page::Train => train(),
        Page::Compare => compare(),
        Page::Activations => activations(),
        Page::Lessons => lesson(),
    };
    About { link: link(&current_address()), ..about }
}

fn link(address: &str) -> String {
    let length = address.chars().count();
    if length <= LONGEST_LINK {
        address.to_owned()
    } else {
        format!("Its link has {length} characters, too many for a picture: Share copies it.")
    }
}

fn train() -> About {
    let frame = expect_context::<Store<Run>>().frame().get();
    let spec = &frame.spec;
    let names: Vec<String> = spec.activations.iter().map(format::named).collect();
    let plan = Plan { base: spec.clone(), factor: "seed", values: Vec::new(), ..Plan::default() };
    let changed = if frame.marks.is_empty() { "" } else { ", changed while it trained" };
    let ids: Vec<&str> = spec.activations.iter().map(Choice::id).collect();
    About {
        title: format!("{} on {}", names.join(", "), spec.data.name()),
        setup: vec![format!("{} · seed {}. Epoch {}{changed}.", held_equal(&plan), spec.seed, frame.epoch)],
        slug: format!("{} seed {}", ids.join(" "), spec.seed),
        link: String::new(),
    }
}

fn compare() -> About {
    let compare = expect_context::<Compare>();
    compare.plan.with(|plan| {
        let factor = plan.factor();
        let varied = format!("{}: {}", factor.name, plan.names().join(", "));
        let seeds = if compare.race.is_on.get() {
            format!("seed {} of a race", compare.shown_seed())
        } else {
            format!("{} from {}", counted(plan.seeds as usize, "seed"), plan.base.seed)
        };
        let epochs = counted(plan.epochs() as usize, "epoch");
        About {
            title: format!("Compare {varied}"),
            setup: vec![format!("{varied}. {seeds}, {epochs}. The same in all runs: {}.", held_equal(plan))],
            slug: format!("{} seed {} {}", factor.key, plan.base.seed, plan.seeds),
            link: String::new(),
        }
    })
}

fn activations() -> About {
    expect_context::<Explore>().setup.with(|setup| {
        let names: Vec<String> = setup.functions.iter().map(format::named).collect();
        let ids: Vec<&str> = setup.functions.iter().map(Choice::id).collect();
        let setup = vec![format!("Functions: {}.", names.join(", "))];
        About { title: names.join(", "), setup, slug: ids.join(" "), ..About::default() }
    })
}

fn lesson() -> About {
    let lessons = expect_context::<Lessons>();
    let Some(lesson) = lessons.lesson() else { return About::default() };
    // Nothing is told before it was predicted.
    let verdict = lessons.verdict().filter(|_| lessons.step() == Step::Explain);
    let verdict = verdict.map(|verdict| format!(" Came out as: {}.", lesson_words::verdict(verdict)));
    let claim = format!("Claim {}: “{}”{}", number(lesson), lesson.claim, verdict.unwrap_or_default());
    About {
        title: lesson.claim.to_owned(),
        setup: vec![claim, lesson_words::each(lesson.experiment.seeds)],
        slug: lesson.id.to_owned(),
        link: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_written_out_while_it_can_be_copied() {
        assert_eq!(link("http://x/#/train"), "http://x/#/train");
        assert!(link(&"x".repeat(2000)).starts_with("Its link has 2000 characters"));
    }

    #[test]
    fn captions_keep_what_is_to_be_read_and_get_setup_and_link() {
        let about = About { setup: vec!["set".to_owned()], link: "here".to_owned(), ..About::default() };
        let caption = about.around(Caption { notes: vec!["read".to_owned()], ..Caption::default() });
        assert_eq!((caption.notes, caption.link), (vec!["read".to_owned(), "set".to_owned()], "here".to_owned()));
    }
}
