"""Does the suite bite? Faults planted one at a time, and the tests that have to notice."""
