//! What everybody who can be asked about a message must do, run against each of them.

use booking_rules::notices::Channel;
use booking_rules::values::Phone;

use super::MessageInQuestion;

/// A message whose answer was lost.
#[must_use]
pub fn sample_question() -> MessageInQuestion {
    MessageInQuestion {
        own_id: "n-bkg_1-booking_reminder-sms-1".to_owned(),
        channel: Channel::Sms,
        reference: None,
        to: Some(Phone::parse("+48601234567", None).unwrap_or_else(|_| unreachable!("a valid number"))),
        sent_at: "2027-03-14T08:00:00Z"
            .parse()
            .unwrap_or_else(|_| unreachable!("a valid time")),
    }
}

#[cfg(test)]
pub(crate) use over_http::Promise;

#[cfg(test)]
mod over_http {
    use std::sync::Arc;

    use super::*;
    use crate::contract::{PATIENCE, SECRET};
    use crate::fate::{FateLookup, KnownMessage, NotTold};
    use crate::loopback::{Answer, Loopback, Request, nobody};

    type Told = Result<Option<KnownMessage>, NotTold>;

    /// A provider that knows of one message by its own name, the same as lost and as named.
    pub(crate) struct Promise {
        pub(crate) at: fn(&str) -> Arc<dyn FateLookup>,
        /// What it answers when asked for the message by its reference.
        pub(crate) known_by_reference: Answer,
        /// What it answers when asked in any other way.
        pub(crate) known_otherwise: Answer,
        /// How it says that there is no such message, asked in any other way than by reference.
        pub(crate) never_taken: Answer,
        pub(crate) known: KnownMessage,
    }

    impl Promise {
        /// # Panics
        /// When it is broken.
        pub(crate) async fn is_kept(&self) {
            let named = MessageInQuestion {
                reference: Some(self.known.reference.clone()),
                ..sample_question()
            };
            let lost = sample_question();
            assert_eq!(
                self.told(&named, &self.known_by_reference).await,
                Ok(Some(self.known.clone()))
            );
            assert_eq!(
                self.told(&lost, &self.known_otherwise).await,
                Ok(Some(self.known.clone()))
            );
            assert_eq!(self.told(&lost, &self.never_taken).await, Ok(None));
            // It had a name, so it was taken: nothing may make it one to send again.
            for answer in [self.never_taken.clone(), Answer::new(404, "{}")] {
                let told = self.told(&named, &answer).await;
                assert!(told.is_err(), "{told:?}");
            }
            for question in [&named, &lost] {
                self.trouble_is_no_news(question).await;
            }
        }

        async fn trouble_is_no_news(&self, question: &MessageInQuestion) {
            let mut answers: Vec<Answer> = [400, 401, 429, 500, 503].map(|status| Answer::new(status, "{}")).into();
            answers.extend([
                Answer::Stall(PATIENCE * 3),
                Answer::HangUp,
                Answer::ok("<html>"),
                Answer::ok("{}"),
                Answer::new(302, "").with_header("Location", nobody()),
            ]);
            for answer in answers {
                let told = self.told(question, &answer).await;
                assert!(told.is_err(), "{answer:?}: {told:?}");
            }
            let told = (self.at)(&nobody()).look_up(question).await;
            assert!(told.is_err(), "{told:?}");
        }

        async fn told(&self, question: &MessageInQuestion, answer: &Answer) -> Told {
            let (told, requests) = asked(self.at, question, answer).await;
            assert_eq!(requests.len(), 1, "{told:?}");
            told
        }
    }

    /// What was told, and what had been asked for it.
    pub(crate) async fn asked(
        at: fn(&str) -> Arc<dyn FateLookup>,
        question: &MessageInQuestion,
        answer: &Answer,
    ) -> (Told, Vec<Request>) {
        let answer = answer.clone();
        let server = Loopback::start(move |_| answer.clone());
        let told = at(&server.url()).look_up(question).await;
        let shown = format!("{told:?} {question:?}");
        for secret in [SECRET, "601234567"] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
        (told, server.requests())
    }
}
#[cfg(test)]
pub(crate) use over_http::asked;
