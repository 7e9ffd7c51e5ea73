struct PaintInput {
    /// What to paint.
    prompt: String,
    /// How many pictures.
    num_images: u32,
    seed: Option<u64>,
}
#[allow(deprecated, non_camel_case_types, non_snake_case, non_upper_case_globals)]
const _: () = {
    use ::fal_app::__private as __p;
    #[allow(unused_imports)]
    use __p::{
        NoDeclaredDefaults as _, NoDefault as _, NoShape as _, NoTree as _, Slots as _,
    };
    static __default_num_images: __p::DefaultValue = __p::DefaultValue::new(
        "PaintInput",
        &__field_num_images,
        |__writer| {
            let __default: u32 = __p::LiteralFor::<u32>::new(__p::Literal::Integer(1))
                .value();
            __p::Written(&__default).write(__writer);
        },
    );
    static __field_prompt: __p::Field = __p::Field::max_length(
        __p::Field::min_length(__p::input::<String>("prompt").doc("What to paint."), 1),
        5000,
    );
    static __field_num_images: __p::Field = __p::Field::default_literal(
        __p::Field::le(
            __p::Field::ge(
                __p::input::<u32>("num_images")
                    .doc("How many pictures.")
                    .default(|| &__default_num_images),
                __p::Bound::Integer(1),
            ),
            __p::Bound::Integer(4),
        ),
        &__p::Literal::Integer(1),
    );
    static __field_seed: __p::Field = __p::input::<Option<u64>>("seed");
    static __TABLE: __p::Table = __p::Table::new(
        "PaintInput",
        "",
        &[&__field_prompt, &__field_num_images, &__field_seed],
    );
    impl __p::Fields for PaintInput {
        const FIELDS: &'static [&'static __p::Field] = &[
            &__field_prompt,
            &__field_num_images,
            &__field_seed,
        ];
    }
    impl __p::Described for PaintInput {
        const SHAPE: __p::Shape = __p::Shape::Object(|| &__TABLE);
        fn write(&self, __writer: &mut __p::Writer) {
            let mut __object = __writer.object();
            __p::Written(&self.prompt).field("prompt", &mut __object);
            __p::Written(&self.num_images).field("num_images", &mut __object);
            __p::Written(&self.seed).field("seed", &mut __object);
            __object.end();
        }
    }
    impl<__D: __p::Depth> __p::FieldTree<__D> for PaintInput {
        const TREE: &'static __p::Tree = &__p::Tree::new(const {
            &[
                __p::Branch::field(&__field_prompt, __p::TreeOf::<String, __D>::TREE),
                __p::Branch::field(&__field_num_images, __p::TreeOf::<u32, __D>::TREE),
                __p::Branch::field(&__field_seed, __p::TreeOf::<Option<u64>, __D>::TREE),
            ]
        });
    }
    impl __p::Input for PaintInput {
        fn read<'de, __D: __p::Deserializer<'de>>(
            __from: __D,
            __place: &__p::Place<'_>,
        ) -> ::core::result::Result<Self, __D::Error> {
            __p::read_object(__from, &__TABLE, __place)
        }
    }
    impl __p::InputFields for PaintInput {
        fn slots() -> impl __p::Slots<Self> {
            __Slots {
                prompt: __p::Slot::<String>::new(),
                num_images: __p::Slot::<u32>::new(),
                seed: __p::Slot::<Option<u64>>::new(),
            }
        }
    }
    struct __Slots {
        prompt: __p::Slot<String>,
        num_images: __p::Slot<u32>,
        seed: __p::Slot<Option<u64>>,
    }
    impl __p::Slots<PaintInput> for __Slots {
        fn read<'de, __A: __p::MapAccess<'de>>(
            &mut self,
            __field: &str,
            __object: &mut __p::Object<'_, __A>,
        ) -> ::core::result::Result<bool, __A::Error> {
            match __field {
                "prompt" => self.prompt.read(__object),
                "num_images" => self.num_images.read(__object),
                "seed" => self.seed.read(__object),
                _ => ::core::result::Result::Ok(false),
            }
        }
        fn finish<'de, __A: __p::MapAccess<'de>>(
            self,
            __object: &__p::Object<'_, __A>,
        ) -> ::core::result::Result<PaintInput, __A::Error> {
            ::core::result::Result::Ok(PaintInput {
                prompt: self.prompt.get()?,
                num_images: self.num_images.or_default(__object, &__default_num_images)?,
                seed: self.seed.get()?,
            })
        }
    }
    #[allow(dead_code, private_interfaces, clippy::too_many_arguments)]
    impl PaintInput {
        /// Takes the fields without a default, in order. All others have their defaults.
        #[must_use]
        fn required(prompt: impl ::core::convert::Into<String>) -> Self {
            Self {
                prompt: ::core::convert::Into::into(prompt),
                num_images: __p::Slot::<u32>::new().declared(&__default_num_images),
                seed: ::core::option::Option::None,
            }
        }
    }
};
