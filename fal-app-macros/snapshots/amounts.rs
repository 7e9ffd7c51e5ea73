enum Duration {
    Five,
    Ten,
}
#[allow(deprecated, non_camel_case_types, non_snake_case, non_upper_case_globals)]
const _: () = {
    use ::fal_app::__private as __p;
    #[allow(unused_imports)]
    use __p::{
        NoDeclaredDefaults as _, NoDefault as _, NoShape as _, NoTree as _, Slots as _,
    };
    static __CHOICES: __p::Choices = __p::Choices {
        name: "Duration",
        doc: "",
        names: &["5", "10"],
        aliases: &[],
        amounts: &[
            __p::BillableUnits::from_e8(500000000i64),
            __p::BillableUnits::from_e8(1000000000i64),
        ],
    };
    impl __p::Described for Duration {
        const SHAPE: __p::Shape = __p::Shape::Choice(|| &__CHOICES);
        fn write(&self, __writer: &mut __p::Writer) {
            __writer
                .string(
                    match self {
                        Self::Five => "5",
                        Self::Ten => "10",
                    },
                );
        }
    }
    impl __p::Amount for Duration {
        fn amount(&self) -> __p::Result<__p::BillableUnits> {
            ::core::result::Result::Ok(
                match self {
                    Self::Five => __p::BillableUnits::from_e8(500000000i64),
                    Self::Ten => __p::BillableUnits::from_e8(1000000000i64),
                },
            )
        }
    }
    impl __p::Seconds for Duration {
        fn seconds(&self) -> __p::Result<__p::BillableUnits> {
            __p::Amount::amount(self)
        }
    }
    impl __p::Count for Duration {
        fn count(&self) -> __p::Result<__p::BillableUnits> {
            __p::Amount::amount(self)
        }
    }
    impl<__D: __p::Depth> __p::FieldTree<__D> for Duration {}
    impl __p::Input for Duration {
        fn read<'de, __D: __p::Deserializer<'de>>(
            __from: __D,
            _: &__p::Place<'_>,
        ) -> ::core::result::Result<Self, __D::Error> {
            match __p::read_choice(__from, &__CHOICES)? {
                "5" => ::core::result::Result::Ok(Self::Five),
                "10" => ::core::result::Result::Ok(Self::Ten),
                _ => ::core::result::Result::Err(__p::refused()),
            }
        }
    }
};
