//! Vendors that do as a test says, and remember what they were given.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use booking_rules::notices::{Channel, Vendor};
use providers::Pending;
use providers::delivery::{Accepted, DeliveryError};
use providers::email::{EmailSender, OutgoingEmail};
use providers::fate::{Fate, FateLookup, KnownMessage, MessageInQuestion, NotTold};
use providers::sms::{OutgoingSms, SmsSender};
use providers::vendors::{NotSetUp, Vendors};
use providers::whatsapp::{OutgoingWhatsapp, WhatsappSender};

use crate::salon::Salon;

/// What a vendor does with a message.
#[derive(Debug, Clone)]
pub enum Does {
    Refuses(DeliveryError),
    /// Takes it and never answers, so that its worker can be killed meanwhile.
    Hangs,
}

/// A message that a vendor was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub vendor: Vendor,
    pub channel: Channel,
    pub own_id: String,
    pub sender: Option<String>,
}

#[derive(Default)]
struct Script {
    does: HashMap<Vendor, VecDeque<Does>>,
    says: HashMap<Vendor, VecDeque<Result<Option<Fate>, NotTold>>>,
    missing: BTreeSet<Vendor>,
    given: Vec<Given>,
    asked: Vec<Vendor>,
}

/// Every vendor takes every message unless told otherwise; one can be asked once it was told what to say.
#[derive(Clone, Default)]
pub struct ScriptedVendors(Arc<Mutex<Script>>);

impl ScriptedVendors {
    /// What the vendor does with its next message.
    pub fn next(&self, vendor: Vendor, does: Does) {
        self.script().does.entry(vendor).or_default().push_back(does);
    }

    /// What the vendor says when it is asked next; from the last on, that it cannot say.
    pub fn will_say(&self, vendor: Vendor, says: Result<Option<Fate>, NotTold>) {
        self.script().says.entry(vendor).or_default().push_back(says);
    }

    /// The vendor is not set up.
    pub fn take_away(&self, vendor: Vendor) {
        self.script().missing.insert(vendor);
    }

    #[must_use]
    pub fn given(&self) -> Vec<Given> {
        self.script().given.clone()
    }

    /// How often the vendor was asked.
    #[must_use]
    pub fn asked(&self, vendor: Vendor) -> usize {
        self.script().asked.iter().filter(|asked| **asked == vendor).count()
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn one(&self, vendor: Vendor) -> Result<Arc<One>, NotSetUp> {
        if self.script().missing.contains(&vendor) {
            let reason = "taken away by the test".to_owned();
            return Err(NotSetUp { vendor, reason });
        }
        Ok(Arc::new(One {
            vendor,
            all: self.clone(),
        }))
    }
}

impl Salon {
    /// Puts scripted vendors in the place of the inbox.
    #[must_use]
    pub fn script_vendors(&self) -> ScriptedVendors {
        let vendors = ScriptedVendors::default();
        self.system.vendors.replace_by(Arc::new(vendors.clone()));
        vendors
    }
}

/// One vendor of the script.
struct One {
    vendor: Vendor,
    all: ScriptedVendors,
}

impl One {
    async fn take(&self, channel: Channel, own_id: &str, sender: Option<String>) -> Result<Accepted, DeliveryError> {
        let (does, number) = {
            let mut script = self.all.script();
            script.given.push(Given {
                vendor: self.vendor,
                channel,
                own_id: own_id.to_owned(),
                sender,
            });
            let does = script.does.get_mut(&self.vendor).and_then(VecDeque::pop_front);
            (does, script.given.len())
        };
        match does {
            None => Ok(Accepted {
                reference: format!("{}-{number}", self.vendor.as_str()),
            }),
            Some(Does::Refuses(error)) => Err(error),
            Some(Does::Hangs) => std::future::pending().await,
        }
    }
}

impl EmailSender for One {
    fn send<'a>(&'a self, email: &'a OutgoingEmail) -> Pending<'a, Result<Accepted, DeliveryError>> {
        Box::pin(self.take(Channel::Email, &email.own_id, None))
    }
}

impl SmsSender for One {
    fn send<'a>(&'a self, sms: &'a OutgoingSms) -> Pending<'a, Result<Accepted, DeliveryError>> {
        Box::pin(self.take(Channel::Sms, &sms.own_id, sms.sender_id.clone()))
    }
}

impl WhatsappSender for One {
    fn send<'a>(&'a self, message: &'a OutgoingWhatsapp) -> Pending<'a, Result<Accepted, DeliveryError>> {
        Box::pin(self.take(Channel::Whatsapp, &message.own_id, None))
    }
}

impl FateLookup for One {
    fn look_up<'a>(&'a self, message: &'a MessageInQuestion) -> Pending<'a, Result<Option<KnownMessage>, NotTold>> {
        let mut script = self.all.script();
        script.asked.push(self.vendor);
        let says = script.says.get_mut(&self.vendor).and_then(VecDeque::pop_front);
        let reference = message
            .reference
            .clone()
            .unwrap_or_else(|| format!("{}-found", self.vendor.as_str()));
        let answer = says.unwrap_or_else(|| Err(NotTold("503".to_owned())));
        let known = answer.map(|fate| fate.map(|fate| KnownMessage { reference, fate }));
        Box::pin(std::future::ready(known))
    }
}

impl Vendors for ScriptedVendors {
    fn order(&self, _: Channel) -> &[Vendor] {
        &[Vendor::Inbox]
    }

    fn email(&self, vendor: Vendor) -> Pending<'_, Result<Arc<dyn EmailSender>, NotSetUp>> {
        let one = self.one(vendor);
        Box::pin(async move { Ok(one? as Arc<dyn EmailSender>) })
    }

    fn sms(&self, vendor: Vendor) -> Pending<'_, Result<Arc<dyn SmsSender>, NotSetUp>> {
        let one = self.one(vendor);
        Box::pin(async move { Ok(one? as Arc<dyn SmsSender>) })
    }

    fn whatsapp(&self, vendor: Vendor) -> Pending<'_, Result<Arc<dyn WhatsappSender>, NotSetUp>> {
        let one = self.one(vendor);
        Box::pin(async move { Ok(one? as Arc<dyn WhatsappSender>) })
    }

    fn lookup(&self, vendor: Vendor) -> Pending<'_, Result<Option<Arc<dyn FateLookup>>, NotSetUp>> {
        let answers = self.script().says.contains_key(&vendor);
        let one = self.one(vendor);
        Box::pin(async move {
            let one = one?;
            Ok(answers.then_some(one as Arc<dyn FateLookup>))
        })
    }
}
