//! A file, or bytes in memory, enters; parts of it by position leave. Several threads may read at once.

use std::fs::File;
use std::io;

use super::super::disk::read_at;

/// Where the bytes of an index are.
#[derive(Debug)]
pub(super) enum Bytes {
    /// On disk; the operating system keeps in memory what is read often.
    File(File),
    /// In memory, where the store's folder cannot be written.
    Memory(Vec<u8>),
}

impl Bytes {
    /// Fills `buffer` from `offset` on; an error where the bytes end before.
    pub fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        match self {
            Self::File(file) => read_at(file, buffer, offset),
            Self::Memory(bytes) => {
                let from = usize::try_from(offset).unwrap_or(usize::MAX);
                let part = from.checked_add(buffer.len()).and_then(|to| bytes.get(from..to));
                buffer.copy_from_slice(part.ok_or(io::ErrorKind::UnexpectedEof)?);
                Ok(())
            }
        }
    }

    /// `length` bytes from `offset` on.
    pub fn part(&self, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        // A length read from damaged bytes must not ask for all memory there is.
        if offset.saturating_add(length as u64) > self.len()? {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut buffer = vec![0; length];
        self.read_at(&mut buffer, offset)?;
        Ok(buffer)
    }

    fn len(&self) -> io::Result<u64> {
        Ok(match self {
            Self::File(file) => file.metadata()?.len(),
            Self::Memory(bytes) => bytes.len() as u64,
        })
    }
}
