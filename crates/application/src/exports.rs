//! Files of a business's records: asked for, built by a worker in bounded memory, handed out by links that soon expire.
//!
//! The record of a file is the truth about it. A queue only says that there is something to do for one; what there is to
//! do, its record says. So a message may come twice, late, or for nothing.

mod accounts;
mod building;
mod columns;
mod lines;
mod names;
mod object;
mod records;
mod sheets;
mod vat;

use std::time::Duration;

use booking_rules::ids::{AccountId, BusinessId, ExportId, ShopId};
use booking_rules::ledger::LedgerMonth;
use booking_rules::values::Name;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{Catalogue, Commit, CommitError, ExportProgress, Versioned};

pub use building::{Attended, Slice, attend};
pub use object::MOST_SPREADSHEET_ROWS;
pub use store::{
    AccountChart, DatevClient, Export, ExportFormat, ExportRequest, ExportStatus, ExportWhat, ValueSeparator,
};

use crate::access::Reach;
use crate::app::App;
use crate::author::Author;
use crate::changes::Told;
use crate::failure::{Failure, FieldFault};
use crate::once::{Once, commit_once, moved};

/// The name that the worker has in events.
pub const JOB: &str = "build-export";
/// Months that one file may be of.
pub const MOST_MONTHS: u32 = 24;
/// Files of a business under way at a time.
pub const MOST_OPEN: usize = 10;
/// How long a link works: long enough to click on it.
pub const LINK_LIFE: Duration = Duration::from_secs(600);
/// How long a file is kept where the business says nothing.
pub const KEPT_DAYS: u8 = 7;
/// When the sweep asks what became of one under way. Longer than a worker has for a turn.
pub(crate) const FIRST_LOOK: TimeDelta = TimeDelta::hours(1);
/// Newest files that are looked through for those under way.
const RECENT: usize = 50;

/// There is something to do for a file: all that travels through the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportOrder {
    pub export: ExportId,
}

/// A file to be made.
#[derive(Debug, Clone)]
pub struct NewExport {
    pub what: ExportWhat,
    pub format: ExportFormat,
    /// Days of the books, both included.
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Of these shops alone.
    pub shops: Option<Vec<ShopId>>,
    pub mark: bool,
    pub separator: ValueSeparator,
    pub exemption: Option<Name>,
    pub datev: Option<DatevClient>,
}

impl NewExport {
    /// # Errors
    /// [`Failure::Invalid`] for a period that ends before it begins or is too long.
    fn check_period(&self) -> Result<(), Failure> {
        if self.from > self.to {
            return Err(Failure::field("to", "reversed_interval"));
        }
        let last = (1..MOST_MONTHS).fold(LedgerMonth::of(self.from), |month, _| month.next());
        if LedgerMonth::of(self.to) > last {
            return Err(Failure::field("to", "window_too_long"));
        }
        Ok(())
    }
}

/// Asks for a file.
///
/// # Errors
/// [`Failure::Invalid`] for a period, a shop or a file that is not to be had; [`Failure::Forbidden`] to whom people were
/// counted out; [`Failure::Conflict`] with `too_many_exports`, `too_many_rows_for_xlsx` or `tax_profile_missing`.
pub async fn create(
    app: &App,
    reach: &Reach,
    new: NewExport,
    author: &Author,
    once: Option<&Once>,
    asked_by: AccountId,
) -> Result<Export, Failure> {
    new.check_period()?;
    may_ask(reach, new.what)?;
    let business = reach.business();
    let catalogue = app.store.catalogue(business, true).await?.ok_or(Failure::NotFound)?;
    let shops = shops(reach, &catalogue, new.shops.as_deref())?;
    check_form(&new, &catalogue)?;
    if let Some(reason) = no_room(app, &new, business, shops.is_none()).await? {
        // A repetition of what was taken before is answered as it was.
        let saved = match once {
            Some(once) => once.replay(app, app.store.idempotency_record(&once.key()).await?)?,
            None => None,
        };
        return saved.ok_or(Failure::Conflict(reason));
    }
    let now = app.now();
    let request = ExportRequest {
        what: new.what,
        format: new.format,
        from: new.from,
        to: new.to,
        shops,
        mark: new.mark,
        separator: new.separator,
        exemption: new.exemption,
        datev: new.datev,
    };
    let export = Export {
        id: app.new_id(business),
        progress: ExportProgress::begun(&request),
        request,
        asked_by,
        status: ExportStatus::Queued,
        turn: 1,
        look_at: now.checked_add_signed(FIRST_LOOK),
        claim: None,
        tries: 0,
        reason: None,
        created_at: now,
        ended_at: None,
        kept_until: None,
    };
    let mut commit = Commit::new();
    commit.create(&export)?;
    told("ExportRequested", &export, author).add_to(app, &mut commit)?;
    commit_once(app, once, commit, export).await
}

/// What tells of people is for those who reach all of them.
fn may_ask(reach: &Reach, what: ExportWhat) -> Result<(), Failure> {
    let allowed = match what {
        ExportWhat::Customers => reach.is_whole(),
        _ => reach.covers_everybody(),
    };
    if allowed { Ok(()) } else { Err(Failure::Forbidden) }
}

/// The shops that a file is of: those asked for if all are within reach, else all that are. `None` stands for every one.
fn shops(reach: &Reach, catalogue: &Catalogue, asked: Option<&[ShopId]>) -> Result<Option<Vec<ShopId>>, Failure> {
    let is_there = |id: ShopId| reach.covers_shop(id) && catalogue.shop(id).is_some();
    if let Some(asked) = asked {
        let strange = asked.iter().enumerate().filter(|(_, id)| !is_there(**id));
        let faults: Vec<_> = strange
            .map(|(at, _)| FieldFault::new(format!("shop_ids[{at}]"), "unknown_shop"))
            .collect();
        if !faults.is_empty() {
            return Err(Failure::Invalid(faults));
        }
        let mut shops = asked.to_vec();
        shops.sort_unstable();
        shops.dedup();
        return Ok(Some(shops));
    }
    if reach.all_shops().is_ok() {
        return Ok(None);
    }
    let all = catalogue.shops.iter().map(|shop| shop.record.id);
    Ok(Some(all.filter(|id| reach.covers_shop(*id)).collect()))
}

/// Whether the form that was asked for can be filled in.
fn check_form(new: &NewExport, catalogue: &Catalogue) -> Result<(), Failure> {
    let business = &catalogue.business.record;
    match new.what {
        ExportWhat::JpkFa => {
            if business.country.code() != "PL" {
                return Err(Failure::field("what", "only_in_poland"));
            }
            match names::seller(business) {
                Some(_) => Ok(()),
                None => Err(Failure::Conflict("tax_profile_missing")),
            }
        }
        ExportWhat::Datev if new.from.year() != new.to.year() => Err(Failure::field("to", "one_year_only")),
        ExportWhat::Datev if business.currency.exponent() != 2 => Err(Failure::field("what", "currency_has_no_cents")),
        _ => Ok(()),
    }
}

/// Why no such file is begun now: there are too many under way, or it is a spreadsheet that would have more rows than one
/// may have.
///
/// The books of a whole month say how many entries they have; what is of some shops, or of other records, is counted when it
/// is built.
async fn no_room(
    app: &App,
    new: &NewExport,
    business: BusinessId,
    of_every_shop: bool,
) -> Result<Option<&'static str>, Failure> {
    let (recent, _) = app.store.exports_of(business, RECENT, None, |_| true).await?;
    if recent.iter().filter(|export| export.status.is_open()).count() >= MOST_OPEN {
        return Ok(Some("too_many_exports"));
    }
    if (new.what, new.format, of_every_shop) != (ExportWhat::Ledger, ExportFormat::Xlsx, true) {
        return Ok(None);
    }
    let months = whole_months(new.from, new.to);
    let books = app.store.books_of_months(business, &months).await?;
    let rows: u64 = books.iter().map(|books| books.entries).sum();
    Ok((rows > MOST_SPREADSHEET_ROWS).then_some("too_many_rows_for_xlsx"))
}

/// The months all of whose days are in the period.
fn whole_months(from: NaiveDate, to: NaiveDate) -> Vec<LedgerMonth> {
    let first = match LedgerMonth::of(from) {
        month if month.first_day() == from => month,
        month => month.next(),
    };
    std::iter::successors(Some(first), |month| Some(month.next()))
        .take_while(|month| month.next().first_day().pred_opt().is_some_and(|last| last <= to))
        .take(MOST_MONTHS as usize)
        .collect()
}

/// Who asks to see files.
#[derive(Debug, Clone)]
pub struct Onlooker {
    pub reach: Reach,
    /// Whether they may be handed what is held about customers.
    pub sees_customers: bool,
}

impl Onlooker {
    fn sees(&self, export: &Export) -> bool {
        let shops = match &export.request.shops {
            None => self.reach.all_shops().is_ok(),
            Some(shops) => shops.iter().all(|shop| self.reach.covers_shop(*shop)),
        };
        let people = match export.request.what {
            ExportWhat::Customers => self.sees_customers && self.reach.is_whole(),
            _ => self.reach.covers_everybody(),
        };
        export.business() == self.reach.business() && shops && people
    }
}

/// # Errors
/// [`Failure::NotFound`], also for a file of what is out of reach.
pub async fn show(app: &App, onlooker: &Onlooker, id: ExportId) -> Result<Export, Failure> {
    let found = app.store.export(id).await?.ok_or(Failure::NotFound)?;
    Some(found.record)
        .filter(|export| onlooker.sees(export))
        .ok_or(Failure::NotFound)
}

/// Files within reach, newest first, and where the list goes on.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn list(
    app: &App,
    onlooker: &Onlooker,
    limit: usize,
    after: Option<ExportId>,
) -> Result<(Vec<Export>, Option<ExportId>), Failure> {
    let business = onlooker.reach.business();
    Ok(app
        .store
        .exports_of(business, limit, after, |export| onlooker.sees(export))
        .await?)
}

/// An address that gives the file to whoever holds it.
#[derive(Debug, Clone)]
pub struct ExportLink {
    pub url: String,
    pub expires_at: DateTime<Utc>,
}

/// Hands out a link to a file that is ready, and writes down to whom first; none to one that is not, or whose days are over.
///
/// # Errors
/// [`Failure::Unavailable`].
pub async fn link(app: &App, export: &Export, author: &Author) -> Result<Option<ExportLink>, Failure> {
    let now = app.now();
    if export.status != ExportStatus::Ready || export.kept_until.is_none_or(|until| until <= now) {
        return Ok(None);
    }
    let mut commit = Commit::new();
    told("ExportLinkGiven", export, author).add_to(app, &mut commit)?;
    app.store.commit(&commit).await.map_err(moved)?;
    let key = object::key(export);
    let signed = app.objects()?.presigned_get(&key, LINK_LIFE).await;
    let url = signed.map_err(Failure::unavailable)?;
    let life = TimeDelta::from_std(LINK_LIFE).map_err(Failure::internal)?;
    Ok(Some(ExportLink {
        url,
        expires_at: now + life,
    }))
}

/// Whether a file goes to its queue again: its worker was lost under way, or its days are over.
///
/// # Errors
/// [`Failure::Unavailable`]; the next sweep meets it again.
pub(crate) async fn due(app: &App, found: Versioned<Export>, now: DateTime<Utc>) -> Result<bool, Failure> {
    let Versioned { record, version } = found;
    let looked_for = record.look_at.is_none_or(|at| at <= now);
    let is_lost = record.status.is_open() && !building::is_alive(&record, now);
    let is_over = record.status == ExportStatus::Ready && record.kept_until.is_some_and(|until| until <= now);
    // The index lags behind the record.
    if !looked_for || !(is_lost || is_over) {
        return Ok(false);
    }
    let again = Export {
        turn: record.turn.saturating_add(1),
        look_at: now.checked_add_signed(FIRST_LOOK),
        ..record
    };
    match app.store.replace(&again, version).await {
        Ok(()) => Ok(true),
        Err(CommitError::Moved(_)) => Ok(false),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}

/// What it is of, never whom.
pub(crate) fn told<'a>(kind: &'a str, export: &Export, author: &'a Author) -> Told<'a> {
    Told {
        business: export.business(),
        kind,
        data: data(export.business(), export),
        author,
    }
}

fn data(business: BusinessId, export: &Export) -> Value {
    json!({
        "business_id": business, "export_id": export.id, "what": export.request.what, "format": export.request.format,
        "from": export.request.from, "to": export.request.to, "rows": export.progress.rows, "reason": export.reason,
    })
}
