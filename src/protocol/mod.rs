//! What the page and the worker say to each other: the only types that cross the boundary, in postcard's format.
//!
//! Both are fire and forget. The worker speaks first, with [`Event::Ready`]: what is sent to it before that is lost.
//! Every frame carries the number of its run, so that a frame of an old run can be told and dropped, and says only what
//! the page does not have yet: see [`frames`]. After a frame the worker waits for [`Command::AckFrame`] before it sends
//! the next one: a hidden or busy page is never flooded, and training goes on meanwhile.

mod command;
mod event;
pub mod frames;

pub use command::Command;
pub use event::{Event, GoingBack};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A message that is not what it should be: page and worker are of different versions.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("the page and its worker do not understand each other; reload the page")]
pub struct ProtocolError;

/// A message as bytes, for one transferred buffer.
pub fn to_bytes<T: Serialize>(message: &T) -> Vec<u8> {
    // Postcard writes every value of these types; an empty message, which is none, is reported by whoever reads it.
    postcard::to_allocvec(message).unwrap_or_default()
}

/// The message in some bytes.
///
/// # Errors
/// [`ProtocolError`] if the bytes are not such a message, or more than one.
pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ProtocolError> {
    match postcard::take_from_bytes(bytes) {
        Ok((message, [])) => Ok(message),
        _ => Err(ProtocolError),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::compare::trial::TrialResult;
    use crate::export::ExportKind;
    use crate::protocol::frames::FrameEncoder;
    use crate::train::session::Session;
    use crate::train::snapshot::{ImageRequest, SampleRequest, UnitId, UnitNumber};
    use crate::train::spec::Spec;
    use crate::train::start::Start;

    fn frame() -> Event {
        let mut session = Session::new(Spec::from_query("hidden=3,2&act=relu,prelu(0.1)&opt=sgd(momentum=0.9)").0);
        session.set_distributions(true);
        session.step_epoch();
        let unit = Some(UnitId { layer: 0, unit: 1 });
        let frame = FrameEncoder::default().encode(session.snapshot(true, 12.5, unit));
        Event::Frame { run: 7, frame: Box::new(frame) }
    }

    #[test]
    fn what_is_read_is_what_was_written() {
        let mut events = vec![frame(), Event::Ready, Event::TrialProgress { epochs: vec![(1, 2), (3, u32::MAX)] }];
        events.push(Event::Failed { run: 0, error: "größer".to_owned() });
        for event in events {
            let bytes = to_bytes(&event);
            // Not the events themselves: a NaN differs from itself.
            assert_eq!(format!("{:?}", from_bytes::<Event>(&bytes).unwrap()), format!("{event:?}"));
        }
        let commands = [
            Command::SetNumber(UnitId { layer: 1, unit: 2 }, UnitNumber::Bias, -0.5),
            Command::Bench(Spec::default(), u64::MAX),
            Command::Start { run: 1, spec: Spec::from_query("seed=5&clip=2").0, play: true, start: Start::Drawn },
            Command::SetSpeed(f32::INFINITY),
            Command::TrainTo { epoch: 7, play: true },
            Command::Pause,
            Command::Export(ExportKind::Torch),
            Command::Provide(vec![0, 255]),
            Command::ShowImages(ImageRequest {
                image: Some(vec![0.5; 64]),
                samples: Some(SampleRequest::default()),
                means: true,
            }),
        ];
        for command in commands {
            assert_eq!(from_bytes::<Command>(&to_bytes(&command)).unwrap(), command);
        }
    }

    #[test]
    fn numbers_keep_their_bits() {
        for bits in [0x7fc0_0000, 0xffc0_1234, 0x7fa0_0001, 0x7f80_0000, 0xff80_0000, 0x8000_0000, 1] {
            let bytes = to_bytes(&Command::SetSpeed(f32::from_bits(bits)));
            let Ok(Command::SetSpeed(speed)) = from_bytes(&bytes) else { panic!("{bits:x} is lost") };
            assert_eq!(speed.to_bits(), bits);
        }
    }

    #[test]
    fn broken_messages_are_errors_and_nothing_worse() {
        let bytes = to_bytes(&frame());
        for end in (0..bytes.len()).step_by(1 + bytes.len() / 500) {
            assert!(from_bytes::<Event>(&bytes[..end]).is_err(), "cut off at {end}");
        }
        for at in 0..bytes.len().min(2000) {
            let mut changed = bytes.clone();
            changed[at] ^= 0xff;
            let _ = from_bytes::<Event>(&changed);
        }
        assert!(from_bytes::<Event>(&[&bytes[..], &[0]].concat()).is_err(), "something follows");
    }

    #[test]
    fn a_length_that_is_a_lie_asks_for_no_memory() {
        // A list of u64::MAX items, each of 20 bytes at least, of which there is none.
        let huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
        assert!(postcard::from_bytes::<u64>(&huge).is_ok_and(|length| length == u64::MAX));
        assert!(from_bytes::<Vec<(u32, TrialResult)>>(&huge).is_err());
        assert!(from_bytes::<String>(&huge).is_err());
        assert!(from_bytes::<Vec<f32>>(&huge).is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_message_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            // Whatever can be read can be written and read again.
            if let Ok(event) = from_bytes::<Event>(&bytes) {
                prop_assert!(from_bytes::<Event>(&to_bytes(&event)).is_ok());
            }
            if let Ok(command) = from_bytes::<Command>(&bytes) {
                prop_assert!(from_bytes::<Command>(&to_bytes(&command)).is_ok());
            }
        }
    }
}
