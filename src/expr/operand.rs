//! Reading operands: names, literals, calls, lists, what is in parentheses.

use super::ast::{Call, Feature, Kind, Node, Outside};
use super::lex;
use super::literal;
use super::parse::{KEYWORDS, Parser, RESERVED};
use super::types::{Checked, SCOPES};

impl<'a> Parser<'a> {
    /// A primary and what follows it: selections, calls, indexing.
    pub(super) fn member(&mut self, negative: bool) -> Checked<Node<'a>> {
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
        let plain =
            self.token.kind == lex::Kind::Word && !RESERVED.iter().take(KEYWORDS).any(|keyword| *keyword == name);
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
    #[inline(never)]
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
