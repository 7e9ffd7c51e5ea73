//! Tuples and arrays, which are lists of so many items.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};

use crate::fields::from_literal::FromLiteral;
use crate::fields::literal::Literal;
use crate::fields::lookup::refused;
use crate::fields::place::Place;
use crate::fields::read::Seed;
use crate::fields::table::Shape;
use crate::fields::tree::{Branch, Depth, FieldTree, Tree};
use crate::fields::value::{Described, Input, Output};
use crate::fields::writer::Writer;

/// Reads the item with this index.
fn item<'de, T: Input, A: SeqAccess<'de>>(
    from: &mut A,
    place: &Place<'_>,
    index: usize,
) -> Result<T, A::Error> {
    let of_items = place.rules().of_items();
    let place = place.item(&of_items, index);
    from.next_element_seed(Seed::new(&place))?
        .ok_or_else(refused)
}

/// Reads the end.
fn end<'de, A: SeqAccess<'de>>(from: &mut A) -> Result<(), A::Error> {
    match from.next_element::<IgnoredAny>()? {
        None => Ok(()),
        Some(_) => Err(refused()),
    }
}

/// A tuple or an array while it is read.
struct Items<'p, T> {
    place: &'p Place<'p>,
    of: PhantomData<T>,
}

impl<'p, T> Items<'p, T> {
    fn new(place: &'p Place<'p>) -> Self {
        Self {
            place,
            of: PhantomData,
        }
    }
}

// `do_not_recommend` keeps rustc from listing these implementations before all others.
macro_rules! tuples {
    ($($length:literal: $($item:ident $index:tt)*;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($item: Described),*> Described for ($($item,)*) {
            const SHAPE: Shape = Shape::Tuple(&[$($item::SHAPE),*]);

            fn write(&self, writer: &mut Writer) {
                let items: [&dyn Fn(&mut Writer); $length] = [$(&|writer| self.$index.write(writer)),*];
                writer.items(items, |writer, write| write(writer));
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($item: Input),*> Input for ($($item,)*) {
            fn read<'de, __D: Deserializer<'de>>(from: __D, place: &Place<'_>) -> Result<Self, __D::Error> {
                from.deserialize_seq(Items::<Self>::new(place))
            }
        }

        impl<'de, $($item: Input),*> Visitor<'de> for Items<'_, ($($item,)*)> {
            type Value = ($($item,)*);

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a list of {}", $length)
            }

            fn visit_seq<__A: SeqAccess<'de>>(self, mut from: __A) -> Result<Self::Value, __A::Error> {
                let items = ($(item::<$item, __A>(&mut from, self.place, $index)?,)*);
                end(&mut from).map(|()| items)
            }
        }

        impl<__D: Depth, $($item: FieldTree<__D>),*> FieldTree<__D> for ($($item,)*) {
            const TREE: &'static Tree = &Tree::new(&[$(Branch::unnamed($item::TREE)),*]);
        }

        #[diagnostic::do_not_recommend]
        impl<$($item: Output),*> Output for ($($item,)*) {}

        impl<$($item: FromLiteral),*> FromLiteral for ($($item,)*) {
            fn from_literal(literal: &Literal) -> Option<Self> {
                let mut items = literal.items()?.iter();
                Some(($($item::from_literal(items.next()?)?,)*))
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T: Described> Described for [T; $length] {
            const SHAPE: Shape = Shape::Tuple(&[T::SHAPE; $length]);

            fn write(&self, writer: &mut Writer) {
                writer.list(self);
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T: Input> Input for [T; $length] {
            fn read<'de, __D: Deserializer<'de>>(from: __D, place: &Place<'_>) -> Result<Self, __D::Error> {
                from.deserialize_seq(Items::<Self>::new(place))
            }
        }

        impl<'de, T: Input> Visitor<'de> for Items<'_, [T; $length]> {
            type Value = [T; $length];

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a list of {}", $length)
            }

            fn visit_seq<__A: SeqAccess<'de>>(self, mut from: __A) -> Result<Self::Value, __A::Error> {
                let items = [$(item::<T, __A>(&mut from, self.place, $index)?),*];
                end(&mut from).map(|()| items)
            }
        }

        impl<__D: Depth, T: FieldTree<__D>> FieldTree<__D> for [T; $length] {
            const TREE: &'static Tree = T::TREE;
        }

        #[diagnostic::do_not_recommend]
        impl<T: Output> Output for [T; $length] {}

        impl<T: FromLiteral> FromLiteral for [T; $length] {
            fn from_literal(literal: &Literal) -> Option<Self> {
                Vec::from_literal(literal)?.try_into().ok()
            }
        }
    )*};
}

tuples! {
    1: A 0;
    2: A 0 B 1;
    3: A 0 B 1 C 2;
    4: A 0 B 1 C 2 D 3;
    5: A 0 B 1 C 2 D 3 E 4;
    6: A 0 B 1 C 2 D 3 E 4 F 5;
    7: A 0 B 1 C 2 D 3 E 4 F 5 G 6;
    8: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7;
}
