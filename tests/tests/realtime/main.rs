//! Sessions: their document, their places, and the end of a server that has some. What a caller sees of them is compared with the
//! SDK in `conformance/realtime`.

#![allow(clippy::unwrap_used)]

mod document;
mod gone;
mod handshake;
mod places;
mod shapes;
mod stop;
