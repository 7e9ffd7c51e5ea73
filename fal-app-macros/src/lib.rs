//! The attributes of `fal-app`; documented where that crate gives them on.
