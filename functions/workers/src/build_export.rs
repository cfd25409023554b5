//! `workers-build-export`: one turn at one file of a business's records.

use application::App;
use application::deliveries::Again;
use application::exports::{ExportOrder, Slice, attend};
use providers::Pending;

/// Does what there is to do for the file that the message names, as much as the time of a function allows. A message that is
/// no order can never become one: it is logged and done with.
#[must_use]
pub fn consume<'a>(app: &'a App, body: &'a str) -> Pending<'a, Result<(), Again>> {
    Box::pin(async move {
        let order: ExportOrder = match serde_json::from_str(body) {
            Ok(order) => order,
            Err(error) => {
                tracing::error!(%error, "a queue message is no order for a file");
                return Ok(());
            }
        };
        let outcome = attend(app, &order, Slice::of_a_function()).await?;
        tracing::info!(export.id = %order.export, export.outcome = ?outcome, "a turn at a file");
        Ok(())
    })
}
