//! Questions that somebody else wrote: the log-in is put into their documents, and the vendor's answer is handed back.
//!
//! What is sent is written anew from what was read, element by element, and only the elements of a question are: the vendor's
//! services look like one dispatcher that goes by the element below the root, so a document is judged by its content and not
//! by where it is sent. Nothing here can carry an order.

use crate::account::{Account, Credentials, Slot};
use crate::client::{Client, cannot_be_carried, credential_block};
use crate::error::{Error, NetworkError};
use crate::redact::scrub;
use crate::transport::{self, Connection};
use crate::xml::{Element, XmlText, carries, parse};
use secrecy::{ExposeSecret, SecretString};

/// The longest document that is read, in bytes.
pub const LONGEST: usize = 256 * 1024;

/// What can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Question {
    /// Price and availability: `priceRequest`.
    Price,
    /// The state of an order: `SynnexB2B/OrderStatusRequest`.
    Status,
    /// Invoices: `SynnexB2B/InvoiceRequest`.
    Invoice,
}

/// Why a document is not a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAQuestion {
    /// An order stands in it.
    #[error("an order stands in it")]
    Order,
    /// It is longer than [`LONGEST`].
    #[error("it is longer than {LONGEST} bytes")]
    TooLong,
    /// It has another form.
    #[error("{0}")]
    Form(&'static str),
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// Nothing was sent.
    #[error("the document is no question: {0}")]
    NotAQuestion(#[from] NotAQuestion),
    /// Nothing was sent: the log-in cannot be carried by XML.
    #[error("the log-in cannot be used")]
    LogIn(#[source] Box<Error>),
    /// The vendor did not answer.
    #[error("the vendor did not answer")]
    Network(#[source] NetworkError),
    /// The answer was longer than any that is read.
    #[error("the answer is too long")]
    TooLong,
}

/// The vendor's answer as it came, except that no log-in stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayedAnswer {
    /// The status.
    pub status: u16,
    /// The document.
    pub document: String,
}

impl Client {
    /// Asks a question that somebody else wrote, as the read-only user. Account number and log-in in it are replaced by this
    /// client's own; where they are missing, they are put in.
    ///
    /// # Errors
    /// [`RelayError`]. Business errors of the vendor are answers.
    pub async fn relay(&self, question: Question, document: &[u8]) -> Result<RelayedAnswer, RelayError> {
        let credentials = self.credentials.get(Slot::Read);
        let asked = read(question, document)?;
        let body = written(question, &asked, &self.account, credentials)
            .ok_or_else(|| RelayError::LogIn(Box::new(cannot_be_carried(Slot::Read))))?;
        let url = match question {
            Question::Price => self.hosts.price(),
            Question::Status => self.hosts.status(),
            Question::Invoice => self.hosts.invoice_query(),
        };
        let answer = transport::post(&self.read_http, &url, &body, self.read_timeout, Connection::Pooled)
            .await
            .map_err(RelayError::Network)?;
        if answer.too_large {
            return Err(RelayError::TooLong);
        }
        let document = scrub(&String::from_utf8_lossy(&answer.body), credentials);
        Ok(RelayedAnswer { status: answer.status, document })
    }
}

/// What a document asks: the version that it wants, and the elements of the question.
struct Asked {
    version: Option<String>,
    elements: Vec<Element>,
}

fn read(question: Question, document: &[u8]) -> Result<Asked, NotAQuestion> {
    if document.len() > LONGEST {
        return Err(NotAQuestion::TooLong);
    }
    let root = parse(document).map_err(|_| NotAQuestion::Form("it is not one whole XML document"))?;
    if holds_order(&root) {
        return Err(NotAQuestion::Order);
    }
    let version = root.attribute("version").map(str::to_owned);
    let elements = match question {
        Question::Price => lines(&root)?,
        Question::Status => question_in(&root, STATUS)?,
        Question::Invoice => question_in(&root, INVOICE)?,
    };
    for element in &elements {
        plain(element)?;
    }
    Ok(Asked { version, elements })
}

const STATUS: &str = "OrderStatusRequest";
const INVOICE: &str = "InvoiceRequest";

/// Whether an order, in whole or in part, stands anywhere in it.
fn holds_order(element: &Element) -> bool {
    element.is("OrderRequest") || element.children().iter().any(holds_order)
}

fn lines(root: &Element) -> Result<Vec<Element>, NotAQuestion> {
    if !root.is("priceRequest") {
        return Err(NotAQuestion::Form("its root must be priceRequest"));
    }
    let ours = |one: &&Element| !["customerNo", "userName", "password"].iter().any(|name| one.is(name));
    let lines: Vec<Element> = root.children().iter().filter(ours).cloned().collect();
    match !lines.is_empty() && lines.iter().all(|line| line.is("skuList")) {
        true => Ok(lines),
        false => Err(NotAQuestion::Form("priceRequest must hold skuList elements and nothing else")),
    }
}

fn question_in(root: &Element, name: &'static str) -> Result<Vec<Element>, NotAQuestion> {
    if !root.is("SynnexB2B") {
        return Err(NotAQuestion::Form("its root must be SynnexB2B"));
    }
    let mut questions = root.children().iter().filter(|one| !one.is("Credential"));
    let (Some(question), None) = (questions.next().filter(|one| one.is(name)), questions.next()) else {
        return Err(NotAQuestion::Form(if name == STATUS {
            "SynnexB2B must hold one OrderStatusRequest and nothing else"
        } else {
            "SynnexB2B must hold one InvoiceRequest and nothing else"
        }));
    };
    Ok(question.children().iter().filter(|one| !one.is("CustomerNumber")).cloned().collect())
}

/// Whether an element can be written anew as it was read: plain names, no attributes, text or elements.
fn plain(element: &Element) -> Result<(), NotAQuestion> {
    let name = element.name();
    let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !is_name || element.has_attributes() {
        return Err(NotAQuestion::Form("it has elements that no question has"));
    }
    if !carries(element.text()) || !(element.children().is_empty() || element.text().is_empty()) {
        return Err(NotAQuestion::Form("it has text where no question has any"));
    }
    element.children().iter().try_for_each(plain)
}

/// The document as it is sent; `None` if XML cannot carry the log-in.
fn written(question: Question, asked: &Asked, account: &Account, credentials: &Credentials) -> Option<SecretString> {
    let mut xml = XmlText::declared();
    let open = |xml: &mut XmlText, root: &str| {
        match &asked.version {
            Some(version) => xml.open_with(root, "version", version),
            None => xml.open(root),
        };
    };
    match question {
        Question::Price => {
            let (user, password) = (credentials.user_id.expose_secret(), credentials.password.expose_secret());
            if !carries(user) || !carries(password) {
                return None;
            }
            open(&mut xml, "priceRequest");
            xml.text("customerNo", &account.number).text("userName", user).text("password", password);
            asked.elements.iter().for_each(|element| write(&mut xml, element));
            xml.close("priceRequest");
            Some(xml.finish().into())
        }
        Question::Status | Question::Invoice => {
            let name = if question == Question::Status { STATUS } else { INVOICE };
            let block = credential_block(credentials)?;
            open(&mut xml, "SynnexB2B");
            let mut rest = XmlText::default();
            rest.open(name).text("CustomerNumber", &account.number);
            asked.elements.iter().for_each(|element| write(&mut rest, element));
            rest.close(name).close("SynnexB2B");
            Some([xml.finish().as_str(), block.expose_secret(), &rest.finish()].concat().into())
        }
    }
}

fn write(xml: &mut XmlText, element: &Element) {
    if element.children().is_empty() {
        xml.text(element.name(), element.text());
        return;
    }
    xml.open(element.name());
    element.children().iter().for_each(|child| write(xml, child));
    xml.close(element.name());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Country;
    use proptest::prelude::*;

    fn sent(question: Question, document: &str) -> Result<String, NotAQuestion> {
        let account = Account { number: "655123".to_owned(), country: Country::Us };
        let asked = read(question, document.as_bytes())?;
        let body = written(question, &asked, &account, &Credentials::new("reader", "a&b")).unwrap();
        Ok(body.expose_secret().to_owned())
    }

    const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;

    #[test]
    fn the_log_in_is_put_in_whether_one_was_there_or_not() {
        let price = "<priceRequest version=\"2.8\"><customerNo>1</customerNo><userName>x</userName><password>y</password>\
                     <skuList><synnexSKU>4398661</synnexSKU><lineNumber>1</lineNumber></skuList></priceRequest>";
        let whole = format!(
            "{DECLARATION}<priceRequest version=\"2.8\"><customerNo>655123</customerNo><userName>reader</userName>\
             <password>a&amp;b</password><skuList><synnexSKU>4398661</synnexSKU><lineNumber>1</lineNumber></skuList>\
             </priceRequest>"
        );
        assert_eq!(sent(Question::Price, price), Ok(whole));
        let bare = "<SynnexB2B><OrderStatusRequest><PONumber>A&amp;B</PONumber></OrderStatusRequest></SynnexB2B>";
        let whole = format!(
            "{DECLARATION}<SynnexB2B><Credential><UserID>reader</UserID><Password>a&amp;b</Password></Credential>\
             <OrderStatusRequest><CustomerNumber>655123</CustomerNumber><PONumber>A&amp;B</PONumber></OrderStatusRequest>\
             </SynnexB2B>"
        );
        assert_eq!(sent(Question::Status, bare), Ok(whole));
        let bill = "<s:SynnexB2B xmlns:s='x' version='2.2'><Credential/><InvoiceRequest><CustomerNumber>9</CustomerNumber>\
                    <OrderNumber>7</OrderNumber></InvoiceRequest></s:SynnexB2B>";
        let told = sent(Question::Invoice, bill).unwrap();
        assert!(told.contains("<InvoiceRequest><CustomerNumber>655123</CustomerNumber><OrderNumber>7</OrderNumber>"));
        assert!(!told.contains("xmlns") && !told.contains('9'), "{told}");
    }

    #[test]
    fn an_order_is_found_wherever_it_stands() {
        for document in [
            "<SynnexB2B><OrderRequest/></SynnexB2B>",
            "<OrderRequest/>",
            "<SynnexB2B><OrderStatusRequest/><x:orderrequest xmlns:x='y'/></SynnexB2B>",
            "<SynnexB2B><OrderStatusRequest><PONumber><OrderRequest/></PONumber></OrderStatusRequest></SynnexB2B>",
            "<priceRequest><skuList><OrderRequest>1</OrderRequest></skuList></priceRequest>",
        ] {
            for question in [Question::Price, Question::Status, Question::Invoice] {
                assert_eq!(sent(question, document), Err(NotAQuestion::Order), "{document}");
            }
        }
    }

    #[test]
    fn what_is_no_plain_question_is_not_sent() {
        let form = |question, document: &str| matches!(sent(question, document), Err(NotAQuestion::Form(_)));
        for document in [
            "",
            "{}",
            "<SynnexB2B>",
            "<!DOCTYPE a><SynnexB2B><OrderStatusRequest/></SynnexB2B>",
            "<SynnexB2B><InvoiceRequest/></SynnexB2B>",
            "<SynnexB2B><OrderStatusRequest/><OrderStatusRequest/></SynnexB2B>",
            "<SynnexB2B><OrderStatusRequest/><Other/></SynnexB2B>",
            "<SynnexB2B><OrderStatusRequest><PONumber kind='x'>1</PONumber></OrderStatusRequest></SynnexB2B>",
            "<SynnexB2B><OrderStatusRequest><PONumber>1<b>2</b></PONumber></OrderStatusRequest></SynnexB2B>",
            "<SynnexB2B><OrderStatusRequest><a-b>1</a-b></OrderStatusRequest></SynnexB2B>",
            "<priceRequest><skuList/></priceRequest>",
        ] {
            assert!(form(Question::Status, document), "{document}");
        }
        assert!(form(Question::Price, "<priceRequest><customerNo>1</customerNo></priceRequest>"));
        assert!(form(Question::Price, "<priceRequest><skuList/><other/></priceRequest>"));
        assert!(form(Question::Invoice, "<SynnexB2B><OrderStatusRequest/></SynnexB2B>"));
        let long = format!("<priceRequest>{}</priceRequest>", " ".repeat(LONGEST));
        assert_eq!(sent(Question::Price, &long), Err(NotAQuestion::TooLong));
    }

    proptest! {
        #[test]
        fn whatever_is_sent_has_one_question_and_no_order(inner in "[<>/a-zA-Z&;!\\[\\]\" =-]{0,80}") {
            let document = format!("<SynnexB2B><OrderStatusRequest>{inner}</OrderStatusRequest></SynnexB2B>");
            if let Ok(sent) = sent(Question::Status, &document) {
                let root = parse(sent.as_bytes()).unwrap();
                prop_assert_eq!(root.children().len(), 2);
                prop_assert!(!holds_order(&root));
                prop_assert_eq!(root.all(STATUS).count(), 1);
            }
        }
    }
}
