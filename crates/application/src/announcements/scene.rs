//! What has to be known to tell of an event.

use std::sync::Arc;

use booking_rules::booking::Booking;
use booking_rules::ids::{AccountId, StaffId};
use booking_rules::time::Zone;
use chrono::{DateTime, TimeDelta, Utc};
use store::{AppNotice, Catalogue, Contact, Event, Membership, ShopMessage, Told};

use super::audience::{Listener, listeners};
use super::topic::{About, Topic};
use crate::app::App;
use crate::failure::Failure;

/// An event and what it is about, as it stands now.
pub(super) struct Scene {
    pub topic: Topic,
    pub event: Event,
    pub about: About,
    pub booking: Booking,
    pub contact: Option<Contact>,
    pub catalogue: Arc<Catalogue>,
    pub listeners: Vec<Listener>,
    /// Everybody who belongs to the business.
    pub members: Vec<AccountId>,
    /// What somebody wrote, if that is what happened.
    pub message: Option<ShopMessage>,
    pub now: DateTime<Utc>,
}

impl Scene {
    /// Three reads, and one for what somebody wrote. `None` when the booking is gone: there is nobody left to speak of.
    pub(super) async fn read(app: &App, event: &Event, topic: Topic) -> Result<Option<Self>, Failure> {
        let Some(about) = About::read(event) else {
            return Ok(None);
        };
        let id = about.booking_id;
        let Some((booking, contact)) = app.store.booking_with_contact(id).await? else {
            return Ok(None);
        };
        let booking = booking.record;
        let message = match about.message_key(booking.shop) {
            Some(key) => app.store.shelf(vec![key.clone()]).await?.get::<ShopMessage>(&key)?,
            None => None,
        };
        if topic == Topic::MessageReceived && message.is_none() {
            return Ok(None);
        }
        let members = app.store.members(id.business()).await?;
        let members: Vec<Membership> = members.into_iter().map(|member| member.record).collect();
        let catalogue = catalogue(app, &booking, &about).await?;
        let mut scene = Self {
            topic,
            event: event.clone(),
            listeners: Vec::new(),
            members: members.iter().map(|place| place.account).collect(),
            message: message.map(|found| found.record),
            now: app.now(),
            about,
            booking,
            contact,
            catalogue,
        };
        let mut concerned = scene.serving();
        concerned.extend(scene.taken_from());
        scene.listeners = listeners(&members, &scene.booking, &concerned);
        Ok(Some(scene))
    }

    /// Who serves, as the event has it.
    pub(super) fn serving(&self) -> Vec<StaffId> {
        if self.about.segments.is_empty() {
            return self.booking.segments.iter().map(|segment| segment.staff).collect();
        }
        self.about.segments.iter().map(|served| served.staff_id).collect()
    }

    /// Who served until the booking moved to somebody else.
    pub(super) fn taken_from(&self) -> Vec<StaffId> {
        let serving = self.serving();
        let before = self.about.previous.iter().flat_map(|previous| &previous.staff_ids);
        before.filter(|staff| !serving.contains(staff)).copied().collect()
    }

    pub(super) fn start(&self) -> DateTime<Utc> {
        self.about.start.unwrap_or(self.booking.span.start())
    }

    pub(super) fn zone(&self) -> Zone {
        self.booking.zone
    }

    /// Names and times, as they were when it happened.
    pub(super) fn told(&self) -> Told {
        let service = match self.about.segments.first() {
            Some(served) => Some(served.service_id),
            None => self.booking.segments.first().map(|segment| segment.service),
        };
        let staff = self.serving().first().copied();
        let name = |name: Option<String>| name.unwrap_or_default();
        Told {
            shop: name(self.catalogue.shop(self.booking.shop).map(|shop| shop.name.to_string())),
            service: name(service.and_then(|id| Some(self.catalogue.service(id)?.name.to_string()))),
            staff: name(staff.and_then(|id| Some(self.catalogue.staff_card(id)?.name.to_string()))),
            customer: name(self.contact.as_ref().map(|contact| contact.name.to_string())),
            text: name(self.message.as_ref().map(|message| message.text.clone())),
            start: Some(self.start()),
            previous: self.about.previous.as_ref().map(|previous| previous.start),
            zone: Some(self.zone()),
        }
    }

    /// How long what was told is kept.
    pub(super) fn kept_until(&self) -> DateTime<Utc> {
        let days = self.catalogue.notice_settings().retention_days;
        self.event.occurred_at + TimeDelta::days(i64::from(days))
    }

    /// Whether it is too late to tell of it: whatever was to be told is forgotten by now.
    pub(super) fn is_forgotten(&self, notice: &AppNotice) -> bool {
        notice.expires_at <= self.now
    }
}

/// The catalogue in mind, or where that is too old to know everything the booking names, from the table.
async fn catalogue(app: &App, booking: &Booking, about: &About) -> Result<Arc<Catalogue>, Failure> {
    let recent = app.recent_catalogue(booking.id.business()).await?;
    let knows = |served: &super::topic::Served| {
        recent.service(served.service_id).is_some() && recent.staff_card(served.staff_id).is_some()
    };
    if recent.shop(booking.shop).is_some() && about.segments.iter().all(knows) {
        return Ok(recent);
    }
    Ok(Arc::new(app.catalogue(booking.id.business()).await?))
}
