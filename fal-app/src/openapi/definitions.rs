//! The objects of the document. Each has a name of its own.

use serde_json::{Map, Value, json};

use crate::declare::EndpointDeclaration;
use crate::fields::schema::{self, Definition, written};
use crate::fields::{Rules, Shape};

/// The names of FastAPI's own schemas.
const RESERVED: [&str; 2] = ["HTTPValidationError", "ValidationError"];

/// All objects in the inputs and outputs of endpoints, also those inside others.
pub(super) struct Definitions {
    list: Vec<Named>,
    /// Whether an endpoint has an input, and so may answer 422.
    refuses: bool,
}

struct Named {
    definition: Definition,
    /// The values that the properties show: those of the first `#[example]` of an endpoint whose input this object is.
    example: Option<Value>,
    name: String,
}

impl Definitions {
    /// Finds the objects and names them.
    pub(super) fn collect(endpoints: &[EndpointDeclaration]) -> Self {
        let refuses = endpoints.iter().any(|endpoint| endpoint.input.is_some());
        let mut found = Self {
            list: Vec::new(),
            refuses,
        };
        for endpoint in endpoints {
            let shapes = endpoint.input.iter().chain([&endpoint.output]);
            shapes.for_each(|shape| found.visit(shape));
            found.keep_example(endpoint);
        }
        found.tell_apart();
        found
    }

    /// The schema of an input or an output.
    pub(super) fn value(&self, shape: &Shape) -> Map<String, Value> {
        schema::value(shape, &Rules::NONE, &mut |to| self.reference(to))
    }

    /// `components.schemas`, sorted as FastAPI's.
    pub(super) fn schemas(&self) -> Map<String, Value> {
        let mut schemas: Vec<(String, Value)> = self
            .list
            .iter()
            .map(|named| (named.name.clone(), self.schema(named)))
            .collect();
        if self.refuses {
            let [detail, error] = RESERVED;
            schemas.extend([
                (detail.to_owned(), http_validation_error()),
                (error.to_owned(), validation_error()),
            ]);
        }
        schemas.sort_by(|one, other| one.0.cmp(&other.0));
        schemas.into_iter().collect()
    }

    /// Adds the objects that a value of this shape refers to, and those that these refer to.
    fn visit(&mut self, shape: &Shape) {
        let mut referred = Vec::new();
        schema::value(shape, &Rules::NONE, &mut |to| note(&mut referred, to));
        while let Some(definition) = referred.pop() {
            if self.list.iter().any(|named| named.definition == definition) {
                continue;
            }
            schema::definition(definition, None, &mut |to| note(&mut referred, to));
            self.list.push(Named {
                definition,
                example: None,
                name: base(definition),
            });
        }
    }

    fn keep_example(&mut self, endpoint: &EndpointDeclaration) {
        let (Some(Shape::Object(table)), Some(first)) =
            (&endpoint.input, endpoint.examples.first())
        else {
            return;
        };
        let taken = Definition {
            table: table(),
            tag: None,
        };
        if let Some(named) = self.list.iter_mut().find(|named| named.definition == taken) {
            named.example = named.example.take().or_else(|| written(*first));
        }
    }

    /// Gives objects with the same name and different schemas different names: `Size-1`, `Size-2`. No name in Rust has a
    /// hyphen, so these are free. Objects that differ only in what they refer to get their names in a later round.
    fn tell_apart(&mut self) {
        loop {
            let schemas: Vec<Value> = self.list.iter().map(|named| self.schema(named)).collect();
            let names: Vec<String> = (0..self.list.len())
                .map(|index| self.name(index, &schemas))
                .collect();
            if self.list.iter().map(|named| &named.name).eq(&names) {
                return;
            }
            self.list
                .iter_mut()
                .zip(names)
                .for_each(|(named, name)| named.name = name);
        }
    }

    fn name(&self, index: usize, schemas: &[Value]) -> String {
        let base = base(self.list[index].definition);
        let mut different: Vec<&Value> = Vec::new();
        for (named, schema) in self.list.iter().zip(schemas) {
            if self::base(named.definition) == base && !different.contains(&schema) {
                different.push(schema);
            }
        }
        if different.len() == 1 && !RESERVED.contains(&base.as_str()) {
            return base;
        }
        let nth = different
            .iter()
            .take_while(|schema| **schema != &schemas[index])
            .count()
            + 1;
        format!("{base}-{nth}")
    }

    fn schema(&self, named: &Named) -> Value {
        schema::definition(named.definition, named.example.as_ref(), &mut |to| {
            self.reference(to)
        })
    }

    fn reference(&self, to: Definition) -> String {
        let name = self
            .list
            .iter()
            .find(|named| named.definition == to)
            .map_or("", |named| &named.name);
        format!("#/components/schemas/{name}")
    }
}

fn note(referred: &mut Vec<Definition>, to: Definition) -> String {
    referred.push(to);
    String::new()
}

/// The name of the type, in the letters that a name in the document may have.
fn base(definition: Definition) -> String {
    let plain = |letter: char| {
        if letter.is_ascii_alphanumeric() {
            letter
        } else {
            '_'
        }
    };
    definition.table.name.chars().map(plain).collect()
}

fn http_validation_error() -> Value {
    json!({
        "properties": {
            "detail": {
                "items": {"$ref": "#/components/schemas/ValidationError"},
                "type": "array",
                "title": "Detail",
            },
        },
        "type": "object",
        "title": "HTTPValidationError",
        "x-fal-order-properties": ["detail"],
    })
}

fn validation_error() -> Value {
    json!({
        "properties": {
            "loc": {
                "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
                "type": "array",
                "title": "Location",
            },
            "msg": {"type": "string", "title": "Message"},
            "type": {"type": "string", "title": "Error Type"},
            "input": {"title": "Input"},
            "ctx": {"type": "object", "title": "Context"},
        },
        "type": "object",
        "required": ["loc", "msg", "type"],
        "title": "ValidationError",
        "x-fal-order-properties": ["loc", "msg", "type", "input", "ctx"],
    })
}
