//! A new booking: two reads, one decision, one transaction.

use booking_rules::availability::Question;
use booking_rules::booking::{Booking, ManageSecret, Origin, Override, Planned, Wish, plan};
use booking_rules::ids::{AccountId, BookingId, CustomerId, ServiceId, ShopId, StaffId};
use booking_rules::policy::Horizon;
use booking_rules::values::{Email, Locale, Name, Notes, Phone};
use chrono::{DateTime, Utc};
use serde_json::json;
use store::{Catalogue, Commit, CommitError, Contact, CustomerCard, Preferences, SheetRequest, keys};

use super::change::wishes_of;
use super::customer::customer_id;
use super::days::{Days, Guard};
use super::manage::new_secret;
use super::question::{Candidates, moment, read_dates};
use crate::access::Reach;
use crate::app::App;
use crate::author::Author;
use crate::consents::{Ticked, booked};
use crate::failure::{Failure, FieldFault};
use crate::notices::{self, Reminding};
use crate::once::Once;
use crate::retry;
use crate::waitlist::HeldFor;

/// Who the booking is for.
#[derive(Debug, Clone)]
pub struct CustomerDetails {
    pub name: Name,
    pub email: Option<Email>,
    pub phone: Option<Phone>,
    pub locale: Option<Locale>,
    pub account: Option<AccountId>,
    /// What they agreed to while they booked.
    pub consents: Vec<Ticked>,
}

/// In which quality somebody books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BookedBy {
    Customer,
    Guest,
    /// One of the shop's people, for anybody within their reach.
    Shop(Reach),
}

impl BookedBy {
    #[must_use]
    pub fn origin(&self) -> Origin {
        match self {
            Self::Customer => Origin::Customer,
            Self::Guest => Origin::Guest,
            Self::Shop(_) => Origin::Shop,
        }
    }

    fn reach(&self) -> Option<&Reach> {
        match self {
            Self::Shop(reach) => Some(reach),
            Self::Customer | Self::Guest => None,
        }
    }
}

/// A booking somebody wants.
#[derive(Debug, Clone)]
pub struct NewBooking {
    pub shop: ShopId,
    pub service: ServiceId,
    /// `None` is whoever is free.
    pub staff: Option<StaffId>,
    pub start: DateTime<Utc>,
    pub persons: u16,
    pub customer: CustomerDetails,
    pub by: BookedBy,
    pub notes: Option<Notes>,
    pub allow_overlap: Option<Override>,
}

/// What stays the same however often the decision is made anew.
struct Draft<'a> {
    app: &'a App,
    new: &'a NewBooking,
    id: BookingId,
    customer: CustomerId,
    secret: ManageSecret,
    author: &'a Author,
    once: Option<&'a Once>,
    /// Of a time that is only held, for somebody who waits.
    held_for: Option<&'a HeldFor>,
}

/// What a new booking writes besides itself and the days.
struct Besides {
    contact: Contact,
    /// Of a customer the business did not know.
    card: Option<CustomerCard>,
    wishes: Option<Preferences>,
    consents: Vec<booked::Known>,
}

enum Outcome {
    Booked(Box<Booking>),
    Moved,
    /// Whoever it was to be held for is in other hands.
    Overtaken,
}

/// Books, or says why not.
///
/// # Errors
/// [`Failure::Refused`] by the first rule that forbids it, [`Failure::Invalid`] for unknown ids.
pub async fn create(app: &App, new: NewBooking, author: &Author, once: Option<&Once>) -> Result<Booking, Failure> {
    let business = new.shop.business();
    let customer = customer_id(business, &new.customer);
    refuse_foreign(&new.by, new.shop, new.service, new.staff, customer)?;
    let draft = Draft {
        app,
        new: &new,
        id: app.new_id(business),
        customer,
        secret: new_secret(app),
        author,
        once,
        held_for: None,
    };
    match draft.settle().await? {
        Some(booking) => Ok(booking),
        // Only what is held can be overtaken.
        None => Err(Failure::Stale),
    }
}

/// Holds a time for somebody who waits, or says why not; `None` when they wait no longer.
///
/// # Errors
/// As [`create`].
pub(crate) async fn hold(
    app: &App,
    new: NewBooking,
    held_for: &HeldFor,
    author: &Author,
) -> Result<Option<Booking>, Failure> {
    let entry = &held_for.waiting.record.entry;
    let draft = Draft {
        app,
        new: &new,
        id: app.new_id(entry.shop.business()),
        // A guest's place that an account has claimed is still that customer's.
        customer: entry.customer,
        secret: new_secret(app),
        author,
        once: None,
        held_for: Some(held_for),
    };
    draft.settle().await
}

/// Nobody names what is another business's, and whoever acts for the shop only what is within their reach; anything else is
/// as if it did not exist.
pub(crate) fn refuse_foreign(
    by: &BookedBy,
    shop: ShopId,
    service: ServiceId,
    staff: Option<StaffId>,
    customer: CustomerId,
) -> Result<(), Failure> {
    let business = shop.business();
    let beyond = |covers: &dyn Fn(&Reach) -> bool| by.reach().is_some_and(|reach| !covers(reach));
    let is_foreign = |staff: StaffId| staff.business() != business || beyond(&|reach| reach.covers_staff(staff));
    let faults: Vec<FieldFault> = [
        ("service_id", "unknown_service", service.business() != business),
        ("staff_id", "unknown_staff", staff.is_some_and(is_foreign)),
        ("shop_id", "unknown_shop", beyond(&|reach| reach.covers_shop(shop))),
        (
            "customer",
            "unknown_customer",
            beyond(&|reach| reach.covers_customer(customer)),
        ),
    ]
    .into_iter()
    .filter(|(_, _, unknown)| *unknown)
    .map(|(field, code, _)| FieldFault::new(field, code))
    .collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Failure::Invalid(faults))
    }
}

impl Draft<'_> {
    /// Decides until the decision stands.
    async fn settle(&self) -> Result<Option<Booking>, Failure> {
        for round in 0..retry::ROUNDS {
            retry::pause(self.app, round).await;
            match self.attempt().await? {
                Outcome::Booked(booking) => return Ok(Some(*booking)),
                Outcome::Overtaken => return Ok(None),
                Outcome::Moved => {}
            }
        }
        // Each round found the time free and others at the same day: nothing was refused, so the caller may ask again.
        Err(store::StoreError::Contention.into())
    }

    async fn attempt(&self) -> Result<Outcome, Failure> {
        let (app, new) = (self.app, self.new);
        let catalogue = self.catalogue().await?;
        let mut candidates = Candidates::of(&catalogue, new.shop, new.service)?;
        if let Some(reach) = new.by.reach() {
            candidates.retain(|staff| reach.covers_staff(staff));
        }
        if new.staff.is_some_and(|staff| catalogue.staff_card(staff).is_none()) {
            return Err(Failure::field("staff_id", "unknown_staff"));
        }
        let dates = read_dates(&candidates, moment(new.start)?);
        let once_key = self.once.map(Once::key);
        let staff = candidates.ids();
        let contact = self.contact(new.customer.locale.unwrap_or(catalogue.business.record.locale));
        let ticked = &new.customer.consents;
        let consents = booked::given(app, new.shop.business(), &contact, ticked, self.author);
        let also = booked::keys_of(&consents);
        let request = SheetRequest {
            staff: &staff,
            dates: &dates,
            customer: Some(self.customer),
            account: new.customer.account,
            booking: None,
            once: once_key.as_ref(),
            also: &also,
        };
        let sheet = app.store.booking_sheet(&request).await?;
        if let (Some(once), Some(key)) = (self.once, &once_key)
            && let Some(saved) = once.replay(app, sheet.once(key)?)?
        {
            return Ok(Outcome::Booked(Box::new(saved)));
        }
        let days = Days::from_sheet(&sheet, &staff, self.customer, new.customer.account, &dates)?;
        let planned = self.decide(&catalogue, &candidates, &days).await?;
        let besides = Besides {
            contact,
            card: sheet.card(self.customer)?.is_none().then(|| self.card(&catalogue)),
            wishes: wishes_of(&sheet, new.customer.account)?,
            consents: booked::known(&sheet, consents)?,
        };
        self.commit(&catalogue, &candidates, planned, days, besides).await
    }

    /// Five records when the staff member is named; everything when anybody may serve, or when the horizon counts
    /// the days on which anybody could.
    async fn catalogue(&self) -> Result<Catalogue, Failure> {
        let unknown = || Failure::field("shop_id", "unknown_shop");
        let new = self.new;
        if let Some(staff) = new.staff {
            let part = self
                .app
                .store
                .catalogue_for(new.shop, new.service, staff)
                .await?
                .ok_or_else(unknown)?;
            let counts_days = |h| matches!(h, Horizon::RollingOpenDays { .. });
            if !part.shop(new.shop).is_some_and(|s| counts_days(s.policy.horizon)) {
                return Ok(part);
            }
        }
        self.app
            .store
            .catalogue(new.shop.business(), true)
            .await?
            .ok_or_else(unknown)
    }

    async fn decide(
        &self,
        catalogue: &Catalogue,
        candidates: &Candidates<'_>,
        days: &Days,
    ) -> Result<Planned, Failure> {
        let (new, now) = (self.new, self.app.now());
        let entries = super::question::entries_for_decision(self.app, candidates, days, new.start, now).await?;
        let listed = candidates.with(&entries);
        let held = days.customer_entries();
        let question = Question {
            zone: candidates.shop.time_zone,
            policy: &candidates.shop.policy,
            closures: &candidates.shop.closures,
            service: new.service,
            candidates: &listed,
            persons: new.persons,
            now,
            moving: None,
            customer_entries: &held,
        };
        let wish = Wish {
            id: self.id,
            shop: new.shop,
            staff: new.staff,
            start: new.start,
            customer: self.customer,
            account: new.customer.account,
            origin: new.by.origin(),
            locale: new.customer.locale.unwrap_or(catalogue.business.record.locale),
            notes: new.notes.clone(),
            allow_overlap: new.allow_overlap.clone(),
            hold: self.held_for.map(HeldFor::hold),
            manage_secret: self.secret.clone(),
        };
        Ok(plan(&question, wish, |staff| candidates.price(staff))?)
    }

    async fn commit(
        &self,
        catalogue: &Catalogue,
        candidates: &Candidates<'_>,
        Planned { booking, event }: Planned,
        days: Days,
        besides: Besides,
    ) -> Result<Outcome, Failure> {
        let (app, now) = (self.app, self.app.now());
        let mut commit = Commit::new();
        commit.create(&booking)?;
        let due = match self.held_for {
            Some(held_for) => notices::offered(&booking, &besides.contact, held_for.told_at, now),
            None => {
                let reminding = Reminding::of(catalogue, &booking, besides.wishes.as_ref());
                notices::to_send(event, &booking, None, &besides.contact, Some(&reminding), now)
            }
        };
        for notice in due {
            commit.create(&notice)?;
        }
        if let Some(held_for) = self.held_for
            && !held_for.add_to(app, &mut commit, &booking, self.author)?
        {
            return Ok(Outcome::Overtaken);
        }
        commit.create(&besides.contact)?;
        if let Some(card) = besides.card {
            commit.create(&card)?;
        }
        booked::add_to(app, &mut commit, booking.id, &besides.consents, self.author)?;
        let policy = &candidates.shop.policy;
        let counted = policy.staff_daily_limit.is_some() || policy.customer_daily_limit.is_some();
        days.write(
            &mut commit,
            None,
            Some(&booking),
            if counted { Guard::Read } else { Guard::Written },
            now,
        )?;
        let partition = keys::booking_partition(booking.id);
        let business = catalogue.business.record.id;
        commit.create(
            &self
                .author
                .event(app, partition, business, event.as_str(), told(&booking)),
        )?;
        if let Some(once) = self.once {
            once.add_about(app, &mut commit, booking.id, &booking)?;
        }
        match app.store.commit(&commit).await {
            Ok(()) => Ok(Outcome::Booked(Box::new(booking))),
            Err(error) if self.held_for.is_some_and(|held_for| error.is_at(&held_for.key())) => Ok(Outcome::Overtaken),
            Err(error @ CommitError::Moved(_)) => {
                match self.once.map(|o| o.replay_of(app, &error)).transpose()?.flatten() {
                    Some(saved) => Ok(Outcome::Booked(Box::new(saved))),
                    None => Ok(Outcome::Moved),
                }
            }
            Err(CommitError::Store(store::StoreError::Contention)) => Ok(Outcome::Moved),
            Err(CommitError::Store(error)) => Err(error.into()),
        }
    }

    fn contact(&self, locale: Locale) -> Contact {
        let CustomerDetails {
            name,
            email,
            phone,
            account,
            ..
        } = self.new.customer.clone();
        Contact {
            booking: self.id,
            account,
            name,
            email,
            phone,
            locale,
        }
    }

    fn card(&self, catalogue: &Catalogue) -> CustomerCard {
        let CustomerDetails {
            name,
            email,
            phone,
            locale,
            account,
            ..
        } = self.new.customer.clone();
        let locale = locale.unwrap_or(catalogue.business.record.locale);
        CustomerCard {
            id: self.customer,
            name,
            email,
            phone,
            locale,
            account,
            created_at: self.app.now(),
        }
    }
}

/// What events say of a booking: ids and times, no contact data.
pub(super) fn told(booking: &Booking) -> serde_json::Value {
    let served: Vec<_> = booking
        .segments
        .iter()
        .map(|s| json!({ "service_id": s.service, "staff_id": s.staff, "start": s.span.start(), "end": s.span.end() }))
        .collect();
    json!({
        "booking_id": booking.id,
        "shop_id": booking.shop,
        "customer_id": booking.customer,
        "status": booking.status,
        "start": booking.span.start(),
        "end": booking.span.end(),
        "sequence": booking.sequence,
        "price": booking.price,
        "overlap_reason": booking.overlap_reason,
        "segments": served,
    })
}
