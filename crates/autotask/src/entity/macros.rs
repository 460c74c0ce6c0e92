//! The `entity!` macro: one declaration becomes the read model, the fields, the new-type and the patch.
//!
//! The five sections say who may write a member: `fixed_required` and `create_only` only at creation, `required` and
//! `optional` at creation and later, `read_only` nobody. It must not know any particular entity.

/// Declares an entity. `new` and `patch` are left out where the vendor offers no such call; `udf` is empty where the
/// entity cannot carry user-defined fields.
macro_rules! entity {
    (
        $(#[$meta:meta])*
        $Read:ident {
            fields: $Fields:ident,
            $(new: $New:ident,)?
            $(patch: $Patch:ident,)?
            route: $kind:ident $path:literal $(of $parent:literal / $segment:literal by $by:literal)?,
            udf: $udf:tt,
        }
        fixed_required $fixed_required:tt
        required $required:tt
        optional $optional:tt
        create_only $create_only:tt
        read_only $read_only:tt
    ) => {
        $crate::entity::macros::read_model! {
            [$(#[$meta])*] $Read $Fields $path $udf
            $fixed_required $required $optional $create_only $read_only
        }
        $crate::entity::macros::route! { $Read $kind $($parent $segment $by)? }
        $($crate::entity::macros::new_record! {
            $New $Read $path $udf $fixed_required $required $optional $create_only
        })?
        $($crate::entity::macros::patch_record! { $Patch $Read $path $udf $required $optional })?
    };
}

/// The read model and the fields to ask by.
macro_rules! read_model {
    (
        [$(#[$meta:meta])*] $Read:ident $Fields:ident $path:literal [$($udf:ident)?]
        $({ $($(#[$doc:meta])* $field:ident : $ty:ty = $wire:literal $(max $max:literal)?,)* })*
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $Read {
            /// The record's id, unique within the entity.
            pub id: i64,
            $($(
                $(#[$doc])*
                #[serde(
                    rename = $wire,
                    default,
                    deserialize_with = "crate::value::read",
                    serialize_with = "crate::value::write",
                    skip_serializing_if = "Option::is_none"
                )]
                pub $field: Option<$ty>,
            )*)*
            $(
                /// The tenant's own fields; empty when none were sent.
                #[serde(
                    rename = "userDefinedFields",
                    default,
                    deserialize_with = "crate::value::list_or_null",
                    skip_serializing_if = "Vec::is_empty"
                )]
                pub $udf: Vec<crate::entity::UserDefinedField>,
            )?
            /// Members that arrived and are not declared here, as they came.
            #[serde(flatten)]
            pub other: serde_json::Map<String, serde_json::Value>,
        }

        #[doc = concat!("The queryable fields of `", $path, "`.")]
        #[derive(Debug)]
        pub struct $Fields {
            /// The record's id.
            pub id: crate::query::Field<$Read, i64>,
            $($(
                $(#[$doc])*
                pub $field: crate::query::Field<$Read, $ty>,
            )*)*
        }

        impl $Read {
            /// The fields to filter by and to select.
            pub const FIELDS: $Fields = $Fields {
                id: crate::query::Field::named("id"),
                $($( $field: crate::query::Field::named($wire)$(.longest($max))?, )*)*
            };
        }

        impl crate::entity::Entity for $Read {
            const PATH: &'static str = $path;

            fn id(&self) -> i64 {
                self.id
            }
        }

        $(crate::entity::macros::supports_udf! { $Read $udf })?
    };
}

/// Marks an entity whose user-defined fields can be asked by.
macro_rules! supports_udf {
    ($Read:ident $udf:ident) => {
        impl crate::query::HasUserDefinedFields for $Read {}
    };
}

/// Where the entity is written.
macro_rules! route {
    ($Read:ident root) => {
        impl crate::entity::Root for $Read {}
    };
    ($Read:ident child $parent:literal $segment:literal $by:literal) => {
        impl crate::entity::Child for $Read {
            const PARENT: &'static str = $parent;
            const SEGMENT: &'static str = $segment;
            const PARENT_FIELD: &'static str = $by;
        }
    };
}

/// What creation takes: demanded members as they are, the others optional.
macro_rules! new_record {
    (
        $New:ident $Read:ident $path:literal [$($udf:ident)?]
        { $($(#[$fdoc:meta])* $ffield:ident : $fty:ty = $fwire:literal $(max $fmax:literal)?,)* }
        { $($(#[$rdoc:meta])* $rfield:ident : $rty:ty = $rwire:literal $(max $rmax:literal)?,)* }
        $({ $($(#[$doc:meta])* $field:ident : $ty:ty = $wire:literal $(max $max:literal)?,)* })*
    ) => {
        #[doc = concat!("What is sent to create a record of `", $path, "`; a member left `None` is not sent.")]
        #[derive(Debug, Clone, PartialEq, serde::Serialize)]
        pub struct $New {
            $(
                $(#[$fdoc])*
                #[serde(rename = $fwire, serialize_with = "crate::value::write_one")]
                pub $ffield: $fty,
            )*
            $(
                $(#[$rdoc])*
                #[serde(rename = $rwire, serialize_with = "crate::value::write_one")]
                pub $rfield: $rty,
            )*
            $($(
                $(#[$doc])*
                #[serde(
                    rename = $wire,
                    serialize_with = "crate::value::write",
                    skip_serializing_if = "Option::is_none"
                )]
                pub $field: Option<$ty>,
            )*)*
            $(
                /// The tenant's own fields to fill.
                #[serde(rename = "userDefinedFields", skip_serializing_if = "Vec::is_empty")]
                pub $udf: Vec<crate::entity::UserDefinedField>,
            )?
        }

        impl $New {
            /// Takes what Autotask demands at creation; everything else is added afterwards.
            pub fn new($($ffield: impl Into<$fty>,)* $($rfield: impl Into<$rty>,)*) -> Self {
                Self {
                    $($ffield: $ffield.into(),)*
                    $($rfield: $rfield.into(),)*
                    $($($field: None,)*)*
                    $($udf: Vec::new(),)?
                }
            }

            $($(
                $(#[$doc])*
                #[must_use]
                pub fn $field(mut self, value: impl Into<$ty>) -> Self {
                    self.$field = Some(value.into());
                    self
                }
            )*)*
        }

        impl crate::entity::NewRecord for $New {
            type Entity = $Read;
        }
    };
}

/// What a change takes: only members that were set are sent.
macro_rules! patch_record {
    (
        $Patch:ident $Read:ident $path:literal [$($udf:ident)?]
        $({ $($(#[$doc:meta])* $field:ident : $ty:ty = $wire:literal $(max $max:literal)?,)* })*
    ) => {
        #[doc = concat!("Changes to one record of `", $path, "`: a member that is `None` is left alone, `Some(None)` clears it.")]
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
        pub struct $Patch {
            /// The record to change.
            pub id: i64,
            $($(
                $(#[$doc])*
                #[serde(
                    rename = $wire,
                    serialize_with = "crate::value::write_patch",
                    skip_serializing_if = "Option::is_none"
                )]
                pub $field: Option<Option<$ty>>,
            )*)*
            $(
                /// The tenant's own fields to change; those not named are left alone.
                #[serde(rename = "userDefinedFields", skip_serializing_if = "Vec::is_empty")]
                pub $udf: Vec<crate::entity::UserDefinedField>,
            )?
        }

        impl $Patch {
            /// No change yet to the record `id`.
            pub fn new(id: i64) -> Self {
                Self { id, ..Self::default() }
            }

            $($(
                $(#[$doc])*
                #[must_use]
                pub fn $field(mut self, value: impl Into<$ty>) -> Self {
                    self.$field = Some(Some(value.into()));
                    self
                }
            )*)*
        }

        impl crate::entity::PatchRecord for $Patch {
            type Entity = $Read;

            fn id(&self) -> i64 {
                self.id
            }

            fn is_empty(&self) -> bool {
                $($(self.$field.is_none() &&)*)* $(self.$udf.is_empty() &&)? true
            }
        }
    };
}

pub(super) use {entity, new_record, patch_record, read_model, route, supports_udf};
