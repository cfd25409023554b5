//! The vendors that a worker can send through.

use std::sync::Arc;

use booking_rules::notices::{Channel, Vendor};

use crate::Pending;
use crate::email::EmailSender;
use crate::fate::FateLookup;
use crate::sms::SmsSender;
use crate::whatsapp::WhatsappSender;

/// The vendor cannot be used as the platform is set up: not configured, or its credentials cannot be read. Says what is
/// missing, never a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} is not set up: {reason}", .vendor.as_str())]
pub struct NotSetUp {
    pub vendor: Vendor,
    pub reason: String,
}

impl NotSetUp {
    fn elsewhere(vendor: Vendor) -> Self {
        Self {
            vendor,
            reason: "not a vendor of this function's channel".to_owned(),
        }
    }
}

/// Vendors by name, each made ready when it is first asked for: a function pays for those it uses, and says nothing of
/// channels that are not its own.
pub trait Vendors: Send + Sync {
    /// The platform's own order for a channel, for businesses that chose none.
    fn order(&self, channel: Channel) -> &[Vendor];

    /// # Errors
    /// [`NotSetUp`].
    fn email(&self, vendor: Vendor) -> Pending<'_, Result<Arc<dyn EmailSender>, NotSetUp>> {
        Box::pin(std::future::ready(Err(NotSetUp::elsewhere(vendor))))
    }

    /// # Errors
    /// [`NotSetUp`].
    fn sms(&self, vendor: Vendor) -> Pending<'_, Result<Arc<dyn SmsSender>, NotSetUp>> {
        Box::pin(std::future::ready(Err(NotSetUp::elsewhere(vendor))))
    }

    /// # Errors
    /// [`NotSetUp`].
    fn whatsapp(&self, vendor: Vendor) -> Pending<'_, Result<Arc<dyn WhatsappSender>, NotSetUp>> {
        Box::pin(std::future::ready(Err(NotSetUp::elsewhere(vendor))))
    }

    /// Who can be asked what became of a message; none where the vendor cannot be asked.
    ///
    /// # Errors
    /// [`NotSetUp`].
    fn lookup(&self, _vendor: Vendor) -> Pending<'_, Result<Option<Arc<dyn FateLookup>>, NotSetUp>> {
        Box::pin(std::future::ready(Ok(None)))
    }
}
