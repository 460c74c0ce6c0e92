//! The distributor TD SYNNEX: price and availability, purchase orders, order status, invoices, catalogue.
