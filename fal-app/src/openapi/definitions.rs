//! The objects of the document. Each has a name of its own.

use serde_json::{Map, Value, json};

use crate::declare::EndpointDeclaration;
use crate::fields::schema::{self, Definition, example};
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
    /// Whether an input holds it, and whether an output does.
    held_by: HeldBy,
    /// The values that the properties show: those of the first `#[example]` of an endpoint whose input this object is.
    example: Option<Value>,
    name: String,
}

/// What holds an object. pydantic gives an object of requests and its like of answers different names.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct HeldBy {
    inputs: bool,
    outputs: bool,
}

impl HeldBy {
    const INPUTS: Self = Self {
        inputs: true,
        outputs: false,
    };
    const OUTPUTS: Self = Self {
        inputs: false,
        outputs: true,
    };

    const fn and(self, other: Self) -> Self {
        Self {
            inputs: self.inputs || other.inputs,
            outputs: self.outputs || other.outputs,
        }
    }
}

impl Definitions {
    /// Finds the objects and names them.
    pub(super) fn collect(endpoints: &[EndpointDeclaration]) -> Self {
        let mut requests = endpoints
            .iter()
            .filter(|endpoint| endpoint.realtime.is_none());
        let refuses = requests.any(|endpoint| endpoint.input.is_some());
        let mut found = Self {
            list: Vec::new(),
            refuses,
        };
        for endpoint in endpoints {
            if let Some(input) = &endpoint.input {
                found.visit(input, HeldBy::INPUTS);
            }
            found.visit(&endpoint.output, HeldBy::OUTPUTS);
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
    fn visit(&mut self, shape: &Shape, by: HeldBy) {
        let mut referred = Vec::new();
        schema::value(shape, &Rules::NONE, &mut |to| note(&mut referred, to));
        while let Some(definition) = referred.pop() {
            let mut list = self.list.iter_mut();
            match list.find(|named| named.definition == definition) {
                Some(named) if named.held_by.and(by) == named.held_by => continue,
                Some(named) => named.held_by = named.held_by.and(by),
                None => self.list.push(Named {
                    definition,
                    held_by: by,
                    example: None,
                    name: base(definition),
                }),
            }
            schema::definition(definition, None, &mut |to| note(&mut referred, to));
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
            let own = named.example.take();
            named.example = own.or_else(|| example(&endpoint.example_json(*first).ok()?));
        }
    }

    /// Gives objects with the same name and different schemas different names: `File-Input` and `File-Output` where one is
    /// in requests only and the other in answers only, as FastAPI does, else `Size-1`, `Size-2`. No name in Rust has a
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
        let mut different: Vec<(&Value, HeldBy)> = Vec::new();
        for (named, schema) in self.list.iter().zip(schemas) {
            if self::base(named.definition) != base {
                continue;
            }
            match different.iter_mut().find(|(known, _)| *known == schema) {
                Some((_, held_by)) => *held_by = held_by.and(named.held_by),
                None => different.push((schema, named.held_by)),
            }
        }
        let own = |(schema, _): &&(&Value, HeldBy)| *schema == &schemas[index];
        match *different {
            [_] if !RESERVED.contains(&base.as_str()) => base,
            [(_, HeldBy::INPUTS), (_, HeldBy::OUTPUTS)]
            | [(_, HeldBy::OUTPUTS), (_, HeldBy::INPUTS)] => {
                let side = match different.iter().find(own) {
                    Some((_, HeldBy::INPUTS)) => "Input",
                    _ => "Output",
                };
                format!("{base}-{side}")
            }
            _ => {
                let before = different.iter().take_while(|one| !own(one)).count();
                format!("{base}-{}", before + 1)
            }
        }
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
