//! Values that hold themselves, of few and of many fields: read, written and dropped as deep as JSON may nest, on the
//! stack that a thread usually has. What nests deeper is refused, and ends no process.

use std::fmt::Debug;

use fal_app::__private::{Described, Writer, decode, decode_by_table, decode_canonical};
use fal_app::Input;
use fal_app::prelude::*;

const JSON: Option<&[u8]> = Some(b"application/json");

/// Lists and objects in a body, at most.
const DEPTH: usize = 127;

macro_rules! wide {
    ($name:ident, $type:ty, $value:literal, [$($field:ident)*]) => {
        #[input]
        #[output]
        #[derive(Debug, PartialEq)]
        struct $name {
            inner: Option<Box<$name>>,
            list: Option<Vec<$name>>,
            $(#[field(default = $value)] $field: $type,)*
        }

        impl $name {
            fn depth(&self) -> usize {
                let mut depth = 1;
                let mut here = self;
                while let Some(inner) = &here.inner {
                    depth += 1;
                    here = inner;
                }
                depth
            }
        }
    };
}

wide!(Narrow, u8, 1, []);
wide!(Wide46, String, "x", [
    f0 f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 f11 f12 f13 f14 f15 f16 f17 f18 f19 f20 f21 f22 f23 f24 f25 f26 f27
    f28 f29 f30 f31 f32 f33 f34 f35 f36 f37 f38 f39 f40 f41 f42 f43
]);
wide!(Flags211, bool, true, [
    f0 f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 f11 f12 f13 f14 f15 f16 f17 f18 f19 f20 f21 f22 f23 f24 f25 f26 f27
    f28 f29 f30 f31 f32 f33 f34 f35 f36 f37 f38 f39 f40 f41 f42 f43 f44 f45 f46 f47 f48 f49 f50 f51 f52 f53
    f54 f55 f56 f57 f58 f59 f60 f61 f62 f63 f64 f65 f66 f67 f68 f69 f70 f71 f72 f73 f74 f75 f76 f77 f78 f79
    f80 f81 f82 f83 f84 f85 f86 f87 f88 f89 f90 f91 f92 f93 f94 f95 f96 f97 f98 f99 f100 f101 f102 f103 f104
    f105 f106 f107 f108 f109 f110 f111 f112 f113 f114 f115 f116 f117 f118 f119 f120 f121 f122 f123 f124 f125
    f126 f127 f128 f129 f130 f131 f132 f133 f134 f135 f136 f137 f138 f139 f140 f141 f142 f143 f144 f145 f146
    f147 f148 f149 f150 f151 f152 f153 f154 f155 f156 f157 f158 f159 f160 f161 f162 f163 f164 f165 f166 f167
    f168 f169 f170 f171 f172 f173 f174 f175 f176 f177 f178 f179 f180 f181 f182 f183 f184 f185 f186 f187 f188
    f189 f190 f191 f192 f193 f194 f195 f196 f197 f198 f199 f200 f201 f202 f203 f204 f205 f206 f207 f208
]);
wide!(Wide211, String, "x", [
    f0 f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 f11 f12 f13 f14 f15 f16 f17 f18 f19 f20 f21 f22 f23 f24 f25 f26 f27
    f28 f29 f30 f31 f32 f33 f34 f35 f36 f37 f38 f39 f40 f41 f42 f43 f44 f45 f46 f47 f48 f49 f50 f51 f52 f53
    f54 f55 f56 f57 f58 f59 f60 f61 f62 f63 f64 f65 f66 f67 f68 f69 f70 f71 f72 f73 f74 f75 f76 f77 f78 f79
    f80 f81 f82 f83 f84 f85 f86 f87 f88 f89 f90 f91 f92 f93 f94 f95 f96 f97 f98 f99 f100 f101 f102 f103 f104
    f105 f106 f107 f108 f109 f110 f111 f112 f113 f114 f115 f116 f117 f118 f119 f120 f121 f122 f123 f124 f125
    f126 f127 f128 f129 f130 f131 f132 f133 f134 f135 f136 f137 f138 f139 f140 f141 f142 f143 f144 f145 f146
    f147 f148 f149 f150 f151 f152 f153 f154 f155 f156 f157 f158 f159 f160 f161 f162 f163 f164 f165 f166 f167
    f168 f169 f170 f171 f172 f173 f174 f175 f176 f177 f178 f179 f180 f181 f182 f183 f184 f185 f186 f187 f188
    f189 f190 f191 f192 f193 f194 f195 f196 f197 f198 f199 f200 f201 f202 f203 f204 f205 f206 f207 f208
]);

/// Objects within each other.
fn objects(depth: usize) -> String {
    let (open, close) = (r#"{"inner":"#.repeat(depth - 1), "}".repeat(depth - 1));
    format!("{open}{{}}{close}")
}

fn check<T: Input + Debug + PartialEq>(depth: fn(&T) -> usize) {
    let body = objects(DEPTH);
    let read = decode_canonical::<T>(body.as_bytes(), JSON).expect("a canonical body");
    assert_eq!(depth(&read), DEPTH);
    let by_table = decode_by_table::<T>(body.as_bytes(), JSON).expect("a body for the table");
    assert_eq!(depth(&by_table), DEPTH);
    drop(by_table);
    let mut writer = Writer::answer();
    read.write(&mut writer);
    drop(read);
    let written = writer.finish().expect("JSON");
    let again = decode::<T>(&written, JSON).expect("what was written");
    assert_eq!(depth(&again), DEPTH);
    // One level more is no body of anybody.
    assert!(decode::<T>(objects(DEPTH + 1).as_bytes(), JSON).is_err());
    // Lists count as objects do.
    let (open, close) = (r#"{"list":["#.repeat(63), "]}".repeat(63));
    let lists = format!("{open}{{\"inner\":null}}{close}");
    assert!(decode::<T>(lists.as_bytes(), JSON).is_ok());
}

#[test]
fn a_struct_of_few_fields_nests_as_deep_as_json() {
    check(Narrow::depth);
}

#[test]
fn a_struct_of_46_fields_nests_as_deep_as_json() {
    check(Wide46::depth);
}

#[test]
fn a_struct_of_211_flags_nests_as_deep_as_json() {
    check(Flags211::depth);
}

#[test]
fn a_struct_of_211_fields_nests_as_deep_as_json() {
    check(Wide211::depth);
}

#[input]
#[output]
#[serde(untagged)]
#[derive(Debug, PartialEq)]
enum Chain {
    End(u32),
    Link(Box<Chain>),
}

#[output]
struct Links {
    next: Option<Box<Links>>,
}

/// Far deeper than any stack is.
const FAR: usize = 1 << 20;

fn is_refused(value: &impl Described) {
    let mut writer = Writer::answer();
    value.write(&mut writer);
    let refused = writer.finish().expect_err("it nests too deep");
    assert!(refused.to_string().contains("nests too deep"), "{refused}");
}

#[test]
fn an_answer_that_nests_too_deep_is_refused() {
    let mut links = Links { next: None };
    let mut chain = Chain::End(1);
    let mut value = Value::Null;
    for _ in 0..FAR {
        links = Links {
            next: Some(Box::new(links)),
        };
        chain = Chain::Link(Box::new(chain));
        value = Value::Array(vec![value]);
    }
    is_refused(&links);
    is_refused(&chain);
    is_refused(&value);
    // Rust drops them recursively: they are taken apart here.
    while let Some(next) = links.next.take() {
        links = *next;
    }
    while let Chain::Link(next) = chain {
        chain = *next;
    }
    while let Some(inner) = value.as_array_mut().and_then(Vec::pop) {
        value = inner;
    }
}

#[fal_app]
#[derive(Default)]
struct Deep;

#[endpoints]
impl Deep {
    #[endpoint("/")]
    async fn deep(&self) -> Result<Links> {
        let mut links = Links { next: None };
        for _ in 0..FAR {
            links = Links {
                next: Some(Box::new(links)),
            };
        }
        Ok(links)
    }
}

#[test]
fn an_answer_that_nests_too_deep_is_a_500() {
    let client = fal_app::test::Client::<Deep>::start().expect("the app starts");
    let reply = client.post_json("/", "{}").expect("an answer");
    assert_eq!(reply.status(), 500);
    assert_eq!(reply.units(), Some(BillableUnits::ZERO));
}
