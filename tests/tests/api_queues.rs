//! Dead letters go back to their queue when those who run the platform say so.

use http::Method;
use providers::queue::{Queue, QueueMessage, QueueName};
use serde_json::{Value, json};
use store::keys;
use testkit::{Answer, Salon, request};

async fn redrive(salon: &Salon, queue: &str, token: &str) -> Answer {
    let asked = request(Method::POST, &format!("/queues/{queue}/redrive"));
    salon
        .send(if token.is_empty() { asked } else { asked.token(token) })
        .await
}

fn admin(salon: &Salon) -> String {
    salon.token(json!({ "role": "admin", "email": "operator@salonbook.example" }))
}

/// Receives a message again and again without being done with it.
async fn dead_letter(salon: &Salon, queue: QueueName) {
    let queues = &salon.system.queues;
    let message = QueueMessage::now("what nobody understands");
    queues.send(queue, vec![message]).await.expect("taken");
    while let [received] = queues.receive(queue, 1).as_slice() {
        queues.release(received.receipt);
    }
    assert_eq!(queues.depth(queue).dead, 1);
}

#[tokio::test]
async fn an_operator_gives_the_dead_letters_of_one_queue_back() {
    let salon = Salon::empty("2027-03-08T09:00:00Z").await;
    dead_letter(&salon, QueueName::SmsDelivery).await;
    dead_letter(&salon, QueueName::EmailDelivery).await;
    let moved = redrive(&salon, "sms", &admin(&salon)).await.expect(200);
    assert_eq!(moved, json!({ "queue": "sms", "moved": 1 }));
    let queues = &salon.system.queues;
    assert_eq!(
        (
            queues.depth(QueueName::SmsDelivery).visible,
            queues.depth(QueueName::SmsDelivery).dead
        ),
        (1, 0)
    );
    assert_eq!(
        queues.depth(QueueName::EmailDelivery).dead,
        1,
        "the other queue's stays"
    );
    let again = redrive(&salon, "sms", &admin(&salon)).await.expect(200);
    assert_eq!(again["moved"], 0);
    let written = salon.system.app.store.events_of(keys::QUEUES, 10).await.expect("read");
    assert_eq!(written.len(), 2);
    assert_eq!(
        (written[0].kind.as_str(), &written[0].data),
        ("QueueRedriven", &json!({ "queue": "sms" }))
    );
    assert_eq!(json!(written[0].actor)["role"], Value::from("admin"));
}

#[tokio::test]
async fn nobody_else_may_and_a_queue_that_is_none_is_not_found() {
    let salon = Salon::open().await;
    redrive(&salon, "sms", "").await.refused(401, "unauthenticated");
    redrive(&salon, "sms", &salon.owner).await.refused(403, "forbidden");
    redrive(&salon, "pigeons", &admin(&salon))
        .await
        .refused(404, "not_found");
}
