//! A digit that somebody draws, made into the 64 numbers that a network is given, in the way of the [digits](super::digits).
//!
//! There, a bitmap of 32 × 32 dots is divided into blocks of 4 × 4, and a pixel is the number of inked dots in its block over 16.
//! Before that every digit was centred, made as high as the bitmap, and its strokes thinned or thickened until about the same
//! number of dots was inked (M. D. Garris et al. 1994, NIST Form-Based Handprint Recognition System, NISTIR 5469): in the file
//! all images have ink in the first and in the last row, and each of the ten digits has 303 to 330 inked dots on the mean.

use super::digits::PIXELS;

/// Dots along a side of the bitmap.
const DOTS: usize = 32;
/// Pixels along a side of the image.
pub const SIDE: usize = 8;
/// Dots along a side of a pixel's block.
const BLOCK: usize = DOTS / SIDE;
/// The most dots that a drawing is wide: the digits leave the outermost columns of pixels blank.
pub const WIDEST: usize = 24;
/// Inked dots of a drawing: what the digits have on the mean.
pub const INKED: usize = 312;
/// The width of a stroke in dots where nothing is fitted, and where fitting begins.
pub const STROKE: f32 = 4.5;
/// The most that a drawing is stretched to be as high as the bitmap.
const LARGEST_SCALE: f32 = 4.0;

/// So many places are kept of all strokes: each takes its time.
const MOST_PLACES: usize = 2000;

/// A place on the pad: (0, 0) is its top left corner, (1, 1) its bottom right one.
pub type Place = (f32, f32);

/// Strokes of a pen, and pixels that were set one by one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Drawing {
    strokes: Vec<Vec<Place>>,
    /// Row by row from the top left, from 0 (paper) to 1 (ink).
    pixels: Option<Vec<f32>>,
}

impl Drawing {
    /// An image to begin with; `None` unless it has [`PIXELS`] numbers.
    pub fn of(image: Vec<f32>) -> Option<Self> {
        (image.len() == PIXELS).then_some(Self { strokes: Vec::new(), pixels: Some(image) })
    }

    /// Whether there is nothing on it.
    pub fn is_empty(&self) -> bool {
        self.strokes.is_empty() && self.pixels.as_ref().is_none_or(|pixels| pixels.iter().all(|ink| *ink == 0.0))
    }

    /// The strokes, in the order in which they were drawn.
    pub fn strokes(&self) -> &[Vec<Place>] {
        &self.strokes
    }

    /// The pixels that were set, if any were.
    pub fn pixels(&self) -> Option<&[f32]> {
        self.pixels.as_deref()
    }

    /// Puts the pen down. A place that is not finite is left out.
    pub fn begin_stroke(&mut self, at: Place) {
        if is_finite(at) && self.strokes.iter().map(Vec::len).sum::<usize>() < MOST_PLACES {
            self.strokes.push(vec![at]);
        }
    }

    /// Moves the pen; it has been put down before. What is nearer to the last place than a third of a dot is left out, and so is what
    /// follows after `MOST_PLACES` of them.
    pub fn continue_stroke(&mut self, at: Place) {
        let places: usize = self.strokes.iter().map(Vec::len).sum();
        let Some(stroke) = self.strokes.last_mut().filter(|_| is_finite(at) && places < MOST_PLACES) else { return };
        let is_new = |last: &Place| (last.0 - at.0).abs().max((last.1 - at.1).abs()) > 0.01;
        if stroke.last().is_none_or(is_new) {
            stroke.push(at);
        }
    }

    /// Sets a pixel of the image, from 0 (paper) to 1 (ink). What was drawn becomes pixels first.
    pub fn set_pixel(&mut self, pixel: usize, ink: f32) {
        let mut image = self.image();
        if let Some(there) = image.get_mut(pixel) {
            *there = ink.clamp(0.0, 1.0);
        }
        *self = Self { strokes: Vec::new(), pixels: Some(image) };
    }

    /// The image that the network is given: 64 numbers from 0 (paper) to 1 (ink), row by row from the top left.
    ///
    /// Strokes alone are centred, made 32 dots high and at most [`WIDEST`] dots wide, and as thick as it takes to ink [`INKED`] dots.
    /// On top of pixels they stay where they are drawn, [`STROKE`] dots thick.
    pub fn image(&self) -> Vec<f32> {
        let Some(pixels) = &self.pixels else { return counted(&fitted(&self.strokes)) };
        let in_dots = |stroke: &Vec<Place>| stroke.iter().map(|(x, y)| (x * DOTS as f32, y * DOTS as f32)).collect();
        let strokes: Vec<Vec<Place>> = self.strokes.iter().map(in_dots).collect();
        let drawn = counted(&distances(&strokes).map(|distance| distance <= STROKE / 2.0));
        pixels.iter().zip(drawn).map(|(ink, drawn)| ink.max(drawn)).collect()
    }
}

fn is_finite((x, y): Place) -> bool {
    x.is_finite() && y.is_finite()
}

/// The dots that strokes ink when they are fitted to the bitmap.
fn fitted(strokes: &[Vec<Place>]) -> [bool; DOTS * DOTS] {
    let Some((low, high)) = bounds(strokes) else { return [false; DOTS * DOTS] };
    // The box is to hold the stroke with its thickness, which depends on how long it is in the box: a few rounds settle it.
    let mut radius = STROKE / 2.0;
    let mut inked = [false; DOTS * DOTS];
    for _ in 0..4 {
        let room = |most: usize| (most as f32 - 2.0 * radius).max(1.0);
        let stretched = |most: usize, size: f32| room(most) / size.max(f32::MIN_POSITIVE);
        // Of a pad that is as wide as the bitmap: 1 is no stretching.
        let largest = LARGEST_SCALE * DOTS as f32;
        let down = stretched(DOTS, high.1 - low.1).min(largest);
        let across = stretched(WIDEST, high.0 - low.0).min(down);
        let down = down.min(LARGEST_SCALE * across);
        let middle = (low.0.midpoint(high.0), low.1.midpoint(high.1));
        let centre = DOTS as f32 / 2.0;
        let placed = |(x, y): &Place| (centre + (x - middle.0) * across, centre + (y - middle.1) * down);
        let strokes: Vec<Vec<Place>> = strokes.iter().map(|stroke| stroke.iter().map(placed).collect()).collect();
        let distances = distances(&strokes);
        let mut sorted = distances;
        radius = sorted.select_nth_unstable_by(INKED - 1, f32::total_cmp).1.clamp(1.0, THICKEST / 2.0);
        inked = distances.map(|distance| distance <= radius);
    }
    inked
}

/// The thickest stroke in dots: that of a digit of one line.
const THICKEST: f32 = 10.0;

/// The corners of the box around all strokes.
fn bounds(strokes: &[Vec<Place>]) -> Option<(Place, Place)> {
    let mut places = strokes.iter().flatten().copied();
    let first = places.next()?;
    Some(
        places
            .fold((first, first), |(low, high), (x, y)| ((low.0.min(x), low.1.min(y)), (high.0.max(x), high.1.max(y)))),
    )
}

/// How far the middle of each dot is from the nearest stroke; both in dots.
fn distances(strokes: &[Vec<Place>]) -> [f32; DOTS * DOTS] {
    let mut squares = [f32::INFINITY; DOTS * DOTS];
    for stroke in strokes {
        let ends = stroke.windows(2).map(|pair| (pair[0], pair[1]));
        let dot = stroke.first().filter(|_| stroke.len() == 1).map(|only| (*only, *only));
        for (from, to) in ends.chain(dot) {
            for (i, square) in squares.iter_mut().enumerate() {
                let at = ((i % DOTS) as f32 + 0.5, (i / DOTS) as f32 + 0.5);
                *square = square.min(square_distance(at, from, to));
            }
        }
    }
    squares.map(f32::sqrt)
}

/// The square of the distance from a place to a straight line with two ends.
fn square_distance(at: Place, from: Place, to: Place) -> f32 {
    let along = (to.0 - from.0, to.1 - from.1);
    let away = (at.0 - from.0, at.1 - from.1);
    let length = along.0 * along.0 + along.1 * along.1;
    let share = if length > 0.0 { ((away.0 * along.0 + away.1 * along.1) / length).clamp(0.0, 1.0) } else { 0.0 };
    let (x, y) = (away.0 - share * along.0, away.1 - share * along.1);
    x * x + y * y
}

/// Inked dots of each block, over 16.
fn counted(inked: &[bool; DOTS * DOTS]) -> Vec<f32> {
    let mut counts = vec![0.0; PIXELS];
    for (i, _) in inked.iter().enumerate().filter(|(_, is_inked)| **is_inked) {
        counts[i / DOTS / BLOCK * SIDE + i % DOTS / BLOCK] += 1.0 / (BLOCK * BLOCK) as f32;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(strokes: &[&[Place]]) -> Drawing {
        let mut drawing = Drawing::default();
        for stroke in strokes {
            drawing.begin_stroke(stroke[0]);
            stroke[1..].iter().for_each(|at| drawing.continue_stroke(*at));
        }
        drawing
    }

    fn rows(image: &[f32]) -> Vec<f32> {
        image.chunks(SIDE).map(|row| row.iter().sum()).collect()
    }

    #[test]
    fn a_drawing_is_centred_and_fills_the_box_wherever_and_however_large_it_is_drawn() {
        let seven = |scale: f32, (x, y): Place| {
            let at = |(u, v): Place| (x + scale * u, y + scale * v);
            drawn(&[&[at((0.0, 0.0)), at((0.6, 0.0)), at((0.2, 1.0))]]).image()
        };
        let image = seven(0.8, (0.1, 0.1));
        for (scale, at) in [(0.4, (0.0, 0.0)), (0.4, (0.5, 0.6)), (0.3, (0.3, 0.3))] {
            let other = seven(scale, at);
            assert!(image.iter().zip(&other).all(|(a, b)| (a - b).abs() <= 2.0 / 16.0), "{scale}: {image:?} {other:?}");
        }
        let rows = rows(&image);
        assert!(rows[0] > 1.0 && rows[7] > 0.5, "{rows:?}");
        // As much ink as the digits have, in sixteenths.
        let ink = 16.0 * image.iter().sum::<f32>();
        assert!((300.0..325.0).contains(&ink), "{ink}");
        assert!(image.iter().all(|pixel| (pixel * 16.0).fract() == 0.0 && (0.0..=1.0).contains(pixel)));
    }

    #[test]
    fn a_vertical_line_is_a_thick_line_in_the_middle_and_a_dash_is_no_block() {
        let image = drawn(&[&[(0.2, 0.1), (0.2, 0.9)]]).image();
        for row in image.chunks(SIDE) {
            assert!(row[3] == row[4] && row[3] > 0.5 && row[1] == 0.0 && row[6] == 0.0, "{row:?}");
        }
        let dash = rows(&drawn(&[&[(0.1, 0.5), (0.9, 0.5)]]).image());
        assert!(dash[0] == 0.0 && dash[7] == 0.0 && dash[3] > 2.0, "{dash:?}");
        let dot = drawn(&[&[(0.9, 0.9)]]).image();
        assert!(dot[27] > 0.5 && dot[0] == 0.0 && dot[63] == 0.0, "{dot:?}");
    }

    #[test]
    fn pixels_stay_where_they_are_set_and_strokes_on_them_too() {
        let mut drawing = Drawing::default();
        assert!(drawing.is_empty() && drawing.image() == vec![0.0; PIXELS]);
        drawing.set_pixel(9, 1.0);
        drawing.set_pixel(10, 3.0);
        drawing.set_pixel(200, 1.0);
        assert_eq!(drawing.image().iter().sum::<f32>(), 2.0);
        drawing.begin_stroke((0.9, 0.9));
        let image = drawing.image();
        assert!(image[9] == 1.0 && image[63 - 9] > 0.0, "{image:?}");
        drawing.set_pixel(9, 0.0);
        assert!(drawing.strokes().is_empty() && drawing.image()[9] == 0.0 && drawing.image()[63 - 9] > 0.0);
        assert_eq!(Drawing::of(vec![0.0; 3]), None);
        assert!(Drawing::of(vec![0.5; PIXELS]).is_some_and(|drawing| drawing.image() == vec![0.5; PIXELS]));
    }

    #[test]
    fn places_that_are_no_numbers_are_left_out() {
        let mut drawing = Drawing::default();
        drawing.begin_stroke((f32::NAN, 0.0));
        drawing.continue_stroke((0.5, f32::INFINITY));
        assert!(drawing.is_empty());
        drawing.begin_stroke((-3e38, -3e38));
        drawing.continue_stroke((3e38, 3e38));
        assert!(drawing.image().iter().all(|ink| ink.is_finite()));
    }
}
