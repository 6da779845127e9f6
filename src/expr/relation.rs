//! Comparisons and membership.
//!
//! A string's literal beside a level, a class or a field with a closed list of
//! values means one of those, so it is looked up there.

use super::ast::{Kind, Link, Node, Operator, Relation};
use super::check::{Checker, Known, mistyped};
use super::program::{Op, Sort};
use super::types::{Checked, Fault, Type};
use crate::base::suggest::{did_you_mean, quote};
use crate::error::Code;

/// Most values that a message lists.
const LISTED: usize = 10;

/// The other operand of a comparison, as a literal needs to know it.
#[derive(Clone, Copy)]
struct Beside {
    ty: Known,
    /// Where its code is.
    start: usize,
    end: usize,
}

impl Checker<'_> {
    /// `a == b`, `a < b`, `a in b`, and chains of them, which only booleans survive.
    pub fn relations(&mut self, first: &Node<'_>, links: &[Link<'_>]) -> Checked<Known> {
        let start = self.code.here();
        // A literal on the left waits for its type until the right side is known.
        let mut literal = literal(first);
        let mut left = if literal.is_none() { self.walk(first)? } else { None };
        for link in links {
            match (literal.take(), link.operator) {
                (Some(text), Operator::Compare(relation)) => {
                    self.literal_first(text, first.at, relation, link, start)?
                }
                (Some(text), _) => self.literal_in(text, first.at, link, start)?,
                (None, Operator::Compare(relation)) => {
                    let middle = self.code.here();
                    let right = self.operand_beside(Beside { ty: left, start, end: middle }, &link.right)?;
                    self.compare(relation, link.at, left, right, start, middle)?;
                }
                (None, _) => self.is_in(left, link, start)?,
            }
            left = Some(Type::Boolean);
        }
        Ok(left)
    }

    /// Compiles an operand, which may be a literal that the other operand gives its meaning.
    fn operand_beside(&mut self, other: Beside, node: &Node<'_>) -> Checked<Known> {
        match literal(node) {
            Some(text) => self.literal_beside(other, text, node.at),
            None => self.walk(node),
        }
    }

    /// A literal as the other operand takes it.
    fn literal_beside(&mut self, other: Beside, text: &str, at: usize) -> Checked<Known> {
        let scope = self.scope;
        let index = match other.ty {
            Some(Type::Level(domain)) => {
                scope.level(domain, text).ok_or_else(|| none_of(at, text, "level", &scope.level_names(domain)))
            }
            Some(Type::Class(grade)) => {
                scope.class(grade, text).ok_or_else(|| none_of(at, text, "grade", &scope.class_names(grade)))
            }
            _ => {
                let values = self.code.bare(other.start, other.end).and_then(|site| scope.values(site));
                if let Some(values) = values.filter(|values| !values.iter().any(|value| value == text)) {
                    let values: Vec<&str> = values.iter().map(String::as_str).collect();
                    return Err(none_of(at, text, "field", &values));
                }
                self.code.text(text);
                return Ok(Some(Type::Text));
            }
        }?;
        self.code.push(Op::Integer(i64::from(index)));
        Ok(other.ty)
    }

    /// `'a' < b`, as `b > 'a'`.
    fn literal_first(
        &mut self,
        text: &str,
        at: usize,
        relation: Relation,
        link: &Link<'_>,
        start: usize,
    ) -> Checked<()> {
        let right = self.walk(&link.right)?;
        let middle = self.code.here();
        let left = self.literal_beside(Beside { ty: right, start, end: middle }, text, at)?;
        self.compare(relation.mirrored(), link.at, right, left, start, middle)
    }

    /// The comparison of two operands whose code is there.
    fn compare(
        &mut self,
        relation: Relation,
        at: usize,
        left: Known,
        right: Known,
        start: usize,
        middle: usize,
    ) -> Checked<()> {
        let mut relation = relation;
        let mut sort = Sort::Boolean;
        if let (Some(left), Some(right)) = (left, right) {
            sort = comparable(left, right)
                .filter(|_| relation.is_equality() || !matches!(left, Type::Class(_)))
                .ok_or_else(|| not_comparable(relation, at, left, right))?;
        }
        if left != right {
            let end = self.code.here();
            self.code.widen(right, middle, end);
            self.code.widen(left, start, middle);
        }
        // A bare name stands left of a constant: that is where the cells of a field are looked for.
        if self.code.exchange(start, middle) {
            relation = relation.mirrored();
        }
        self.code.push(Op::Compare(relation, sort));
        self.code.fold(start);
        Ok(())
    }

    /// `a in b`
    fn is_in(&mut self, left: Known, link: &Link<'_>, start: usize) -> Checked<()> {
        if let Kind::List(elements) = &link.right.kind {
            return self.is_among(left, elements, start);
        }
        let right = self.walk(&link.right)?;
        match (left, right) {
            (Some(Type::Text) | None, Some(Type::List) | None) => {}
            (Some(left), Some(Type::List)) => {
                return Err(mistyped(link.at, &["a list has strings in it, never ", left.noun()]));
            }
            (_, Some(right)) => {
                return Err(mistyped(link.at, &["the right of `in` must be a list, not ", right.noun()]));
            }
            (Some(left), None) if left == Type::List => {
                return Err(mistyped(link.at, &["a list has strings in it, never ", left.noun()]));
            }
            (Some(_), None) => {}
        }
        self.code.push(Op::InList);
        Ok(())
    }

    /// `a in [b, c]`: `a == b || a == c`, with `a` computed once.
    fn is_among(&mut self, left: Known, elements: &[Node<'_>], start: usize) -> Checked<()> {
        if left.is_some_and(Type::is_time) {
            // Dates and timestamps may stand in one list: all are compared as instants.
            let end = self.code.here();
            self.code.widen(left, start, end);
        }
        let middle = self.code.here();
        let other = Beside { ty: left, start, end: middle };
        self.code.push(Op::Boolean(false));
        let (mut constants, mut sort) = (true, Sort::Boolean);
        let mut hints = Vec::new();
        for element in elements {
            if self.code.here() > middle + 1 {
                hints.push(self.operand(true));
            }
            let begin = self.code.here();
            let ty = self.operand_beside(other, element)?;
            if let (Some(left), Some(ty)) = (left, ty) {
                sort = comparable(left, ty).ok_or_else(|| not_comparable(Relation::Equal, element.at, left, ty))?;
                let end = self.code.here();
                self.code.widen(Some(ty), begin, end);
            }
            constants &= self.code.constant(begin);
            self.code.push(Op::OrEqual(sort));
        }
        self.end(&hints);
        self.code.push(Op::Nip);
        if constants && sort != Sort::Boolean {
            self.code.gather(middle, sort);
        }
        self.code.fold(start);
        Ok(())
    }

    /// `'a' in b`: beside a list's literal every element tells what the literal means.
    fn literal_in(&mut self, text: &str, at: usize, link: &Link<'_>, start: usize) -> Checked<()> {
        let Kind::List(elements) = &link.right.kind else {
            self.code.text(text);
            return self.is_in(Some(Type::Text), link, start);
        };
        let mut hints = Vec::new();
        for element in elements {
            let hint = (self.code.here() > start).then(|| self.operand(true));
            let begin = self.code.here();
            let ty = match literal(element) {
                Some(text) => {
                    self.code.text(text);
                    Some(Type::Text)
                }
                None => self.walk(element)?,
            };
            let middle = self.code.here();
            let left = self.literal_beside(Beside { ty, start: begin, end: middle }, text, at)?;
            self.compare(Relation::Equal, element.at, ty, left, begin, middle)?;
            if let Some(hint) = hint {
                self.join(start, hint, true, &mut hints);
            }
        }
        if elements.is_empty() {
            self.code.push(Op::Boolean(false));
        }
        self.end(&hints);
        Ok(())
    }
}

/// The text, if a part of the tree is a string's literal.
fn literal<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    match &node.kind {
        Kind::Text(text) => Some(text),
        _ => None,
    }
}

/// What two types are compared as, if they can be.
fn comparable(left: Type, right: Type) -> Option<Sort> {
    match (left, right) {
        (Type::Number, Type::Number) => Some(Sort::Number),
        (Type::Text, Type::Text) => Some(Sort::Text),
        (Type::Boolean, Type::Boolean) => Some(Sort::Boolean),
        (Type::Duration, Type::Duration) => Some(Sort::Integer),
        (Type::Level(_), Type::Level(_)) | (Type::Class(_), Type::Class(_)) if left == right => Some(Sort::Integer),
        _ if left.is_time() && right.is_time() => Some(Sort::Integer),
        _ => None,
    }
}

#[cold]
fn not_comparable(relation: Relation, at: usize, left: Type, right: Type) -> Box<Fault> {
    match (left, right) {
        (Type::Class(one), Type::Class(other)) if one == other => {
            mistyped(at, &["classes have no order for `", relation.as_str(), "`"])
                .advise(&["compare them with `==`, `!=` or `in`"])
        }
        (Type::Level(_), Type::Level(_)) => mistyped(at, &["these are levels of two fields, which do not compare"]),
        (Type::Class(_), Type::Class(_)) => mistyped(at, &["these are classes of two grades, which do not compare"]),
        (Type::List, Type::List) => mistyped(at, &["lists do not compare"]),
        _ => {
            let fault = mistyped(at, &[left.noun(), " and ", right.noun(), " do not compare"]);
            let times = left.is_time() || right.is_time();
            let texts = left == Type::Text || right == Type::Text;
            if times && texts { fault.advise(&["write `date('2026-11-01')` or `timestamp('…')`"]) } else { fault }
        }
    }
}

#[cold]
#[inline(never)]
fn none_of(at: usize, text: &str, of: &str, names: &[&str]) -> Box<Fault> {
    let mut fault = Fault::new(Code::ImpossibleValue, at, &[&quote(text), " is not a value of the ", of, " beside it"]);
    fault.help = did_you_mean(text, names.iter().copied());
    if fault.help.is_none() && names.len() <= LISTED {
        let mut help = String::from("its values are");
        for name in names {
            help.push(' ');
            help.push_str(&quote(name));
        }
        fault.help = Some(help);
    }
    fault
}
