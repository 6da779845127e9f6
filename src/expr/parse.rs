//! From text to tree: CEL's whole grammar, so that what is CEL but outside the
//! subset is told apart from what is no CEL at all.
//!
//! Recursion is bounded by the limit on nesting: whatever recurses first enters a
//! level, and chains of operators are read in a loop.

use super::ast::{Call, Feature, Kind, Link, Node, Operator, Outside, Relation};
use super::lex::{self, Lexer, Token};
use super::literal;
use super::types::{Checked, Fault, SCOPES};
use crate::base::limits::NESTING;
use crate::base::suggest::quote;
use crate::error::Code;

/// Words that are no names.
const RESERVED: [&str; 21] = [
    "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
    "package", "namespace", "return", "var", "void", "while",
];
/// Those of them that may not stand after a dot either.
const KEYWORDS: usize = 4;

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

struct Parser<'a> {
    lexer: Lexer<'a>,
    /// The token that comes next.
    token: Token,
    /// Levels entered and not yet left.
    depth: usize,
}

impl<'a> Parser<'a> {
    // --- tokens

    fn word(&self) -> &'a str {
        self.lexer.slice(self.token)
    }

    fn advance(&mut self) -> Checked<Token> {
        let next = self.lexer.next()?;
        Ok(std::mem::replace(&mut self.token, next))
    }

    fn is(&self, sign: &'static str) -> bool {
        self.token.kind == lex::Kind::Sign(sign)
    }

    /// Takes a sign if it comes next.
    fn take(&mut self, sign: &'static str) -> Checked<bool> {
        let found = self.is(sign);
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    fn expect(&mut self, sign: &'static str) -> Checked<()> {
        if self.take(sign)? { Ok(()) } else { Err(self.unexpected()) }
    }

    #[cold]
    fn unexpected(&self) -> Box<Fault> {
        let fault = |message: String| Fault::new(Code::ExprSyntax, self.token.at, message);
        let word = self.word();
        match self.token.kind {
            lex::Kind::End if self.lexer.is_blank() => fault("the expression is empty".into()),
            lex::Kind::End => fault("unexpected end".into()),
            lex::Kind::Word if RESERVED.contains(&word) && word != "in" => {
                fault(format!("{} is a word of the language, not a name", quote(word)))
            }
            _ => {
                let fault = fault(format!("unexpected {}", quote(word)));
                match word {
                    "and" | "AND" => fault.advise("write `&&` for and"),
                    "or" | "OR" => fault.advise("write `||` for or"),
                    "is" => fault.advise("write `==` to compare"),
                    "not" => fault.advise("write `!(a in b)`"),
                    _ => fault,
                }
            }
        }
    }

    // --- levels of nesting

    #[cold]
    fn too_deep(at: usize) -> Box<Fault> {
        Fault::new(Code::TooDeep, at, "the expression is nested more than 64 deep")
    }

    fn enter(&mut self) -> Checked<()> {
        self.depth += 1;
        if self.depth > NESTING { Err(Self::too_deep(self.token.at)) } else { Ok(()) }
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }

    fn node(at: usize, height: usize, kind: Kind<'a>) -> Checked<Node<'a>> {
        if height > NESTING { Err(Self::too_deep(at)) } else { Ok(Node { at, height, kind }) }
    }

    fn leaf(at: usize, kind: Kind<'a>) -> Node<'a> {
        Node { at, height: 0, kind }
    }

    // --- the grammar, from the loosest binding to the tightest

    fn expression(&mut self) -> Checked<Node<'a>> {
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
            while let Some(chain) = waiting.pop_if(|chain| next.is_none_or(|next| next.level() < chain.operator.level())) {
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

    /// A primary and what follows it: selections, calls, indexing.
    fn member(&mut self, negative: bool) -> Checked<Node<'a>> {
        let bare = self.token.kind == lex::Kind::Word;
        let mut node = self.primary(negative)?;
        // `a.b.c` may turn out to be the name of a message.
        let mut first = bare && matches!(node.kind, Kind::Name(_));
        let mut path = first || matches!(node.kind, Kind::Outside(None, Outside { what: Feature::LeadingDot, .. }));
        loop {
            if self.is(".") {
                node = self.after_dot(node, first, &mut path)?;
            } else if self.is("[") {
                path = false;
                node = self.index(node)?;
            } else if path && self.is("{") {
                path = false;
                self.entries(true)?;
                node = Self::lacking(node.at, Feature::Message);
            } else {
                return Ok(node);
            }
            first = false;
        }
    }

    /// `.b`, `.b(…)` or `.?b` after an operand. A scope word opens its scope if it is a `first` name.
    fn after_dot(&mut self, operand: Node<'a>, first: bool, path: &mut bool) -> Checked<Node<'a>> {
        self.advance()?;
        let optional = self.take("?")?;
        let (at, name) = (self.token.at, self.word());
        let plain = self.token.kind == lex::Kind::Word && !RESERVED.iter().take(KEYWORDS).any(|keyword| *keyword == name);
        if !plain && self.token.kind != lex::Kind::Quoted {
            return Err(self.unexpected());
        }
        self.advance()?;
        let plain = plain && !optional;
        if plain && self.is("(") {
            *path = false;
            return self.called(operand, name, at);
        }
        *path = *path && plain;
        if let (Kind::Name(scope), true) = (&operand.kind, first && plain)
            && SCOPES.contains(scope)
        {
            return Ok(Self::leaf(operand.at, Kind::Scoped(scope, name)));
        }
        let what = if optional { Feature::Optional } else { Feature::Selection(name) };
        Ok(Self::outside(operand, Outside { at, what }))
    }

    /// A member call; on what is outside the subset it changes nothing, that is told first.
    fn called(&mut self, receiver: Node<'a>, name: &'a str, at: usize) -> Checked<Node<'a>> {
        let (arguments, inner) = self.arguments()?;
        if matches!(receiver.kind, Kind::Outside(..)) {
            return Ok(receiver);
        }
        let height = 1 + receiver.height.max(inner);
        Self::node(receiver.at, height, Kind::Call(Box::new(Call { receiver: Some(receiver), name, at, arguments })))
    }

    fn index(&mut self, operand: Node<'a>) -> Checked<Node<'a>> {
        self.enter()?;
        let at = self.advance()?.at;
        self.take("?")?;
        self.expression()?;
        self.leave();
        self.expect("]")?;
        Ok(Self::outside(operand, Outside { at, what: Feature::Index }))
    }

    /// Something outside the subset after an operand; of two the first is told.
    fn outside(operand: Node<'a>, outside: Outside<'a>) -> Node<'a> {
        match operand.kind {
            Kind::Outside(..) => operand,
            _ => Node { at: operand.at, height: operand.height, kind: Kind::Outside(Some(Box::new(operand)), outside) },
        }
    }

    fn lacking(at: usize, what: Feature<'a>) -> Node<'a> {
        Self::leaf(at, Kind::Outside(None, Outside { at, what }))
    }

    fn primary(&mut self, negative: bool) -> Checked<Node<'a>> {
        match self.token.kind {
            lex::Kind::Word => self.name(),
            lex::Kind::Sign("(") => self.group(),
            lex::Kind::Sign("[") => self.list(),
            lex::Kind::Sign("{") => self.map(),
            lex::Kind::Sign(".") => self.leading_dot(),
            _ => self.literal(negative),
        }
    }

    fn group(&mut self) -> Checked<Node<'a>> {
        self.enter()?;
        self.advance()?;
        let inner = self.expression()?;
        self.leave();
        self.expect(")")?;
        Self::node(inner.at, inner.height + 1, inner.kind)
    }

    fn list(&mut self) -> Checked<Node<'a>> {
        self.enter()?;
        let at = self.advance()?.at;
        let (elements, height) = self.expressions("]", true)?;
        self.leave();
        Self::node(at, height + 1, Kind::List(elements))
    }

    fn map(&mut self) -> Checked<Node<'a>> {
        let at = self.token.at;
        self.entries(false)?;
        Ok(Self::lacking(at, Feature::Map))
    }

    /// `.a` or `.a(…)`
    fn leading_dot(&mut self) -> Checked<Node<'a>> {
        let at = self.advance()?.at;
        if self.token.kind != lex::Kind::Word || RESERVED.contains(&self.word()) {
            return Err(self.unexpected());
        }
        self.advance()?;
        if self.is("(") {
            self.arguments()?;
        }
        Ok(Self::lacking(at, Feature::LeadingDot))
    }

    fn literal(&mut self, negative: bool) -> Checked<Node<'a>> {
        let (at, text) = (self.token.at, self.word());
        let kind = match self.token.kind {
            lex::Kind::Integer => Kind::Number(literal::integer(text, negative, at)?),
            lex::Kind::Float => Kind::Number(literal::float(text, at)?),
            lex::Kind::Text => Kind::Text(literal::string(text, at)?),
            lex::Kind::Bytes => Kind::Outside(None, Outside { at, what: Feature::Bytes }),
            lex::Kind::Unsigned => Kind::Outside(None, Outside { at, what: Feature::Unsigned }),
            _ => return Err(self.unexpected()),
        };
        self.advance()?;
        Ok(Self::leaf(at, kind))
    }

    /// A name, a call, or one of the literals that look like names.
    fn name(&mut self) -> Checked<Node<'a>> {
        let (at, name) = (self.token.at, self.word());
        let literal = match name {
            "true" => Some(Kind::Boolean(true)),
            "false" => Some(Kind::Boolean(false)),
            "null" => Some(Self::lacking(at, Feature::Null).kind),
            _ if RESERVED.contains(&name) => return Err(self.unexpected()),
            _ => None,
        };
        self.advance()?;
        match literal {
            Some(kind) => Ok(Self::leaf(at, kind)),
            None if self.is("(") => {
                let (arguments, height) = self.arguments()?;
                Self::node(at, height + 1, Kind::Call(Box::new(Call { receiver: None, name, at, arguments })))
            }
            None => Ok(Self::leaf(at, Kind::Name(name))),
        }
    }

    fn arguments(&mut self) -> Checked<(Vec<Node<'a>>, usize)> {
        self.enter()?;
        self.advance()?;
        let read = self.expressions(")", false)?;
        self.leave();
        Ok(read)
    }

    /// Expressions between commas, up to and with the closing bracket, and the height of the highest.
    fn expressions(&mut self, close: &'static str, trailing: bool) -> Checked<(Vec<Node<'a>>, usize)> {
        let (mut nodes, mut height) = (Vec::new(), 0);
        if trailing && self.take(",")? {
            // CEL's grammar has `[,]` for the empty list.
            self.expect(close)?;
            return Ok((nodes, height));
        }
        while !self.take(close)? {
            if trailing {
                // `[?a]` is an optional element: an extension of CEL.
                let at = self.token.at;
                if self.take("?")? {
                    nodes.push(Self::leaf(at, Kind::Outside(None, Outside { at, what: Feature::Optional })));
                }
            }
            let node = self.expression()?;
            height = height.max(node.height);
            nodes.push(node);
            if self.take(",")? {
                if !trailing && self.is(close) {
                    return Err(self.unexpected());
                }
            } else {
                self.expect(close)?;
                break;
            }
        }
        Ok((nodes, height))
    }

    /// `{k: v}`: only read past, since maps and messages are outside the subset.
    fn entries(&mut self, named: bool) -> Checked<()> {
        self.enter()?;
        self.advance()?;
        if !self.take(",")? {
            while !self.is("}") {
                self.take("?")?;
                if named {
                    if !matches!(self.token.kind, lex::Kind::Word | lex::Kind::Quoted) {
                        return Err(self.unexpected());
                    }
                    self.advance()?;
                } else {
                    self.expression()?;
                }
                self.expect(":")?;
                self.expression()?;
                if !self.take(",")? {
                    break;
                }
            }
        }
        self.leave();
        self.expect("}")
    }
}
