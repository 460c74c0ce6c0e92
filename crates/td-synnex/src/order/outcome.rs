//! What became of an order that was submitted.
//!
//! Three questions decide the class: did anything leave, did the vendor refuse before ordering, and what does it say of
//! each line. Where one of them has no certain answer, the class is [`SubmitOutcome::Unknown`].

use crate::error::NotSentCause;
use serde::{Deserialize, Serialize};

/// The report of one submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmitReport {
    /// What became of the order.
    pub outcome: SubmitOutcome,
    /// The vendor's answer as it came, cut at 64 KiB, log-ins masked; `None` if nothing came. Evidence only: numbers in
    /// it may be dead.
    pub raw_answer: Option<String>,
    /// How long the call took, in milliseconds.
    pub elapsed_ms: u64,
}

/// What became of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "class", rename_all = "snake_case")]
pub enum SubmitOutcome {
    /// It is certain that nothing left this machine. The same order may be sent later.
    NotSent {
        /// Why.
        cause: NotSentCause,
        /// The library's words, for evidence.
        detail: String,
    },
    /// The vendor refused the message as such; nothing is ordered and the PO number is not used up.
    Refused {
        /// Why.
        code: RefusalCode,
        /// The vendor's explanation.
        detail: String,
        /// The numbered complaints in it, one each.
        problems: Vec<String>,
    },
    /// Every line became a sales order.
    Accepted {
        /// The lines as answered.
        lines: Vec<AnsweredLine>,
    },
    /// Every line became a back order.
    BackOrder {
        /// The lines as answered.
        lines: Vec<AnsweredLine>,
    },
    /// Taken, but a person at the vendor must release it (order type `99`, or an answer without a code).
    PendingReview {
        /// The vendor's reason; often empty.
        reason: Option<String>,
        /// The lines as answered; may be empty.
        lines: Vec<AnsweredLine>,
    },
    /// Taken, with lines that fare differently from each other.
    PartlyAccepted {
        /// The lines as answered.
        lines: Vec<AnsweredLine>,
        /// Ordered lines that the answer does not mention. What became of them is not known.
        unanswered: Vec<u32>,
    },
    /// Refused for a business reason; nothing is ordered, and the PO number is used up.
    Rejected {
        /// The vendor's reason; may be empty.
        reason: String,
        /// The lines as answered, without order numbers: a rejected line's number is a killed quotation's.
        lines: Vec<AnsweredLine>,
    },
    /// The vendor knows this PO number already. Whether the known order is this one must be asked.
    ///
    /// The answer carries an order number of its own, which is dead and therefore not given here.
    Duplicate {
        /// The vendor's reason.
        reason: String,
    },
    /// It is not known whether the order exists. It must be settled by asking, not by sending again.
    Unknown {
        /// Why.
        cause: UnknownCause,
        /// The vendor's or the library's words.
        detail: String,
    },
}

/// Why the vendor refused a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// `IP Address Invalid`: the sender's address is not registered.
    IpNotRegistered,
    /// `Client.IncompleteXML`: fields are missing or mistyped.
    IncompleteXml,
    /// `IncompleteXML01`: the body was empty or malformed.
    MalformedXml,
}

/// Why it is not known whether an order exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownCause {
    /// No answer in time.
    TimedOut,
    /// The connection ended before the answer was whole.
    Cut,
    /// An HTTP status other than success.
    HttpStatus(u16),
    /// `PO_TIMEOUT`, `ServerError`, `DatabaseIssue`, `Internal API Fault`.
    VendorFault,
    /// The answer is not a readable answer to an order.
    Unreadable,
    /// A code or error name that is not documented.
    UnknownCode,
    /// The answer contradicts itself, such as an accepted order whose lines are all rejected.
    Contradictory,
    /// The answer is about another PO number.
    OtherOrder,
    /// The text speaks of the log-in. Probably nothing was ordered, but no such text is documented.
    LogInRefused,
}

/// One line of the vendor's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnsweredLine {
    /// Line number of the order.
    pub line: u32,
    /// SKU as answered.
    pub sku: Option<String>,
    /// Quantity as answered.
    pub quantity: Option<i64>,
    /// What became of the line.
    pub disposition: LineDisposition,
    /// The vendor's code as it came; may be empty.
    pub code: String,
    /// The distributor order number, as text; absent on rejected lines.
    pub order_number: Option<String>,
    /// The order type.
    pub order_type: OrderType,
    /// Warehouse number; often empty.
    pub warehouse: Option<String>,
    /// `SynnexInternalReference` as it came: `rule,result-target` joined by `---` (format inferred).
    pub internal_reference: Option<String>,
    /// The vendor's reason.
    pub reason: Option<String>,
}

/// What became of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineDisposition {
    /// A sales order.
    Accepted,
    /// A back order.
    BackOrdered,
    /// Stopped for a person at the vendor. Also an accepted line whose order type is missing or not documented, because
    /// no sales order is confirmed then (inferred).
    PendingReview,
    /// Refused.
    Rejected,
    /// A code that is not documented.
    Unknown,
}

/// The vendor's order types.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderType {
    /// `SO`.
    SalesOrder,
    /// `BO`.
    BackOrder,
    /// `99` in order answers, `QO` in status answers: a quotation that waits for a person.
    Quotation,
    /// Another value as it came; empty if there was none.
    Other(String),
}

impl OrderType {
    /// Reads the vendor's spelling.
    pub fn from_vendor(text: &str) -> Self {
        match text.trim().to_ascii_uppercase().as_str() {
            "SO" => Self::SalesOrder,
            "BO" => Self::BackOrder,
            "99" | "QO" => Self::Quotation,
            _ => Self::Other(text.trim().to_owned()),
        }
    }
}
