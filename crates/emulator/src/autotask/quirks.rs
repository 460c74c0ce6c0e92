//! Behaviours of the vendor that nobody outside has seen for certain: one named switch each, with a default and
//! the reason for it. Code elsewhere asks the switch and decides nothing by itself.

/// One line of `--list-quirks`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuirkInfo {
    /// Name as in `--quirk name=choice`.
    pub name: &'static str,
    /// What is switched and why the default is what it is.
    pub about: &'static str,
    /// All choices, the default first.
    pub choices: &'static [&'static str],
}

/// A switch or a choice that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownQuirk {
    /// No switch of that name.
    #[error("there is no quirk named {0}")]
    Name(String),
    /// The switch has no such choice.
    #[error("the quirk {name} has no choice {choice}")]
    Choice {
        /// The switch.
        name: &'static str,
        /// What was asked for.
        choice: String,
    },
}

macro_rules! quirks {
    ($($field:ident: $kind:ident { $first:ident = $first_text:literal $(, $variant:ident = $text:literal)* } $about:literal;)*) => {
        $(
            #[doc = $about]
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
            pub enum $kind {
                #[doc = concat!("`", $first_text, "`, the default")]
                #[default]
                $first,
                $(#[doc = concat!("`", $text, "`")] $variant,)*
            }
        )*

        /// All switches.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct Quirks {
            $(#[doc = $about] pub $field: $kind,)*
            /// Numbers of the five purchase order statuses, if a tenant's own list tells them.
            pub(crate) order_statuses: Option<[i64; 5]>,
        }

        impl Quirks {
            /// Every switch with its choices, for `--list-quirks`.
            #[must_use]
            pub fn all() -> &'static [QuirkInfo] {
                &[$(QuirkInfo {
                    name: stringify!($field),
                    about: $about,
                    choices: &[$first_text $(, $text)*],
                },)*]
            }

            /// Sets one switch by its name and the name of a choice.
            ///
            /// # Errors
            /// When there is no such switch or choice.
            pub fn set(&mut self, name: &str, choice: &str) -> Result<(), UnknownQuirk> {
                match name {
                    $(stringify!($field) => self.$field = match choice {
                        $first_text => $kind::$first,
                        $($text => $kind::$variant,)*
                        _ => return Err(UnknownQuirk::Choice {
                            name: stringify!($field),
                            choice: choice.to_owned(),
                        }),
                    },)*
                    _ => return Err(UnknownQuirk::Name(name.to_owned())),
                }
                Ok(())
            }
        }
    };
}

quirks! {
    unauthorized_body: UnauthorizedBody { Errors = "errors", Empty = "empty" }
        "Body of a 401. The status is documented, the body is not; other failures carry an errors list.";
    locked_status: LockedStatus { Unauthorized = "401", ServerError = "500" }
        "Status for a locked account. Only the older interface's text is known; 401 is presumed.";
    missing_id: MissingId { NotFound = "404", ItemNull = "item_null" }
        "GET of an id that does not exist. Two users saw a 404, two saw 200 with item null; the clearer one is the default.";
    hourly_limit_status: HourlyLimitStatus { TooMany = "429", ServerError = "500" }
        "Status once the hourly limit is spent. Undocumented; clients expect 429.";
    retry_after: RetryAfterHeader { Absent = "absent", Sent = "sent" }
        "Whether a limit answer carries Retry-After. Nobody promises it.";
    thread_limit_status: ThreadLimitStatus { TooMany = "429", ServerError = "500" }
        "Status beyond the thread limit. Most reports say 429, some another status with the same text.";
    order_status_numbers: OrderStatusNumbers { OneToFive = "one_to_five", Shifted = "shifted" }
        "Numbers of the purchase order statuses. Labels are known, numbers are not; shifted is 11 to 15, for clients that must look the label up.";
    create_as_submitted: CreateAsSubmitted { Refused = "refused", Taken = "taken" }
        "Creating a purchase order in another status than New. Inferred from the rule that items are added only while New.";
    order_status_by_hand: OrderStatusByHand { Documented = "documented", Any = "any" }
        "Status changes by PATCH. By default New and Submitted change into each other and into Canceled, received statuses come from receiving alone.";
    closed_order: ClosedOrder { Taken = "taken", Refused = "refused" }
        "Changing fields of a purchase order that is Received Full or Canceled. The user interface locks some of them; for the API nothing is known.";
    order_dates: OrderDates { Follow = "follow", Untouched = "untouched" }
        "Whether submitDateTime and cancelDateTime follow a PATCH of the status. Inferred from the user interface.";
    create_only_fields: CreateOnlyFields { Ignored = "ignored", Refused = "refused" }
        "A PATCH of a field that is set at creation only. Other read-only fields are ignored, so these are too.";
    overlong_text: OverlongText { Refused = "refused", Cut = "cut" }
        "Text beyond the field's length. Unknown; a refusal shows a client's mistake.";
    receive_when_received: ReceiveWhenReceived { Refused = "refused", Taken = "taken" }
        "Receiving on an order that is Received Full. The documentation contradicts itself.";
    negative_receipt: NegativeReceipt { Refused = "refused", Taken = "taken" }
        "A negative quantity as a correction of a receipt. Documented is only that it must not be zero.";
    second_default_vendor: SecondDefaultVendor { ClearsFirst = "clears_first", Refused = "refused" }
        "Setting isDefault on a second vendor row of a product. That exactly one default exists is documented.";
    metadata_names: MetadataNames { Camel = "camel", Pascal = "pascal" }
        "Case of field names in metadata. PascalCase in a 2020 sample, camelCase in later ones.";
    reference_names: ReferenceNames { Rest = "rest", Older = "older" }
        "Vocabulary of referenceEntityType: names of this interface or of the older one (Account for Company).";
    empty_udf: EmptyUdf { EmptyList = "empty_list", Omitted = "omitted" }
        "userDefinedFields of a row without any value. Captures show an empty list, the documentation says it is left out.";
    udf_in_include_fields: UdfInIncludeFields { Refused = "refused", Taken = "taken" }
        "A UDF name in IncludeFields. Unknown.";
    unknown_operator: UnknownOperator { Refused = "refused", Ignored = "ignored" }
        "A filter operator that does not exist. One report says it is dropped, so that all rows match; a refusal shows the mistake.";
    unknown_member: UnknownMember { Ignored = "ignored", Refused = "refused" }
        "A member of a written entity that is no field. Inferred from lenient parsing elsewhere.";
    not_equal_null: NotEqualNull { NoMatch = "no_match", Match = "match" }
        "Whether noteq and notIn match rows where the field is null. SQL's answer is the default.";
    child_paging: ChildPaging { Whole = "whole", Pages = "pages" }
        "Whether a list of children is cut at 500 rows. Unknown.";
    child_root_write: ChildRootWrite { NotFound = "404", NotAllowed = "405" }
        "Writing to the root of a child entity. Both are seen.";
    charge_status: ChargeStatus { Follows = "follows", Untouched = "untouched" }
        "Whether the status of a charge moves when a purchase order that holds it is submitted, received or canceled. Inferred from the user interface.";
    charge_status_writable: ChargeStatusWritable { ReadOnly = "read_only", Writable = "writable" }
        "Whether a client may set the status of a charge. Metadata says read-only; clients' captures differ.";
    permission_status: PermissionStatus { ServerError = "500", Forbidden = "403" }
        "Status for a missing permission. 500 is seen far more often, although 403 is what is declared.";
    malformed_body_status: MalformedBodyStatus { ServerError = "500", BadRequest = "400" }
        "Status for a body that cannot be read. One report shows a 500 with the parser's words.";
    receive_date: ReceiveDate { Server = "server", Taken = "taken" }
        "Whether receiveDate of a receipt may be sent. Metadata says read-only, as it does of fields that are taken.";
    vendor_invoice: VendorInvoice { Optional = "optional", Required = "required" }
        "Whether a receipt needs vendorInvoiceNumber. A setting of the tenant; most have it off.";
    inventory_transfer: InventoryTransfer { Moves = "moves", Recorded = "recorded" }
        "Whether InventoryTransfers moves stock, or is a record beside the newer StockedItemsTransfer. Inferred from its name and fields.";
    clear_default_vendor: ClearDefaultVendor { Refused = "refused", Ignored = "ignored" }
        "Clearing isDefault on the only default vendor row of a product. That exactly one default exists is documented.";
    page_urls: PageUrls { Lasting = "lasting", Fifty = "fifty" }
        "How long a page URL works. One report says that about the last 50 do; the URL holds all that is needed, so it lasts by default.";
    webhook_secret: WebhookSecret { Shown = "shown", Hidden = "hidden" }
        "Whether secretKey of a webhook can be read back. Unknown; nothing says that it is write-only.";
    udf_flag: UdfFlag { Entity = "entity", Tenant = "tenant" }
        "Whether hasUserDefinedFields tells what the entity supports or whether the tenant has made any. One capture suggests the latter.";
    money_type: MoneyType { AsListed = "as_listed", Decimal = "decimal" }
        "Type of amounts in metadata: double in most captures, decimal in some.";
    delete_reply: DeleteReply { ItemId = "item_id", Empty = "empty" }
        "Body of a successful DELETE. The id is documented; not every entity was seen.";
    unknown_route_body: UnknownRouteBody { Json = "json", Html = "html" }
        "Body of a 404 for a route that does not exist: Web API's message or an IIS page. Both are seen.";
}

impl Quirks {
    /// Numbers of the purchase order statuses, from New to Canceled.
    pub(crate) fn order_status_numbers(&self) -> [i64; 5] {
        self.order_statuses.unwrap_or(match self.order_status_numbers {
            OrderStatusNumbers::OneToFive => [1, 2, 3, 4, 5],
            OrderStatusNumbers::Shifted => [11, 12, 13, 14, 15],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_of_every_switch_can_be_set() {
        let mut quirks = Quirks::default();
        for info in Quirks::all() {
            assert!(info.choices.len() >= 2, "{} switches nothing", info.name);
            for choice in info.choices.iter().rev() {
                quirks.set(info.name, choice).unwrap();
            }
        }
        assert_eq!(quirks, Quirks::default(), "the first choice is the default");
    }

    #[test]
    fn unknown_names_and_choices_are_told_apart() {
        let mut quirks = Quirks::default();
        assert_eq!(quirks.set("missing", "404"), Err(UnknownQuirk::Name("missing".into())));
        let wrong = UnknownQuirk::Choice { name: "missing_id", choice: "maybe".into() };
        assert_eq!(quirks.set("missing_id", "maybe"), Err(wrong));
    }
}
