//! Apps of the Python SDK, ported as their authors would write them. `ports/NAME.py` is an app as the SDK runs it, and
//! `ports/NAME.recorded.json` what it answers there.

use std::process::ExitCode;

pub mod compose;
pub mod film_by_choice;
pub mod shape;
pub mod speech;

/// The names of the ports.
pub const NAMES: [&str; 4] = ["compose", "film_by_choice", "shape", "speech"];

/// Runs the command of a port.
pub fn main(name: &str) -> ExitCode {
    match name {
        "compose" => fal_app::main::<compose::Compose>(),
        "film_by_choice" => fal_app::main::<film_by_choice::FilmByChoice>(),
        "shape" => fal_app::main::<shape::Hunyuan3D>(),
        "speech" => fal_app::main::<speech::Speech>(),
        _ => panic!("there is no port `{name}`; there are {NAMES:?}"),
    }
}
