//! Crates that must not be in a function binary: a second HTTP or TLS stack, a second crypto library.

use anyhow::{Result, ensure};

use crate::workspace;

/// What default features would bring back, and why each is unwanted.
const FORBIDDEN: [(&str, &str); 5] = [
    ("hyper@0.14", "the legacy HTTP stack of the SDK's default features"),
    ("rustls@0.21", "the legacy TLS stack of the SDK's default features"),
    ("openssl-sys", "a C library the functions' runtime does not have"),
    ("native-tls", "a second TLS stack"),
    ("aws-sdk-sso", "a sign-in no function uses"),
];

/// The forbidden crates among the normal dependencies of the packages.
pub fn forbidden(packages: &[String]) -> Result<Vec<String>> {
    let mut arguments = vec![
        "tree", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}",
    ];
    for package in packages {
        arguments.extend(["--package", package.as_str()]);
    }
    let tree = workspace::output(&mut workspace::cargo(&arguments))?;
    Ok(found_in(&tree))
}

/// Fails when a function binary would link a forbidden crate.
pub fn check(packages: &[String]) -> Result<()> {
    let found = forbidden(packages)?;
    ensure!(
        found.is_empty(),
        "forbidden crates in the function binaries:\n  {}",
        found.join("\n  ")
    );
    Ok(())
}

fn found_in(tree: &str) -> Vec<String> {
    let mut found: Vec<_> = tree
        .lines()
        .filter_map(|line| {
            let (name, rest) = line.trim().split_once(" v")?;
            let version = rest.split(' ').next()?;
            let (_, why) = FORBIDDEN.iter().find(|(spec, _)| match spec.split_once('@') {
                Some((crate_name, prefix)) => name == crate_name && version.starts_with(prefix),
                None => name == *spec,
            })?;
            Some(format!("{name} {version}: {why}"))
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_legacy_stack_is_told_from_the_current_one() {
        assert!(found_in("hyper v1.6.0\nrustls v0.23.46\naws-sdk-ssooidc v1.0.0\n").is_empty());
        assert_eq!(
            found_in("hyper v0.14.32\nhyper v0.14.32 (*)\nopenssl-sys v0.9.1\n").len(),
            2
        );
    }
}
