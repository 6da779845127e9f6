//! The tree of an expression, as the grammar has it.
//!
//! Chains of operators of one precedence are flat, so that the tree is no deeper
//! than what the author nested.

/// A part of an expression.
#[derive(Debug)]
pub struct Node<'a> {
    /// Where it begins, in bytes.
    pub at: usize,
    /// Levels of nesting inside, itself included.
    pub height: usize,
    /// What it is.
    pub kind: Kind<'a>,
}

/// What a part of an expression is.
#[derive(Debug)]
pub enum Kind<'a> {
    /// A number's literal.
    Number(f64),
    /// A string's literal.
    Text(String),
    /// `true` or `false`.
    Boolean(bool),
    /// `orders`
    Name(&'a str),
    /// `score.fit`
    Scoped(&'a str, &'a str),
    /// `!a`
    Not(Box<Node<'a>>),
    /// `-a`
    Negate(Box<Node<'a>>),
    /// `a + b - c`: operators of one precedence, applied from left to right.
    Chain(Box<Node<'a>>, Vec<Link<'a>>),
    /// `a ? b : c`
    Choice(Box<[Node<'a>; 3]>),
    /// `[a, b]`
    List(Vec<Node<'a>>),
    /// `f(a)` or `receiver.f(a)`
    Call(Box<Call<'a>>),
    /// CEL, but outside the subset; with the operand that comes before it, if any.
    Outside(Option<Box<Node<'a>>>, Outside<'a>),
}

/// An operator and its right operand.
#[derive(Debug)]
pub struct Link<'a> {
    /// The operator.
    pub operator: Operator,
    /// Where the operator stands.
    pub at: usize,
    /// What is to its right.
    pub right: Node<'a>,
}

/// A call.
#[derive(Debug)]
pub struct Call<'a> {
    /// What stands before the dot.
    pub receiver: Option<Node<'a>>,
    /// The function.
    pub name: &'a str,
    /// Where its name stands.
    pub at: usize,
    /// What stands in the parentheses.
    pub arguments: Vec<Node<'a>>,
}

/// What the subset leaves out.
#[derive(Clone, Copy, Debug)]
pub struct Outside<'a> {
    /// Where it stands.
    pub at: usize,
    /// What it is.
    pub what: Feature<'a>,
}

/// A part of CEL's grammar that the subset leaves out.
#[derive(Clone, Copy, Debug)]
pub enum Feature<'a> {
    /// `null`
    Null,
    /// `b'…'`
    Bytes,
    /// `1u`
    Unsigned,
    /// `{…}`
    Map,
    /// `T{…}`
    Message,
    /// `a[0]`
    Index,
    /// `.a`
    LeadingDot,
    /// `a.?b`
    Optional,
    /// `a.b`
    Selection(&'a str),
}

/// A binary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`, `<` …
    Compare(Relation),
    /// `in`
    In,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
}

impl Operator {
    /// How tightly it binds, from 0.
    pub const fn level(self) -> u8 {
        match self {
            Operator::Or => 0,
            Operator::And => 1,
            Operator::Compare(_) | Operator::In => 2,
            Operator::Add | Operator::Subtract => 3,
            Operator::Multiply | Operator::Divide | Operator::Remainder => 4,
        }
    }

    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Operator::Or => "||",
            Operator::And => "&&",
            Operator::Compare(relation) => relation.as_str(),
            Operator::In => "in",
            Operator::Add => "+",
            Operator::Subtract => "-",
            Operator::Multiply => "*",
            Operator::Divide => "/",
            Operator::Remainder => "%",
        }
    }
}

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
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Relation::Equal => "==",
            Relation::NotEqual => "!=",
            Relation::Less => "<",
            Relation::LessOrEqual => "<=",
            Relation::Greater => ">",
            Relation::GreaterOrEqual => ">=",
        }
    }

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
