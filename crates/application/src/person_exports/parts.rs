//! The parts of an export, and where its files are.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store::{DataRequest, Person};

use crate::app::App;
use crate::data_requests::no_files;
use crate::failure::Failure;

/// Names of the finished files.
const FILES: [&str; 2] = ["data.json", "bookings.csv"];

/// What one page gave, by section.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Part(Vec<(String, Value)>);

impl Part {
    pub(super) fn add(&mut self, section: &str, record: &impl Serialize) -> Result<(), Failure> {
        let record = serde_json::to_value(record).map_err(Failure::internal)?;
        self.0.push((section.to_owned(), record));
        Ok(())
    }
}

/// Under the tenant's prefix where a business asked: only what it holds is in it.
fn folder(request: &DataRequest) -> String {
    let id = request.id.key();
    match request.person {
        Person::Account(account) => format!("exports/people/accounts/{}/{id}", account.key()),
        Person::Customer(customer) => format!("exports/people/{}/{}/{id}", customer.business().key(), customer.key()),
    }
}

pub(super) fn file_key(request: &DataRequest, file: &str) -> String {
    format!("{}/{file}", folder(request))
}

fn part_key(request: &DataRequest, number: u32) -> String {
    format!("{}/parts/{number:06}.json", folder(request))
}

/// Everything the request may have written.
pub(crate) fn keys_of(request: &DataRequest) -> Vec<String> {
    // One more than was counted: a worker may have died between writing and counting.
    let parts = (0..=request.parts).map(|number| part_key(request, number));
    FILES.iter().map(|file| file_key(request, file)).chain(parts).collect()
}

/// A page that is read again writes the part of the same number.
pub(super) async fn write(app: &App, request: &mut DataRequest, part: Part) -> Result<(), Failure> {
    if part.0.is_empty() {
        return Ok(());
    }
    let bytes = serde_json::to_vec(&part).map_err(Failure::internal)?;
    let key = part_key(request, request.parts);
    app.objects()?
        .put(&key, bytes, "application/json")
        .await
        .map_err(no_files)?;
    request.parts += 1;
    Ok(())
}

/// All parts together, a list for each section.
pub(super) async fn read_all(app: &App, request: &DataRequest) -> Result<Map<String, Value>, Failure> {
    let mut sections = Map::new();
    for number in 0..request.parts {
        let key = part_key(request, number);
        let bytes = app.objects()?.get(&key).await.map_err(no_files)?;
        let bytes = bytes.ok_or_else(|| Failure::internal(format!("{key} is missing")))?;
        let part: Part = serde_json::from_slice(&bytes).map_err(Failure::internal)?;
        for (section, record) in part.0 {
            if let Value::Array(list) = sections.entry(section).or_insert_with(|| Value::Array(Vec::new())) {
                list.push(record);
            }
        }
    }
    Ok(sections)
}

pub(super) async fn delete_all(app: &App, request: &DataRequest) -> Result<(), Failure> {
    for number in 0..=request.parts {
        let key = part_key(request, number);
        app.objects()?.delete(&key).await.map_err(no_files)?;
    }
    Ok(())
}
