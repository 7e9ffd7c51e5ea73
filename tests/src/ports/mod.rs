//! Apps of the Python SDK, ported as their authors would write them. `ports/NAME.py` is an app as the SDK runs it, and
//! `ports/NAME.recorded.json` what it answers there.

#![allow(clippy::print_stdout, reason = "what an app prints is its log")]

use std::process::ExitCode;

pub mod compose;
pub mod cut_out;
pub mod film_by_choice;
pub mod look;
pub mod paint_general;
pub mod shape;
pub mod speech;
pub mod studio;
pub mod transcribe;

/// The names of the ports.
pub const NAMES: [&str; 9] = [
    "compose",
    "cut_out",
    "film_by_choice",
    "look",
    "paint_general",
    "shape",
    "speech",
    "studio",
    "transcribe",
];

/// Runs the command of a port.
pub fn main(name: &str) -> ExitCode {
    match name {
        "compose" => fal_app::main::<compose::Compose>(),
        "cut_out" => fal_app::main::<cut_out::CutOut>(),
        "film_by_choice" => fal_app::main::<film_by_choice::FilmByChoice>(),
        "look" => fal_app::main::<look::Look>(),
        "paint_general" => fal_app::main::<paint_general::PaintGeneral>(),
        "shape" => fal_app::main::<shape::Hunyuan3D>(),
        "speech" => fal_app::main::<speech::Speech>(),
        "studio" => fal_app::main::<studio::Studio>(),
        "transcribe" => fal_app::main::<transcribe::Whisper>(),
        _ => panic!("there is no port `{name}`; there are {NAMES:?}"),
    }
}
