//! Defaults that are constants: `default = MAX_STEPS`, `default = ImageSize::SQUARE_HD`, `default = 60 * 60`.

use super::literal::Literal;
use super::types::image_size::ImageSize;

/// A constant of a type whose values have rules, so that they are held against it when compiling.
#[derive(Clone, Copy, Debug)]
pub struct Constant<T>(pub T);

macro_rules! constants {
    ($($constant:ty, $value:ident => $literal:expr;)*) => {$(
        impl Constant<$constant> {
            /// The value that it has.
            #[must_use]
            pub const fn literal(self) -> Literal {
                let $value = self.0;
                $literal
            }
        }
    )*};
}

constants! {
    i8, value => Literal::Integer(value as i128);
    i16, value => Literal::Integer(value as i128);
    i32, value => Literal::Integer(value as i128);
    i64, value => Literal::Integer(value as i128);
    isize, value => Literal::Integer(value as i128);
    u8, value => Literal::Integer(value as i128);
    u16, value => Literal::Integer(value as i128);
    u32, value => Literal::Integer(value as i128);
    u64, value => Literal::Integer(value as i128);
    usize, value => Literal::Integer(value as i128);
    f32, value => Literal::Number(value as f64);
    f64, value => Literal::Number(value);
    &'static str, value => Literal::Text(value);
    ImageSize, value => Literal::Size(value.width(), value.height());
}
