//! The port for files against the embedded object store, which speaks S3's protocol over HTTP.

use local::{Place, System};
use providers::object_store::contract;

#[tokio::test(flavor = "multi_thread")]
async fn the_embedded_store_fulfils_the_contract() {
    let system = System::start(&Place::Memory, None, "http://salon.test")
        .await
        .expect("the system starts");
    contract::bytes_come_back_as_they_went_in(&system.objects).await;
    contract::a_link_names_its_key_and_its_end(&system.objects).await;
    contract::parts_become_one_object(&system.objects).await;
    contract::a_listing_has_what_begins_so(&system.objects).await;
    contract::pieces_are_read_to_the_end_and_no_further(&system.objects).await;
}
