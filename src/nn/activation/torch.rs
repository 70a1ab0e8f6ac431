//! From the names of `torch.nn` to rows of the table, and back.

use super::super::choice::{Row, parse_f32};
use super::{Activation, ActivationRow};

/// Why a module of `torch.nn` is not an activation of the table.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TorchError {
    /// No row has this class with these arguments.
    #[error("there is no activation nn.{0}")]
    Unknown(String),
    /// An argument's value is no number, or one that is not allowed.
    #[error("nn.{name} cannot have {argument}={value}")]
    Argument {
        /// The class.
        name: String,
        /// The argument's name.
        argument: String,
        /// Its value.
        value: String,
    },
}

impl Activation {
    /// The activation that `torch.nn` calls by this class name with these keyword arguments: `("GELU", [("approximate", "tanh")])`.
    ///
    /// # Errors
    /// [`TorchError`], if there is no such row or it does not allow such a value.
    pub fn from_torch(name: &str, arguments: &[(&str, &str)]) -> Result<Self, TorchError> {
        let fits = |row: &&ActivationRow| {
            row.torch.strip_prefix("nn.") == Some(name)
                && arguments.iter().all(|argument| {
                    row.torch_arguments.contains(argument) || row.parameters.iter().any(|p| p.name == argument.0)
                })
        };
        let row = ActivationRow::table().iter().find(fits).ok_or_else(|| TorchError::Unknown(name.to_owned()))?;
        let mut activation = Self::of(row);
        for (argument, value) in arguments.iter().filter(|argument| !row.torch_arguments.contains(argument)) {
            let number = parse_f32(value).and_then(|number| activation.with(argument, number).ok());
            activation = number.ok_or_else(|| TorchError::Argument {
                name: name.to_owned(),
                argument: (*argument).to_owned(),
                value: (*value).to_owned(),
            })?;
        }
        Ok(activation)
    }

    /// The line of Python that makes it: `nn.LeakyReLU(negative_slope=0.2)`, or an expression in `x` where `torch.nn` has no class.
    pub fn to_torch(&self) -> String {
        let row = self.row();
        let values = row.parameters.iter().map(|p| p.name).zip(self.values());
        let mut text = row.torch.to_owned();
        if !row.torch.starts_with("nn.") {
            values.for_each(|(name, value)| text = text.replace(name, &value.to_string()));
            return text;
        }
        let mut separator = "(";
        let mut argument = |name: &str, value: &str| {
            text.extend([separator, name, "=", value]);
            separator = ", ";
        };
        row.torch_arguments.iter().for_each(|(name, value)| argument(name, &format!("'{value}'")));
        values.for_each(|(name, value)| argument(name, &value.to_string()));
        text.push_str(if separator == "(" { "()" } else { ")" });
        text
    }
}
