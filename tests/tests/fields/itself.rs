//! A struct that holds itself, by its name or by `Self`.

use fal_app::prelude::*;
use fal_app::test::Client;
use serde_json::json;

#[input]
#[output]
struct Node {
    name: String,
    #[field(default = vec![])]
    children: Vec<Self>,
    next: Option<Box<Self>>,
    twin: Option<Box<Node>>,
}

#[fal_app]
#[derive(Default)]
struct Trees;

#[endpoints]
impl Trees {
    #[endpoint("/")]
    async fn echo(&self, input: Node) -> Result<Node> {
        Ok(input)
    }
}

#[test]
fn self_is_the_struct() {
    let client = Client::<Trees>::start().unwrap();
    let leaf = |name: &str| json!({"name": name, "children": [], "next": null, "twin": null});
    let tree = json!({"name": "a", "children": [leaf("b")], "next": leaf("c"), "twin": leaf("d")});
    let reply = client.post_json("/", &tree).unwrap();
    assert_eq!(reply.json().unwrap(), tree);
    let wrong = client.post_json("/", json!({"name": "a", "children": [{}]}));
    let errors = wrong.unwrap().json().unwrap();
    let loc = json!(["body", "children", 0, "name"]);
    assert_eq!(errors["detail"][0]["loc"], loc);
}
