//! An app that fetches and uploads, built without the feature `https`: it says at start what will not work.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Passer;

#[input]
struct Pass {
    file_url: FileUrl,
}

#[endpoints]
impl Passer {
    #[endpoint("/")]
    async fn pass(&self, input: Pass, context: &RequestContext) -> Result<File> {
        let file = input.file_url.fetch(context).await?;
        Ok(File::from_bytes(&file, file.content_type()))
    }
}

fn main() -> ExitCode {
    fal_app::main::<Passer>()
}
