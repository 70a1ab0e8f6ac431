//! What a link says beside the settings: how the page is shown, and where a run starts.
//!
//! | key | what it does |
//! | --- | --- |
//! | `embed=1` | the page without header and tabs, for an `<iframe>` |
//! | `hide=speed,seed` | these [controls] are not there |
//! | `lock=seed` | the seed stays what it is |
//! | `unit=u1-3` | the third unit of the first hidden layer is pinned |
//! | `at=200` | the run is trained to the end of this epoch when the page opens |
//! | `play=1` | the run begins by itself |
//! | `scene=3` | presenter mode opens with this scene |
//! | `w=1…` | the run starts from these [weights] |
//!
//! Readers of settings pass these keys over: see [`setting_pairs`].

use super::controls::known_key;
use super::{controls, encoded, query_pairs, weights};
use crate::train::field::split_list;
use crate::train::notice::{Correction, Notice, Problem};
use crate::train::spec::Spec;
use crate::train::start::check_numbers;
use crate::train::unit::UnitId;

/// The keys of a view, in the order in which they are written.
pub const KEYS: [&str; 8] = ["embed", "hide", "lock", "unit", "at", "play", "scene", "w"];

/// The last epoch that a link can start at.
pub const LAST_EPOCH: u32 = 100_000;

/// The scenes of presenter mode, counted from 1.
pub const SCENES: u32 = 5;

/// So many words of `hide` that are no control are named.
const MOST_NAMED: usize = 8;

/// What a link says beside the settings.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct View {
    /// The page is shown in another one.
    pub embed: bool,
    /// Keys of the [controls] that are not shown.
    pub hide: Vec<&'static str>,
    /// The seed cannot be changed.
    pub lock_seed: bool,
    /// The unit that is pinned.
    pub unit: Option<UnitId>,
    /// The epoch to whose end the run is trained when the page opens.
    pub at: Option<u32>,
    /// The run begins by itself.
    pub play: bool,
    /// The scene of presenter mode, from 1 to [`SCENES`].
    pub scene: Option<u32>,
    /// What the run starts from, in the order of [`Network::numbers`](crate::nn::network::Network::numbers).
    pub weights: Option<Vec<f32>>,
}

/// The pairs of a query that are settings of a page: all but those of a view.
pub fn setting_pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    query_pairs(query).into_iter().filter(|(key, _)| !KEYS.contains(&key.as_str()))
}

impl View {
    /// What a query says of a view, and what of it could not be taken. Other keys are passed over.
    pub fn from_query(query: &str) -> (Self, Vec<Notice>) {
        let mut view = Self::default();
        let mut notices = Vec::new();
        for (key, value) in query_pairs(query).into_iter().filter(|(key, _)| KEYS.contains(&key.as_str())) {
            if let Err(correction) = view.set(&key, &value) {
                notices.push(Notice::new(&key, &value, correction));
            }
        }
        (view, notices)
    }

    fn set(&mut self, key: &str, text: &str) -> Result<(), Correction> {
        match key {
            "embed" => self.embed = flag(text)?,
            "play" => self.play = flag(text)?,
            "hide" => self.set_hidden(text)?,
            "lock" => {
                self.lock_seed = text == "seed";
                if !self.lock_seed {
                    return Err(Problem::UnknownWord { allowed: vec!["seed"] }.into());
                }
            }
            "unit" => self.unit = Some(unit(text).ok_or(Problem::NotAUnit)?),
            "at" => self.at = Some(whole(text, 0, LAST_EPOCH)?).filter(|epoch| *epoch > 0),
            "scene" => self.scene = Some(whole(text, 1, SCENES)?),
            _ => self.weights = Some(weights::from_code(text).map_err(Problem::WeightsCode)?),
        }
        Ok(())
    }

    fn set_hidden(&mut self, text: &str) -> Result<(), Correction> {
        let mut problems = Vec::new();
        for word in split_list(text) {
            match known_key(word) {
                Some(key) if self.hide.contains(&key) => {}
                Some(key) => self.hide.push(key),
                None if problems.len() == MOST_NAMED => {
                    problems.push(Problem::RestNotRead);
                    break;
                }
                None => {
                    problems.push(Problem::Item { value: word.to_owned(), problems: vec![Problem::UnknownControl] });
                }
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(Correction { problems, used: None }) }
    }

    /// Lets go of what does not belong to the experiment of the same link, and says what: a unit that it does not have, weights of
    /// another network.
    pub fn reconcile(&mut self, spec: &Spec) -> Vec<Notice> {
        let mut notices = Vec::new();
        let is_there = |id: &UnitId| spec.hidden.get(id.layer as usize).is_some_and(|units| id.unit < *units);
        if let Some(id) = self.unit.take_if(|id| !is_there(id)) {
            notices.push(Notice::new("unit", &unit_word(id), Problem::NoSuchUnit.into()));
        }
        let error = self.weights.as_ref().and_then(|numbers| check_numbers(spec, numbers).err());
        if let Some(error) = error {
            let code = self.weights.take().map(|numbers| weights::to_code(&numbers)).unwrap_or_default();
            notices.push(Notice::new("w", &code, Problem::WeightsDoNotFit(error).into()));
        }
        notices
    }

    /// Whether a control is hidden.
    pub fn hides(&self, key: &str) -> bool {
        self.hide.contains(&key)
    }

    /// The query that says this view; empty for the usual one.
    pub fn to_query(&self) -> String {
        let values = [
            self.embed.then(|| "1".to_owned()),
            (!self.hide.is_empty()).then(|| self.hide.join(",")),
            self.lock_seed.then(|| "seed".to_owned()),
            self.unit.map(unit_word),
            self.at.map(|epoch| epoch.to_string()),
            self.play.then(|| "1".to_owned()),
            self.scene.map(|scene| scene.to_string()),
            self.weights.as_ref().map(|numbers| weights::to_code(numbers)),
        ];
        let pairs = KEYS.iter().zip(values).filter_map(|(key, value)| Some(format!("{key}={}", encoded(&value?))));
        pairs.collect::<Vec<_>>().join("&")
    }

    /// The query of settings and this view.
    pub fn with_settings(&self, settings: &str) -> String {
        let view = self.to_query();
        let parts = [settings, &view].into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join("&")
    }

    /// The controls of a page that are hidden.
    pub fn hidden_on(&self, page: &str) -> impl Iterator<Item = &'static controls::Control> {
        controls::controls(page).iter().filter(|control| self.hides(control.key))
    }
}

/// `u1-3` for the third unit of the first hidden layer.
fn unit_word(id: UnitId) -> String {
    format!("u{}-{}", u64::from(id.layer) + 1, u64::from(id.unit) + 1)
}

fn unit(text: &str) -> Option<UnitId> {
    let (layer, unit) = text.trim().strip_prefix('u')?.split_once('-')?;
    let from_one = |text: &str| text.parse::<u32>().ok()?.checked_sub(1);
    Some(UnitId { layer: from_one(layer)?, unit: from_one(unit)? })
}

fn flag(text: &str) -> Result<bool, Correction> {
    match text.trim() {
        "1" | "on" => Ok(true),
        "0" | "off" => Ok(false),
        _ => Err(Problem::UnknownWord { allowed: vec!["1", "0"] }.into()),
    }
}

fn whole(text: &str, min: u32, max: u32) -> Result<u32, Correction> {
    let number = text.trim().parse().ok().filter(|number| (min..=max).contains(number));
    number.ok_or_else(|| Problem::OutOfRange { min: min.into(), max: max.into(), or: None }.into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn views() -> impl Strategy<Value = View> {
        let keys: Vec<_> = controls::controls("train").iter().map(|control| control.key).collect();
        let unit = (0..32_u32, 0..128_u32).prop_map(|(layer, unit)| UnitId { layer, unit });
        (
            any::<[bool; 3]>(),
            prop::sample::subsequence(keys.clone(), 0..keys.len()),
            prop::option::of(unit),
            prop::option::of(1..=LAST_EPOCH),
            prop::option::of(1..=SCENES),
            prop::option::of(prop::collection::vec(-1e30_f32..1e30, 0..weights::MOST_NUMBERS)),
        )
            .prop_map(|([embed, lock_seed, play], hide, unit, at, scene, weights)| View {
                embed,
                hide,
                lock_seed,
                unit,
                at,
                play,
                scene,
                weights,
            })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again_beside_any_settings(view in views(), seed in any::<u32>()) {
            let settings = format!("data=xor&seed={seed}");
            let link = view.with_settings(&settings);
            prop_assert_eq!(View::from_query(&link), (view, vec![]));
            prop_assert_eq!(Spec::from_query(&link), Spec::from_query(&settings));
        }

        #[test]
        fn any_query_is_a_view(text in ".{0,200}", value in ".{0,60}") {
            let mut view = View::from_query(&text).0;
            view.reconcile(&Spec::default());
            for key in KEYS {
                let (mut view, _) = View::from_query(&format!("{key}={}", encoded(&value)));
                view.reconcile(&Spec::default());
                prop_assert_eq!(View::from_query(&view.to_query()), (view, vec![]));
            }
        }
    }

    #[test]
    fn a_view_is_readable() {
        let (view, notices) = View::from_query("data=xor&hide=speed,seed&lock=seed&unit=u1-3&at=200&play=1&w=1AACAPw");
        assert_eq!(notices, []);
        assert_eq!((view.hide.as_slice(), view.at, view.lock_seed), (&["speed", "seed"][..], Some(200), true));
        assert_eq!(view.unit, Some(UnitId { layer: 0, unit: 2 }));
        assert_eq!(view.weights.as_deref(), Some(&[1.0][..]));
        assert_eq!(view.to_query(), "hide=speed,seed&lock=seed&unit=u1-3&at=200&play=1&w=1AACAPw");
        assert_eq!(View::default().with_settings("lr=1"), "lr=1");
    }

    #[test]
    fn what_is_not_understood_is_said_and_the_rest_is_kept() {
        for bad in
            ["embed=yes", "hide=speed,colour", "lock=data", "unit=3", "unit=u0-1", "at=-1", "at=1e9", "scene=9", "w=2x"]
        {
            let (view, notices) = View::from_query(&format!("play=1&{bad}"));
            assert_eq!((view.play, notices.len()), (true, 1), "{bad}: {notices:?}");
        }
        assert_eq!(View::from_query("hide=speed,colour").0.hide, ["speed"]);
        let (mut view, _) = View::from_query("unit=u3-1&w=1AACAPw");
        let notices = view.reconcile(&Spec::default());
        assert_eq!((notices.len(), view), (2, View::default()));
    }
}
