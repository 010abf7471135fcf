#!/usr/bin/env python3
"""Writes the same portal twice, for Làng Số and for Hugo (standard library only).

usage: corpus.py --pages 10600 --out DIR [--seed 7]

DIR/langso and DIR/hugo hold the same pages of about 5 KB of markdown in 34 sections; the bodies are byte-identical
except for the form of links between pages (@/a/b.md and /a/b.md). Both sites have the same HTML structure, one
taxonomy of 34 terms (one term a page), lists of 20, one Atom feed of 20 entries with whole texts, a sitemap, a 404 page.
Equal arguments give equal bytes.
"""

import argparse
import random
import shutil
import unicodedata
from pathlib import Path

PROVINCES = (
    "An Giang, Bắc Ninh, Cà Mau, Cao Bằng, Cần Thơ, Đà Nẵng, Đắk Lắk, Điện Biên, Đồng Nai, Đồng Tháp, Gia Lai, Hà Nội, "
    "Hà Tĩnh, Hải Phòng, Huế, Hưng Yên, Khánh Hòa, Lai Châu, Lạng Sơn, Lào Cai, Lâm Đồng, Nghệ An, Ninh Bình, Phú Thọ, "
    "Quảng Ngãi, Quảng Ninh, Quảng Trị, Sơn La, Tây Ninh, Thái Nguyên, Thanh Hóa, Thành phố Hồ Chí Minh, Tuyên Quang, Vĩnh Long"
).split(", ")
FIRST = "An Bình Châu Đại Đông Đức Hải Hòa Hưng Kim Long Lộc Minh Mỹ Nam Ngọc Phú Quang Sơn Tân Tây Thanh Thạnh Trung Vĩnh Xuân Yên".split()
SECOND = "Bảo Cường Điền Định Giang Hà Hiệp Hội Khánh Lâm Lập Lợi Lương Mai Nghĩa Ninh Phong Phước Quý Thành Thịnh Thọ Thủy Tiến Trạch Trị Tường Viên".split()
LABELS = (
    "nông thôn mới, OCOP, du lịch cộng đồng, chuyển đổi số, lúa chất lượng cao, cây ăn quả, chăn nuôi, thủy sản, lâm nghiệp, "
    "làng nghề, hợp tác xã, nước sạch, giao thông, thủy lợi, trường học, y tế cơ sở, môi trường, giảm nghèo, quy hoạch, dữ liệu mở"
).split(", ")
WHO = (
    "Ủy ban nhân dân xã|Hợp tác xã dịch vụ nông nghiệp|Tổ công nghệ số cộng đồng|Hội Nông dân|Hội Liên hiệp Phụ nữ|Đoàn Thanh niên|"
    "Ban Phát triển thôn|Nhân dân trong xã|Tổ hợp tác du lịch|Phòng Kinh tế"
).split("|")
DID = (
    "đã hoàn thành|đang triển khai|phối hợp tổ chức|rà soát lại|đề xuất bổ sung|công khai trên cổng dữ liệu|vận động đóng góp cho|"
    "đưa vào sử dụng|nghiệm thu giai đoạn đầu của|lập kế hoạch năm tới cho"
).split("|")
WHAT = (
    "tuyến đường liên thôn dài {small} km đã được bê tông hóa|vùng trồng lúa chất lượng cao rộng {middle} ha có truy xuất nguồn gốc|"
    "công trình cấp nước sạch tập trung cho {large} hộ dân|mô hình chăn nuôi an toàn sinh học với {large} con|"
    "điểm du lịch sinh thái đón khoảng {large} lượt khách mỗi tháng|bản đồ số về hiện trạng sử dụng đất gồm {middle} lớp|"
    "nhà văn hóa thôn có sân thể thao rộng {large} m²|chuỗi liên kết tiêu thụ {middle} sản phẩm OCOP|"
    "mạng lưới thu gom rác thải tại {small} thôn, ấp|lớp kỹ năng số cho {large} lao động nông thôn"
).split("|")
HOW = (
    "bằng nguồn vốn lồng ghép của các chương trình mục tiêu quốc gia|theo nghị quyết của Hội đồng nhân dân|"
    "đưa thu nhập bình quân lên {income} triệu đồng mỗi người một năm|trong khuôn khổ **Đề án phát triển du lịch nông thôn**|"
    "có sự giám sát của cộng đồng dân cư|và sẽ tổng kết trước ngày {day} tháng 12|sau khi lấy ý kiến của {large} hộ gia đình|"
    "đúng tiến độ đã được phê duyệt"
).split("|")
CRITERIA = (
    "Quy hoạch|Giao thông|Thủy lợi|Điện|Trường học|Cơ sở vật chất văn hóa|Hạ tầng thương mại|Thông tin và truyền thông|Nhà ở dân cư|"
    "Thu nhập|Nghèo đa chiều|Lao động|Môi trường"
).split("|")
CROPS = "Lúa|Ngô|Sầu riêng|Cà phê|Chè|Thanh long|Tôm thẻ|Cá tra|Bò thịt|Rau an toàn".split("|")

TITLE = "Cổng thông tin nông thôn"
DESCRIPTION = "Dữ liệu mở đến từng xã, phường."
BASE_URL = "https://nongthon.example.vn"
MENU = [("Trang chủ", "/"), ("Hà Nội", "/ha-noi/"), ("Huế", "/hue/"), ("Cần Thơ", "/can-tho/"), ("Cà Mau", "/ca-mau/"), ("Tỉnh, thành", "/the/")]
PER_LIST = 20


def slug(text):
    text = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    kept = "".join(c for c in text if not unicodedata.combining(c)).lower()
    return "-".join("".join(c if c.isalnum() else " " for c in kept).split())


def dotted(number):
    return f"{number:,}".replace(",", ".")


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def listed(texts):
    return "[" + ", ".join(quoted(text) for text in texts) + "]"


def sentences(rng, count):
    out = []
    for _ in range(count):
        numbers = dict(
            small=rng.randint(2, 40), middle=rng.randint(10, 500), large=rng.randint(50, 2500), income=rng.randint(40, 95), day=rng.randint(1, 28)
        )
        out.append(f"{rng.choice(WHO)} {rng.choice(DID)} {rng.choice(WHAT).format(**numbers)}, {rng.choice(HOW).format(**numbers)}.")
    return " ".join(out)


class Commune:
    """One page, before its text."""

    def __init__(self, rng, number, total):
        section = number % len(PROVINCES)
        self.place = number // len(PROVINCES)
        self.province = PROVINCES[section]
        self.folder = slug(self.province)
        self.title = f"Xã {rng.choice(FIRST)} {rng.choice(SECOND)}"
        self.name = f"{slug(self.title)}-{number:05d}"
        self.date = f"20{rng.randint(19, 25)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
        self.labels = rng.sample(LABELS, 3)
        self.people = rng.randint(2800, 42000)
        self.area = rng.uniform(6, 240)
        self.hamlets = rng.randint(4, 28)
        self.income = rng.randint(38, 92)
        self.met = rng.randint(9, 19)
        self.lat, self.lon = rng.uniform(8.6, 23.3), rng.uniform(102.2, 109.4)
        in_section = (total - section + len(PROVINCES) - 1) // len(PROVINCES)
        self.related = [(self.place + step) % in_section * len(PROVINCES) + section for step in range(1, 6)]
        self.linked = [rng.randrange(total) for _ in range(3)]
        self.seed = rng.getrandbits(64)

    @property
    def file(self):
        return f"{self.folder}/{self.name}.md"

    def body(self, communes, link):
        rng = random.Random(self.seed)
        near = [f"[{communes[at].title}]({link}{communes[at].file})" for at in self.linked]
        years = [("Dân số (người)", self.people), ("Số hộ", self.people // 4), ("Lao động có việc làm", self.people // 2), ("Thu nhập (nghìn đồng)", self.income * 1000)]
        parts = [
            sentences(rng, 3),
            "## Tổng quan",
            f"{self.title} thuộc **{self.province}**, có diện tích tự nhiên {self.area:.1f} km² và dân số {dotted(self.people)} người, sinh sống tại "
            f"{self.hamlets} thôn.[^1] {sentences(rng, 2)}",
            f"Xem thêm: {near[0]}, {near[1]} và {near[2]}.",
            f"![Bản đồ hành chính {self.province}](/img/{self.folder}.svg)",
            "### Dân số và lao động",
            sentences(rng, 2),
            "\n".join(
                ["| Chỉ tiêu | Năm 2023 | Năm 2024 | Năm 2025 |", "|---|---:|---:|---:|"]
                + [f"| {name} | {dotted(value * 96 // 100)} | {dotted(value * 98 // 100)} | {dotted(value)} |" for name, value in years]
            ),
            "## Kế hoạch nông thôn mới",
            sentences(rng, 2),
            "\n".join(
                ["| STT | Tiêu chí | Kết quả | Ghi chú |", "|---:|---|:---:|---|"]
                + [
                    f"| {at} | {name} | {rng.choice(['Đạt', 'Đạt', 'Chưa đạt'])} | {rng.choice(['Duy trì', 'Cần thêm vốn', 'Xong trong quý III', 'Đang thẩm định'])} |"
                    for at, name in enumerate(rng.sample(CRITERIA, 7), 1)
                ]
            ),
            "### Nhiệm vụ trọng tâm",
            "\n".join(f"{at}. {sentences(rng, 1)}" for at in range(1, 5)),
            "## Sản xuất và du lịch",
            "\n".join(
                f"- *{crop}*: {dotted(rng.randint(20, 3200))} ha, sản lượng {dotted(rng.randint(100, 42000))} tấn; {sentences(rng, 1)}"
                for crop in rng.sample(CROPS, 4)
            ),
            "> " + sentences(rng, 1),
            "### Tham quan",
            sentences(rng, 2),
            f"[^1]: Nguồn: Niên giám thống kê {self.province} năm 2025, số liệu sơ bộ.",
        ]
        return "\n\n".join(parts) + "\n"

    def common(self):
        description = f"Kinh tế, xã hội, bản đồ số và kế hoạch nông thôn mới của {self.title}, {self.province}."
        return f"title = {quoted(self.title)}\ndescription = {quoted(description)}\ndate = {self.date}\nweight = {self.place + 1}\n"

    def facts(self):
        return (
            f"dan_so = {self.people}\ndien_tich = {self.area:.1f}\nso_thon = {self.hamlets}\nthu_nhap = {self.income}\ntieu_chi = {self.met}\n"
            f"lat = {self.lat:.5f}\nlon = {self.lon:.5f}\nnhan = {listed(self.labels)}\n"
        )

    def langso(self, communes):
        related = listed("@/" + communes[at].file for at in self.related)
        header = f"{self.common()}tags = {listed([self.province])}\nrelated = {related}\n\n[extra]\n{self.facts()}"
        return f"+++\n{header}+++\n\n{self.body(communes, '@/')}"

    def hugo(self, communes):
        related = listed("/" + communes[at].file for at in self.related)
        header = f"{self.common()}the = {listed([self.province])}\n\n[params]\n{self.facts()}related_pages = {related}\n"
        return f"+++\n{header}+++\n\n{self.body(communes, '/')}"


# The frame of every page. Both template languages fill the same six holes.
def frame(title, description, home, crumbs, main, site_title, feed="/feed.xml", styles="/css/site.css"):
    menu = "".join(f'<li><a href="{url}">{name}</a></li>' for name, url in MENU)
    return f"""<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="description" content="{description}">
<link rel="stylesheet" href="{styles}">
<link rel="alternate" type="application/atom+xml" href="{feed}">
</head>
<body>
<header><a href="{home}">{site_title}</a><nav class="main"><ul>{menu}</ul></nav></header>
<nav class="crumbs">{crumbs}</nav>
<main>
{main}
</main>
<footer><p>© 2026 {site_title}</p></footer>
</body>
</html>
"""


FACTS = [("Dân số", "dan_so", ""), ("Diện tích", "dien_tich", ""), ("Số thôn", "so_thon", ""), ("Thu nhập", "thu_nhap", ""), ("Tiêu chí", "tieu_chi", "/19"), ("Vĩ độ", "lat", ""), ("Kinh độ", "lon", "")]

CSS = "body{font-family:system-ui,sans-serif;max-width:70rem;margin:auto;padding:1rem}\n" + "".join(f".c{at}{{padding:{at}px}}\n" for at in range(200))

ATOM_LANGSO = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<title>{{ feed.title }}</title>
<id>{{ feed.url }}</id>
<updated>{{ feed.updated }}</updated>
<link rel="self" href="{{ feed.url }}"/>
{% for entry in feed.entries %}<entry>
<title>{{ entry.title }}</title>
<id>{{ entry.url }}</id>
<link href="{{ entry.url }}"/>
<updated>{{ entry.updated }}</updated>
<summary>{{ entry.summary }}</summary>
<content type="html">{{ entry.content }}</content>
</entry>
{% endfor %}</feed>
"""
ATOM_HUGO = """{{ printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}
<feed xmlns="http://www.w3.org/2005/Atom">
<title>{{ site.Title }}</title>
<id>{{ "feed.xml" | absURL }}</id>
{{ $pages := first 20 site.RegularPages.ByDate.Reverse }}<updated>{{ (index $pages 0).Date.Format "2006-01-02T15:04:05Z07:00" }}</updated>
<link rel="self" href="{{ "feed.xml" | absURL }}"/>
{{ range $pages }}<entry>
<title>{{ .Title }}</title>
<id>{{ .Permalink }}</id>
<link href="{{ .Permalink }}"/>
<updated>{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}</updated>
<summary>{{ .Description }}</summary>
<content type="html">{{ .Content | html }}</content>
</entry>
{{ end }}</feed>
"""


def langso_templates():
    base = frame(
        "{% block title %}{{ page.title }} | {{ site.title }}{% endblock title %}",
        "{{ page.description or site.description }}",
        "/",
        '{% for above in page.ancestors %}<a href="{{ above.url }}">{{ above.title }}</a> / {% endfor %}<span>{{ page.title }}</span>',
        "{% block main %}{% endblock main %}",
        "{{ site.title }}",
        styles='{{ assets["styles/main.css"] }}',
    )
    # Templates of the theme inside the program, which lie under these, fill two more.
    base = "{% block og_type %}{% endblock og_type %}{% block scripts %}{% endblock scripts %}" + base

    def page(main):
        return '{% extends "base.html" %}\n{% block main %}' + main + "{% endblock main %}\n"

    facts = "".join(f"<tr><th>{name}</th><td>{{{{ article.extra.{key} }}}}{end}</td></tr>" for name, key, end in FACTS)
    article = f"""<article>
<h1>{{{{ page.title }}}}</h1>
<p class="meta"><time datetime="{{{{ article.date.iso }}}}">{{{{ article.date.iso }}}}</time> {{% for tag in article.tags %}}<a href="{{{{ tag.url }}}}">{{{{ tag.title }}}}</a>{{% endfor %}} {{% for label in article.extra.nhan %}}<span class="tag">{{{{ label }}}}</span>{{% endfor %}}</p>
<table class="facts">{facts}</table>
<nav id="TableOfContents">
  <ul>
{{%- set_global deep = false %}}{{% for heading in toc %}}
{{%- if heading.level > 2 %}}{{% if not deep %}}
      <ul>{{% set_global deep = true %}}{{% endif %}}
        <li><a href="#{{{{ heading.id }}}}">{{{{ heading.title }}}}</a></li>
{{%- else %}}{{% if deep %}}
      </ul>{{% set_global deep = false %}}{{% endif %}}{{% if not loop.first %}}
    </li>{{% endif %}}
    <li><a href="#{{{{ heading.id }}}}">{{{{ heading.title }}}}</a>
{{%- endif %}}{{% endfor %}}{{% if deep %}}
      </ul>{{% endif %}}
    </li>
  </ul>
</nav>
{{{{ content | safe }}}}
</article>
<aside class="related"><h2>Xã cùng tỉnh</h2><ul>
{{% for card in article.related %}}<li><a href="{{{{ card.url }}}}">{{{{ card.title }}}}</a></li>
{{% endfor %}}</ul></aside>"""
    listing = """<ul class="list">
{% for card in list.cards %}<li class="card"><a href="{{ card.url }}">{{ card.title }}</a> <time>{{ card.date.iso }}</time><p>{{ card.description }}</p></li>
{% endfor %}</ul>
<nav class="pager">{% if list.pager.previous %}<a rel="prev" href="{{ list.pager.previous }}">Trước</a>{% endif %} <span>{{ list.pager.number }}/{{ list.pager.pages }}</span> {% if list.pager.next %}<a rel="next" href="{{ list.pager.next }}">Sau</a>{% endif %}</nav>"""
    return {
        "base.html": base,
        "home.html": page(
            '<h1>{{ page.title }}</h1>\n{{ content | safe }}\n<ul class="provinces">\n'
            '{% for card in sections %}<li><a href="{{ card.url }}">{{ card.title }}</a> {{ card.description }}</li>\n{% endfor %}</ul>'
        ),
        "kinds/article.html": page(article),
        "lists/section.html": page("<h1>{{ page.title }}</h1>\n{{ content | safe }}\n" + listing),
        "lists/tag.html": page("<h1>{{ page.title }}</h1>\n" + listing),
        "lists/tags.html": page(
            '<h1>{{ page.title }}</h1><ul>\n{% for tag in tags %}<li><a href="{{ tag.url }}">{{ tag.title }}</a></li>\n{% endfor %}</ul>'
        ),
        "404.html": page("<h1>404</h1>"),
        "feeds/atom.xml": ATOM_LANGSO,
    }


def hugo_templates():
    base = frame(
        '{{ block "title" . }}{{ .Title }} | {{ site.Title }}{{ end }}',
        "{{ with .Description }}{{ . }}{{ else }}{{ site.Params.description }}{{ end }}",
        "/",
        '{{ range .Ancestors.Reverse }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> / {{ end }}<span>{{ .Title }}</span>',
        '{{ block "main" . }}{{ end }}',
        "{{ site.Title }}",
    )

    def page(main):
        return '{{ define "main" }}' + main + "{{ end }}\n"

    facts = "".join(f"<tr><th>{name}</th><td>{{{{ .Params.{key} }}}}{end}</td></tr>" for name, key, end in FACTS)
    date = '{{ .Date.Format "2006-01-02" }}'
    article = f"""<article>
<h1>{{{{ .Title }}}}</h1>
<p class="meta"><time datetime="{date}">{date}</time> {{{{ range .GetTerms "the" }}}}<a href="{{{{ .RelPermalink }}}}">{{{{ .LinkTitle }}}}</a>{{{{ end }}}} {{{{ range .Params.nhan }}}}<span class="tag">{{{{ . }}}}</span>{{{{ end }}}}</p>
<table class="facts">{facts}</table>
{{{{ .TableOfContents }}}}
{{{{ .Content }}}}
</article>
<aside class="related"><h2>Xã cùng tỉnh</h2><ul>
{{{{ range .Params.related_pages }}}}{{{{ with site.GetPage . }}}}<li><a href="{{{{ .RelPermalink }}}}">{{{{ .Title }}}}</a></li>
{{{{ else }}}}{{{{ errorf "no page %q" . }}}}{{{{ end }}}}{{{{ end }}}}</ul></aside>"""

    def listing(pages):
        return (
            """{{ $list := .Paginate PAGES }}<ul class="list">
{{ range $list.Pages }}<li class="card"><a href="{{ .RelPermalink }}">{{ .Title }}</a> <time>{{ .Date.Format "2006-01-02" }}</time><p>{{ .Description }}</p></li>
{{ end }}</ul>
<nav class="pager">{{ if $list.HasPrev }}<a rel="prev" href="{{ $list.Prev.URL }}">Trước</a>{{ end }} <span>{{ $list.PageNumber }}/{{ $list.TotalPages }}</span> {{ if $list.HasNext }}<a rel="next" href="{{ $list.Next.URL }}">Sau</a>{{ end }}</nav>"""
        ).replace("PAGES", pages)

    return {
        "baseof.html": base,
        "home.html": page(
            '<h1>{{ .Title }}</h1>\n{{ .Content }}\n<ul class="provinces">\n'
            '{{ range .Sections }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Description }}</li>\n{{ end }}</ul>'
        ),
        "page.html": page(article),
        "section.html": page("<h1>{{ .Title }}</h1>\n{{ .Content }}\n" + listing(".Pages")),
        "term.html": page("<h1>{{ .Title }}</h1>\n" + listing(".Pages.ByDate.Reverse")),
        "taxonomy.html": page(
            '<h1>{{ .Title }}</h1><ul>\n{{ range .Data.Terms.Alphabetical }}<li><a href="{{ .Page.RelPermalink }}">{{ .Page.Title }}</a></li>\n{{ end }}</ul>'
        ),
        "404.html": page("<h1>404</h1>"),
        "home.rss.xml": ATOM_HUGO,
        "robots.txt": 'User-agent: *\nAllow: /\n\nSitemap: {{ "sitemap.xml" | absURL }}\n',
        # Links between pages are checked, as Làng Số does it: a broken one fails the build.
        "_markup/render-link.html": '{{- $to := .Destination -}}{{- if strings.HasSuffix $to ".md" -}}{{- with .PageInner.GetPage $to -}}'
        '{{- $to = .RelPermalink -}}{{- else -}}{{- errorf "broken link %q" $to -}}{{- end -}}{{- end -}}'
        '<a href="{{ $to | safeURL }}">{{ .Text }}</a>',
    }


HUGO_CONFIG = f"""baseURL = "{BASE_URL}/"
locale = "vi"
defaultContentLanguage = "vi"
title = {quoted(TITLE)}
enableRobotsTXT = true
disableHugoGeneratorInject = true
removePathAccents = true

[params]
description = {quoted(DESCRIPTION)}

[taxonomies]
the = "the"

[pagination]
pagerSize = {PER_LIST}
path = "trang"
disableAliases = true

[outputs]
home = ["html", "rss"]
section = ["html"]
taxonomy = ["html"]
term = ["html"]
page = ["html"]

[outputFormats.rss]
baseName = "feed"

[markup.goldmark.parser]
autoHeadingIDType = "github-ascii"
[markup.goldmark.extensions.typographer]
disable = true
[markup.goldmark.extensions]
linkify = false
"""

LANGSO_CONFIG = f"""title = {quoted(TITLE)}
description = {quoted(DESCRIPTION)}
base_url = "{BASE_URL}"
lang = "vi"
theme = "bench"
paginate_by = {PER_LIST}
"""


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def generate(pages, out, seed=7):
    """Writes both sites; returns how many bytes of markdown (headers included) Làng Số reads."""
    rng = random.Random(seed)
    communes = [Commune(rng, number, pages) for number in range(pages)]
    langso, hugo = Path(out) / "langso", Path(out) / "hugo"
    for root in (langso, hugo):
        shutil.rmtree(root, ignore_errors=True)
        for province in PROVINCES:
            (root / "content" / slug(province)).mkdir(parents=True)
    size = 0
    for commune in communes:
        text = commune.langso(communes)
        size += len(text.encode())
        (langso / "content" / commune.file).write_text(text, encoding="utf-8", newline="\n")
        (hugo / "content" / commune.file).write_text(commune.hugo(communes), encoding="utf-8", newline="\n")
    for at, province in enumerate(PROVINCES, 1):
        common = f"title = {quoted(province)}\ndescription = {quoted(f'Danh sách xã, phường của {province}.')}\nweight = {at}\n"
        body = f"+++\n\nTrang tổng hợp của {province}.\n"
        write(langso / "content" / slug(province) / "_index.md", f'+++\n{common}sort_by = "weight"\npaginate_by = {PER_LIST}\n{body}')
        write(hugo / "content" / slug(province) / "_index.md", f"+++\n{common}{body}")
        picture = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180"><rect width="320" height="180" fill="#e7f3ea"/><text x="16" y="96">{province}</text></svg>\n'
        write(langso / "content" / "img" / f"{slug(province)}.svg", picture)
        write(hugo / "static" / "img" / f"{slug(province)}.svg", picture)
    home = f"title = {quoted(TITLE)}\ndescription = {quoted(DESCRIPTION)}\n+++\n\nChào mừng đến với cổng thông tin.\n"
    for root in (langso, hugo):
        write(root / "content" / "_index.md", f"+++\n{home}")
    write(langso / "langso.toml", LANGSO_CONFIG)
    write(langso / "themes" / "bench" / "styles" / "site.css", CSS)
    # The theme inside the program lies under every other one; its sheets are emptied so that both sites ship the same styles.
    for sheet in ("00-tokens", "10-base", "20-frame", "30-pages", "40-plans", "50-map", "90-media"):
        write(langso / "themes" / "bench" / "styles" / f"{sheet}.css", "")
    for name, text in langso_templates().items():
        write(langso / "themes" / "bench" / "templates" / name, text)
    write(hugo / "hugo.toml", HUGO_CONFIG)
    write(hugo / "static" / "css" / "site.css", CSS)
    for name, text in hugo_templates().items():
        write(hugo / "layouts" / name, text)
    return size


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    size = generate(arguments.pages, arguments.out, arguments.seed)
    print(f"{arguments.pages} pages, {size / arguments.pages:.0f} bytes each, in {arguments.out}/langso and {arguments.out}/hugo")


if __name__ == "__main__":
    main()
