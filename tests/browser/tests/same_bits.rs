//! One link, one result: the links of `tests/fingerprints.json`, which `tests/fingerprints.rs` runs without a browser, end in the page
//! with the very bits that are pinned there. `engines.rs` has the same for the other engines.

use browser_tests::Page;

#[test]
fn every_pinned_link_ends_in_the_page_with_its_bits() {
    Page::open("").assert_pinned_bits();
}
