//! The preview by the real program, over a real socket.

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::thread::sleep;
use std::time::{Duration, Instant};

use support::Site;

/// An edit must be seen after this; most are within some tens of milliseconds.
const PATIENCE: Duration = Duration::from_secs(5);

struct Preview {
    child: Child,
    port: u16,
    said: Mutex<Receiver<String>>,
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Preview {
    fn start(site: &Site, args: &[&str]) -> Self {
        let mut command = site.command(["serve", "--port", "0", "--lang", "en"]);
        let mut child = command.args(args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it runs");
        let stderr = child.stderr.take().expect("piped");
        let (sender, said) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let mut preview = Self { child, port: 0, said: Mutex::new(said) };
        let line = preview.wait_for_line("http://");
        let address = line.split("http://").nth(1).expect("an address");
        let port = address.split(['/', ' ']).next().and_then(|host| host.rsplit(':').next());
        preview.port = port.and_then(|port| port.parse().ok()).unwrap_or_else(|| panic!("a port in {line}"));
        preview
    }

    fn wait_for_line(&self, part: &str) -> String {
        let start = Instant::now();
        let mut all = String::new();
        while start.elapsed() < PATIENCE * 4 {
            if let Ok(line) = self.said.lock().expect("unspoilt").recv_timeout(Duration::from_millis(100)) {
                if line.contains(part) {
                    return line;
                }
                all.push_str(&line);
                all.push('\n');
            }
        }
        panic!("nobody said {part:?}, but:\n{all}");
    }

    fn ask(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(40))).expect("a timeout");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("answered");
        let at = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8_lossy(&bytes[..at]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        Answer { status, head, body: bytes[at + 4..].to_vec() }
    }

    fn get(&self, path: &str) -> Answer {
        self.get_with(path, "")
    }

    fn get_with(&self, path: &str, headers: &str) -> Answer {
        let port = self.port;
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n{headers}\r\n"))
    }

    /// Asks until the answer is as wanted.
    #[track_caller]
    fn until(&self, path: &str, wanted: impl Fn(&Answer) -> bool) -> Answer {
        let start = Instant::now();
        loop {
            let answer = self.get(path);
            if wanted(&answer) {
                return answer;
            }
            assert!(start.elapsed() < PATIENCE, "{path} stays {}:\n{}", answer.head, answer.text());
            sleep(Duration::from_millis(10));
        }
    }
}

fn page(title: &str, text: &str) -> String {
    format!("+++\ntitle = \"{title}\"\n+++\n\n{text}\n")
}

fn site() -> Site {
    Site::new()
        .file("langso.toml", "title = \"Cổng\"\nbase_url = \"https://cong.example.vn\"\n")
        .file("content/_index.md", page("Cổng", "Lời chào."))
        .file("content/tin/_index.md", page("Tin", ""))
        .file("content/tin/mot.md", page("Một", "Bản đầu."))
        .file("content/tin/tep/index.md", page("Có tệp", "[Tệp](mau%20đơn.txt)"))
        .file("content/tin/tep/mau đơn.txt", "0123456789")
}

#[test]
fn pages_files_and_wrong_addresses() {
    let site = site();
    let preview = Preview::start(&site, &[]);
    let home = preview.get("/");
    assert_eq!(home.status, 200);
    assert_eq!(home.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(home.header("cache-control"), Some("no-cache"));
    assert_eq!(home.header("x-content-type-options"), Some("nosniff"));
    let text = home.text();
    assert!(text.contains("Lời chào.") && text.contains("/__langso/live.js"), "{text}");
    // Addresses are those of the preview, not of the public site.
    assert!(
        text.contains(&format!("http://localhost:{}/", preview.port)) && !text.contains("cong.example.vn"),
        "{text}"
    );
    let script = preview.get("/__langso/live.js");
    assert!(
        script.status == 200 && script.header("content-type").is_some_and(|kind| kind.starts_with("text/javascript"))
    );
    assert_eq!(preview.get("/__langso/khac").status, 404);

    let slash = preview.get("/tin/mot");
    assert_eq!((slash.status, slash.header("location")), (308, Some("/tin/mot/")));
    let wrong = preview.get("/khong/co/");
    assert!(wrong.status == 404 && wrong.text().contains("/__langso/live.js"), "{}", wrong.text());
    for path in
        ["/../langso.toml", "/%2e%2e/langso.toml", "/content/tin/mot.md", "//etc/passwd", "/.langso", "/%00", "/%ff%fe"]
    {
        assert_eq!(preview.get(path).status, 404, "{path}");
    }
    let file = preview.get("/tin/tep/mau%20%C4%91%C6%A1n.txt");
    assert_eq!((file.status, file.text().as_str()), (200, "0123456789"));
    assert_eq!(file.header("content-type"), Some("text/plain; charset=utf-8"));
    let feed = preview.get("/feed.xml");
    assert!(feed.status == 200 && !feed.text().contains("__langso"), "only pages carry the script");
    // Any method but GET and HEAD is not answered with a page.
    let head =
        preview.ask(&format!("HEAD / HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", preview.port));
    assert!(head.status == 200 && head.body.is_empty());
}

#[test]
fn nothing_is_written() {
    let site = site();
    let preview = Preview::start(&site, &[]);
    preview.get("/");
    preview.get("/tin/mot/");
    assert!(!site.public().exists());
    let left = std::fs::read_dir(site.root()).expect("the root").count();
    assert_eq!(left, 2, "langso.toml and content");
}

#[test]
fn parts_of_archives() {
    let site = Site::new().copy("golden/portal/site").copy_to("golden/themes", "themes");
    let archive = site
        .build()
        .expect("a good site")
        .1
        .into_iter()
        .find(|(path, _)| path.starts_with("ban-do/xa.") && path.ends_with(".pmtiles"))
        .map(|(_, bytes)| bytes)
        .expect("an archive");
    std::fs::remove_dir_all(site.public()).expect("removed");
    let preview = Preview::start(&site, &[]);
    let config = preview.get("/ban-do/map.json").text();
    let path =
        config.split('"').find(|part| part.starts_with("/ban-do/xa.")).expect("the archive's address").to_owned();
    let whole = preview.get(&path);
    assert_eq!((whole.status, whole.header("accept-ranges")), (200, Some("bytes")));
    assert_eq!(whole.header("content-type"), Some("application/vnd.pmtiles"));
    assert_eq!(whole.body.len(), archive.len());
    let length = whole.body.len();
    for (range, part) in [
        ("bytes=0-126".to_owned(), 0..127),
        ("bytes=127-".to_owned(), 127..length),
        ("bytes=-10".to_owned(), length - 10..length),
        (format!("bytes=100-{}", length * 2), 100..length),
    ] {
        let answer = preview.get_with(&path, &format!("Range: {range}\r\n"));
        assert_eq!(answer.status, 206, "{range}");
        assert_eq!(answer.body, whole.body[part.clone()], "{range}");
        let label = format!("bytes {}-{}/{length}", part.start, part.end - 1);
        assert_eq!(answer.header("content-range"), Some(&*label));
    }
    let beyond = preview.get_with(&path, &format!("Range: bytes={length}-\r\n"));
    assert_eq!(beyond.status, 416);
    assert_eq!(beyond.header("content-range"), Some(&*format!("bytes */{length}")), "RFC 9110, 15.5.17");
}

#[test]
fn another_sites_name_is_refused() {
    let site = site();
    let preview = Preview::start(&site, &[]);
    let port = preview.port;
    let with_host =
        |host: &str| preview.ask(&format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")).status;
    for host in [format!("localhost:{port}"), format!("127.0.0.1:{port}"), "localhost".to_owned()] {
        assert_eq!(with_host(&host), 200, "{host}");
    }
    for host in ["evil.example", "evil.example:80", "localhost.evil.example", "192.168.1.2", "localhost@evil.example"] {
        assert_eq!(with_host(host), 421, "{host}");
    }
    // The preview's own addresses, too.
    let answer = preview.ask("GET /__langso/edition?1 HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assert_eq!(answer.status, 421);
}

#[test]
fn edits_are_seen_and_told() {
    let site = site();
    let preview = Preview::start(&site, &[]);
    let first = preview.get("/tin/mot/").text();
    assert!(first.contains("Bản đầu."));
    let edition =
        first.split("data-edition=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an edition").to_owned();
    // A browser waits for the next edition.
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| preview.get(&format!("/__langso/edition?{edition}")));
        sleep(Duration::from_millis(50));
        site.write("content/tin/mot.md", page("Một", "Bản sau."));
        let answer = waiting.join().expect("answered");
        assert_eq!(answer.status, 200);
        assert_ne!(answer.text(), edition);
    });
    preview.until("/tin/mot/", |answer| answer.text().contains("Bản sau."));

    site.write("content/tin/hai.md", page("Hai", "Trang mới."));
    preview.until("/tin/hai/", |answer| answer.status == 200 && answer.text().contains("Trang mới."));
    preview.until("/tin/", |answer| answer.text().contains("/tin/hai/"));
    site.remove("content/tin/hai.md");
    preview.until("/tin/hai/", |answer| answer.status == 404);

    // A new folder, and one in it.
    site.write("content/moi/sau/trang.md", page("Sâu", "Trong thư mục mới."));
    preview.until("/moi/sau/trang/", |answer| answer.text().contains("Trong thư mục mới."));
    site.write("content/moi/sau/nua.md", page("Nữa", "Thêm."));
    preview.until("/moi/sau/nua/", |answer| answer.status == 200);
    site.rename("content/moi", "content/doi");
    preview.until("/doi/sau/nua/", |answer| answer.status == 200);
    preview.until("/moi/sau/nua/", |answer| answer.status == 404);

    // As editors do: write beside, then rename over.
    site.write("content/tin/.mot.md.swp", page("Một", "Bản thứ ba."));
    site.rename("content/tin/.mot.md.swp", "content/tin/mot.md");
    preview.until("/tin/mot/", |answer| answer.text().contains("Bản thứ ba."));

    site.write("content/tin/tep/mau đơn.txt", "khác");
    preview.until("/tin/tep/mau%20%C4%91%C6%A1n.txt", |answer| answer.text() == "khác");
    site.write("langso.toml", "title = \"Tên khác\"\n");
    preview.until("/", |answer| answer.text().contains("Tên khác"));
}

/// Where only a text was edited, less is loaded anew: what hangs on it must be made all the same.
#[test]
fn a_text_reaches_all_that_shows_it() {
    let dated = |text: &str| format!("+++\ntitle = \"Một\"\ndate = 2026-01-01\n+++\n\n{text}\n");
    let site = site()
        .file("content/tin/hai.md", page("Hai", "[Neo](@/tin/mot.md#neo)"))
        .file("content/tin/mot.md", dated("<p id=\"neo\">Bản đầu.</p>"));
    let preview = Preview::start(&site, &[]);
    assert!(preview.get("/tin/feed.xml").text().contains("Bản đầu."));
    site.write("content/tin/mot.md", dated("<p id=\"neo\">Bản hai.</p> [Hai](hai.md)"));
    let shown = preview.until("/tin/mot/", |answer| answer.text().contains("Bản hai."));
    assert!(shown.text().contains("href=\"/tin/hai/\""), "{}", shown.text());
    preview.until("/tin/feed.xml", |answer| answer.text().contains("Bản hai."));
    // Its heading, to which others may link from now on.
    site.write("content/tin/mot.md", dated("<p id=\"neo\">Bản hai.</p>\n\n## Đề mục"));
    preview.until("/tin/mot/", |answer| answer.text().contains("id=\"de-muc\""));
    site.write("content/tin/hai.md", page("Hai", "[Neo](@/tin/mot.md#de-muc)"));
    preview.until("/tin/hai/", |answer| answer.text().contains("/tin/mot/#de-muc") && !answer.text().contains("LS202"));
    // A link that leads nowhere, then an anchor that others link to and that is gone.
    site.write("content/tin/hai.md", page("Hai", "[Neo](@/tin/mot.md#neo) [x](@/khong.md)"));
    preview.until("/tin/hai/", |answer| answer.text().contains("LS201"));
    site.write("content/tin/hai.md", page("Hai", "[Neo](@/tin/mot.md#neo)"));
    preview.until("/tin/hai/", |answer| !answer.text().contains("LS201"));
    site.write("content/tin/mot.md", dated("Bản ba.\n\n## Đề mục"));
    preview.until("/tin/hai/", |answer| answer.text().contains("LS202"));
}

/// The same in another language: its own texts, and those of pages that only the site's own language has.
#[test]
fn a_translated_text_is_shown() {
    let site = site()
        .file("langso.toml", "title = \"Cổng\"\n[languages.en]\ntitle = \"Portal\"\n")
        .file("content/tin/mot.md", page("Một", "Bản đầu."))
        .file("content/tin/mot.en.md", page("One", "First version."));
    let preview = Preview::start(&site, &[]);
    assert!(preview.get("/en/tin/mot/").text().contains("First version."));
    site.write("content/tin/mot.en.md", page("One", "Second version, see [this](mot.md)."));
    let shown = preview.until("/en/tin/mot/", |answer| answer.text().contains("Second version"));
    assert!(shown.text().contains("href=\"/en/tin/mot/\""), "{}", shown.text());
    assert!(preview.get("/tin/mot/").text().contains("Bản đầu."));
    site.write("content/tin/mot.md", page("Một", "Bản hai."));
    preview.until("/tin/mot/", |answer| answer.text().contains("Bản hai."));
    assert!(preview.get("/en/tin/mot/").text().contains("Second version"));
    // A link that leads nowhere is told as ever.
    site.write("content/tin/mot.en.md", page("One", "[x](@/khong.md)"));
    preview.until("/en/tin/mot/", |answer| answer.text().contains("LS201"));
}

/// Folders that were not there when the preview began.
/// Pictures are made when they are asked for; a text that begins to lead to the file itself gets it published.
#[test]
fn pictures_come_on_demand() {
    let site = site()
        .file("content/tin/mot.md", page("Một", "![Chợ](cho.jpg)"))
        .file("content/tin/cho.jpg", support::photo::from_phone(700, 500, 6));
    let preview = Preview::start(&site, &[]);
    let made = |page: &str| {
        let at = page.find("srcset=\"").expect("a set") + 8;
        page[at..].split(' ').next().expect("an address").to_owned()
    };
    let first = made(&preview.get("/tin/mot/").text());
    let answer = preview.get(&first);
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("image/webp")));
    assert!(image::load_from_memory(&answer.body).is_ok_and(|picture| picture.width() == 480), "{first}");
    assert_eq!(preview.get("/tin/cho.jpg").status, 404);
    site.write("content/tin/mot.md", page("Một", "![Chợ](cho.jpg) [gốc](cho.jpg)"));
    preview.until("/tin/cho.jpg", |answer| answer.status == 200);
    site.write("content/tin/mot.md", page("Một", "Thêm chữ. ![Chợ](cho.jpg)"));
    preview.until("/tin/cho.jpg", |answer| answer.status == 404);
    site.write("content/tin/cho.jpg", support::photo::from_phone(800, 500, 6));
    let page = preview.until("/tin/mot/", |answer| !answer.text().contains(&first));
    assert_eq!(preview.get(&made(&page.text())).status, 200);
}

#[test]
fn new_source_folders_are_followed() {
    let site = Site::new().file("content/_index.md", page("Cổng", "Lời chào."));
    let preview = Preview::start(&site, &[]);
    assert_eq!(preview.get("/").status, 200);
    let part = "themes/langso/templates/404.html";
    site.write(part, "<html><body>Của riêng.</body></html>");
    preview.until("/khong-co/", |answer| answer.text().contains("Của riêng."));
    site.write(part, "<html><body>Của riêng, bản hai.</body></html>");
    preview.until("/khong-co/", |answer| answer.text().contains("bản hai"));
    site.write("data/bang.csv", "a\n1\n");
    let manifest =
        "[[dataset]]\nid = \"bang\"\nfile = \"bang.csv\"\ntitle = \"Bảng\"\nsource = \"x\"\nlicence = \"CC0\"\n";
    site.write("data/data.toml", manifest);
    preview.until("/du-lieu/", |answer| answer.status == 200 && answer.text().contains("Bảng"));
    site.write("data/bang.csv", "a\n1\n2\n");
    preview.until("/du-lieu/bang.csv", |answer| answer.text() == "a\n1\n2\n");
}

#[test]
fn a_mistake_is_laid_over_the_last_good_page() {
    let site = site();
    let preview = Preview::start(&site, &[]);
    assert!(preview.get("/tin/mot/").text().contains("Bản đầu."));
    site.write("content/tin/mot.md", "+++\ntitel = \"<Một>\"\n+++\n\nBản sai.\n");
    let wrong = preview.until("/tin/mot/", |answer| answer.text().contains("langso-findings"));
    assert_eq!(wrong.status, 200);
    let text = wrong.text();
    for part in ["LS101", "content/tin/mot.md:2:1", "Bản đầu.", "<mark>titel</mark>", "&lt;Một&gt;"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("Bản sai."));
    // On every page, since the whole site waits.
    assert!(preview.get("/").text().contains("LS101"));
    preview.wait_for_line("LS101");
    site.write("content/tin/mot.md", page("Một", "Bản đúng."));
    let right = preview.until("/tin/mot/", |answer| answer.text().contains("Bản đúng."));
    assert!(!right.text().contains("langso-findings"));
}

#[test]
fn a_template_that_fails_is_told_on_its_page() {
    let site = site().file("themes/langso/templates/404.html", "<html><body>Tốt.</body></html>");
    let preview = Preview::start(&site, &[]);
    assert!(preview.get("/khong-co/").text().contains("Tốt."));
    site.write("themes/langso/templates/404.html", "<html><body>\n{{ khong_co }}</body></html>");
    let wrong = preview.until("/khong-co/", |answer| answer.text().contains("LS402"));
    assert!(
        wrong.text().contains("themes/langso/templates/404.html:2:4") && wrong.text().contains("Tốt."),
        "{}",
        wrong.text()
    );
    assert!(!preview.get("/tin/mot/").text().contains("LS402"), "other pages are well");
    site.write("themes/langso/templates/404.html", "<html><body>\n{% if %}</body></html>");
    preview.until("/tin/mot/", |answer| answer.text().contains("LS401"));
}

/// A site that was wrong from the start is shown as soon as it is right.
#[test]
fn a_site_that_begins_wrong_can_be_mended() {
    let site = Site::new().file("content/a.md", "+++\ntitel = \"A\"\n+++\n");
    let preview = Preview::start(&site, &[]);
    let wrong = preview.get("/");
    assert!(wrong.text().contains("LS101") && wrong.text().contains("/__langso/live.js"), "{}", wrong.text());
    site.write("content/a.md", page("A", "Đã sửa."));
    preview.until("/a/", |answer| answer.status == 200 && answer.text().contains("Đã sửa."));
}

#[test]
fn drafts_and_a_base_path() {
    let site = site().file("content/nhap.md", "+++\ntitle = \"Nháp\"\ndraft = true\n+++\n\nBản nháp.\n");
    let preview = Preview::start(&site, &["--drafts", "--base-url", "http://localhost/ntm"]);
    assert!(preview.get("/ntm/nhap/").text().contains("Bản nháp."));
    let slash = preview.get("/ntm/nhap");
    assert_eq!((slash.status, slash.header("location")), (308, Some("/ntm/nhap/")));
    assert_eq!(preview.get("/ntmx/nhap/").status, 404, "another path that begins with the same letters");
}

#[test]
fn a_port_in_use_is_told() {
    let site = site();
    let preview = Preview::start(&site, &[]);
    let port = preview.port.to_string();
    let refused = site.command(["serve", "--lang", "en", "--port", &port]).output().expect("it ends");
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("LS504") && said.contains(&port) && said.contains("--port"), "{said}");
    assert_eq!(preview.get("/").status, 200, "the first one goes on");
}
