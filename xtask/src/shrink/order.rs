//! Puts functions side by side that have much in common: compression finds repetitions the cheaper the nearer they are.

use std::collections::HashMap;

/// So many bytes in a row that two functions share count as something in common.
const SHARED: usize = 6;
/// What more functions than this share says nothing of any two of them.
const COMMON: usize = 120;
/// How much a function counts that stands one place farther back.
const FADING: f32 = 0.8;

/// The indices of these functions, each followed by the one that has most in common with those before it,
/// measured by its own size. The largest comes first.
pub fn by_similarity(bodies: &[&[u8]]) -> Vec<u32> {
    let features = features(bodies);
    let mut holders: HashMap<u32, Vec<usize>> = HashMap::new();
    for (function, features) in features.iter().enumerate() {
        for feature in features {
            holders.entry(*feature).or_default().push(function);
        }
    }
    let mut order = Vec::with_capacity(bodies.len());
    let mut is_left = vec![true; bodies.len()];
    let mut scores = vec![0.0_f32; bodies.len()];
    // Those with a score, so that not all of them are looked at.
    let mut rated: Vec<usize> = Vec::new();
    let mut next = (0..bodies.len()).max_by_key(|function| (bodies[*function].len(), usize::MAX - function));
    while let Some(function) = next {
        is_left[function] = false;
        order.push(u32::try_from(function).unwrap_or(u32::MAX));
        rated.retain(|function| {
            scores[*function] *= FADING;
            let stays = is_left[*function] && scores[*function] > 0.05;
            if !stays {
                scores[*function] = 0.0;
            }
            stays
        });
        for feature in &features[function] {
            let holders = &holders[feature];
            let weight = 1.0 / (holders.len() as f32).sqrt();
            for holder in holders.iter().copied().filter(|holder| is_left[*holder]) {
                if scores[holder] == 0.0 {
                    rated.push(holder);
                }
                scores[holder] += weight;
            }
        }
        let rating = |function: usize| scores[function] / (features[function].len() as f32 + 20.0).powf(0.8);
        next = rated
            .iter()
            .copied()
            // Of equals the first, so that the order is the same each time.
            .max_by(|a, b| rating(*a).total_cmp(&rating(*b)).then(b.cmp(a)))
            .or_else(|| is_left.iter().position(|is_left| *is_left));
    }
    order
}

/// For each function the numbers of all byte sequences in it that some others have too.
fn features(bodies: &[&[u8]]) -> Vec<Vec<u32>> {
    let mut numbers: HashMap<&[u8], u32> = HashMap::new();
    let mut counts: Vec<usize> = Vec::new();
    let mut features: Vec<Vec<u32>> = Vec::new();
    for body in bodies {
        let mut own: Vec<u32> = Vec::new();
        for sequence in body.windows(SHARED.min(body.len().max(1))) {
            let number = *numbers.entry(sequence).or_insert_with(|| {
                counts.push(0);
                u32::try_from(counts.len() - 1).unwrap_or(u32::MAX)
            });
            own.push(number);
        }
        own.sort_unstable();
        own.dedup();
        for number in &own {
            counts[*number as usize] += 1;
        }
        features.push(own);
    }
    for own in &mut features {
        own.retain(|number| (2..=COMMON).contains(&counts[*number as usize]));
    }
    features
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relatives_are_neighbours() {
        let bodies: [&[u8]; 5] = [
            b"the quick brown fox jumps over the lazy dog",
            b"0123456789 9876543210",
            b"zzzzzzzz",
            b"a quick brown fox",
            b"+0123456789 9876543210+",
        ];
        let order = by_similarity(&bodies);
        assert_eq!(order[..2], [0, 3]);
        let place = |function: u32| order.iter().position(|index| *index == function).unwrap();
        assert_eq!(place(1).abs_diff(place(4)), 1, "{order:?}");
        let mut all = order.clone();
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2, 3, 4]);
    }

    #[test]
    fn nothing_has_an_order() {
        assert!(by_similarity(&[]).is_empty());
        assert_eq!(by_similarity(&[b"", b""]).len(), 2);
    }
}
