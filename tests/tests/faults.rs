//! Ten thousand reminders that are due in one minute, while workers are killed and the vendor fails in every way it can:
//! each reaches the vendor exactly once.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use application::deliveries::{Carrier, Way};
use application::sweep::sweep;
use booking_rules::notices::{Channel, Vendor};
use booking_rules::values::Minutes;
use chrono::TimeDelta;
use futures::future::join_all;
use providers::Pending;
use providers::delivery::{Accepted, DeliveryError};
use providers::email::EmailSender;
use providers::fate::{Fate, FateLookup, KnownMessage, MessageInQuestion, NotTold};
use providers::queue::QueueName;
use providers::sms::{OutgoingSms, SmsSender};
use providers::vendors::{NotSetUp, Vendors};
use providers::whatsapp::WhatsappSender;
use store::{Notice, NoticeStatus};
use testkit::Salon;

const REMINDERS: usize = 10_000;
const WORKERS: usize = 8;

/// What happens to the first handing over of a message. Every later one is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Fault {
    None,
    Refuses,
    TakesAndIsSilent,
    IsSilent,
    TakesAndKills,
    Kills,
}

impl Fault {
    /// Drawn from the message's own name: four in ten meet one.
    fn of(own_id: &str) -> Self {
        match hash(own_id) % 50 {
            0..4 => Self::Refuses,
            4..9 => Self::TakesAndIsSilent,
            9..14 => Self::IsSilent,
            14..17 => Self::TakesAndKills,
            17..20 => Self::Kills,
            _ => Self::None,
        }
    }
}

fn hash(of: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// A vendor that knows what it took, and fails.
#[derive(Default)]
struct FailingVendor(Mutex<Ledger>);

#[derive(Default)]
struct Ledger {
    handed: HashMap<String, u32>,
    taken: HashMap<String, u32>,
    asked: HashMap<String, u32>,
}

impl FailingVendor {
    fn ledger(&self) -> std::sync::MutexGuard<'_, Ledger> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes the handing over and tells which fault meets it.
    fn meet(&self, own_id: &str) -> Fault {
        let mut ledger = self.ledger();
        let times = ledger.handed.entry(own_id.to_owned()).or_default();
        *times += 1;
        let fault = if *times == 1 { Fault::of(own_id) } else { Fault::None };
        if matches!(fault, Fault::None | Fault::TakesAndIsSilent | Fault::TakesAndKills) {
            *ledger.taken.entry(own_id.to_owned()).or_default() += 1;
        }
        fault
    }
}

impl SmsSender for FailingVendor {
    fn send<'a>(&'a self, sms: &'a OutgoingSms) -> Pending<'a, Result<Accepted, DeliveryError>> {
        Box::pin(async move {
            match self.meet(&sms.own_id) {
                Fault::None => Ok(Accepted {
                    reference: format!("ref-{}", hash(&sms.own_id)),
                }),
                Fault::Refuses => Err(DeliveryError::transient("busy")),
                Fault::TakesAndIsSilent | Fault::IsSilent => Err(DeliveryError::unknown("timed out")),
                Fault::TakesAndKills | Fault::Kills => panic!("the worker is killed"),
            }
        })
    }
}

impl FateLookup for FailingVendor {
    /// Answers one question in two.
    fn look_up<'a>(&'a self, message: &'a MessageInQuestion) -> Pending<'a, Result<Option<KnownMessage>, NotTold>> {
        Box::pin(async move {
            let mut ledger = self.ledger();
            let asked = ledger.asked.entry(message.own_id.clone()).or_default();
            *asked += 1;
            if *asked == 1 && hash(&message.own_id).is_multiple_of(2) {
                return Err(NotTold("busy".to_owned()));
            }
            Ok(ledger.taken.contains_key(&message.own_id).then(|| KnownMessage {
                reference: format!("ref-{}", hash(&message.own_id)),
                fate: Fate::Delivered,
            }))
        })
    }
}

/// The one vendor there is.
struct OnlyOne(Arc<FailingVendor>);

fn none<T>(vendor: Vendor) -> Pending<'static, Result<T, NotSetUp>>
where
    T: Send + 'static,
{
    Box::pin(async move {
        Err(NotSetUp {
            vendor,
            reason: "text messages only".to_owned(),
        })
    })
}

impl Vendors for OnlyOne {
    fn order(&self, _: Channel) -> &[Vendor] {
        &[Vendor::Twilio]
    }
    fn email(&self, vendor: Vendor) -> Pending<'_, Result<Arc<dyn EmailSender>, NotSetUp>> {
        none(vendor)
    }
    fn sms(&self, _: Vendor) -> Pending<'_, Result<Arc<dyn SmsSender>, NotSetUp>> {
        Box::pin(async move { Ok(self.0.clone() as Arc<dyn SmsSender>) })
    }
    fn whatsapp(&self, vendor: Vendor) -> Pending<'_, Result<Arc<dyn WhatsappSender>, NotSetUp>> {
        none(vendor)
    }
    fn lookup(&self, _: Vendor) -> Pending<'_, Result<Option<Arc<dyn FateLookup>>, NotSetUp>> {
        Box::pin(async move { Ok(Some(self.0.clone() as Arc<dyn FateLookup>)) })
    }
}

/// Delivers what waits in the queue; a worker that is killed leaves its message in flight.
async fn work(salon: &Arc<Salon>, carrier: &Carrier) -> usize {
    let queues = &salon.system.queues;
    let mut handled = 0;
    loop {
        let messages = queues.receive(QueueName::SmsDelivery, 10);
        if messages.is_empty() {
            return handled;
        }
        for message in messages {
            handled += 1;
            let (of, by, body) = (salon.clone(), carrier.clone(), message.body);
            let delivery = async move { workers::deliver_sms::consume(&of.system.app, &by, &body).await };
            match tokio::spawn(delivery).await {
                Ok(Ok(())) => drop(queues.delete(message.receipt)),
                Ok(Err(_)) => drop(queues.release(message.receipt)),
                // Killed half-way: nobody tells the queue.
                Err(_) => {}
            }
        }
    }
}

/// How many messages stand where.
async fn statuses(salon: &Salon, bookings: &[booking_rules::ids::BookingId]) -> HashMap<NoticeStatus, usize> {
    let mut counts = HashMap::new();
    for chunk in bookings.chunks(200) {
        let asked = chunk.iter().map(|id| salon.system.app.store.notices_of(*id));
        for notices in join_all(asked).await {
            for notice in notices.expect("read") {
                *counts.entry(notice.record.status).or_default() += 1;
            }
        }
    }
    counts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ten_thousand_reminders_in_one_minute_reach_a_failing_vendor_exactly_once_each() {
    let salon = Arc::new(Salon::open().await);
    let booked = salon.book("2027-03-12T10:00:00Z", "anna").await.expect(201);
    salon.messages("anna@guests.example").await;
    let due = "2027-03-11T10:00:00Z".parse().expect("an instant");
    let ahead = Some(Minutes::DAY);
    let bookings = salon
        .crowd(&booked, REMINDERS, |id| Notice {
            ahead,
            ..Notice::scheduled(id, "booking_reminder", "sms", 0, due)
        })
        .await;
    let vendor = Arc::new(FailingVendor::default());
    let carrier = Carrier::new(Way::Sms { sender: None }, Arc::new(OnlyOne(vendor.clone())));
    salon.system.clock.set(due);

    // Fifty minutes of rounds: a claim is abandoned after two, a vendor is asked after one, five and thirty more.
    for _ in 0..11 {
        sweep(&salon.system.app).await.expect("swept");
        while salon.system.relay().await.expect("relayed") > 0 {}
        let crews = (0..WORKERS).map(|_| {
            let (salon, carrier) = (salon.clone(), carrier.clone());
            tokio::spawn(async move { work(&salon, &carrier).await })
        });
        for crew in join_all(crews).await {
            crew.expect("a crew comes home");
        }
        salon.system.clock.set(salon.now() + TimeDelta::minutes(5));
    }

    let counts = statuses(&salon, &bookings).await;
    let ledger = vendor.ledger();
    let twice: Vec<_> = ledger.taken.iter().filter(|(_, times)| **times != 1).collect();
    assert!(twice.is_empty(), "taken more than once: {twice:?}");
    let sent = |status| counts.get(&status).copied().unwrap_or_default();
    // One of Anna's own reminders is in the queue too, by both channels; only the crowd's are counted.
    assert_eq!(
        sent(NoticeStatus::Sent) + sent(NoticeStatus::Delivered),
        REMINDERS,
        "{counts:?}"
    );
    let of_crowd = ledger.taken.keys().filter(|own| own.contains("-1440")).count();
    assert!(of_crowd >= REMINDERS, "{of_crowd} taken");
    let kinds: std::collections::HashSet<_> = ledger.handed.keys().map(|own| Fault::of(own)).collect();
    assert_eq!(kinds.len(), 6, "every fault was met");
}
