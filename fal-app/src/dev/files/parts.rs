//! Files that come in parts.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use super::{About, Failed, Files, UNFINISHED, Unfinished, is_id};

/// The most parts of a file, as in S3.
pub(crate) const MOST_PARTS: u32 = 10_000;

impl Files {
    /// Keeps a part of the file of that id, and returns its tag.
    ///
    /// # Errors
    /// The disk refuses it.
    pub(crate) async fn keep_part(
        &self,
        id: &str,
        number: u32,
        part: Unfinished,
    ) -> io::Result<String> {
        let tag = part.tag();
        part.move_to(&self.part(id, number, &tag)).await?;
        Ok(tag)
    }

    /// Makes a file of its parts, in this order: their numbers with their tags. Each part goes when it is in the file. Where
    /// the file is there already, it stays.
    ///
    /// # Errors
    /// A part is missing, or they are too many bytes together.
    pub(crate) async fn keep_parts(
        &self,
        id: &str,
        about: &About,
        parts: &[(u32, String)],
    ) -> Result<(), Failed> {
        if self.read(id).await?.is_some() {
            return Ok(());
        }
        let is_in_order = parts.windows(2).all(|two| two[0].0 < two[1].0);
        if parts.is_empty() || !is_in_order {
            return Err(Failed::Parts("the parts are not in order".to_owned()));
        }
        let mut size = 0;
        for (number, tag) in parts {
            let missing = || Failed::Parts(format!("part {number} is not there"));
            if !is_id(tag) {
                return Err(missing());
            }
            let part = tokio::fs::metadata(self.part(id, *number, tag)).await;
            size += part.map_err(|_| missing())?.len();
        }
        if size > self.largest() {
            self.remove_parts(id);
            return Err(Failed::TooLarge(self.largest()));
        }
        let mut whole = self.begin().await?;
        for (number, tag) in parts {
            whole.append(&self.part(id, *number, tag)).await?;
        }
        // Those that were sent again with other bytes.
        self.remove_parts(id);
        self.keep(id, about, whole).await
    }

    /// Removes the parts of files that nobody completed in that time.
    pub(crate) fn remove_old_parts(&self, age: Duration) {
        let is_old = |entry: &fs::DirEntry| {
            let written = entry.metadata().and_then(|part| part.modified());
            let age_of = written.ok().and_then(|written| written.elapsed().ok());
            age_of.is_some_and(|age_of| age_of > age)
        };
        self.remove_parts_that(is_old);
    }

    fn remove_parts(&self, id: &str) {
        let begin = format!("{id}.");
        self.remove_parts_that(|entry| entry.file_name().to_string_lossy().starts_with(&begin));
    }

    /// A part has dots in its name, other unfinished files have none.
    fn remove_parts_that(&self, is: impl Fn(&fs::DirEntry) -> bool) {
        let entries = fs::read_dir(self.0.path.join(UNFINISHED));
        let entries = entries.into_iter().flatten().filter_map(Result::ok);
        let parts = entries.filter(|entry| entry.file_name().to_string_lossy().contains('.'));
        for part in parts.filter(is) {
            self.remove(part.path());
        }
    }

    fn remove(&self, part: PathBuf) {
        let size = fs::metadata(&part).map_or(0, |part| part.len());
        // Of two that remove it at once, one gives its room back.
        if fs::remove_file(part).is_ok() {
            self.0.room.give_back(size);
        }
    }

    fn part(&self, id: &str, number: u32, tag: &str) -> PathBuf {
        let name = format!("{id}.{number}.{tag}");
        self.0.path.join(UNFINISHED).join(name)
    }
}
