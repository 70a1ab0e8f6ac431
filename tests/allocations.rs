//! A training step allocates nothing once every batch size has been seen.

#![allow(unsafe_code, reason = "an allocator that counts can only be written so")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use relu_lab::nn::gradients::Gradients;
use relu_lab::nn::init::{BiasInit, Init};
use relu_lab::nn::layer::Mode;
use relu_lab::nn::loss::Loss;
use relu_lab::nn::network::{Architecture, Network};
use relu_lab::nn::optimizer::{Optimizer, OptimizerState, add_l1, clip_grad_norm};
use relu_lab::nn::tensor::Tensor;
use relu_lab::nn::workspace::Workspace;

struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: everything is passed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

#[test]
fn a_step_allocates_nothing() {
    for (activation, optimizer, loss, batch_norm) in [
        ("tanh", "sgd", "bce", false),
        ("prelu", "sgd(momentum=0.9)", "mse", true),
        ("gelu", "adam(amsgrad=1)", "bce", true),
        ("relu", "rmsprop", "ce", false),
        ("elu", "adagrad", "mse", false),
    ] {
        let architecture = Architecture {
            inputs: 2,
            hidden: vec![(9, activation.parse().expect("a row")); 3],
            outputs: if loss == "ce" { 3 } else { 1 },
            output_activation: "identity".parse().expect("a row"),
            batch_norm,
        };
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut network = Network::new(&architecture, &Init::default(), &BiasInit::default(), &mut rng);
        let (loss, optimizer): (Loss, Optimizer) = (loss.parse().expect("a row"), optimizer.parse().expect("a row"));
        let x = Tensor::from_units(&[[0.5; 50], [-0.25; 50]]);
        let y = Tensor::from_units(&[[1.0; 50]]);
        let (mut batch_x, mut batch_y) = (Tensor::default(), Tensor::default());
        let (mut workspace, mut gradients, mut state) = (Workspace::new(), Gradients::default(), OptimizerState::new());
        let order: Vec<u32> = (0..50).collect();
        let mut epoch = || {
            for batch in order.chunks(20) {
                batch_x.gather(&x, batch);
                batch_y.gather(&y, batch);
                network.forward(&batch_x, &mut workspace, Mode::Train);
                workspace.loss(&loss, &batch_y);
                network.backward(&batch_x, &mut workspace, &mut gradients);
                add_l1(&mut gradients, &network, 1e-3);
                clip_grad_norm(&mut gradients, 1.0);
                state.step(&optimizer, &mut network, &gradients, 0.01);
                assert_eq!(gradients.first_non_finite().or(network.first_non_finite()), None);
            }
        };
        epoch();
        let before = ALLOCATIONS.load(Ordering::Relaxed);
        (0..3).for_each(|_| epoch());
        let allocations = ALLOCATIONS.load(Ordering::Relaxed) - before;
        assert_eq!(allocations, 0, "{activation}, {optimizer}, {loss}, batch norm {batch_norm}");
    }
}
