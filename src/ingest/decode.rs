//! Bytes of a file to text.
//!
//! Bytes enter; the text and the encoding's name leave, with a warning where bytes had to be replaced. The order of
//! evidence: byte order mark, strict UTF-8, the encoding that an HTML page declares, detection by frequency. GBK and
//! GB 2312 decode as GB 18030, which holds both. Promise: the byte order mark is not part of the text.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8};

/// A decoded text.
#[derive(Debug)]
pub(super) struct Decoded {
    /// The text.
    pub(super) text: String,
    /// What is wrong with it, and what to do.
    pub(super) warning: Option<String>,
}

/// Decodes the bytes of a text file.
pub(super) fn decode(bytes: Vec<u8>) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        return with(encoding, &bytes[mark..]);
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => {
            return Decoded { text, warning: None };
        }
        Err(error) => error.into_bytes(),
    };
    if looks_utf8(&bytes) {
        return with(UTF_8, &bytes);
    }
    if let Some(encoding) = declared(&bytes) {
        return with(encoding, &bytes);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes, true);
    with(detector.guess(Some(b"cn"), Utf8Detection::Allow), &bytes)
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let encoding = if encoding == GBK { GB18030 } else { encoding };
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    Decoded {
        warning: damaged.then(|| {
            let count = text.matches('\u{fffd}').count();
            format!(
                "{count} places are no valid {}; they read as \u{fffd}. Convert the file to UTF-8 and check those places",
                encoding.name()
            )
        }),
        text: text.into_owned(),
    }
}

/// Whether nearly all bytes are UTF-8: a file with a few broken places is better read as UTF-8 with gaps than as
/// another encoding throughout.
fn looks_utf8(bytes: &[u8]) -> bool {
    let mut good = 0_usize;
    let mut bad = 0_usize;
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| c.len_utf8() > 2).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    // Chinese in GB 18030 seldom makes valid three-byte sequences of UTF-8.
    good > bad * 20
}

/// The encoding that the head of an HTML page declares.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(2048)];
    let head = head.to_ascii_lowercase();
    let at = find(&head, b"charset=")? + b"charset=".len();
    let value: Vec<u8> = head[at..]
        .iter()
        .copied()
        .skip_while(|byte| matches!(byte, b'"' | b'\'' | b' '))
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        .collect();
    // A page that says UTF-8 and is not is judged by its bytes.
    Encoding::for_label(&value).filter(|&encoding| encoding != UTF_8)
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, GB18030};

    use super::decode;

    const TEXT: &str = "东岭县今年春耕面积达到3万亩，比去年增长一成。农技人员走进田间地头。";

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        let mark = std::iter::once(0xfeff_u16);
        mark.chain(text.encode_utf16())
            .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let marked = [b"\xef\xbb\xbf", TEXT.as_bytes()].concat();
        let gb = GB18030.encode(TEXT).0.into_owned();
        for bytes in [TEXT.as_bytes().to_vec(), marked, utf16(TEXT, true), utf16(TEXT, false), gb] {
            let decoded = decode(bytes);
            assert_eq!(decoded.text, TEXT);
            assert_eq!(decoded.warning, None);
        }
    }

    #[test]
    fn characters_that_only_gb18030_holds_survive() {
        let text = format!("{TEXT}㐂𠮷");
        assert_eq!(decode(GB18030.encode(&text).0.into_owned()).text, text);
    }

    #[test]
    fn a_declared_encoding_is_believed() {
        let page = "<html><head><meta charset=\"big5\"></head><body>春天</body></html>";
        assert_eq!(decode(BIG5.encode(page).0.into_owned()).text, page);
    }

    #[test]
    fn broken_places_are_reported() {
        let mut bytes = TEXT.repeat(3).into_bytes();
        bytes[10] = 0xff;
        let decoded = decode(bytes);
        assert!(decoded.text.starts_with("东岭县"));
        assert!(decoded.warning.expect("a warning").contains("UTF-8"));
    }
}
