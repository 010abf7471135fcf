//! Signatures of what is published, in the format of minisign (<https://jedisct1.github.io/minisign/>): Ed25519 over
//! BLAKE2b-512, so that anyone checks them with a tool that we did not write.
//!
//! The format is a few bytes around two primitives, and the libraries that write it draw a new nonce each time. Ours is the
//! deterministic one of RFC 8032: the same data, the same key and the same words give the same file.

use std::fmt;

use blake2::{Blake2b, Blake2b512, Digest as _, digest::consts::U32};
use ct_codecs::{Base64, Decoder as _, Encoder as _};
use ed25519_compact::{KeyPair, SecretKey};

/// The two algorithms: of keys, and of signatures over a digest.
const OF_KEYS: &[u8; 2] = b"Ed";
const OF_DIGESTS: &[u8; 2] = b"ED";
/// How a secret key's checksum is made, and how its password is (not at all).
const CHECKSUM: &[u8; 2] = b"B2";
const NO_PASSWORD: [u8; 2] = [0; 2];
/// Salt and the two limits of the password's function, which none has.
const UNUSED: [u8; 48] = [0; 48];

/// Where the parts of a secret key's file begin.
const PASSWORD_AT: usize = 2;
const ID_AT: usize = 54;
const KEY_AT: usize = 62;
const CHECK_AT: usize = 126;
const LENGTH: usize = 158;

/// Why a file is no key to sign with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// It is no secret key, or a part of it is missing or changed.
    Unreadable,
    /// It needs a password, which nobody types during a build.
    Locked,
}

/// A secret key and its public half.
pub struct Signer {
    id: [u8; 8],
    secret: SecretKey,
}

/// Says which key it is and never what it is.
impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Signer").field(&self.public_key()).finish()
    }
}

impl Signer {
    /// A new key, from the system's random numbers.
    pub fn generate() -> Self {
        let key = KeyPair::generate();
        let mut id = [0; 8];
        // The name of a key has only to differ from that of others, as random keys do.
        id.copy_from_slice(&Blake2b512::digest(key.pk.as_ref())[..8]);
        Self { id, secret: key.sk }
    }

    /// Reads the file of a secret key, as [`Signer::file`] and `minisign -G -W` write it.
    ///
    /// # Errors
    /// What it is instead.
    pub fn read(file: &str) -> Result<Self, KeyFault> {
        let line = file.lines().nth(1).ok_or(KeyFault::Unreadable)?;
        let bytes = Base64::decode_to_vec(line.trim(), None).map_err(|_| KeyFault::Unreadable)?;
        if bytes.len() != LENGTH || !bytes.starts_with(OF_KEYS) {
            return Err(KeyFault::Unreadable);
        }
        if bytes[PASSWORD_AT..][..2] != NO_PASSWORD {
            return Err(KeyFault::Locked);
        }
        let secret = SecretKey::from_slice(&bytes[KEY_AT..CHECK_AT]).map_err(|_| KeyFault::Unreadable)?;
        let mut id = [0; 8];
        id.copy_from_slice(&bytes[ID_AT..KEY_AT]);
        let is_whole = KeyPair::from_seed(secret.seed()).pk == secret.public_key();
        let signer = Self { id, secret };
        // minisign itself (0.11) leaves the checksum of a key without a password empty.
        let is_checked = bytes[CHECK_AT..] == signer.checksum() || bytes[CHECK_AT..].iter().all(|byte| *byte == 0);
        if is_whole && is_checked { Ok(signer) } else { Err(KeyFault::Unreadable) }
    }

    /// The file to be kept in secret.
    pub fn file(&self) -> String {
        let bytes = [&OF_KEYS[..], &NO_PASSWORD, CHECKSUM, &UNUSED, &self.id, self.secret.as_ref(), &self.checksum()];
        format!("untrusted comment: minisign secret key {}\n{}\n", self.name(), base64(&bytes.concat()))
    }

    /// The file that everybody may have.
    pub fn public_file(&self) -> String {
        format!("untrusted comment: minisign public key {}\n{}\n", self.name(), self.public_key())
    }

    /// The public key in one line: `RWQ...`.
    pub fn public_key(&self) -> String {
        base64(&[&OF_KEYS[..], &self.id, self.secret.public_key().as_ref()].concat())
    }

    /// The signature of a file. `comment` is signed with it: it must be one line.
    pub fn sign(&self, file: &[u8], comment: &str) -> String {
        let signature = self.secret.sign(Blake2b512::digest(file), None);
        let whole = self.secret.sign([signature.as_ref(), comment.as_bytes()].concat(), None);
        let signature = base64(&[&OF_DIGESTS[..], &self.id, signature.as_ref()].concat());
        format!(
            "untrusted comment: minisign signature by key {}\n{signature}\ntrusted comment: {comment}\n{}\n",
            self.name(),
            base64(whole.as_ref())
        )
    }

    /// The bare signature of short words, for a page that checks it by itself.
    pub fn sign_words(&self, words: &str) -> [u8; 64] {
        *self.secret.sign(words, None)
    }

    /// The public key alone, 32 bytes in base64, for the same page.
    pub fn bare_public_key(&self) -> String {
        base64(self.secret.public_key().as_ref())
    }

    /// The key's name, as minisign prints it.
    fn name(&self) -> String {
        format!("{:016X}", u64::from_le_bytes(self.id))
    }

    fn checksum(&self) -> [u8; 32] {
        let mut hasher = Blake2b::<U32>::new();
        for part in [&OF_KEYS[..], &self.id, self.secret.as_ref()] {
            hasher.update(part);
        }
        hasher.finalize().into()
    }
}

fn base64(bytes: &[u8]) -> String {
    Base64::encode_to_string(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use minisign_verify::{PublicKey, Signature};

    #[test]
    fn another_program_accepts_it_and_nothing_else() {
        let signer = Signer::generate();
        let (data, comment) = (b"abc  du-lieu/xa.csv\n", "file:SHA256SUMS portal:https://xa-mau.example");
        let text = signer.sign(data, comment);
        let public = PublicKey::from_base64(&signer.public_key()).expect("a public key");
        let signature = Signature::decode(&text).expect("a signature");
        assert!(public.verify(data, &signature, false).is_ok());
        assert_eq!(signature.trusted_comment(), comment);
        assert!(public.verify(b"abd  du-lieu/xa.csv\n", &signature, false).is_err());
        let other = Signature::decode(&text.replace("SHA256SUMS", "SHA256SUMs")).expect("a signature");
        assert!(public.verify(data, &other, false).is_err(), "the comment is signed too");
        assert!(PublicKey::decode(&signer.public_file()).expect("a file").verify(data, &signature, false).is_ok());
    }

    #[test]
    fn a_kept_key_signs_the_same_bytes() {
        let signer = Signer::generate();
        let again = Signer::read(&signer.file()).expect("what was written is read");
        assert_eq!(signer.sign(b"x", "y"), again.sign(b"x", "y"));
        assert!(!format!("{signer:?}").contains(&base64(signer.secret.as_ref())[..20]));
    }

    #[test]
    fn a_key_of_minisign_itself_is_read() {
        let signer = Signer::generate();
        let mut bytes = Base64::decode_to_vec(signer.file().lines().nth(1).expect("a key"), None).expect("Base64");
        bytes[CHECK_AT..].fill(0);
        let file = |bytes: &[u8]| format!("untrusted comment: minisign encrypted secret key\n{}\n", base64(bytes));
        assert_eq!(Signer::read(&file(&bytes)).expect("a key").public_key(), signer.public_key());
        bytes[KEY_AT] ^= 1;
        assert_eq!(Signer::read(&file(&bytes)).err(), Some(KeyFault::Unreadable), "its halves belong together");
    }

    #[test]
    fn what_is_no_key_is_told() {
        let file = Signer::generate().file();
        let fault = |file: &str| Signer::read(file).err();
        assert_eq!(fault(""), Some(KeyFault::Unreadable));
        assert_eq!(fault(&Signer::generate().public_file()), Some(KeyFault::Unreadable));
        assert_eq!(fault(&file.replacen("RWQAAEIy", "RWRTY0Iy", 1)), Some(KeyFault::Locked));
        let line = file.lines().nth(1).expect("a key");
        let middle = line.len() / 2;
        let other = if line.as_bytes()[middle] == b'A' { "B" } else { "A" };
        let spoilt = format!("comment\n{}{other}{}\n", &line[..middle], &line[middle + 1..]);
        assert_eq!(fault(&spoilt), Some(KeyFault::Unreadable));
    }
}
