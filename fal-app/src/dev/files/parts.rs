//! Files that come in parts.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
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
        tokio::fs::create_dir_all(self.parts(id)).await?;
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
        // Whoever completes it a second time finds the file.
        let _alone = self.0.completing.lock().await;
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
            self.remove_parts(id).await;
            return Err(Failed::TooLarge(self.largest()));
        }
        let mut whole = self.begin().await?;
        for (number, tag) in parts {
            whole.append(&self.part(id, *number, tag)).await?;
        }
        // Those that were sent again with other bytes.
        self.remove_parts(id).await;
        self.keep(id, about, whole).await
    }

    /// Removes the parts of files that nobody completed in that time.
    pub(crate) async fn remove_old_parts(&self, age: Duration) {
        let files = self.clone();
        let removing = move || {
            let is_old = |folder: &fs::DirEntry| {
                let changed = folder.metadata().and_then(|folder| folder.modified());
                let age_of = changed.ok().and_then(|changed| changed.elapsed().ok());
                age_of.is_some_and(|age_of| age_of > age)
            };
            // Other unfinished files have no folder.
            let unfinished = files.0.path.join(UNFINISHED);
            let folders = entries(&unfinished).filter(|entry| entry.path().is_dir());
            for folder in folders.filter(is_old) {
                files.remove(&folder.path());
            }
        };
        // Where it fails, the next one removes them.
        let _ = tokio::task::spawn_blocking(removing).await;
    }

    /// Removes all parts of a file.
    async fn remove_parts(&self, id: &str) {
        let (files, folder) = (self.clone(), self.parts(id));
        let _ = tokio::task::spawn_blocking(move || files.remove(&folder)).await;
    }

    fn remove(&self, folder: &Path) {
        for part in entries(folder) {
            let size = part.metadata().map_or(0, |part| part.len());
            // Of two that remove it at once, one gives its room back.
            if fs::remove_file(part.path()).is_ok() {
                self.0.room.give_back(size);
            }
        }
        // Where a part has come since, it stays.
        let _ = fs::remove_dir(folder);
    }

    /// The folder of the parts of a file.
    fn parts(&self, id: &str) -> PathBuf {
        self.0.path.join(UNFINISHED).join(format!("{id}.parts"))
    }

    fn part(&self, id: &str, number: u32, tag: &str) -> PathBuf {
        self.parts(id).join(format!("{number}.{tag}"))
    }
}

fn entries(folder: &Path) -> impl Iterator<Item = fs::DirEntry> + use<> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.filter_map(Result::ok)
}
