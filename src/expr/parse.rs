//! From text to tree: CEL's whole grammar, so that what is CEL but outside the
//! subset is told apart from what is no CEL at all.
//!
//! Recursion is bounded by the limit on nesting: whatever recurses first enters a
//! level, and chains of operators are read in a loop.

use super::ast::{Call, Feature, Kind, Link, Node, Operator, Outside, Relation};
use super::lex::{self, Lexer, Token};
use super::literal;
use super::types::{Fault, SCOPES};
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
pub fn parse(text: &str) -> Result<Node<'_>, Fault> {
    let mut lexer = Lexer::new(text);
    let token = lexer.next()?;
    let mut parser = Parser { lexer, token, depth: 0 };
    let node = parser.expression()?;
    match parser.token.kind {
        lex::Kind::End => Ok(node),
        _ => Err(parser.unexpected()),
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

    fn advance(&mut self) -> Result<Token, Fault> {
        let next = self.lexer.next()?;
        Ok(std::mem::replace(&mut self.token, next))
    }

    fn is(&self, sign: &'static str) -> bool {
        self.token.kind == lex::Kind::Sign(sign)
    }

    /// Takes a sign if it comes next.
    fn take(&mut self, sign: &'static str) -> Result<bool, Fault> {
        let found = self.is(sign);
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    fn expect(&mut self, sign: &'static str) -> Result<(), Fault> {
        if self.take(sign)? { Ok(()) } else { Err(self.unexpected()) }
    }

    #[cold]
    fn unexpected(&self) -> Fault {
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
    fn too_deep(at: usize) -> Fault {
        Fault::new(Code::TooDeep, at, "the expression is nested more than 64 deep")
    }

    fn enter(&mut self) -> Result<(), Fault> {
        self.depth += 1;
        if self.depth > NESTING { Err(Self::too_deep(self.token.at)) } else { Ok(()) }
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }

    fn node(at: usize, height: usize, kind: Kind<'a>) -> Result<Node<'a>, Fault> {
        if height > NESTING { Err(Self::too_deep(at)) } else { Ok(Node { at, height, kind }) }
    }

    fn leaf(at: usize, kind: Kind<'a>) -> Node<'a> {
        Node { at, height: 0, kind }
    }

    // --- the grammar, from the loosest binding to the tightest

    fn expression(&mut self) -> Result<Node<'a>, Fault> {
        let condition = self.operators(0)?;
        if !self.is("?") {
            return Ok(condition);
        }
        self.enter()?;
        self.advance()?;
        let yes = self.operators(0)?;
        self.expect(":")?;
        let no = self.expression()?;
        self.leave();
        let height = 1 + condition.height.max(yes.height).max(no.height);
        Self::node(condition.at, height, Kind::Choice(Box::new([condition, yes, no])))
    }

    /// Operands and binary operators, without recursion: what waits for a right operand waits in a list.
    fn operators(&mut self) -> Result<Node<'a>, Fault> {
        let mut waiting: Vec<Chain<'a>> = Vec::new();
        let mut operand = self.unary()?;
        loop {
            let next = self.operator();
            // What binds tighter than the next operator has its right operand now.
            while let Some(mut chain) = waiting.pop_if(|chain| next.is_none_or(|next| next.level() <= chain.operator.level())) {
                let level = chain.operator.level();
                chain.height = chain.height.max(operand.height);
                chain.links.push(Link { operator: chain.operator, at: chain.at, right: operand });
                if let Some(next) = next.filter(|next| next.level() == level) {
                    chain.operator = next;
                    operand = chain.first;
                    waiting.push(chain);
                    break;
                }
                operand = Self::node(chain.first.at, chain.height, Kind::Chain(Box::new(chain.first), chain.links))?;
            }
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

    /// `!!a` or `--a`. CEL does not mix the two, but a number may carry its own sign: `!-1`.
    fn unary(&mut self) -> Result<Node<'a>, Fault> {
        let sign = match self.token.kind {
            lex::Kind::Sign(sign @ ("!" | "-")) => sign,
            _ => return self.member(false),
        };
        let mut places = Vec::new();
        while self.is(sign) {
            if self.depth + places.len() >= NESTING {
                return Err(Self::too_deep(self.token.at));
            }
            places.push(self.advance()?.at);
        }
        let own = if sign == "!" && self.is("-") { Some(self.advance()?.at) } else { None };
        let number = matches!(self.token.kind, lex::Kind::Integer | lex::Kind::Float | lex::Kind::Unsigned);
        if own.is_some() && !number {
            return Err(self.unexpected());
        }
        let mut node = self.member(sign == "-" || own.is_some())?;
        if let Some(at) = own {
            node = Self::node(at, node.height + 1, Kind::Negate(Box::new(node)))?;
        }
        for at in places.into_iter().rev() {
            let height = node.height + 1;
            let operand = Box::new(node);
            node = Self::node(at, height, if sign == "!" { Kind::Not(operand) } else { Kind::Negate(operand) })?;
        }
        Ok(node)
    }

    /// A primary and what follows it: selections, calls, indexing.
    fn member(&mut self, negative: bool) -> Result<Node<'a>, Fault> {
        let is_name = |token: Token| token.kind == lex::Kind::Word;
        let bare = is_name(self.token);
        let mut node = self.primary(negative)?;
        // `a.b.c` may turn out to be the name of a message.
        let mut path = bare && matches!(node.kind, Kind::Name(_)) || matches!(node.kind, Kind::Outside(None, Outside { what: Feature::LeadingDot, .. }));
        let mut first = bare;
        loop {
            let (start, height, at) = (node.at, node.height, self.token.at);
            if self.take(".")? {
                let optional = self.take("?")?;
                let (name_at, kind, name) = (self.token.at, self.token.kind, self.word());
                let selector = is_name(self.token) && !RESERVED.iter().take(KEYWORDS).any(|keyword| *keyword == name);
                if !selector && kind != lex::Kind::Quoted {
                    return Err(self.unexpected());
                }
                self.advance()?;
                if self.is("(") && selector && !optional {
                    path = false;
                    let (arguments, inner) = self.arguments()?;
                    node = Self::called(node, name, name_at, arguments, 1 + height.max(inner))?;
                } else if let (Kind::Name(scope), true, true, false) = (&node.kind, first, selector, optional)
                    && SCOPES.contains(scope)
                {
                    node = Self::leaf(start, Kind::Scoped(scope, name));
                } else {
                    path = path && selector && !optional;
                    let what = if optional { Feature::Optional } else { Feature::Selection(name) };
                    node = Self::outside(node, Outside { at: name_at, what });
                }
            } else if self.is("[") {
                path = false;
                self.enter()?;
                self.advance()?;
                self.take("?")?;
                self.expression()?;
                self.leave();
                self.expect("]")?;
                node = Self::outside(node, Outside { at, what: Feature::Index });
            } else if path && self.is("{") {
                path = false;
                self.entries(true)?;
                node = Self::leaf(start, Kind::Outside(None, Outside { at: start, what: Feature::Message }));
            } else {
                return Ok(node);
            }
            first = false;
        }
    }

    /// A member call; on what is outside the subset it changes nothing, that is told first.
    fn called(receiver: Node<'a>, name: &'a str, at: usize, arguments: Vec<Node<'a>>, height: usize) -> Result<Node<'a>, Fault> {
        if matches!(receiver.kind, Kind::Outside(..)) {
            return Ok(receiver);
        }
        Self::node(receiver.at, height, Kind::Call(Box::new(Call { receiver: Some(receiver), name, at, arguments })))
    }

    fn outside(operand: Node<'a>, outside: Outside<'a>) -> Node<'a> {
        match operand.kind {
            Kind::Outside(..) => operand,
            _ => Node { at: operand.at, height: operand.height, kind: Kind::Outside(Some(Box::new(operand)), outside) },
        }
    }

    fn primary(&mut self, negative: bool) -> Result<Node<'a>, Fault> {
        let (at, text) = (self.token.at, self.word());
        let feature = |what| Ok(Self::leaf(at, Kind::Outside(None, Outside { at, what })));
        let value = match self.token.kind {
            lex::Kind::Word => return self.name(),
            lex::Kind::Sign("(") => {
                self.enter()?;
                self.advance()?;
                let inner = self.expression()?;
                self.leave();
                self.expect(")")?;
                return Self::node(inner.at, inner.height + 1, inner.kind);
            }
            lex::Kind::Sign("[") => {
                self.enter()?;
                self.advance()?;
                let (elements, height) = self.expressions("]", true)?;
                self.leave();
                return Self::node(at, height + 1, Kind::List(elements));
            }
            lex::Kind::Sign("{") => {
                self.entries(false)?;
                return feature(Feature::Map);
            }
            lex::Kind::Sign(".") => {
                self.advance()?;
                if self.token.kind != lex::Kind::Word || RESERVED.contains(&self.word()) {
                    return Err(self.unexpected());
                }
                self.advance()?;
                if self.is("(") {
                    self.arguments()?;
                }
                return feature(Feature::LeadingDot);
            }
            lex::Kind::Integer => Kind::Number(literal::integer(text, negative, at)?),
            lex::Kind::Float => Kind::Number(literal::float(text, at)?),
            lex::Kind::Text => Kind::Text(literal::string(text, at)?),
            lex::Kind::Bytes => Kind::Outside(None, Outside { at, what: Feature::Bytes }),
            lex::Kind::Unsigned => Kind::Outside(None, Outside { at, what: Feature::Unsigned }),
            lex::Kind::End | lex::Kind::Quoted | lex::Kind::Sign(_) => return Err(self.unexpected()),
        };
        self.advance()?;
        Ok(Self::leaf(at, value))
    }

    /// A name, a call, or one of the literals that look like names.
    fn name(&mut self) -> Result<Node<'a>, Fault> {
        let (at, name) = (self.token.at, self.word());
        let literal = match name {
            "true" => Some(Kind::Boolean(true)),
            "false" => Some(Kind::Boolean(false)),
            "null" => Some(Kind::Outside(None, Outside { at, what: Feature::Null })),
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

    fn arguments(&mut self) -> Result<(Vec<Node<'a>>, usize), Fault> {
        self.enter()?;
        self.advance()?;
        let read = self.expressions(")", false)?;
        self.leave();
        Ok(read)
    }

    /// Expressions between commas, up to and with the closing bracket, and the height of the highest.
    fn expressions(&mut self, close: &'static str, trailing: bool) -> Result<(Vec<Node<'a>>, usize), Fault> {
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
    fn entries(&mut self, named: bool) -> Result<(), Fault> {
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
