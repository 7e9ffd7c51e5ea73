//! Makes the mesh of what a picture shows.

use fal_app::prelude::*;

#[fal_app(name = "hunyuan3d", machine_type = "M", max_multiplexing = 10)]
#[derive(Default)]
pub struct Hunyuan3D;

#[input]
struct Hunyuan3DInput {
    input_image_url: ImageUrl,
    #[field(default = false, ui(important))]
    textured_mesh: bool,
    seed: Option<i64>,
    #[field(default = 50, ge = 1, le = 50)]
    num_inference_steps: u32,
    #[field(default = 7.5, ge = 0.0, le = 20.0)]
    guidance_scale: f64,
    #[field(default = 256, ge = 1, le = 1024)]
    octree_resolution: u32,
}

#[output]
struct ObjectOutput {
    model_mesh: File,
    seed: i64,
}

#[endpoints]
impl Hunyuan3D {
    #[endpoint("/v2/mini/turbo")]
    #[billable(units(if input.textured_mesh { 3 } else { 1 }))]
    async fn generate_image(&self, input: Hunyuan3DInput) -> Result<ObjectOutput> {
        if input.octree_resolution == 13 {
            return Err(Error::status(400, "UserError: unlucky"));
        }
        if input.octree_resolution == 14 {
            return Err(Error::status(500, "downstream"));
        }
        Ok(ObjectOutput {
            model_mesh: File::from_url("https://v3.fal.media/files/x.glb"),
            seed: input.seed.unwrap_or(3),
        })
    }
}
