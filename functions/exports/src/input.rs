//! What a file is asked for with.

use api::Fields;
use api::fields::{choice, date, within};
use application::Failure;
use application::exports::{AccountChart, DatevClient, ExportFormat, ExportWhat, NewExport, ValueSeparator};
use booking_rules::ids::ShopId;
use booking_rules::ledger::LedgerMonth;
use booking_rules::values::{Invalid, Name};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

/// Shops one file may be cut to.
const MOST_SHOPS: usize = 200;

/// A file to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportInput {
    /// `ledger`, `bookings`, `customers`, `vat_summary`, `jpk_fa` (XML, Poland) or `datev` (CSV).
    #[schema(required, value_type = String, example = "ledger")]
    what: Option<String>,
    /// `csv` or `xlsx`; `jpk_fa` is always XML, `datev` always CSV.
    #[schema(example = "csv")]
    format: Option<String>,
    /// A day (`2027-03-08`) or a month (`2027-03`), the first of the file.
    #[schema(required, value_type = String, example = "2027-03")]
    from: Option<String>,
    /// The last day or month, included; 24 months at most.
    #[schema(required, value_type = String, example = "2027-03")]
    to: Option<String>,
    /// Of these shops alone; of all within reach if there are none.
    #[schema(value_type = Option<Vec<String>>, max_items = 200)]
    shop_ids: Option<Vec<String>>,
    options: Option<OptionsInput>,
}

/// How the file is written.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OptionsInput {
    /// CSV: begin with a byte order mark, so that Excel takes it for UTF-8.
    bom: Option<bool>,
    /// CSV: `comma`, or `semicolon` with decimals after a comma, as Excel reads it in Poland and Germany.
    #[schema(example = "semicolon")]
    separator: Option<String>,
    /// `jpk_fa`: the provision by which exempt lines are exempt.
    #[schema(max_length = 120, example = "art. 113 ust. 1")]
    exemption: Option<String>,
    /// `datev`: by which numbers the tax adviser knows the business.
    datev: Option<DatevInput>,
}

/// By which numbers the tax adviser knows the business.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DatevInput {
    /// Beraternummer, 1001 to 9999999.
    #[schema(required, value_type = u32, example = 29098)]
    consultant: Option<i64>,
    /// Mandantennummer, 1 to 99999.
    #[schema(required, value_type = u32, example = 55003)]
    client: Option<i64>,
    /// `skr03` or `skr04`.
    #[schema(required, value_type = String, example = "skr03")]
    chart: Option<String>,
}

impl ExportInput {
    pub(crate) fn parse(self) -> Result<NewExport, Failure> {
        let mut fields = Fields::new();
        let what = fields.parse("what", self.what, choice::<ExportWhat>);
        let format = fields.parse_optional("format", self.format, choice::<ExportFormat>);
        let format = what
            .zip(format)
            .and_then(|(what, format)| format_of(&mut fields, what, format));
        let from = fields.parse("from", self.from, |text| day(&text, LedgerMonth::first_day));
        let to = fields.parse("to", self.to, |text| day(&text, LedgerMonth::last_day));
        let shops = shops(&mut fields, what, self.shop_ids);
        let options = self.options.unwrap_or_default();
        let separator = fields.parse_optional("options.separator", options.separator, choice::<ValueSeparator>);
        let exemption = fields.parse_optional("options.exemption", options.exemption, |text| Name::parse(&text));
        let datev = datev(&mut fields, what, options.datev);
        let (what, format, from, to, shops, separator, exemption, datev) =
            fields.finish((what, format, from, to, shops, separator, exemption, datev))?;
        Ok(NewExport {
            what,
            format,
            from,
            to,
            shops,
            mark: options.bom.unwrap_or_default(),
            separator: separator.unwrap_or_default(),
            exemption,
            datev,
        })
    }
}

/// A day, or the day of a month that is meant.
fn day(text: &str, of_month: impl Fn(LedgerMonth) -> NaiveDate) -> Result<NaiveDate, Invalid> {
    date(text).or_else(|invalid| LedgerMonth::parse(text).map(of_month).map_err(|_| invalid))
}

/// Forms have one format; tables have two.
fn format_of(fields: &mut Fields, what: ExportWhat, asked: Option<ExportFormat>) -> Option<ExportFormat> {
    let only = match what {
        ExportWhat::JpkFa => Some(ExportFormat::Xml),
        ExportWhat::Datev => Some(ExportFormat::Csv),
        _ => None,
    };
    let fits = match (only, asked) {
        (Some(only), asked) => asked.is_none_or(|asked| asked == only),
        (None, asked) => asked != Some(ExportFormat::Xml),
    };
    if !fits {
        fields.fault("format", "not_for_this_export");
        return None;
    }
    Some(asked.or(only).unwrap_or(ExportFormat::Csv))
}

fn shops(fields: &mut Fields, what: Option<ExportWhat>, given: Option<Vec<String>>) -> Option<Option<Vec<ShopId>>> {
    let Some(given) = given else { return Some(None) };
    if what == Some(ExportWhat::Customers) {
        fields.fault("shop_ids", "not_for_this_export");
        return None;
    }
    if given.is_empty() {
        fields.fault("shop_ids", "required");
        return None;
    }
    if given.len() > MOST_SHOPS {
        fields.fault("shop_ids", "too_many_items");
        return None;
    }
    fields
        .parse_each("shop_ids", given, |text| text.parse::<ShopId>())
        .map(Some)
}

fn datev(fields: &mut Fields, what: Option<ExportWhat>, given: Option<DatevInput>) -> Option<Option<DatevClient>> {
    match (what == Some(ExportWhat::Datev), given) {
        (false, None) => Some(None),
        (false, Some(_)) => {
            fields.fault("options.datev", "not_for_this_export");
            None
        }
        (true, None) => {
            fields.fault("options.datev", "required");
            None
        }
        (true, Some(input)) => {
            let consultant = fields.parse("options.datev.consultant", input.consultant, |number| {
                within::<u32>(number, 1_001..=9_999_999)
            });
            let client = fields.parse("options.datev.client", input.client, |number| {
                within::<u32>(number, 1..=99_999)
            });
            let chart = fields.parse("options.datev.chart", input.chart, choice::<AccountChart>);
            Some(Some(DatevClient {
                consultant: consultant?,
                client: client?,
                chart: chart?,
            }))
        }
    }
}
