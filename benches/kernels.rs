//! What a training step is made of, timed alone: `cargo bench --package kernels`.
//!
//! The three products of a layer, activations, the loss, and whole steps of the workloads of `cargo xtask bench`.
//! Throughput is in numbers that come out (`elem/s`); steps are in samples.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use relu_lab::data::samples::Samples;
use relu_lab::nn::activation::{Activation, ActivationRow};
use relu_lab::nn::choice::Row;
use relu_lab::nn::linear::{Linear, PackingBuffers};
use relu_lab::nn::loss::Loss;
use relu_lab::nn::random::normal;
use relu_lab::nn::tensor::Tensor;
use relu_lab::train::bench::WORKLOADS;
use relu_lab::train::state::{State, Trainer};

/// Inputs, outputs and samples of the layers of the workloads, and one of odd sizes.
const LAYERS: [(usize, usize, usize); 5] = [(2, 4, 10), (4, 2, 10), (32, 32, 32), (64, 64, 64), (7, 13, 19)];

fn draw(units: usize, samples: usize) -> Tensor {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut tensor = Tensor::zeros(units, samples);
    (0..units).for_each(|unit| tensor.unit_mut(unit).fill_with(|| normal(&mut rng)));
    tensor
}

fn products(criterion: &mut Criterion) {
    for (fan_in, fan_out, samples) in LAYERS {
        let mut group = criterion.benchmark_group(format!("layer {fan_in} to {fan_out}, batch {samples}"));
        group.throughput(Throughput::Elements((fan_in * fan_out * samples) as u64));
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        let mut linear = Linear::zeros(fan_in, fan_out);
        linear.weight.fill_with(|| normal(&mut rng));
        let (mut a, mut z, d_z) = (draw(fan_in, samples), Tensor::default(), draw(fan_out, samples));
        a.fill_padding();
        let (mut d_a, mut packing) = (Tensor::default(), PackingBuffers::default());
        let (mut d_weight, mut d_bias) = (vec![0.0; fan_in * fan_out], vec![0.0; fan_out]);
        group.bench_function("forward", |bencher| bencher.iter(|| linear.forward(black_box(&a), &mut z, &mut packing)));
        group.bench_function("input gradient", |bencher| {
            bencher.iter(|| linear.backward_input(black_box(&d_z), &mut d_a, &mut packing));
        });
        group.bench_function("weight gradient", |bencher| {
            bencher.iter(|| Linear::backward_weight(black_box(&d_z), &a, &mut d_weight, &mut d_bias, &mut packing));
        });
        group.finish();
    }
}

fn activations(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("activation with slope");
    let z = draw(32, 32);
    let (mut a, mut slope) = (z.clone(), z.clone());
    group.throughput(Throughput::Elements(z.data().len() as u64));
    for activation in ActivationRow::table().iter().map(Activation::of) {
        group.bench_function(BenchmarkId::from_parameter(activation.id()), |bencher| {
            bencher.iter(|| activation.forward_with_derivative(black_box(z.data()), a.data_mut(), slope.data_mut()));
        });
    }
    group.finish();
}

fn losses(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("gradient of the loss");
    for samples in [10, 64] {
        let (output, target) = (draw(1, samples), Tensor::from_units(&[vec![1.0; samples]]));
        let mut gradient = Tensor::default();
        group.throughput(Throughput::Elements(samples as u64));
        for loss in ["bce", "mse"].iter().filter_map(|id| id.parse::<Loss>().ok()) {
            group.bench_function(BenchmarkId::new(loss.id(), samples), |bencher| {
                bencher.iter(|| loss.gradient(black_box(&output), &target, &mut gradient));
            });
        }
    }
    group.finish();
}

fn steps(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("step");
    for workload in WORKLOADS.iter().filter(|workload| workload.aim.is_some()) {
        let spec = workload.spec();
        let points = spec.points();
        let samples = Samples::new(&points, points.training(), &spec.inputs());
        let (mut state, mut trainer) = (State::new(&spec), Trainer::default());
        group.throughput(Throughput::Elements(spec.batch_size().into()));
        group.bench_function(workload.net, |bencher| {
            bencher.iter(|| assert!(trainer.step(&mut state, &spec, &samples).is_ok()));
        });
    }
    group.finish();
}

criterion_group!(kernels, products, activations, losses, steps);
criterion_main!(kernels);
