//! A file that is being written.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use ring::digest::{Context, SHA256};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

use super::room::{Failed, Room};

/// A file that is being written. It is gone when this is dropped.
pub(crate) struct Unfinished {
    room: Arc<Room>,
    path: PathBuf,
    content: File,
    size: u64,
    digest: Context,
}

impl Unfinished {
    pub(super) async fn create(room: Arc<Room>, path: PathBuf) -> io::Result<Self> {
        Ok(Self {
            content: File::create_new(&path).await?,
            room,
            path,
            size: 0,
            digest: Context::new(&SHA256),
        })
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// There is no room for them, in this file or in all.
    pub(crate) async fn write(&mut self, bytes: &Bytes) -> Result<(), Failed> {
        let more = bytes.len() as u64;
        let largest = self.room.largest();
        if self.size.saturating_add(more) > largest {
            return Err(Failed::TooLarge(largest));
        }
        self.room.take(more)?;
        self.size += more;
        self.digest.update(bytes);
        self.content.write_all(bytes).await?;
        Ok(())
    }

    /// Moves the bytes of a part into this file, with the room that they have.
    pub(super) async fn append(&mut self, part: &Path) -> io::Result<()> {
        let mut content = File::open(part).await?;
        let moved = tokio::io::copy(&mut content, &mut self.content).await?;
        tokio::fs::remove_file(part).await?;
        self.size += moved;
        Ok(())
    }

    /// What tells its bytes from others.
    pub(super) fn tag(&self) -> String {
        let digest = self.digest.clone().finish();
        let bytes = digest.as_ref().iter().take(16);
        bytes.map(|byte| format!("{byte:02x}")).collect()
    }

    /// Gives it another place, once its bytes are on the disk. What was there is replaced.
    pub(super) async fn move_to(mut self, place: &Path) -> io::Result<()> {
        self.content.sync_all().await?;
        let room = self.room.clone();
        let _alone = room.placing.lock().await;
        let replaced = match tokio::fs::metadata(place).await {
            Ok(old) => old.len(),
            Err(_) => 0,
        };
        tokio::fs::rename(&self.path, place).await?;
        self.room.give_back(replaced);
        // It keeps its room.
        self.size = 0;
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // One that has its place is not here any more.
        let _ = std::fs::remove_file(&self.path);
        self.room.give_back(self.size);
    }
}
