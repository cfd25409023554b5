//! The demo business of a first start: a salon in Warsaw with three people, four services and their hours.

use application::access::{Identity, Reach, Role};
use application::businesses::{self, NewBusiness};
use application::catalog::{self, NewService};
use application::failure::Failure;
use application::shops::{self, NewShop};
use application::staff::{self, NewStaff};
use application::{Author, schedules};
use booking_rules::catalog::{Address, StaffService};
use booking_rules::ids::{BusinessId, CategoryId, ServiceId, ShopId, StaffId};
use booking_rules::policy::BookingPolicy;
use booking_rules::schedule::{Schedule, Weekday, WeeklyWindow};
use booking_rules::time::{WallTime, Zone};
use booking_rules::values::{Country, Currency, Email, Invalid, Locale, Minutes, Money, Name, Phone};

use crate::keys::account_known_as;
use crate::system::System;

/// Ask `/local/tokens` for an owner of this address to look after the demo business.
pub(crate) const OWNER: &str = "owner@demo.salonbook.invalid";

/// Where the demo can be tried.
#[derive(Debug, Clone)]
pub struct Demo {
    pub business: BusinessId,
    pub shop: ShopId,
    pub service: ServiceId,
}

/// Loads the demo business, or finds it if the folder has it already.
pub(crate) async fn load(system: &System) -> anyhow::Result<Demo> {
    let owner = account_known_as(OWNER);
    let memberships = system.app.memberships(owner).await.map_err(failed)?;
    match memberships.first() {
        Some(found) => find(system, found.business).await,
        None => Script::new(system)?.play().await.map_err(failed),
    }
}

fn failed(failure: Failure) -> anyhow::Error {
    anyhow::anyhow!("the demo business: {failure:?}")
}

async fn find(system: &System, business: BusinessId) -> anyhow::Result<Demo> {
    let catalogue = system.app.catalogue(business).await.map_err(failed)?;
    let shop = catalogue
        .shops
        .first()
        .ok_or_else(|| anyhow::anyhow!("the demo business has no shop"))?;
    let service = catalogue
        .services
        .first()
        .ok_or_else(|| anyhow::anyhow!("the demo business has no service"))?;
    Ok(Demo {
        business,
        shop: shop.record.id,
        service: service.record.id,
    })
}

/// What a demo is made of; every value goes through its door.
struct Script<'a> {
    system: &'a System,
    author: Author,
    pln: Currency,
}

fn wrong(invalid: Invalid) -> Failure {
    Failure::internal(invalid)
}

impl<'a> Script<'a> {
    fn new(system: &'a System) -> anyhow::Result<Self> {
        let identity = Identity::new(account_known_as(OWNER), Role::Owner);
        Ok(Self {
            system,
            author: Author::account(&identity, None),
            pln: Currency::parse("PLN")?,
        })
    }

    async fn play(&self) -> Result<Demo, Failure> {
        let business = self.business().await?;
        let shop = self.shop(business).await?;
        let hair = self.category(business, "Włosy", 1).await?;
        let nails = self.category(business, "Paznokcie", 2).await?;
        let cut = self
            .service(business, hair, "Strzyżenie damskie", 60, 12_000, 0)
            .await?;
        let colour = self.service(business, hair, "Koloryzacja", 120, 28_000, 15).await?;
        let beard = self.service(business, hair, "Strzyżenie brody", 30, 6_000, 0).await?;
        let manicure = self
            .service(business, nails, "Manicure hybrydowy", 75, 11_000, 15)
            .await?;
        let anna = self.staff(business, "Anna Wiśniewska", &[cut, colour]).await?;
        let marek = self.staff(business, "Marek Zieliński", &[cut, beard]).await?;
        let zofia = self.staff(business, "Zofia Kamińska", &[manicure]).await?;
        for staff in [anna, marek, zofia] {
            self.hours(staff, shop).await?;
        }
        Ok(Demo {
            business,
            shop,
            service: cut,
        })
    }

    async fn business(&self) -> Result<BusinessId, Failure> {
        let new = NewBusiness {
            name: Name::parse("Salon Piękna").map_err(wrong)?,
            country: Country::parse("PL").map_err(wrong)?,
            currency: self.pln,
            locale: Locale::Pl,
        };
        let owner = account_known_as(OWNER);
        Ok(businesses::create(&self.system.app, new, owner, &self.author, None)
            .await?
            .record
            .id)
    }

    async fn shop(&self, business: BusinessId) -> Result<ShopId, Failure> {
        let name = |text| Name::parse(text).map(Some).map_err(wrong);
        let address = Address {
            line: None,
            street: name("ul. Piękna 12")?,
            city: name("Warszawa")?,
            postal_code: name("00-549")?,
        };
        let new = NewShop {
            name: Name::parse("Salon Piękna, Śródmieście").map_err(wrong)?,
            time_zone: Zone::parse("Europe/Warsaw").map_err(wrong)?,
            address: Some(address),
            phone: Some(Phone::parse("+48221234567", None).map_err(wrong)?),
            email: Some(Email::parse("salon@demo.salonbook.invalid").map_err(wrong)?),
            policy: BookingPolicy::default(),
        };
        Ok(
            shops::create(&self.system.app, &Reach::whole(business), new, &self.author, None)
                .await?
                .record
                .id,
        )
    }

    async fn category(&self, business: BusinessId, name: &str, position: u16) -> Result<CategoryId, Failure> {
        let name = Name::parse(name).map_err(wrong)?;
        let made = catalog::create_category(&self.system.app, business, name, position, &self.author, None).await?;
        Ok(made.record.id)
    }

    async fn service(
        &self,
        business: BusinessId,
        category: CategoryId,
        name: &str,
        minutes: u32,
        price: i64,
        tidying: u32,
    ) -> Result<ServiceId, Failure> {
        let new = NewService {
            name: Name::parse(name).map_err(wrong)?,
            description: None,
            category: Some(category),
            duration: Minutes::new(minutes),
            price: Money::new(price, self.pln),
            buffer_before: Minutes::ZERO,
            buffer_after: Minutes::new(tidying),
            capacity: 1,
            shops: None,
            reminders: None,
            material_cost: None,
            vat_rate: None,
        };
        Ok(
            catalog::create_service(&self.system.app, business, new, &self.author, None)
                .await?
                .record
                .id,
        )
    }

    async fn staff(&self, business: BusinessId, name: &str, services: &[ServiceId]) -> Result<StaffId, Failure> {
        let services = services
            .iter()
            .map(|s| StaffService {
                service: *s,
                price: None,
                duration: None,
            })
            .collect();
        let new = NewStaff {
            name: Name::parse(name).map_err(wrong)?,
            email: None,
            phone: None,
            services,
        };
        Ok(
            staff::create(&self.system.app, &Reach::whole(business), new, &self.author, None)
                .await?
                .record
                .id,
        )
    }

    /// Monday to Friday 9 to 13 and 13:30 to 19, Saturday 9 to 15.
    async fn hours(&self, staff: StaffId, shop: ShopId) -> Result<(), Failure> {
        use Weekday::{Fri, Mon, Sat, Thu, Tue, Wed};
        let at = |text: &str| WallTime::parse(text).map_err(wrong);
        let mut weekly = Vec::new();
        for day in [Mon, Tue, Wed, Thu, Fri] {
            weekly.push(WeeklyWindow {
                day,
                from: at("09:00")?,
                to: at("13:00")?,
            });
            weekly.push(WeeklyWindow {
                day,
                from: at("13:30")?,
                to: at("19:00")?,
            });
        }
        weekly.push(WeeklyWindow {
            day: Sat,
            from: at("09:00")?,
            to: at("15:00")?,
        });
        let schedule =
            Schedule::new(weekly, Vec::new(), Vec::new()).map_err(|faults| Failure::internal(format!("{faults:?}")))?;
        let reach = Reach::whole(shop.business());
        let (staff, shop) = (reach.staff(staff)?, reach.shop(shop)?);
        schedules::set(&self.system.app, staff, shop, schedule, None, &self.author).await?;
        Ok(())
    }
}
