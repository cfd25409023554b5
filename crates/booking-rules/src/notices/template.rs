//! The words of a message as a business writes them: text with the names of facts in it, and passages that stand only
//! where there is a fact.
//!
//! The whole language is `{{ name }}`, `{% if name %}`, `{% else %}` and `{% endif %}`; spaces and line breaks around the
//! latter three fall away as they do in the platform's own templates. There is nothing in it that could run long, reach
//! anything or fail once it was read.

use core::fmt;

mod reading;
#[cfg(test)]
mod tests;

/// Text that was read and found right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    source: String,
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Named(Named),
    If {
        fact: Named,
        there: Vec<Piece>,
        absent: Vec<Piece>,
    },
}

/// The name of a fact, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub name: String,
    pub place: Place,
}

/// Line and column, both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

impl Place {
    pub const START: Self = Self { line: 1, column: 1 };

    /// Where the text after `before` begins.
    fn after(before: &str) -> Self {
        let line = before.matches('\n').count() + 1;
        let last = before.rsplit('\n').next().unwrap_or_default();
        Self {
            line,
            column: last.chars().count() + 1,
        }
    }
}

/// Why a text is no template, or not one that may be used: a stable code, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFault {
    pub code: &'static str,
    pub place: Place,
    /// What stands there, cut to a length that can be shown.
    pub found: String,
}

/// Longest piece of a text that a fault repeats.
const SHOWN: usize = 40;

impl TemplateFault {
    fn new(code: &'static str, place: Place, found: &str) -> Self {
        Self {
            code,
            place,
            found: found.trim().chars().take(SHOWN).collect(),
        }
    }
}

impl fmt::Display for TemplateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}:{}", self.code, self.place.line, self.place.column)
    }
}

impl core::error::Error for TemplateFault {}

impl Template {
    /// Passages within passages.
    pub const DEEPEST: usize = 4;
    /// So that no text grows beyond measure when its names become facts.
    pub const MOST_NAMES: usize = 60;

    /// Reads a text of at most `longest` characters.
    ///
    /// # Errors
    /// The first fault, with its place.
    pub fn parse(source: &str, longest: usize) -> Result<Self, TemplateFault> {
        let source = source.replace("\r\n", "\n");
        let pieces = reading::read(&source, longest)?;
        Ok(Self { source, pieces })
    }

    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Holds every name against those there are.
    ///
    /// # Errors
    /// `unknown_variable`, with the first one that there is not.
    pub fn expect_known(&self, known: impl Fn(&str) -> bool) -> Result<(), TemplateFault> {
        let mut named = Vec::new();
        collect(&self.pieces, &mut named);
        match named.into_iter().find(|named| !known(&named.name)) {
            None => Ok(()),
            Some(Named { name, place }) => Err(TemplateFault::new("unknown_variable", *place, name)),
        }
    }

    /// Whether one of the names is written whatever facts there are.
    #[must_use]
    pub fn always_names(&self, names: &[&str]) -> bool {
        always(&self.pieces, names)
    }

    /// Its one line.
    ///
    /// # Errors
    /// `subject_has_lines`, with the place of the second.
    pub fn expect_one_line(&self) -> Result<(), TemplateFault> {
        match self.source.trim_end().split_once('\n') {
            None => Ok(()),
            Some((first, _)) => {
                let place = Place {
                    line: Place::after(first).line + 1,
                    column: 1,
                };
                Err(TemplateFault::new("subject_has_lines", place, ""))
            }
        }
    }

    /// The text with its facts; one that is absent or empty is written as nothing.
    #[must_use]
    pub fn render<'a>(&self, fact: impl Fn(&str) -> Option<&'a str>) -> String {
        let mut text = String::with_capacity(self.source.len() * 2);
        write(&self.pieces, &fact, &mut text);
        text.trim().to_owned()
    }
}

fn collect<'a>(pieces: &'a [Piece], named: &mut Vec<&'a Named>) {
    for piece in pieces {
        match piece {
            Piece::Text(_) => {}
            Piece::Named(name) => named.push(name),
            Piece::If { fact, there, absent } => {
                named.push(fact);
                collect(there, named);
                collect(absent, named);
            }
        }
    }
}

fn always(pieces: &[Piece], names: &[&str]) -> bool {
    pieces.iter().any(|piece| match piece {
        Piece::Text(_) => false,
        Piece::Named(named) => names.contains(&named.name.as_str()),
        Piece::If { there, absent, .. } => always(there, names) && always(absent, names),
    })
}

fn write<'a>(pieces: &[Piece], fact: &impl Fn(&str) -> Option<&'a str>, text: &mut String) {
    let known = |named: &Named| fact(&named.name).filter(|value| !value.is_empty());
    for piece in pieces {
        match piece {
            Piece::Text(words) => text.push_str(words),
            Piece::Named(named) => text.push_str(known(named).unwrap_or_default()),
            Piece::If {
                fact: named,
                there,
                absent,
            } => {
                let branch = if known(named).is_some() { there } else { absent };
                write(branch, fact, text);
            }
        }
    }
}
