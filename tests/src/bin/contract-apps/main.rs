//! Pairs of tiny apps, which the tests of the command `contract` compare: `APP=gone.old contract-apps contract`.

#![allow(
    unreachable_pub,
    reason = "what a macro writes is used in another module, or not at all"
)]

mod endpoints;
mod inputs;
mod outputs;
mod prices;

use std::env;
use std::process::ExitCode;

/// An app, by its name and its side.
type Main = fn() -> ExitCode;

/// Pairs of inputs, of endpoints that are free.
#[macro_export]
macro_rules! inputs {
    ($($name:ident { $($old:tt)* } { $($new:tt)* })*) => {
        $crate::apps! { $($name
            { #[input] struct In { $($old)* } $crate::asked!(free); }
            { #[input] struct In { $($new)* } $crate::asked!(free); }
        )* }
    };
}

/// Pairs of outputs.
#[macro_export]
macro_rules! outputs {
    ($($name:ident { $($old:tt)* } { $($new:tt)* })*) => {
        $crate::apps! { $($name
            { #[output] struct Out { $($old)* } $crate::answered!(); }
            { #[output] struct Out { $($new)* } $crate::answered!(); }
        )* }
    };
}

/// Pairs of inputs with a meter each.
#[macro_export]
macro_rules! prices {
    ($($name:ident ($($was:tt)*) { $($old:tt)* } ($($is:tt)*) { $($new:tt)* })*) => {
        $crate::apps! { $($name
            { #[input] struct In { $($old)* } $crate::asked!($($was)*); }
            { #[input] struct In { $($new)* } $crate::asked!($($is)*); }
        )* }
    };
}

/// Pairs of programs.
#[macro_export]
macro_rules! apps {
    ($($name:ident { $($old:tt)* } { $($new:tt)* })*) => {
        $(mod $name {
            pub(super) mod old { use fal_app::prelude::*; $($old)* pub(in super::super) type It = App; }
            pub(super) mod new { use fal_app::prelude::*; $($new)* pub(in super::super) type It = App; }
        })*
        pub(crate) const APPS: &[(&str, $crate::Main, $crate::Main)] = &[
            $((stringify!($name), fal_app::main::<$name::old::It>, fal_app::main::<$name::new::It>),)*
        ];
    };
}

/// An app that takes `In`, with this meter.
#[macro_export]
macro_rules! asked {
    ($($meter:tt)*) => {
        #[output]
        struct Out {
            #[field(ge = 0, le = 100)]
            seconds: f64,
            images: Vec<Image>,
            steps: u32,
        }

        #[fal_app(name = "painter", auth = "shared")]
        #[derive(Default)]
        pub struct App;

        #[endpoints]
        impl App {
            #[endpoint("/")]
            #[billable($($meter)*)]
            async fn run(&self, _: In) -> Result<Out> { Err("never asked".into()) }
        }
    };
}

/// An app that answers `Out`.
#[macro_export]
macro_rules! answered {
    () => {
        #[fal_app(name = "painter", auth = "shared")]
        #[derive(Default)]
        pub struct App;

        #[endpoints]
        impl App {
            #[endpoint("/")]
            #[billable(free)]
            async fn run(&self) -> Result<Out> {
                Err("never asked".into())
            }
        }
    };
}

fn main() -> ExitCode {
    let wanted = env::var("APP").unwrap_or_default();
    let (name, side) = wanted.split_once('.').unwrap_or_default();
    let rooms = [inputs::APPS, outputs::APPS, endpoints::APPS, prices::APPS];
    let mut apps = rooms.into_iter().flatten();
    match apps.find(|(known, ..)| *known == name) {
        Some((_, old, _)) if side == "old" => old(),
        Some((_, _, new)) if side == "new" => new(),
        _ => ExitCode::from(99),
    }
}
