//! Typed, prefixed, time-sortable ids.
//!
//! An id of something a tenant owns carries its business, so a public id leads to its partition
//! without a search. Finding is not permission: authorisation never relies on an id.

use core::fmt;
use core::marker::PhantomData;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

mod base32;

/// What an id names; only its prefix is known here.
pub trait Kind: Copy + Eq + Ord + core::hash::Hash + fmt::Debug + 'static {
    const PREFIX: &'static str;
}

/// The text was not an id of the expected kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the expected kind")]
pub struct IdError;

/// The tenant: 48 bits of Unix milliseconds, 32 random bits; 16 characters of text after `biz_`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BusinessId([u8; 10]);

const BUSINESS_PREFIX: &str = "biz_";
const BUSINESS_CHARS: usize = 16;
const UUID_CHARS: usize = 26;

impl BusinessId {
    /// Takes the first ten bytes of a version 7 UUID whose version bits are replaced by randomness.
    #[must_use]
    pub fn from_uuid(id: Uuid) -> Self {
        let b = id.into_bytes();
        Self([b[0], b[1], b[2], b[3], b[4], b[5], b[12], b[13], b[14], b[15]])
    }

    /// The text without its prefix, as keys use it.
    #[must_use]
    pub fn key(&self) -> String {
        base32::encode(&self.0)
    }

    /// One of its random bytes: steady, and evenly spread over businesses.
    #[must_use]
    pub fn random_byte(&self) -> u8 {
        self.0[9]
    }

    fn from_key(text: &str) -> Result<Self, IdError> {
        if text.len() != BUSINESS_CHARS {
            return Err(IdError);
        }
        let bytes = base32::decode(text).ok_or(IdError)?;
        bytes.try_into().map(Self).map_err(|_| IdError)
    }
}

impl fmt::Display for BusinessId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{BUSINESS_PREFIX}{}", self.key())
    }
}

impl FromStr for BusinessId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        Self::from_key(text.strip_prefix(BUSINESS_PREFIX).ok_or(IdError)?)
    }
}

/// An id of something a business owns: the business and the thing's own UUID.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TenantId<K: Kind> {
    business: BusinessId,
    own: Uuid,
    kind: PhantomData<K>,
}

impl<K: Kind> TenantId<K> {
    #[must_use]
    pub fn new(business: BusinessId, own: Uuid) -> Self {
        Self {
            business,
            own,
            kind: PhantomData,
        }
    }

    #[must_use]
    pub fn business(&self) -> BusinessId {
        self.business
    }

    #[must_use]
    pub fn own(&self) -> Uuid {
        self.own
    }

    /// The part after the business, as keys inside the tenant use it.
    #[must_use]
    pub fn key(&self) -> String {
        base32::encode(self.own.as_bytes())
    }
}

impl<K: Kind> fmt::Display for TenantId<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}{}", K::PREFIX, self.business.key(), self.key())
    }
}

impl<K: Kind> FromStr for TenantId<K> {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        let rest = text
            .strip_prefix(K::PREFIX)
            .and_then(|t| t.strip_prefix('_'))
            .ok_or(IdError)?;
        let (business, own) = rest.split_at_checked(BUSINESS_CHARS).ok_or(IdError)?;
        Ok(Self::new(BusinessId::from_key(business)?, uuid_from_key(own)?))
    }
}

/// An id that belongs to no business: an account, an event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GlobalId<K: Kind> {
    own: Uuid,
    kind: PhantomData<K>,
}

impl<K: Kind> GlobalId<K> {
    #[must_use]
    pub fn new(own: Uuid) -> Self {
        Self { own, kind: PhantomData }
    }

    #[must_use]
    pub fn own(&self) -> Uuid {
        self.own
    }

    #[must_use]
    pub fn key(&self) -> String {
        base32::encode(self.own.as_bytes())
    }
}

impl<K: Kind> fmt::Display for GlobalId<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", K::PREFIX, self.key())
    }
}

impl<K: Kind> FromStr for GlobalId<K> {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        let rest = text
            .strip_prefix(K::PREFIX)
            .and_then(|t| t.strip_prefix('_'))
            .ok_or(IdError)?;
        uuid_from_key(rest).map(Self::new)
    }
}

fn uuid_from_key(text: &str) -> Result<Uuid, IdError> {
    if text.len() != UUID_CHARS {
        return Err(IdError);
    }
    let bytes = base32::decode(text).ok_or(IdError)?;
    Uuid::from_slice(&bytes).map_err(|_| IdError)
}

/// The business that a public id of any kind names or belongs to.
#[must_use]
pub fn business_of(id: &str) -> Option<BusinessId> {
    let (prefix, rest) = id.split_once('_')?;
    let business = BusinessId::from_key(rest.get(..BUSINESS_CHARS)?).ok()?;
    let fits = match prefix {
        "biz" => rest.len() == BUSINESS_CHARS,
        _ => rest.len() == BUSINESS_CHARS + UUID_CHARS,
    };
    fits.then_some(business)
}

macro_rules! text_form {
    ($([$($generics:tt)*] $id:ty),*) => {$(
        impl<$($generics)*> fmt::Debug for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
        impl<$($generics)*> Serialize for $id {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de, $($generics)*> Deserialize<'de> for $id {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}
text_form!([] BusinessId, [K: Kind] TenantId<K>, [K: Kind] GlobalId<K>);

/// The kinds of thing that have an id.
pub mod kinds {
    use super::Kind;

    macro_rules! kind {
        ($($name:ident $prefix:literal),* $(,)?) => {$(
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub enum $name {}
            impl Kind for $name { const PREFIX: &'static str = $prefix; }
        )*};
    }
    kind! {
        Shop "shp", Category "cat", Service "svc", Staff "stf", Booking "bkg", Customer "cus",
        TimeOff "off", Closure "cls", Account "acc", Event "evt", Session "ses", Letter "ltr", ApiKey "key",
        Invitation "inv", Hook "hok", HookDelivery "hdl", AppNotice "ntc", ShopMessage "msg",
        LedgerEntry "led", Sale "sal", Export "exp", CustomerNote "cnt",
        DataRequest "drq", WaitlistEntry "wlt",
    }
}

pub type ShopId = TenantId<kinds::Shop>;
pub type CategoryId = TenantId<kinds::Category>;
pub type ServiceId = TenantId<kinds::Service>;
pub type StaffId = TenantId<kinds::Staff>;
pub type BookingId = TenantId<kinds::Booking>;
pub type CustomerId = TenantId<kinds::Customer>;
pub type TimeOffId = TenantId<kinds::TimeOff>;
pub type ClosureId = TenantId<kinds::Closure>;
pub type AccountId = GlobalId<kinds::Account>;
pub type EventId = GlobalId<kinds::Event>;
pub type SessionId = GlobalId<kinds::Session>;
pub type LetterId = GlobalId<kinds::Letter>;
pub type ApiKeyId = TenantId<kinds::ApiKey>;
pub type InvitationId = TenantId<kinds::Invitation>;
pub type HookId = TenantId<kinds::Hook>;
pub type HookDeliveryId = TenantId<kinds::HookDelivery>;
pub type AppNoticeId = GlobalId<kinds::AppNotice>;
pub type ShopMessageId = TenantId<kinds::ShopMessage>;
pub type LedgerEntryId = TenantId<kinds::LedgerEntry>;
pub type SaleId = TenantId<kinds::Sale>;
pub type ExportId = TenantId<kinds::Export>;
pub type CustomerNoteId = TenantId<kinds::CustomerNote>;
pub type WaitlistEntryId = TenantId<kinds::WaitlistEntry>;
pub type DataRequestId = GlobalId<kinds::DataRequest>;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_id_reads_back_from_its_text(a in any::<u128>(), b in any::<u128>()) {
            let business = BusinessId::from_uuid(Uuid::from_u128(a));
            prop_assert_eq!(business.to_string().parse(), Ok(business));
            let shop = ShopId::new(business, Uuid::from_u128(b));
            prop_assert_eq!(shop.to_string().parse(), Ok(shop));
            prop_assert_eq!(business_of(&shop.to_string()), Some(business));
            prop_assert_eq!(business_of(&business.to_string()), Some(business));
            prop_assert_eq!(business_of(&AccountId::new(Uuid::from_u128(b)).to_string()), None);
            prop_assert!(shop.to_string().parse::<ServiceId>().is_err());
            let account = AccountId::new(Uuid::from_u128(b));
            prop_assert_eq!(account.to_string().parse(), Ok(account));
        }

        #[test]
        fn no_text_makes_an_id_panic(text in "\\PC{0,60}") {
            let _ = text.parse::<ShopId>();
            let _ = text.parse::<BusinessId>();
            let _ = business_of(&text);
            let _ = format!("shp_{text}").parse::<ShopId>();
        }
    }

    #[test]
    fn later_ids_sort_after_earlier_ones() {
        let early = BusinessId::from_uuid(Uuid::from_u128(1 << 96));
        let late = BusinessId::from_uuid(Uuid::from_u128(2 << 96));
        assert!(early.to_string() < late.to_string());
    }
}
