//! What generated code names, and people do not. No promise: it changes with the attributes, which are of the same version.

// The app.
pub use crate::app::{
    AppImpl, BlockOf, Endpoints, EndpointsOf, GenericBlock, NoBlock, NoEndpoints, NumberedBlock,
    OneEndpointsBlock, Serves, block_id, impl_id, require_one_block, setup_by_default,
};
pub use crate::declare::{
    AppDeclaration, Auth, DeclarationOf, DeclaredApp, DeploymentStrategy, NoDeclaration,
    RetryConfig, refuse_misplaced, require_billing, require_fal_app,
};
pub use crate::error::Result;
pub use crate::task::{BoxFuture, boxed, on_blocking_thread};
pub use crate::thread_safe::{
    If, NotThreadSafe, Refused, SendOf, SyncOf, ThreadSafe, require_send, require_sync,
};

// Its endpoints.
pub use crate::billing::{
    Amount, Billing, Count, Function, Known, Meter, NoRange, Operand, Operands, OutputReader,
    RangeOf, Seconds,
};
pub use crate::call::{
    AnswerOf, Endpoint, NoValue, ValueOf, event_encoding, never_answered, no_operands,
    raw_encoding, reads, returned, set_up, stream_call,
};
#[cfg(feature = "realtime")]
pub use crate::call::{can_always_batch, packed_encoding, reads_packed};
pub use crate::declare::{
    EndpointDeclaration, HealthCheck, NoShape, Realtime, RealtimeMode, ShapeOf,
};
pub use crate::units::{BillableUnits, Round};

// Their inputs and outputs.
pub use crate::fields::{
    Answer, Bound, Choices, Described, Field, Held, Input, InputFields, Literal, LiteralFor,
    Object, OneOf, Output, Partial, Pattern, Place, Shape, Slot, Table, Ui, Union, Variant,
    Variants, Writer, Written, input, input_and_output, output, read_choice, read_object,
    read_union, refused, serialized,
};
pub use crate::fields::{Convertible, converted};
// The fields of one in another.
pub use crate::fields::{
    Fields, FlattenBoth, FlattenInput, FlattenOutput, Flattened, NoSlots, Part, PartOf, Slots,
    count, join, part_of_both, part_of_input, part_of_output,
};
// Their defaults.
pub use crate::fields::{
    Branch, Constant, Deepest, DefaultOf, DefaultValue, DefaultsOf, Depth, FieldTree, FieldsOf,
    NoDeclaredDefaults, NoDefault, NoTree, Tree, TreeOf, bare_default,
};
pub use serde::de::{Deserializer, MapAccess};

// What the compiler's messages name, so that it names it by this path.
pub use crate::app::DefaultSetup;
pub use crate::billing::{Pictures, ReadsOutput};
#[cfg(feature = "realtime")]
pub use crate::call::{AnswerEncoding, Inputs, Session, SessionEnd, SessionInput, SessionReader};
pub use crate::call::{EndpointError, MethodResult, RawItem, RunningCall, SetupResult};
pub use crate::fields::{InputAndOutput, Key};

// What this repository's own tests name.
pub use crate::call::OutcomeKind;
pub use crate::fields::{Undecoded, decode, decode_by_table, decode_canonical};
