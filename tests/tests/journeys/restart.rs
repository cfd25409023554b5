//! What a data folder keeps.

use local::{Place, System};
use serde_json::json;

async fn system(folder: &std::path::Path) -> std::sync::Arc<System> {
    let now = "2027-03-08T09:00:00Z".parse().expect("an instant");
    System::start(&Place::Folder(folder.to_owned()), Some(now), "http://salon.test")
        .await
        .expect("the system starts")
}

#[tokio::test]
async fn a_restart_keeps_the_demo_its_tokens_and_its_messages() {
    let folder = std::env::temp_dir().join(format!("salonbook-restart-{}", std::process::id()));
    drop(std::fs::remove_dir_all(&folder));
    let first = system(&folder).await;
    let demo = first.load_demo().await.expect("the demo");
    let wanted =
        serde_json::from_value(json!({ "role": "owner", "email": "owner@demo.salonbook.invalid" })).expect("a request");
    let token = first
        .tokens
        .mint(wanted, first.app.new_uuid(), first.app.now())
        .expect("a token");
    first.stop();
    drop(first);
    let second = system(&folder).await;
    assert_eq!(
        second.load_demo().await.expect("the demo").business,
        demo.business,
        "the demo is loaded once"
    );
    let verifier = second.tokens.verifier().expect("a verifier");
    assert!(
        verifier.verify(&token, second.app.now()).is_ok(),
        "the key is the folder's"
    );
    let catalogue = second.app.catalogue(demo.business).await.expect("the catalogue");
    assert_eq!(
        (
            catalogue.staff.len(),
            catalogue.services.len(),
            catalogue.schedules.len()
        ),
        (3, 4, 3)
    );
    second.stop();
    drop(std::fs::remove_dir_all(&folder));
}
