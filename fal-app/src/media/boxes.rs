//! The boxes of ISO base media files (ISO/IEC 14496-12): MP4, QuickTime, HEIF, AVIF, JPEG XL.

/// The boxes that follow each other in some bytes: the kind and the content of each. Ends at the first box that is not
/// whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Boxes<'b>(&'b [u8]);

impl<'b> Boxes<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    /// What is not read yet.
    #[cfg(feature = "probe")]
    pub(super) fn rest(self) -> &'b [u8] {
        self.0
    }

    /// The content of the first box of a kind.
    pub(super) fn find(mut self, kind: &[u8; 4]) -> Option<&'b [u8]> {
        self.find_map(|(found, content)| (found == *kind).then_some(content))
    }
}

impl<'b> Iterator for Boxes<'b> {
    type Item = ([u8; 4], &'b [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (size, rest) = self.0.split_first_chunk()?;
        let (kind, rest) = rest.split_first_chunk()?;
        let (size, head) = match u32::from_be_bytes(*size) {
            // To the end of the file.
            0 => (self.0.len(), 8),
            1 => {
                let (size, _) = rest.split_first_chunk()?;
                (usize::try_from(u64::from_be_bytes(*size)).ok()?, 16)
            }
            size => (usize::try_from(size).ok()?, 8),
        };
        let (whole, rest) = self.0.split_at_checked(size)?;
        let content = whole.get(head..)?;
        self.0 = rest;
        Some((*kind, content))
    }
}
