use core::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use super::Invalid;

/// Where a web page comes from, as browsers write it in `Origin` (RFC 6454): scheme, host, and a port that is not the
/// scheme's own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct WebOrigin(String);

impl WebOrigin {
    /// A host has at most 253 characters (RFC 1035, 2.3.4), beside scheme and port.
    const MAX_CHARS: usize = 270;

    /// # Errors
    /// `invalid_origin` unless the text is an origin over TLS, or one of the developer's own machine.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        const FAULT: Invalid = Invalid::new("invalid_origin");
        let text = text.trim().to_ascii_lowercase();
        let (scheme, authority) = text.split_once("://").ok_or(FAULT)?;
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        };
        let named = host.split('.').all(|label| {
            let fits = (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-');
            fits && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        });
        let near = matches!(host, "localhost" | "127.0.0.1");
        let own_port = match scheme {
            "https" if named && (near || host.contains('.')) => "443",
            "http" if near => "80",
            _ => return Err(FAULT),
        };
        let numbered = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|p| p > 0) && port != own_port);
        if numbered && text.len() <= Self::MAX_CHARS {
            Ok(Self(text))
        } else {
            Err(FAULT)
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WebOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for WebOrigin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_port_and_nothing_else() {
        for good in [
            "https://salon.example",
            "https://Booking.Salon.example:8443",
            "http://localhost:5173",
            "http://127.0.0.1",
        ] {
            assert_eq!(
                WebOrigin::parse(good).unwrap().as_str(),
                good.to_ascii_lowercase(),
                "{good}"
            );
        }
        for bad in [
            "",
            "*",
            "null",
            "salon.example",
            "https://",
            "https://salon.example/",
            "https://salon.example:443",
            "https://salon.example:0",
            "https://salon.example:x",
            "https://*.salon.example",
            "https://user@salon.example",
            "https://salon",
            "http://salon.example",
            "ftp://salon.example",
        ] {
            assert_eq!(WebOrigin::parse(bad), Err(Invalid::new("invalid_origin")), "{bad}");
        }
    }
}
