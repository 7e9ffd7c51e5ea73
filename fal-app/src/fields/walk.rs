//! All that a value of a shape may hold, at any depth.

use std::ptr;

use super::table::{Shape, Table, Union};

/// Visits a shape, and each that a value of it may hold. A type that holds itself is visited once.
pub(crate) fn walk(shape: &Shape, visit: &mut dyn FnMut(&Shape)) {
    Walk {
        tables: Vec::new(),
        unions: Vec::new(),
        visit,
    }
    .shape(shape);
}

struct Walk<'v> {
    tables: Vec<&'static Table>,
    unions: Vec<&'static Union>,
    visit: &'v mut dyn FnMut(&Shape),
}

impl Walk<'_> {
    fn shape(&mut self, shape: &Shape) {
        (self.visit)(shape);
        match shape {
            Shape::Optional(of) | Shape::List(of) | Shape::Map(of) => self.shape(of),
            Shape::Tuple(items) => items.iter().for_each(|item| self.shape(item)),
            Shape::Object(table) | Shape::Medium(_, table) => self.table(table()),
            Shape::Union(union) => self.union(union()),
            Shape::Text
            | Shape::MediaUrl(_)
            | Shape::Bytes
            | Shape::Boolean
            | Shape::Integer { .. }
            | Shape::Number { .. }
            | Shape::Any
            | Shape::Null
            | Shape::Choice(_)
            | Shape::ImageSize => {}
        }
    }

    fn table(&mut self, table: &'static Table) {
        if !self.tables.iter().any(|known| ptr::eq(*known, table)) {
            self.tables.push(table);
            for field in table.fields {
                self.shape(&field.shape);
            }
        }
    }

    fn union(&mut self, union: &'static Union) {
        if !self.unions.iter().any(|known| ptr::eq(*known, union)) {
            self.unions.push(union);
            for variant in union.variants {
                self.shape(&variant.shape);
            }
        }
    }
}
