//! Problems and errors: what is wrong, where, and what would help.
//!
//! Messages are lower case, without a full stop, with backticks round what the
//! author wrote; they never show a personal value.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)*) => {
        /// A stable name for a kind of problem, error or warning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// The code as documents and answers spell it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $text,)* }
            }
        }
    };
}

codes! {
    /// The text is not JSON.
    JsonSyntax = "json_syntax",
    /// A comment in the document.
    JsonComment = "json_comment",
    /// A key stands twice in one object.
    DuplicateKey = "duplicate_key",
    /// The document or an expression is too long.
    TooLarge = "too_large",
    /// Nesting is too deep.
    TooDeep = "too_deep",
    /// More of a thing than the limits allow.
    TooMany = "too_many",
    /// JSON that is no object.
    NotAPolicy = "not_a_policy",
    /// `gradus` is not a known format version.
    FormatVersion = "format_version",
    /// A key that has no meaning where it stands.
    UnknownKey = "unknown_key",
    /// A required key is absent.
    MissingKey = "missing_key",
    /// A value of the wrong JSON type.
    WrongType = "wrong_type",
    /// The right type, but never a right value.
    ImpossibleValue = "impossible_value",
    /// More than three decimals.
    TooPrecise = "too_precise",
    /// A name that is not an identifier.
    BadName = "bad_name",
    /// A name that may not be declared.
    ReservedName = "reserved_name",
    /// Two things of one namespace share a name.
    DuplicateName = "duplicate_name",
    /// A name that nothing declares.
    UnknownName = "unknown_name",
    /// A section or key that a later piece brings.
    NotBuilt = "not_built",
    /// Not an expression.
    ExprSyntax = "expr_syntax",
    /// CEL, but outside the subset.
    ExprUnsupported = "expr_unsupported",
    /// Operands or result of the wrong type.
    ExprType = "expr_type",
    /// Reads what is computed later.
    ExprLater = "expr_later",
    /// A rule of no kind, or of several.
    RuleKind = "rule_kind",
    /// A grade of no kind, or of several.
    GradeKind = "grade_kind",
    /// A derived value of no kind, or of several.
    DeriveKind = "derive_kind",
    /// A decay of no kind, or of several.
    DecayKind = "decay_kind",
    /// Edges out of order.
    BandsOrder = "bands_order",
    /// A grade's bands leave a gap at the bottom.
    BandsUncovered = "bands_uncovered",
    /// A matrix that does not fit its two grades.
    MatrixShape = "matrix_shape",
    /// Negative points that the default cap would hide.
    HiddenPoints = "hidden_points",
    /// A weighted mean that cannot be held exactly.
    TooFine = "too_fine",
    /// Something reads a protected fact.
    ProtectedFact = "protected_fact",
    /// A `value` rule reads a personal fact.
    PersonalPoints = "personal_points",
    /// A test of the policy does not come out.
    TestFailed = "test_failed",
    /// Warning: values between a field's `min` and the first band match nothing.
    BandsGap = "bands_gap",
    /// Warning: a class that no facts can give.
    ClassUnreachable = "class_unreachable",
    /// Warning: a group's rules cannot reach the top of its cap.
    TopUnreachable = "top_unreachable",
    /// Warning: a condition that no facts make true.
    NeverTrue = "never_true",
    /// Warning: the same, because its comparisons exclude each other.
    ThresholdsExclude = "thresholds_exclude",
    /// Warning: a condition that no facts make false.
    NeverFalse = "never_false",
    /// Warning: a rule that an earlier one always precedes.
    RuleShadowed = "rule_shadowed",
    /// Warning: a stage that nothing leads into.
    StageNoEntry = "stage_no_entry",
    /// Warning: a stage that nothing leads into from the first one on.
    StageUnreachable = "stage_unreachable",
    /// Warning: a stage that nothing leads out of, and that is not meant to be the last.
    StageDeadEnd = "stage_dead_end",
    /// Warning: a transition that an earlier one always precedes.
    TransitionShadowed = "transition_shadowed",
    /// Warning: an attribute that may be absent is compared without `has`.
    OptionalUnasked = "optional_unasked",
    /// More problems than are told in detail.
    MoreProblems = "more_problems",

    /// The facts are not an object.
    FactsType = "facts_type",
    /// A fact of the wrong type.
    FactType = "fact_type",
    /// NaN or an infinity.
    FactNotFinite = "fact_not_finite",
    /// Not one of the field's values.
    FactValue = "fact_value",
    /// Below `min` or above `max`.
    FactRange = "fact_range",
    /// No such instant or date.
    FactDate = "fact_date",
    /// A text that is too long.
    FactTooLong = "fact_too_long",
    /// Too many elements or events.
    FactTooMany = "fact_too_many",
    /// An event lacks something it must have.
    FactAbsent = "fact_absent",
    /// A name nobody declared.
    FactUnknown = "fact_unknown",
    /// Reading the fact threw.
    FactUnreadable = "fact_unreadable",

    /// A wrong type in a state.
    StateType = "state_type",
    /// A state of an unknown version.
    StateVersion = "state_version",
    /// A state of another policy.
    StatePolicy = "state_policy",
    /// An unknown key in a state.
    StateKey = "state_key",
    /// No such instant in a state.
    StateDate = "state_date",
    /// A stage that the policy does not have.
    StateStage = "state_stage",
    /// A grade or class that the policy does not have, or a stage where it has no lifecycle.
    StateUnknown = "state_unknown",
    /// What a state remembers lies after `now`.
    StateFuture = "state_future",

    /// Bytes that are no compiled policy.
    CompiledType = "compiled_type",
    /// A compiled policy of another version of the format.
    CompiledVersion = "compiled_version",
    /// A compiled policy that is truncated or was altered.
    CompiledDamaged = "compiled_damaged",
    /// Something that is no receipt.
    ReceiptType = "receipt_type",
    /// A receipt of an unknown version.
    ReceiptVersion = "receipt_version",

    /// An unknown or wrong option.
    Option = "option",
    /// Events in the future, ignored.
    FutureEvent = "future_event",
    /// Stages that lead to each other for the same customer at the same time.
    StageLoop = "stage_loop",
    /// Arithmetic that has no answer.
    Arithmetic = "arithmetic",
}

impl Code {
    /// Whether a policy with such a problem cannot be used.
    pub const fn severity(self) -> Severity {
        match self {
            Code::BandsGap
            | Code::ClassUnreachable
            | Code::TopUnreachable
            | Code::NeverTrue
            | Code::ThresholdsExclude
            | Code::NeverFalse
            | Code::RuleShadowed
            | Code::StageNoEntry
            | Code::StageUnreachable
            | Code::StageDeadEnd
            | Code::TransitionShadowed
            | Code::StageLoop
            | Code::OptionalUnasked => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether a problem stops the policy or only deserves attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The policy cannot be used.
    Error,
    /// The policy can be used, but probably does not mean this.
    Warning,
}

impl Severity {
    /// `"error"` or `"warning"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// A place in a document's text: line and column from 1, columns in UTF-16 code units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in UTF-16 code units.
    pub column: u32,
}

/// One thing that is wrong, where it is, and what would help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Error or warning.
    pub severity: Severity,
    /// The stable code.
    pub code: Code,
    /// JSON Pointer (RFC 6901) to the offending value.
    pub path: String,
    /// Where it stands in the text, if it came from a text.
    pub place: Option<Place>,
    /// What is wrong, for a person.
    pub message: String,
    /// What would help, for a person.
    pub help: Option<String>,
}

impl Problem {
    /// An error at `path` without a place in a text.
    pub fn error(code: Code, path: impl Into<String>, message: impl Into<String>) -> Self {
        Problem { severity: Severity::Error, code, path: path.into(), place: None, message: message.into(), help: None }
    }

    /// The same problem with a suggestion.
    #[must_use]
    pub fn with_help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = self.place {
            write!(f, "{}:{}: ", place.line, place.column)?;
        }
        write!(f, "{}: {} [{}]", self.path, self.message, self.code)?;
        if let Some(help) = &self.help {
            write!(f, "; {help}")?;
        }
        Ok(())
    }
}

macro_rules! problem_errors {
    ($($(#[$doc:meta])* $name:ident, $what:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            problems: Vec<Problem>,
        }

        impl $name {
            pub(crate) fn new(problems: Vec<Problem>) -> Self {
                $name { problems }
            }

            /// Everything that is wrong, in order.
            pub fn problems(&self) -> &[Problem] {
                &self.problems
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($what)?;
                for problem in &self.problems {
                    write!(f, "\n  {problem}")?;
                }
                Ok(())
            }
        }

        impl std::error::Error for $name {}
    )*};
}

problem_errors! {
    /// The document is no usable policy.
    PolicyError, "the policy has problems";
    /// The facts do not fit the policy's fields.
    FactsError, "the facts do not fit the policy";
    /// The state is not one of this policy's.
    StateError, "the state does not fit the policy";
    /// Something that is no receipt, or one of a version that this engine does not know.
    ReceiptError, "this is no receipt that can be verified";
}

/// Why bytes cannot be run as a compiled policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    code: Code,
    message: String,
}

impl LoadError {
    pub(crate) fn new(code: Code, message: String) -> Self {
        LoadError { code, message }
    }

    /// What is wrong, for programs: `compiled_type`, `compiled_version` or `compiled_damaged`.
    pub fn code(&self) -> Code {
        self.code
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for LoadError {}
