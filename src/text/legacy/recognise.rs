//! Which encoding a column is in: every table is tried, and the one wins whose words are Vietnamese syllables.

use std::collections::BTreeSet;

use super::syllable::is_syllable;
use super::{Encoding, decode, tables};

/// From this score on a verdict may be acted upon without asking.
pub const SURE: f64 = 0.75;

/// So many cells are looked at.
const SAMPLE: usize = 2000;

/// What a column is in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// The likeliest encoding. From [`recognise_text`] it says what the text was before it was misread:
    /// [`Encoding::Utf8`] for text that is as it should be.
    pub encoding: Encoding,
    /// 0 to 1; below [`SURE`] leave the column alone and say so.
    pub score: f64,
    /// The next best, with its score.
    pub runner_up: Option<(Encoding, f64)>,
}

impl Verdict {
    /// Whether the score is high enough to act upon.
    pub fn is_sure(&self) -> bool {
        self.score >= SURE
    }

    fn certain(encoding: Encoding) -> Self {
        Self { encoding, score: 1.0, runner_up: None }
    }
}

/// The words with something other than ASCII in them, as one reading of a column has them.
#[derive(Default)]
struct Witnesses {
    good: usize,
    bad: usize,
    /// Different good words: ten cells of one word tell no more than one.
    kinds: BTreeSet<String>,
    /// Words of ASCII letters beside them: all of them, and those that are syllables.
    plain: (usize, usize),
}

impl Witnesses {
    /// Counts the words of a text that have a letter of Vietnamese, or that a wrong reading may have made.
    fn hear(&mut self, text: &str) {
        for word in text.split(|c: char| c.is_ascii() && !c.is_ascii_alphabetic() || c.is_whitespace()) {
            if word.is_ascii() {
                if word.len() > 1 {
                    self.plain.0 += 1;
                    self.plain.1 += usize::from(is_syllable(word));
                }
                continue;
            }
            let bare = word.trim_matches(|c: char| QUIET.contains(c));
            if bare.is_ascii() {
                continue;
            }
            if is_syllable(bare) {
                self.good += 1;
                // Any table makes a vowel of a lone letter.
                if bare.chars().nth(1).is_some() {
                    self.kinds.insert(bare.to_lowercase());
                }
            } else {
                self.bad += 1;
            }
        }
    }

    /// The share of good words, less when there are few different ones (two can be chance, three hardly), and less when
    /// a few stand among plain words that mostly are no syllables, as in Italian; 0 without any.
    fn score(&self) -> f64 {
        let kinds = self.kinds.len() as f64;
        let all = (self.good + self.bad) as f64;
        if all == 0.0 {
            return 0.0;
        }
        let company = match self.plain {
            (0, _) => 1.0,
            _ if self.kinds.len() >= PLENTY => 1.0,
            (all, good) => 0.5 + (good as f64 / all as f64).min(0.5),
        };
        self.good as f64 / all * kinds / (kinds + 0.75) * company
    }
}

/// So many different good words need no company.
const PLENTY: usize = 6;

/// Signs that stand beside words in good text and say nothing of its encoding.
const QUIET: &str = "“”‘’«»–—…°²³×·•№±₫€£\u{feff}\u{200b}";

/// Encodings of one or two bytes a letter, tried on anything.
const CANDIDATES: [Encoding; 3] = [Encoding::Tcvn3, Encoding::Vni, Encoding::Windows1258];

/// Judges the bytes of a column, many cells together.
///
/// Pure ASCII and valid UTF-8 are recognised for certain, unless the UTF-8 holds misread text: that is for
/// [`recognise_text`]. What is no Vietnamese in any encoding comes back as Windows-1252, with the score of the best
/// other one taken off.
pub fn recognise<'a>(samples: impl Iterator<Item = &'a [u8]>) -> Verdict {
    let cells: Vec<&[u8]> = samples.filter(|cell| !cell.is_empty()).take(SAMPLE).collect();
    if let Some(encoding) = wide(&cells) {
        return Verdict::certain(encoding);
    }
    if let Some(texts) = cells.iter().map(|cell| std::str::from_utf8(cell).ok()).collect::<Option<Vec<_>>>() {
        // Between bytes and text only the two ways of double UTF-8 differ from what a reader of UTF-8 sees.
        let verdict = recognise_text(texts.into_iter());
        let doubled = matches!(verdict.encoding, Encoding::Utf8Twice | Encoding::Utf8Thrice);
        return if doubled { verdict } else { Verdict::certain(Encoding::Utf8) };
    }
    let scores = CANDIDATES.map(|encoding| (encoding, heard(cells.iter().map(|cell| decode(encoding, cell)))));
    let best = best(&scores);
    let western = (Encoding::Windows1252, 1.0 - best.score);
    if best.score >= 0.5 {
        return Verdict { runner_up: best.runner_up.max_by_score(western), ..best };
    }
    Verdict { encoding: western.0, score: western.1, runner_up: Some((best.encoding, best.score)) }
}

/// Judges text that was already read somehow, such as the strings of a GeoJSON file: is it as it should be, or was it
/// TCVN3, VNI, Windows-1258 or UTF-8 that somebody took for Windows-1252?
pub fn recognise_text<'a>(samples: impl Iterator<Item = &'a str>) -> Verdict {
    let cells: Vec<&str> = samples.filter(|cell| !cell.is_ascii()).take(SAMPLE).collect();
    if cells.is_empty() {
        return Verdict::certain(Encoding::Utf8);
    }
    let as_it_is = heard(cells.iter().copied());
    let candidates = CANDIDATES.into_iter().chain([Encoding::Utf8Twice, Encoding::Utf8Thrice]);
    let scores: Vec<_> = candidates
        .map(|encoding| {
            // A cell that can't have been misread stands as it is, and speaks as loudly.
            let mended = cells.iter().map(|cell| match tables::bytes_of(cell) {
                Some(_) => super::mend(encoding, cell),
                None => (*cell).into(),
            });
            (encoding, heard(mended))
        })
        .collect();
    let best = best(&scores);
    // Only a clear gain is a reason to think that something happened to the text.
    if best.score >= as_it_is + 0.3 && best.score >= 0.5 {
        return Verdict { runner_up: best.runner_up.max_by_score((Encoding::Utf8, as_it_is)), ..best };
    }
    let score = 1.0 - (best.score - as_it_is).max(0.0);
    Verdict { encoding: Encoding::Utf8, score, runner_up: Some((best.encoding, best.score)) }
}

/// UTF-16 by its byte order mark, or by the zero bytes that its ASCII letters have and no other text has.
fn wide(cells: &[&[u8]]) -> Option<Encoding> {
    if cells.iter().any(|cell| cell.starts_with(b"\xff\xfe")) {
        return Some(Encoding::Utf16Le);
    }
    if cells.iter().any(|cell| cell.starts_with(b"\xfe\xff")) {
        return Some(Encoding::Utf16Be);
    }
    // Zeros that only fill up a field are no sign: each must have a letter beside it.
    let zeros = |parity: usize| -> usize {
        let letter = |pair: &&[u8]| pair[parity] == 0 && pair[1 - parity] != 0;
        cells.iter().map(|cell| cell.chunks_exact(2).filter(letter).count()).sum()
    };
    let pairs: usize = cells.iter().map(|cell| cell.len() / 2).sum();
    let [high, low] = [zeros(0), zeros(1)];
    // Even in marked Vietnamese every second letter is ASCII.
    match high.max(low) * 3 > pairs && pairs > 0 {
        true if low > high => Some(Encoding::Utf16Le),
        true => Some(Encoding::Utf16Be),
        false => None,
    }
}

fn heard<T: AsRef<str>>(texts: impl Iterator<Item = T>) -> f64 {
    let mut witnesses = Witnesses::default();
    for text in texts {
        witnesses.hear(text.as_ref());
    }
    witnesses.score()
}

fn best(scores: &[(Encoding, f64)]) -> Verdict {
    let mut ranked = scores.to_vec();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (encoding, score) = ranked.first().copied().unwrap_or((Encoding::Utf8, 0.0));
    Verdict { encoding, score, runner_up: ranked.get(1).copied() }
}

/// The better of two.
trait MaxByScore {
    fn max_by_score(self, other: (Encoding, f64)) -> Self;
}

impl MaxByScore for Option<(Encoding, f64)> {
    fn max_by_score(self, other: (Encoding, f64)) -> Self {
        self.filter(|own| own.1 >= other.1).or(Some(other))
    }
}

#[cfg(test)]
mod tests;
