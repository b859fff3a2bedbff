//! A page of rows, from the SDK's form into the core's.

use athena_core::driver::api::{ColumnInfo, ResultPage};
use aws_sdk_athena::operation::get_query_results::GetQueryResultsOutput;
use aws_sdk_athena::types::{self, ColumnNullable};

/// A page. An empty token counts as none: asking with it would start over, for ever.
pub(crate) fn page(sent: GetQueryResultsOutput) -> ResultPage {
    let result = sent.result_set;
    let (rows, metadata) = result.map_or((None, None), |set| (set.rows, set.result_set_metadata));
    let mut page = ResultPage::default();
    page.columns = metadata.and_then(|m| m.column_info).unwrap_or_default().into_iter().map(column).collect();
    page.rows = rows.unwrap_or_default().into_iter().map(row).collect();
    page.update_count = sent.update_count;
    page.next_token = sent.next_token.filter(|token| !token.is_empty());
    page
}

fn row(sent: types::Row) -> Vec<Option<String>> {
    sent.data.unwrap_or_default().into_iter().map(|datum| datum.var_char_value).collect()
}

fn column(sent: types::ColumnInfo) -> ColumnInfo {
    let mut column = ColumnInfo::new(sent.name, sent.r#type);
    column.label = sent.label;
    column.precision = sent.precision;
    column.scale = sent.scale;
    column.nullable = match sent.nullable {
        Some(ColumnNullable::Nullable) => Some(true),
        Some(ColumnNullable::NotNull) => Some(false),
        _ => None,
    };
    column.case_sensitive = sent.case_sensitive;
    column
}
