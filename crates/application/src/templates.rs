//! The words of messages: the platform's, and what a business says in their place.

use std::sync::Arc;

use booking_rules::booking::Booking;
use booking_rules::ids::{AccountId, BookingId, BusinessId};
use booking_rules::ledger::{SaleDocument, SaleRef};
use booking_rules::values::Locale;
use chrono::{DateTime, Utc};
use serde_json::json;
use store::{Actor, Commit, TemplateOverride, Versioned};

use crate::app::App;
use crate::author::Author;
use crate::bookings::{self, Viewer};
use crate::changes::{Told, expect_version};
use crate::deliveries;
use crate::failure::{Failure, FieldFault};
use crate::notices::render::{
    self, Encoding, NoticeFacts, first_beyond_gsm7, platform_words, render_email, render_sms, sample, sms_segments,
};
use crate::notices::{Channel, NoticeKind, PartFault, Words};
use crate::once::moved;
use crate::recent::Recent;
use crate::retry;

/// Which message's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TemplateName {
    pub kind: NoticeKind,
    pub locale: Locale,
    pub channel: Channel,
}

/// Own words by business and message, also that there are none; a few kilobytes each.
pub(crate) type WordsCache = Recent<(BusinessId, TemplateName), Arc<Words>, 500>;

/// The parts of a message's words; absent is the platform's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parts {
    pub subject: Option<String>,
    pub text: Option<String>,
}

/// The words in force for one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    pub name: TemplateName,
    /// Which parts are the business's own.
    pub own: Parts,
    /// The platform's words, for what is not.
    pub platform: Parts,
    /// 0 while the business never said anything.
    pub version: u64,
    pub updated_at: Option<DateTime<Utc>>,
    pub updated_by: Option<AccountId>,
}

impl TemplateName {
    fn every() -> impl Iterator<Item = Self> {
        NoticeKind::ALL.into_iter().flat_map(|kind| {
            Locale::ALL.into_iter().flat_map(move |locale| {
                let each = move |channel| Self { kind, locale, channel };
                Channel::ALL.into_iter().map(each)
            })
        })
    }

    /// Whether a business may choose the words; those of WhatsApp stand with its vendor, who approved them.
    #[must_use]
    pub fn is_editable(self) -> bool {
        self.channel != Channel::Whatsapp
    }

    fn expect_editable(self) -> Result<(), Failure> {
        if self.is_editable() {
            Ok(())
        } else {
            Err(Failure::Conflict("template_approved_by_vendor"))
        }
    }
}

impl InForce {
    fn of(name: TemplateName, own: Option<Versioned<TemplateOverride>>) -> Self {
        let (subject, text) = platform_words(name.kind, name.locale, name.channel);
        let platform = Parts {
            subject: subject.map(str::to_owned),
            text: text.map(str::to_owned),
        };
        let Some(Versioned { record, version }) = own else {
            return Self {
                name,
                own: Parts::default(),
                platform,
                version: 0,
                updated_at: None,
                updated_by: None,
            };
        };
        Self {
            name,
            own: Parts {
                subject: record.subject,
                text: record.text,
            },
            platform,
            version,
            updated_at: Some(record.updated_at),
            updated_by: record.updated_by,
        }
    }
}

/// The words of every message of a business.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn list(app: &App, business: BusinessId) -> Result<Vec<InForce>, Failure> {
    let mut own = app.store.template_overrides(business).await?;
    let mut take = |name: TemplateName| {
        let is_it = |found: &Versioned<TemplateOverride>| {
            let record = &found.record;
            (record.kind.as_str(), record.locale, record.channel) == (name.kind.as_str(), name.locale, name.channel)
        };
        let at = own.iter().position(is_it)?;
        Some(own.swap_remove(at))
    };
    Ok(TemplateName::every()
        .map(|name| InForce::of(name, take(name)))
        .collect())
}

/// Puts own words in force, in place of all that stood there; parts that are absent become the platform's.
///
/// # Errors
/// [`Failure::Invalid`] with the place of what is wrong, [`Failure::Conflict`] for words that are not ours to change,
/// [`Failure::Stale`] against `expected`.
pub async fn update(
    app: &App,
    business: BusinessId,
    name: TemplateName,
    parts: &Parts,
    expected: Option<u64>,
    author: &Author,
) -> Result<InForce, Failure> {
    name.expect_editable()?;
    read(name, parts)?;
    save(app, business, name, parts, expected, author).await
}

/// Back to the platform's words.
///
/// # Errors
/// As [`update`].
pub async fn reset(
    app: &App,
    business: BusinessId,
    name: TemplateName,
    expected: Option<u64>,
    author: &Author,
) -> Result<InForce, Failure> {
    name.expect_editable()?;
    save(app, business, name, &Parts::default(), expected, author).await
}

async fn save(
    app: &App,
    business: BusinessId,
    name: TemplateName,
    parts: &Parts,
    expected: Option<u64>,
    author: &Author,
) -> Result<InForce, Failure> {
    let saved = retry::unless_stale(app, expected, || async {
        let found = stored(app, business, name).await?;
        let version = found.as_ref().map_or(0, |found| found.version);
        expect_version(Versioned { record: (), version }, expected)?;
        let nothing_stands = found.as_ref().is_none_or(|found| !found.record.says_something());
        if nothing_stands && *parts == Parts::default() {
            return Ok(InForce::of(name, found));
        }
        let own = TemplateOverride {
            business,
            kind: name.kind.as_str().to_owned(),
            locale: name.locale,
            channel: name.channel,
            subject: parts.subject.clone(),
            text: parts.text.clone(),
            updated_at: app.now(),
            updated_by: match author.actor {
                Actor::Account { account, .. } => Some(account),
                _ => None,
            },
        };
        let mut commit = Commit::new();
        commit.replace(&own, found.map(|found| found.version))?;
        let data = json!({
            "business_id": business, "kind": name.kind, "locale": name.locale, "channel": name.channel,
        });
        let kind = if own.says_something() {
            "TemplateUpdated"
        } else {
            "TemplateRestored"
        };
        let told = Told {
            business,
            kind,
            data,
            author,
        };
        told.add_to(app, &mut commit)?;
        app.store.commit(&commit).await.map_err(moved)?;
        Ok(InForce::of(
            name,
            Some(Versioned {
                record: own,
                version: version + 1,
            }),
        ))
    })
    .await?;
    app.own_words.forget(&(business, name));
    Ok(saved)
}

async fn stored(
    app: &App,
    business: BusinessId,
    name: TemplateName,
) -> Result<Option<Versioned<TemplateOverride>>, Failure> {
    let kind = name.kind.as_str();
    Ok(app
        .store
        .template_override(business, kind, name.locale, name.channel)
        .await?)
}

fn read(name: TemplateName, parts: &Parts) -> Result<Words, Failure> {
    let words = Words::read(name.kind, name.channel, parts.subject.as_deref(), parts.text.as_deref());
    words.map_err(|faults| Failure::Invalid(faults.iter().map(field_fault).collect()))
}

fn field_fault(PartFault { part, fault }: &PartFault) -> FieldFault {
    let named = FieldFault::new(*part, fault.code);
    named
        .telling("line", fault.place.line)
        .telling("column", fault.place.column)
        .telling("found", &fault.found)
}

/// What words become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Of an e-mail.
    pub subject: Option<String>,
    pub text: String,
    /// Of an e-mail.
    pub html: Option<String>,
    /// What a text message costs.
    pub sms: Option<SmsCost>,
}

/// How a text message travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SmsCost {
    pub characters: usize,
    pub encoding: Encoding,
    pub segments: usize,
    /// The first character that costs it the default alphabet, and how many stand before it.
    pub forced_by: Option<(usize, char)>,
}

/// Whose words, and on what, to show.
#[derive(Debug, Clone)]
pub struct PreviewRequest {
    pub business: BusinessId,
    pub name: TemplateName,
    /// Words that are not saved; else those in force.
    pub parts: Option<Parts>,
    /// A booking to show them on, and in which quality its viewer sees it; else the sample.
    pub booking: Option<(BookingId, Viewer)>,
}

/// Shows what words become, on the sample or on a booking.
///
/// # Errors
/// As [`update`]; [`Failure::NotFound`] for a booking that is not the viewer's to see.
pub async fn preview(app: &App, request: &PreviewRequest) -> Result<Preview, Failure> {
    let PreviewRequest {
        business,
        name,
        parts,
        booking,
    } = request;
    name.expect_editable()?;
    let words = match parts {
        Some(parts) => read(*name, parts)?,
        None => in_force(app, *business, *name).await?,
    };
    let facts = match booking {
        Some((id, viewer)) => facts_of(app, *business, *name, *id, viewer).await?,
        None => sample(name.kind, name.locale, *business, &app.links().public_base_url)
            .ok_or_else(|| Failure::internal("the sample booking is damaged"))?,
    };
    Ok(shown(name.channel, &facts, &words))
}

fn shown(channel: Channel, facts: &NoticeFacts, words: &Words) -> Preview {
    if channel == Channel::Email {
        let mail = render_email(facts, words);
        return Preview {
            subject: Some(mail.subject),
            text: mail.text,
            html: Some(mail.html),
            sms: None,
        };
    }
    let text = render_sms(facts, words);
    let segments = sms_segments(&text);
    let sms = SmsCost {
        characters: text.chars().count(),
        encoding: segments.encoding,
        segments: segments.count,
        forced_by: first_beyond_gsm7(&text),
    };
    Preview {
        subject: None,
        text,
        html: None,
        sms: Some(sms),
    }
}

/// The facts of a real booking in the language of the words. Its link is the sample's: whoever edits words need not be
/// able to move the booking.
async fn facts_of(
    app: &App,
    business: BusinessId,
    name: TemplateName,
    id: BookingId,
    viewer: &Viewer,
) -> Result<NoticeFacts, Failure> {
    if id.business() != business {
        return Err(Failure::NotFound);
    }
    let shown = bookings::show(app, id, viewer).await?;
    let contact = bookings::Contact {
        locale: name.locale,
        ..shown.contact.ok_or(Failure::NotFound)?
    };
    let catalogue = app.catalogue(business).await?;
    let facts = deliveries::facts(app, name.kind, &shown.booking.record, &contact, &catalogue);
    let document = match name.kind {
        NoticeKind::Receipt => Some(newest_document(app, id).await?),
        _ => None,
    };
    facts
        .map(|facts| NoticeFacts {
            document,
            manage_url: Some(render::sample_link(&app.links().public_base_url, id)),
            ..facts
        })
        .ok_or_else(|| Failure::internal(format!("booking {id} names records that are not there")))
}

/// Of a booking that nothing was paid for there is no receipt to show.
async fn newest_document(app: &App, id: BookingId) -> Result<SaleDocument, Failure> {
    let tab = app.store.tab(SaleRef::Booking(id)).await?;
    let place = tab.map_or(0, |tab| tab.record.documents);
    let document = app.store.sale_document(id, place).await?;
    document.ok_or(Failure::Conflict("nothing_paid"))
}

/// The words that stand; what cannot be read any more is told to the log, and the platform's stand in for it.
async fn in_force(app: &App, business: BusinessId, name: TemplateName) -> Result<Words, Failure> {
    let Some(Versioned { record, .. }) = stored(app, business, name).await? else {
        return Ok(Words::platform());
    };
    let words = Words::read(
        name.kind,
        name.channel,
        record.subject.as_deref(),
        record.text.as_deref(),
    );
    Ok(words.unwrap_or_else(|faults| {
        tracing::error!(%business, notice.kind = name.kind.as_str(), ?faults, "own words cannot be read any more");
        Words::platform()
    }))
}

impl App {
    /// In which words a message about a booking is written: those of its business if it has any, at most a minute old, else
    /// the platform's. One GetItem a minute.
    ///
    /// # Errors
    /// [`Failure::Unavailable`].
    pub(crate) async fn words(
        &self,
        booking: &Booking,
        kind: NoticeKind,
        locale: Locale,
        channel: &str,
    ) -> Result<Arc<Words>, Failure> {
        let business = booking.id.business();
        let Some(channel) = Channel::parse(channel).filter(|channel| *channel != Channel::Whatsapp) else {
            return Ok(Arc::default());
        };
        let name = TemplateName { kind, locale, channel };
        let now = self.now();
        if let Some(kept) = self.own_words.fresh(&(business, name), now) {
            return Ok(kept);
        }
        let words = Arc::new(in_force(self, business, name).await?);
        self.own_words.keep((business, name), now, words.clone());
        Ok(words)
    }
}
