//! A formula as MathML, which browsers draw without any library.

use super::Formula;

/// How strongly an operator binds; an operand that binds less strongly needs parentheses.
const CONDITIONAL: u8 = 0;
const SUM: u8 = 1;
const PRODUCT: u8 = 2;
const POWER: u8 = 3;
const ATOM: u8 = 4;

impl Formula {
    /// The formula as a `<math>` element, with values in place of the names given.
    pub fn to_mathml(&self, values: &[(&str, f32)]) -> String {
        let mut out = String::from("<math>");
        write(&mut out, self, values);
        out.push_str("</math>");
        out
    }

    fn binding(&self) -> u8 {
        match self {
            Self::Conditional { .. } => CONDITIONAL,
            Self::Binary('+' | '-', ..) | Self::Negative(_) => SUM,
            Self::Binary('*', ..) => PRODUCT,
            Self::Binary('^', ..) => POWER,
            // A fraction bar, a call and bars hold together what they contain.
            Self::Binary(..) | Self::Number(_) | Self::Name(_) | Self::Call(..) | Self::Absolute(_) => ATOM,
        }
    }
}

fn write(out: &mut String, formula: &Formula, values: &[(&str, f32)]) {
    match formula {
        Formula::Number(digits) => element(out, "mn", digits),
        Formula::Name(name) => match values.iter().find(|(n, _)| n == name) {
            Some((_, value)) if *value < 0.0 => {
                element(out, "mo", "−");
                element(out, "mn", &(-value).to_string());
            }
            Some((_, value)) => element(out, "mn", &value.to_string()),
            None => element(out, "mi", symbol(name)),
        },
        Formula::Negative(inner) => {
            element(out, "mo", "−");
            operand(out, inner, PRODUCT, values);
        }
        Formula::Absolute(inner) => {
            element(out, "mo", "|");
            write(out, inner, values);
            element(out, "mo", "|");
        }
        Formula::Binary('/', left, right) => pair(out, "mfrac", (left, CONDITIONAL), (right, CONDITIONAL), values),
        Formula::Binary('^', left, right) => pair(out, "msup", (left, ATOM), (right, CONDITIONAL), values),
        Formula::Binary(operator, left, right) => {
            let binding = formula.binding();
            operand(out, left, binding, values);
            match operator {
                '-' => element(out, "mo", "−"),
                '+' => element(out, "mo", "+"),
                _ if matches!(**right, Formula::Number(_)) => element(out, "mo", "·"),
                // A product needs no sign, but a little room.
                _ => out.push_str("<mspace width=\"0.15em\"/>"),
            }
            // The right side of a difference must not be torn apart.
            operand(out, right, if *operator == '-' { PRODUCT } else { binding }, values);
        }
        Formula::Call(name, arguments) if name == "exp" && arguments.len() == 1 => {
            out.push_str("<msup><mi>e</mi><mrow>");
            write(out, &arguments[0], values);
            out.push_str("</mrow></msup>");
        }
        Formula::Call(name, arguments) if name == "sqrt" && arguments.len() == 1 => {
            out.push_str("<msqrt>");
            write(out, &arguments[0], values);
            out.push_str("</msqrt>");
        }
        Formula::Call(name, arguments) => {
            element(out, "mi", symbol(name));
            element(out, "mo", "(");
            for (index, argument) in arguments.iter().enumerate() {
                if index > 0 {
                    element(out, "mo", ",");
                }
                write(out, argument, values);
            }
            element(out, "mo", ")");
        }
        Formula::Conditional { .. } => cases(out, formula, values),
    }
}

/// The cases of a chain of conditionals below each other, behind a brace.
fn cases(out: &mut String, formula: &Formula, values: &[(&str, f32)]) {
    out.push_str("<mrow><mo>{</mo><mtable columnalign=\"left\">");
    let mut rest = formula;
    while let Formula::Conditional { value, left, comparison, right, otherwise } = rest {
        out.push_str("<mtr><mtd>");
        write(out, value, values);
        out.push_str("</mtd><mtd><mtext>if </mtext>");
        write(out, left, values);
        element(
            out,
            "mo",
            match *comparison {
                "<" => "&lt;",
                "<=" => "≤",
                ">" => "&gt;",
                _ => "≥",
            },
        );
        write(out, right, values);
        out.push_str("</mtd></mtr>");
        rest = otherwise;
    }
    out.push_str("<mtr><mtd>");
    write(out, rest, values);
    out.push_str("</mtd><mtd><mtext>otherwise</mtext></mtd></mtr></mtable></mrow>");
}

fn operand(out: &mut String, formula: &Formula, binding: u8, values: &[(&str, f32)]) {
    let parentheses = formula.binding() < binding;
    out.push_str("<mrow>");
    if parentheses {
        element(out, "mo", "(");
    }
    write(out, formula, values);
    if parentheses {
        element(out, "mo", ")");
    }
    out.push_str("</mrow>");
}

fn pair(out: &mut String, tag: &str, left: (&Formula, u8), right: (&Formula, u8), values: &[(&str, f32)]) {
    out.extend(["<", tag, ">"]);
    operand(out, left.0, left.1, values);
    operand(out, right.0, right.1, values);
    out.extend(["</", tag, ">"]);
}

fn element(out: &mut String, tag: &str, content: &str) {
    out.extend(["<", tag, ">", content, "</", tag, ">"]);
}

/// How a name is written in formulas.
fn symbol(name: &str) -> &str {
    match name {
        "pi" => "π",
        "alpha" => "α",
        "beta" => "β",
        "lambd" => "λ",
        "sigmoid" => "σ",
        "log" => "ln",
        other => other,
    }
}
