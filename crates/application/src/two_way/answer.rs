//! What is answered to an answer: one text message at most, in the reader's language.

use booking_rules::ids::LetterId;
use chrono::TimeDelta;
use store::Letter;

use super::Listening;
use super::conversation::Sent;
use crate::announcements::name_of;
use crate::deliveries::manage_url;
use crate::failure::Failure;
use crate::identity::letters::{LetterKind, from_business, to_phone};
use crate::notices::render::moment_for_text;

/// Whoever wrote has long looked away after that.
const USEFUL: TimeDelta = TimeDelta::hours(6);

impl Listening<'_> {
    pub(super) async fn answer(&self, kind: LetterKind, sent: &Sent) -> Result<(), Failure> {
        if let Some(letter) = self.letter(kind, sent).await? {
            self.app.store.write_once(&letter).await?;
        }
        Ok(())
    }

    /// `None` for a number that nobody may write to. Named after the message it answers, so that there is but one.
    pub(super) async fn letter(&self, kind: LetterKind, sent: &Sent) -> Result<Option<Letter>, Failure> {
        let (booking, locale) = (&sent.booking, sent.contact.locale);
        let business = booking.id.business();
        if !self.may_answer(business).await? {
            return Ok(None);
        }
        let catalogue = self.app.recent_catalogue(business).await?;
        let shop = catalogue.shop(booking.shop);
        let service = booking
            .segments
            .first()
            .and_then(|segment| catalogue.service(segment.service));
        let known = |name: Option<String>| name.unwrap_or_default();
        let facts = [
            ("business", catalogue.business.record.name.to_string()),
            ("shop", known(shop.map(|shop| shop.name.to_string()))),
            ("service", known(service.map(|service| service.name.to_string()))),
            ("when", moment_for_text(booking.span.start(), booking.zone, locale)),
            ("link", manage_url(self.app, booking)),
            (
                "phone",
                known(shop.and_then(|shop| Some(shop.phone.as_ref()?.as_str().to_owned()))),
            ),
        ];
        let letter = to_phone(self.app, kind, self.sms.from.clone(), locale, &facts, USEFUL);
        let name = name_of(booking.created_at, &[&self.seen.source, &self.seen.id_hash]);
        Ok(Some(Letter {
            id: LetterId::new(name),
            ..from_business(letter, business)
        }))
    }
}
