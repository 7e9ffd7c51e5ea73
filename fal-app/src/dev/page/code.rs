//! Code to copy: what stands in the form as a request in a shell, in Python and in JavaScript. Texts are quoted for their
//! language here, and then for HTML by the template.

use serde_json::Value;

use super::shown::is_unseen;
use crate::declare::{Auth, EndpointDeclaration};

/// A request to write.
pub(super) struct Asked<'a> {
    pub(super) endpoint: &'a EndpointDeclaration,
    /// The address of the marketplace.
    pub(super) address: &'a str,
    /// `owner/painter/film`
    pub(super) id: &'a str,
    pub(super) auth: Auth,
    /// Whose key it is.
    pub(super) caller: &'a str,
    pub(super) ceiling: &'a str,
    pub(super) body: &'a Value,
}

/// A language, and the code.
pub(super) struct Snippet {
    pub(super) name: &'static str,
    pub(super) slug: &'static str,
    pub(super) text: String,
}

/// How a language writes a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Language {
    Json,
    Python,
    JavaScript,
}

/// What a value may take to stand in one line.
const WIDE: usize = 64;

pub(super) fn snippets(asked: &Asked<'_>) -> Vec<Snippet> {
    let of = |name, slug, text| Snippet { name, slug, text };
    match asked.endpoint.realtime {
        Some(_) => vec![
            of("Python", "python", asked.python_session()),
            of("JavaScript", "javascript", asked.javascript_session()),
        ],
        None => vec![
            of("curl", "curl", asked.curl()),
            of("Python", "python", asked.python()),
            of("JavaScript", "javascript", asked.javascript()),
        ],
    }
}

impl Asked<'_> {
    fn url(&self, scheme: &str) -> String {
        format!("{scheme}://{}/run/{}", self.address, self.id)
    }

    fn has_key(&self) -> bool {
        self.auth != Auth::Public
    }

    /// A ceiling that the app understands.
    fn ceiling(&self) -> Option<&str> {
        let is_number = |byte: u8| byte.is_ascii_digit() || byte == b'.';
        let ceiling = Some(self.ceiling).filter(|ceiling| !ceiling.is_empty());
        ceiling.filter(|ceiling| ceiling.bytes().all(is_number))
    }

    /// Whether the answer says in a header what it costs.
    fn has_units(&self) -> bool {
        self.endpoint.bounds().is_some() && !self.endpoint.billing.deferred
    }

    fn whose(&self, comment: &str) -> String {
        match self.has_key() {
            true => format!(
                "{comment} FAL_KEY is a key of {}: it was shown once, when it was made.\n",
                self.caller
            ),
            false => String::new(),
        }
    }

    fn curl(&self) -> String {
        let stream = if self.endpoint.stream { "N" } else { "" };
        let mut text = self.whose("#");
        text += &format!("curl -sS{stream} '{}' \\\n", self.url("http"));
        if self.has_key() {
            text += "  -H \"Authorization: Key $FAL_KEY\" \\\n";
        }
        if let Some(ceiling) = self.ceiling() {
            text += &format!("  -H 'X-Max-Billable-Units: {ceiling}' \\\n");
        }
        let body = written(self.body, Language::Json, 5).replace('\'', r"'\''");
        text +=
            &format!("  -H 'Content-Type: application/json' -D headers.txt \\\n  -d '{body}'\n");
        text += match self.has_units() {
            true => "\ngrep -i '^x-fal-billable-units' headers.txt\n",
            false => "\ngrep -i '^x-fal-request-id' headers.txt\n",
        };
        text
    }

    fn python(&self) -> String {
        let mut text = self.whose("#");
        text += "import os\nimport httpx  # comes with fal_client\n\n";
        text += "request = dict(\n    method=\"POST\",\n";
        text += &format!("    url=\"{}\",\n    headers={{\n", self.url("http"));
        if self.has_key() {
            text += "        \"Authorization\": f\"Key {os.environ['FAL_KEY']}\",\n";
        }
        if let Some(ceiling) = self.ceiling() {
            text += &format!("        \"X-Max-Billable-Units\": \"{ceiling}\",\n");
        }
        let body = written(self.body, Language::Python, 4);
        text += &format!("    }},\n    json={body},\n    timeout=120,\n)\n");
        text += match self.endpoint.stream {
            true => {
                "with httpx.stream(**request) as answer:\n    answer.raise_for_status()\n    for line in answer.iter_lines():\n        print(line)\n"
            }
            false => {
                "answer = httpx.request(**request)\nanswer.raise_for_status()\nprint(answer.text)\n"
            }
        };
        text += match self.has_units() {
            true => "print(\"units:\", answer.headers[\"x-fal-billable-units\"])\n",
            false => "print(\"request:\", answer.headers[\"x-fal-request-id\"])\n",
        };
        text
    }

    fn javascript(&self) -> String {
        if self.endpoint.stream {
            return self.javascript_stream();
        }
        let body = written(self.body, Language::JavaScript, 2);
        let mut text = self.whose("//");
        text += "import { createFalClient } from \"@fal-ai/client\";\n\nlet units;\nconst fal = createFalClient({\n";
        if self.has_key() {
            text += "  credentials: process.env.FAL_KEY,\n";
        }
        text += &format!(
            "  proxyUrl: {{ url: \"http://{}/proxy\", when: \"always\" }},\n",
            self.address
        );
        text += "  fetch: async (url, init) => {\n    const headers = new Headers(init.headers);\n";
        if let Some(ceiling) = self.ceiling() {
            text += &format!("    headers.set(\"X-Max-Billable-Units\", \"{ceiling}\");\n");
        }
        text += "    const answer = await fetch(url, { ...init, headers });\n    units = answer.headers.get(\"x-fal-billable-units\") ?? units;\n    return answer;\n  },\n});\n\n";
        text += &format!(
            "const {{ data }} = await fal.run(\"{}\", {{\n  input: {body},\n}});\nconsole.log(JSON.stringify(data, null, 2));\nconsole.log(\"units:\", units);\n",
            self.id
        );
        text
    }

    fn javascript_stream(&self) -> String {
        let mut text = self.whose("//");
        let body = written(self.body, Language::JavaScript, 2);
        text += &format!(
            "const answer = await fetch(\"{}\", {{\n  method: \"POST\",\n  headers: {{\n",
            self.url("http")
        );
        if self.has_key() {
            text += "    Authorization: `Key ${process.env.FAL_KEY}`,\n";
        }
        if let Some(ceiling) = self.ceiling() {
            text += &format!("    \"X-Max-Billable-Units\": \"{ceiling}\",\n");
        }
        text += &format!(
            "    \"Content-Type\": \"application/json\",\n  }},\n  body: JSON.stringify({body}),\n}});\n"
        );
        text += "for await (const text of answer.body.pipeThrough(new TextDecoderStream())) {\n  process.stdout.write(text);\n}\n";
        text += "console.log(\"units:\", answer.headers.get(\"x-fal-billable-units\"));\n";
        text
    }

    fn python_session(&self) -> String {
        let mut text = self.whose("#");
        let body = written(self.body, Language::Python, 8);
        let headers = match self.has_key() {
            true => "    headers = {\"Authorization\": f\"Key {os.environ['FAL_KEY']}\"}\n",
            false => "    headers = {}\n",
        };
        text += "import asyncio\nimport os\nimport msgpack, websockets  # come with fal_client\n\n\nasync def main():\n";
        text += headers;
        text += &format!(
            "    url = \"{}\"\n    async with websockets.connect(url, additional_headers=headers) as session:\n",
            self.url("ws")
        );
        text += &format!("        await session.send(msgpack.packb({body}))\n");
        text += "        async for message in session:\n            if isinstance(message, bytes):\n                print(msgpack.unpackb(message))\n                break\n\n\nasyncio.run(main())\n";
        text
    }

    fn javascript_session(&self) -> String {
        let mut text = self.whose("//");
        let body = written(self.body, Language::JavaScript, 0);
        text += "import WebSocket from \"ws\";\nimport { decode, encode } from \"@msgpack/msgpack\";\n\n";
        let headers = match self.has_key() {
            true => "{ headers: { Authorization: `Key ${process.env.FAL_KEY}` } }",
            false => "{}",
        };
        text += &format!(
            "const session = new WebSocket(\"{}\", {headers});\n",
            self.url("ws")
        );
        text += &format!("session.on(\"open\", () => session.send(encode({body})));\n");
        text += "session.on(\"message\", (data, isBinary) => {\n  if (!isBinary) return;\n  console.log(decode(data));\n  session.close();\n});\n";
        text
    }
}

/// A value as a language writes it, whose later lines are so far to the right.
fn written(value: &Value, language: Language, indent: usize) -> String {
    let line = one_line(value, language);
    if line.len() <= WIDE {
        return line;
    }
    let inner = " ".repeat(indent + 2);
    let (open, members, close): (char, Vec<String>, char) = match value {
        Value::Array(items) if !items.is_empty() => {
            let items = items.iter().map(|item| written(item, language, indent + 2));
            ('[', items.collect(), ']')
        }
        Value::Object(members) if !members.is_empty() => {
            let members = members.iter().map(|(name, value)| {
                format!(
                    "{}: {}",
                    text(name, language),
                    written(value, language, indent + 2)
                )
            });
            ('{', members.collect(), '}')
        }
        _ => return line,
    };
    let members = members.join(&format!(",\n{inner}"));
    format!("{open}\n{inner}{members}\n{}{close}", " ".repeat(indent))
}

fn one_line(value: &Value, language: Language) -> String {
    match value {
        Value::Null if language == Language::Python => "None".to_owned(),
        Value::Bool(true) if language == Language::Python => "True".to_owned(),
        Value::Bool(false) if language == Language::Python => "False".to_owned(),
        Value::String(string) => text(string, language),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| one_line(item, language)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                format!("{}: {}", text(name, language), one_line(value, language))
            });
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// A string literal. All three languages read the escapes of JSON; what is not seen is escaped, so that what is copied is what
/// is shown.
fn text(string: &str, language: Language) -> String {
    let json = Value::from(string).to_string();
    let mut text = String::with_capacity(json.len());
    for letter in json.chars() {
        let is_escaped = is_unseen(letter) || (letter == '<' && language != Language::Json);
        match is_escaped {
            true => text += &format!("\\u{:04x}", u32::from(letter)),
            false => text.push(letter),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Language, text, written};

    #[test]
    fn texts_are_quoted_for_their_language() {
        let hostile = "it's </script> \u{2028}\u{202e}\"\\\n";
        assert_eq!(
            text(hostile, Language::JavaScript),
            r#""it's \u003c/script> \u2028\u202e\"\\\n""#
        );
        assert_eq!(
            text(hostile, Language::Json),
            r#""it's </script> \u2028\u202e\"\\\n""#
        );
    }

    #[test]
    fn values_are_those_of_the_language() {
        let value = json!({"a": [true, null, 1.5], "b": {}});
        assert_eq!(
            written(&value, Language::Python, 0),
            r#"{"a": [True, None, 1.5], "b": {}}"#
        );
        let long = json!({"prompt": "a".repeat(70), "list": [1, 2]});
        let lines = written(&long, Language::Json, 2);
        assert_eq!(lines.lines().count(), 4);
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&lines).ok(),
            Some(long)
        );
    }
}
