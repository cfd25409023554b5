//! The table's definition for local mode and tests; a conformity test holds it against the deployed template.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
    ScalarAttributeType, StreamSpecification, StreamViewType,
};

use crate::error::StoreError;

/// The secondary indexes: bookings of a person, a business's agenda, what is due (sparse, keys only).
pub const INDEXES: [(&str, ProjectionType); 3] = [
    ("GSI1", ProjectionType::All),
    ("GSI2", ProjectionType::All),
    ("GSI3", ProjectionType::KeysOnly),
];

/// Creates the table unless it exists.
///
/// # Errors
/// [`StoreError::Refused`] when the engine does not accept the definition.
pub async fn create_table(client: &Client, name: &str) -> Result<(), StoreError> {
    if client.describe_table().table_name(name).send().await.is_ok() {
        return Ok(());
    }
    let refused = |e: aws_sdk_dynamodb::error::BuildError| StoreError::Refused(e.to_string());
    let stream = StreamSpecification::builder()
        .stream_enabled(true)
        .stream_view_type(StreamViewType::NewAndOldImages)
        .build()
        .map_err(refused)?;
    let mut request = client
        .create_table()
        .table_name(name)
        .billing_mode(BillingMode::PayPerRequest)
        .stream_specification(stream)
        .set_key_schema(Some(key_schema("").map_err(refused)?))
        .set_attribute_definitions(Some(attributes("").map_err(refused)?));
    for (index, projection) in INDEXES {
        for attribute in attributes(index).map_err(refused)? {
            request = request.attribute_definitions(attribute);
        }
        let index = GlobalSecondaryIndex::builder()
            .index_name(index)
            .set_key_schema(Some(key_schema(index).map_err(refused)?))
            .projection(Projection::builder().projection_type(projection).build())
            .build()
            .map_err(refused)?;
        request = request.global_secondary_indexes(index);
    }
    match request.send().await {
        Ok(_) => Ok(()),
        Err(e) if e.code() == Some("ResourceInUseException") => Ok(()),
        Err(e) => Err(StoreError::Refused(
            aws_sdk_dynamodb::error::DisplayErrorContext(&e).to_string(),
        )),
    }
}

type Built<T> = Result<T, aws_sdk_dynamodb::error::BuildError>;

fn key_schema(prefix: &str) -> Built<Vec<KeySchemaElement>> {
    [("PK", KeyType::Hash), ("SK", KeyType::Range)]
        .into_iter()
        .map(|(part, kind)| {
            KeySchemaElement::builder()
                .attribute_name(format!("{prefix}{part}"))
                .key_type(kind)
                .build()
        })
        .collect()
}

fn attributes(prefix: &str) -> Built<Vec<AttributeDefinition>> {
    ["PK", "SK"]
        .into_iter()
        .map(|part| {
            AttributeDefinition::builder()
                .attribute_name(format!("{prefix}{part}"))
                .attribute_type(ScalarAttributeType::S)
                .build()
        })
        .collect()
}
