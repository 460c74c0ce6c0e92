//! `Contacts` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use jiff::Timestamp;

use crate::{entity::entity, value::IntBool};

entity! {
    /// A person at a company.
    Contact {
        fields: ContactFields,
        new: NewContact,
        patch: ContactPatch,
        route: child "Contacts" of "Companies" / "Contacts" by "companyID",
        udf: [user_defined_fields],
    }
    fixed_required {}
    required {
        /// First name: text, at most 50 characters.
        first_name: String = "firstName" max 50,
        /// Last name: text, at most 50 characters.
        last_name: String = "lastName" max 50,
        /// Whether the contact is in use; an integer 0 or 1 on the wire, a JSON boolean is refused.
        is_active: IntBool = "isActive",
    }
    optional {
        /// Additional address information: text, at most 100 characters.
        additional_address_information: String = "additionalAddressInformation" max 100,
        /// Address line: text, at most 128 characters.
        address_line: String = "addressLine" max 128,
        /// Address line1: text, at most 128 characters.
        address_line1: String = "addressLine1" max 128,
        /// Alternate phone: text, at most 32 characters.
        alternate_phone: String = "alternatePhone" max 32,
        /// City: text, at most 32 characters.
        city: String = "city" max 32,
        /// Company location: id of the company location.
        company_location_id: i64 = "companyLocationID",
        /// Country: id of the country.
        country_id: i64 = "countryID",
        /// Email address: text, at most 254 characters.
        email_address: String = "emailAddress" max 254,
        /// Email address2: text, at most 254 characters.
        email_address2: String = "emailAddress2" max 254,
        /// Email address3: text, at most 254 characters.
        email_address3: String = "emailAddress3" max 254,
        /// Extension: text, at most 10 characters.
        extension: String = "extension" max 10,
        /// External id: text, at most 50 characters.
        external_id: String = "externalID" max 50,
        /// Facebook url: text, at most 200 characters.
        facebook_url: String = "facebookUrl" max 200,
        /// Fax number: text, at most 25 characters.
        fax_number: String = "faxNumber" max 25,
        /// Linked in url: text, at most 200 characters.
        linked_in_url: String = "linkedInUrl" max 200,
        /// Middle initial: text, at most 50 characters.
        middle_initial: String = "middleInitial" max 50,
        /// Mobile phone: text, at most 25 characters.
        mobile_phone: String = "mobilePhone" max 25,
        /// Name prefix: picklist value, look it up by label.
        name_prefix: i64 = "namePrefix",
        /// Name suffix: picklist value, look it up by label.
        name_suffix: i64 = "nameSuffix",
        /// Note: text, at most 50 characters.
        note: String = "note" max 50,
        /// Phone: text, at most 25 characters.
        phone: String = "phone" max 25,
        /// Primary contact: yes or no.
        primary_contact: bool = "primaryContact",
        /// Receives email notifications: yes or no.
        receives_email_notifications: bool = "receivesEmailNotifications",
        /// Room number: text, at most 50 characters.
        room_number: String = "roomNumber" max 50,
        /// State: text, at most 40 characters.
        state: String = "state" max 40,
        /// Title: text, at most 50 characters.
        title: String = "title" max 50,
        /// Twitter url: text, at most 200 characters.
        twitter_url: String = "twitterUrl" max 200,
        /// Zip code: text, at most 16 characters.
        zip_code: String = "zipCode" max 16,
    }
    create_only {}
    read_only {
        /// Api vendor id: picklist value, look it up by label.
        api_vendor_id: i64 = "apiVendorID",
        /// Bulk email opt out time, UTC.
        bulk_email_opt_out_time: Timestamp = "bulkEmailOptOutTime",
        /// Id of the parent company; set by the route at creation.
        company_id: i64 = "companyID",
        /// Create date, UTC.
        create_date: Timestamp = "createDate",
        /// Impersonator creator resource: id of the resource.
        impersonator_creator_resource_id: i64 = "impersonatorCreatorResourceID",
        /// Last activity date, UTC.
        last_activity_date: Timestamp = "lastActivityDate",
        /// Last modified date, UTC.
        last_modified_date: Timestamp = "lastModifiedDate",
        /// Solicitation opt out time, UTC.
        solicitation_opt_out_time: Timestamp = "solicitationOptOutTime",
    }
    unqueried_required {}
    unqueried_optional {
        /// Is opted out from bulk email: yes or no.
        is_opted_out_from_bulk_email: bool = "isOptedOutFromBulkEmail",
    }
    unqueried_read_only {
        /// Solicitation opt out: yes or no.
        solicitation_opt_out: bool = "solicitationOptOut",
        /// Survey opt out: yes or no.
        survey_opt_out: bool = "surveyOptOut",
    }
}
