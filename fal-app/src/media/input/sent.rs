//! What all types of media that are sent have.

/// Declares a type of a medium that is sent, without how it is read and written.
macro_rules! sent {
    ($(#[$doc:meta])* $name:ident, $kind:expr) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name {
            source: Source,
        }

        impl $name {
            /// The URL or data URI, as the caller sent it.
            #[must_use]
            pub fn url(&self) -> &str {
                self.source.url()
            }

            /// Fetches the bytes: from public addresses only, through at most 5 redirects, within 5 minutes, and at most
            /// `max_file_size` of them. A data URI is decoded.
            ///
            /// # Errors
            /// A 422 that names this field, one of the platform's model errors: `file_download_error`,
            /// `file_too_large`, and for pictures `image_load_error`, `image_too_small`, `image_too_large`.
            pub async fn fetch(&self, context: &RequestContext) -> Result<Fetched> {
                fetch::fetch(&self.source, $kind, context).await
            }

            /// Fetches the bytes as `fetch` does, for a method that is a plain `fn`. This blocks the thread.
            ///
            /// # Errors
            /// Those of `fetch`, and a 499 when the request is cancelled meanwhile.
            pub fn fetch_blocking(&self, context: &RequestContext) -> Result<Fetched> {
                fetch::fetch_blocking(&self.source, $kind, context)
            }
        }

        /// Takes a URL or a data URI, for tests and examples.
        impl<T: Into<String>> From<T> for $name {
            fn from(url: T) -> Self {
                Self { source: Source::from_url(url.into()) }
            }
        }

        impl FromLiteral for $name {
            fn from_literal(literal: &Literal) -> Option<Self> {
                match *literal {
                    Literal::Text(url) => Some(Self::from(url)),
                    _ => None,
                }
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.source).finish()
            }
        }

        impl<D: Depth> FieldTree<D> for $name {}
    };
}

pub(super) use sent;
