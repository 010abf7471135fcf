//! Photos beside pages, from the file that an editor drops in to the bytes that are published.

mod support;

use image::GenericImageView;
use support::{Output, Site, photo};

const PAGE: &str = "+++\ntitle = \"Chợ\"\ndate = 2026-10-01\n+++\n\n";

fn site(text: &str, photo: &[u8]) -> Site {
    Site::new()
        .file("langso.toml", "base_url = \"https://x.example\"\ntitle = \"Cổng\"\n")
        .file("content/cho/index.md", format!("{PAGE}{text}\n"))
        .file("content/cho/cho-que.jpg", photo)
}

fn build(site: &Site) -> (Vec<String>, Output) {
    let (summary, output) = site.build().unwrap_or_else(|findings| panic!("{findings:#?}"));
    (summary.warnings.iter().map(|warning| warning.code.to_string()).collect(), output)
}

/// The files that are made of pictures, by name and width without their digests: `cho-que.480.webp`.
fn made(output: &Output) -> Vec<String> {
    let names = output.keys().filter_map(|path| path.strip_prefix("cho/")).filter(|name| !name.ends_with("index.html"));
    names
        .map(|name| {
            let parts: Vec<&str> = name.split('.').collect();
            if parts.len() == 4 { format!("{}.{}.{}", parts[0], parts[1], parts[3]) } else { name.to_owned() }
        })
        .collect()
}

fn file<'a>(output: &'a Output, start: &str, end: &str) -> &'a [u8] {
    let found = output.iter().find(|(path, _)| path.starts_with(start) && path.ends_with(end));
    found.unwrap_or_else(|| panic!("{start}…{end} in {:?}", output.keys())).1
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_photo_becomes_a_set_and_is_withheld() {
    let site = site("![Chợ quê](cho-que.jpg)", &photo::from_phone(1500, 1000, 1));
    let (warnings, output) = build(&site);
    assert_eq!(warnings, [""; 0]);
    assert_eq!(
        made(&output),
        [
            "cho-que.1440.jpg",
            "cho-que.1440.webp",
            "cho-que.24.webp",
            "cho-que.480.jpg",
            "cho-que.480.webp",
            "cho-que.960.jpg",
            "cho-que.960.webp",
        ]
    );
    for width in [480, 960, 1440] {
        for ending in ["jpg", "webp"] {
            let bytes = file(&output, &format!("cho/cho-que.{width}."), ending);
            let picture = image::load_from_memory(bytes).expect("a picture");
            assert_eq!(picture.dimensions(), (width, width * 2 / 3));
        }
    }
    let page = String::from_utf8_lossy(file(&output, "cho/index", "html")).into_owned();
    assert!(page.contains(" width=\"1440\" height=\"960\" decoding=\"async\" />"), "{page}");
    assert!(!page.contains("style=") && !page.contains("src=\"data:"), "{page}");
    support::assert_same_output("a second clean build", &output, &site.clean_build());
}

#[test]
fn no_published_byte_tells_where_it_was_taken() {
    let taken = photo::from_phone(900, 600, 6);
    assert!(holds(&taken, &photo::LATITUDE));
    let small = photo::from_phone(90, 60, 1);
    let site = site("![Chợ](cho-que.jpg) ![Nhỏ](nho.jpg)", &taken)
        .file("content/cho/nho.jpg", small)
        .file("content/bai.md", "+++\ntitle = \"Bài\"\nimage = \"bia.jpg\"\nimage_alt = \"Bìa\"\n+++\nx\n")
        .file("content/bia.jpg", photo::from_phone(700, 600, 3));
    let (warnings, output) = build(&site);
    assert_eq!(warnings, [""; 0]);
    for (path, bytes) in output.iter().filter(|(path, _)| !path.starts_with("assets/")) {
        assert!(!holds(bytes, &photo::LATITUDE) && !holds(bytes, b"Exif\0"), "{path}");
    }
    assert_eq!(output.keys().filter(|path| path.starts_with("bia.")).count(), 5, "{:?}", output.keys());
}

/// However it was held, the red corner comes out at the top left and the blue one at the top right.
#[test]
fn photos_stand_upright() {
    for orientation in 1..=8_u8 {
        // What a camera stores when it is held so: the inverse of what makes it upright.
        let inverse = [1, 2, 3, 4, 5, 8, 7, 6][usize::from(orientation) - 1];
        let mut stored = photo::view(600, 400);
        stored.apply_orientation(image::metadata::Orientation::from_exif(inverse).expect("1 to 8"));
        let file_bytes = photo::with_exif(&photo::jpeg(&stored), &photo::exif(orientation.into(), false));
        let output = build(&site("![Chợ](cho-que.jpg)", &file_bytes)).1;
        for ending in ["jpg", "webp"] {
            let picture = image::load_from_memory(file(&output, "cho/cho-que.600.", ending)).expect("a picture");
            assert_eq!(picture.dimensions(), (600, 400), "{orientation}");
            let (left, right) = (picture.get_pixel(20, 20), picture.get_pixel(580, 20));
            assert!(left[0] > 150 && left[2] < 100, "{orientation} {ending}: {left:?}");
            assert!(right[2] > 150 && right[0] < 100, "{orientation} {ending}: {right:?}");
        }
    }
}

#[test]
fn who_links_to_the_file_gets_it_and_is_warned_of_a_position() {
    let taken = photo::from_phone(900, 600, 1);
    for text in
        ["![Chợ](cho-que.jpg) [gốc](cho-que.jpg)", "![Chợ](cho-que.jpg)\n\n<img src=\"cho-que.jpg\" alt=\"Chợ\">"]
    {
        let (warnings, output) = build(&site(text, &taken));
        assert_eq!(warnings, ["LS214"], "{text}");
        assert_eq!(output["cho/cho-que.jpg"], taken);
        assert!(output.keys().any(|path| path.starts_with("cho/cho-que.480.")));
    }
    // Without a position there is nothing to warn of.
    let plain = photo::with_exif(&photo::jpeg(&photo::view(900, 600)), &photo::exif(6, false));
    assert_eq!(build(&site("![Chợ](cho-que.jpg) [gốc](cho-que.jpg)", &plain)).0, [""; 0]);
}

#[test]
fn small_pictures_stay_and_have_their_size() {
    let small = photo::jpeg(&photo::view(90, 60));
    let site = site("![Nhỏ](cho-que.jpg) ![Vẽ](ve.svg)", &small)
        .file("content/cho/ve.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"30\" height=\"20\"/>");
    let output = build(&site).1;
    assert_eq!(output["cho/cho-que.jpg"], small);
    let page = String::from_utf8_lossy(&output["cho/index.html"]).into_owned();
    assert!(
        page.contains("<img src=\"/cho/cho-que.jpg\" alt=\"Nhỏ\" width=\"90\" height=\"60\" decoding=\"async\" />")
    );
    assert!(page.contains("width=\"30\" height=\"20\" loading=\"lazy\""), "{page}");
}

/// What is seen through stays so, in both formats, and nothing shows behind it.
#[test]
fn transparency_is_kept() {
    let mut mark = image::RgbaImage::from_pixel(700, 700, image::Rgba([10, 120, 60, 255]));
    for x in 0..350 {
        for y in 0..700 {
            mark.put_pixel(x, y, image::Rgba([0, 0, 0, 0]));
        }
    }
    let mut png = std::io::Cursor::new(Vec::new());
    mark.write_to(&mut png, image::ImageFormat::Png).expect("it is encoded");
    let site = site("![Dấu](dau.png)", b"").file("content/cho/dau.png", png.into_inner());
    site.remove("content/cho/cho-que.jpg");
    let output = build(&site).1;
    assert_eq!(made(&output), ["dau.480.png", "dau.480.webp", "dau.700.png", "dau.700.webp"]);
    for name in ["png", "webp"] {
        let picture = image::load_from_memory(file(&output, "cho/dau.480.", name)).expect("a picture");
        assert_eq!((picture.get_pixel(10, 10)[3], picture.get_pixel(470, 10)[3]), (0, 255), "{name}");
    }
}

/// The second build makes nothing; one changed photo makes its own files and pages, and no other's.
#[test]
fn one_changed_photo_is_made_anew() {
    let site = site("![Chợ](cho-que.jpg)", &photo::from_phone(900, 600, 1))
        .file("content/dinh/index.md", format!("{PAGE}![Đình](dinh.jpg)\n"))
        .file("content/dinh/dinh.jpg", photo::from_phone(1000, 700, 1));
    let first = build(&site).1;
    assert_eq!(site.build().expect("it builds").0.ran, 0);
    // Another line above moves the picture's place in the text: no reason to make it again.
    site.edit("content/dinh/index.md", "![Đình]", "Một dòng.\n\n![Đình]");
    let edited = site.build().expect("it builds");
    assert!(edited.1.keys().eq(first.keys()), "the same names");
    assert!(edited.0.ran < 12, "{} files were made", edited.0.ran);
    site.write("content/cho/cho-que.jpg", photo::from_phone(901, 600, 1));
    let (summary, second) = site.build().expect("it builds");
    let new: Vec<&String> = second.keys().filter(|path| !first.contains_key(*path)).collect();
    assert_eq!(new.len(), 5, "{new:?}");
    assert!(new.iter().all(|path| path.starts_with("cho/cho-que.")));
    assert!(summary.ran < 14, "{} files were made", summary.ran);
    support::assert_same_output("a clean build", &second, &site.clean_build());
}

const TOUR: &str = r#"+++
title = "Dạo quanh làng"
kind = "panorama"
plan = { width = 60, height = 40 }

[[scene]]
id = "cong"
title = "Cổng"
photo = "cong.jpg"
alt = "Cổng làng ở phía bắc"
at = { x = 30, y = 37 }
links = [{ to = "san" }]

[[scene]]
id = "san"
title = "Sân"
photo = "san.jpg"
alt = "Sân đình"
at = { x = 30, y = 19 }
links = [{ to = "cong" }]
+++
"#;

/// A tour's photos become tiles and flat pictures without what the camera wrote; the photos themselves stay here.
#[test]
fn a_photo_of_all_around_becomes_tiles() {
    let site = Site::new()
        .file("langso.toml", "base_url = \"https://x.example\"\ntitle = \"Cổng\"\n")
        .file("content/dao/index.md", TOUR)
        .file("content/dao/cong.jpg", photo::from_phone(1600, 800, 1))
        .file("content/dao/san.jpg", photo::from_phone(3200, 1600, 1));
    let (warnings, output) = build(&site);
    assert_eq!(warnings, [""; 0]);
    let tiles = |start: &str| output.keys().filter(|path| path.starts_with(start) && path.ends_with(".webp")).count();
    assert_eq!((tiles("dao/cong.4-"), tiles("dao/san.4-"), tiles("dao/san.8-")), (8, 8, 32));
    let tile = file(&output, "dao/san.8-7-3.", ".webp");
    assert_eq!(image::load_from_memory(tile).expect("a tile").dimensions(), (400, 400));
    assert!(output.keys().all(|path| path != "dao/cong.jpg" && path != "dao/san.jpg"), "the photos are withheld");
    let page = std::str::from_utf8(&output["dao/index.html"]).expect("text");
    assert!(page.contains("hướng bắc, 18 m") && page.contains("id=\"canh-san\""), "{page}");
}
