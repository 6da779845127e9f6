//! A checked expression as a flat list of operations.
//!
//! Postfix, without backward jumps: every operation takes its operands from a
//! stack and leaves its result there. [`Op::SkipIfFalse`], [`Op::SkipIfTrue`],
//! [`Op::Choose`] and [`Op::Otherwise`] are hints: an evaluator may run past them
//! and compute every operand, since `And`, `Or`, `OrEqual` and `Select` combine
//! the operands anyway.

use super::types::{Site, Type};
use crate::base::time::Offset;

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Relation {
    /// The relation that holds with the operands exchanged.
    pub const fn mirrored(self) -> Relation {
        match self {
            Relation::Equal => Relation::Equal,
            Relation::NotEqual => Relation::NotEqual,
            Relation::Less => Relation::Greater,
            Relation::LessOrEqual => Relation::GreaterOrEqual,
            Relation::Greater => Relation::Less,
            Relation::GreaterOrEqual => Relation::LessOrEqual,
        }
    }

    /// Whether it is `==` or `!=`.
    pub const fn is_equality(self) -> bool {
        matches!(self, Relation::Equal | Relation::NotEqual)
    }
}

/// Arithmetic on two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// `a + b`
    Add,
    /// `a - b`
    Subtract,
    /// `a * b`
    Multiply,
    /// `a / b`
    Divide,
    /// `a % b`, with the sign of `a`
    Remainder,
    /// The smaller one.
    Least,
    /// The larger one.
    Greatest,
}

/// A function of one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// `-a`
    Negate,
    /// Down to a whole number.
    Floor,
    /// To the nearest whole number, half away from zero.
    Round,
    /// Without its sign.
    Absolute,
}

/// A question about two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// Whether the first begins with the second.
    Starts,
    /// Whether the first ends with the second.
    Ends,
    /// Whether the first has the second in it.
    Contains,
}

/// What a sum or difference of times must stay within.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The years 0001–9999.
    Instant,
    /// ±315,576,000,000 seconds.
    Duration,
}

/// A range of a table of constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first.
    pub from: u32,
    /// How many.
    pub count: u32,
}

impl Range {
    /// The entries of a table.
    pub fn of<T>(self, table: &[T]) -> &[T] {
        let from = self.from as usize;
        table.get(from..from.saturating_add(self.count as usize)).unwrap_or_default()
    }
}

/// One operation. `→` names what it takes from the stack and what it leaves there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Op {
    /// → number
    Number(f64),
    /// → integer
    Integer(i64),
    /// → boolean
    Boolean(bool),
    /// → text of the table
    Text(u32),
    /// → value, perhaps unknown
    Read(Site),
    /// → whether the value is known
    Has(Site),
    /// boolean → boolean
    Not,
    /// boolean, boolean → boolean
    And,
    /// boolean, boolean → boolean
    Or,
    /// Hint: what follows cannot change a false.
    SkipIfFalse(u32),
    /// Hint: what follows cannot change a true.
    SkipIfTrue(u32),
    /// Hint after a condition: so many operations compute the first branch, then comes `Otherwise`.
    Choose(u32),
    /// Hint after the first branch: so many operations compute the second, then comes `Select`.
    Otherwise(u32),
    /// boolean, a, b → a or b
    Select,
    /// a, b → boolean
    Compare(Relation),
    /// number → whether it is in the table's range
    AmongNumbers(Range),
    /// integer → whether it is in the table's range
    AmongIntegers(Range),
    /// text → whether it is in the table's range
    AmongTexts(Range),
    /// a, boolean, b → a, boolean or a equal to b
    OrEqual,
    /// a, b → b
    Nip,
    /// text, list → boolean
    InList,
    /// date → instant at which it begins
    Midnight,
    /// number, number → number, unknown if there is no answer
    Arithmetic(Arithmetic),
    /// number → number
    Function(Function),
    /// integer, integer → integer, unknown if out of bounds
    Sum(Bound),
    /// integer, integer → integer, unknown if out of bounds
    Difference(Bound),
    /// duration → duration
    Opposite,
    /// number of days → duration, unknown if out of bounds
    Days,
    /// duration → number of days
    InDays,
    /// text, text → text, unknown if too long
    Concat,
    /// text, text → boolean
    Test(Test),
    /// text → text
    Lower,
    /// text → text
    Upper,
    /// text or list → number
    Size,
    /// so many values → their number
    Count(u32),
}

impl Op {
    /// Whether it is a hint: it takes and leaves nothing.
    pub const fn is_hint(&self) -> bool {
        matches!(self, Op::SkipIfFalse(_) | Op::SkipIfTrue(_) | Op::Choose(_) | Op::Otherwise(_))
    }

    /// How many values it takes from the stack.
    pub const fn takes(&self) -> usize {
        match self {
            Op::Number(_) | Op::Integer(_) | Op::Boolean(_) | Op::Text(_) | Op::Read(_) | Op::Has(_) => 0,
            Op::SkipIfFalse(_) | Op::SkipIfTrue(_) | Op::Choose(_) | Op::Otherwise(_) => 0,
            Op::And | Op::Or | Op::Compare(_) | Op::OrEqual | Op::Nip | Op::InList => 2,
            Op::Arithmetic(_) | Op::Sum(_) | Op::Difference(_) | Op::Concat | Op::Test(_) => 2,
            Op::Select => 3,
            Op::Count(count) => *count as usize,
            _ => 1,
        }
    }
}

/// Constants that operations refer to.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    /// Texts.
    pub texts: Vec<String>,
    /// Numbers of lists.
    pub numbers: Vec<f64>,
    /// Integers of lists.
    pub integers: Vec<i64>,
    /// The policy's offset, for midnights.
    pub offset: Offset,
}

/// A name that an expression reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// Where it is read.
    pub site: Site,
    /// What it gives.
    pub ty: Type,
    /// As the author wrote it: `orders`, `score.fit`.
    pub name: String,
}

/// A compiled expression.
#[derive(Clone, Debug)]
pub struct Program {
    pub(crate) ops: Vec<Op>,
    pub(crate) pool: Pool,
    pub(crate) reads: Vec<Read>,
    pub(crate) ty: Type,
    /// The most values that are on the stack at one time.
    pub(crate) depth: usize,
}

/// An expression that has nothing wrong with it.
#[derive(Clone, Debug)]
pub enum Compiled {
    /// Ready to run.
    Program(Program),
    /// It reads something whose own declaration is wrong, so it cannot run and says nothing.
    Poisoned,
}

impl Program {
    /// What the expression gives.
    pub fn ty(&self) -> Type {
        self.ty
    }

    /// How many operations it has.
    pub fn length(&self) -> usize {
        self.ops.len()
    }

    /// Whether it compares anything, `in [...]` included.
    pub fn compares(&self) -> bool {
        let compares = |op: &Op| {
            let among = matches!(op, Op::AmongNumbers(_) | Op::AmongIntegers(_) | Op::AmongTexts(_));
            among || matches!(op, Op::Compare(_) | Op::OrEqual)
        };
        self.ops.iter().any(compares)
    }

    /// Whether it asks `has` of a site.
    pub fn asks_site(&self, site: Site) -> bool {
        self.ops.contains(&Op::Has(site))
    }

    /// The slots of the row that it asks `has` of.
    pub fn asks(&self) -> impl Iterator<Item = u16> {
        self.ops.iter().filter_map(|op| match op {
            Op::Has(Site::Row(slot)) => Some(*slot),
            _ => None,
        })
    }

    /// What it reads, in the order in which it first names them, `has()` included.
    pub fn reads(&self) -> &[Read] {
        &self.reads
    }
}

/// The most values that are on the stack at one time, whatever is skipped.
pub fn depth(ops: &[Op]) -> usize {
    let (mut height, mut most) = (0_usize, 0);
    for op in ops.iter().filter(|op| !op.is_hint()) {
        height = height.saturating_sub(op.takes()) + 1;
        most = most.max(height);
    }
    most
}
