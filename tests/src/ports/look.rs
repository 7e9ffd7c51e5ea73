//! Answers questions about pictures, and finds the outlines of what they show.

use std::collections::HashMap;

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
pub struct Look;

#[input]
struct MoondreamInputParam {
    image_url: ImageUrl,
    #[field(default = "Describe this image.")]
    prompt: String,
}

#[input]
struct BatchInput {
    #[field(title = "Input prompt & image pairs", min_length = 1, max_length = 32)]
    inputs: Vec<MoondreamInputParam>,
    #[field(
        title = "Model ID",
        default = "vikhyatk/moondream2",
        one_of = ["vikhyatk/moondream2", "fal-ai/moondream2-docci"]
    )]
    model_id: String,
    #[field(default = 64, ge = 32, le = 1024)]
    max_tokens: u32,
    #[field(default = 0.2, ge = 0, le = 1)]
    temperature: f64,
    #[field(default = 1, ge = 0, le = 1)]
    top_p: f64,
}

#[output]
struct BatchOutput {
    filenames: Option<Vec<String>>,
    outputs: Vec<String>,
    #[field(default = false)]
    partial: bool,
    timings: HashMap<String, f64>,
}

#[input]
struct PointPrompt {
    #[field(default = 305)]
    x: i64,
    #[field(default = 350)]
    y: i64,
    #[field(default = 1, one_of = [0, 1])]
    label: u8,
}

#[input]
struct BoxPrompt {
    #[field(default = 0)]
    x_min: i64,
    #[field(default = 0)]
    y_min: i64,
    #[field(default = 0)]
    x_max: i64,
    #[field(default = 0)]
    y_max: i64,
}

#[input]
struct SamInput {
    image_url: ImageUrl,
    #[field(default)]
    prompts: Vec<PointPrompt>,
    #[field(default)]
    box_prompts: Vec<BoxPrompt>,
    #[field(default = false)]
    apply_mask: bool,
}

#[output]
struct Polygon {
    points: Vec<HashMap<String, i64>>,
    label: String,
}

#[output]
struct SamOutput {
    image: Image,
    results: Vec<Polygon>,
    boxes: Vec<Vec<f64>>,
}

#[endpoints]
impl Look {
    #[endpoint("/batched")]
    #[billable(per_image(images = input.inputs))]
    fn batched(&self, input: BatchInput) -> Result<BatchOutput> {
        let outputs = input.inputs.iter().map(|pair| pair.prompt.to_lowercase());
        Ok(BatchOutput {
            filenames: None,
            outputs: outputs.collect(),
            partial: false,
            timings: HashMap::from([("inference".into(), 1.5)]),
        })
    }

    #[endpoint("/sam2/image")]
    #[billable(flat)]
    fn segment(&self, input: SamInput) -> Result<SamOutput> {
        let points = input
            .prompts
            .iter()
            .map(|point| HashMap::from([("x".into(), point.x), ("y".into(), point.y)]));
        let boxes = input.box_prompts.iter().map(|b| {
            [b.x_min, b.y_min, b.x_max, b.y_max]
                .map(|side| side as f64)
                .to_vec()
        });
        Ok(SamOutput {
            image: Image::from_url("https://example.com/mask.png"),
            results: vec![Polygon {
                points: points.collect(),
                label: "thing".into(),
            }],
            boxes: boxes.collect(),
        })
    }
}
