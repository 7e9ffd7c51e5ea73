//! The files that callers and the app upload: a folder beside the ledger. A file appears when it is whole, and what is sent
//! never says where on the disk it stands.

mod about;
mod parts;
mod room;
mod unfinished;

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::fs::File;
use tokio::sync::Mutex;
use uuid::Uuid;

pub(crate) use about::About;
pub(crate) use parts::MOST_PARTS;
pub(crate) use room::Failed;
use room::Room;
pub(crate) use unfinished::Unfinished;

/// Where files are until they are whole, under the folder.
const UNFINISHED: &str = "unfinished";

/// The folder.
#[derive(Clone, Debug)]
pub(crate) struct Files(Arc<Folder>);

#[derive(Debug)]
struct Folder {
    path: PathBuf,
    /// Whether it ends with the marketplace.
    is_temporary: bool,
    room: Arc<Room>,
    /// Files become whole of their parts one after the other.
    completing: Mutex<()>,
}

/// A file that can be read.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) about: About,
    pub(crate) size: u64,
    pub(crate) content: File,
}

impl Files {
    /// Files in a folder, or without one in a folder that ends with the marketplace. It is made with the first file. What an
    /// earlier marketplace did not finish is removed.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub(crate) fn open(folder: Option<PathBuf>, most: u64) -> io::Result<Self> {
        let is_temporary = folder.is_none();
        let path = folder.unwrap_or_else(|| {
            std::env::temp_dir().join(format!("fal-app-files-{}", Uuid::new_v4().simple()))
        });
        unless_missing(fs::remove_dir_all(path.join(UNFINISHED)))?;
        let used = used(&path)?;
        Ok(Self(Arc::new(Folder {
            path,
            is_temporary,
            room: Arc::new(Room::new(most, used)),
            completing: Mutex::default(),
        })))
    }

    /// A name for a file, which nobody can guess.
    pub(crate) fn new_id() -> String {
        Uuid::new_v4().simple().to_string()
    }

    /// The most bytes of one file.
    pub(crate) fn largest(&self) -> u64 {
        self.0.room.largest()
    }

    /// Begins a file.
    ///
    /// # Errors
    /// It cannot be made.
    pub(crate) async fn begin(&self) -> io::Result<Unfinished> {
        let folder = self.0.path.join(UNFINISHED);
        tokio::fs::create_dir_all(&folder).await?;
        Unfinished::create(self.0.room.clone(), folder.join(Self::new_id())).await
    }

    /// Makes a whole file appear. One that was there under the same id is replaced.
    ///
    /// # Errors
    /// The disk refuses it.
    pub(crate) async fn keep(
        &self,
        id: &str,
        about: &About,
        unfinished: Unfinished,
    ) -> Result<(), Failed> {
        let mut described = self.begin().await?;
        described.write(&about.to_json().to_string().into()).await?;
        described
            .move_to(&self.0.path.join(format!("{id}.json")))
            .await?;
        unfinished.move_to(&self.0.path.join(id)).await?;
        Ok(())
    }

    /// The bytes of a file; `None` where there is none.
    pub(crate) fn size(&self, id: &str) -> Option<u64> {
        let file = is_id(id).then(|| fs::metadata(self.0.path.join(id)));
        Some(file?.ok()?.len())
    }

    /// A file; `None` where there is none.
    ///
    /// # Errors
    /// The disk cannot be read.
    pub(crate) async fn read(&self, id: &str) -> io::Result<Option<Stored>> {
        if !is_id(id) {
            return Ok(None);
        }
        let content = match File::open(self.0.path.join(id)).await {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            content => content?,
        };
        let about = tokio::fs::read(self.0.path.join(format!("{id}.json"))).await?;
        Ok(Some(Stored {
            about: About::read(&about),
            size: content.metadata().await?.len(),
            content,
        }))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.is_temporary {
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// Whether a text is what [`Files::new_id`] makes, and so a name without any way out of the folder.
fn is_id(text: &str) -> bool {
    text.len() == 32
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The bytes of all files of a folder.
fn used(folder: &Path) -> io::Result<u64> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
        entries => entries?,
    };
    entries.map(|entry| Ok(entry?.metadata()?.len())).sum()
}

fn unless_missing(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::sync::Arc;
    use std::time::Duration;

    use tokio::sync::Barrier;
    use tokio::task::JoinSet;

    use super::{About, Failed, Files, is_id};

    #[test]
    fn an_id_has_no_way_out_of_the_folder() {
        for id in [
            "",
            "..",
            "../0123456789abcdef0123456789abcdef",
            "unfinished",
        ] {
            assert!(!is_id(id), "{id}");
        }
        assert!(is_id(&Files::new_id()));
    }

    #[tokio::test]
    async fn parts_become_one_file_in_the_room_that_they_have() {
        let files = Files::open(None, 200).unwrap();
        let (id, about) = (Files::new_id(), About::new("a", "a/b"));
        let mut tags = Vec::new();
        for (number, letter) in [(1, "x"), (2, "y"), (2, "z")] {
            let mut part = files.begin().await.unwrap();
            part.write(&letter.repeat(40).into()).await.unwrap();
            tags.push((number, files.keep_part(&id, number, part).await.unwrap()));
        }
        let [x, y, z] = tags.try_into().unwrap();
        for wrong in [
            vec![],
            vec![z.clone(), x.clone()],
            vec![x.clone(), y.clone(), z.clone()],
            vec![x.clone(), (3, z.1.clone())],
            vec![x.clone(), (2, "../../etc".to_owned())],
        ] {
            let refused = files.keep_parts(&id, &about, &wrong).await;
            assert!(matches!(refused, Err(Failed::Parts(_))), "{wrong:?}");
        }
        for _ in 0..2 {
            files
                .keep_parts(&id, &about, &[x.clone(), z.clone()])
                .await
                .unwrap();
        }
        let stored = files.read(&id).await.unwrap().unwrap();
        assert_eq!(stored.size, 80);
        // The second part that was sent first has given its room back.
        let mut rest = files.begin().await.unwrap();
        rest.write(&vec![0; 80].into()).await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 8)]
    async fn of_many_that_replace_a_file_at_once_each_gives_back_what_it_replaced() {
        const AT_ONCE: usize = 32;
        let files = Files::open(None, 10_000).unwrap();
        let (id, about) = (Files::new_id(), About::new("a", "a/b"));
        for _ in 0..5 {
            let mut large = files.begin().await.unwrap();
            large.write(&vec![0; 5_000].into()).await.unwrap();
            files.keep(&id, &about, large).await.unwrap();
            let ready = Arc::new(Barrier::new(AT_ONCE));
            let mut all = JoinSet::new();
            for _ in 0..AT_ONCE {
                let (files, id, ready) = (files.clone(), id.clone(), ready.clone());
                let mut small = files.begin().await.unwrap();
                small.write(&vec![0; 10].into()).await.unwrap();
                all.spawn(async move {
                    ready.wait().await;
                    let place = files.0.path.join(id);
                    small.move_to(&place).await.unwrap();
                });
            }
            all.join_all().await;
            // What is there now takes its own room, and no other.
            let mut rest = files.begin().await.unwrap();
            rest.write(&vec![0; 9_900].into()).await.unwrap();
            let refused = rest.write(&vec![0; 100].into()).await;
            assert!(matches!(refused, Err(Failed::Full(10_000))));
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn who_completes_a_file_once_more_finds_it() {
        let files = Files::open(None, 1_000_000).unwrap();
        let (id, about) = (Files::new_id(), About::new("a", "a/b"));
        let mut tags = Vec::new();
        for number in 1..=20 {
            let mut part = files.begin().await.unwrap();
            part.write(&vec![7; 1000].into()).await.unwrap();
            tags.push((number, files.keep_part(&id, number, part).await.unwrap()));
        }
        let complete = || {
            let (files, id, about, tags) = (files.clone(), id.clone(), about.clone(), tags.clone());
            tokio::spawn(async move { files.keep_parts(&id, &about, &tags).await })
        };
        let all: Vec<_> = (0..20).map(|_| complete()).collect();
        for one in all {
            one.await.unwrap().unwrap();
        }
        assert_eq!(files.read(&id).await.unwrap().unwrap().size, 20_000);
    }

    #[tokio::test]
    async fn parts_that_nobody_completed_are_removed_once_they_are_old() {
        let files = Files::open(None, 200).unwrap();
        let id = Files::new_id();
        let mut part = files.begin().await.unwrap();
        part.write(&vec![7; 200].into()).await.unwrap();
        files.keep_part(&id, 1, part).await.unwrap();
        files.remove_old_parts(Duration::from_secs(3600)).await;
        let mut other = files.begin().await.unwrap();
        assert!(other.write(&"x".into()).await.is_err());
        files.remove_old_parts(Duration::ZERO).await;
        other.write(&"x".into()).await.unwrap();
    }

    #[tokio::test]
    async fn a_file_appears_when_it_is_whole_and_room_is_given_back() {
        let files = Files::open(None, 200).unwrap();
        let about = About::new("a.txt", "text/plain");
        let id = Files::new_id();
        let mut first = files.begin().await.unwrap();
        first.write(&"0123456789".into()).await.unwrap();
        assert!(files.read(&id).await.unwrap().is_none());
        files.keep(&id, &about, first).await.unwrap();
        let stored = files.read(&id).await.unwrap().unwrap();
        assert_eq!((stored.about, stored.size), (about.clone(), 10));
        // Its description takes room too.
        let mut second = files.begin().await.unwrap();
        let refused = second.write(&vec![0; 150].into()).await;
        assert!(matches!(refused, Err(Failed::Full(200))));
        drop(second);
        let mut third = files.begin().await.unwrap();
        third.write(&vec![0; 20].into()).await.unwrap();
        drop(third);
        // It replaces itself.
        for _ in 0..5 {
            let mut again = files.begin().await.unwrap();
            again.write(&"new".into()).await.unwrap();
            files.keep(&id, &about, again).await.unwrap();
        }
        assert_eq!(files.read(&id).await.unwrap().unwrap().size, 3);
        let mut large = files.begin().await.unwrap();
        let refused = large.write(&vec![0; 201].into()).await;
        assert!(matches!(refused, Err(Failed::TooLarge(200))));
    }
}
