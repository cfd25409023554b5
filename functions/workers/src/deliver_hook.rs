//! `workers-deliver-hook`: one message of the hooks queue.

use application::App;
use application::deliveries::Again;
use application::hooks::{HookOrder, deliver};
use providers::Pending;
use providers::hooks::HookCaller;

/// Makes the call that the message names. A message that is no order can never become one: it is logged and done with.
#[must_use]
pub fn consume<'a>(app: &'a App, caller: &'a dyn HookCaller, body: &'a str) -> Pending<'a, Result<(), Again>> {
    Box::pin(async move {
        match serde_json::from_str::<HookOrder>(body) {
            Ok(order) => deliver(app, caller, &order).await.map(drop),
            Err(error) => {
                tracing::error!(%error, "a queue message is no call of a webhook");
                Ok(())
            }
        }
    })
}
