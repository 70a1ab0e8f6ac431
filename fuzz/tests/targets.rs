//! All targets over generated inputs: none panics, hangs, or takes memory without bound.
//!
//! `FUZZ_CASES` says how many inputs each target reads: 2000 unless told, a million once before a release:
//! `FUZZ_CASES=1000000 cargo test --release --package relu-lab-fuzz`. An input that fails is made smaller by proptest, printed, and
//! belongs into the corpus, which is read first, entry by entry.
#![allow(missing_docs)]
#![allow(clippy::disallowed_methods, reason = "no browser here")]

use std::env;
use std::time::{Duration, Instant};

use peak_alloc::PeakAlloc;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use relu_lab_fuzz::inputs::{examples, inputs};
use relu_lab_fuzz::{TARGETS, Target};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// For one input of at most 100 kB, on a slow machine.
const LONGEST: Duration = Duration::from_secs(5);
/// Bytes taken while one input is read.
const MOST: usize = 64 << 20;

fn cases() -> u32 {
    env::var("FUZZ_CASES").map_or(2000, |cases| cases.parse().expect("FUZZ_CASES is a number"))
}

fn read(target: &Target, input: &[u8]) {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let start = Instant::now();
    (target.read)(input);
    let (time, memory) = (start.elapsed(), MEMORY.peak_usage().saturating_sub(before));
    assert!(time < LONGEST && memory < MOST, "{}: {time:?}, {memory} bytes", target.name);
}

#[test]
fn every_input_is_read_or_refused() {
    for target in TARGETS {
        let examples = examples(target.name);
        assert!(examples.iter().any(|example| !example.is_empty()), "{} has no corpus", target.name);
        for example in &examples {
            read(target, example);
        }
        // The same inputs every time, so that a failure can be repeated.
        let seed = TestRng::from_seed(RngAlgorithm::ChaCha, &[17; 32]);
        let config = Config { cases: cases(), failure_persistence: None, ..Config::default() };
        let start = Instant::now();
        let result = TestRunner::new_with_rng(config, seed).run(&inputs(examples), |input| {
            read(target, &input);
            Ok(())
        });
        if let Err(error) = result {
            panic!("{}: {error}", target.name);
        }
        println!("{:>18}: {} inputs in {:.1} s", target.name, cases(), start.elapsed().as_secs_f64());
    }
}
