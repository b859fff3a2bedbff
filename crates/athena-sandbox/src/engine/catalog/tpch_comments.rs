//! Comments of the TPC-H tables and columns, for clients that reflect them. `nation` and `region` have none.

/// The comment of a table.
pub(crate) fn table(table: &str) -> Option<&'static str> {
    match table {
        "customer" => Some("Customers with their balance and market segment"),
        "lineitem" => Some("The positions of all orders"),
        "orders" => Some("Orders, one row each"),
        _ => None,
    }
}

/// The comments of the columns that have one.
pub(crate) fn columns(table: &str) -> &'static [(&'static str, &'static str)] {
    match table {
        "customer" => &[("c_custkey", "primary key"), ("c_acctbal", "balance; may be negative")],
        "lineitem" => &[
            ("l_orderkey", "the order, see orders.o_orderkey"),
            ("l_discount", "share of the price, 0.00 to 0.10"),
            ("l_comment", "free text: commas, \"quotes\" and all"),
        ],
        "orders" => &[("o_orderkey", "primary key"), ("o_orderstatus", "F fulfilled, O open, P in part")],
        _ => &[],
    }
}
