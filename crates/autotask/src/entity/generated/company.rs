//! `Companies` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::entity::entity;

entity! {
    /// A company: customer, prospect or vendor. Id 0 is the tenant itself.
    Company {
        fields: CompanyFields,
        new: NewCompany,
        patch: CompanyPatch,
        route: root "Companies",
        udf: [user_defined_fields],
    }
    fixed_required {}
    required {
        /// Company name: text, at most 100 characters.
        company_name: String = "companyName" max 100,
        /// Picklist value; certain in every tenant: 1 Customer, 3 Prospect, 7 Vendor.
        company_type: i64 = "companyType",
        /// Phone: text, at most 25 characters.
        phone: String = "phone" max 25,
        /// Owner resource: id of the resource.
        owner_resource_id: i64 = "ownerResourceID",
    }
    optional {
        /// Additional address information: text, at most 100 characters.
        additional_address_information: String = "additionalAddressInformation" max 100,
        /// Address1: text, at most 128 characters.
        address1: String = "address1" max 128,
        /// Address2: text, at most 128 characters.
        address2: String = "address2" max 128,
        /// Alternate phone1: text, at most 25 characters.
        alternate_phone1: String = "alternatePhone1" max 25,
        /// Alternate phone2: text, at most 25 characters.
        alternate_phone2: String = "alternatePhone2" max 25,
        /// Bill to attention: text, at most 50 characters.
        bill_to_attention: String = "billToAttention" max 50,
        /// Bill to company location: id of the company location.
        bill_to_company_location_id: i64 = "billToCompanyLocationID",
        /// City: text, at most 30 characters.
        city: String = "city" max 30,
        /// Classification: picklist value, look it up by label.
        classification: i64 = "classification",
        /// Company category id: whole number.
        company_category_id: i64 = "companyCategoryID",
        /// Company number: text, at most 50 characters.
        company_number: String = "companyNumber" max 50,
        /// Competitor id: picklist value, look it up by label.
        competitor_id: i64 = "competitorID",
        /// Country: id of the country.
        country_id: i64 = "countryID",
        /// Currency: id of the currency.
        currency_id: i64 = "currencyID",
        /// Fax: text, at most 25 characters.
        fax: String = "fax" max 25,
        /// Invoice email message id: whole number.
        invoice_email_message_id: i64 = "invoiceEmailMessageID",
        /// Invoice method: picklist value, look it up by label.
        invoice_method: i64 = "invoiceMethod",
        /// Invoice non contract items to parent company: yes or no.
        invoice_non_contract_items_to_parent_company: bool = "invoiceNonContractItemsToParentCompany",
        /// Invoice template: id of the invoice template.
        invoice_template_id: i64 = "invoiceTemplateID",
        /// Is active: yes or no.
        is_active: bool = "isActive",
        /// Is enabled for comanaged: yes or no.
        is_enabled_for_comanaged: bool = "isEnabledForComanaged",
        /// Is tax exempt: yes or no.
        is_tax_exempt: bool = "isTaxExempt",
        /// Market segment id: picklist value, look it up by label.
        market_segment_id: i64 = "marketSegmentID",
        /// Parent company: id of the company.
        parent_company_id: i64 = "parentCompanyID",
        /// Postal code: text, at most 10 characters.
        postal_code: String = "postalCode" max 10,
        /// Purchase order template id: picklist value, look it up by label.
        purchase_order_template_id: i64 = "purchaseOrderTemplateID",
        /// Quote email message id: whole number.
        quote_email_message_id: i64 = "quoteEmailMessageID",
        /// Quote template: id of the quote template.
        quote_template_id: i64 = "quoteTemplateID",
        /// State: text, at most 40 characters.
        state: String = "state" max 40,
        /// Tax id: text, at most 50 characters.
        tax_id: String = "taxID" max 50,
        /// Tax region: id of the tax region.
        tax_region_id: i64 = "taxRegionID",
        /// Territory id: picklist value, look it up by label.
        territory_id: i64 = "territoryID",
        /// Web address: text, at most 255 characters.
        web_address: String = "webAddress" max 255,
    }
    create_only {}
    read_only {
        /// Api vendor id: picklist value, look it up by label.
        api_vendor_id: i64 = "apiVendorID",
        /// Billing address1: text, at most 150 characters.
        billing_address1: String = "billingAddress1" max 150,
        /// Billing address2: text, at most 150 characters.
        billing_address2: String = "billingAddress2" max 150,
        /// Bill to additional address information: text, at most 100 characters.
        bill_to_additional_address_information: String = "billToAdditionalAddressInformation" max 100,
        /// Bill to address to use: picklist value, look it up by label.
        bill_to_address_to_use: i64 = "billToAddressToUse",
        /// Bill to city: text, at most 50 characters.
        bill_to_city: String = "billToCity" max 50,
        /// Bill to country: id of the country.
        bill_to_country_id: i64 = "billToCountryID",
        /// Bill to state: text, at most 128 characters.
        bill_to_state: String = "billToState" max 128,
        /// Bill to zip code: text, at most 50 characters.
        bill_to_zip_code: String = "billToZipCode" max 50,
        /// Create date, UTC.
        create_date: Timestamp = "createDate",
        /// Created by resource: id of the resource.
        created_by_resource_id: i64 = "createdByResourceID",
        /// Impersonator creator resource: id of the resource.
        impersonator_creator_resource_id: i64 = "impersonatorCreatorResourceID",
        /// Is client portal active: yes or no.
        is_client_portal_active: bool = "isClientPortalActive",
        /// Is task fire active: yes or no.
        is_task_fire_active: bool = "isTaskFireActive",
        /// Last activity date, UTC.
        last_activity_date: Timestamp = "lastActivityDate",
        /// Last tracked modified date time, UTC.
        last_tracked_modified_date_time: Timestamp = "lastTrackedModifiedDateTime",
        /// Survey company rating: decimal number.
        survey_company_rating: Decimal = "surveyCompanyRating",
    }
    unqueried_required {}
    unqueried_optional {
        /// Asset value: decimal number.
        asset_value: Decimal = "assetValue",
        /// Sic code: text, at most 32 characters.
        sic_code: String = "sicCode" max 32,
        /// Stock market: text, at most 10 characters.
        stock_market: String = "stockMarket" max 10,
        /// Stock symbol: text, at most 10 characters.
        stock_symbol: String = "stockSymbol" max 10,
    }
    unqueried_read_only {}
}
