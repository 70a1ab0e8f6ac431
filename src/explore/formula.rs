//! Formulas as text: `x if x > 0 else alpha*(exp(x) - 1)`.
//!
//! The one text of a formula is shown as it is, drawn as [MathML](Formula::to_mathml) and [evaluated](Formula::evaluate),
//! which lets a test hold every formula on the page against the code that is run.
//!
//! ```text
//! expression  sum ["if" sum ("<" | "<=" | ">" | ">=") sum "else" expression]
//! sum         ["-"] product {("+" | "-") product}
//! product     power {("*" | "/") power}
//! power       atom ["^" ["-"] atom]
//! atom        number | name | name "(" expression {"," expression} ")" | "(" expression ")" | "|" sum "|"
//! ```

mod mathml;

use crate::nn::activation::Activation;
use crate::nn::choice::Row as _;

/// f(x) of an activation as MathML, with the values of its parameters in it.
pub fn of_function(activation: &Activation) -> String {
    to_mathml(activation, activation.row().formula)
}

/// f'(x) of an activation as MathML, with the values of its parameters in it.
pub fn of_derivative(activation: &Activation) -> String {
    to_mathml(activation, activation.row().derivative)
}

fn to_mathml(activation: &Activation, text: &str) -> String {
    let values: Vec<_> =
        activation.row().parameters().iter().map(|p| p.name).zip(activation.values().iter().copied()).collect();
    // Every formula of the table parses, a test sees to it; on the page a plain text is better than none.
    Formula::parse(text).map_or_else(|_| text.to_owned(), |formula| formula.to_mathml(&values))
}

/// A parsed formula.
#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    /// A number, in the digits it is written with.
    Number(String),
    /// `x`, `pi`, or a parameter.
    Name(String),
    /// The negative.
    Negative(Box<Formula>),
    /// Two formulas and one of `+ - * / ^` between them.
    Binary(char, Box<Formula>, Box<Formula>),
    /// A function's name and its arguments.
    Call(String, Vec<Formula>),
    /// The absolute value.
    Absolute(Box<Formula>),
    /// `value if left op right else otherwise`.
    Conditional {
        /// Taken if the comparison holds.
        value: Box<Formula>,
        /// Left side of the comparison.
        left: Box<Formula>,
        /// `<`, `<=`, `>` or `>=`.
        comparison: &'static str,
        /// Right side of the comparison.
        right: Box<Formula>,
        /// Taken if it does not hold.
        otherwise: Box<Formula>,
    },
}

/// Why a text is no formula, or a formula has no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormulaError {
    /// Something else was expected at this byte.
    #[error("expected {expected} at \"{rest}\"")]
    Unexpected {
        /// What was expected.
        expected: &'static str,
        /// The text from there on.
        rest: String,
    },
    /// A name without a value, or a function that is not known with so many arguments.
    #[error("\"{0}\" has no value")]
    Unknown(String),
}

impl Formula {
    /// Parses a text.
    ///
    /// # Errors
    /// [`FormulaError::Unexpected`].
    pub fn parse(text: &str) -> Result<Self, FormulaError> {
        let mut parser = Parser { rest: text.trim_start() };
        let formula = parser.expression()?;
        if parser.rest.is_empty() { Ok(formula) } else { parser.unexpected("the end") }
    }

    /// Its value in float64 for given values of its names.
    ///
    /// # Errors
    /// [`FormulaError::Unknown`].
    pub fn evaluate(&self, values: &[(&str, f64)]) -> Result<f64, FormulaError> {
        let unknown = |name: &str| FormulaError::Unknown(name.to_owned());
        Ok(match self {
            Self::Number(digits) => digits.parse().map_err(|_| unknown(digits))?,
            Self::Name(name) if name == "pi" => std::f64::consts::PI,
            Self::Name(name) => values.iter().find(|(n, _)| n == name).ok_or_else(|| unknown(name))?.1,
            Self::Negative(inner) => -inner.evaluate(values)?,
            Self::Absolute(inner) => inner.evaluate(values)?.abs(),
            Self::Binary(operator, left, right) => {
                let (left, right) = (left.evaluate(values)?, right.evaluate(values)?);
                match operator {
                    '+' => left + right,
                    '-' => left - right,
                    '*' => left * right,
                    '/' => left / right,
                    _ => power(left, right),
                }
            }
            Self::Call(name, arguments) => {
                if name == "log"
                    && let [Self::Binary('+', one, exponential)] = &arguments[..]
                    && let (Self::Number(one), Self::Call(exp, exponent)) = (&**one, &**exponential)
                    && let ("1", "exp", [exponent]) = (one.as_str(), exp.as_str(), &exponent[..])
                {
                    // log(1 + exp(u)) as it stands is infinite beyond u = 710.
                    let u = exponent.evaluate(values)?;
                    return Ok(libm::log1p(libm::exp(-u.abs())) + if u > 0.0 { u } else { 0.0 });
                }
                let arguments = arguments.iter().map(|a| a.evaluate(values)).collect::<Result<Vec<_>, _>>()?;
                call(name, &arguments).ok_or_else(|| unknown(name))?
            }
            Self::Conditional { value, left, comparison, right, otherwise } => {
                let (left, right) = (left.evaluate(values)?, right.evaluate(values)?);
                let holds = match *comparison {
                    "<" => left < right,
                    "<=" => left <= right,
                    ">" => left > right,
                    _ => left >= right,
                };
                if holds { value.evaluate(values)? } else { otherwise.evaluate(values)? }
            }
        })
    }
}

impl Formula {
    /// The terms whose sign decides which branch of the formula holds: the differences of what is compared, in a condition or by
    /// `max` and `min`, and what stands in `|…|`. Between their zeros the formula is one smooth expression.
    pub fn switches(&self) -> Vec<Self> {
        let difference = |left: &Self, right: &Self| Self::Binary('-', left.clone().into(), right.clone().into());
        let (mut own, parts): (Vec<Self>, Vec<&Self>) = match self {
            Self::Number(_) | Self::Name(_) => (Vec::new(), Vec::new()),
            Self::Negative(inner) => (Vec::new(), vec![inner]),
            Self::Absolute(inner) => (vec![(**inner).clone()], vec![inner]),
            Self::Binary(_, left, right) => (Vec::new(), vec![left, right]),
            Self::Call(name, arguments) => match (name.as_str(), &arguments[..]) {
                ("max" | "min", [a, b]) => (vec![difference(a, b)], vec![a, b]),
                _ => (Vec::new(), arguments.iter().collect()),
            },
            Self::Conditional { value, left, right, otherwise, .. } => {
                (vec![difference(left, right)], vec![value, left, right, otherwise])
            }
        };
        own.extend(parts.into_iter().flat_map(Self::switches));
        own
    }
}

/// `base^exponent`, exactly rounded products for a small whole exponent.
fn power(base: f64, exponent: f64) -> f64 {
    if exponent.fract() == 0.0 && (0.0..=8.0).contains(&exponent) {
        (0..exponent as u32).fold(1.0, |product, _| product * base)
    } else {
        libm::exp(exponent * libm::log(base))
    }
}

fn call(name: &str, arguments: &[f64]) -> Option<f64> {
    Some(match (name, arguments) {
        ("max", &[a, b]) => a.max(b),
        ("min", &[a, b]) => a.min(b),
        ("exp", &[a]) => libm::exp(a),
        ("log", &[a]) => libm::log(a),
        ("sqrt", &[a]) => a.sqrt(),
        ("tanh", &[a]) => libm::tanh(a),
        ("erf", &[a]) => libm::erf(a),
        ("sin", &[a]) => libm::sin(a),
        ("cos", &[a]) => libm::cos(a),
        ("sigmoid", &[a]) => 1.0 / (1.0 + libm::exp(-a)),
        _ => return None,
    })
}

struct Parser<'a> {
    rest: &'a str,
}

/// A rule of the grammar.
type Rule<'a> = fn(&mut Parser<'a>) -> Result<Formula, FormulaError>;

impl<'a> Parser<'a> {
    fn unexpected<T>(&self, expected: &'static str) -> Result<T, FormulaError> {
        Err(FormulaError::Unexpected { expected, rest: self.rest.to_owned() })
    }

    /// Takes this symbol and the blanks after it, if it comes next.
    fn take(&mut self, symbol: &str) -> bool {
        let Some(rest) = self.rest.strip_prefix(symbol) else { return false };
        self.rest = rest.trim_start();
        true
    }

    /// Takes the longest run of such characters and the blanks after it.
    fn take_while(&mut self, belongs: fn(char) -> bool) -> String {
        let end = self.rest.find(|c| !belongs(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        taken.to_owned()
    }

    fn expect(&mut self, symbol: &'static str) -> Result<(), FormulaError> {
        if self.take(symbol) { Ok(()) } else { self.unexpected(symbol) }
    }

    fn expression(&mut self) -> Result<Formula, FormulaError> {
        let value = self.sum()?;
        if !self.take("if ") {
            return Ok(value);
        }
        let left = self.sum()?.into();
        let Some(comparison) = ["<=", ">=", "<", ">"].into_iter().find(|symbol| self.take(symbol)) else {
            return self.unexpected("a comparison");
        };
        let right = self.sum()?.into();
        self.expect("else ")?;
        let otherwise = self.expression()?.into();
        Ok(Formula::Conditional { value: value.into(), left, comparison, right, otherwise })
    }

    fn sum(&mut self) -> Result<Formula, FormulaError> {
        let first = self.signed(Self::product)?;
        self.chain(first, ['+', '-'], Self::product)
    }

    fn product(&mut self) -> Result<Formula, FormulaError> {
        let first = self.power()?;
        self.chain(first, ['*', '/'], Self::power)
    }

    fn power(&mut self) -> Result<Formula, FormulaError> {
        let base = self.atom()?;
        if !self.take("^") {
            return Ok(base);
        }
        Ok(Formula::Binary('^', base.into(), self.signed(Self::atom)?.into()))
    }

    /// One operand, perhaps with a minus before it.
    fn signed(&mut self, operand: Rule<'a>) -> Result<Formula, FormulaError> {
        let negative = self.take("-");
        let formula = operand(self)?;
        Ok(if negative { Formula::Negative(formula.into()) } else { formula })
    }

    /// What follows the first operand: any number of these operators, each with another operand.
    fn chain(&mut self, first: Formula, operators: [char; 2], operand: Rule<'a>) -> Result<Formula, FormulaError> {
        let mut formula = first;
        while let Some(operator) = operators.into_iter().find(|operator| self.rest.starts_with(*operator)) {
            self.rest = self.rest[1..].trim_start();
            formula = Formula::Binary(operator, formula.into(), operand(self)?.into());
        }
        Ok(formula)
    }

    fn atom(&mut self) -> Result<Formula, FormulaError> {
        if self.take("(") {
            let inner = self.expression()?;
            self.expect(")")?;
            return Ok(inner);
        }
        if self.take("|") {
            let inner = self.sum()?.into();
            self.expect("|")?;
            return Ok(Formula::Absolute(inner));
        }
        if self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            return Ok(Formula::Number(self.take_while(|c| c.is_ascii_digit() || c == '.')));
        }
        let name = self.take_while(|c| c.is_ascii_alphanumeric() || c == '_');
        if name.is_empty() {
            return self.unexpected("a number, a name or a parenthesis");
        }
        if !self.take("(") {
            return Ok(Formula::Name(name));
        }
        let mut arguments = vec![self.expression()?];
        while self.take(",") {
            arguments.push(self.expression()?);
        }
        self.expect(")")?;
        Ok(Formula::Call(name, arguments))
    }
}
