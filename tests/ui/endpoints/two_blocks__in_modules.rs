//! The endpoints of an app stand in one block, in whatever module.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Painter;

mod one {
    use super::*;

    #[endpoints]
    impl Painter {
        #[endpoint("/one")]
        async fn one(&self) -> Result<()> {
            Ok(())
        }
    }
}

mod two {
    use super::*;

    #[endpoints]
    impl Painter {
        #[endpoint("/two")]
        async fn two(&self) -> Result<()> {
            Ok(())
        }
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
