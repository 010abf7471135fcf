//! Addresses of a site: always from its root, with forward slashes; a page's ends in a slash.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::text::slug;

/// A path in the site, such as `/ke-hoach/ha-noi-236/` or `/du-lieu/xa.csv`. Not yet percent-encoded, without the base path.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address(String);

impl Address {
    /// The home page.
    pub fn home() -> Self {
        Self("/".into())
    }

    /// A page of a folder of slugs: `["ke-hoach", "ha-noi-236"]`.
    pub fn page<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut path = String::from("/");
        for part in parts.into_iter().filter(|part| !part.is_empty()) {
            path.push_str(part);
            path.push('/');
        }
        Self(path)
    }

    /// The page of a content file or folder: each part becomes a slug.
    pub fn of_content(path: &str) -> Self {
        let parts: Vec<String> = path.split('/').map(slug).collect();
        Self::page(parts.iter().map(String::as_str))
    }

    /// A file, by its path from the root.
    pub fn file(path: &str) -> Self {
        Self(format!("/{}", path.trim_start_matches('/')))
    }

    /// What somebody typed as `path` or in `aliases`: a page's address, unless it holds a dot in its last part.
    /// `None` when it would leave the site or hold what an address can't.
    pub fn typed(path: &str) -> Option<Self> {
        let clean = path.trim().trim_matches('/');
        let bad = |part: &str| {
            part.is_empty()
                || part.starts_with('.')
                || part.contains(['\\', '?', '#', '%', '"', '<', '>', ':', '*', '|'])
        };
        if clean.split('/').any(bad) || clean.chars().any(char::is_control) {
            return None;
        }
        let last = clean.rsplit('/').next().unwrap_or_default();
        Some(if last.contains('.') { Self::file(clean) } else { Self(format!("/{clean}/")) })
    }

    /// A unit's page.
    pub fn unit(path: &str) -> Self {
        Self(["/don-vi/", path].concat())
    }

    /// The list of units, under which every unit's page lies.
    pub fn units() -> Self {
        Self("/don-vi/".into())
    }

    /// The list of former provinces, under which every former unit's page lies.
    pub fn formers() -> Self {
        Self("/don-vi/cu/".into())
    }

    /// The folder of the index of names.
    pub fn names() -> Self {
        Self("/tim/".into())
    }

    /// The search, under which its index and the lists of everything from A to Y lie.
    pub fn search() -> Self {
        Self("/tim-kiem/".into())
    }

    /// The interactive map.
    pub fn map() -> Self {
        Self("/ban-do/".into())
    }

    /// What the interactive map's script reads.
    pub fn map_config() -> Self {
        Self::map().join("map.json")
    }

    /// The list of datasets, under which their files lie.
    pub fn data() -> Self {
        Self("/du-lieu/".into())
    }

    /// The services of the plans, under which the page of each kind lies.
    pub fn services() -> Self {
        Self("/dich-vu/".into())
    }

    /// The page of a kind of service.
    pub fn service(kind: &str) -> Self {
        Self(format!("/dich-vu/{kind}/"))
    }

    /// The catalogue of products, under which the pages of products, groups and producers lie.
    pub fn products() -> Self {
        Self("/san-pham/".into())
    }

    /// A product's page.
    pub fn product(id: &str) -> Self {
        Self::products().join(&format!("{id}/"))
    }

    /// The products of a group beside each other.
    pub fn product_group(id: &str) -> Self {
        Self::products().join(&format!("nhom/{id}/"))
    }

    /// A producer's page, by the producer's name.
    pub fn producer(name: &str) -> Self {
        Self::products().join(&format!("chu-the/{}/", slug(name)))
    }

    /// Where a GS1 Digital Link on this portal leads to: a trade item by its number of 14 digits.
    pub fn digital_link(gtin: &str) -> Self {
        Self(format!("/01/{gtin}/"))
    }

    /// Where to go: places, routes, festivals.
    pub fn tourism() -> Self {
        Self::page(["du-lich"])
    }

    /// The promise ledger, under which every promise's page lies.
    pub fn promises() -> Self {
        Self("/cam-ket/".into())
    }

    /// A promise's page, by the target's id.
    pub fn promise(id: &str) -> Self {
        Self(format!("/cam-ket/{}/", slug(id)))
    }

    /// The promises of a province, by the province's address below the units' root.
    pub fn promises_in(province: &str) -> Self {
        Self(format!("/cam-ket/tinh/{province}"))
    }

    /// What a page says, for machines: `/cam-ket/hn-01/` has `/du-lieu/cam-ket/hn-01.json`.
    #[must_use]
    pub fn twin(&self, ending: &str) -> Self {
        Self(["/du-lieu", self.0.trim_end_matches('/'), ".", ending].concat())
    }

    /// The picture that networks show with a link to a page: `/anh-chia-se/ke-hoach/ha-noi.png`.
    #[must_use]
    pub fn card(&self) -> Self {
        Self(["/anh-chia-se", self.0.trim_end_matches('/'), ".png"].concat())
    }

    /// The page of a dataset.
    pub fn dataset(id: &str) -> Self {
        Self::data().join(&format!("{id}/"))
    }

    /// The catalogue for harvesters (DCAT).
    pub fn catalogue() -> Self {
        Self::file("/catalog.jsonld")
    }

    /// The catalogue for harvesters that know Project Open Data's schema.
    pub fn project_data() -> Self {
        Self::file("/data.json")
    }

    /// All datasets as a data package.
    pub fn data_package() -> Self {
        Self::data().join("datapackage.json")
    }

    /// The digests of all open data files.
    pub fn checksums() -> Self {
        Self::data().join("SHA256SUMS")
    }

    /// Their signature.
    pub fn signature() -> Self {
        Self::data().join("SHA256SUMS.minisig")
    }

    /// The country at a glance.
    pub fn overview() -> Self {
        Self::page(["tong-quan"])
    }

    /// The list of releases of the open data.
    pub fn releases() -> Self {
        Self::page(["thay-doi"])
    }

    /// The page of a release.
    pub fn release(id: &str) -> Self {
        Self::releases().join(&format!("{id}/"))
    }

    /// A table of the open data as a release left it.
    pub fn version(table: &str, release: &str) -> Self {
        Self::data().join(&format!("{table}/phien-ban/{release}.csv"))
    }

    /// The page of an indicator of which anything was published; the pages of its provinces lie below.
    pub fn indicator(framework: &str, number: &str) -> Self {
        Self::criteria().join(&format!("{framework}/chi-tieu-{number}/"))
    }

    /// What is kept on the device, and what a reader sees when a page is not.
    pub fn offline() -> Self {
        Self::page(["ngoai-tuyen"])
    }

    /// The worker of the whole portal: it may answer for what lies beside it and below.
    pub fn worker() -> Self {
        Self::file("sw.js")
    }

    /// What makes the portal installable.
    pub fn manifest() -> Self {
        Self::file("manifest.webmanifest")
    }

    /// The list of files that are taken along with a page: `/ban-do/` has `/goi/ban-do.json`.
    #[must_use]
    pub fn pack(&self) -> Self {
        Self(["/goi", self.0.trim_end_matches('/'), ".json"].concat())
    }

    /// The poster of a commune's page, with a code that leads to its pack.
    #[must_use]
    pub fn poster(&self) -> Self {
        self.join("ap-phich/")
    }

    /// The leaflet of a commune.
    #[must_use]
    pub fn brochure(&self) -> Self {
        self.join("to-gap/")
    }

    /// The list of criteria sets, under which their pages lie.
    pub fn criteria() -> Self {
        Self("/tieu-chi/".into())
    }

    /// The list of tags.
    pub fn tags() -> Self {
        Self("/the/".into())
    }

    /// What is published at a path of the output folder.
    pub fn of_output(path: &str) -> Self {
        path.strip_suffix("index.html").map_or_else(|| Self::file(path), |folder| Self::page(folder.split('/')))
    }

    /// A tag's list.
    pub fn tag(slug: &str) -> Self {
        Self(format!("/the/{slug}/"))
    }

    /// The n-th page of a list, from 1.
    #[must_use]
    pub fn numbered(&self, number: usize) -> Self {
        if number == 1 { self.clone() } else { Self(format!("{}trang/{number}/", self.0)) }
    }

    /// A file or page under this page.
    #[must_use]
    pub fn join(&self, name: &str) -> Self {
        Self([&self.0, name].concat())
    }

    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The file that a web server reads for this address, relative to the output folder.
    pub fn output_path(&self) -> String {
        let path = self.0.trim_start_matches('/');
        if self.0.ends_with('/') { [path, "index.html"].concat() } else { path.to_owned() }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// Percent-encodes what may not stand in a URL's path (RFC 3986, 3.3), leaving slashes.
pub fn encode(path: &str) -> std::borrow::Cow<'_, str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~!$'()*+,;=:@".contains(&byte);
    if path.bytes().all(plain) {
        return path.into();
    }
    let mut encoded = String::with_capacity(path.len() * 2);
    for byte in path.bytes() {
        if plain(byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_paths_stay_inside() {
        assert_eq!(Address::typed("cu/trang").unwrap().as_str(), "/cu/trang/");
        assert_eq!(Address::typed("/cu/trang.aspx").unwrap().output_path(), "cu/trang.aspx");
        for bad in ["../x", "a/../b", "", "/", "a//b", "a\\b", "x?y", "C:/x", ".git/config"] {
            assert_eq!(Address::typed(bad), None, "{bad}");
        }
    }

    #[test]
    fn names_become_slugs() {
        assert_eq!(Address::of_content("Tin tức/Dương Xá").as_str(), "/tin-tuc/duong-xa/");
        assert_eq!(Address::home().output_path(), "index.html");
        assert_eq!(encode("/ảnh 1.jpg"), "/%E1%BA%A3nh%201.jpg");
    }
}
