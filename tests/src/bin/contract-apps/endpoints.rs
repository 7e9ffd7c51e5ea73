//! Where an app is asked, how, and by whom.
#![allow(dead_code, reason = "only the declarations are looked at")]

use fal_app::prelude::*;

use crate::apps;

#[input]
pub struct In {
    a: u32,
}

macro_rules! app {
    ([$($app:tt)*] $($block:tt)*) => {
        #[fal_app($($app)*)]
        #[derive(Default)]
        pub struct App;

        #[endpoints]
        impl App { $($block)* }
    };
}

apps! {
    path_gone {
        super::super::app! { [name = "a"]
            #[endpoint("/")] async fn root(&self) -> Result<()> { Ok(()) }
            #[endpoint("/more")] async fn more(&self) -> Result<()> { Ok(()) }
        }
    } {
        super::super::app! { [name = "a"] #[endpoint("/")] async fn root(&self) -> Result<()> { Ok(()) } }
    }
    path_added {
        super::super::app! { [name = "a"] #[endpoint("/")] async fn root(&self) -> Result<()> { Ok(()) } }
    } {
        super::super::app! { [name = "a"]
            #[endpoint("/")] async fn root(&self) -> Result<()> { Ok(()) }
            #[endpoint("/more")] async fn more(&self) -> Result<()> { Ok(()) }
            #[endpoint("/alive", health_check())] async fn alive(&self) -> Result<()> { Ok(()) }
        }
    }
    streamed {
        super::super::app! { [name = "a"] #[endpoint("/")] async fn root(&self, _: super::super::In) -> Result<()> { Ok(()) } }
    } {
        super::super::app! { [name = "a"]
            #[stream("/")] async fn root(&self, _: super::super::In) -> Result<impl Stream<Item = Result<Value>>> { Ok(stream::iter([])) }
        }
    }
    session {
        super::super::app! { [name = "a"] #[realtime("/")] async fn root(&self, _: super::super::In) -> Result<Value> { Ok(Value::Null) } }
    } {
        super::super::app! { [name = "a"]
            #[realtime("/")] async fn root(&self, _: super::super::In) -> Result<impl Stream<Item = Result<Value>>> { Ok(stream::iter([])) }
        }
    }
    session_price {
        super::super::app! { [name = "a"] #[realtime("/")] #[billable(free)] async fn root(&self, _: super::super::In) -> Result<Value> { Ok(Value::Null) } }
    } {
        super::super::app! { [name = "a"] #[realtime("/")] #[billable(flat)] async fn root(&self, _: super::super::In) -> Result<Value> { Ok(Value::Null) } }
    }
    private {
        super::super::app! { [name = "a", auth = "shared"] #[endpoint("/")] #[billable(free)] async fn root(&self) -> Result<()> { Ok(()) } }
    } {
        super::super::app! { [name = "a"] #[endpoint("/")] #[billable(free)] async fn root(&self) -> Result<()> { Ok(()) } }
    }
    public {
        super::super::app! { [name = "a"] #[endpoint("/")] async fn root(&self) -> Result<()> { Ok(()) } }
    } {
        super::super::app! { [name = "a", auth = "public"] #[endpoint("/")] async fn root(&self) -> Result<()> { Ok(()) } }
    }
    app_renamed {
        super::super::app! { [name = "a"] #[endpoint("/")] async fn root(&self) -> Result<()> { Ok(()) } }
    } {
        super::super::app! { [name = "b"] #[endpoint("/")] async fn root(&self) -> Result<()> { Ok(()) } }
    }
    dearer_in_a_method_of_the_input {
        #[input] struct In { #[field(default = 1, ge = 1, le = 8)] n: u32, #[field(default)] hd: bool }
        impl In { fn cost(&self) -> u32 { self.n } }
        super::super::app! { [name = "a"] #[endpoint("/")] #[billable(units(input.cost()))] async fn root(&self, _: In) -> Result<()> { Ok(()) } }
    } {
        #[input] struct In { #[field(default = 1, ge = 1, le = 8)] n: u32, #[field(default)] hd: bool }
        impl In { fn cost(&self) -> u32 { if self.hd { self.n * 10 } else { self.n } } }
        super::super::app! { [name = "a"] #[endpoint("/")] #[billable(units(input.cost()))] async fn root(&self, _: In) -> Result<()> { Ok(()) } }
    }
    smaller_body {
        super::super::app! { [name = "a"] #[endpoint("/", max_body_mib = 8)] async fn root(&self, _: super::super::In) -> Result<()> { Ok(()) } }
    } {
        super::super::app! { [name = "a"] #[endpoint("/", max_body_mib = 4)] async fn root(&self, _: super::super::In) -> Result<()> { Ok(()) } }
    }
    input_added {
        super::super::app! { [name = "a"] #[endpoint("/")] async fn root(&self) -> Result<()> { Ok(()) } }
    } {
        #[input] struct In { a: u32 }
        super::super::app! { [name = "a"] #[endpoint("/")] async fn root(&self, _: In) -> Result<()> { Ok(()) } }
    }
    deferred_no_more {
        super::super::app! { [name = "a"]
            #[stream("/")] #[billable(flat, deferred)] async fn root(&self, _: super::super::In) -> Result<impl Stream<Item = Result<Value>>> { Ok(stream::iter([])) }
        }
    } {
        super::super::app! { [name = "a"]
            #[stream("/")] #[billable(flat)] async fn root(&self, _: super::super::In) -> Result<impl Stream<Item = Result<Value>>> { Ok(stream::iter([])) }
        }
    }
}

use app;
