//! Văn bản: legal documents with the particulars that Nghị định 42/2022/NĐ-CP, Điều 4, asks a public portal to show.

use super::Signatory;
use crate::diagnostics::code;
use crate::fields::{Fields, Reader, Spanned};
use crate::text::Date;

/// A legal document.
#[derive(Clone, Debug)]
pub struct Document {
    /// Số ký hiệu.
    pub number: String,
    /// Hình thức văn bản.
    pub form: String,
    /// Cơ quan ban hành.
    pub issuer: String,
    /// Ngày ban hành.
    pub issued: Option<Date>,
    /// Ngày hiệu lực.
    pub effective: Option<Date>,
    /// Ngày hết hiệu lực.
    pub expired: Option<Date>,
    /// Trích yếu.
    pub summary: String,
    /// Người ký.
    pub signatory: Option<Signatory>,
    /// Tệp tải về, beside the page.
    pub file: Option<Spanned>,
    /// Where the file is, when not here.
    pub file_url: Option<Spanned>,
    /// The file's text, beside the page, where the file itself is none that a program can read.
    pub text_file: Option<Spanned>,
    /// Why there is no file.
    pub file_note: Option<String>,
}

impl Document {
    /// Reads a document's keys; what the decree asks for must be there.
    pub fn read(reader: &mut Reader, fields: &mut Fields) -> Self {
        if !fields.has("issued") {
            fields.missing(reader, "issued", "issued = 2025-06-16");
        }
        if !["file", "file_url", "file_note"].iter().any(|key| fields.has(key)) {
            fields.missing(reader, "file", "file = \"236-kh-ubnd.pdf\"");
        }
        let effective_at = fields.span_of("effective").unwrap_or_default();
        let document = Self {
            number: fields.required(reader, "number", "number = \"236/KH-UBND\""),
            form: fields.required(reader, "form", "form = \"Nghị quyết\""),
            issuer: fields.required(reader, "issuer", "issuer = \"Ủy ban Thường vụ Quốc hội\""),
            issued: fields.date(reader, "issued"),
            effective: fields.date(reader, "effective"),
            expired: fields.date(reader, "expired"),
            summary: fields.required(reader, "summary", "summary = \"Trích yếu của văn bản\""),
            signatory: Signatory::read(reader, fields),
            file: fields.spanned(reader, "file"),
            file_url: fields.spanned(reader, "file_url"),
            text_file: fields.spanned(reader, "text_file"),
            file_note: fields.text(reader, "file_note"),
        };
        let whole = |date: &Date| date.day != 0;
        if let (Some(issued), Some(effective)) = (document.issued.filter(whole), document.effective.filter(whole))
            && effective < issued
        {
            reader.error(code::DATE_ORDER, &effective_at, &[("key", "effective"), ("other", "issued")]);
        }
        document
    }
}
