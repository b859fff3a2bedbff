use super::Test;
pub(super) const TESTS: &[(&str, Test)] = &[];
