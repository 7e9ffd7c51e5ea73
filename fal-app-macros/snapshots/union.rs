enum Source {
    Url(UrlSource),
    Text(TextSource),
}
#[allow(deprecated, non_camel_case_types, non_snake_case, non_upper_case_globals)]
const _: () = {
    use ::fal_app::__private as __p;
    #[allow(unused_imports)]
    use __p::{
        NoDeclaredDefaults as _, NoDefault as _, NoShape as _, NoTree as _, Slots as _,
    };
    static __UNION: __p::Union = __p::Union {
        name: "Source",
        doc: "",
        tag: ::core::option::Option::Some("type"),
        variants: &[
            __p::Field::tagged(__p::input::<UrlSource>("url")),
            __p::Field::tagged(__p::input::<TextSource>("text")),
        ],
    };
    impl __p::Described for Source {
        const SHAPE: __p::Shape = __p::Shape::Union(|| &__UNION);
        fn write(&self, __writer: &mut __p::Writer) {
            match self {
                Self::Url(__value) => {
                    __p::Written(__value).tagged("type", "url", __writer)
                }
                Self::Text(__value) => {
                    __p::Written(__value).tagged("type", "text", __writer)
                }
            }
        }
    }
    impl<__D: __p::Depth> __p::FieldTree<__D> for Source {
        const TREE: &'static __p::Tree = &__p::Tree::new(const {
            &[
                __p::Branch::unnamed(__p::TreeOf::<UrlSource, __D>::TREE),
                __p::Branch::unnamed(__p::TreeOf::<TextSource, __D>::TREE),
            ]
        });
    }
    impl __p::Input for Source {
        fn read<'de, __D: __p::Deserializer<'de>>(
            __from: __D,
            __place: &__p::Place<'_>,
        ) -> ::core::result::Result<Self, __D::Error> {
            __p::read_union(__from, __place, &__UNION)
        }
    }
    impl __p::Variants for Source {
        fn read_variant<'de, __D: __p::Deserializer<'de>>(
            __name: &str,
            __from: __D,
            __place: &__p::Place<'_>,
        ) -> ::core::result::Result<Self, __D::Error> {
            match __name {
                "url" => {
                    __p::Held::<UrlSource, __D>::new(__from).read(__place).map(Self::Url)
                }
                "text" => {
                    __p::Held::<TextSource, __D>::new(__from)
                        .read(__place)
                        .map(Self::Text)
                }
                _ => ::core::result::Result::Err(__p::refused()),
            }
        }
    }
};
