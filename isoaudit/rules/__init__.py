"""The law as pure functions: no file, no clock, no engine; each rule with its clause."""
