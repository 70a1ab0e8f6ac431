//! Frames that carry what changed: what the page has already is not sent again.
//!
//! The points of a run, the pictures of its inputs and own data in its spec never change: they come with its first frame. The records of the
//! history, the deaths and the marks mostly grow at their end: a `ListDelta` says how much of the list the page keeps
//! and what follows. Everything else is sent whole.
//!
//! A delta builds on the last frame that the page acknowledged, not on the last one sent: a frame that got lost on the way
//! harms nothing.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::data::own::Own;
use crate::protocol::ProtocolError;
use crate::train::history::Record;
use crate::train::snapshot::{Death, Mark, Points, Snapshot};

/// A [`Snapshot`] without what the page has already. A [`FrameEncoder`] makes it, a [`FrameDecoder`] reads it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// The snapshot; what the other fields say is left empty in it.
    pub snapshot: Snapshot,
    /// This frame among all frames of the encoder.
    number: u32,
    base: Base,
    records: ListDelta<Arc<Record>>,
    deaths: ListDelta<Death>,
    marks: ListDelta<Mark>,
}

/// What a frame builds on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Base {
    /// On nothing: it brings along what stays the same for the whole run.
    Constants {
        points: Arc<Points>,
        /// [`ActivationMaps::features`](crate::train::snapshot::ActivationMaps::features).
        features: Vec<i8>,
        /// The user's own data, as the spec has them.
        own: Option<Own>,
    },
    /// On the frame with this number.
    Frame(u32),
}

/// How a list becomes the next one: it loses items at both ends and gets others at its end.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct ListDelta<T> {
    /// How many items at the start are dropped.
    dropped: u32,
    /// How many of the following items are kept.
    kept: u32,
    /// What comes after them.
    appended: Vec<T>,
}

impl<T: Clone> ListDelta<T> {
    /// From one list to another. `same`: whether two items are one; of items said to differ, the later one is sent.
    fn between(before: &[T], after: &[T], same: impl Fn(&T, &T) -> bool) -> Self {
        let first = after.first().and_then(|first| before.iter().position(|item| same(item, first)));
        let dropped = first.unwrap_or(before.len());
        let kept = before[dropped..].iter().zip(after).take_while(|(before, after)| same(before, after)).count();
        Self { dropped: dropped as u32, kept: kept as u32, appended: after[kept..].to_vec() }
    }

    /// Turns the list before into the list after.
    fn apply(self, list: &mut Vec<T>) -> Result<(), ProtocolError> {
        let (dropped, kept) = (self.dropped as usize, self.kept as usize);
        // Both were u32: their sum does not overflow where a list can be that long.
        let end = dropped.checked_add(kept).filter(|&end| end <= list.len()).ok_or(ProtocolError)?;
        list.truncate(end);
        list.drain(..dropped);
        list.extend(self.appended);
        Ok(())
    }
}

/// The lists of one frame, to be compared with those of a later one.
#[derive(Debug, Default)]
struct Lists {
    number: u32,
    records: Vec<Arc<Record>>,
    deaths: Vec<Death>,
    marks: Vec<Mark>,
}

/// The worker's side: knows what the page has.
#[derive(Debug, Default)]
pub struct FrameEncoder {
    /// Number of the next frame.
    number: u32,
    acknowledged: Option<Lists>,
    sent: Option<Lists>,
}

impl FrameEncoder {
    /// Begins another run, of which the page has nothing.
    pub fn start_run(&mut self) {
        (self.acknowledged, self.sent) = (None, None);
    }

    /// What the page is to be told of this snapshot. All snapshots since [`FrameEncoder::start_run`] are of one session.
    pub fn encode(&mut self, mut snapshot: Snapshot) -> Frame {
        let after = Lists {
            number: self.number,
            records: std::mem::take(&mut snapshot.history.records),
            deaths: std::mem::take(&mut snapshot.deaths),
            marks: std::mem::take(&mut snapshot.marks),
        };
        self.number = self.number.wrapping_add(1);
        let points = std::mem::take(&mut snapshot.points);
        let features = std::mem::take(&mut snapshot.maps.features);
        let own = snapshot.spec.own.take();
        let nothing = Lists::default();
        let (before, base) = match &self.acknowledged {
            Some(lists) => (lists, Base::Frame(lists.number)),
            None => (&nothing, Base::Constants { points, features, own }),
        };
        let frame = Frame {
            snapshot,
            number: after.number,
            base,
            // By identity: a record is never changed in place, and one that holds a NaN differs from itself.
            records: ListDelta::between(&before.records, &after.records, Arc::ptr_eq),
            deaths: ListDelta::between(&before.deaths, &after.deaths, PartialEq::eq),
            marks: ListDelta::between(&before.marks, &after.marks, PartialEq::eq),
        };
        self.sent = Some(after);
        frame
    }

    /// The page has the last frame.
    pub fn acknowledge(&mut self) {
        if let Some(sent) = self.sent.take() {
            self.acknowledged = Some(sent);
        }
    }
}

/// The page's side: makes whole snapshots of frames.
#[derive(Debug, Default)]
pub struct FrameDecoder {
    last: Option<Decoded>,
}

/// What later frames build on.
#[derive(Debug)]
struct Decoded {
    points: Arc<Points>,
    features: Vec<i8>,
    own: Option<Own>,
    lists: Lists,
}

impl FrameDecoder {
    /// The snapshot that was encoded. Frames of all runs are to pass through here, in the order in which they come.
    ///
    /// # Errors
    /// [`ProtocolError`] if the frame builds on another one than the last. The next frame may be tried.
    pub fn decode(&mut self, frame: Frame) -> Result<Snapshot, ProtocolError> {
        let Frame { mut snapshot, number, base, records, deaths, marks } = frame;
        let mut decoded = match (base, self.last.take()) {
            (Base::Constants { points, features, own }, _) => {
                Decoded { points, features, own, lists: Lists::default() }
            }
            (Base::Frame(base), Some(last)) if last.lists.number == base => last,
            (Base::Frame(_), last) => {
                self.last = last;
                return Err(ProtocolError);
            }
        };
        let lists = &mut decoded.lists;
        lists.number = number;
        records.apply(&mut lists.records)?;
        deaths.apply(&mut lists.deaths)?;
        marks.apply(&mut lists.marks)?;
        snapshot.points.clone_from(&decoded.points);
        snapshot.maps.features.clone_from(&decoded.features);
        snapshot.spec.own.clone_from(&decoded.own);
        snapshot.history.records.clone_from(&lists.records);
        snapshot.deaths.clone_from(&lists.deaths);
        snapshot.marks.clone_from(&lists.marks);
        self.last = Some(decoded);
        Ok(snapshot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_loses_items_at_both_ends_and_gets_others() {
        let cases: [(&[u8], &[u8], usize); 7] = [
            (&[], &[1, 2], 2),
            (&[1, 2], &[1, 2], 0),
            (&[1, 2], &[1, 2, 3], 1),
            (&[1, 2, 3, 4], &[1, 2, 5], 1),
            // A window that moves on, as that of the latest deaths.
            (&[1, 2, 3, 4], &[3, 4, 5], 1),
            (&[1, 2], &[3, 4], 2),
            (&[1, 2], &[], 0),
        ];
        for (before, after, sent) in cases {
            let delta = ListDelta::between(before, after, PartialEq::eq);
            assert_eq!(delta.appended.len(), sent, "{before:?} to {after:?}");
            let mut list = before.to_vec();
            delta.apply(&mut list).unwrap();
            assert_eq!(list, after);
        }
    }

    #[test]
    fn a_delta_for_a_longer_list_is_an_error() {
        for (dropped, kept) in [(0, 3), (3, 0), (u32::MAX, u32::MAX)] {
            let delta = ListDelta { dropped, kept, appended: vec![0_u8] };
            assert!(delta.apply(&mut vec![1, 2]).is_err());
        }
    }
}
