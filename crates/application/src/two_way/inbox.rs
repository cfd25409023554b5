//! What people wrote that only people understand: each shop has a list of it.

use booking_rules::ids::{ShopId, ShopMessageId};
use chrono::TimeDelta;
use serde_json::json;
use store::{Commit, CommitError, Entity, MessageOutcome, Newest, ShopMessage, keys};

use super::conversation::Sent;
use super::{Heard, Listening};
use crate::access::{Reach, Within};
use crate::app::App;
use crate::failure::Failure;
use crate::identity::letters::LetterKind;

/// What is told of something that somebody wrote to a shop.
pub const MESSAGE_RECEIVED: &str = "MessageReceived";
/// Longer than any text message of ten parts.
const MOST_CHARACTERS: usize = 1_600;
/// Shops that one answer is shown to.
const MOST_SHOPS: usize = 3;

/// What people wrote to a shop, newest first, as far as it is within reach.
///
/// # Errors
/// [`Failure::NotFound`] when the shop does not exist.
pub async fn messages(
    app: &App,
    reach: &Reach,
    shop: Within<ShopId>,
    limit: usize,
    before: Option<ShopMessageId>,
) -> Result<Newest<ShopMessage>, Failure> {
    let (shop, now) = (shop.id(), app.now());
    app.store.shop(shop).await?.ok_or(Failure::NotFound)?;
    let wanted = |message: &ShopMessage| {
        message.expires_at > now
            && reach.covers_customer(message.customer)
            && message.staff.iter().any(|staff| reach.covers_staff(*staff))
    };
    Ok(app.store.shop_messages(shop, limit, before, wanted).await?)
}

impl Listening<'_> {
    /// Puts the message before the people of the shops that it may be about, with the answer and the mark that it was
    /// heard, in one transaction.
    pub(super) async fn pass_on(
        &self,
        outcome: MessageOutcome,
        about: &[&Sent],
        answer: Option<LetterKind>,
    ) -> Result<Heard, Failure> {
        let mut commit = Commit::new();
        commit.create_over_expired(self.seen, self.app.now())?;
        let mut shops: Vec<ShopId> = Vec::new();
        for sent in about {
            if shops.len() < MOST_SHOPS && !shops.contains(&sent.booking.shop) {
                shops.push(sent.booking.shop);
                self.add(&mut commit, outcome, sent).await?;
            }
        }
        if let Some((kind, sent)) = answer.zip(about.first())
            && let Some(letter) = self.letter(kind, sent).await?
        {
            commit.create(&letter)?;
        }
        match self.app.store.commit(&commit).await {
            Ok(()) => Ok(Heard::PassedOn(outcome)),
            Err(error) if error.is_at(&self.seen.key()) => Ok(Heard::Before),
            Err(CommitError::Moved(_)) => Err(store::StoreError::Contention.into()),
            Err(CommitError::Store(error)) => Err(error.into()),
        }
    }

    async fn add(&self, commit: &mut Commit, outcome: MessageOutcome, sent: &Sent) -> Result<(), Failure> {
        let (booking, app) = (&sent.booking, self.app);
        let business = booking.id.business();
        let settings = app.recent_catalogue(business).await?.notice_settings();
        let message = ShopMessage {
            id: app.new_id(business),
            shop: booking.shop,
            booking: booking.id,
            customer: booking.customer,
            staff: booking.segments.iter().map(|segment| segment.staff).collect(),
            from: sent.contact.name.to_string(),
            text: readable(&self.sms.text),
            outcome,
            received_at: app.now(),
            expires_at: app.now() + TimeDelta::days(i64::from(settings.retention_days)),
        };
        commit.create(&message)?;
        let partition = keys::booking_partition(booking.id);
        let data = json!({
            "booking_id": booking.id,
            "shop_id": booking.shop,
            "message_id": message.id,
            "outcome": outcome.as_str(),
        });
        commit.create(&self.author.event(app, partition, business, MESSAGE_RECEIVED, data))?;
        Ok(())
    }
}

/// The text without what only a terminal would obey, cut to a length.
fn readable(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_control() || *c == '\n');
    kept.take(MOST_CHARACTERS).collect::<String>().trim().to_owned()
}
