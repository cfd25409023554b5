//! The whole table and every file, as text to search.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use local::System;
use providers::object_store::ObjectStore;

pub type Item = HashMap<String, AttributeValue>;

/// Every item of the table.
pub async fn items(system: &System) -> Vec<Item> {
    let (client, name) = system.table();
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = client
            .scan()
            .table_name(name)
            .set_exclusive_start_key(after)
            .send()
            .await
            .expect("a scan");
        found.extend(page.items.unwrap_or_default());
        after = page.last_evaluated_key;
        if after.is_none() {
            return found;
        }
    }
}

/// Writes items as they are, as restoring a copy does.
pub async fn write(system: &System, items: &[Item]) {
    let (client, name) = system.table();
    for item in items {
        let put = client.put_item().table_name(name).set_item(Some(item.clone()));
        put.send().await.expect("written");
    }
}

/// One line an item, keys first.
pub fn line(item: &Item) -> String {
    format!("{:?} {:?} {item:?}", item.get("PK"), item.get("SK"))
}

/// How many items there are of a type.
pub fn count(items: &[Item], kind: &str) -> usize {
    let is = |item: &&Item| item.get("_t").and_then(|t| t.as_s().ok()).is_some_and(|t| t == kind);
    items.iter().filter(is).count()
}

/// Every file with its name.
pub async fn files(system: &System) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for file in system.objects.list("").await.expect("a list") {
        let bytes = system.objects.get(&file.key).await.expect("read").expect("a file");
        found.push((file.key, bytes));
    }
    found
}

/// Where any of the words stands, in whichever case, in the table or in a file.
pub async fn traces(system: &System, words: &[String]) -> Vec<String> {
    let mut places: Vec<String> = items(system).await.iter().map(line).collect();
    for (name, bytes) in files(system).await {
        places.push(format!("{name} {}", String::from_utf8_lossy(&bytes)));
    }
    let words: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    places.retain(|place| {
        let place = place.to_lowercase();
        words.iter().any(|word| place.contains(word))
    });
    places
}
