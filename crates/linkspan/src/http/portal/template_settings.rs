//! The settings of the two order templates: submission, with its consent panel, and status.

use jiff::Timestamp;

use super::page::{Choice, Field, page};

/// Order submission. `GET /bridges/{bridge}/order-submission`; posts `csrf`, `mode` (`automatic`, `hold`, `schedule`),
/// `schedule`, `time_zone`, `submitted_status`, `contact_name`, `contact_phone`, `contact_email`, `country`, `payment_term`, `ship_{key}`, `drop_ship`, `back_orders`, `ship_complete`, `split`,
/// `warehouse`, `price_percent`, `price_amount`, `order_value`, `margin` to the same path; the consent posts `csrf`, `agree`
/// to `.../consent`.
#[derive(Debug, Clone, Default)]
pub struct SubmissionPage {
    /// Id of the bridge.
    pub bridge: String,
    /// The template is on.
    pub on: bool,
    /// How an order goes out; one chosen.
    pub modes: Vec<Choice>,
    /// Times of the day, `HH:MM` with commas; only for the schedule.
    pub schedule: Field,
    /// Time zone of these times.
    pub time_zone: Field,
    /// Statuses that may hand a purchase order over, one chosen; empty where one is called *Submitted*.
    pub submitted: Vec<Choice>,
    /// How the customer PO number is made; fixed when the bridge was made.
    pub number_pattern: String,
    /// What the pattern makes of an example.
    pub number_example: String,
    /// Contact named on the order.
    pub contact_name: Field,
    /// Phone number of the contact.
    pub contact_phone: Field,
    /// E-mail address of the contact.
    pub contact_email: Field,
    /// Country of delivery, where an address names none; one chosen.
    pub countries: Vec<Choice>,
    /// Code of the payment term; empty for the account's own.
    pub payment_term: Field,
    /// Ship method for each Autotask shipping type.
    pub ship_methods: Vec<ShipMethod>,
    /// When an order is a drop shipment; one chosen.
    pub drop_ship: Vec<Choice>,
    /// Number of the warehouse; empty where the distributor chooses.
    pub warehouse: Field,
    /// Back orders are allowed.
    pub back_orders: bool,
    /// Nothing ships before all is there.
    pub ship_complete: bool,
    /// An order may come from several warehouses.
    pub split: bool,
    /// Hold when a line is dearer than the purchase order by more than this many per cent.
    pub price_percent: Field,
    /// Hold when a line is dearer by more than this amount.
    pub price_amount: Field,
    /// Hold when the order is worth more than this; empty for no limit.
    pub order_value: Field,
    /// Hold when the margin is below this many per cent; empty for no limit.
    pub margin: Field,
    /// Currency of the amounts.
    pub currency: String,
    /// What is sent, and whether a person agreed to it.
    pub consent: Consent,
}

page!(SubmissionPage, "order_submission.html");

/// One shipping type of Autotask and the ship method that stands for it.
#[derive(Debug, Clone)]
pub struct ShipMethod {
    /// Its name in the form.
    pub key: String,
    /// Its name in Autotask.
    pub name: String,
    /// Ship methods of the distributor; one chosen.
    pub methods: Vec<Choice>,
}

/// What is sent to the distributor.
#[derive(Debug, Clone, Default)]
pub struct Consent {
    /// Who agreed, and when.
    pub given: Option<(String, Timestamp)>,
    /// What is sent, row by row.
    pub rows: Vec<ConsentRow>,
    /// The box was not ticked.
    pub not_agreed: bool,
}

/// One kind of data that is sent.
#[derive(Debug, Clone)]
pub struct ConsentRow {
    /// What kind, such as *Ship-to address*.
    pub what: String,
    /// Which fields.
    pub fields: String,
    /// Where they come from.
    pub from: String,
}

/// Order status. `GET /bridges/{bridge}/order-status`; posts `csrf`, `accounting` (`yes`, `no`, empty for not answered),
/// `target_{key}` to the same path.
#[derive(Debug, Clone, Default)]
pub struct StatusPage {
    /// Id of the bridge.
    pub bridge: String,
    /// The template is on.
    pub on: bool,
    /// Whether Autotask's accounting sync is used; `None` while nobody has answered.
    pub accounting: Option<bool>,
    /// Where each piece of news is written.
    pub targets: Vec<Target>,
    /// Where it writes by default even before the accounting question is answered, as one sentence.
    pub order_number_goes: String,
}

page!(StatusPage, "order_status.html");

/// One kind of news and the field it is written to.
#[derive(Debug, Clone)]
pub struct Target {
    /// Its name in the form.
    pub key: String,
    /// What it is, such as *Tracking number*.
    pub name: String,
    /// Example of what is written.
    pub example: String,
    /// Fields that can take it; one chosen.
    pub fields: Vec<Choice>,
}
