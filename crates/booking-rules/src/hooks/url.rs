//! The address of a webhook, as far as its text tells whether it may be called.

use core::fmt;

use ::url::{Host, Url};

use super::is_public;
use crate::values::Invalid;

/// How far webhooks may lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Destinations {
    /// https to names of the public internet.
    #[default]
    Public,
    /// Besides those, anything at a loopback address: for a system that runs on one's own machine.
    PublicAndLoopback,
}

impl Destinations {
    /// Whether what a name stands for may be connected to.
    #[must_use]
    pub fn include(self, address: std::net::IpAddr) -> bool {
        is_public(address) || (self == Self::PublicAndLoopback && address.is_loopback())
    }
}

/// Names that lead nowhere outside, by their last label (RFC 6761, 6762, 8375, and what networks use at home).
const INTERNAL: [&str; 14] = [
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "private",
    "corp",
    "home",
    "lan",
    "svc",
    "arpa",
    "onion",
    "test",
    "invalid",
];
/// The longest name there can be (RFC 1035).
const LONGEST_NAME: usize = 253;

/// Where a webhook is called: an absolute address in its one spelling.
#[derive(Clone, PartialEq, Eq)]
pub struct HookUrl {
    text: String,
    host: String,
}

impl HookUrl {
    pub const MAX_CHARS: usize = 2048;

    /// Reads the address in the spelling that the caller's own client will use, so that what is checked is what is called:
    /// `https://2130706433/` and `https://0x7f.1/` are 127.0.0.1 here too.
    ///
    /// # Errors
    /// `hook_url_invalid`, `hook_url_too_long`, `hook_url_not_https`, `hook_url_port`, or `hook_url_not_public` for a name or
    /// address that nobody outside could mean.
    pub fn parse(text: &str, destinations: Destinations) -> Result<Self, Invalid> {
        if text.len() > Self::MAX_CHARS {
            return Err(Invalid::new("hook_url_too_long"));
        }
        let invalid = Invalid::new("hook_url_invalid");
        // The parser would silently leave these out.
        if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(invalid);
        }
        let url = Url::parse(text).map_err(|_| invalid)?;
        let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        let (true, Some(host)) = (plain, url.host()) else {
            return Err(invalid);
        };
        if !is_loopback(&host, destinations) {
            match url.scheme() {
                "https" => {}
                _ => return Err(Invalid::new("hook_url_not_https")),
            }
            // The parser leaves out the port that https has anyway.
            if url.port().is_some() {
                return Err(Invalid::new("hook_url_port"));
            }
            check_host(&host)?;
        } else if !matches!(url.scheme(), "http" | "https") {
            return Err(Invalid::new("hook_url_not_https"));
        }
        let host = host.to_string();
        let text = String::from(url);
        // Escaping may have made it longer.
        if text.len() > Self::MAX_CHARS {
            return Err(Invalid::new("hook_url_too_long"));
        }
        Ok(Self { text, host })
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The name, or the address of this machine, that is connected to.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }
}

/// The rest may hold a secret of its owner.
impl fmt::Debug for HookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HookUrl({})", self.host)
    }
}

fn is_loopback(host: &Host<&str>, destinations: Destinations) -> bool {
    destinations == Destinations::PublicAndLoopback
        && match host {
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
            Host::Domain(_) => false,
        }
}

/// A name of the public internet. An address in its place is refused even where it is public: certificates are of names.
fn check_host(host: &Host<&str>) -> Result<(), Invalid> {
    let not_public = Invalid::new("hook_url_not_public");
    let Host::Domain(name) = host else {
        return Err(not_public);
    };
    if name.ends_with('.') || name.len() > LONGEST_NAME {
        return Err(Invalid::new("hook_url_invalid"));
    }
    match name.rsplit_once('.') {
        Some((rest, last)) if !rest.is_empty() && !INTERNAL.contains(&last) => Ok(()),
        _ => Err(not_public),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(text: &str, destinations: Destinations) -> &'static str {
        HookUrl::parse(text, destinations).map_or_else(|fault| fault.code, |_| "taken")
    }

    #[test]
    fn an_address_is_kept_in_its_one_spelling() {
        for (given, kept) in [
            ("https://hooks.example", "https://hooks.example/"),
            (
                "HTTPS://Hooks.Example:443/a/../b?token=x",
                "https://hooks.example/b?token=x",
            ),
            ("https:\\\\hooks.example\\in", "https://hooks.example/in"),
            ("https://żółw.example/", "https://xn--w-uga1v8h.example/"),
        ] {
            let url = HookUrl::parse(given, Destinations::Public).unwrap();
            assert_eq!(url.as_str(), kept, "{given}");
        }
        let url = HookUrl::parse("https://hooks.example/secret", Destinations::Public).unwrap();
        assert_eq!(format!("{url:?}"), "HookUrl(hooks.example)");
    }

    #[test]
    fn what_could_not_be_meant_by_somebody_outside_is_refused() {
        for (text, expected) in [
            ("", "hook_url_invalid"),
            ("hooks.example", "hook_url_invalid"),
            ("https://", "hook_url_invalid"),
            ("https://hooks.example/ a", "hook_url_invalid"),
            ("https://hooks.ex\tample/", "hook_url_invalid"),
            ("https://user@hooks.example/", "hook_url_invalid"),
            ("https://user:word@hooks.example/", "hook_url_invalid"),
            ("https://hooks.example/#part", "hook_url_invalid"),
            ("https://hooks.example./", "hook_url_invalid"),
            ("mailto:a@hooks.example", "hook_url_invalid"),
            ("http://hooks.example/", "hook_url_not_https"),
            ("ftp://hooks.example/", "hook_url_not_https"),
            ("https://hooks.example:8443/", "hook_url_port"),
            ("https://hooks.example:22/", "hook_url_port"),
            ("https://hooks/", "hook_url_not_public"),
            ("https://localhost/", "hook_url_not_public"),
            ("https://a.localhost/", "hook_url_not_public"),
            ("https://printer.local/", "hook_url_not_public"),
            ("https://metadata.google.internal/", "hook_url_not_public"),
            ("https://db.corp/", "hook_url_not_public"),
            ("https://kubernetes.default.svc/", "hook_url_not_public"),
            ("https://1.0.0.127.in-addr.arpa/", "hook_url_not_public"),
            // Addresses in every spelling that a client may understand.
            ("https://127.0.0.1/", "hook_url_not_public"),
            ("https://2130706433/", "hook_url_not_public"),
            ("https://0x7f000001/", "hook_url_not_public"),
            ("https://0x7f.1/", "hook_url_not_public"),
            ("https://0177.0.0.1/", "hook_url_not_public"),
            ("https://127.1/", "hook_url_not_public"),
            ("https://%31%32%37.0.0.1/", "hook_url_not_public"),
            ("https://１２７.0.0.1/", "hook_url_not_public"),
            ("https://169.254.169.254/latest/meta-data", "hook_url_not_public"),
            ("https://[::]/", "hook_url_not_public"),
            ("https://[::1]/", "hook_url_not_public"),
            ("https://[::ffff:127.0.0.1]/", "hook_url_not_public"),
            ("https://[fd00:ec2::254]/", "hook_url_not_public"),
            ("https://8.8.8.8/", "hook_url_not_public"),
        ] {
            assert_eq!(code(text, Destinations::Public), expected, "{text}");
        }
        let long = format!("https://hooks.example/{}", "a".repeat(HookUrl::MAX_CHARS));
        assert_eq!(code(&long, Destinations::Public), "hook_url_too_long");
        // Each of these letters is escaped with six characters.
        let swollen = format!("https://hooks.example/{}", "ż".repeat(600));
        assert_eq!(code(&swollen, Destinations::Public), "hook_url_too_long");
    }

    #[test]
    fn ones_own_machine_is_reached_only_where_that_was_asked_for() {
        let here = Destinations::PublicAndLoopback;
        for text in ["http://127.0.0.1:4000/in", "https://127.8.8.8/", "http://[::1]:4000/"] {
            assert_eq!(code(text, here), "taken", "{text}");
            assert_ne!(code(text, Destinations::Public), "taken", "{text}");
        }
        for (text, expected) in [
            ("http://localhost:4000/", "hook_url_not_https"),
            ("http://10.0.0.1/", "hook_url_not_https"),
            ("https://10.0.0.1/", "hook_url_not_public"),
            ("https://[::ffff:127.0.0.1]/", "hook_url_not_public"),
            ("ftp://127.0.0.1/", "hook_url_not_https"),
            ("https://hooks.example/", "taken"),
        ] {
            assert_eq!(code(text, here), expected, "{text}");
        }
        assert!(here.include([127, 0, 0, 1].into()) && !Destinations::Public.include([127, 0, 0, 1].into()));
        assert!(!here.include([10, 0, 0, 1].into()));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_none_that_is_taken_names_an_address(text in "(https://)?\\PC{0,60}") {
            if let Ok(url) = HookUrl::parse(&text, Destinations::Public) {
                prop_assert!(url.as_str().starts_with("https://"));
                prop_assert!(url.host().parse::<std::net::IpAddr>().is_err());
                let again = HookUrl::parse(url.as_str(), Destinations::Public);
                prop_assert_eq!(again, Ok(url));
            }
        }

        #[test]
        fn a_number_in_any_base_is_an_address_and_refused(number in any::<u32>()) {
            for text in [format!("https://{number}/"), format!("https://{number:#x}/"), format!("https://0{number:o}/")] {
                prop_assert!(HookUrl::parse(&text, Destinations::Public).is_err(), "{text}");
            }
        }
    }
}
