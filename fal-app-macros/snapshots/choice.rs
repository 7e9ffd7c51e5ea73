enum Format {
    Jpeg,
    Lossless,
}
#[allow(deprecated, non_camel_case_types, non_snake_case, non_upper_case_globals)]
const _: () = {
    use ::fal_app::__private as __p;
    #[allow(unused_imports)]
    use __p::{
        NoDeclaredDefaults as _, NoDefault as _, NoShape as _, NoTree as _, Slots as _,
    };
    #[allow(unused_imports)]
    use input as _;
    static __CHOICES: __p::Choices = __p::Choices {
        name: "Format",
        doc: "",
        names: &["jpeg", "png"],
        aliases: &[("PNG", "png")],
        amounts: &[],
    };
    impl __p::Described for Format {
        const SHAPE: __p::Shape = __p::Shape::Choice(|| &__CHOICES);
        fn write(&self, __writer: &mut __p::Writer) {
            __writer
                .string(
                    match self {
                        Self::Jpeg => "jpeg",
                        Self::Lossless => "png",
                    },
                );
        }
    }
    impl<__D: __p::Depth> __p::FieldTree<__D> for Format {}
    impl __p::Input for Format {
        fn read<'de, __D: __p::Deserializer<'de>>(
            __from: __D,
            _: &__p::Place<'_>,
        ) -> ::core::result::Result<Self, __D::Error> {
            match __p::read_choice(__from, &__CHOICES)? {
                "jpeg" => ::core::result::Result::Ok(Self::Jpeg),
                "png" => ::core::result::Result::Ok(Self::Lossless),
                _ => ::core::result::Result::Err(__p::refused()),
            }
        }
    }
    impl __p::Output for Format {}
    impl __p::Answer for Format {}
};
