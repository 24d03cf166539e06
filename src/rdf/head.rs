//! What is in a file that is computed from a snapshot enters; its head leaves: magic, version, hash of the snapshot, what the file
//! adds, checksum. And back again.
//!
//! Promise: a head that comes back is, byte for byte, the one that was written, of this version and of this snapshot.

/// Bytes in front of what a file adds: magic, version, hash.
pub(super) const FRONT: usize = 8 + 4 + 64;

/// Bytes behind it: the checksum.
pub(super) const CHECKSUM: usize = 4;

/// What is wrong with a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    /// It is of another version or of another snapshot.
    Stale,
    /// Its bytes are not those that were written.
    Damaged,
}

/// The head of a file of this version, of the snapshot with this hash; `added` writes what the file adds.
pub(super) fn head(magic: [u8; 8], version: u32, hash: &str, added: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut head = Vec::with_capacity(FRONT + CHECKSUM);
    head.extend_from_slice(&magic);
    head.extend_from_slice(&version.to_le_bytes());
    let mut name = [b' '; 64];
    name.iter_mut().zip(hash.bytes()).for_each(|(place, byte)| *place = byte);
    head.extend_from_slice(&name);
    added(&mut head);
    head.extend_from_slice(&crc32fast::hash(&head).to_le_bytes());
    head
}

/// What the file added to its head.
pub(super) fn added<'h>(head: &'h [u8], magic: [u8; 8], version: u32, hash: &str) -> Result<&'h [u8], Wrong> {
    let (rest, sum) = head.split_at_checked(head.len().wrapping_sub(CHECKSUM)).ok_or(Wrong::Damaged)?;
    let (front, added) = rest.split_at_checked(FRONT).ok_or(Wrong::Damaged)?;
    if front[..8] != magic || front[8..12] != version.to_le_bytes() {
        return Err(Wrong::Stale);
    }
    if crc32fast::hash(rest).to_le_bytes() != *sum {
        return Err(Wrong::Damaged);
    }
    if front[12..] != *hash.as_bytes() {
        return Err(Wrong::Stale);
    }
    Ok(added)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_comes_back() {
        let hash = "0123456789abcdef".repeat(4);
        let head = head(*b"wenmai??", 3, &hash, |head| head.extend_from_slice(b"added"));
        assert_eq!(added(&head, *b"wenmai??", 3, &hash), Ok(&b"added"[..]));
        assert_eq!(added(&head, *b"wenmai!!", 3, &hash), Err(Wrong::Stale));
        assert_eq!(added(&head, *b"wenmai??", 4, &hash), Err(Wrong::Stale));
        assert_eq!(added(&head, *b"wenmai??", 3, &"0".repeat(64)), Err(Wrong::Stale));
        for cut in 0..head.len() {
            assert!(added(&head[..cut], *b"wenmai??", 3, &hash).is_err(), "cut at {cut}");
        }
        let mut broken = head.clone();
        broken[FRONT] ^= 1;
        assert_eq!(added(&broken, *b"wenmai??", 3, &hash), Err(Wrong::Damaged));
    }
}
