//! Money is decimal and carries its currency. In the database it is whole millionths.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An ISO 4217 code: three capital letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// United States dollar.
    pub const USD: Self = Self(*b"USD");
    /// Canadian dollar.
    pub const CAD: Self = Self(*b"CAD");
    /// Euro.
    pub const EUR: Self = Self(*b"EUR");

    /// Reads a code in any case; `None` unless it has three ASCII letters.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.trim().as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_alphabetic).then(|| Self(bytes.map(|b| b.to_ascii_uppercase())))
    }

    /// The three letters.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl TryFrom<String> for Currency {
    type Error = String;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        Self::parse(&code).ok_or_else(|| format!("`{code}` is no currency code of three letters"))
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

/// An amount in a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// The amount, exact.
    pub amount: Decimal,
    /// Its currency.
    pub currency: Currency,
}

impl Money {
    /// `amount` of `currency`.
    #[must_use]
    pub fn new(amount: Decimal, currency: Currency) -> Self {
        Self { amount, currency }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2} {}", self.amount, self.currency)
    }
}

/// Whole millionths of an amount, rounded half away from zero; `None` where it does not fit.
#[must_use]
pub fn to_micros(amount: Decimal) -> Option<i64> {
    amount
        .checked_mul(Decimal::from(1_000_000))?
        .round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)
        .to_i64()
}

/// The amount that `micros` whole millionths stand for, without trailing zeros.
#[must_use]
pub fn from_micros(micros: i64) -> Decimal {
    Decimal::new(micros, 6).normalize()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn currencies_are_three_letters_in_any_case() {
        assert_eq!(Currency::parse("usd"), Some(Currency::USD));
        for bad in ["", "US", "USDX", "U5D", "€€"] {
            assert_eq!(Currency::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn money_says_its_currency() {
        assert_eq!(Money::new(Decimal::new(73_928, 2), Currency::USD).to_string(), "739.28 USD");
    }

    #[test]
    fn an_amount_too_large_for_the_database_is_noticed() {
        assert_eq!(to_micros(Decimal::MAX), None);
    }

    proptest! {
        #[test]
        fn micros_keep_every_amount_of_six_places(micros in any::<i64>()) {
            prop_assert_eq!(to_micros(from_micros(micros)), Some(micros));
        }
    }
}
