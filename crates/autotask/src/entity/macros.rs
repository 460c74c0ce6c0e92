//! The `entity!` macro: one declaration becomes the read model, the fields, the new-type and the patch.
//!
//! The first five sections say who may write a member: `fixed_required` and `create_only` only at creation, `required`
//! and `optional` at creation and later, `read_only` nobody; the `unqueried` ones hold what cannot be filtered by. The
//! macros make plain functions over JSON members instead of deriving serde's visitors, which would take many times as
//! long to compile for so many members. They must not know any particular entity.

/// Declares an entity. `fields` is left out where it can only be posted, `new` and `patch` where the vendor offers no such
/// call; `udf` is empty where the entity cannot carry user-defined fields.
macro_rules! entity {
    (
        $(#[$meta:meta])*
        $Read:ident {
            $(fields: $Fields:ident,)?
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
        unqueried_required $hidden_required:tt
        unqueried_optional $hidden_optional:tt
        unqueried_read_only $hidden_read_only:tt
    ) => {
        $crate::entity::macros::read_model! {
            [$(#[$meta])*] $Read $udf
            $fixed_required $required $optional $create_only $read_only
            $hidden_required $hidden_optional $hidden_read_only
        }
        $($crate::entity::macros::fields! {
            $Fields $Read $path $fixed_required $required $optional $create_only $read_only
        })?

        impl $crate::entity::Entity for $Read {
            const PATH: &'static str = $path;
            const QUERYABLE: bool = $crate::entity::macros::is_there!($($Fields)?);

            fn id(&self) -> i64 {
                self.id
            }
        }

        $crate::entity::macros::route! { $Read $kind $($parent $segment $by)? }
        $($crate::entity::macros::new_record! {
            $New $Read $path $udf $fixed_required $required $hidden_required $optional $create_only $hidden_optional
        })?
        $($crate::entity::macros::patch_record! {
            $Patch $Read $path $udf $required $optional $hidden_required $hidden_optional
        })?
    };
}

/// The read model.
macro_rules! read_model {
    (
        [$(#[$meta:meta])*] $Read:ident [$($udf:ident)?]
        $({ $($(#[$doc:meta])* $field:ident : $ty:ty = $wire:literal $(max $max:literal)?,)* })*
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct $Read {
            /// The record's id, unique within the entity.
            pub id: i64,
            $($(
                $(#[$doc])*
                pub $field: Option<$ty>,
            )*)*
            $(
                /// The tenant's own fields; empty when none were sent.
                pub $udf: Vec<$crate::entity::UserDefinedField>,
            )?
            /// Members that arrived and are not declared here, as they came.
            pub other: serde_json::Map<String, serde_json::Value>,
        }

        impl $crate::entity::wire::FromMembers for $Read {
            fn from_members(
                mut members: $crate::entity::wire::Members,
            ) -> Result<Self, $crate::entity::wire::Misread> {
                Ok(Self {
                    id: members.id()?,
                    $($( $field: members.take($wire)?, )*)*
                    $( $udf: members.user_defined_fields()?, )?
                    other: members.rest(),
                })
            }
        }

        impl<'de> serde::Deserialize<'de> for $Read {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::entity::wire::read(deserializer)
            }
        }

        impl serde::Serialize for $Read {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut body = $crate::entity::wire::Body::with(&self.other);
                body.put("id", &self.id);
                $($( body.put_some($wire, &self.$field); )*)*
                $( body.put_user_defined_fields(&self.$udf); )?
                body.serialize(serializer)
            }
        }

        $($crate::entity::macros::supports_udf! { $Read $udf })?
    };
}

/// The fields to ask by.
macro_rules! fields {
    (
        $Fields:ident $Read:ident $path:literal
        $({ $($(#[$doc:meta])* $field:ident : $ty:ty = $wire:literal $(max $max:literal)?,)* })*
    ) => {
        #[doc = concat!("The queryable fields of `", $path, "`.")]
        #[derive(Debug)]
        pub struct $Fields {
            /// The record's id.
            pub id: $crate::query::Field<$Read, i64>,
            $($(
                $(#[$doc])*
                pub $field: $crate::query::Field<$Read, $ty>,
            )*)*
        }

        impl $Read {
            /// The fields to filter by and to select.
            pub const FIELDS: $Fields = $Fields {
                id: $crate::query::Field::named("id"),
                $($( $field: $crate::query::Field::named($wire)$(.longest($max))?, )*)*
            };
        }
    };
}

/// Whether something was given.
macro_rules! is_there {
    () => {
        false
    };
    ($given:ident) => {
        true
    };
}

/// Marks an entity whose user-defined fields can be asked by.
macro_rules! supports_udf {
    ($Read:ident $udf:ident) => {
        impl $crate::query::HasUserDefinedFields for $Read {}
    };
}

/// Where the entity is written.
macro_rules! route {
    ($Read:ident root) => {
        impl $crate::entity::Root for $Read {}
    };
    ($Read:ident child $parent:literal $segment:literal $by:literal) => {
        impl $crate::entity::Child for $Read {
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
        { $($(#[$hdoc:meta])* $hfield:ident : $hty:ty = $hwire:literal $(max $hmax:literal)?,)* }
        $({ $($(#[$doc:meta])* $field:ident : $ty:ty = $wire:literal $(max $max:literal)?,)* })*
    ) => {
        #[doc = concat!("What is sent to create a record of `", $path, "`; a member left `None` is not sent.")]
        #[derive(Debug, Clone, PartialEq)]
        pub struct $New {
            $(
                $(#[$fdoc])*
                pub $ffield: $fty,
            )*
            $(
                $(#[$rdoc])*
                pub $rfield: $rty,
            )*
            $(
                $(#[$hdoc])*
                pub $hfield: $hty,
            )*
            $($(
                $(#[$doc])*
                pub $field: Option<$ty>,
            )*)*
            $(
                /// The tenant's own fields to fill.
                pub $udf: Vec<$crate::entity::UserDefinedField>,
            )?
        }

        impl $New {
            /// Takes what Autotask demands at creation; everything else is added afterwards.
            pub fn new(
                $($ffield: impl Into<$fty>,)* $($rfield: impl Into<$rty>,)* $($hfield: impl Into<$hty>,)*
            ) -> Self {
                Self {
                    $($ffield: $ffield.into(),)*
                    $($rfield: $rfield.into(),)*
                    $($hfield: $hfield.into(),)*
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

        impl serde::Serialize for $New {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut body = $crate::entity::wire::Body::empty();
                $( body.put($fwire, &self.$ffield); )*
                $( body.put($rwire, &self.$rfield); )*
                $( body.put($hwire, &self.$hfield); )*
                $($( body.put_some($wire, &self.$field); )*)*
                $( body.put_user_defined_fields(&self.$udf); )?
                body.serialize(serializer)
            }
        }

        impl $crate::entity::NewRecord for $New {
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
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct $Patch {
            /// The record to change.
            pub id: i64,
            $($(
                $(#[$doc])*
                pub $field: Option<Option<$ty>>,
            )*)*
            $(
                /// The tenant's own fields to change; those not named are left alone.
                pub $udf: Vec<$crate::entity::UserDefinedField>,
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

        impl serde::Serialize for $Patch {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut body = $crate::entity::wire::Body::empty();
                body.put("id", &self.id);
                $($( body.put_change($wire, &self.$field); )*)*
                $( body.put_user_defined_fields(&self.$udf); )?
                body.serialize(serializer)
            }
        }

        impl $crate::entity::PatchRecord for $Patch {
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

pub(super) use {entity, fields, is_there, new_record, patch_record, read_model, route, supports_udf};
