//! From text to tree: CEL's whole grammar, so that what is CEL but outside the
//! subset is told apart from what is no CEL at all.
//!
//! Here is what has operators and levels; [`super::operand`] reads what stands
//! between the operators. Recursion is bounded by the limit on nesting: whatever recurses first enters a
//! level, and chains of operators are read in a loop.

use super::ast::{Kind, Link, Node, Operator, Relation};
use super::lex::{self, Lexer, Token};
use super::types::{Checked, Fault};
use crate::base::limits::NESTING;
use crate::base::suggest::quote;
use crate::error::Code;

/// Words that are no names.
pub(super) const RESERVED: [&str; 21] = [
    "true",
    "false",
    "null",
    "in",
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
/// Those of them that may not stand after a dot either.
pub(super) const KEYWORDS: usize = 4;

/// Reads a whole expression.
pub fn parse(text: &str) -> Checked<Node<'_>> {
    let mut lexer = Lexer::new(text);
    let token = lexer.next()?;
    let mut parser = Parser { lexer, token, depth: 0 };
    let node = parser.expression()?;
    match parser.token.kind {
        lex::Kind::End => Ok(node),
        _ => Err(parser.unexpected()),
    }
}

/// A chain of operators of one precedence that lacks its last operand.
struct Chain<'a> {
    first: Node<'a>,
    links: Vec<Link<'a>>,
    height: usize,
    /// The last operator, and where it stands.
    operator: Operator,
    at: usize,
}

impl<'a> Chain<'a> {
    fn extend(&mut self, right: Node<'a>) {
        self.height = self.height.max(right.height);
        self.links.push(Link { operator: self.operator, at: self.at, right });
    }

    fn close(mut self, right: Node<'a>) -> Checked<Node<'a>> {
        self.extend(right);
        Parser::node(self.first.at, self.height, Kind::Chain(Box::new(self.first), self.links))
    }
}

/// Reads one expression.
pub(super) struct Parser<'a> {
    lexer: Lexer<'a>,
    /// The token that comes next.
    pub(super) token: Token,
    /// Levels entered and not yet left.
    depth: usize,
}

impl<'a> Parser<'a> {
    // --- tokens

    pub(super) fn word(&self) -> &'a str {
        self.lexer.slice(self.token)
    }

    #[inline(never)]
    pub(super) fn advance(&mut self) -> Checked<Token> {
        let next = self.lexer.next()?;
        Ok(std::mem::replace(&mut self.token, next))
    }

    pub(super) fn is(&self, sign: &'static str) -> bool {
        self.token.kind == lex::Kind::Sign(sign)
    }

    /// Takes a sign if it comes next.
    #[inline(never)]
    pub(super) fn take(&mut self, sign: &'static str) -> Checked<bool> {
        let found = self.is(sign);
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    #[inline(never)]
    pub(super) fn expect(&mut self, sign: &'static str) -> Checked<()> {
        if self.take(sign)? { Ok(()) } else { Err(self.unexpected()) }
    }

    #[cold]
    #[inline(never)]
    pub(super) fn unexpected(&self) -> Box<Fault> {
        let fault = |message: &[&str]| Fault::new(Code::ExprSyntax, self.token.at, message);
        let word = self.word();
        match self.token.kind {
            lex::Kind::End if self.lexer.is_blank() => fault(&["the expression is empty"]),
            lex::Kind::End => fault(&["unexpected end"]),
            lex::Kind::Word if RESERVED.contains(&word) && word != "in" => {
                fault(&[&quote(word), " is a word of the language, not a name"])
            }
            _ => {
                let fault = fault(&["unexpected ", &quote(word)]);
                match word {
                    "and" | "AND" => fault.advise(&["write `&&` for and"]),
                    "or" | "OR" => fault.advise(&["write `||` for or"]),
                    "is" => fault.advise(&["write `==` to compare"]),
                    "not" => fault.advise(&["write `!(a in b)`"]),
                    _ => fault,
                }
            }
        }
    }

    // --- levels of nesting

    #[cold]
    fn too_deep(at: usize) -> Box<Fault> {
        Fault::new(Code::TooDeep, at, &["the expression is nested more than 64 deep"])
    }

    pub(super) fn enter(&mut self) -> Checked<()> {
        self.depth += 1;
        if self.depth > NESTING { Err(Self::too_deep(self.token.at)) } else { Ok(()) }
    }

    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    #[inline(never)]
    pub(super) fn node(at: usize, height: usize, kind: Kind<'a>) -> Checked<Node<'a>> {
        if height > NESTING { Err(Self::too_deep(at)) } else { Ok(Node { at, height, kind }) }
    }

    pub(super) fn leaf(at: usize, kind: Kind<'a>) -> Node<'a> {
        Node { at, height: 0, kind }
    }

    // --- the grammar, from the loosest binding to the tightest

    pub(super) fn expression(&mut self) -> Checked<Node<'a>> {
        let condition = self.operators()?;
        if !self.is("?") {
            return Ok(condition);
        }
        self.enter()?;
        self.advance()?;
        let yes = self.operators()?;
        self.expect(":")?;
        let no = self.expression()?;
        self.leave();
        let height = 1 + condition.height.max(yes.height).max(no.height);
        Self::node(condition.at, height, Kind::Choice(Box::new([condition, yes, no])))
    }

    /// Operands and binary operators, without recursion: what lacks its right operand waits in a list.
    fn operators(&mut self) -> Checked<Node<'a>> {
        let mut waiting: Vec<Chain<'a>> = Vec::new();
        let mut operand = self.unary()?;
        loop {
            let next = self.operator();
            // Chains that bind tighter than what comes next are complete.
            while let Some(chain) =
                waiting.pop_if(|chain| next.is_none_or(|next| next.level() < chain.operator.level()))
            {
                operand = chain.close(operand)?;
            }
            let Some(operator) = next else { return Ok(operand) };
            let at = self.advance()?.at;
            match waiting.last_mut() {
                Some(chain) if chain.operator.level() == operator.level() => {
                    chain.extend(operand);
                    (chain.operator, chain.at) = (operator, at);
                }
                _ => waiting.push(Chain { height: operand.height, first: operand, links: Vec::new(), operator, at }),
            }
            operand = self.unary()?;
        }
    }

    fn operator(&self) -> Option<Operator> {
        Some(match self.token.kind {
            lex::Kind::Word if self.word() == "in" => Operator::In,
            lex::Kind::Sign(sign) => match sign {
                "||" => Operator::Or,
                "&&" => Operator::And,
                "==" => Operator::Compare(Relation::Equal),
                "!=" => Operator::Compare(Relation::NotEqual),
                "<" => Operator::Compare(Relation::Less),
                "<=" => Operator::Compare(Relation::LessOrEqual),
                ">" => Operator::Compare(Relation::Greater),
                ">=" => Operator::Compare(Relation::GreaterOrEqual),
                "+" => Operator::Add,
                "-" => Operator::Subtract,
                "*" => Operator::Multiply,
                "/" => Operator::Divide,
                "%" => Operator::Remainder,
                _ => return None,
            },
            _ => return None,
        })
    }

    fn unary(&mut self) -> Checked<Node<'a>> {
        match self.token.kind {
            lex::Kind::Sign(sign @ ("!" | "-")) => self.signed(sign),
            _ => self.member(false),
        }
    }

    /// `!!a` or `--a`. CEL does not mix the two, but a number may carry its own sign: `!-1`.
    fn signed(&mut self, sign: &'static str) -> Checked<Node<'a>> {
        let mut places = Vec::new();
        while self.is(sign) {
            if self.depth + places.len() >= NESTING {
                return Err(Self::too_deep(self.token.at));
            }
            places.push((self.advance()?.at, sign));
        }
        if sign == "!" && self.is("-") {
            places.push((self.advance()?.at, "-"));
            if !matches!(self.token.kind, lex::Kind::Integer | lex::Kind::Float | lex::Kind::Unsigned) {
                return Err(self.unexpected());
            }
        }
        let negative = places.last().is_some_and(|(_, sign)| *sign == "-");
        let mut node = self.member(negative)?;
        for (at, sign) in places.into_iter().rev() {
            let height = node.height + 1;
            let operand = Box::new(node);
            node = Self::node(at, height, if sign == "!" { Kind::Not(operand) } else { Kind::Negate(operand) })?;
        }
        Ok(node)
    }
}
