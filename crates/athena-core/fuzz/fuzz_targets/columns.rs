#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| athena_core::testing::fuzz::columns(data));
