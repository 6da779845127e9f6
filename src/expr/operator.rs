//! What operators do with two operands: logic, comparisons, membership, arithmetic.
//!
//! A string's literal beside a level, a class or a field with a closed list of
//! values means one of those, so it is looked up there.

use super::parse::{Chain, Known, Operand, Parser, Shape};
use super::program::{Arithmetic, Bound, Op, Relation};
use super::token::{self, Kind};
use super::types::Type;
use crate::base::suggest::{did_you_mean, quote};
use crate::error::Code;

/// Most values that a message lists.
const LISTED: usize = 10;

impl<'a> Parser<'a> {
    /// Puts the right operand of the last operator to a chain.
    #[inline(never)]
    pub(super) fn link(&mut self, chain: &mut Chain<'a>, mut right: Operand) {
        let height = chain.left.height.max(right.height);
        let mut ty = Some(Type::Boolean);
        if chain.level == 3 {
            self.relation(chain, right);
        } else {
            self.value(&mut right);
            if chain.level > 3 {
                ty = self.arithmetic(chain, &right);
            } else {
                self.boolean(&chain.left, chain.sign);
                self.boolean(&right, chain.sign);
                self.join(chain.left.start, right.start, chain.kind == token::OR);
            }
        }
        self.become_value(&mut chain.left, ty, height);
    }

    /// Before the right operand of `&&` or `||`.
    pub(super) fn hint(&mut self, or: bool) -> usize {
        self.code.push(if or { Op::SkipIfTrue(0) } else { Op::SkipIfFalse(0) })
    }

    /// After the right operand of `&&` or `||`, whose code begins behind its hint.
    pub(super) fn join(&mut self, start: usize, right: usize, or: bool) {
        self.code.push(if or { Op::Or } else { Op::And });
        let hint = right.saturating_sub(1);
        self.code.aim(hint, self.code.here());
        if !self.code.fold(start) {
            self.hints.push(hint);
        }
    }

    /// The end of a chain of `&&` or `||`: what decided it need not look at the rest.
    #[inline(never)]
    pub(super) fn end(&mut self, hints: usize) {
        for hint in self.hints.iter().skip(hints) {
            self.code.aim(*hint, self.code.here());
        }
        self.hints.truncate(hints);
    }

    /// `a == b`, `a < b`, `a in b`, and chains of them, which only booleans survive.
    #[inline(never)]
    pub(super) fn relation(&mut self, chain: &Chain<'a>, mut right: Operand) {
        let mut left = chain.left;
        match (chain.kind, left.shape, right.shape) {
            (token::IN, Shape::Literal, Shape::List) => self.literal_in(left),
            (token::IN, _, Shape::List) => self.among(left),
            (token::IN, ..) => {
                self.value(&mut right);
                match (left.ty, right.ty) {
                    (_, Some(ty)) if ty != Type::List => {
                        self.mistyped(chain.at, "the right of `in` must be a list, not @", &[ty.noun()]);
                    }
                    (Some(ty), _) if ty != Type::Text && (right.ty.is_some() || ty == Type::List) => {
                        self.mistyped(chain.at, "a list has strings in it, never @", &[ty.noun()]);
                    }
                    _ => {}
                }
                self.code.push(Op::InList);
            }
            (kind, left_shape, right_shape) => {
                self.value(&mut right);
                let relation = match kind {
                    token::EQUAL => Relation::Equal,
                    token::UNEQUAL => Relation::NotEqual,
                    b'<' => Relation::Less,
                    token::LESS_OR_EQUAL => Relation::LessOrEqual,
                    b'>' => Relation::Greater,
                    _ => Relation::GreaterOrEqual,
                };
                if let Shape::Literal = left_shape {
                    self.literal_beside(&mut left, &right, (self.code.here(), relation.is_equality()));
                } else if let Shape::Literal = right_shape {
                    let end = right.start;
                    self.literal_beside(&mut right, &left, (end, relation.is_equality()));
                }
                self.compare(relation, chain.at, &left, &right);
            }
        }
    }

    /// A literal as the other operand takes it, whose code ends at `end`, where they are compared for equality or for order.
    fn literal_beside(&mut self, literal: &mut Operand, other: &Operand, (end, equality): (usize, bool)) {
        let Some(text) = self.code.literal(literal.start) else { return };
        let scope = self.scope;
        let (index, of, names) = match other.ty {
            Some(Type::Level(domain)) => (scope.level(domain, text), "level", scope.level_names(domain)),
            // There is no order, whatever class the text would be.
            Some(Type::Class(_)) if !equality => return literal.ty = other.ty,
            Some(Type::Class(grade)) => (scope.class(grade, text), "grade", scope.class_names(grade)),
            _ => {
                let Some(values) = self.code.bare(other.start, end).and_then(|site| scope.values(site)) else { return };
                let names: Vec<&str> = values.iter().map(String::as_str).collect();
                if names.contains(&text) {
                    return;
                }
                (None, "field", names)
            }
        };
        match index {
            Some(index) => {
                self.code.replace(literal.start, Op::Integer(i64::from(index)));
                literal.ty = other.ty;
            }
            None => {
                let text = text.to_owned();
                self.none_of(literal.at, &text, of, &names);
            }
        }
    }

    /// The comparison of two operands whose code is there.
    fn compare(&mut self, mut relation: Relation, at: usize, left: &Operand, right: &Operand) {
        self.comparable(at, left.ty, right.ty, relation.is_equality());
        if left.ty != right.ty {
            self.code.widen(right.ty, right.start, self.code.here());
            self.code.widen(left.ty, left.start, right.start);
        }
        // A bare name stands left of a constant: that is where the cells of a field are looked for.
        if self.code.exchange(left.start, right.start) {
            relation = relation.mirrored();
        }
        self.code.push(Op::Compare(relation));
        self.code.fold(left.start);
    }

    /// `a in [b, c]`: `a == b || a == c`, with `a` computed once.
    fn among(&mut self, left: Operand) {
        // Dates and timestamps may stand in one list: all are compared as instants.
        self.code.widen(left.ty, left.start, self.code.here());
        let middle = self.code.push(Op::Boolean(false));
        let mut constants = true;
        let hints = self.hints.len();
        self.elements(&mut |parser, mut element| {
            if let Shape::Literal = element.shape {
                parser.literal_beside(&mut element, &left, (middle, true));
            } else {
                parser.value(&mut element);
            }
            parser.comparable(element.at, left.ty, element.ty, true);
            parser.code.widen(element.ty, element.start, parser.code.here());
            constants &= parser.code.constant(element.start);
            parser.code.push(Op::OrEqual);
            let hint = parser.hint(true);
            parser.hints.push(hint);
        });
        // After the last element there is nothing to skip.
        if self.hints.len() > hints {
            self.hints.pop();
            self.code.pop();
        }
        self.end(hints);
        self.code.push(Op::Nip);
        if constants {
            self.code.gather(middle);
        }
        self.code.fold(left.start);
    }

    /// `'a' in [b, c]`: every element tells what the literal means.
    fn literal_in(&mut self, left: Operand) {
        let text = self.code.take_text();
        let hints = self.hints.len();
        let mut some = false;
        self.elements(&mut |parser, mut element| {
            parser.value(&mut element);
            let mut literal = Operand { start: parser.code.here(), ..left };
            parser.code.text(text.clone());
            let end = literal.start;
            parser.literal_beside(&mut literal, &element, (end, true));
            parser.compare(Relation::Equal, element.at, &element, &literal);
            if some {
                parser.join(left.start, element.start, true);
            }
            some = true;
            parser.hint(true);
        });
        if some {
            // After the last element there is nothing to skip.
            self.code.pop();
        } else {
            self.code.push(Op::Boolean(false));
        }
        self.end(hints);
    }

    /// `a + b` or `a * b`, and so on.
    #[inline(never)]
    pub(super) fn arithmetic(&mut self, chain: &Chain<'a>, right: &Operand) -> Known {
        let left = &chain.left;
        let mut result = None;
        let mut op = Op::Nip;
        if let (Some(one), Some(other)) = (left.ty, right.ty) {
            if let Some((operation, ty)) = operation(chain.kind, one, other) {
                (op, result) = (operation, Some(ty));
            } else {
                let parts = [chain.sign, one.noun(), other.noun()];
                self.mistyped(chain.at, "`@` does not take @ and @", &parts);
            }
            self.code.widen(right.ty, right.start, self.code.here());
            self.code.widen(left.ty, left.start, right.start);
        }
        self.code.push(op);
        self.code.fold(left.start);
        result
    }

    /// Whether two types can be compared.
    #[inline(never)]
    fn comparable(&mut self, at: usize, left: Known, right: Known, equality: bool) {
        let (Some(left), Some(right)) = (left, right) else { return };
        let help = match (left, right) {
            (Type::Class(_), Type::Class(_)) if left != right => "these are classes of two grades",
            (Type::Class(_), _) if left == right && !equality => "classes have no order; use `==`, `!=` or `in`",
            (Type::Level(_), Type::Level(_)) if left != right => "these are levels of two fields",
            (Type::List, Type::List) => "",
            _ if left == right || left.is_time() && right.is_time() => return,
            _ if (left.is_time() || right.is_time()) && (left == Type::Text || right == Type::Text) => {
                "write `date('2026-11-01')` or `timestamp('…')`"
            }
            _ => "",
        };
        self.tell(Code::ExprType, at, "@ and @ do not compare", &[left.noun(), right.noun()], help);
    }

    #[cold]
    #[inline(never)]
    fn none_of(&mut self, at: usize, text: &str, of: &str, names: &[&str]) {
        let mut help = did_you_mean(text, names.iter().copied()).unwrap_or_default();
        if help.is_empty() && names.len() <= LISTED {
            help.push_str("its values are");
            for name in names {
                help.push(' ');
                help.push_str(&quote(name));
            }
        }
        self.tell(Code::ImpossibleValue, at, "# is not a value of the @ beside it", &[text, of], &help);
    }
}

/// What an arithmetic operator does with two types; dates among them are turned into instants first.
fn operation(operator: Kind, left: Type, right: Type) -> Option<(Op, Type)> {
    Some(match (operator, left, right) {
        (_, Type::Number, Type::Number) => {
            let operation = match operator {
                b'+' => Arithmetic::Add,
                b'-' => Arithmetic::Subtract,
                b'*' => Arithmetic::Multiply,
                b'/' => Arithmetic::Divide,
                _ => Arithmetic::Remainder,
            };
            (Op::Arithmetic(operation), Type::Number)
        }
        (b'+', Type::Text, Type::Text) => (Op::Concat, Type::Text),
        (b'+', Type::Duration, Type::Duration) => (Op::Sum(Bound::Duration), Type::Duration),
        (b'-', Type::Duration, Type::Duration) => (Op::Difference(Bound::Duration), Type::Duration),
        (b'+', time, Type::Duration) | (b'+', Type::Duration, time) if time.is_time() => {
            (Op::Sum(Bound::Instant), Type::Timestamp)
        }
        (b'-', time, Type::Duration) if time.is_time() => (Op::Difference(Bound::Instant), Type::Timestamp),
        (b'-', left, right) if left.is_time() && right.is_time() => (Op::Difference(Bound::Duration), Type::Duration),
        _ => return None,
    })
}
