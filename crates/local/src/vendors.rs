//! Every vendor of local mode is the inbox, whatever it is called; a test may put vendors of its own in its place.

use std::sync::{Arc, PoisonError, RwLock};

use booking_rules::notices::{Channel, Vendor};
use providers::Pending;
use providers::email::EmailSender;
use providers::fate::FateLookup;
use providers::inbox::Inbox;
use providers::sms::SmsSender;
use providers::vendors::{NotSetUp, Vendors};
use providers::whatsapp::WhatsappSender;

/// The inbox under every vendor's name, so that a business's own order does not keep its messages from being read.
pub struct LocalVendors {
    inbox: Arc<Inbox>,
    instead: RwLock<Option<Arc<dyn Vendors>>>,
}

impl LocalVendors {
    pub(crate) fn new(inbox: Arc<Inbox>) -> Self {
        Self {
            inbox,
            instead: RwLock::default(),
        }
    }

    /// Sends through these from now on.
    pub fn replace_by(&self, vendors: Arc<dyn Vendors>) {
        *self.instead.write().unwrap_or_else(PoisonError::into_inner) = Some(vendors);
    }

    fn instead(&self) -> Option<Arc<dyn Vendors>> {
        self.instead.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Vendors for LocalVendors {
    fn order(&self, _: Channel) -> &[Vendor] {
        &[Vendor::Inbox]
    }

    fn email(&self, vendor: Vendor) -> Pending<'_, Result<Arc<dyn EmailSender>, NotSetUp>> {
        Box::pin(async move {
            match self.instead() {
                Some(vendors) => vendors.email(vendor).await,
                None => Ok(self.inbox.clone() as Arc<dyn EmailSender>),
            }
        })
    }

    fn sms(&self, vendor: Vendor) -> Pending<'_, Result<Arc<dyn SmsSender>, NotSetUp>> {
        Box::pin(async move {
            match self.instead() {
                Some(vendors) => vendors.sms(vendor).await,
                None => Ok(self.inbox.clone() as Arc<dyn SmsSender>),
            }
        })
    }

    fn whatsapp(&self, vendor: Vendor) -> Pending<'_, Result<Arc<dyn WhatsappSender>, NotSetUp>> {
        Box::pin(async move {
            match self.instead() {
                Some(vendors) => vendors.whatsapp(vendor).await,
                None => Ok(self.inbox.clone() as Arc<dyn WhatsappSender>),
            }
        })
    }

    fn lookup(&self, vendor: Vendor) -> Pending<'_, Result<Option<Arc<dyn FateLookup>>, NotSetUp>> {
        Box::pin(async move {
            match self.instead() {
                Some(vendors) => vendors.lookup(vendor).await,
                None => Ok(None),
            }
        })
    }
}
