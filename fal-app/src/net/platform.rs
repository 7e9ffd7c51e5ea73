//! What the environment says about the platform.

use std::env;

use http::HeaderValue;

use super::{Failure, Url};

/// What the environment says about the platform (`docs/platform.md` §1.3, §5).
#[derive(Clone, Debug)]
pub(crate) struct Platform {
    /// The value of `Authorization`.
    pub(crate) key: HeaderValue,
    /// The URL to which files are announced and units are reported, without a slash at its end.
    pub(crate) rest: String,
    /// The origin of the platform's files. Its address need not be public: a marketplace on a laptop has it on loopback.
    pub(crate) files: Option<Url>,
}

impl Platform {
    /// `None` without the platform's key, which is `FAL_KEY`, or `FAL_KEY_ID` and `FAL_KEY_SECRET`.
    ///
    /// # Errors
    /// `FAL_KEY` or `FAL_CDN_V3_HOST` is not valid.
    pub(crate) fn from_environment() -> Result<Option<Self>, Failure> {
        let Some(key) = key() else {
            return Ok(None);
        };
        let mut key = HeaderValue::try_from(format!("Key {key}"))
            .map_err(|_| Failure::Final("`FAL_KEY` is not a valid key".to_owned()))?;
        key.set_sensitive(true);
        let files = variable("FAL_CDN_V3_HOST")
            .map(|files| Url::parse(&files))
            .transpose()
            .map_err(|why| Failure::Final(format!("`FAL_CDN_V3_HOST`: {why}")))?;
        Ok(Some(Self {
            key,
            rest: rest(),
            files,
        }))
    }
}

/// Whether the app runs on the platform, which names it.
pub(crate) fn is_on_platform() -> bool {
    variable("FAL_APP_NAME").is_some()
}

fn key() -> Option<String> {
    variable("FAL_KEY").or_else(|| {
        let (id, secret) = (variable("FAL_KEY_ID")?, variable("FAL_KEY_SECRET")?);
        Some(format!("{id}:{secret}"))
    })
}

/// As in the SDK: `FAL_REST_HOST`, or the host beside that of the API.
fn rest() -> String {
    let is_local = is_set("ISOLATE_TEST_MODE") || is_set("ISOLATE_AUTH_DISABLED");
    let scheme = if is_local { "http" } else { "https" };
    let host = variable("FAL_REST_HOST").unwrap_or_else(|| {
        let api = variable("FAL_GRPC_HOST").or_else(|| variable("FAL_HOST"));
        let api = api.unwrap_or_else(|| "api.alpha.fal.ai".to_owned());
        match api.strip_prefix("api") {
            Some(rest) => format!("rest{rest}"),
            None => api,
        }
    });
    format!("{scheme}://{host}")
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// Whether a switch is on, as the SDK reads it.
fn is_set(name: &str) -> bool {
    variable(name).is_some_and(|value| {
        !matches!(
            value.trim().to_ascii_lowercase().as_str(),
            "" | "0" | "false"
        )
    })
}
