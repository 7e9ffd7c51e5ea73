//! The program of the documentation, with a model that paints nothing.

use fal_app::prelude::*;

/// Paints pictures from a prompt.
#[fal_app(auth = "shared", machine_type = "GPU-H100", max_multiplexing = 4)]
struct Painter {
    model: Model,
}

struct Model;

#[input]
struct PaintInput {
    /// What to paint.
    #[field(min_length = 1, max_length = 5000)]
    prompt: String,
    /// How many pictures.
    #[field(default = 1, ge = 1, le = 4)]
    num_images: u32,
    #[field(default, max_width = 2048, max_height = 2048)]
    image_size: ImageSize,
    seed: Option<u64>,
}

#[output]
struct PaintOutput {
    images: Vec<Image>,
}

#[endpoints]
impl Painter {
    #[setup]
    async fn load() -> Result<Self> {
        Ok(Self { model: Model })
    }

    /// Paints.
    #[endpoint("/")]
    #[billable(per_megapixel)]
    #[example(PaintInput::required("a fox"))]
    #[example(PaintInput { prompt: "two foxes".into(), num_images: 2, .. })]
    async fn paint(&self, input: PaintInput) -> Result<PaintOutput> {
        let images = self.model.paint(&input);
        Ok(PaintOutput { images })
    }

    #[teardown]
    async fn unload(self) {}
}

impl Model {
    fn paint(&self, input: &PaintInput) -> Vec<Image> {
        let _ = (
            &input.prompt,
            input.num_images,
            input.image_size,
            input.seed,
        );
        vec![]
    }
}

#[test]
fn the_app_declares_what_is_written() {
    let said = <Painter as fal_app::App>::endpoints();
    let paint = &said.list[0].declared;
    assert_eq!(
        (paint.name, paint.path, paint.doc),
        ("paint", "/", "Paints.")
    );
    assert_eq!(paint.examples.len(), 2);
    assert!(said.teardown.is_some());
    let declaration = <Painter as fal_app::App>::DECLARATION;
    assert_eq!(declaration.name, "painter");
    assert_eq!(declaration.doc, "Paints pictures from a prompt.");
    assert_eq!(declaration.machine_types, ["GPU-H100"]);
    assert_eq!(declaration.max_multiplexing, Some(4));
}

#[allow(dead_code)]
fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
