//! The second factor: codes of an authenticator (RFC 6238), and recovery codes for when it is lost.
//!
//! A challenge is what the first factor earns when there is a second; [`answer`] turns it into a session.

mod challenge;
mod enrolment;
mod recovery;
mod requirement;
mod shown;
mod totp;

pub(crate) use challenge::challenge_in;
pub use challenge::{CHALLENGE_LIFE, ChallengeToken, answer, challenge};
pub use enrolment::{Enrolment, confirm, disable, enroll};
pub(crate) use requirement::RequirementCache;
pub use shown::Shown;

use chrono::TimeDelta;

use super::limits::Limit;

/// How often the second factor of one account may be tried, over all its challenges. With three codes good at a time, a
/// thief of the first factor gets in within a year with a probability of a quarter; five tries a challenge alone would
/// bound nothing, for another challenge costs only another sign-in.
const TRIES: Limit = Limit::new("second_factor", 10, TimeDelta::hours(1));
