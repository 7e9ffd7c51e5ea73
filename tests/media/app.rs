//! An app that makes and takes media, for the tests beside it.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Studio;

#[output]
struct Pictures {
    images: Vec<Image>,
    title: String,
    clip: Option<Video>,
}

#[input]
struct Make {
    #[field(default = 1)]
    num_images: u32,
    #[field(default = 0)]
    clip_bytes: usize,
}

#[output]
struct Sheet {
    file: File,
}

/// The smallest PNG.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 3, 0, 0,
    0, 2, 8, 6, 0, 0, 0, 0, 0, 0, 0,
];

#[endpoints]
impl Studio {
    /// Makes pictures, and a clip of so many bytes.
    #[endpoint("/")]
    #[billable(per_image)]
    async fn make(&self, input: Make) -> Result<Pictures> {
        let image = |number| Ok(Image::from_bytes(PNG)?.file_name(format!("{number}.png")));
        Ok(Pictures {
            images: (0..input.num_images).map(image).collect::<Result<_>>()?,
            title: "\"done\"".to_owned(),
            clip: (input.clip_bytes > 0)
                .then(|| Video::from_bytes(vec![7; input.clip_bytes], 1.5).file_name("clip.mp4")),
        })
    }

    /// Makes a file of a type with a name of its own.
    #[endpoint("/sheet")]
    #[billable(flat)]
    fn sheet(&self) -> Result<Sheet> {
        let file = File::from_bytes("a,b\n", "text/csv").file_name("a b.csv");
        Ok(Sheet { file })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Studio>()
}
