//! CEL's own words: no name of a policy, and no name in an expression.

/// The literals `true`, `false` and `null` first, then what CEL keeps for other languages.
/// `in` is an operator and stands apart.
pub const RESERVED: [&str; 20] = [
    "true",
    "false",
    "null",
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
    "while",
];
