//! `Resources` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::entity::entity;

entity! {
    /// A user of the Autotask tenant. Password-like members are never returned.
    Resource {
        fields: ResourceFields,
        patch: ResourcePatch,
        route: root "Resources",
        udf: [],
    }
    fixed_required {}
    required {}
    optional {}
    create_only {}
    read_only {
        /// Accounting reference id: text, at most 100 characters.
        accounting_reference_id: String = "accountingReferenceID" max 100,
        /// Date format: picklist value, look it up by label.
        date_format: String = "dateFormat" max 20,
        /// Email: text, at most 254 characters.
        email: String = "email" max 254,
        /// Email2: text, at most 254 characters.
        email2: String = "email2" max 254,
        /// Email3: text, at most 254 characters.
        email3: String = "email3" max 254,
        /// Email type code: picklist value, look it up by label.
        email_type_code: String = "emailTypeCode" max 20,
        /// Email type code2: picklist value, look it up by label.
        email_type_code2: String = "emailTypeCode2" max 20,
        /// Email type code3: picklist value, look it up by label.
        email_type_code3: String = "emailTypeCode3" max 20,
        /// First name: text, at most 50 characters.
        first_name: String = "firstName" max 50,
        /// Gender: picklist value, look it up by label.
        gender: String = "gender" max 1,
        /// Greeting: picklist value, look it up by label.
        greeting: i64 = "greeting",
        /// Hire date: date only.
        hire_date: Date = "hireDate",
        /// Home phone: text, at most 25 characters.
        home_phone: String = "homePhone" max 25,
        /// Initials: text, at most 32 characters.
        initials: String = "initials" max 32,
        /// Internal cost: decimal number.
        internal_cost: Decimal = "internalCost",
        /// Is active: yes or no.
        is_active: bool = "isActive",
        /// Last name: text, at most 50 characters.
        last_name: String = "lastName" max 50,
        /// License type: picklist value, look it up by label.
        license_type: i64 = "licenseType",
        /// Location id: picklist value, look it up by label.
        location_id: i64 = "locationID",
        /// Middle name: text, at most 50 characters.
        middle_name: String = "middleName" max 50,
        /// Mobile phone: text, at most 25 characters.
        mobile_phone: String = "mobilePhone" max 25,
        /// Number format: picklist value, look it up by label.
        number_format: String = "numberFormat" max 20,
        /// Office extension: text, at most 10 characters.
        office_extension: String = "officeExtension" max 10,
        /// Office phone: text, at most 25 characters.
        office_phone: String = "officePhone" max 25,
        /// Payroll type: picklist value, look it up by label.
        payroll_type: i64 = "payrollType",
        /// Resource type: picklist value, look it up by label.
        resource_type: String = "resourceType" max 15,
        /// Suffix: picklist value, look it up by label.
        suffix: String = "suffix" max 10,
        /// Survey resource rating: decimal number.
        survey_resource_rating: Decimal = "surveyResourceRating",
        /// Time format: picklist value, look it up by label.
        time_format: String = "timeFormat" max 20,
        /// Title: text, at most 50 characters.
        title: String = "title" max 50,
        /// Travel availability pct: picklist value, look it up by label.
        travel_availability_pct: String = "travelAvailabilityPct" max 15,
        /// User name: text, at most 32 characters.
        user_name: String = "userName" max 32,
        /// User type: picklist value, look it up by label.
        user_type: i64 = "userType",
    }
    unqueried_required {}
    unqueried_optional {
        /// Default service desk role: id of the role.
        default_service_desk_role_id: i64 = "defaultServiceDeskRoleID",
    }
    unqueried_read_only {}
}
