//! The blocks of one compilation. A macro sees one item at a time; to say that an app has two blocks, the second must know
//! that there may be a first. Whether both are of one type, the compiler decides.

use std::collections::BTreeMap;
use std::sync::Mutex;

use syn::Type;

use crate::syntax::parts::name_of;

static BLOCKS: Mutex<BTreeMap<String, u64>> = Mutex::new(BTreeMap::new());

/// The number of this block, from 0, among those of the types with its name.
pub(super) fn number(app: &Type) -> u64 {
    // Snapshots do not depend on the tests beside them.
    if cfg!(test) {
        return 0;
    }
    let name = name_of(app).map(ToString::to_string).unwrap_or_default();
    match BLOCKS.lock() {
        Ok(mut blocks) => {
            let next = blocks.entry(name).or_default();
            let number = *next;
            *next += 1;
            number
        }
        Err(_) => 0,
    }
}
