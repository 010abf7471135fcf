//! Small files of every format, made byte by byte.

use std::io::Write;

use crate::formats::*;

/// A file, what lies beside it, and the format it should be taken for.
#[derive(Clone)]
pub(super) struct Fixture {
    pub(super) name: &'static str,
    pub(super) format: &'static str,
    pub(super) bytes: Vec<u8>,
    pub(super) siblings: Vec<(&'static str, Vec<u8>)>,
}

impl Fixture {
    fn new(name: &'static str, format: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name, format, bytes: bytes.into(), siblings: Vec::new() }
    }

    fn with(mut self, ending: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        self.siblings.push((ending, bytes.into()));
        self
    }

    /// Reads it as the format it should be.
    pub(super) fn read(&self) -> Contents {
        let format = FORMATS.iter().find(|format| format.name == self.format).expect("a format of this name");
        let sibling =
            |ending: &str| self.siblings.iter().find(|(other, _)| *other == ending).map(|(_, bytes)| bytes.clone());
        (format.read)(&Input { name: self.name, bytes: &self.bytes, beside: &sibling })
    }
}

pub(super) fn all() -> Vec<Fixture> {
    vec![
        shapefile(),
        geopackage(),
        flatgeobuf(),
        kml(),
        gpx(),
        topojson(),
        mif(),
        tab(),
        xlsx(),
        ods(),
        xls(),
        zip(),
        Fixture::new("xa.dbf", "DBF", dbf()),
        csv(),
        #[cfg(feature = "parquet")]
        geoparquet(),
    ]
}

/// "Xã" in TCVN3.
pub(super) const XA: &[u8] = b"X\xB7";

/// TEN C(8), DT N(6,2), NGAY D, DUNG L; three records, the second deleted.
pub(super) fn dbf() -> Vec<u8> {
    let columns: [(&[u8], u8, u8, u8); 4] =
        [(b"T\xAAN", b'C', 8, 0), (b"DT", b'N', 6, 2), (b"NGAY", b'D', 8, 0), (b"DUNG", b'L', 1, 0)];
    let mut bytes = vec![3, 124, 1, 31, 3, 0, 0, 0];
    bytes.extend((32 + 4 * 32 + 1_u16).to_le_bytes());
    bytes.extend(24_u16.to_le_bytes());
    bytes.extend([0; 20]);
    for (name, kind, size, decimals) in columns {
        let mut column = [0; 32];
        column[..name.len()].copy_from_slice(name);
        (column[11], column[16], column[17]) = (kind, size, decimals);
        bytes.extend(column);
    }
    bytes.push(0x0D);
    bytes.extend(b" X\xB7       41.6220240229T");
    bytes.extend(b"*gone    1     20240229F");
    bytes.extend(b" Phu     ******        ?");
    bytes.push(0x1A);
    bytes
}

fn words(bytes: usize) -> [u8; 4] {
    u32::try_from(bytes / 2).expect("small").to_be_bytes()
}

/// A polygon with a hole, a deleted point, and nothing.
pub(super) fn shapefile() -> Fixture {
    let ring = |x: f64, y: f64, size: f64| {
        [(x, y), (x, y + size), (x + size, y + size), (x + size, y), (x, y)]
            .map(|(x, y)| [x, y])
            .as_flattened()
            .to_vec()
    };
    let points: Vec<f64> = [ring(0.0, 0.0, 9.0), ring(1.0, 1.0, 2.0)].concat();
    let mut polygon = [5_u32.to_le_bytes().to_vec(), vec![0; 32]].concat();
    polygon.extend([2_u32, 10, 0, 5].iter().flat_map(|number| number.to_le_bytes()));
    polygon.extend(points.iter().flat_map(|number| number.to_le_bytes()));
    let point = [&1_u32.to_le_bytes()[..], &105_f64.to_le_bytes(), &21_f64.to_le_bytes()].concat();
    let records = [polygon, point, vec![0; 4]];
    let size = 100 + records.iter().map(|record| 8 + record.len()).sum::<usize>();
    let mut bytes =
        [&9994_u32.to_be_bytes()[..], &[0; 20], &words(size), &1000_u32.to_le_bytes(), &[5, 0, 0, 0], &[0; 64]]
            .concat();
    let mut index = bytes.clone();
    for (number, record) in (1_u32..).zip(&records) {
        index.extend([words(bytes.len()), words(record.len())].concat());
        bytes.extend([&number.to_be_bytes()[..], &words(record.len()), record].concat());
    }
    Fixture::new("xa.shp", "Shapefile", bytes)
        .with("shx", index)
        .with("dbf", dbf())
        .with("prj", "PROJCS[\"VN_2000\"]\n")
        .with("cpg", "TCVN3")
}

pub(super) fn geopackage() -> Fixture {
    let mut database = rusqlite::Connection::open_in_memory().expect("opens");
    let tables = "PRAGMA page_size = 512;
        CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT);
        CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER);
        CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER, organization TEXT, organization_coordsys_id INTEGER, definition TEXT);
        CREATE TABLE \"x \"\"a\" (fid INTEGER PRIMARY KEY, geom POLYGON, ten TEXT(20), ngay DATE, dung BOOLEAN, anh BLOB);
        CREATE TABLE bang (ma TEXT, dt REAL);
        INSERT INTO gpkg_contents VALUES ('x \"a', 'features'), ('bang', 'attributes'), ('nen', 'tiles');
        INSERT INTO gpkg_geometry_columns VALUES ('x \"a', 'geom', 105);
        INSERT INTO gpkg_spatial_ref_sys VALUES ('VN', 105, 'NONE', 7, 'PROJCS[]');
        INSERT INTO bang VALUES ('00541', 41.62);";
    database.execute_batch(tables).expect("makes the tables");
    let ring = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)];
    let blob = [&b"GP\0\x01"[..], &105_u32.to_le_bytes(), &crate::formats::wkb::tests::polygon(&ring)].concat();
    let row = "INSERT INTO \"x \"\"a\" VALUES (?1, ?2, CAST(?3 AS TEXT), '2024-02-29', 1, x'00')";
    database.execute(row, (7, blob, XA)).expect("a row");
    database.execute(row, (8, b"GP\0\x01", "Xã".as_bytes())).expect("a row");
    let bytes = database.serialize("main").expect("serialises").to_vec();
    Fixture::new("xa.gpkg", "GeoPackage", bytes)
}

/// One feature: a line, and two properties. Tables are written back to front by hand.
pub(super) fn flatgeobuf() -> Fixture {
    let numbers = |list: &[u32]| list.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>();
    let shorts = |list: &[u16]| list.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>();
    let text = |text: &str| {
        let mut bytes = [&numbers(&[text.len() as u32])[..], text.as_bytes()].concat();
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    };
    let mut bytes = Vec::new();
    let member = |bytes: &mut Vec<u8>, list: &[u16], size: u16| {
        // A member list, then the place of its table.
        let start = bytes.len();
        bytes.extend(shorts(&[4 + 2 * list.len() as u16, size]));
        bytes.extend(shorts(list));
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        let table = bytes.len();
        bytes.extend(numbers(&[(table - start) as u32]));
        table
    };
    let point_to = |bytes: &mut Vec<u8>, from: usize| {
        let to = bytes.len();
        bytes[from..from + 4].copy_from_slice(&((to - from) as u32).to_le_bytes());
    };
    // Header.
    bytes.extend([0; 4]);
    let table = member(&mut bytes, &[4, 0, 8, 0, 0, 0, 0, 12, 16, 24, 28], 32);
    bytes.extend([0; 4]);
    bytes.extend(numbers(&[2, 0, 1, 0, 0, 0]));
    bytes[..4].copy_from_slice(&(table as u32).to_le_bytes());
    point_to(&mut bytes, table + 4);
    bytes.extend(text("xa"));
    point_to(&mut bytes, table + 12);
    let list = bytes.len();
    bytes.extend(numbers(&[2, 0, 0]));
    for (at, (name, kind)) in [("ten", 11), ("so", 5)].into_iter().enumerate() {
        let column = member(&mut bytes, &[4, 8], 12);
        bytes.extend(numbers(&[0, kind]));
        let from = list + 4 + 4 * at;
        bytes[from..from + 4].copy_from_slice(&((column - from) as u32).to_le_bytes());
        point_to(&mut bytes, column + 4);
        bytes.extend(text(name));
    }
    let crs = member(&mut bytes, &[0, 4], 8);
    bytes.extend(numbers(&[5897]));
    let from = table + 28;
    bytes[from..from + 4].copy_from_slice(&((crs - from) as u32).to_le_bytes());
    let header = bytes;
    // Feature.
    let mut bytes = vec![0; 4];
    let table = member(&mut bytes, &[4, 8], 12);
    bytes.extend([0; 8]);
    bytes[..4].copy_from_slice(&(table as u32).to_le_bytes());
    let geometry = member(&mut bytes, &[0, 4], 8);
    bytes.extend([0; 4]);
    let from = table + 4;
    bytes[from..from + 4].copy_from_slice(&((geometry - from) as u32).to_le_bytes());
    point_to(&mut bytes, geometry + 4);
    bytes.extend(numbers(&[4]));
    bytes.extend([105.0_f64, 21.0, 106.0, 22.0].iter().flat_map(|number| number.to_le_bytes()));
    point_to(&mut bytes, table + 8);
    let properties = [&shorts(&[0])[..], &numbers(&[3]), "Xã".as_bytes(), &shorts(&[1]), &numbers(&[7])].concat();
    bytes.extend(numbers(&[properties.len() as u32]));
    bytes.extend(properties);
    let sized = |bytes: Vec<u8>| [numbers(&[bytes.len() as u32]), bytes].concat();
    Fixture::new("xa.fgb", "FlatGeobuf", [b"fgb\x03fgb\0".to_vec(), sized(header), sized(bytes)].concat())
}

pub(super) fn kml() -> Fixture {
    let text = r##"<?xml version="1.0" encoding="UTF-8"?>
<kml:kml xmlns:kml="http://www.opengis.net/kml/2.2"><Document><name>d</name>
<Schema id="s"><SimpleField name="DT" type="double"/></Schema>
<Folder><name>Gia Lâm</name><Folder><name>Xã</name>
<Placemark><name>A &amp; <b>B</b>&#225;</name><description><![CDATA[<p>x</p>]]></description>
<ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="DT">41.62</SimpleData></SchemaData><Data name="m"><value>1</value></Data></ExtendedData>
<MultiGeometry><Point><coordinates>105,21,0</coordinates></Point><Point><coordinates>106, 22</coordinates></Point></MultiGeometry></Placemark>
</Folder></Folder>
<Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 1,0 1,1 0,0</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
<Placemark><name>x</name><Point><coordinates>x</coordinates></Point></Placemark>
<NetworkLink><Link/></NetworkLink></Document></kml:kml>"##;
    Fixture::new("xa.kml", "KML", text)
}

pub(super) fn gpx() -> Fixture {
    let text = r#"<gpx version="1.1"><metadata><name>x</name></metadata>
<wpt lat="21" lon="105"><ele>7.5</ele><time>2024-02-29T08:30:00Z</time><name>Chợ</name></wpt>
<wpt lat="x" lon="105"/>
<trk><name>T</name><trkseg><trkpt lat="21" lon="105"><time>2024-02-29T08:30:00Z</time></trkpt><trkpt lat="22" lon="106"/></trkseg>
<trkseg><trkpt lat="1" lon="2"/></trkseg></trk><rte><rtept lat="1" lon="2"/><rtept lat="3" lon="4"/></rte></gpx>"#;
    Fixture::new("xa.gpx", "GPX", text)
}

/// Two squares that share a side, on a grid.
pub(super) fn topojson() -> Fixture {
    let text = r#"{"type":"Topology","transform":{"scale":[0.5,0.5],"translate":[100,20]},"objects":{
"xa":{"type":"GeometryCollection","geometries":[{"type":"Polygon","id":"1","properties":{"ten":"Xã","n":[1]},"arcs":[[0,1]]},
{"type":"MultiPolygon","arcs":[[[-1,2]]]},{"type":null},{"type":"LineString","arcs":[9]}]},
"p":{"type":"Point","coordinates":[2,4],"properties":{"so":1.5}}},
"arcs":[[[2,0],[0,2,9]],[[2,2],[-2,0],[0,-2],[2,0]],[[2,0],[2,0],[0,2],[-2,0]]]}"#;
    Fixture::new("xa.topojson", "TopoJSON", text)
}

pub(super) fn mif() -> Fixture {
    let mif = b"Version 300\r\nCharset \"WindowsVietnamese\"\r\nDelimiter \",\"\r\nCoordSys Earth Projection 8, 104, \"m\", 105, 0, 0.9999, 500000, 0\r\n\
Columns 3\r\n  T\xAAN Char(20)\r\n  DT Decimal(8, 2)\r\n  NGAY Date\r\nData\r\n\r\n\
Point 105 21\r\n  Symbol (35,0,12)\r\nPline Multiple 2\r\n2\r\n0 0\r\n1 1\r\n2\r\n2 2\r\n3 3\r\n  Pen (1,2,0)\r\n\
Region 2\r\n 5\r\n0 0\r\n0 9\r\n9 9\r\n9 0\r\n0 0\r\n 4\r\n1 1\r\n2 1\r\n2 2\r\n1 1\r\n  Center 4 4\r\nnone\r\n\
Text\r\n \"Line 1 2\"\r\n 1 1 2 2\r\n Label Line 3 3\r\nRect 0 0 2 1\r\nCollection 2\r\nMultipoint 1\r\n5 5\r\nLine 0 0 1 1\r\n";
    let mid = b"\"X\xB7, \"\"A\"\"\",41.62,20240229\r\n\"b\",x,\r\n\"c\",1,\r\n\"d\",1,\r\n\"e\",1,\r\n\"f\",1,\r\n\"g\",1,\r\n";
    Fixture::new("xa.mif", "MapInfo MIF", mif).with("mid", mid)
}

fn tab() -> Fixture {
    Fixture::new("xa.tab", "MapInfo TAB", "!table\r\n!version 300\r\n")
}

pub(super) fn csv() -> Fixture {
    Fixture::new("xa.csv", "CSV", "\u{FEFF}Tên;\"Diện tích\"\r\n\r\n\"Xã\nA\";41,62\r\nB;1;2\r\n;;\r\nC;;;\r\n")
}

/// An archive of stored members.
pub(super) fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ::zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = ::zip::write::SimpleFileOptions::default().compression_method(::zip::CompressionMethod::Stored);
    for (name, bytes) in members {
        writer.start_file(*name, stored).expect("a member");
        writer.write_all(bytes).expect("its bytes");
    }
    writer.finish().expect("an archive").into_inner()
}

pub(super) fn zip() -> Fixture {
    let shapefile = shapefile();
    let mut members =
        vec![("x/Xa.shp", &*shapefile.bytes), ("readme.txt", b"x"), ("doc.kml", b"<kml><Placemark/></kml>")];
    let names = [("shx", "x/xa.SHX"), ("dbf", "x/xa.dbf"), ("prj", "x/xa.prj")];
    for (ending, name) in names {
        members
            .extend(shapefile.siblings.iter().find(|(other, _)| *other == ending).map(|(_, bytes)| (name, &**bytes)));
    }
    Fixture::new("ban-do.zip", "Zip", archive(&members))
}

pub(super) fn xlsx() -> Fixture {
    let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
    let rels = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let book = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Xã" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    let book_rels = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    let styles = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
    let sheet = r##"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="3"><c r="B3" t="inlineStr"><is><t>Tên</t></is></c><c r="C3" t="inlineStr"><is><t>Số</t></is></c></row>
<row r="5"><c r="B5" t="inlineStr"><is><t>A</t></is></c><c r="C5"><v>541</v></c><c r="D5" s="1"><v>45351</v></c></row>
<row r="1048576"><c r="XFD1048576" t="e"><v>#N/A</v></c></row></sheetData></worksheet>"##;
    let members = [
        ("[Content_Types].xml", types),
        ("_rels/.rels", rels),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", book_rels),
        ("xl/styles.xml", styles),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    Fixture::new("xa.xlsx", "Excel", archive(&members.map(|(name, text)| (name, text.as_bytes()))))
}

pub(super) fn ods() -> Fixture {
    let content = r#"<office:document-content><office:body><office:spreadsheet><table:table table:name="Xã">
<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
<table:table-row><table:table-cell/><table:table-cell office:value-type="string"><text:p>Tên<text:s text:c="2"/><text:span>x</text:span></text:p><office:annotation><text:p>no</text:p></office:annotation></table:table-cell><table:table-cell office:value-type="string"><text:p>Ngày</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:covered-table-cell/><table:table-cell office:value-type="float" office:value="541" table:number-columns-repeated="1"><text:p>541</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2024-02-29"/></table:table-row>
<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"#;
    let kind = b"application/vnd.oasis.opendocument.spreadsheet";
    Fixture::new("xa.ods", "OpenDocument", archive(&[("mimetype", kind), ("content.xml", content.as_bytes())]))
}

/// A BIFF8 workbook in a compound file of one table, one directory and the stream.
pub(super) fn xls() -> Fixture {
    let record = |kind: u16, data: &[u8]| [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat();
    let shorts = |list: &[u16]| list.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>();
    let begin = record(0x0809, &shorts(&[0x0600, 5]));
    let strings = [&[2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 1][..], &shorts(&[0x58, 0xE3]), &[2, 0, 0, b'D', b'T']].concat();
    let globals = |sheet: u32| {
        let name = [&sheet.to_le_bytes()[..], &[0, 0, 2, 0, b'S', b'1']].concat();
        let styles = [
            record(0x041E, b"\xA4\0\x02\0\0dd"),
            record(0x00E0, &shorts(&[0, 0])),
            record(0x00E0, &shorts(&[0, 0xA4])),
        ]
        .concat();
        [begin.clone(), styles, record(0x0085, &name), record(0x00FC, &strings), record(0x000A, &[])].concat()
    };
    let number =
        |row, style, value: f64| record(0x0203, &[&shorts(&[row, 1, style])[..], &value.to_le_bytes()].concat());
    let sheet = [
        begin.clone(),
        record(0x0200, &[0xFF; 14]),
        record(0x00FD, &[&shorts(&[0, 0, 0])[..], &[0; 4]].concat()),
        record(0x00FD, &[&shorts(&[0, 1, 0])[..], &[1, 0, 0, 0]].concat()),
        record(0x0006, &[&shorts(&[1, 0, 0])[..], &[0, 0, 0, 0, 0, 0, 0xFF, 0xFF], &[0; 6]].concat()),
        record(0x0207, b"\x01\0\0A"),
        number(1, 1, 45_351.0),
        record(
            0x00BD,
            &[&shorts(&[2, 0, 0])[..], &[0x76, 8, 0, 0], &shorts(&[0]), &[7, 0, 0, 0], &shorts(&[1])].concat(),
        ),
        number(65_535, 0, 0.5),
        record(0x000A, &[]),
    ]
    .concat();
    let offset = globals(0).len() as u32;
    let mut stream = [globals(offset), sheet].concat();
    // Streams below 4096 bytes would lie among the small sectors.
    stream.resize(4096, 0);
    let mut header = [&crate::formats::cfb::MAGIC[..], &[0; 16], &shorts(&[0x3E, 3, 0xFFFE, 9, 6])].concat();
    header.resize(44, 0);
    let sectors = [1, 1, 0, 4096, 0xFFFF_FFFE, 0, 0xFFFF_FFFE, 0, 0_u32];
    header.extend(sectors.iter().flat_map(|number| number.to_le_bytes()));
    header.resize(512, 0xFF);
    let mut table: Vec<u32> = vec![0xFFFF_FFFD, 0xFFFF_FFFE];
    table.extend((3..10).chain([0xFFFF_FFFE]));
    table.resize(128, 0xFFFF_FFFF);
    let entry = |name: &str, kind: u8, start: u32, size: u32| {
        let mut entry = name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let length = entry.len() as u16 + 2;
        entry.resize(64, 0);
        entry.extend(length.to_le_bytes());
        entry.push(kind);
        entry.resize(116, 0);
        entry.extend([start, size, 0].iter().flat_map(|number| number.to_le_bytes()));
        entry
    };
    let mut directory = [entry("Root Entry", 5, 0xFFFF_FFFE, 0), entry("Workbook", 2, 2, 4096)].concat();
    directory.resize(512, 0);
    let table: Vec<u8> = table.iter().flat_map(|number| number.to_le_bytes()).collect();
    Fixture::new("xa.xls", "Excel 97", [header, table, directory, stream].concat())
}

/// One row: a number, a text, a polygon.
#[cfg(feature = "parquet")]
pub(super) fn geoparquet() -> Fixture {
    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::{metadata::KeyValue, properties::WriterProperties, writer::SerializedFileWriter};
    let schema = "message m { required int64 so; required binary ten (UTF8); optional binary geometry; }";
    let schema = parquet::schema::parser::parse_message_type(schema).expect("a schema");
    let geo = r#"{"primary_column":"geometry","columns":{"geometry":{"encoding":"WKB","crs":{"id":{"authority":"EPSG","code":5897}}}}}"#;
    let geo = KeyValue::new("geo".to_owned(), geo.to_owned());
    let properties = WriterProperties::builder().set_key_value_metadata(Some(vec![geo])).build();
    let mut bytes = Vec::new();
    let mut file = SerializedFileWriter::new(&mut bytes, schema.into(), properties.into()).expect("a file");
    let mut rows = file.next_row_group().expect("a row group");
    let shape = crate::formats::wkb::tests::polygon(&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)]);
    let mut column = rows.next_column().expect("works").expect("so");
    column.typed::<Int64Type>().write_batch(&[7], None, None).expect("writes");
    column.close().expect("closes");
    for (value, levels) in [("Xã".as_bytes().to_vec(), None), (shape, Some(&[1_i16][..]))] {
        let mut column = rows.next_column().expect("works").expect("a column");
        column.typed::<ByteArrayType>().write_batch(&[ByteArray::from(value)], levels, None).expect("writes");
        column.close().expect("closes");
    }
    rows.close().expect("closes");
    file.close().expect("closes");
    Fixture::new("xa.parquet", "GeoParquet", bytes)
}
