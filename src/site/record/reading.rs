//! Tables of results as bytes, for the next run of the program: a province's five workbooks take longer to read than all else
//! that a changed cell asks for, and four of them have not changed.
//!
//! Only large tables without findings are worth it. The bytes begin with their digest: what was damaged is read anew.

use std::sync::Arc;

use super::tables::{Parsed, Who};
use crate::digest::Digest;
use crate::domain::record::Outcome;
use crate::domain::threshold::Said;
use crate::text::Date;

/// Results from which on a table is kept; smaller ones are read as quickly as found.
const LEAST: usize = 10_000;

const SAID: [Said; 5] = [Said::Nothing, Said::Met, Said::NotMet, Said::Nearly, Said::NotApplicable];
const NO_MINUTE: u16 = u16::MAX;

impl Parsed {
    /// Whether it is worth keeping, and whole without its findings.
    pub(super) fn is_keepsake(&self) -> bool {
        self.outcomes.len() >= LEAST && self.findings.is_empty()
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![0; 16];
        bytes.reserve(self.outcomes.len() * 40);
        put_len(&mut bytes, self.units.len());
        for who in &self.units {
            put_text(&mut bytes, &who.text);
            bytes.push(u8::from(who.by_name));
            bytes.extend(who.sheet.to_le_bytes());
            bytes.extend(who.row.to_le_bytes());
            bytes.extend(who.column.to_le_bytes());
        }
        put_len(&mut bytes, self.evidences.len());
        self.evidences.iter().for_each(|evidence| put_text(&mut bytes, evidence));
        put_len(&mut bytes, self.sheets.len());
        for sheet in &self.sheets {
            bytes.push(u8::from(sheet.is_some()));
            put_text(&mut bytes, sheet.as_deref().unwrap_or_default());
        }
        put_len(&mut bytes, self.outcomes.len());
        for (who, outcome) in &self.outcomes {
            bytes.extend(who.to_le_bytes());
            put_outcome(&mut bytes, outcome);
        }
        let digest = Digest::of(&bytes[16..]);
        bytes[..16].copy_from_slice(digest.as_bytes());
        bytes
    }

    /// What [`Parsed::to_bytes`] wrote; `None` where anything is not as it was.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (digest, rest) = bytes.split_at_checked(16)?;
        if Digest::of(rest).as_bytes() != digest {
            return None;
        }
        let mut left = Left(rest);
        let units = left.list(|left| {
            Some(Who {
                text: left.text()?.to_owned(),
                by_name: left.byte()? > 0,
                sheet: u16::from_le_bytes(left.take()?),
                row: u32::from_le_bytes(left.take()?),
                column: u16::from_le_bytes(left.take()?),
            })
        })?;
        let evidences = left.list(|left| Some(left.text()?.to_owned()))?;
        let sheets = left.list(|left| {
            let named = left.byte()? > 0;
            let name = left.text()?;
            Some(named.then(|| Arc::from(name)))
        })?;
        let outcomes = left.list(|left| Some((u32::from_le_bytes(left.take()?), left.outcome()?)))?;
        Some(Self { units, outcomes, evidences, sheets, findings: Vec::new() })
    }
}

fn put_len(bytes: &mut Vec<u8>, len: usize) {
    bytes.extend((len as u64).to_le_bytes());
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    put_len(bytes, text.len());
    bytes.extend(text.as_bytes());
}

fn put_outcome(bytes: &mut Vec<u8>, outcome: &Outcome) {
    let Outcome { framework, indicator, date, figure, said, table, evidence, row, column, sheet } = outcome;
    for short in [framework, indicator, &date.year, &date.minute.unwrap_or(NO_MINUTE), table, column, sheet] {
        bytes.extend(short.to_le_bytes());
    }
    bytes.extend([date.month, date.day, *said as u8]);
    bytes.extend(figure.to_le_bytes());
    bytes.extend(evidence.to_le_bytes());
    bytes.extend(row.to_le_bytes());
}

/// Bytes that have not been read yet.
struct Left<'a>(&'a [u8]);

impl<'a> Left<'a> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*first)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take::<1>().map(|[byte]| byte)
    }

    fn len(&mut self) -> Option<usize> {
        usize::try_from(u64::from_le_bytes(self.take()?)).ok()
    }

    fn text(&mut self) -> Option<&'a str> {
        let len = self.len()?;
        let (text, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }

    fn list<T>(&mut self, mut one: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let len = self.len().filter(|len| *len <= self.0.len())?;
        let mut list = Vec::with_capacity(len);
        for _ in 0..len {
            list.push(one(self)?);
        }
        Some(list)
    }

    fn outcome(&mut self) -> Option<Outcome> {
        let mut short = || self.take().map(u16::from_le_bytes);
        let [framework, indicator, year, minute, table, column, sheet] =
            [short()?, short()?, short()?, short()?, short()?, short()?, short()?];
        let [month, day, said] = self.take()?;
        Some(Outcome {
            framework,
            indicator,
            date: Date { year, month, day, minute: (minute != NO_MINUTE).then_some(minute) },
            said: *SAID.get(usize::from(said))?,
            figure: f64::from_le_bytes(self.take()?),
            evidence: u32::from_le_bytes(self.take()?),
            row: u32::from_le_bytes(self.take()?),
            table,
            column,
            sheet,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Parsed {
        let outcome = |indicator: u16, said: Said, minute: Option<u16>| Outcome {
            framework: 1,
            indicator,
            date: Date { year: 2025, month: 6, day: 30, minute },
            figure: if said == Said::Nothing { 98.6 } else { 0.0 },
            said,
            table: 3,
            evidence: 7,
            row: 1_663,
            column: 5,
            sheet: 2,
        };
        let all = SAID.iter().zip(0..).map(|(said, at)| (u32::from(at), outcome(at, *said, (at == 1).then_some(745))));
        Parsed {
            units: vec![Who { text: "Xã Gia Lâm".into(), by_name: true, sheet: 1, row: 9, column: 2 }],
            outcomes: all.collect(),
            evidences: vec!["biên bản".into(), String::new()],
            sheets: vec![Some("2025".into()), None],
            findings: Vec::new(),
        }
    }

    #[test]
    fn a_table_comes_back_as_it_was() {
        let table = table();
        let back = Parsed::from_bytes(&table.to_bytes()).expect("the bytes are whole");
        assert_eq!(format!("{back:?}"), format!("{table:?}"));
    }

    #[test]
    fn damaged_bytes_are_no_table() {
        let bytes = table().to_bytes();
        for cut in 0..bytes.len() {
            assert!(Parsed::from_bytes(&bytes[..cut]).is_none(), "{cut} bytes");
        }
        for at in 0..bytes.len() {
            let mut turned = bytes.clone();
            turned[at] ^= 0x10;
            assert!(Parsed::from_bytes(&turned).is_none(), "byte {at}");
        }
    }
}
