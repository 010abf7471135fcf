//! What tables say.

use super::fixtures::{self, XA};
use crate::formats::*;

fn text(text: &str) -> RawCell {
    RawCell::Text(text.to_owned())
}

fn day() -> RawCell {
    RawCell::Date(Date { year: 2024, month: 2, day: 29, seconds: None })
}

fn read_csv(bytes: &[u8]) -> Contents {
    (csv::FORMAT.read)(&Input::alone("bang.csv", bytes))
}

fn columns(layer: &RawLayer) -> Vec<(RawText, usize)> {
    layer.fields.iter().map(|field| (field.name.clone(), field.column)).collect()
}

fn row(sheet: &str, row: usize) -> RowPlace {
    RowPlace::Row { sheet: sheet.into(), row }
}

#[test]
fn csv_lines_count_breaks_in_quotes_and_empty_lines() {
    let contents = fixtures::csv().read();
    let layer = &contents.layers[0];
    assert_eq!(columns(layer), [("Tên".into(), 1), ("Diện tích".into(), 2)]);
    let rows: Vec<(&RowPlace, &[RawCell])> = layer.rows.iter().map(|row| (&row.place, &*row.cells)).collect();
    let (a, b, c) = ([text("Xã\nA"), text("41,62")], [text("B"), text("1"), text("2")], [text("C")]);
    assert_eq!(rows, [(&RowPlace::Line(3), &a[..]), (&RowPlace::Line(5), &b[..]), (&RowPlace::Line(7), &c[..])]);
    assert_eq!(contents.problems.len(), 1);
    assert_eq!((contents.problems[0].kind, &*contents.problems[0].detail), (ProblemKind::RowLength, "3 2"));
}

#[test]
fn csv_delimiters_and_encodings() {
    let cells = |bytes: &[u8]| read_csv(bytes).layers[0].rows[0].cells.clone();
    assert_eq!(cells(b"a,b\n\"x;y\",\"1;2;3\"\n"), [text("x;y"), text("1;2;3")]);
    assert_eq!(cells(b"a\tb\n1,5\t2\n"), [text("1,5"), text("2")]);
    assert_eq!(cells(b"a|b\n1|2\n"), [text("1"), text("2")]);
    assert_eq!(cells(b"a\nb\n"), [text("b")]);
    assert_eq!(cells(b"sep=|\r\na;b|c\r\n1;2|3\r\n"), [text("1;2"), text("3")]);
    assert_eq!(cells(b"a;b\nX\xB7;1\n"), [RawCell::Bytes(XA.to_vec()), text("1")]);
    // Text that is kept from Excel; a formula stays what it is.
    assert_eq!(cells(b"a;b\n=\"00565\";\"=\"\"10-1\"\"\"\n"), [text("00565"), text("10-1")]);
    assert_eq!(cells(b"a,b\n\"=\"\"x\"\"&\"\"y\"\"\",1\n")[0], text("=\"x\"&\"y\""));
    let wide: Vec<u8> = "\u{FEFF}a\tb\r\nXã\t1\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(cells(&wide), [text("Xã"), text("1")]);
    assert_eq!(read_csv(b"sep=|\r\na|b\r\n1|2\r\n").layers[0].rows[0].place, RowPlace::Line(3));
    assert_eq!(read_csv(b"\n;;\n").problems[0].kind, ProblemKind::Empty);
}

#[test]
fn a_dbf_alone_is_a_table() {
    let fixture = fixtures::all().into_iter().find(|fixture| fixture.format == "DBF").expect("a table");
    let contents = fixture.read();
    assert_eq!((contents.layers[0].rows.len(), contents.problems[0].kind), (2, ProblemKind::Deleted));
    let mut bytes = fixtures::dbf();
    bytes[29] = 0x57;
    bytes[162] = 0xFF;
    bytes[172] = b'x';
    let contents = (dbf::FORMAT.read)(&Input::alone("x.dbf", &bytes));
    assert_eq!(contents.layers[0].encoding.as_deref(), Some("CP1252"));
    assert!(contents.problems.iter().any(|problem| problem.kind == ProblemKind::BadValue));
    assert!(matches!(&contents.layers[0].rows[0].cells[1], RawCell::Text(text) if text.contains('x')));
}

#[test]
fn xlsx_cells_in_far_corners_cost_nothing() {
    let contents = fixtures::xlsx().read();
    let layer = &contents.layers[0];
    assert_eq!(columns(layer), [("Tên".into(), 2), ("Số".into(), 3), ("".into(), 4)]);
    assert_eq!(
        (&*layer.rows[0].cells, &layer.rows[0].place),
        (&[text("A"), RawCell::Integer(541), day()][..], &row("Xã", 5))
    );
    assert_eq!(layer.rows.len(), 1, "what stands far below is no row of the table");
    let [value, foot] = contents.problems.as_slice() else { panic!("{:?}", contents.problems) };
    assert_eq!((value.kind, &*value.detail), (ProblemKind::BadValue, "XFD1048576 #N/A"));
    assert_eq!((foot.kind, foot.place.clone()), (ProblemKind::Foot, Some(row("Xã", 1_048_576))));
}

#[test]
fn ods_repeats_rows_but_not_empty_ones() {
    let contents = fixtures::ods().read();
    assert_eq!(contents.problems, []);
    let layer = &contents.layers[0];
    assert_eq!(columns(layer), [("Tên  x".into(), 2), ("Ngày".into(), 3)]);
    assert_eq!(layer.rows.iter().map(|row| row.place.clone()).collect::<Vec<_>>(), [row("Xã", 4), row("Xã", 5)]);
    assert_eq!(layer.rows[1].cells, [RawCell::Integer(541), day()]);
}

#[test]
fn xls_has_texts_formulas_dates_and_packed_numbers() {
    let contents = fixtures::xls().read();
    assert_eq!(contents.problems, []);
    let layer = &contents.layers[0];
    assert_eq!((&*layer.name, columns(layer)), ("S1", vec![("Xã".into(), 1), ("DT".into(), 2)]));
    let rows: Vec<(&RowPlace, &[RawCell])> = layer.rows.iter().map(|row| (&row.place, &*row.cells)).collect();
    let (first, second) = ([text("A"), day()], [RawCell::Integer(541), RawCell::Number(0.01)]);
    let last = [RawCell::Null, RawCell::Number(0.5)];
    assert_eq!(rows, [(&row("S1", 2), &first[..]), (&row("S1", 3), &second[..]), (&row("S1", 65_536), &last[..])]);
}

#[test]
fn a_zip_bomb_is_a_problem() {
    let mut writer = ::zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file("a.csv", ::zip::write::SimpleFileOptions::default()).expect("a member");
    let zeros = vec![b'0'; 1 << 20];
    (0..80).for_each(|_| std::io::Write::write_all(&mut writer, &zeros).expect("zeros"));
    let bytes = writer.finish().expect("an archive").into_inner();
    let contents = (zip::FORMAT.read)(&Input::alone("x.zip", &bytes));
    assert_eq!((contents.layers.len(), contents.problems[0].kind), (0, ProblemKind::TooLarge));
}
