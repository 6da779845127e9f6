//! Types, and the code that follows from them, in one walk over the tree.
//!
//! A type that is not known (`None`) comes from a declaration that is itself
//! wrong; it goes with everything, so that nobody is told the same thing twice.

use super::ast::{Feature, Kind, Link, Node, Operator, Outside};
use super::emit::Emitter;
use super::program::{Arithmetic, Bound, Function, Op};
use super::types::{Checked, Compiled, Expected, Fault, Found, Name, Scope, Site, Type, phrase};
use crate::base::suggest::quote;
use crate::error::Code;

/// A type, if it is known.
pub type Known = Option<Type>;

/// Checks an expression and compiles it.
pub fn check(tree: &Node<'_>, scope: &dyn Scope, expected: Expected) -> Checked<Compiled> {
    let mut checker = Checker { scope, code: Emitter::new(scope.offset()), poisoned: false };
    let found = checker.walk(tree)?;
    let expects = match (expected, found) {
        (Expected::Boolean, Some(ty)) if ty != Type::Boolean => "this must be a boolean, not ",
        (Expected::Number, Some(ty)) if ty != Type::Number => "this must be a number, not ",
        (Expected::Any, Some(Type::List)) => "this must be one value, not ",
        _ => "",
    };
    match found {
        Some(ty) if !expects.is_empty() => Err(mistyped(tree.at, &[expects, ty.noun()])),
        Some(ty) if !checker.poisoned => Ok(Compiled::Program(checker.code.finish(ty))),
        _ => Ok(Compiled::Poisoned),
    }
}

/// Operands, arguments or a result of the wrong type.
#[cold]
#[inline(never)]
pub fn mistyped(at: usize, message: &[&str]) -> Box<Fault> {
    Fault::new(Code::ExprType, at, message)
}

/// CEL, but not here.
#[cold]
#[inline(never)]
pub fn unsupported(at: usize, what: &str) -> Box<Fault> {
    Fault::new(Code::ExprUnsupported, at, &[what, " cannot be used here: it is outside the subset of CEL"])
}

pub struct Checker<'s> {
    pub scope: &'s dyn Scope,
    pub code: Emitter,
    /// Whether something of unknown type was met.
    pub poisoned: bool,
}

impl Checker<'_> {
    /// Compiles a part of the tree, and gives its type.
    pub fn walk(&mut self, node: &Node<'_>) -> Checked<Known> {
        let start = self.code.here();
        match &node.kind {
            Kind::Number(number) => {
                self.code.push(Op::Number(*number));
                Ok(Some(Type::Number))
            }
            Kind::Text(text) => {
                self.code.text(text);
                Ok(Some(Type::Text))
            }
            Kind::Boolean(truth) => {
                self.code.push(Op::Boolean(*truth));
                Ok(Some(Type::Boolean))
            }
            Kind::Name(name) => Ok(self.name(node.at, Name::Plain(name))?.map(|(site, ty)| self.read(site, ty))),
            Kind::Scoped(scope, name) => {
                Ok(self.name(node.at, Name::Scoped(scope, name))?.map(|(site, ty)| self.read(site, ty)))
            }
            Kind::Not(operand) => {
                let ty = self.walk(operand)?;
                boolean(ty, operand.at, "!")?;
                self.code.push(Op::Not);
                self.code.fold(start);
                Ok(Some(Type::Boolean))
            }
            Kind::Negate(operand) => {
                let ty = self.walk(operand)?;
                self.code.push(match ty {
                    Some(Type::Number) | None => Op::Function(Function::Negate),
                    Some(Type::Duration) => Op::Opposite,
                    Some(ty) => {
                        return Err(mistyped(operand.at, &["`-` takes a number or a duration, not ", ty.noun()]));
                    }
                });
                self.code.fold(start);
                Ok(ty)
            }
            Kind::Chain(first, links) => match links.first().map(|link| link.operator.level()) {
                Some(0 | 1) => self.logic(first, links),
                Some(2) => self.relations(first, links),
                _ => self.arithmetic(first, links),
            },
            Kind::Choice(parts) => self.choice(parts),
            // The places that take a list's literal look for it before they come here.
            Kind::List(_) => {
                Err(unsupported(node.at, "a list").advise(&["lists stand to the right of `in` and in `size([…])`"]))
            }
            Kind::Call(call) => self.call(node.at, call),
            Kind::Outside(operand, outside) => {
                if let Some(operand) = operand {
                    self.walk(operand)?;
                }
                Err(outside_fault(outside))
            }
        }
    }

    fn read(&mut self, site: Site, ty: Type) -> Type {
        self.code.push(Op::Read(site));
        ty
    }

    /// Looks a name up and notes it; `None` if its type is not known.
    pub fn name(&mut self, at: usize, name: Name<'_>) -> Checked<Option<(Site, Type)>> {
        match self.scope.find(name) {
            Found::Value { site, ty } => {
                self.code.note(site, ty, || match name {
                    Name::Plain(name) => name.into(),
                    Name::Scoped(scope, name) => phrase(&[scope, ".", name]),
                });
                Ok(Some((site, ty)))
            }
            Found::Poison => {
                self.poisoned = true;
                Ok(None)
            }
            Found::Refused { code, message, help } => Err(Box::new(Fault { code, at, message, help })),
        }
    }

    /// `a && b && c` or `a || b || c`: a chain is of one operator, `&&` binds tighter.
    fn logic(&mut self, first: &Node<'_>, links: &[Link<'_>]) -> Checked<Known> {
        let start = self.code.here();
        let mut left = (self.walk(first)?, first.at);
        let mut hints = Vec::new();
        for link in links {
            let or = link.operator == Operator::Or;
            let hint = self.operand(or);
            let right = self.walk(&link.right)?;
            boolean(left.0, left.1, link.operator.as_str())?;
            boolean(right, link.right.at, link.operator.as_str())?;
            self.join(start, hint, or, &mut hints);
            left = (Some(Type::Boolean), first.at);
        }
        self.end(&hints);
        Ok(Some(Type::Boolean))
    }

    /// Before the right operand of `&&` or `||`.
    pub fn operand(&mut self, or: bool) -> usize {
        self.code.push(if or { Op::SkipIfTrue(0) } else { Op::SkipIfFalse(0) })
    }

    /// After the right operand of `&&` or `||`; `hints` are those that wait for the chain's end.
    pub fn join(&mut self, start: usize, hint: usize, or: bool, hints: &mut Vec<usize>) {
        self.code.push(if or { Op::Or } else { Op::And });
        let here = self.code.here();
        self.code.aim(hint, here);
        if !self.code.fold(start) {
            hints.push(hint);
        }
    }

    /// The end of a chain of `&&` or `||`: what decided it need not look at the rest.
    pub fn end(&mut self, hints: &[usize]) {
        let here = self.code.here();
        for hint in hints {
            self.code.aim(*hint, here);
        }
    }

    /// `c ? a : b`
    fn choice(&mut self, parts: &[Node<'_>; 3]) -> Checked<Known> {
        let start = self.code.here();
        let [condition, yes, no] = parts;
        let ty = self.walk(condition)?;
        let choose = self.code.push(Op::Choose(0));
        let left = self.walk(yes)?;
        let middle = self.code.push(Op::Otherwise(0));
        let right = self.walk(no)?;
        boolean(ty, condition.at, "?:")?;
        let result = match (left, right) {
            (Some(left), Some(right)) => Some(common(left, right).ok_or_else(|| {
                mistyped(
                    no.at,
                    &["the branches of `?:` must have one type, these are ", left.noun(), " and ", right.noun()],
                )
            })?),
            _ => None,
        };
        let mut otherwise = middle;
        if left != right {
            let before = self.code.here();
            self.code.widen(right, middle + 1, before);
            let before = self.code.here();
            self.code.widen(left, choose + 1, middle);
            otherwise += self.code.here() - before;
        }
        self.code.aim(choose, otherwise);
        let here = self.code.here();
        self.code.aim(otherwise, here);
        self.code.push(Op::Select);
        self.code.fold(start);
        Ok(result)
    }

    /// `a + b - c` or `a * b / c`
    fn arithmetic(&mut self, first: &Node<'_>, links: &[Link<'_>]) -> Checked<Known> {
        let start = self.code.here();
        let mut left = self.walk(first)?;
        for link in links {
            let middle = self.code.here();
            let right = self.walk(&link.right)?;
            left = match (left, right) {
                (Some(left), Some(right)) => {
                    let (op, result) = operation(link.operator, left, right).ok_or_else(|| {
                        mistyped(
                            link.at,
                            &[
                                quote(link.operator.as_str()).as_str(),
                                " does not take ",
                                left.noun(),
                                " and ",
                                right.noun(),
                            ],
                        )
                    })?;
                    let end = self.code.here();
                    self.code.widen(Some(right), middle, end);
                    self.code.widen(Some(left), start, middle);
                    self.code.push(op);
                    Some(result)
                }
                _ => {
                    self.code.push(Op::Nip);
                    None
                }
            };
            self.code.fold(start);
        }
        Ok(left)
    }
}

/// Refuses what is not a boolean.
pub fn boolean(ty: Known, at: usize, operator: &str) -> Checked<()> {
    match ty {
        Some(Type::Boolean) | None => Ok(()),
        Some(ty) => Err(mistyped(at, &["`", operator, "` takes booleans, not ", ty.noun()])),
    }
}

/// The one type of two branches or elements.
pub fn common(left: Type, right: Type) -> Option<Type> {
    if left == right {
        Some(left)
    } else if left.is_time() && right.is_time() {
        Some(Type::Timestamp)
    } else {
        None
    }
}

/// What an arithmetic operator does with two types; dates among them are turned into instants first.
fn operation(operator: Operator, left: Type, right: Type) -> Option<(Op, Type)> {
    use Operator::{Add, Subtract};
    Some(match (operator, left, right) {
        (_, Type::Number, Type::Number) => {
            let operation = match operator {
                Operator::Add => Arithmetic::Add,
                Operator::Subtract => Arithmetic::Subtract,
                Operator::Multiply => Arithmetic::Multiply,
                Operator::Divide => Arithmetic::Divide,
                _ => Arithmetic::Remainder,
            };
            (Op::Arithmetic(operation), Type::Number)
        }
        (Add, Type::Text, Type::Text) => (Op::Concat, Type::Text),
        (Add, Type::Duration, Type::Duration) => (Op::Sum(Bound::Duration), Type::Duration),
        (Subtract, Type::Duration, Type::Duration) => (Op::Difference(Bound::Duration), Type::Duration),
        (Add, time, Type::Duration) | (Add, Type::Duration, time) if time.is_time() => {
            (Op::Sum(Bound::Instant), Type::Timestamp)
        }
        (Subtract, time, Type::Duration) if time.is_time() => (Op::Difference(Bound::Instant), Type::Timestamp),
        (Subtract, left, right) if left.is_time() && right.is_time() => {
            (Op::Difference(Bound::Duration), Type::Duration)
        }
        _ => return None,
    })
}

#[cold]
#[inline(never)]
fn outside_fault(outside: &Outside<'_>) -> Box<Fault> {
    let selected;
    let (what, help) = match outside.what {
        Feature::Null => ("`null`", "a missing value is unknown; ask with `has(x)`"),
        Feature::Bytes => ("a literal of bytes", ""),
        Feature::Unsigned => ("an unsigned number", "there is one type of number; leave out the `u`"),
        Feature::Map => ("a map", ""),
        Feature::Message => ("a message", ""),
        Feature::Index => ("indexing", "ask for an element with `'x' in list`"),
        Feature::LeadingDot => ("a leading dot", ""),
        Feature::Optional => ("an optional part", ""),
        Feature::Selection(name) => {
            selected = phrase(&["selecting ", &quote(name)]);
            (selected.as_str(), "only `score.…` and `grade.…` have parts")
        }
    };
    let fault = unsupported(outside.at, what);
    if help.is_empty() { fault } else { fault.advise(&[help]) }
}
