//! Numbers as bytes: seven bits a byte, the last byte below 128.

/// Appends a number.
pub fn put(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push((number & 0x7f) as u8);
}

/// Takes a number off the front; `None` where there is none.
#[inline]
pub fn take(bytes: &mut &[u8]) -> Option<u32> {
    let (&first, mut rest) = bytes.split_first()?;
    let mut number = u32::from(first & 0x7f);
    let (mut more, mut shift) = (first & 0x80 != 0, 7);
    while more {
        let (&byte, left) = rest.split_first()?;
        if shift > 28 {
            return None;
        }
        number |= u32::from(byte & 0x7f) << shift;
        (more, shift, rest) = (byte & 0x80 != 0, shift + 7, left);
    }
    *bytes = rest;
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let numbers = [0, 1, 127, 128, 16_383, 16_384, 1 << 21, u32::MAX - 1, u32::MAX];
        let mut bytes = Vec::new();
        for number in numbers {
            put(&mut bytes, number);
        }
        let mut rest = bytes.as_slice();
        for number in numbers {
            assert_eq!(take(&mut rest), Some(number));
        }
        assert_eq!(take(&mut rest), None);
        assert_eq!(take(&mut &[0x80, 0x80][..]), None);
        assert_eq!(take(&mut &[0xff, 0xff, 0xff, 0xff, 0xff, 1][..]), None);
    }
}
