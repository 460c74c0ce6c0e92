//! `Opportunities` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::entity::entity;

entity! {
    /// An opportunity to sell.
    Opportunity {
        fields: OpportunityFields,
        new: NewOpportunity,
        patch: OpportunityPatch,
        route: root "Opportunities",
        udf: [user_defined_fields],
    }
    fixed_required {
        /// Start date, UTC.
        start_date: Timestamp = "startDate",
    }
    required {
        /// Amount: decimal number.
        amount: Decimal = "amount",
        /// Company: id of the company. Not seen in a tenant's own description; deduced.
        company_id: i64 = "companyID",
        /// Cost: decimal number.
        cost: Decimal = "cost",
        /// Owner resource: id of the resource.
        owner_resource_id: i64 = "ownerResourceID",
        /// Probability: whole number.
        probability: i64 = "probability",
        /// Projected close date, UTC.
        projected_close_date: Timestamp = "projectedCloseDate",
        /// Stage: picklist value, look it up by label.
        stage: i64 = "stage",
        /// Status: picklist value, look it up by label.
        status: i64 = "status",
        /// Title: text, at most 128 characters.
        title: String = "title" max 128,
        /// Use quote totals: yes or no.
        use_quote_totals: bool = "useQuoteTotals",
    }
    optional {
        /// Advanced field1: decimal number.
        advanced_field1: Decimal = "advancedField1",
        /// Advanced field2: decimal number.
        advanced_field2: Decimal = "advancedField2",
        /// Advanced field3: decimal number.
        advanced_field3: Decimal = "advancedField3",
        /// Advanced field4: decimal number.
        advanced_field4: Decimal = "advancedField4",
        /// Advanced field5: decimal number.
        advanced_field5: Decimal = "advancedField5",
        /// Barriers: text, at most 500 characters.
        barriers: String = "barriers" max 500,
        /// Closed date, UTC.
        closed_date: Timestamp = "closedDate",
        /// Contact: id of the contact.
        contact_id: i64 = "contactID",
        /// Create date, UTC.
        create_date: Timestamp = "createDate",
        /// Description: text, at most 8000 characters.
        description: String = "description" max 8000,
        /// Help needed: text, at most 500 characters.
        help_needed: String = "helpNeeded" max 500,
        /// Lead source: picklist value, look it up by label.
        lead_source: i64 = "leadSource",
        /// Loss reason: picklist value, look it up by label.
        loss_reason: i64 = "lossReason",
        /// Loss reason detail: text, at most 500 characters.
        loss_reason_detail: String = "lossReasonDetail" max 500,
        /// Lost date, UTC.
        lost_date: Timestamp = "lostDate",
        /// Market: text, at most 500 characters.
        market: String = "market" max 500,
        /// Monthly cost: decimal number.
        monthly_cost: Decimal = "monthlyCost",
        /// Monthly revenue: decimal number.
        monthly_revenue: Decimal = "monthlyRevenue",
        /// Next step: text, at most 500 characters.
        next_step: String = "nextStep" max 500,
        /// Onetime cost: decimal number.
        onetime_cost: Decimal = "onetimeCost",
        /// Onetime revenue: decimal number.
        onetime_revenue: Decimal = "onetimeRevenue",
        /// Opportunity category id: picklist value, look it up by label.
        opportunity_category_id: i64 = "opportunityCategoryID",
        /// Organizational level association: id of the organizational level association. Not seen in a tenant's own
        /// description; deduced.
        organizational_level_association_id: i64 = "organizationalLevelAssociationID",
        /// Primary competitor: picklist value, look it up by label.
        primary_competitor: i64 = "primaryCompetitor",
        /// Product: id of the product.
        product_id: i64 = "productID",
        /// Promised fulfillment date, UTC.
        promised_fulfillment_date: Timestamp = "promisedFulfillmentDate",
        /// Promotion name: text, at most 50 characters.
        promotion_name: String = "promotionName" max 50,
        /// Quarterly cost: decimal number.
        quarterly_cost: Decimal = "quarterlyCost",
        /// Quarterly revenue: decimal number.
        quarterly_revenue: Decimal = "quarterlyRevenue",
        /// Rating: picklist value, look it up by label.
        rating: i64 = "rating",
        /// Revenue spread: whole number.
        revenue_spread: i64 = "revenueSpread",
        /// Revenue spread unit: picklist value, look it up by label.
        revenue_spread_unit: String = "revenueSpreadUnit" max 6,
        /// Semiannual cost: decimal number.
        semiannual_cost: Decimal = "semiannualCost",
        /// Semiannual revenue: decimal number.
        semiannual_revenue: Decimal = "semiannualRevenue",
        /// Through date, UTC.
        through_date: Timestamp = "throughDate",
        /// Total amount months: whole number.
        total_amount_months: i64 = "totalAmountMonths",
        /// Win reason: picklist value, look it up by label.
        win_reason: i64 = "winReason",
        /// Win reason detail: text, at most 500 characters.
        win_reason_detail: String = "winReasonDetail" max 500,
        /// Yearly cost: decimal number.
        yearly_cost: Decimal = "yearlyCost",
        /// Yearly revenue: decimal number.
        yearly_revenue: Decimal = "yearlyRevenue",
    }
    create_only {}
    read_only {
        /// Assessment score: decimal number.
        assessment_score: Decimal = "assessmentScore",
        /// Creator resource: id of the resource.
        creator_resource_id: i64 = "creatorResourceID",
        /// Impersonator creator resource: id of the resource.
        impersonator_creator_resource_id: i64 = "impersonatorCreatorResourceID",
        /// Last activity, UTC.
        last_activity: Timestamp = "lastActivity",
        /// Relationship assessment score: decimal number.
        relationship_assessment_score: Decimal = "relationshipAssessmentScore",
        /// Sales order: id of the sales order.
        sales_order_id: i64 = "salesOrderID",
        /// Sales process percent complete: decimal number.
        sales_process_percent_complete: Decimal = "salesProcessPercentComplete",
        /// Technical assessment score: decimal number.
        technical_assessment_score: Decimal = "technicalAssessmentScore",
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
