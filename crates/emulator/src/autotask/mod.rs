//! The PSA Autotask: its REST API version 1.0 as the vendor documents it and users have seen it.
