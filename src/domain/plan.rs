//! Kế hoạch: what was promised, as printed.

use serde::Serialize;

use super::Signatory;
use super::target::{PILLARS, Pillar, Target};
use crate::diagnostics::code;
use crate::fields::{Fields, Reader, Spanned};
use crate::text::Date;

/// A plan and its targets.
#[derive(Clone, Debug)]
pub struct Plan {
    /// `236/KH-UBND`.
    pub number: Option<String>,
    /// Who issued it.
    pub issuer: String,
    /// When; perhaps partial, often unknown.
    pub issued: Option<Date>,
    /// What is known of the date.
    pub issued_note: Option<String>,
    /// Code of the province as it is today.
    pub province: Option<Spanned>,
    /// The place as the plan names it, where today's province has another name.
    pub place: Option<String>,
    /// Its goal.
    pub goal: Option<String>,
    /// Who signed.
    pub signatory: Option<Signatory>,
    /// The time it covers.
    pub period: Option<Period>,
    /// Targets in the order of the document.
    pub targets: Vec<Target>,
    /// Solutions in the order of the document.
    pub solutions: Vec<Solution>,
    /// Pilots.
    pub pilots: Vec<Pilot>,
}

/// The time a plan covers, years as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Period {
    /// As printed.
    pub text: String,
    /// First year.
    pub from: Option<String>,
    /// Last year.
    pub to: Option<String>,
}

/// A solution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Solution {
    /// Stable id.
    pub id: String,
    /// As printed.
    pub text: String,
    /// Pillar.
    pub pillar: Option<Pillar>,
}

/// A pilot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pilot {
    /// Stable id.
    pub id: String,
    /// What is piloted.
    pub kind: String,
    /// Where, as the plan names it.
    pub name: String,
    /// Code of the unit that it lies in today.
    pub unit: Option<Spanned>,
    /// As printed.
    pub text: String,
    /// Remark.
    pub note: Option<String>,
}

impl Plan {
    /// Reads a plan's keys and checks its targets.
    pub fn read(reader: &mut Reader, fields: &mut Fields) -> Self {
        let targets = fields.tables(reader, "targets");
        let solutions = fields.tables(reader, "solutions");
        let pilots = fields.tables(reader, "pilots");
        let issued = fields.date(reader, "issued");
        let mut ids = Vec::new();
        Self {
            number: fields.text(reader, "number"),
            issuer: fields.required(reader, "issuer", "issuer = \"UBND TP. Hà Nội\""),
            issued,
            issued_note: fields.text(reader, "issued_note"),
            province: fields.spanned(reader, "province"),
            place: fields.text(reader, "place"),
            goal: fields.text(reader, "goal"),
            signatory: Signatory::read(reader, fields),
            period: Period::read(reader, fields),
            targets: targets.into_iter().map(|table| Target::read(reader, table, issued, &mut ids)).collect(),
            solutions: solutions.into_iter().map(|table| Solution::read(reader, table, &mut ids)).collect(),
            pilots: pilots.into_iter().map(|table| Pilot::read(reader, table, &mut ids)).collect(),
        }
    }
}

impl Plan {
    /// The ids of its targets, solutions and pilots: each is an anchor of its page.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let targets = self.targets.iter().map(|target| target.id.as_str());
        let solutions = self.solutions.iter().map(|solution| solution.id.as_str());
        targets.chain(solutions).chain(self.pilots.iter().map(|pilot| pilot.id.as_str()))
    }
}

/// An id, unique within its plan.
pub(super) fn id(reader: &mut Reader, fields: &mut Fields, ids: &mut Vec<String>, example: &str) -> String {
    let Some(id) = fields.spanned(reader, "id") else {
        fields.missing(reader, "id", example);
        return String::new();
    };
    if ids.contains(&id.text) {
        reader.error(code::DUPLICATE_ID, &id.span, &[("id", &id.text)]);
    }
    ids.push(id.text.clone());
    id.text
}

impl Period {
    fn read(reader: &mut Reader, fields: &mut Fields) -> Option<Self> {
        let mut table = fields.table(reader, "period")?;
        let period = Self {
            text: table.required(reader, "text", "text = \"đến năm 2025\""),
            from: table.text(reader, "from"),
            to: table.text(reader, "to"),
        };
        table.end(reader);
        Some(period)
    }
}

impl Solution {
    fn read(reader: &mut Reader, mut fields: Fields, ids: &mut Vec<String>) -> Self {
        let solution = Self {
            id: id(reader, &mut fields, ids, "id = \"hn-s1\""),
            text: fields.required(reader, "text", "text = \"…\""),
            pillar: fields.choice(reader, "pillar", &PILLARS),
        };
        fields.end(reader);
        solution
    }
}

impl Pilot {
    fn read(reader: &mut Reader, mut fields: Fields, ids: &mut Vec<String>) -> Self {
        let pilot = Self {
            id: id(reader, &mut fields, ids, "id = \"hn-p1\""),
            kind: fields.required(reader, "kind", "kind = \"xã thông minh\""),
            name: fields.required(reader, "name", "name = \"xã Dương Xá\""),
            unit: fields.spanned(reader, "unit"),
            text: fields.required(reader, "text", "text = \"…\""),
            note: fields.text(reader, "note"),
        };
        fields.end(reader);
        pilot
    }
}
