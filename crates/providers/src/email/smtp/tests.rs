//! Against a relay that plays a script over a real socket.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex as StdMutex};

use super::super::contract;
use super::*;

/// What the relay does when its moment comes.
#[derive(Debug, Clone, Copy)]
enum Act {
    Reply(&'static str),
    HangUp,
    Stall,
}

#[derive(Debug, Clone, Copy)]
struct Script {
    at_recipient: Act,
    at_end_of_data: Act,
}

const ACCEPT: Script = Script {
    at_recipient: Act::Reply("250 2.1.5 ok"),
    at_end_of_data: Act::Reply("250 2.0.0 Ok: queued as 4F2A"),
};

struct ScriptedRelay {
    address: SocketAddr,
    connections: Arc<StdMutex<Vec<Vec<String>>>>,
}

impl ScriptedRelay {
    fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let connections: Arc<StdMutex<Vec<Vec<String>>>> = Arc::default();
        let seen = Arc::clone(&connections);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let number = {
                    let mut all = seen.lock().unwrap();
                    all.push(Vec::new());
                    all.len() - 1
                };
                let seen = Arc::clone(&seen);
                std::thread::spawn(move || {
                    converse(&stream.unwrap(), script, |line| seen.lock().unwrap()[number].push(line))
                });
            }
        });
        Self { address, connections }
    }

    fn sender(&self) -> SmtpSender {
        sender(&format!("smtp://{}", self.address))
    }

    fn connections(&self) -> Vec<Vec<String>> {
        self.connections.lock().unwrap().clone()
    }
}

fn converse(stream: &TcpStream, script: Script, mut heard: impl FnMut(String)) {
    let say = |text: &str| (&*stream).write_all(format!("{text}\r\n").as_bytes()).is_ok();
    let mut lines = BufReader::new(stream).lines();
    let mut in_data = false;
    say("220 relay.test");
    while let Some(Ok(line)) = lines.next() {
        heard(line.clone());
        let act = match line.as_str() {
            "." if in_data => {
                in_data = false;
                script.at_end_of_data
            }
            _ if in_data => continue,
            _ if line.starts_with("EHLO") => Act::Reply("250 relay.test"),
            _ if line.starts_with("RCPT") => script.at_recipient,
            "DATA" => {
                in_data = true;
                Act::Reply("354 go on")
            }
            "QUIT" => {
                say("221 bye");
                return;
            }
            _ => Act::Reply("250 ok"),
        };
        match act {
            Act::Reply(text) => {
                say(text);
            }
            Act::HangUp => return,
            Act::Stall => {
                std::thread::sleep(Duration::from_secs(5));
                return;
            }
        }
    }
}

fn sender(url: &str) -> SmtpSender {
    SmtpSender::new(&SmtpSettings {
        url: SecretString::from(url),
        step_timeout: Duration::from_millis(700),
        hello_name: "salonbook.test".to_owned(),
    })
    .unwrap()
}

async fn outcome(script: Script) -> Result<Accepted, DeliveryError> {
    ScriptedRelay::start(script)
        .sender()
        .send(&contract::sample_email())
        .await
}

#[tokio::test]
async fn an_accepting_relay_fulfils_the_contract_over_one_connection() {
    let relay = ScriptedRelay::start(ACCEPT);
    let sender = relay.sender();
    contract::an_accepted_message_has_a_reference(&sender).await;
    contract::a_message_without_a_calendar_is_accepted(&sender).await;
    let connections = relay.connections();
    assert_eq!(connections.len(), 1, "{connections:?}");
    assert_eq!(connections[0].iter().filter(|line| *line == "DATA").count(), 2);
    assert!(
        connections[0].contains(&"RCPT TO:<anna@example.pl>".to_owned()),
        "{connections:?}"
    );
}

#[tokio::test]
async fn the_reference_is_what_the_relay_calls_the_message() {
    assert_eq!(
        outcome(ACCEPT).await,
        Ok(Accepted {
            reference: "2.0.0 Ok: queued as 4F2A".to_owned()
        })
    );
}

#[tokio::test]
async fn an_unknown_user_is_a_dead_address_and_not_named() {
    let script = Script {
        at_recipient: Act::Reply("550 5.1.1 <anna@example.pl>: no such user"),
        ..ACCEPT
    };
    assert_eq!(outcome(script).await, Err(DeliveryError::dead_address("550 5.1.1")));
}

#[tokio::test]
async fn greylisting_is_transient() {
    let script = Script {
        at_recipient: Act::Reply("451 4.7.1 try later"),
        ..ACCEPT
    };
    assert_eq!(
        outcome(script).await,
        Err(DeliveryError::transient("before the message: 451 4.7.1"))
    );
}

#[tokio::test]
async fn a_refusal_of_the_whole_message_is_told_apart_by_its_code() {
    let refused = |reply| Script {
        at_end_of_data: Act::Reply(reply),
        ..ACCEPT
    };
    assert_eq!(outcome(refused("554 spam")).await, Err(DeliveryError::rejected("554")));
    assert_eq!(outcome(refused("452 full")).await, Err(DeliveryError::transient("452")));
}

#[tokio::test]
async fn a_connection_dropped_after_the_message_leaves_the_outcome_unknown() {
    let script = Script {
        at_end_of_data: Act::HangUp,
        ..ACCEPT
    };
    assert!(matches!(outcome(script).await, Err(DeliveryError::Unknown { .. })));
}

#[tokio::test]
async fn silence_after_the_message_leaves_the_outcome_unknown() {
    let script = Script {
        at_end_of_data: Act::Stall,
        ..ACCEPT
    };
    assert_eq!(
        outcome(script).await,
        Err(DeliveryError::unknown("timed out after the message"))
    );
}

#[tokio::test]
async fn trouble_before_the_message_is_transient() {
    for act in [Act::HangUp, Act::Stall] {
        let script = Script {
            at_recipient: act,
            ..ACCEPT
        };
        assert!(
            matches!(outcome(script).await, Err(DeliveryError::Transient { .. })),
            "{act:?}"
        );
    }
}

#[tokio::test]
async fn a_relay_that_is_not_there_is_transient() {
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let outcome = sender(&format!("smtp://{gone}")).send(&contract::sample_email()).await;
    assert!(matches!(outcome, Err(DeliveryError::Transient { .. })), "{outcome:?}");
}

#[tokio::test]
async fn a_relay_without_starttls_gets_neither_password_nor_message() {
    let relay = ScriptedRelay::start(ACCEPT);
    let sender = sender(&format!("smtp+starttls://user:pass@{}", relay.address));
    let outcome = sender.send(&contract::sample_email()).await;
    assert!(matches!(outcome, Err(DeliveryError::Transient { .. })), "{outcome:?}");
    let heard = relay.connections().concat().join("\n");
    assert!(!heard.contains("AUTH") && !heard.contains("MAIL"), "{heard}");
}

#[tokio::test]
async fn a_connection_the_relay_closed_meanwhile_is_replaced() {
    let relay = ScriptedRelay::start(ACCEPT);
    let sender = relay.sender();
    sender.send(&contract::sample_email()).await.unwrap();
    *sender.idle.lock().await = Some(closed_connection().await);
    sender.send(&contract::sample_email()).await.unwrap();
    assert_eq!(relay.connections().len(), 2);
}

async fn closed_connection() -> AsyncSmtpConnection {
    let relay = ScriptedRelay::start(ACCEPT);
    let mut connection = relay.sender().connect().await.unwrap();
    connection.quit().await.unwrap();
    connection
}

#[test]
fn plain_text_is_for_this_machine_only() {
    let read = |url: &str| Relay::parse(url).map(|relay| (relay.host, relay.port, relay.security));
    assert_eq!(
        read("smtp://mail.example.com"),
        Err(SmtpAddressError::PlainTextToAnotherMachine)
    );
    assert_eq!(
        read("smtp://10.0.0.1:25"),
        Err(SmtpAddressError::PlainTextToAnotherMachine)
    );
    assert_eq!(
        read("smtp://127.0.0.1:2525"),
        Ok(("127.0.0.1".to_owned(), 2525, Security::Plain))
    );
    assert_eq!(read("smtp://[::1]:2525"), Ok(("::1".to_owned(), 2525, Security::Plain)));
    assert_eq!(
        read("smtps://u:p@mail.example.com"),
        Ok(("mail.example.com".to_owned(), 465, Security::Tls))
    );
    assert_eq!(
        read("smtp+starttls://mail.example.com"),
        Ok(("mail.example.com".to_owned(), 587, Security::StartTls))
    );
    for bad in ["", "mail.example.com", "https://mail.example.com", "smtp://"] {
        assert_eq!(read(bad), Err(SmtpAddressError::Unreadable), "{bad}");
    }
}

#[test]
fn a_password_may_hold_any_character() {
    let relay = Relay::parse("smtps://me%40example.com:p%2Fw%3A%23@mail.example.com").unwrap();
    assert_eq!(
        relay.credentials,
        Some(Credentials::new("me@example.com".to_owned(), "p/w:#".to_owned()))
    );
}
