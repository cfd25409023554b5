//! Files that are written line by line, each line from one record: they can be left off and gone on with at any page.

use std::collections::BTreeMap;

use booking_rules::ledger::{DocumentNumber, EntryKind, LedgerEntry, VatRate};
use chrono::{Datelike, NaiveDate};
use documents::jpk::{self, Correction, Form, Invoice, Line, Rate, RateSum, Seller};
use documents::separated::{self, Separator};
use documents::{Cell, WriteError, datev};
use store::{AccountChart, Export, ExportTotals, ExportWhat, StoreError, ValueSeparator};

use super::names::{Names, seller};
use super::records::{self, Records};
use super::{accounts, columns};
use crate::app::App;

/// Why a file is not gone on with.
#[derive(Debug)]
pub(super) enum Trouble {
    /// For good, by a stable code.
    Final(&'static str),
    /// For now.
    Passing(String),
}

impl From<WriteError> for Trouble {
    fn from(error: WriteError) -> Self {
        Self::Passing(error.to_string())
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Passing(error.to_string())
    }
}

/// The writer of one file. What it must remember between lines stands in the totals.
pub(super) struct Lines<'a> {
    app: &'a App,
    export: &'a Export,
    names: &'a Names,
    form: LineForm,
}

enum LineForm {
    Separated(Separator),
    Datev(AccountChart),
    Jpk(Box<Seller>, String),
}

pub(super) fn separator(export: &Export) -> Separator {
    match export.request.separator {
        ValueSeparator::Comma => Separator::Comma,
        ValueSeparator::Semicolon => Separator::Semicolon,
    }
}

impl<'a> Lines<'a> {
    pub(super) fn of(app: &'a App, export: &'a Export, names: &'a Names) -> Result<Self, Trouble> {
        let form = match export.request.what {
            ExportWhat::JpkFa => {
                let (seller, office) = seller(names.business()).ok_or(Trouble::Final("tax_profile_missing"))?;
                LineForm::Jpk(Box::new(seller), office)
            }
            ExportWhat::Datev => {
                let client = export.request.datev.ok_or(Trouble::Final("datev_client_missing"))?;
                LineForm::Datev(client.chart)
            }
            _ => LineForm::Separated(separator(export)),
        };
        Ok(Self {
            app,
            export,
            names,
            form,
        })
    }

    /// What stands before the first line.
    pub(super) fn head(&self, out: &mut Vec<u8>) -> Result<(), Trouble> {
        let request = &self.export.request;
        match &self.form {
            LineForm::Separated(separator) => {
                separated::head(out, *separator, request.mark, &columns::names(request.what))?;
            }
            LineForm::Datev(chart) => {
                let client = request.datev.ok_or(Trouble::Final("datev_client_missing"))?;
                let first = NaiveDate::from_ymd_opt(request.from.year(), 1, 1);
                let header = datev::Header {
                    made_at: self.export.created_at,
                    consultant: client.consultant,
                    client: client.client,
                    year_begins: first.unwrap_or(request.from),
                    from: request.from,
                    to: request.to,
                    currency: self.names.business().currency.code().to_owned(),
                    chart: accounts::code(*chart),
                };
                datev::head(out, &header);
            }
            LineForm::Jpk(seller, office) => {
                let header = jpk::Header {
                    made_at: self.export.created_at,
                    from: request.from,
                    to: request.to,
                    tax_office: office.clone(),
                    seller: (**seller).clone(),
                };
                Form::on(out).head(&header)?;
            }
        }
        Ok(())
    }

    /// The lines of some records; how many there were of this pass.
    pub(super) async fn write(
        &self,
        out: &mut Vec<u8>,
        pass: u8,
        records: &Records,
        totals: &mut ExportTotals,
    ) -> Result<u64, Trouble> {
        match (&self.form, records) {
            (LineForm::Separated(separator), _) => self.rows(out, *separator, records),
            (LineForm::Datev(chart), Records::Entries(entries)) => self.postings(out, entries, *chart),
            (LineForm::Jpk(seller, _), Records::Entries(entries)) if pass == 0 => {
                self.invoices(out, seller, entries, totals).await
            }
            (LineForm::Jpk(..), Records::Entries(entries)) => self.invoice_lines(out, entries, totals),
            _ => Err(Trouble::Final("not_for_this_export")),
        }
    }

    fn rows(&self, out: &mut Vec<u8>, separator: Separator, records: &Records) -> Result<u64, Trouble> {
        let mut count = 0;
        for (_, cells) in columns::rows(self.names, records) {
            separated::row(out, separator, &cells)?;
            count += 1;
        }
        Ok(count)
    }

    fn postings(&self, out: &mut Vec<u8>, entries: &[LedgerEntry], chart: AccountChart) -> Result<u64, Trouble> {
        let mut count = 0;
        for entry in entries {
            if entry.amount.gross.minor().unsigned_abs() > datev::LARGEST {
                return Err(Trouble::Final("amount_too_large"));
            }
            datev::posting(out, &accounts::posting(self.names, entry, chart));
            count += 1;
        }
        Ok(count)
    }

    async fn invoices(
        &self,
        out: &mut Vec<u8>,
        seller: &Seller,
        entries: &[LedgerEntry],
        totals: &mut ExportTotals,
    ) -> Result<u64, Trouble> {
        let mut documents: BTreeMap<DocumentNumber, Vec<&LedgerEntry>> = BTreeMap::new();
        for entry in entries {
            documents.entry(entry.document).or_default().push(entry);
        }
        for (number, lines) in &documents {
            let invoice = self.invoice(*number, lines).await?;
            totals.documents += 1;
            totals.documents_gross = totals.documents_gross.saturating_add(invoice.gross.minor);
            Form::on(out).invoice(seller, &invoice)?;
        }
        // The lines of a file are counted when they are written, in the next pass.
        Ok(0)
    }

    async fn invoice(&self, number: DocumentNumber, lines: &[&LedgerEntry]) -> Result<Invoice, Trouble> {
        let mut sums = Vec::with_capacity(lines.len());
        for line in lines {
            sums.push(RateSum {
                rate: rate(line)?,
                net: self.names.amount(line.amount.net),
                vat: self.names.amount(line.amount.vat),
            });
        }
        let is_exempt = sums.iter().any(|sum| sum.rate == Rate::Exempt);
        let exemption = self
            .export
            .request
            .exemption
            .as_ref()
            .map(|text| text.as_str().to_owned());
        if is_exempt && exemption.is_none() {
            return Err(Trouble::Final("exemption_missing"));
        }
        let gross = lines.iter().map(|line| line.amount.gross.minor()).sum();
        let puts_right = |line: &&LedgerEntry| matches!(line.kind, EntryKind::Refund | EntryKind::Correction);
        let is_correction = lines.iter().all(puts_right);
        let corrects = match lines.iter().find_map(|line| line.of).filter(|_| is_correction) {
            Some(of) => records::entry(self.app, of).await?,
            None => None,
        };
        let reason = lines.iter().find_map(|line| line.reason.as_ref());
        Ok(Invoice {
            currency: self.names.business().currency.code().to_owned(),
            day: lines.first().map_or(number.month.first_day(), |line| line.day),
            number: number.to_string(),
            sums,
            gross: self.names.minor(gross),
            exemption: exemption.filter(|_| is_exempt),
            corrects: corrects.map(|entry| Correction {
                reason: reason.map_or_else(|| "zwrot".to_owned(), |reason| reason.as_str().to_owned()),
                number: entry.document.to_string(),
            }),
            is_correction,
        })
    }

    fn invoice_lines(
        &self,
        out: &mut Vec<u8>,
        entries: &[LedgerEntry],
        totals: &mut ExportTotals,
    ) -> Result<u64, Trouble> {
        let mut count = 0;
        for entry in entries {
            let what = match self.names.service(entry.service) {
                Cell::Text(service) => service,
                _ => entry.kind.as_str().to_owned(),
            };
            let line = Line {
                number: entry.document.to_string(),
                what,
                rate: rate(entry)?,
                net: self.names.amount(entry.amount.net),
                gross: self.names.amount(entry.amount.gross),
            };
            Form::on(out).line(&line)?;
            totals.lines += 1;
            totals.lines_net = totals.lines_net.saturating_add(entry.amount.net.minor());
            count += 1;
        }
        Ok(count)
    }

    /// What stands after the last line of a pass.
    pub(super) fn end(&self, out: &mut Vec<u8>, pass: u8, totals: &ExportTotals) -> Result<(), Trouble> {
        if !matches!(self.form, LineForm::Jpk(..)) {
            return Ok(());
        }
        if totals.documents == 0 {
            return Err(Trouble::Final("nothing_to_export"));
        }
        let mut form = Form::on(out);
        match pass {
            0 => form.invoices_end(totals.documents, self.names.minor(totals.documents_gross))?,
            _ => form.lines_end(totals.lines, self.names.minor(totals.lines_net))?,
        }
        Ok(())
    }
}

fn rate(entry: &LedgerEntry) -> Result<Rate, Trouble> {
    match entry.amount.rate {
        VatRate::Percent(percent) => Rate::percent(percent).map_err(|_| Trouble::Final("unknown_vat_rate")),
        VatRate::Exempt => Ok(Rate::Exempt),
        VatRate::NotSubject => Ok(Rate::NotSubject),
    }
}
