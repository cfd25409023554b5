//! From characters to pieces, in one pass and without recursion.

use super::{Named, Piece, Place, Template, TemplateFault};

/// A passage that was opened and is not closed yet.
struct Open {
    fact: Named,
    opened: Place,
    there: Vec<Piece>,
    /// Set by `else`.
    absent: Option<Vec<Piece>>,
}

/// What may stand between `{%` and `%}`.
enum Tag<'a> {
    If(&'a str),
    Else,
    EndIf,
}

struct Reader<'a> {
    source: &'a str,
    /// How far it has read, in bytes.
    at: usize,
    pieces: Vec<Piece>,
    open: Vec<Open>,
    names: usize,
}

pub(super) fn read(source: &str, longest: usize) -> Result<Vec<Piece>, TemplateFault> {
    expect_plain(source, longest)?;
    let mut reader = Reader {
        source,
        at: 0,
        pieces: Vec::new(),
        open: Vec::new(),
        names: 0,
    };
    reader.read_all()?;
    match reader.open.pop() {
        None => Ok(reader.pieces),
        Some(open) => Err(TemplateFault::new("template_not_closed", open.opened, "{% if %}")),
    }
}

/// Text that is there, short enough, and holds nothing that is not seen: neither control characters nor those that turn
/// the direction of what follows.
fn expect_plain(source: &str, longest: usize) -> Result<(), TemplateFault> {
    if source.trim().is_empty() {
        return Err(TemplateFault::new("template_empty", Place::START, ""));
    }
    let fault = |code, at| TemplateFault::new(code, Place::after(source.get(..at).unwrap_or_default()), "");
    if let Some((at, _)) = source.char_indices().nth(longest) {
        return Err(fault("template_too_long", at));
    }
    let hidden = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}');
    match source.find(hidden) {
        Some(at) => Err(fault("template_has_hidden_characters", at)),
        None => Ok(()),
    }
}

impl<'a> Reader<'a> {
    fn read_all(&mut self) -> Result<(), TemplateFault> {
        loop {
            let rest = self.rest();
            let variable = rest.find("{{");
            let tag = rest.find("{%");
            let comment = rest.find("{#");
            let Some(next) = [variable, tag, comment].into_iter().flatten().min() else {
                self.text(rest);
                return Ok(());
            };
            let before = rest.get(..next).unwrap_or_default();
            if tag == Some(next) {
                // What only indents a tag is not part of the text.
                let line = before.rfind('\n').map_or(0, |at| at + 1);
                let begins_a_line =
                    line > 0 || self.at == 0 || self.source.get(..self.at).unwrap_or_default().ends_with('\n');
                let indented = before.get(line..).is_some_and(|lead| lead.chars().all(|c| c == ' '));
                let kept = if begins_a_line && indented { line } else { next };
                self.text(before.get(..kept).unwrap_or_default());
                self.at += next;
                self.tag()?;
            } else {
                self.text(before);
                self.at += next;
                self.variable(comment == Some(next))?;
            }
        }
    }

    fn rest(&self) -> &'a str {
        self.source.get(self.at..).unwrap_or_default()
    }

    fn place(&self) -> Place {
        Place::after(self.source.get(..self.at).unwrap_or_default())
    }

    fn text(&mut self, words: &str) {
        if !words.is_empty() {
            self.push(Piece::Text(words.to_owned()));
        }
    }

    fn push(&mut self, piece: Piece) {
        let pieces = match self.open.last_mut() {
            None => &mut self.pieces,
            Some(Open {
                absent: Some(absent), ..
            }) => absent,
            Some(open) => &mut open.there,
        };
        pieces.push(piece);
    }

    /// What stands between the two characters here and `end`; goes on after it.
    fn inner(&mut self, end: &str) -> Result<&'a str, TemplateFault> {
        let rest = self.rest();
        let inner = rest.get(2..).unwrap_or_default();
        // An end in another line belongs to something else.
        let line = inner.split('\n').next().unwrap_or_default();
        match line.find(end) {
            Some(length) => {
                self.at += 2 + length + end.len();
                Ok(inner.get(..length).unwrap_or_default())
            }
            None => Err(TemplateFault::new("template_not_closed", self.place(), rest)),
        }
    }

    fn variable(&mut self, is_comment: bool) -> Result<(), TemplateFault> {
        let place = self.place();
        if is_comment {
            return Err(TemplateFault::new("template_not_offered", place, self.rest()));
        }
        let inner = self.inner("}}")?;
        let named = self.named(inner, place)?;
        self.push(Piece::Named(named));
        Ok(())
    }

    fn named(&mut self, text: &str, place: Place) -> Result<Named, TemplateFault> {
        let name = text.trim();
        let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !is_name {
            return Err(TemplateFault::new("template_not_offered", place, name));
        }
        self.names += 1;
        if self.names > Template::MOST_NAMES {
            return Err(TemplateFault::new("template_names_too_much", place, name));
        }
        Ok(Named {
            name: name.to_owned(),
            place,
        })
    }

    fn tag(&mut self) -> Result<(), TemplateFault> {
        let place = self.place();
        let inner = self.inner("%}")?;
        if self.rest().starts_with('\n') {
            self.at += 1;
        }
        let words: Vec<&str> = inner.split_whitespace().collect();
        let tag = match *words.as_slice() {
            ["if", name] => Tag::If(name),
            ["else"] => Tag::Else,
            ["endif"] => Tag::EndIf,
            _ => return Err(TemplateFault::new("template_not_offered", place, inner)),
        };
        match tag {
            Tag::If(name) => self.open(name, place),
            Tag::Else => match self.open.last_mut() {
                Some(open) if open.absent.is_none() => {
                    open.absent = Some(Vec::new());
                    Ok(())
                }
                _ => Err(TemplateFault::new("template_nothing_open", place, inner)),
            },
            Tag::EndIf => {
                let Some(open) = self.open.pop() else {
                    return Err(TemplateFault::new("template_nothing_open", place, inner));
                };
                self.push(Piece::If {
                    fact: open.fact,
                    there: open.there,
                    absent: open.absent.unwrap_or_default(),
                });
                Ok(())
            }
        }
    }

    fn open(&mut self, name: &str, opened: Place) -> Result<(), TemplateFault> {
        if self.open.len() >= Template::DEEPEST {
            return Err(TemplateFault::new("template_too_deep", opened, name));
        }
        let fact = self.named(name, opened)?;
        self.open.push(Open {
            fact,
            opened,
            there: Vec::new(),
            absent: None,
        });
        Ok(())
    }
}
