//! What the SDK's errors mean, read the same way for every AWS service.

use std::error::Error;

use aws_sdk_sns::config::http::HttpResponse;
use aws_sdk_sns::error::{ProvideErrorMetadata, SdkError};

/// What is known about a call that did not succeed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CallFailure {
    /// The request cannot have been carried out: it never left, or the service says so and may soon say otherwise.
    NotDone(String),
    /// The service read the request and refuses it.
    Refused { status: u16, code: String },
    /// The request may have been carried out.
    Unknown(String),
}

impl CallFailure {
    /// Only codes and kinds end up here: a service's message may quote the input.
    pub(crate) fn of<E>(error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        match error {
            SdkError::ConstructionFailure(_) => Self::NotDone("request could not be built".to_owned()),
            SdkError::TimeoutError(_) => Self::Unknown("timed out".to_owned()),
            SdkError::DispatchFailure(failure) if failure.is_user() || never_connected(error) => {
                Self::NotDone("no connection".to_owned())
            }
            SdkError::DispatchFailure(failure) if failure.is_timeout() => Self::Unknown("timed out".to_owned()),
            SdkError::ServiceError(service) => {
                let status = service.raw().status().as_u16();
                let code = service.err().code().unwrap_or("unspecified").to_owned();
                if status < 300 {
                    // A yes that cannot be read.
                    Self::Unknown(format!("{status} without a name"))
                } else if status >= 500 || status == 429 || code.contains("Throttl") {
                    Self::NotDone(format!("{status} {code}"))
                } else {
                    Self::Refused { status, code }
                }
            }
            _ => Self::Unknown("connection lost before the answer".to_owned()),
        }
    }
}

impl std::fmt::Display for CallFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotDone(reason) | Self::Unknown(reason) => f.write_str(reason),
            Self::Refused { status, code } => write!(f, "{status} {code}"),
        }
    }
}

/// The HTTP client reports a refused connection and one cut after the request alike as "io"; only its own words in
/// the chain of causes tell them apart, and the difference is whether sending again may double a message.
fn never_connected(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(current) = cause {
        if current.to_string() == "client error (Connect)" {
            return true;
        }
        cause = current.source();
    }
    false
}
