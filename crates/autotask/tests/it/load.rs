//! A catalogue of 5,000 products is written while other integrations use four calls in ten and people wait for answers: all
//! of it on one guard, hours in an instant.

use std::{cell::RefCell, collections::VecDeque, sync::Arc, time::Duration};

use autotask::{
    Kind, Lane,
    gate::{Gate, Observation},
    quota::{QuotaGate, Share},
    time::TimeSource,
};

use crate::virtual_time::{Task, VirtualTime};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
/// What the vendor allows a database per hour.
const LIMIT: u32 = 10_000;
/// What others use of it.
const OTHERS: u32 = 4_000;
/// A product and its vendor row.
const CALLS_PER_PRODUCT: usize = 2;
const PRODUCTS: usize = 5_000;
/// Tasks that write products.
const WRITERS: usize = 8;

/// The vendor's side: what it counted, and how long an answer takes.
#[derive(Default)]
struct Database {
    /// Our calls with their lane, in order.
    calls: RefCell<Vec<(i64, Lane)>>,
    /// Those of the last hour.
    last_hour: RefCell<VecDeque<i64>>,
    /// The longest that a call of each lane waited for its turn.
    waited: RefCell<[i64; 5]>,
    /// The most that the database was used by everybody.
    peak: RefCell<u32>,
}

impl Database {
    fn used(&self, now_ms: i64, others: u32) -> u32 {
        let mut last_hour = self.last_hour.borrow_mut();
        while last_hour.front().is_some_and(|at| *at <= now_ms - HOUR) {
            last_hour.pop_front();
        }
        others + u32::try_from(last_hour.len()).unwrap()
    }

    /// Counts a call and tells how long its answer takes: the vendor slows everybody down from a half on.
    fn call(&self, lane: Lane, asked_ms: i64, now_ms: i64, others: u32) -> i64 {
        let used = self.used(now_ms, others);
        self.calls.borrow_mut().push((now_ms, lane));
        self.last_hour.borrow_mut().push_back(now_ms);
        let waited = &mut self.waited.borrow_mut()[lane.index()];
        *waited = (*waited).max(now_ms - asked_ms);
        let mut peak = self.peak.borrow_mut();
        *peak = (*peak).max(used + 1);
        300 + if used >= LIMIT * 3 / 4 {
            1_000
        } else if used >= LIMIT / 2 {
            500
        } else {
            0
        }
    }
}

/// One story: the clock, the guard, the vendor.
struct Scene {
    time: Arc<VirtualTime>,
    gate: QuotaGate,
    database: Database,
    /// What others use at a time.
    others: fn(i64) -> u32,
    /// Calls that catalogue work still has to make.
    to_write: RefCell<usize>,
}

impl Scene {
    fn new(others: fn(i64) -> u32) -> Self {
        let time = VirtualTime::start();
        let gate = QuotaGate::alone(Share::DEFAULT, Arc::clone(&time) as Arc<dyn TimeSource>);
        let to_write = RefCell::new(PRODUCTS * CALLS_PER_PRODUCT);
        Self { time, gate, database: Database::default(), others, to_write }
    }

    fn is_over(&self) -> bool {
        *self.to_write.borrow() == 0
    }

    /// Makes one call, coming back as told when it is sent away.
    async fn call(&self, lane: Lane, entities: &[&str]) {
        let asked_ms = self.time.now_ms();
        let permit = loop {
            match self.gate.acquire(lane, entities).await {
                Ok(permit) => break permit,
                Err(error) => {
                    let Kind::QuotaReserved { retry_at_ms } = error.kind() else { panic!("{error}") };
                    self.time.sleep_until_ms(*retry_at_ms).await;
                }
            }
        };
        let now_ms = self.time.now_ms();
        let takes_ms = self.database.call(lane, asked_ms, now_ms, (self.others)(now_ms));
        self.time.sleep_until_ms(now_ms + takes_ms).await;
        drop(permit);
    }

    /// Writes products until there are no more.
    async fn write(&self) {
        loop {
            {
                let mut to_write = self.to_write.borrow_mut();
                let Some(left) = to_write.checked_sub(CALLS_PER_PRODUCT) else { return };
                *to_write = left;
            }
            self.call(Lane::Bulk, &["Products"]).await;
            self.call(Lane::Bulk, &["ProductVendors", "Products"]).await;
        }
    }

    /// Makes a call every so often while there is catalogue work.
    async fn regularly(&self, lane: Lane, every_ms: i64, entities: &[&str]) {
        while !self.is_over() {
            self.time.sleep_until_ms(self.time.now_ms() + every_ms).await;
            self.call(lane, entities).await;
        }
    }

    /// Asks every three minutes what everybody has used.
    async fn watch(&self) {
        while !self.is_over() {
            let permit = self.gate.acquire_probe(&["ThresholdInformation"]).await.unwrap();
            let now_ms = self.time.now_ms();
            self.database.call(Lane::Status, now_ms, now_ms, (self.others)(now_ms));
            let used = self.database.used(now_ms, (self.others)(now_ms));
            self.gate.observe(Observation::Threshold { used, limit: LIMIT });
            drop(permit);
            self.time.sleep_until_ms(now_ms + 3 * MINUTE).await;
        }
    }

    fn play(&self) {
        let mut tasks: Vec<Task<'_>> = vec![Box::pin(self.watch())];
        for _ in 0..WRITERS {
            tasks.push(Box::pin(self.write()));
        }
        tasks.push(Box::pin(self.regularly(Lane::Person, 47_000, &["Products"])));
        tasks.push(Box::pin(self.regularly(Lane::Orders, 10 * MINUTE, &["PurchaseOrderItems", "PurchaseOrders"])));
        tasks.push(Box::pin(self.regularly(Lane::Status, MINUTE, &["PurchaseOrders"])));
        tasks.push(Box::pin(self.regularly(Lane::Proxy, 20_000, &["Products"])));
        self.time.run(tasks);
    }

    /// The most of our calls in any 60 minutes, of all lanes or of one.
    fn busiest_hour(&self, lane: Option<Lane>) -> usize {
        let calls = self.database.calls.borrow();
        let times: Vec<i64> =
            calls.iter().filter(|(_, made)| lane.is_none_or(|lane| lane == *made)).map(|(at, _)| *at).collect();
        (0..times.len())
            .map(|at| times[..=at].iter().rev().take_while(|time| **time > times[at] - HOUR).count())
            .max()
            .unwrap_or(0)
    }

    fn calls_of(&self, lane: Lane) -> usize {
        self.database.calls.borrow().iter().filter(|(_, made)| *made == lane).count()
    }

    fn longest_wait(&self, lane: Lane) -> i64 {
        self.database.waited.borrow()[lane.index()]
    }
}

#[test]
fn a_bulk_sync_keeps_to_its_share_and_lets_people_through() {
    let scene = Scene::new(|_| OTHERS);
    scene.play();

    assert_eq!(scene.calls_of(Lane::Bulk), PRODUCTS * CALLS_PER_PRODUCT);
    let share = usize::try_from(LIMIT).unwrap() * 30 / 100;
    let busiest = scene.busiest_hour(None);
    assert!(busiest <= share, "{busiest} calls in one hour");
    // Between a half and three quarters bulk fades: n = 3,000 * (7,500 - 4,000 - n) / 2,500 leaves it 1,909.
    let bulk = scene.busiest_hour(Some(Lane::Bulk));
    assert!((1_500..=1_909).contains(&bulk), "{bulk} bulk calls in one hour");
    assert!(*scene.database.peak.borrow() < LIMIT * 3 / 4, "{}", scene.database.peak.borrow());
    for lane in [Lane::Person, Lane::Orders, Lane::Status] {
        assert!(scene.calls_of(lane) > 20, "{lane:?}");
        assert!(scene.longest_wait(lane) <= 1_000, "{lane:?} waited {} ms", scene.longest_wait(lane));
    }
    let hours = scene.time.now_ms() / HOUR;
    assert!((4..8).contains(&hours), "{hours} hours");
}

#[test]
fn bulk_waits_while_others_need_the_calls_and_nobody_else_does() {
    let scene = Scene::new(|now_ms| if now_ms < HOUR { 7_600 } else { OTHERS });
    scene.play();

    let calls = scene.database.calls.borrow();
    let busy_hour = |lane: Lane| {
        // What others do is known from the first look on.
        calls.iter().filter(|(at, made)| *made == lane && (MINUTE..HOUR).contains(at)).count()
    };
    assert_eq!((busy_hour(Lane::Bulk), busy_hour(Lane::Proxy)), (0, 0));
    assert!(busy_hour(Lane::Person) > 50 && busy_hour(Lane::Orders) >= 4 && busy_hour(Lane::Status) > 40);
    for lane in [Lane::Person, Lane::Orders, Lane::Status] {
        assert!(scene.longest_wait(lane) <= 1_000, "{lane:?} waited {} ms", scene.longest_wait(lane));
    }
    assert_eq!(calls.iter().filter(|(_, made)| *made == Lane::Bulk).count(), PRODUCTS * CALLS_PER_PRODUCT);
}

#[test]
fn a_burst_uses_the_whole_share_when_nobody_else_calls() {
    let scene = Scene::new(|_| 0);
    scene.play();
    let bulk = scene.busiest_hour(Some(Lane::Bulk));
    assert!((2_500..=2_700).contains(&bulk), "{bulk} bulk calls in one hour");
    assert!(scene.busiest_hour(None) <= 3_000);
    assert!(scene.longest_wait(Lane::Person) <= 1_000, "{}", scene.longest_wait(Lane::Person));
    assert!(
        scene
            .gate
            .allowance(Lane::Proxy)
            .retry_after(scene.time.now_ms())
            .is_none_or(|wait| wait < Duration::from_secs(3_700))
    );
}
