//! Consumers of the table's stream and of the delivery queues.

pub mod announce;
pub mod build_export;
pub mod deliver_email;
pub mod deliver_hook;
pub mod deliver_sms;
pub mod deliver_whatsapp;
pub mod fill_from_waitlist;
pub mod project_stats;
pub mod relay;
pub mod serve_people;

use application::App;
use application::deliveries::{Again, Carrier, deliver};
use application::relay::DeliveryOrder;

/// Delivers one queue message. A message that is no order can never become one: it is logged and done with.
async fn consume(app: &App, carrier: &Carrier, body: &str) -> Result<(), Again> {
    let order: DeliveryOrder = match serde_json::from_str(body) {
        Ok(order) => order,
        Err(error) => {
            tracing::error!(%error, "a queue message is no delivery order");
            return Ok(());
        }
    };
    let status = deliver(app, carrier, &order).await?;
    let status = status.as_str();
    match order {
        DeliveryOrder::Notice(order) => tracing::info!(
            booking.id = %order.booking,
            notice.kind = order.kind,
            notice.channel = order.channel,
            notice.status = status,
            "notice delivered"
        ),
        DeliveryOrder::Letter(order) => tracing::info!(
            letter.id = %order.letter,
            letter.channel = order.channel,
            letter.status = status,
            "letter delivered"
        ),
    }
    Ok(())
}
