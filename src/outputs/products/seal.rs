//! Signatures in the codes of labels: what a label says of a product, signed with the key of the open data, in the part of
//! the address that no server sees. The product's page checks it by itself, so it does without a network too.
//!
//! `#nhan=` and 90 letters of base64: a byte for the stars, two for their last day, 64 of the signature. Short, so that the
//! code's squares are large. A label tells its stars only as long as they are in force when it is printed, else zeros. The
//! signed words name the product by its whole address: a code that was changed to lead to another product's page is wrong
//! there.

use ct_codecs::{Base64UrlSafeNoPadding, Encoder as _};
use serde::Serialize;

use super::page::code_of;
use crate::domain::product::Standing;
use crate::signing::Signer;
use crate::site::Site;
use crate::site::products::Product;
use crate::text::Date;

/// What its page needs to check a label.
#[derive(Serialize)]
pub(super) struct Seal {
    /// Of the key, 32 bytes in base64.
    key: String,
    /// The address that the signed words name.
    address: String,
    /// The stars that the page itself vouches for; 0 where none are in force.
    stars: u8,
}

impl Seal {
    /// None where the portal is built without a key.
    pub(super) fn new(site: &Site, product: &Product) -> Option<Self> {
        let signer = site.signer.as_ref()?;
        let stars = told(product).map_or(0, |(stars, _)| stars);
        Some(Self { key: signer.bare_public_key(), address: site.canonical(&product.address()), stars })
    }
}

/// What a product's code says: its address, with a signed label where the portal has a key.
pub(super) fn signed_code(site: &Site, product: &Product) -> String {
    let code = code_of(site, product);
    let Some(signer) = &site.signer else { return code };
    code + &fragment(signer, &site.canonical(&product.address()), told(product))
}

/// The stars in force and their last day.
fn told(product: &Product) -> Option<(u8, Date)> {
    let until = product.ends.and_then(|ends| Date::from_days(ends.days()));
    product.stars.zip(until).filter(|_| product.standing == Standing::Valid)
}

fn fragment(signer: &Signer, address: &str, told: Option<(u8, Date)>) -> String {
    let days = told.and_then(|(_, until)| u16::try_from(until.days()).ok());
    let told = told.filter(|_| days.is_some());
    let signature = signer.sign_words(&words(address, told));
    let label = [&[told.map_or(0, |(stars, _)| stars)], &days.unwrap_or(0).to_be_bytes()[..], &signature].concat();
    format!("#nhan={}", Base64UrlSafeNoPadding::encode_to_string(label).unwrap_or_default())
}

/// As `scripts/label/check.ts` puts them together again.
fn words(address: &str, told: Option<(u8, Date)>) -> String {
    let (stars, until) = told.map_or_else(Default::default, |(stars, until)| (stars, until.to_string()));
    format!("langso label 1\n{address}\n{stars}\n{until}\n")
}

#[cfg(test)]
mod tests {
    use ct_codecs::{Base64, Base64UrlSafeNoPadding, Decoder as _};
    use ed25519_compact::{PublicKey, Signature};

    use super::*;

    #[test]
    fn a_label_is_signed_for_its_product_its_stars_and_its_day() {
        let signer = Signer::generate();
        let until = Date::parse("2028-10-15").expect("a day");
        let fragment = fragment(&signer, "https://a.vn/san-pham/gom/", Some((4, until)));
        let letters = fragment.strip_prefix("#nhan=").expect("a label");
        assert_eq!(letters.len(), 90);
        let label = Base64UrlSafeNoPadding::decode_to_vec(letters, None).expect("letters of addresses");
        // 21,472 days after the first of 1970.
        assert_eq!(label[..3], [4, 83, 224]);
        let signature = Signature::from_slice(&label[3..]).expect("64 bytes");
        let key = Base64::decode_to_vec(signer.bare_public_key(), None).expect("base64");
        let key = PublicKey::from_slice(&key).expect("32 bytes");
        let holds = |address: &str, told| key.verify(words(address, told), &signature).is_ok();
        assert!(holds("https://a.vn/san-pham/gom/", Some((4, until))));
        assert!(!holds("https://a.vn/san-pham/sen/", Some((4, until))));
        assert!(!holds("https://a.vn/san-pham/gom/", Some((5, until))));
        assert!(!holds("https://a.vn/san-pham/gom/", Some((4, Date { year: 2038, ..until }))));
        assert!(!holds("https://a.vn/san-pham/gom/", None));
    }
}
