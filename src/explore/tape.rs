//! A tape for vectors, small enough to be read, that keeps `torch`'s books on in-place changes.
//!
//! Every tensor has a version counter; an in-place operation bumps it. An operation that needs a tensor for its
//! backward pass remembers the version it saw, and the backward pass refuses if that is not the version there is.
//! If nothing is refused, the gradients are right *for the function that was computed*, which in-place changes can make
//! another one than the one that was meant (autograd mechanics, "In-place correctness checks").

use crate::nn::math::{CONSTANTS, sigmoid};

/// A tensor on a [`Tape`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Id(usize);

/// Why `torch` would raise an error.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TapeError {
    /// A tensor that the backward pass needs was changed in place.
    #[error(
        "RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation: \
         [torch.FloatTensor [{length}]], which is output 0 of {operation}, is at version {version}; expected version {expected} instead. \
         Hint: enable anomaly detection to find the operation that failed to compute its gradient, \
         with torch.autograd.set_detect_anomaly(True, check_nan=False)."
    )]
    Modified {
        /// Number of elements.
        length: usize,
        /// The operation that made the tensor.
        operation: &'static str,
        /// The version there is.
        version: u32,
        /// The version that was saved.
        expected: u32,
    },
    /// A leaf that requires a gradient was changed in place.
    #[error("RuntimeError: a leaf Variable that requires grad is being used in an in-place operation.")]
    Leaf,
}

/// How a tensor's present value came about.
#[derive(Debug, Clone)]
enum Operation {
    Leaf {
        requires_grad: bool,
    },
    /// `y = W x`; saves x.
    Linear {
        weight: Vec<Vec<f32>>,
        x: Id,
        saved: u32,
    },
    /// Saves its own output.
    Sigmoid {
        x: Id,
        saved: u32,
    },
    /// Saves its own output.
    Relu {
        x: Id,
        saved: u32,
    },
    Add {
        a: (Id, usize),
        b: (Id, usize),
    },
    Sum {
        x: Id,
    },
}

impl Operation {
    /// As `torch` 2.15 calls it in messages; older versions wrote `SigmoidBackward0`.
    fn torch_name(&self) -> &'static str {
        match self {
            Self::Leaf { .. } => "AccumulateGrad",
            Self::Linear { .. } => "Addmm",
            Self::Sigmoid { .. } => "Sigmoid",
            Self::Relu { .. } => "Relu",
            Self::Add { .. } => "Add",
            Self::Sum { .. } => "Sum",
        }
    }
}

/// One operation on a tensor: in place, a tensor gets several of them.
#[derive(Debug, Clone)]
struct Node {
    tensor: Id,
    operation: Operation,
}

#[derive(Debug, Clone)]
struct Storage {
    values: Vec<f32>,
    version: u32,
    /// The node that made the present value.
    node: usize,
}

/// What was computed, in order.
#[derive(Debug, Clone, Default)]
pub struct Tape {
    tensors: Vec<Storage>,
    nodes: Vec<Node>,
}

impl Tape {
    fn push(&mut self, values: Vec<f32>, operation: Operation) -> Id {
        let id = Id(self.tensors.len());
        self.tensors.push(Storage { values, version: 0, node: self.nodes.len() });
        self.nodes.push(Node { tensor: id, operation });
        id
    }

    /// A tensor that was not computed.
    pub fn leaf(&mut self, values: &[f32], requires_grad: bool) -> Id {
        self.push(values.to_vec(), Operation::Leaf { requires_grad })
    }

    /// The present values.
    pub fn values(&self, id: Id) -> &[f32] {
        &self.tensors[id.0].values
    }

    /// The version: how often the tensor was changed in place.
    pub fn version(&self, id: Id) -> u32 {
        self.tensors[id.0].version
    }

    /// `W x`, with x saved for the gradient of W.
    pub fn linear(&mut self, weight: &[Vec<f32>], x: Id) -> Id {
        let dot = |row: &Vec<f32>| row.iter().zip(self.values(x)).map(|(w, x)| w * x).sum();
        let values = weight.iter().map(dot).collect();
        self.push(values, Operation::Linear { weight: weight.to_vec(), x, saved: self.version(x) })
    }

    /// 1 / (1 + exp(-x)), with the output saved.
    pub fn sigmoid(&mut self, x: Id) -> Id {
        let values = self.values(x).iter().map(|&x| sigmoid(&CONSTANTS, x)).collect();
        self.push(values, Operation::Sigmoid { x, saved: 0 })
    }

    /// max(0, x) as a new tensor, with the output saved.
    pub fn relu(&mut self, x: Id) -> Id {
        let values = self.values(x).iter().map(|&x| if x <= 0.0 { 0.0 } else { x }).collect();
        self.push(values, Operation::Relu { x, saved: 0 })
    }

    /// max(0, x) in the place of x: no new tensor, the version goes up.
    ///
    /// # Errors
    /// [`TapeError::Leaf`] for a leaf that requires a gradient.
    pub fn relu_in_place(&mut self, x: Id) -> Result<Id, TapeError> {
        if matches!(self.nodes[self.tensors[x.0].node].operation, Operation::Leaf { requires_grad: true }) {
            return Err(TapeError::Leaf);
        }
        let node = self.nodes.len();
        let storage = &mut self.tensors[x.0];
        for value in &mut storage.values {
            *value = if *value <= 0.0 { 0.0 } else { *value };
        }
        storage.version += 1;
        let saved = storage.version;
        self.nodes.push(Node { tensor: x, operation: Operation::Relu { x, saved } });
        self.tensors[x.0].node = node;
        Ok(x)
    }

    /// a + b; saves nothing.
    pub fn add(&mut self, a: Id, b: Id) -> Id {
        let values = self.values(a).iter().zip(self.values(b)).map(|(a, b)| a + b).collect();
        let (a, b) = ((a, self.tensors[a.0].node), (b, self.tensors[b.0].node));
        self.push(values, Operation::Add { a, b })
    }

    /// The sum of all elements; saves nothing.
    pub fn sum(&mut self, x: Id) -> Id {
        let total = self.values(x).iter().sum();
        self.push(vec![total], Operation::Sum { x })
    }

    /// The gradient of `of` (a sum) with respect to a leaf.
    ///
    /// # Errors
    /// [`TapeError::Modified`] if a saved tensor is no longer what it was.
    pub fn gradient(&self, of: Id, leaf: Id) -> Result<Vec<f32>, TapeError> {
        // One gradient a node, not a tensor: an in-place operation makes a new node of the same tensor.
        let mut gradients: Vec<Vec<f32>> =
            self.nodes.iter().map(|node| vec![0.0; self.values(node.tensor).len()]).collect();
        gradients[self.tensors[of.0].node] = vec![1.0];
        for (index, node) in self.nodes.iter().enumerate().rev() {
            let gradient = gradients[index].clone();
            let mut give = |to: usize, values: Vec<f32>| {
                gradients[to].iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
            };
            match &node.operation {
                Operation::Leaf { .. } => {}
                Operation::Linear { weight, x, saved } => {
                    self.check(*x, *saved, &self.nodes[self.tensors[x.0].node].operation)?;
                    let column = |i: usize| weight.iter().zip(&gradient).map(|(row, g)| row[i] * g).sum();
                    give(self.made_before(*x, index), (0..self.values(*x).len()).map(column).collect());
                }
                Operation::Sigmoid { x, saved } => {
                    let y = self.check(node.tensor, *saved, &node.operation)?;
                    let values = y.iter().zip(&gradient).map(|(y, g)| g * y * (1.0 - y)).collect();
                    give(self.made_before(*x, index), values);
                }
                Operation::Relu { x, saved } => {
                    let y = self.check(node.tensor, *saved, &node.operation)?;
                    let values = y.iter().zip(&gradient).map(|(y, g)| if *y <= 0.0 { 0.0 } else { *g }).collect();
                    give(self.made_before(*x, index), values);
                }
                Operation::Add { a, b } => {
                    give(a.1, gradient.clone());
                    give(b.1, gradient.clone());
                }
                Operation::Sum { x } => {
                    give(self.made_before(*x, index), vec![gradient[0]; self.values(*x).len()]);
                }
            }
        }
        let first = self.nodes.iter().position(|node| node.tensor == leaf).unwrap_or(0);
        Ok(gradients.swap_remove(first))
    }

    /// The node that made the value of `x` which node `index` read.
    fn made_before(&self, x: Id, index: usize) -> usize {
        self.nodes[..index].iter().rposition(|node| node.tensor == x).unwrap_or(0)
    }

    /// The saved tensor, if it is still what it was; `operation`: whose output `torch` calls it in the message.
    fn check(&self, id: Id, saved: u32, operation: &Operation) -> Result<&[f32], TapeError> {
        let storage = &self.tensors[id.0];
        if storage.version == saved {
            return Ok(&storage.values);
        }
        Err(TapeError::Modified {
            length: storage.values.len(),
            operation: operation.torch_name(),
            version: storage.version,
            expected: saved,
        })
    }
}
