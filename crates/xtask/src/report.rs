//! What the commands tell the person in front of them: steps, their duration, one line at the end.

use std::io::Write;
use std::time::{Duration, Instant};

use anyhow::Result;

/// Prints a line; a closed terminal is nobody to complain to.
pub fn say(line: impl AsRef<str>) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{}", line.as_ref()).and_then(|()| out.flush());
}

/// The steps of one command, timed.
pub struct Steps {
    started: Instant,
    done: Vec<(String, Duration)>,
}

impl Steps {
    #[must_use]
    pub fn start() -> Self {
        Self {
            started: Instant::now(),
            done: Vec::new(),
        }
    }

    /// Runs one step; the first that fails ends the command.
    pub fn step(&mut self, name: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
        say(format!("\n==> {name}"));
        let started = Instant::now();
        let result = work();
        let took = started.elapsed();
        let verdict = if result.is_ok() { "ok" } else { "FAILED" };
        say(format!("<== {name}: {verdict} in {}", human(took)));
        self.done.push((name.to_owned(), took));
        result.map_err(|e| {
            self.table();
            e.context(format!("step `{name}`"))
        })
    }

    fn table(&self) {
        say("");
        for (name, took) in &self.done {
            say(format!("{:>8}  {name}", human(*took)));
        }
    }

    /// The table of durations and the line that says everything passed.
    pub fn finish(self, what: &str) {
        self.table();
        say(format!(
            "\n{what}: all {} steps passed in {}",
            self.done.len(),
            human(self.started.elapsed())
        ));
    }
}

fn human(took: Duration) -> String {
    match took.as_secs() {
        0..60 => format!("{:.1} s", took.as_secs_f64()),
        seconds => format!("{} m {:02} s", seconds / 60, seconds % 60),
    }
}
