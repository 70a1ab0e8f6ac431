//! Going back: to an epoch, to just before a death, to where all numbers were finite.
//!
//! A way back is a [`Replay`]: steps that are taken again beside the run, which is still where it is until
//! [`Session::return_to`]. So a long way can be gone in slices, and given up.

use crate::train::checkpoints::Checkpoint;
use crate::train::event::{Death, Origin};
use crate::train::session::{AUTOPSY_LIMIT, Session};
use crate::train::unit::UnitId;
use crate::train::way_back::{Goal, NotKept, Replay};

impl Session {
    /// The way back to the end of an epoch, after what the user did there; 0 is the start.
    ///
    /// # Errors
    /// [`NotKept`] if the run has not come to that epoch, or what it takes is no longer kept.
    pub fn way_to_epoch(&self, epoch: u32) -> Result<Replay, NotKept> {
        self.way_back.replay(&self.state, Goal::Epoch(epoch), None).ok_or(NotKept)
    }

    /// The way back to just before the step or the intervention that killed a unit at the check of step `death_step`; without a
    /// known cause, to the end of the epoch before.
    ///
    /// # Errors
    /// [`NotKept`] if there was no such death, or what it takes is no longer kept.
    pub fn way_before(&mut self, id: UnitId, death_step: u64) -> Result<Replay, NotKept> {
        self.explain_deaths(AUTOPSY_LIMIT);
        let is_it = |death: &&Death| death.id == id && death.step == death_step && !death.revived;
        let death = self.health.deaths().iter().find(is_it).ok_or(NotKept)?;
        let goal = match (death.origin, &death.cause) {
            (Origin::Intervention { mark }, _) => Goal::Mark(mark as usize),
            (_, Some(cause)) => Goal::Step(cause.step.saturating_sub(1)),
            (_, None) => Goal::Epoch((death.epoch.ceil() as u32).saturating_sub(1)),
        };
        // Of an epoch in which somebody died the start is kept: from there it is a few steps.
        let near = self.checkpoints.before(death_step.saturating_sub(1));
        self.way_back.replay(&self.state, goal, near).ok_or(NotKept)
    }

    /// Takes so many steps of a way back; tells whether it is at its end.
    ///
    /// # Errors
    /// [`NotKept`] if something was done to the run on the way that cannot be done again.
    pub fn advance(&self, replay: &mut Replay, steps: u32) -> Result<bool, NotKept> {
        for _ in 0..steps {
            if replay.advance(&self.way_back, &self.train)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Goes back to where a way back has come. What came later is forgotten.
    ///
    /// `with_settings`: with the settings as they were then; else those that can change while training stay as they are now, but
    /// for the layers' functions and batch norms, which are the state's.
    pub fn return_to(&mut self, replay: Replay, with_settings: bool) {
        let ends_an_epoch = replay.ends_an_epoch();
        let (checkpoint, ratios) = replay.reached(&self.way_back);
        if with_settings {
            self.spec = checkpoint.spec.clone();
        }
        self.restore(checkpoint);
        // It is the very moment that was measured then.
        let measured = self.history.records.last().filter(|record| record.epoch == self.state.epoch);
        let measured = measured.filter(|_| self.state.position == 0).map(|record| record.update_ratio.clone());
        if let Some(ratios) = measured.filter(|ratios| !ratios.is_empty()).or(ratios) {
            self.held_ratios = Some((self.state.step, ratios));
        }
        if !ends_an_epoch {
            // What was measured there may have been measured after what is undone now.
            self.amend_history(false);
        }
    }

    /// Goes back to the end of an epoch, with the settings as they were then: weights, optimizer and sample order have the bits
    /// that they had.
    ///
    /// # Errors
    /// [`NotKept`] if the run has not come to that epoch, or what it takes is no longer kept; the run is then as it was.
    pub fn go_back(&mut self, epoch: u32) -> Result<(), NotKept> {
        let replay = self.way_to_epoch(epoch)?;
        self.go(replay, true)
    }

    /// Goes back to the end of the last epoch whose numbers were all finite. Settings stay as they are now.
    pub fn back_to_finite(&mut self) {
        let stop = self.checkpoint.clone();
        self.restore(stop);
        // The step that led here is not the trainer's last one.
        self.held_ratios = Some((self.state.step, vec![0.0; self.state.network.layers.len()]));
        self.amend_history(false);
    }

    /// Goes the way of [`Session::way_before`] at once. Settings stay as they are now. Does nothing if there is no such way.
    pub fn back_before(&mut self, id: UnitId, death_step: u64) {
        if let Ok(replay) = self.way_before(id, death_step) {
            // Where there is no way the run stays as it is.
            let _ = self.go(replay, false);
        }
    }

    fn go(&mut self, mut replay: Replay, with_settings: bool) -> Result<(), NotKept> {
        while !self.advance(&mut replay, u32::MAX)? {}
        self.return_to(replay, with_settings);
        Ok(())
    }

    /// The settings stay as they are now, but for the layers' functions and batch norms, which are the state's.
    fn restore(&mut self, checkpoint: Checkpoint) {
        self.spec.activations.clone_from(&checkpoint.spec.activations);
        self.spec.batch_norm = checkpoint.spec.batch_norm;
        self.divergence = None;
        self.checkpoints.truncate(checkpoint.state.step, checkpoint.marks);
        self.way_back.restore(&checkpoint, &self.spec);
        self.history.truncate(checkpoint.state.epoch);
        self.marks.truncate(checkpoint.marks);
        self.state = checkpoint.state;
        self.held_ratios = Some((self.state.step, vec![0.0; self.state.network.layers.len()]));
        self.forget_measurements();
        self.look();
        self.health.restore(&self.state, checkpoint.marks, self.measurer.training());
        self.set_checkpoint();
    }
}
