//! The keys of the link of the Activations page: `act=relu,gelu&x=0.5`, only what differs from the default.

use super::{FAR, MOST, MOST_LAYERS, NARROWEST, Setup};
use crate::explore::mean_field::SCHEMES;
use crate::explore::measured::GainQuantity;
use crate::link::encoded;
use crate::link::view::setting_pairs;
use crate::nn::activation::Activation;
use crate::nn::choice::{ChoiceError, parse_f32};
use crate::train::field::split_list;
use crate::train::notice::{Correction, Notice, Problem, take_pairs};

/// So many names of functions in a link are looked at.
const MOST_READ: usize = 64;

/// A key of the link: how its value is written, and how it is taken.
struct Key {
    name: &'static str,
    get: fn(&Setup) -> String,
    /// A value that is not allowed takes the nearest that is, and the error says what is allowed.
    set: fn(&mut Setup, &str) -> Result<(), Correction>,
}

const KEYS: &[Key] = &[
    Key {
        name: "act",
        get: |setup| setup.functions.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
        set: set_functions,
    },
    Key {
        name: "card",
        get: |setup| setup.card.unwrap_or_default().to_owned(),
        set: |setup, text| {
            setup.card = Some(Activation::from_id(text).map_err(Problem::from)?.id());
            Ok(())
        },
    },
    Key { name: "x", get: |setup| setup.x.to_string(), set: |setup, text| number(text, -FAR, FAR, &mut setup.x) },
    Key { name: "zoom", get: |setup| format!("{},{}", setup.zoom.0, setup.zoom.1), set: set_zoom },
    Key {
        name: "gain",
        get: |setup| if setup.shown == GainQuantity::Gradient { "gradient" } else { "output" }.to_owned(),
        set: |setup, text| {
            setup.shown =
                one_of(text, &["gradient", "output"]).map(|i| [GainQuantity::Gradient, GainQuantity::Output][i])?;
            Ok(())
        },
    },
    Key {
        name: "init",
        get: |setup| SCHEME_IDS[setup.scheme].to_owned(),
        set: |setup, text| {
            setup.scheme = one_of(text, &SCHEME_IDS)?;
            Ok(())
        },
    },
    Key {
        name: "depth",
        get: |setup| setup.depth.to_string(),
        set: |setup, text| {
            let mut depth = setup.depth as f32;
            let taken = number(text, 1.0, MOST_LAYERS as f32, &mut depth);
            setup.depth = depth as usize;
            taken
        },
    },
    Key {
        name: "tensor",
        get: |setup| setup.tensor.clone(),
        set: |setup, text| {
            text.clone_into(&mut setup.tensor);
            Ok(())
        },
    },
    Key {
        name: "module",
        get: |setup| setup.module.to_string(),
        set: |setup, text| {
            let (module, errors) = Activation::parse_lenient(text);
            if !module.row().torch.starts_with("nn.") {
                return Err(Problem::NoTorchModule(module.name()).instead(&setup.module));
            }
            setup.module = module;
            first_error(errors)
        },
    },
    Key {
        name: "inplace",
        get: |setup| u8::from(setup.inplace).to_string(),
        set: |setup, text| {
            setup.inplace = one_of(text, &["0", "1"])? == 1;
            Ok(())
        },
    },
];

/// The ids of [`SCHEMES`] in links.
const SCHEME_IDS: [&str; SCHEMES.len()] = ["he", "xavier", "torch_default"];

impl Setup {
    /// The setup that a query says, and what of it could not be taken.
    pub fn from_query(query: &str) -> (Self, Vec<Notice>) {
        let mut setup = Self::default();
        let known: Vec<_> = KEYS.iter().map(|key| key.name).collect();
        let notices = take_pairs(setting_pairs(query), &known, |name, value| {
            KEYS.iter().find(|key| key.name == name).map(|key| (key.set)(&mut setup, value))
        });
        setup.settle();
        (setup, notices)
    }

    /// The query that says this setup: only what differs from the default.
    pub fn to_query(&self) -> String {
        let default = Self::default();
        let differing = KEYS.iter().filter(|key| (key.get)(self) != (key.get)(&default));
        let pair = |key: &Key| format!("{}={}", key.name, encoded(&(key.get)(self)));
        differing.map(pair).collect::<Vec<_>>().join("&")
    }
}

fn first_error(errors: Vec<ChoiceError>) -> Result<(), Correction> {
    errors.into_iter().next().map_or(Ok(()), |error| Err(Problem::from(error).into()))
}

fn number(text: &str, min: f32, max: f32, value: &mut f32) -> Result<(), Correction> {
    let asked = parse_f32(text.trim()).filter(|asked| !asked.is_nan());
    if let Some(asked) = asked {
        *value = asked.clamp(min, max);
        if *value == asked {
            return Ok(());
        }
    }
    let (min, max, or) = (min.into(), max.into(), None);
    let problem =
        if asked.is_some() { Problem::OutOfRange { min, max, or } } else { Problem::NotANumber { min, max, or } };
    Err(problem.instead(value))
}

fn one_of(text: &str, ids: &[&'static str]) -> Result<usize, Problem> {
    ids.iter().position(|id| *id == text).ok_or_else(|| Problem::UnknownWord { allowed: ids.to_vec() })
}

fn set_zoom(setup: &mut Setup, text: &str) -> Result<(), Correction> {
    let ends: Vec<f32> = text.split(',').filter_map(|end| parse_f32(end.trim())).collect();
    let &[lo, hi] = &ends[..] else { return Err(Problem::NotAnInterval.into()) };
    let allowed = lo >= -FAR && hi <= FAR && hi - lo >= NARROWEST * 0.99;
    if allowed {
        setup.zoom = (lo, hi);
        return Ok(());
    }
    Err(Problem::IntervalOutOfRange { min: -FAR, max: FAR, narrowest: NARROWEST }.into())
}

/// Functions separated by commas; commas in parentheses separate parameters.
fn set_functions(setup: &mut Setup, text: &str) -> Result<(), Correction> {
    let (mut functions, mut problem) = (Vec::<Activation>::new(), None);
    // A list that goes on and on is not read to its end.
    for part in split_list(text).into_iter().take(MOST_READ) {
        let (function, errors) = Activation::parse_lenient(part);
        let is_known = !matches!(errors.first(), Some(ChoiceError::Unknown { .. }));
        problem = problem.or(errors.into_iter().next().map(Problem::from));
        if functions.iter().any(|other| other.id() == function.id()) && is_known {
            problem.get_or_insert(Problem::Repeated(function.name()));
        } else if is_known {
            functions.push(function);
        }
    }
    if functions.len() > MOST {
        functions.truncate(MOST);
        problem.get_or_insert(Problem::TooMany { max: MOST });
    }
    if functions.is_empty() {
        problem.get_or_insert(Problem::Empty);
    } else {
        setup.functions = functions;
    }
    problem.map_or(Ok(()), |problem| Err(problem.into()))
}

#[cfg(test)]
mod tests {
    use crate::train::notice::Bound;

    use super::*;

    #[test]
    fn a_link_says_everything() {
        let setup = Setup {
            functions: vec!["tanh".parse().unwrap(), "softplus(beta=2,threshold=10)".parse().unwrap()],
            card: Some("tanh"),
            x: 0.25,
            zoom: (-1.0, 2.5),
            shown: GainQuantity::Output,
            scheme: 2,
            depth: 33,
            tensor: "[[1, 2],\n [3, 4]] # 100% & more".to_owned(),
            module: "elu(0.5)".parse().unwrap(),
            inplace: true,
        };
        let query = setup.to_query();
        assert!(!query.contains(['\n', ' ', '#']), "{query}");
        assert_eq!(Setup::from_query(&query), (setup, vec![]), "{query}");
        assert_eq!(Setup::default().to_query(), "");
        assert_eq!(Setup::from_query("act=relu,gelu").0.functions.len(), 2);
    }

    #[test]
    fn bad_values_are_named_and_the_rest_is_kept() {
        let (min, max, or) = (Bound::Real(-FAR), Bound::Real(FAR), None);
        for (query, key, problem) in [
            ("act=relu,nonsense", "act", Activation::from_id("nonsense").unwrap_err().into()),
            ("act=leaky_relu(7)", "act", "leaky_relu(7)".parse::<Activation>().unwrap_err().into()),
            ("act=", "act", Problem::Empty),
            ("act=relu,relu6,elu,selu,celu,gelu,silu", "act", Problem::TooMany { max: 6 }),
            ("x=far", "x", Problem::NotANumber { min, max, or }),
            ("x=200", "x", Problem::OutOfRange { min, max, or }),
            ("zoom=4,-4", "zoom", Problem::IntervalOutOfRange { min: -FAR, max: FAR, narrowest: NARROWEST }),
            ("zoom=4", "zoom", Problem::NotAnInterval),
            ("init=lecun", "init", Problem::UnknownWord { allowed: SCHEME_IDS.to_vec() }),
            ("depth=51", "depth", Problem::OutOfRange { min: Bound::Real(1.0), max: Bound::Real(50.0), or }),
            ("module=sine", "module", Problem::NoTorchModule("Sine")),
            ("inplace=yes", "inplace", Problem::UnknownWord { allowed: vec!["0", "1"] }),
            ("lr=0.1", "lr", Problem::UnknownKey { known: KEYS.iter().map(|key| key.name).collect() }),
        ] {
            let (setup, notices) = Setup::from_query(&format!("depth=7&{query}"));
            assert_eq!(notices.len(), 1, "{query}: {notices:?}");
            assert!(notices[0].key == key && notices[0].correction.problems == [problem], "{query}: {notices:?}");
            assert!(setup.depth == 7 || key == "depth", "{query}");
            assert!(!setup.functions.is_empty() && setup.functions.len() <= MOST);
        }
        assert_eq!(Setup::from_query("depth=99").0.depth, 50);
        assert_eq!(Setup::from_query("act=leaky_relu(7)").0.functions[0].to_string(), "leaky_relu(1)");
    }

    #[test]
    fn the_console_is_what_its_address_says() {
        for (module, line) in [
            ("leaky_relu", "nn.LeakyReLU(negative_slope=0.01)"),
            ("leaky_relu(0)", "nn.LeakyReLU(negative_slope=0)"),
            ("leaky_relu(0.2)", "nn.LeakyReLU(negative_slope=0.2)"),
            ("elu", "nn.ELU(alpha=1)"),
            ("prelu(0)", "nn.PReLU(init=0)"),
            ("softplus(threshold=0)", "nn.Softplus(beta=1, threshold=0)"),
            ("hardtanh(max_val=0)", "nn.Hardtanh(min_val=-1, max_val=0)"),
        ] {
            for shown in ["", "act=relu,leaky_relu(0.3),elu(2),prelu(0.5),softplus(2),hardtanh(-2)&"] {
                let (setup, notices) = Setup::from_query(&format!("{shown}module={module}"));
                assert_eq!((setup.module.to_torch().as_str(), notices), (line, vec![]), "{shown}{module}");
                assert_eq!(Setup::from_query(&setup.to_query()).0, setup);
            }
        }
    }
}
