//! Apps in modules, in functions, in the output of macros and under `#[cfg]`, with parameters and names of every kind.

#![deny(warnings)]

use fal_app::App;
use fal_app::prelude::*;

#[input]
struct Pair {
    one: u32,
    two: u32,
    r#type: u32,
}

mod first {
    use fal_app::prelude::*;

    use super::Pair;

    #[fal_app]
    #[derive(Default)]
    pub(super) struct Adder;

    #[endpoints]
    impl Adder {
        /// A destructured parameter.
        #[endpoint("/")]
        #[billable(units(input.one + input.r#type))]
        pub(super) async fn add(&self, Pair { one, two, r#type }: Pair) -> Result<()> {
            let _ = one + two + r#type;
            Ok(())
        }

        /// A name that is a keyword, and a renamed parameter.
        #[endpoint("/type")]
        #[billable(per_image(images = input.r#type))]
        pub(super) fn r#type(&self, context: &RequestContext, mut asked: Pair) -> Result<()> {
            asked.one += 1;
            let _ = (asked.one + asked.two, context);
            Ok(())
        }
    }
}

#[fal_app]
#[derive(Default)]
struct Second;

#[fal_app::endpoints]
impl Second {
    #[fal_app::endpoint("/")]
    #[fal_app::billable(free)]
    async fn ping(&self) -> Result<()> {
        Ok(())
    }
}

macro_rules! app {
    ($name:ident, $path:literal, $input:ty, $units:expr, $times:expr) => {
        #[fal_app]
        #[derive(Default)]
        struct $name;

        #[endpoints]
        impl $name {
            #[endpoint($path)]
            #[billable(units($units))]
            async fn given(&self, _: $input) -> Result<()> {
                Ok(())
            }

            #[endpoint("/own")]
            #[billable(units(input.two), times = $times)]
            async fn own(&self, _: $input) -> Result<()> {
                Ok(())
            }
        }
    };
}

app!(Written, "/written", Pair, input.one, 2);

#[fal_app]
struct Conditional;

#[endpoints]
impl Conditional {
    #[cfg(not(test))]
    #[setup]
    fn load_in_earnest() -> Result<Self> {
        Ok(Self)
    }

    #[cfg(test)]
    #[setup]
    async fn load_for_tests() -> Result<Self> {
        Ok(Self)
    }

    #[cfg(test)]
    #[endpoint("/")]
    async fn ping(&self) -> Result<()> {
        Ok(())
    }

    #[cfg(not(test))]
    #[endpoint("/")]
    async fn ping(&self, _: NoSuchType) -> Result<()> {
        Ok(())
    }

    #[cfg(any())]
    #[teardown]
    fn unload(self) {}

    /// A plain method.
    #[cfg(test)]
    fn help(&self) -> u32 {
        3
    }
}

#[test]
fn every_app_has_its_endpoints() {
    #[fal_app]
    #[derive(Default)]
    struct Local;

    #[endpoints]
    impl Local {
        #[endpoint("/")]
        async fn ping(&self) -> Result<()> {
            Ok(())
        }
    }

    fn paths<A: App>() -> Vec<&'static str> {
        let said = A::endpoints();
        said.list
            .iter()
            .map(|endpoint| endpoint.declared.path)
            .collect()
    }

    assert_eq!(paths::<first::Adder>(), ["/", "/type"]);
    assert_eq!(paths::<Second>(), ["/"]);
    assert_eq!(paths::<Written>(), ["/written", "/own"]);
    assert_eq!(paths::<Conditional>(), ["/"]);
    assert_eq!(paths::<Local>(), ["/"]);
    assert_eq!(Conditional.help(), 3);
    assert!(Conditional::endpoints().teardown.is_none());
}
