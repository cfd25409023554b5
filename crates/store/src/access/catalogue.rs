//! Everything a business offers, in one query; and the few records one booking needs, in one batch.

use booking_rules::catalog::{Business, Category, Service, Shop, StaffCard};
use booking_rules::ids::{BusinessId, CategoryId, ServiceId, ShopId, StaffId, TimeOffId};
use booking_rules::notices::NoticeSettings;
use booking_rules::schedule::Schedule;

use super::Store;
use crate::entities::{StaffSchedule, TimeOff};
use crate::error::StoreError;
use crate::keys::{self, Key};
use crate::record::{Entity, Item, Versioned, from_item, is_a};
use crate::table::Query;

/// A business with its shops, price list, staff and schedules, or the part of it that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalogue {
    pub business: Versioned<Business>,
    pub shops: Vec<Versioned<Shop>>,
    pub categories: Vec<Versioned<Category>>,
    pub services: Vec<Versioned<Service>>,
    pub staff: Vec<Versioned<StaffCard>>,
    pub schedules: Vec<Versioned<StaffSchedule>>,
    /// Absent until the business sets something.
    pub notices: Option<Versioned<NoticeSettings>>,
}

impl Catalogue {
    #[must_use]
    pub fn shop(&self, id: ShopId) -> Option<&Shop> {
        self.shops.iter().map(|s| &s.record).find(|s| s.id == id)
    }

    #[must_use]
    pub fn service(&self, id: ServiceId) -> Option<&Service> {
        self.services.iter().map(|s| &s.record).find(|s| s.id == id)
    }

    #[must_use]
    pub fn category(&self, id: CategoryId) -> Option<&Category> {
        self.categories.iter().map(|c| &c.record).find(|c| c.id == id)
    }

    #[must_use]
    pub fn staff_card(&self, id: StaffId) -> Option<&StaffCard> {
        self.staff.iter().map(|s| &s.record).find(|s| s.id == id)
    }

    #[must_use]
    pub fn schedule(&self, staff: StaffId, shop: ShopId) -> Option<&Schedule> {
        self.schedules
            .iter()
            .map(|s| &s.record)
            .find(|s| s.staff == staff && s.shop == shop)
            .map(|s| &s.schedule)
    }

    /// How the business writes to people.
    #[must_use]
    pub fn notice_settings(&self) -> NoticeSettings {
        let own = self.notices.as_ref().map(|settings| settings.record.clone());
        own.unwrap_or_else(|| NoticeSettings::of_platform(self.business.record.id))
    }

    fn from_items(items: &[Item]) -> Result<Option<Self>, StoreError> {
        let Some(business) = items.iter().find(|i| is_a::<Business>(i)) else {
            return Ok(None);
        };
        Ok(Some(Self {
            business: from_item(business)?,
            shops: all(items)?,
            categories: all(items)?,
            services: all(items)?,
            staff: all(items)?,
            schedules: all(items)?,
            notices: all(items)?.into_iter().next(),
        }))
    }
}

fn all<E: Entity>(items: &[Item]) -> Result<Vec<Versioned<E>>, StoreError> {
    items.iter().filter(|i| is_a::<E>(i)).map(from_item).collect()
}

impl Store {
    /// The whole catalogue; `None` when there is no such business. One Query.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn catalogue(&self, business: BusinessId, consistent: bool) -> Result<Option<Catalogue>, StoreError> {
        let query = Query {
            partition: keys::business_partition(business),
            between: Some((" ".to_owned(), keys::CATALOGUE_END.to_owned())),
            consistent,
            ..Query::default()
        };
        Catalogue::from_items(&self.table.query(query).await?)
    }

    /// The part of the catalogue that one booking with a known staff member needs. One BatchGetItem of six keys.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn catalogue_for(
        &self,
        shop: ShopId,
        service: ServiceId,
        staff: StaffId,
    ) -> Result<Option<Catalogue>, StoreError> {
        let wanted = vec![
            keys::profile(shop.business()),
            keys::on_shelf("SHOP", shop),
            keys::on_shelf("SVC", service),
            keys::on_shelf("STAFF", staff),
            keys::schedule(staff, shop),
            keys::notice_settings(shop.business()),
        ];
        Catalogue::from_items(&self.table.batch_get(wanted).await?)
    }

    /// # Errors
    /// [`StoreError::Unavailable`] when the table cannot be read.
    pub async fn business(&self, id: BusinessId) -> Result<Option<Versioned<Business>>, StoreError> {
        self.get(keys::profile(id), true).await
    }

    /// How a business writes to people; none while it set nothing.
    ///
    /// # Errors
    /// As [`Store::business`].
    pub async fn notice_settings(&self, id: BusinessId) -> Result<Option<Versioned<NoticeSettings>>, StoreError> {
        self.get(keys::notice_settings(id), true).await
    }

    /// # Errors
    /// As [`Store::business`].
    pub async fn shop(&self, id: ShopId) -> Result<Option<Versioned<Shop>>, StoreError> {
        self.get(keys::on_shelf("SHOP", id), true).await
    }

    /// # Errors
    /// As [`Store::business`].
    pub async fn category(&self, id: CategoryId) -> Result<Option<Versioned<Category>>, StoreError> {
        self.get(keys::on_shelf("CAT", id), true).await
    }

    /// # Errors
    /// As [`Store::business`].
    pub async fn service(&self, id: ServiceId) -> Result<Option<Versioned<Service>>, StoreError> {
        self.get(keys::on_shelf("SVC", id), true).await
    }

    /// # Errors
    /// As [`Store::business`].
    pub async fn staff_card(&self, id: StaffId) -> Result<Option<Versioned<StaffCard>>, StoreError> {
        self.get(keys::on_shelf("STAFF", id), true).await
    }

    /// # Errors
    /// As [`Store::business`].
    pub async fn staff_schedule(
        &self,
        staff: StaffId,
        shop: ShopId,
    ) -> Result<Option<Versioned<StaffSchedule>>, StoreError> {
        self.get(keys::schedule(staff, shop), true).await
    }

    /// # Errors
    /// As [`Store::business`].
    pub async fn time_off(&self, staff: StaffId, id: TimeOffId) -> Result<Option<Versioned<TimeOff>>, StoreError> {
        self.get(keys::time_off(staff, id), true).await
    }

    /// All absences of a staff member, oldest entry first.
    ///
    /// # Errors
    /// As [`Store::business`].
    pub async fn time_off_of(&self, staff: StaffId) -> Result<Vec<Versioned<TimeOff>>, StoreError> {
        let query = Query {
            partition: keys::business_partition(staff.business()),
            prefix: Some(keys::time_off_prefix(staff)),
            consistent: true,
            ..Query::default()
        };
        all(&self.table.query(query).await?)
    }

    /// Events of one thing, newest first.
    ///
    /// # Errors
    /// As [`Store::business`].
    pub async fn events_of(&self, partition: &str, limit: i32) -> Result<Vec<crate::Event>, StoreError> {
        let query = Query {
            partition: partition.to_owned(),
            prefix: Some("~EVT#".to_owned()),
            limit: Some(limit),
            backwards: true,
            ..Query::default()
        };
        let page = self.table.page(query).await?;
        Ok(all::<crate::Event>(&page.items)?
            .into_iter()
            .map(|e| e.record)
            .collect())
    }

    /// # Errors
    /// As [`Store::business`].
    pub async fn idempotency_record(&self, key: &Key) -> Result<Option<crate::IdempotencyRecord>, StoreError> {
        Ok(self.get(key.clone(), true).await?.map(|v| v.record))
    }
}
