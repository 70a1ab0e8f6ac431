//! The worker's work by a clock of the test's own: commands in, events out.
#![allow(missing_docs, clippy::unwrap_used)]

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use relu_lab::nn::activation::Activation;
use relu_lab::protocol::frames::FrameDecoder;
use relu_lab::protocol::{Command, Event, GoingBack};
use relu_lab::runner::{Host, Runner, SLICE_MILLIS};
use relu_lab::train::session::Session;
use relu_lab::train::snapshot::{Picture, Snapshot, Status, UnitId, UnitNumber};
use relu_lab::train::spec::Spec;
use relu_lab::train::start::Start;

/// A clock that goes on by a little whenever it is asked, and what the page would get.
#[derive(Clone, Default)]
struct TestHost {
    now: Rc<Cell<f64>>,
    sent: Rc<RefCell<Vec<Event>>>,
}

/// What asking for the time takes. The runner asks once in as many steps as it may take in a fraction of its slice:
/// were this tiny, it would believe that steps cost nothing.
const TICK_MILLIS: f64 = 0.25;

impl Host for TestHost {
    fn now_millis(&self) -> f64 {
        self.now.set(self.now.get() + TICK_MILLIS);
        self.now.get()
    }

    fn send(&self, event: &Event) {
        self.sent.borrow_mut().push(event.clone());
    }
}

/// A runner, and a page that draws every frame at once or not at all.
struct Page {
    host: TestHost,
    runner: Runner<TestHost>,
    decoder: FrameDecoder,
    /// When the next turn comes, as asked for when there was none on its way.
    turn_at: Option<f64>,
    draws: bool,
    frames: Vec<(u32, Snapshot)>,
    others: Vec<Event>,
}

impl Page {
    fn new() -> Self {
        let host = TestHost::default();
        let runner = Runner::new(host.clone());
        let mut page = Self {
            host,
            runner,
            decoder: FrameDecoder::default(),
            turn_at: None,
            draws: true,
            frames: vec![],
            others: vec![],
        };
        page.deliver();
        assert_eq!(page.others, [Event::Ready]);
        page.others.clear();
        page
    }

    fn started(query: &str, play: bool) -> Self {
        let mut page = Self::new();
        page.command(start(1, query, play));
        page
    }

    fn command(&mut self, command: Command) {
        self.runner.receive(command);
        self.deliver();
        self.schedule();
    }

    fn schedule(&mut self) {
        if self.turn_at.is_none() {
            self.turn_at = self.runner.wait_millis().map(|wait| self.host.now.get() + wait);
        }
    }

    fn deliver(&mut self) {
        let events: Vec<_> = self.host.sent.borrow_mut().drain(..).collect();
        for event in events {
            match event {
                Event::Frame { run, frame } => {
                    self.frames.push((run, self.decoder.decode(*frame).unwrap()));
                    if self.draws {
                        self.runner.receive(Command::AckFrame);
                    }
                }
                other => self.others.push(other),
            }
        }
    }

    /// Goes on for so long, as a browser would: turns when they are asked for.
    fn run(&mut self, millis: f64) {
        let end = self.host.now.get() + millis;
        while let Some(turn_at) = self.turn_at.filter(|turn_at| *turn_at <= end) {
            self.host.now.set(self.host.now.get().max(turn_at));
            self.turn_at = None;
            self.runner.turn();
            self.deliver();
            self.schedule();
        }
        self.host.now.set(self.host.now.get().max(end));
    }

    fn last(&self) -> &Snapshot {
        &self.frames.last().unwrap().1
    }

    fn epochs_by_job(&self) -> Vec<(u32, u32)> {
        let last = self.others.iter().rev().find_map(|event| match event {
            Event::TrialProgress { epochs } => Some(epochs.clone()),
            Event::Race { trials } => Some(trials.iter().map(|(job, result)| (*job, result.epochs)).collect()),
            _ => None,
        });
        let mut epochs = last.unwrap_or_default();
        epochs.sort_unstable();
        epochs
    }

    fn done(&self) -> Vec<u32> {
        let job = |event: &Event| if let Event::TrialDone { job, .. } = event { Some(*job) } else { None };
        self.others.iter().filter_map(job).collect()
    }
}

fn spec(query: &str) -> Spec {
    Spec::from_query(query).0
}

fn start(run: u32, query: &str, play: bool) -> Command {
    Command::Start { run, spec: spec(query), play, start: Start::Drawn }
}

fn trial(job: u32, query: &str) -> Command {
    Command::RunTrial { job, spec: spec(query), target: 0.0 }
}

#[test]
fn a_run_that_is_not_played_shows_its_start_once() {
    let mut page = Page::started("n=32", false);
    page.run(1000.0);
    assert_eq!(page.frames.len(), 1);
    assert_eq!((page.last().status, page.last().step), (Status::Ready, 0));
    assert_eq!(page.runner.wait_millis(), None);
}

#[test]
fn a_question_for_life_is_answered_whatever_the_runner_does() {
    let mut page = Page::started("n=32", true);
    page.run(100.0);
    page.command(Command::Ping);
    assert_eq!(page.others, [Event::Pong]);
}

/// In the largest net a frame takes longer than a step: whoever pauses is told before it is made.
#[test]
fn a_pause_is_told_before_the_frame_that_shows_it() {
    let mut page = Page::started("n=32", true);
    page.run(100.0);
    page.runner.receive(Command::Pause);
    let sent = page.host.sent.borrow();
    assert!(matches!(&sent[..], [Event::Paused { run: 1 }, Event::Frame { run: 1, .. }]), "{sent:?}");
}

#[test]
fn no_turn_both_trains_and_makes_a_frame() {
    let mut page = Page::started("n=32", true);
    page.runner.receive(Command::AckFrame);
    page.deliver();
    for _ in 0..200 {
        page.host.now.set(page.host.now.get() + 10.0);
        let step = page.last().step;
        page.runner.turn();
        let frames = page.frames.len();
        page.deliver();
        if page.frames.len() > frames {
            // What the frame shows was trained in an earlier turn: the next frame is 50 ms away.
            page.runner.turn();
            page.deliver();
            assert_eq!(page.frames.len(), frames + 1);
        }
        assert!(page.last().step >= step);
    }
    assert!(page.frames.len() > 20, "{} frames", page.frames.len());
}

#[test]
fn speed_is_in_steps_per_second() {
    let mut page = Page::new();
    page.command(Command::SetSpeed(100.0));
    page.command(start(1, "n=32&batch=4", true));
    page.run(2000.0);
    page.command(Command::Pause);
    let steps = page.last().step;
    assert!((199..=202).contains(&steps), "{steps} steps in two seconds");
    assert_eq!(page.last().status, Status::Paused);
    page.run(1000.0);
    assert_eq!(page.last().step, steps);
    page.command(Command::Resume);
    assert_eq!(page.last().status, Status::Training);
    page.command(Command::SetSpeed(10.0));
    page.run(1000.0);
    page.command(Command::Pause);
    assert!((10..=12).contains(&(page.last().step - steps)), "{} steps in a second", page.last().step - steps);
}

#[test]
fn at_full_speed_a_slice_ends_in_time() {
    let mut page = Page::started("n=64", true);
    let before = page.host.now.get();
    page.runner.turn();
    assert!(page.host.now.get() - before < 2.0 * SLICE_MILLIS);
    assert_eq!(page.runner.wait_millis(), Some(0.0));
    page.command(Command::Pause);
    assert!(page.last().step > 1);
}

#[test]
fn single_steps_and_epochs_pause() {
    let mut page = Page::started("n=32&batch=4", true);
    page.command(Command::Step);
    assert_eq!((page.last().step, page.last().status), (1, Status::Paused));
    page.command(Command::Step);
    page.command(Command::StepEpoch);
    assert_eq!((page.last().step, page.last().epoch), (4, 1));
    page.command(Command::StepEpoch);
    assert_eq!((page.last().step, page.last().epoch), (8, 2));
    let mut session = Session::new(spec("n=32&batch=4"));
    (0..2).for_each(|_| session.step_epoch());
    assert_eq!(page.last().fingerprint, session.snapshot(false, 0.0, None).fingerprint);
}

#[test]
fn a_run_with_a_budget_ends_and_says_so() {
    let mut page = Page::started("n=32&epochs=5", true);
    page.run(1000.0);
    assert_eq!((page.last().status, page.last().epoch), (Status::Finished, 5));
    assert_eq!(page.runner.wait_millis(), None);
}

#[test]
fn a_run_that_diverges_stops_and_can_go_back() {
    let mut page = Page::started("data=plane&act=identity&lr=50", true);
    page.run(2000.0);
    assert_eq!(page.last().status, Status::Diverged);
    let divergence = page.last().divergence.clone().unwrap();
    page.command(Command::BackToFinite);
    assert_eq!((page.last().status == Status::Diverged, &page.last().divergence), (false, &None));
    assert_eq!(page.last().epoch, divergence.last_finite_epoch);
}

#[test]
fn changes_and_interventions_are_shown_at_once() {
    let mut page = Page::started("n=32&hidden=4", false);
    let mut frames = page.frames.len();
    for command in [
        Command::StepEpoch,
        Command::Change(spec("n=32&hidden=4&lr=0.5")),
        Command::AddToBias(vec![UnitId { layer: 0, unit: 1 }], 0.5),
        Command::SetNumber(UnitId { layer: 0, unit: 0 }, UnitNumber::Weight(1), 0.25),
        Command::BatchNormOn,
        Command::SetDetail {
            unit: Some(UnitId { layer: 0, unit: 2 }),
            distributions: false,
            picture: Picture::default(),
        },
    ] {
        page.command(command);
        frames += 1;
        assert_eq!(page.frames.len(), frames);
    }
    let last = page.last();
    assert_eq!((last.spec.learning_rate, last.spec.batch_norm, last.marks.len()), (0.5, true, 4));
    assert_eq!(last.layers[0].weights[1], 0.25);
    assert_eq!(last.maps.shown, Some(UnitId { layer: 0, unit: 2 }));
    assert!(last.layers[0].distribution.is_none());
}

#[test]
fn the_next_frame_waits_until_the_last_one_is_drawn() {
    let mut page = Page::started("n=32", false);
    page.draws = false;
    page.command(Command::Resume);
    assert_eq!(page.frames.len(), 2);
    page.run(500.0);
    page.command(Command::Step);
    assert_eq!(page.frames.len(), 2, "nothing is sent to a page that is busy");
    page.command(Command::AckFrame);
    assert_eq!((page.frames.len(), page.last().status), (3, Status::Paused));
}

#[test]
fn frames_come_at_most_twenty_times_a_second() {
    let mut page = Page::started("n=32", true);
    page.frames.clear();
    page.run(1000.0);
    assert!((15..=21).contains(&page.frames.len()), "{} frames in a second", page.frames.len());
}

#[test]
fn a_new_run_takes_the_place_of_the_old_one_even_of_its_frame_on_the_way() {
    let mut page = Page::started("n=32", true);
    page.draws = false;
    page.run(200.0);
    page.command(start(2, "n=48&hidden=3", false));
    let (run, snapshot) = page.frames.last().unwrap();
    assert_eq!((*run, snapshot.step, snapshot.points.len(), snapshot.layers[0].units()), (2, 0, 48, 3));
    // The old frame is acknowledged late: nothing is sent twice, and what follows is still whole.
    page.command(Command::AckFrame);
    page.draws = true;
    page.command(Command::StepEpoch);
    let (run, snapshot) = page.frames.last().unwrap();
    assert_eq!((*run, snapshot.epoch, snapshot.history.records.len(), snapshot.points.len()), (2, 1, 2, 48));
}

#[test]
fn questions_are_answered_and_do_not_touch_the_run() {
    let mut page = Page::started("n=32", false);
    let frames = page.frames.len();
    let activation = Activation::default();
    page.command(Command::MeasureGain { activation, scheme: 0, depth: 2, nets: 1 });
    page.command(Command::MeasureGain { activation, scheme: u32::MAX, depth: 2, nets: 1 });
    page.command(Command::Bench(spec("n=32"), 10));
    assert!(matches!(page.others[..], [Event::Gain { depth: 2, .. }, Event::Bench(_)]), "{:?}", page.others);
    page.runner.fail("no such command".to_owned());
    page.deliver();
    assert_eq!(page.others[2], Event::Failed { run: 1, error: "no such command".to_owned() });
    assert_eq!(page.frames.len(), frames);
}

#[test]
fn trials_advance_together_the_least_far_first() {
    let mut page = Page::new();
    page.command(trial(3, "n=32&epochs=100000"));
    page.run(50.0);
    let ahead = page.epochs_by_job()[0].1;
    page.others.clear();
    page.command(trial(4, "n=32&seed=2&epochs=100000"));
    page.command(trial(5, "n=32&seed=3&epochs=100000"));
    // The others go on alone until they are as far as the first one, and then all together.
    for _ in 0..2000 {
        page.run(110.0);
        let epochs: Vec<u32> = page.epochs_by_job().iter().map(|(_, epochs)| *epochs).collect();
        let (least, most) = (epochs[1].min(epochs[2]), epochs[1].max(epochs[2]));
        assert!(most - least <= 1, "{epochs:?}");
        if least > ahead {
            assert!(epochs[0].abs_diff(least) <= 1, "{epochs:?}");
            return;
        }
        assert!(epochs[0] <= ahead + 1, "{epochs:?}, {ahead}");
    }
    panic!("they did not catch up with {ahead} epochs");
}

#[test]
fn a_trial_ends_with_its_budget_and_gives_what_a_session_gives() {
    let mut page = Page::new();
    for job in 0..3 {
        page.command(trial(job, &format!("n=32&epochs={}", 4 - job)));
    }
    page.run(1000.0);
    assert_eq!(page.done(), [2, 1, 0], "the shortest first");
    let mut session = Session::new(spec("n=32&epochs=4"));
    (0..4).for_each(|_| session.step_epoch());
    let fingerprint = session.snapshot(false, 0.0, None).fingerprint;
    let found = page.others.iter().any(|event| {
        matches!(event, Event::TrialDone { job: 0, result } if result.fingerprint == fingerprint && result.epochs == 4)
    });
    assert!(found);
    assert_eq!(page.runner.wait_millis(), None);
}

#[test]
fn dropped_trials_are_not_heard_of_again() {
    let mut page = Page::new();
    page.command(trial(1, "n=32&epochs=100000"));
    page.run(50.0);
    page.command(Command::DropTrials);
    assert_eq!(page.runner.wait_millis(), None);
    page.others.clear();
    page.command(trial(2, "n=32&epochs=2"));
    page.run(500.0);
    assert_eq!(page.done(), [2]);
}

#[test]
fn progress_is_told_ten_times_a_second() {
    let mut page = Page::new();
    page.command(trial(1, "n=32&epochs=10000000"));
    page.run(1000.0);
    let told = page.others.iter().filter(|event| matches!(event, Event::TrialProgress { .. })).count();
    assert!((9..=12).contains(&told), "{told} times in a second");
}

/// A page that draws every race at once, for so long.
fn watch_race(page: &mut Page, millis: f64) {
    for _ in 0..(millis / 10.0) as u32 {
        page.run(10.0);
        page.command(Command::AckFrame);
    }
}

#[test]
fn a_race_goes_by_the_clock_and_waits_when_it_is_told_to() {
    let mut page = Page::new();
    page.command(Command::Race { epochs_per_second: 10.0, playing: false });
    page.command(trial(0, "n=32&epochs=1000"));
    page.command(trial(1, "n=32&seed=2&epochs=1000"));
    watch_race(&mut page, 500.0);
    assert_eq!(page.epochs_by_job(), [(0, 0), (1, 0)], "it is shown before it begins");
    page.command(Command::Race { epochs_per_second: 10.0, playing: true });
    watch_race(&mut page, 2000.0);
    let at = page.epochs_by_job();
    assert!(at[0].1 == at[1].1 && (19..=22).contains(&at[0].1), "{at:?}");
    page.command(Command::Race { epochs_per_second: 10.0, playing: false });
    watch_race(&mut page, 1000.0);
    let paused = page.epochs_by_job();
    assert!(paused[0].1 - at[0].1 <= 1, "{at:?}, {paused:?}");
    page.command(Command::StepRace);
    watch_race(&mut page, 1000.0);
    assert_eq!(page.epochs_by_job(), paused.iter().map(|(job, epochs)| (*job, epochs + 1)).collect::<Vec<_>>());
}

#[test]
fn a_race_is_shown_only_to_a_page_that_has_drawn_the_last_one() {
    let mut page = Page::new();
    page.command(Command::Race { epochs_per_second: f32::INFINITY, playing: true });
    page.command(trial(0, "n=32&epochs=100000000"));
    let races = |page: &Page| page.others.iter().filter(|event| matches!(event, Event::Race { .. })).count();
    page.run(1000.0);
    assert_eq!(races(&page), 1);
    page.command(Command::AckFrame);
    page.run(1000.0);
    assert_eq!(races(&page), 2);
}

#[test]
fn going_back_shows_the_bits_of_then_and_waits() {
    let mut page = Page::started("", true);
    page.run(3000.0);
    page.command(Command::GoBack(20));
    page.run(1000.0);
    let mut stopped = Session::new(Spec::from_query("").0);
    (0..20).for_each(|_| stopped.step_epoch());
    let last = page.last();
    assert_eq!((last.epoch, last.epoch_fraction, last.status), (20, 20.0, Status::Paused));
    assert_eq!(last.fingerprint, stopped.state().network.fingerprint());
    let done = Event::GoingBack { run: 1, progress: GoingBack::Done };
    assert_eq!(page.others, [done]);
    page.others.clear();
    page.command(Command::GoBack(21));
    page.run(100.0);
    assert_eq!(page.others, [Event::GoingBack { run: 1, progress: GoingBack::NotKept }]);
    assert_eq!(page.last().epoch, 20);
}

/// Of a run of 131 epochs every second one is kept, and an epoch of 1500 steps takes more than a slice.
#[test]
fn a_long_way_back_is_told_of_and_given_up_by_pause() {
    let mut page = Page::started("hidden=1&n=3000&batch=1", false);
    for _ in 0..131 {
        page.command(Command::StepEpoch);
    }
    page.run(100.0);
    let before = page.last().clone();
    assert_eq!(before.epoch, 131);
    page.others.clear();
    page.command(Command::GoBack(129));
    page.host.now.set(page.host.now.get() + 300.0);
    page.run(1.0);
    let shares: Vec<f32> = page.others.iter().filter_map(share).collect();
    assert!(shares.len() == 1 && shares[0] > 0.0 && shares[0] < 1.0, "{:?}", page.others);
    page.command(Command::Pause);
    page.run(100.0);
    assert!(page.others.contains(&Event::GoingBack { run: 1, progress: GoingBack::GivenUp }));
    let last = page.last();
    assert_eq!((last.epoch, last.fingerprint, last.status), (131, before.fingerprint, Status::Paused));
}

fn share(event: &Event) -> Option<f32> {
    match event {
        Event::GoingBack { progress: GoingBack::Share(share), .. } => Some(*share),
        _ => None,
    }
}

#[test]
fn a_run_pauses_at_the_check_that_finds_a_death_at_every_speed() {
    for speed in [f32::INFINITY, 5000.0, 400.0] {
        let mut page = Page::started("lr=0.4&batch=2&seed=98", false);
        page.command(Command::SetSpeed(speed));
        page.command(Command::PauseAtDeath(true));
        page.command(Command::Resume);
        page.run(4000.0);
        let last = page.last().clone();
        assert_eq!((last.epoch, last.step, last.status), (8, 1000, Status::Paused), "at {speed} steps a second");
        let death = last.deaths.last().unwrap();
        assert_eq!((death.step, death.id), (1000, UnitId { layer: 0, unit: 1 }));
        assert!(death.cause.is_some());
        assert_eq!(page.others, [Event::PausedAtDeath { run: 1 }]);
        // It goes on when it is told to.
        page.command(Command::Resume);
        page.run(2000.0);
        assert!(page.last().step > 1000);
        assert_eq!(page.others.len(), 1);
    }
}

/// What it is paused for does not change what it does.
#[test]
fn pausing_at_deaths_changes_no_bit() {
    let mut page = Page::started("lr=10&epochs=30", false);
    page.command(Command::PauseAtDeath(true));
    for _ in 0..100 {
        page.command(Command::Resume);
        page.run(1000.0);
        if page.last().status == Status::Finished || page.last().status == Status::Diverged {
            break;
        }
    }
    let mut straight = Session::new(Spec::from_query("lr=10&epochs=30").0);
    while straight.ended().is_none() {
        straight.step_epoch();
    }
    assert!(!page.others.is_empty(), "somebody dies");
    assert_eq!(page.last().fingerprint, straight.state().network.fingerprint());
}

#[test]
fn the_first_epochs_go_slowly_where_that_is_wanted() {
    let epochs_after = |seconds: f64, slowly: bool, speed: f32| {
        let mut page = Page::started("", false);
        page.command(Command::SetSpeed(speed));
        page.command(Command::SlowStart(slowly));
        page.command(Command::Resume);
        page.run(1000.0 * seconds);
        page.last().epoch
    };
    // 8 steps an epoch.
    assert!((9..=10).contains(&epochs_after(2.0, true, 400.0)), "{}", epochs_after(2.0, true, 400.0));
    let then = epochs_after(6.0, true, 400.0);
    assert!((100..=125).contains(&then), "{then} epochs: 20 in 4 s, then 50 a second");
    assert!((95..=105).contains(&epochs_after(2.0, false, 400.0)));
    assert!(epochs_after(1.0, true, f32::INFINITY) > 100);
}

#[test]
fn a_run_goes_to_an_epoch_as_fast_as_it_goes_and_waits_or_goes_on_there() {
    let native = || {
        let mut session = Session::new(Spec::from_query("seed=4").0);
        (0..30).for_each(|_| session.step_epoch());
        session.state().network.fingerprint()
    };
    // The speed that is set is one step a second: it would take four minutes.
    let mut page = Page::started("seed=4", false);
    page.command(Command::SetSpeed(1.0));
    page.command(Command::TrainTo { epoch: 30, play: false });
    page.run(2000.0);
    let last = page.last().clone();
    assert_eq!((last.epoch, last.status, last.fingerprint), (30, Status::Paused, native()));
    page.run(2000.0);
    assert_eq!(page.last().step, last.step);

    page.command(start(2, "seed=4", false));
    page.command(Command::TrainTo { epoch: 30, play: true });
    page.run(2500.0);
    let steps = page.last().step - last.step;
    assert!((1..=4).contains(&steps) && page.last().status == Status::Training, "{steps}");

    // Pause ends it.
    page.command(start(3, "hidden=64,64,64&batch=1&n=2000", false));
    page.command(Command::TrainTo { epoch: 1000, play: true });
    page.run(300.0);
    page.command(Command::Pause);
    let stopped = page.last().step;
    page.command(Command::Resume);
    page.run(3000.0);
    assert!(page.last().epoch < 1000 && page.last().step <= stopped + 5, "{stopped} {}", page.last().step);
}

#[test]
fn weights_are_read_and_a_run_starts_from_them() {
    let mut page = Page::started("seed=4", false);
    page.command(Command::StepEpoch);
    page.run(100.0);
    let before = page.last().clone();
    page.command(Command::ReadWeights);
    let Some(Event::Weights { run: 1, step, numbers }) = page.others.pop() else { panic!("{:?}", page.others) };
    assert_eq!(step, before.step);
    let spec = before.spec.clone();
    page.command(Command::Start {
        run: 2,
        start: Start::of_numbers(&spec, &numbers).unwrap(),
        spec: spec.clone(),
        play: false,
    });
    page.run(100.0);
    assert_eq!((page.last().step, page.last().fingerprint), (0, before.fingerprint));
    assert_eq!(page.last().train_loss, before.train_loss);
}
