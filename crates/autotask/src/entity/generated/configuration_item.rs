//! `ConfigurationItems` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::entity::entity;

entity! {
    /// A device or another thing that is looked after at a company.
    ConfigurationItem {
        fields: ConfigurationItemFields,
        new: NewConfigurationItem,
        patch: ConfigurationItemPatch,
        route: root "ConfigurationItems",
        udf: [user_defined_fields],
    }
    fixed_required {
        /// Company: id of the company. Not seen in a tenant's own description; deduced.
        company_id: i64 = "companyID",
    }
    required {
        /// Is active: yes or no.
        is_active: bool = "isActive",
        /// Product: id of the product.
        product_id: i64 = "productID",
    }
    optional {
        /// Company location: id of the company location. Not seen in a tenant's own description; deduced.
        company_location_id: i64 = "companyLocationID",
        /// Configuration item category: id of the configuration item category. Not seen in a tenant's own description;
        /// deduced.
        configuration_item_category_id: i64 = "configurationItemCategoryID",
        /// Configuration item type: picklist value, look it up by label.
        configuration_item_type: i64 = "configurationItemType",
        /// Contact: id of the contact.
        contact_id: i64 = "contactID",
        /// Contract: id of the contract.
        contract_id: i64 = "contractID",
        /// Contract service bundle: id of the contract service bundle.
        contract_service_bundle_id: i64 = "contractServiceBundleID",
        /// Contract service: id of the contract service.
        contract_service_id: i64 = "contractServiceID",
        /// Daily cost: decimal number.
        daily_cost: Decimal = "dailyCost",
        /// Domain: text. Not seen in a tenant's own description; deduced.
        domain: String = "domain",
        /// Domain expiration date time, UTC. Not seen in a tenant's own description; deduced.
        domain_expiration_date_time: Timestamp = "domainExpirationDateTime",
        /// Domain last updated date time, UTC. Not seen in a tenant's own description; deduced.
        domain_last_updated_date_time: Timestamp = "domainLastUpdatedDateTime",
        /// Domain registrar id: whole number. Not seen in a tenant's own description; deduced.
        domain_registrar_id: i64 = "domainRegistrarID",
        /// Domain registration date time, UTC. Not seen in a tenant's own description; deduced.
        domain_registration_date_time: Timestamp = "domainRegistrationDateTime",
        /// Hourly cost: decimal number.
        hourly_cost: Decimal = "hourlyCost",
        /// Install date, UTC.
        install_date: Timestamp = "installDate",
        /// Location: text, at most 100 characters.
        location: String = "location" max 100,
        /// Monthly cost: decimal number.
        monthly_cost: Decimal = "monthlyCost",
        /// Notes: text, at most 5000 characters.
        notes: String = "notes" max 5000,
        /// Number of users: decimal number.
        number_of_users: Decimal = "numberOfUsers",
        /// Parent configuration item: id of the configuration item. Not seen in a tenant's own description; deduced.
        parent_configuration_item_id: i64 = "parentConfigurationItemID",
        /// Per use cost: decimal number.
        per_use_cost: Decimal = "perUseCost",
        /// Reference number: text, at most 100 characters.
        reference_number: String = "referenceNumber" max 100,
        /// Reference title: text, at most 200 characters.
        reference_title: String = "referenceTitle" max 200,
        /// Serial number: text, at most 100 characters.
        serial_number: String = "serialNumber" max 100,
        /// Service bundle: id of the service bundle.
        service_bundle_id: i64 = "serviceBundleID",
        /// Service: id of the service.
        service_id: i64 = "serviceID",
        /// Service level agreement id: picklist value, look it up by label.
        service_level_agreement_id: i64 = "serviceLevelAgreementID",
        /// Setup fee: decimal number.
        setup_fee: Decimal = "setupFee",
        /// Ssl common name: text. Not seen in a tenant's own description; deduced.
        ssl_common_name: String = "sslCommonName",
        /// Ssl issued by: text. Not seen in a tenant's own description; deduced.
        ssl_issued_by: String = "sslIssuedBy",
        /// Ssl location: text. Not seen in a tenant's own description; deduced.
        ssl_location: String = "sslLocation",
        /// Ssl organization: text. Not seen in a tenant's own description; deduced.
        ssl_organization: String = "sslOrganization",
        /// Ssl organization unit: text. Not seen in a tenant's own description; deduced.
        ssl_organization_unit: String = "sslOrganizationUnit",
        /// Ssl serial number: text. Not seen in a tenant's own description; deduced.
        ssl_serial_number: String = "sslSerialNumber",
        /// Ssl signature algorithm: text. Not seen in a tenant's own description; deduced.
        ssl_signature_algorithm: String = "sslSignatureAlgorithm",
        /// Ssl source: text. Not seen in a tenant's own description; deduced.
        ssl_source: String = "sslSource",
        /// Ssl valid from date time, UTC. Not seen in a tenant's own description; deduced.
        ssl_valid_from_date_time: Timestamp = "sslValidFromDateTime",
        /// Ssl valid until date time, UTC. Not seen in a tenant's own description; deduced.
        ssl_valid_until_date_time: Timestamp = "sslValidUntilDateTime",
        /// Vendor: id of the company. Not seen in a tenant's own description; deduced.
        vendor_id: i64 = "vendorID",
        /// Warranty expiration date, UTC.
        warranty_expiration_date: Timestamp = "warrantyExpirationDate",
    }
    create_only {}
    read_only {
        /// Api vendor id: picklist value, look it up by label.
        api_vendor_id: i64 = "apiVendorID",
        /// Create date, UTC.
        create_date: Timestamp = "createDate",
        /// Created by person: id of the resource.
        created_by_person_id: i64 = "createdByPersonID",
        /// Datto available kilobytes: whole number.
        datto_available_kilobytes: i64 = "dattoAvailableKilobytes",
        /// Datto device memory megabytes: whole number.
        datto_device_memory_megabytes: i64 = "dattoDeviceMemoryMegabytes",
        /// Datto drives errors: yes or no.
        datto_drives_errors: bool = "dattoDrivesErrors",
        /// Datto hostname: text, at most 255 characters.
        datto_hostname: String = "dattoHostname" max 255,
        /// Datto internal ip: text, at most 255 characters.
        datto_internal_ip: String = "dattoInternalIP" max 255,
        /// Datto kernel version id: picklist value, look it up by label.
        datto_kernel_version_id: i64 = "dattoKernelVersionID",
        /// Datto last check in date time, UTC.
        datto_last_check_in_date_time: Timestamp = "dattoLastCheckInDateTime",
        /// Datto nic speed kilobits per second: whole number.
        datto_nic_speed_kilobits_per_second: i64 = "dattoNICSpeedKilobitsPerSecond",
        /// Datto number of agents: whole number.
        datto_number_of_agents: i64 = "dattoNumberOfAgents",
        /// Datto number of drives: whole number.
        datto_number_of_drives: i64 = "dattoNumberOfDrives",
        /// Datto number of volumes: whole number.
        datto_number_of_volumes: i64 = "dattoNumberOfVolumes",
        /// Datto offsite used bytes: whole number.
        datto_offsite_used_bytes: i64 = "dattoOffsiteUsedBytes",
        /// Datto os version id: picklist value, look it up by label.
        datto_os_version_id: i64 = "dattoOSVersionID",
        /// Datto percentage used: decimal number.
        datto_percentage_used: Decimal = "dattoPercentageUsed",
        /// Datto protected kilobytes: whole number.
        datto_protected_kilobytes: i64 = "dattoProtectedKilobytes",
        /// Datto remote ip: text, at most 255 characters.
        datto_remote_ip: String = "dattoRemoteIP" max 255,
        /// Datto serial number: text, at most 100 characters.
        datto_serial_number: String = "dattoSerialNumber" max 100,
        /// Datto uptime seconds: whole number.
        datto_uptime_seconds: i64 = "dattoUptimeSeconds",
        /// Datto used kilobytes: whole number.
        datto_used_kilobytes: i64 = "dattoUsedKilobytes",
        /// Datto zfs version id: picklist value, look it up by label.
        datto_zfs_version_id: i64 = "dattoZFSVersionID",
        /// Device networking id: text, at most 100 characters.
        device_networking_id: String = "deviceNetworkingID" max 100,
        /// Impersonator creator resource: id of the resource.
        impersonator_creator_resource_id: i64 = "impersonatorCreatorResourceID",
        /// Installed by contact: id of the contact.
        installed_by_contact_id: i64 = "installedByContactID",
        /// Installed by: id of the resource.
        installed_by_id: i64 = "installedByID",
        /// Last activity person: id of the resource.
        last_activity_person_id: i64 = "lastActivityPersonID",
        /// Last modified time, UTC.
        last_modified_time: Timestamp = "lastModifiedTime",
        /// Rmm device audit antivirus status id: picklist value, look it up by label.
        rmm_device_audit_antivirus_status_id: i64 = "rmmDeviceAuditAntivirusStatusID",
        /// Rmm device audit architecture id: picklist value, look it up by label.
        rmm_device_audit_architecture_id: i64 = "rmmDeviceAuditArchitectureID",
        /// Rmm device audit backup status id: picklist value, look it up by label.
        rmm_device_audit_backup_status_id: i64 = "rmmDeviceAuditBackupStatusID",
        /// Rmm device audit description: text, at most 255 characters.
        rmm_device_audit_description: String = "rmmDeviceAuditDescription" max 255,
        /// Rmm device audit device type id: picklist value, look it up by label.
        rmm_device_audit_device_type_id: i64 = "rmmDeviceAuditDeviceTypeID",
        /// Rmm device audit display adaptor id: picklist value, look it up by label.
        rmm_device_audit_display_adaptor_id: i64 = "rmmDeviceAuditDisplayAdaptorID",
        /// Rmm device audit domain id: picklist value, look it up by label.
        rmm_device_audit_domain_id: i64 = "rmmDeviceAuditDomainID",
        /// Rmm device audit external ip address: text, at most 255 characters.
        rmm_device_audit_external_ip_address: String = "rmmDeviceAuditExternalIPAddress" max 255,
        /// Rmm device audit hostname: text, at most 255 characters.
        rmm_device_audit_hostname: String = "rmmDeviceAuditHostname" max 255,
        /// Rmm device audit ip address: text, at most 255 characters.
        rmm_device_audit_ip_address: String = "rmmDeviceAuditIPAddress" max 255,
        /// Rmm device audit last user: text, at most 50 characters.
        rmm_device_audit_last_user: String = "rmmDeviceAuditLastUser" max 50,
        /// Rmm device audit mac address: text, at most 255 characters.
        rmm_device_audit_mac_address: String = "rmmDeviceAuditMacAddress" max 255,
        /// Rmm device audit manufacturer id: picklist value, look it up by label.
        rmm_device_audit_manufacturer_id: i64 = "rmmDeviceAuditManufacturerID",
        /// Rmm device audit memory bytes: whole number.
        rmm_device_audit_memory_bytes: i64 = "rmmDeviceAuditMemoryBytes",
        /// Rmm device audit missing patch count: whole number.
        rmm_device_audit_missing_patch_count: i64 = "rmmDeviceAuditMissingPatchCount",
        /// Rmm device audit mobile network operator id: picklist value, look it up by label.
        rmm_device_audit_mobile_network_operator_id: i64 = "rmmDeviceAuditMobileNetworkOperatorID",
        /// Rmm device audit mobile number: text, at most 255 characters.
        rmm_device_audit_mobile_number: String = "rmmDeviceAuditMobileNumber" max 255,
        /// Rmm device audit model id: picklist value, look it up by label.
        rmm_device_audit_model_id: i64 = "rmmDeviceAuditModelID",
        /// Rmm device audit motherboard id: picklist value, look it up by label.
        rmm_device_audit_motherboard_id: i64 = "rmmDeviceAuditMotherboardID",
        /// Rmm device audit patch status id: picklist value, look it up by label.
        rmm_device_audit_patch_status_id: i64 = "rmmDeviceAuditPatchStatusID",
        /// Rmm device audit processor id: picklist value, look it up by label.
        rmm_device_audit_processor_id: i64 = "rmmDeviceAuditProcessorID",
        /// Rmm device audit service pack id: picklist value, look it up by label.
        rmm_device_audit_service_pack_id: i64 = "rmmDeviceAuditServicePackID",
        /// Rmm device audit snmp contact: text, at most 255 characters.
        rmm_device_audit_snmp_contact: String = "rmmDeviceAuditSNMPContact" max 255,
        /// Rmm device audit snmp location: text, at most 255 characters.
        rmm_device_audit_snmp_location: String = "rmmDeviceAuditSNMPLocation" max 255,
        /// Rmm device audit snmp name: text, at most 255 characters.
        rmm_device_audit_snmp_name: String = "rmmDeviceAuditSNMPName" max 255,
        /// Rmm device audit software status id: picklist value, look it up by label.
        rmm_device_audit_software_status_id: i64 = "rmmDeviceAuditSoftwareStatusID",
        /// Rmm device audit storage bytes: whole number.
        rmm_device_audit_storage_bytes: i64 = "rmmDeviceAuditStorageBytes",
        /// Rmm device id: whole number.
        rmm_device_id: i64 = "rmmDeviceID",
        /// Rmm device uid: text, at most 255 characters.
        rmm_device_uid: String = "rmmDeviceUID" max 255,
        /// Rmm open alert count: whole number.
        rmm_open_alert_count: i64 = "rmmOpenAlertCount",
        /// Source charge id: whole number.
        source_charge_id: i64 = "sourceChargeID",
        /// Source charge type: picklist value, look it up by label.
        source_charge_type: i64 = "sourceChargeType",
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {
        /// Last activity person type: picklist value, look it up by label.
        last_activity_person_type: i64 = "lastActivityPersonType",
        /// Rmm device audit operating system: text, at most 255 characters.
        rmm_device_audit_operating_system: String = "rmmDeviceAuditOperatingSystem" max 255,
    }
}
