//! Functions.

use super::ast::{Call, Kind, Node};
use super::check::{Checker, Known, common, mistyped, unsupported};
use super::duration;
use super::program::{Arithmetic, Function, Op, Test};
use super::types::{Checked, Fault, Found, Name, Type, phrase};
use crate::base::suggest::{did_you_mean, quote};
use crate::base::time::{parse_date, parse_instant};
use crate::error::Code;

/// How a function is called.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// `f(x)`
    Global,
    /// `x.f()`
    Member,
    /// `math.f(x)`
    Math,
    /// `math.f(x, …)`, folded from left to right
    MathMany,
}

/// A function whose arguments are just values.
struct Signature {
    name: &'static str,
    style: Style,
    takes: &'static [Type],
    gives: Type,
    op: Op,
}

const fn signature(name: &'static str, style: Style, takes: &'static [Type], gives: Type, op: Op) -> Signature {
    Signature { name, style, takes, gives, op }
}

static SIGNATURES: [Signature; 12] = [
    signature("startsWith", Style::Member, &[Type::Text, Type::Text], Type::Boolean, Op::Test(Test::Starts)),
    signature("endsWith", Style::Member, &[Type::Text, Type::Text], Type::Boolean, Op::Test(Test::Ends)),
    signature("contains", Style::Member, &[Type::Text, Type::Text], Type::Boolean, Op::Test(Test::Contains)),
    signature("lowerAscii", Style::Member, &[Type::Text], Type::Text, Op::Lower),
    signature("upperAscii", Style::Member, &[Type::Text], Type::Text, Op::Upper),
    signature("floor", Style::Global, &[Type::Number], Type::Number, Op::Function(Function::Floor)),
    signature("round", Style::Global, &[Type::Number], Type::Number, Op::Function(Function::Round)),
    signature("days", Style::Global, &[Type::Number], Type::Duration, Op::Days),
    signature("in_days", Style::Global, &[Type::Duration], Type::Number, Op::InDays),
    signature("abs", Style::Math, &[Type::Number], Type::Number, Op::Function(Function::Absolute)),
    signature("least", Style::MathMany, &[Type::Number], Type::Number, Op::Arithmetic(Arithmetic::Least)),
    signature("greatest", Style::MathMany, &[Type::Number], Type::Number, Op::Arithmetic(Arithmetic::Greatest)),
];

/// Those that the checker knows by itself.
const SPECIAL: [&str; 5] = ["has", "size", "date", "timestamp", "duration"];

fn find(name: &str, style: Style) -> Option<&'static Signature> {
    let matches = |known: Style| known == style || style == Style::Math && known == Style::MathMany;
    SIGNATURES.iter().find(|signature| signature.name == name && matches(signature.style))
}

impl Checker<'_> {
    /// A call: its receiver, its name, its arguments, in the order in which they are written.
    pub fn call(&mut self, at: usize, call: &Call<'_>) -> Checked<Known> {
        let start = self.code.here();
        let Some(receiver) = &call.receiver else {
            return match call.name {
                "has" => self.has(call),
                "size" => self.size(call, call.arguments.iter().collect()),
                "date" | "timestamp" | "duration" => self.time(call),
                name => match find(name, Style::Global) {
                    Some(signature) => self.apply(signature, call, Vec::new(), start),
                    None => Err(unknown(at, name, name)),
                },
            };
        };
        if let Kind::Name("math") = receiver.kind {
            if let Some(signature) = find(call.name, Style::Math) {
                return self.apply(signature, call, Vec::new(), start);
            }
            // `math` may be a field too; only if it is none, the whole is taken for a function.
            if matches!(self.scope.find(Name::Plain("math")), Found::Refused { code: Code::UnknownName, .. }) {
                return Err(unknown(at, &phrase(&["math.", call.name]), call.name));
            }
        }
        if call.name == "size" {
            return self.size(call, std::iter::once(receiver).chain(&call.arguments).collect());
        }
        let ty = self.walk(receiver)?;
        match find(call.name, Style::Member) {
            Some(signature) => self.apply(signature, call, vec![(ty, receiver.at)], start),
            None => Err(unknown(call.at, call.name, call.name)),
        }
    }

    /// Arguments and a function that takes them as values.
    fn apply(
        &mut self,
        signature: &Signature,
        call: &Call<'_>,
        mut given: Vec<(Known, usize)>,
        start: usize,
    ) -> Checked<Known> {
        let many = signature.style == Style::MathMany;
        let receivers = given.len();
        for argument in &call.arguments {
            let ty = self.walk(argument)?;
            given.push((ty, argument.at));
            if many && given.len() > 1 {
                self.code.push(signature.op);
                self.code.fold(start);
            }
        }
        let fits = if many { !given.is_empty() } else { given.len() == signature.takes.len() };
        if !fits {
            return Err(count(call, signature.takes.len() - receivers));
        }
        let takes = signature.takes.iter().chain(std::iter::repeat(&Type::Number));
        for ((ty, at), takes) in given.into_iter().zip(takes) {
            expect(ty, *takes, at, call.name)?;
        }
        if !many {
            self.code.push(signature.op);
            self.code.fold(start);
        }
        Ok(Some(signature.gives))
    }

    /// `has(x)`
    fn has(&mut self, call: &Call<'_>) -> Checked<Known> {
        let name = match call.arguments.as_slice() {
            [Node { at, kind: Kind::Name(name), .. }] => Some((*at, Name::Plain(name))),
            [Node { at, kind: Kind::Scoped(scope, name), .. }] => Some((*at, Name::Scoped(scope, name))),
            _ => None,
        };
        if let Some((at, name)) = name {
            let op = self.name(at, name)?.map_or(Op::Boolean(false), |(site, _)| Op::Has(site));
            self.code.push(op);
            return Ok(Some(Type::Boolean));
        }
        self.walk_all(&call.arguments)?;
        match call.arguments.as_slice() {
            [argument] => Err(mistyped(argument.at, &["`has` takes a name"])),
            _ => Err(count(call, 1)),
        }
    }

    fn walk_all(&mut self, nodes: &[Node<'_>]) -> Checked<()> {
        nodes.iter().try_for_each(|node| self.walk(node).map(|_| ()))
    }

    /// `size(x)`, `x.size()`
    fn size(&mut self, call: &Call<'_>, given: Vec<&Node<'_>>) -> Checked<Known> {
        let start = self.code.here();
        let mut found = None;
        for node in &given {
            found = match &node.kind {
                Kind::List(elements) => {
                    self.elements(elements)?;
                    None
                }
                _ => self.walk(node)?,
            };
        }
        let [node] = given.as_slice() else {
            return Err(count(call, usize::from(call.receiver.is_none())));
        };
        self.code.push(match (&node.kind, found) {
            (Kind::List(elements), _) => Op::Count(elements.len() as u32),
            (_, Some(Type::Text | Type::List) | None) => Op::Size,
            (_, Some(ty)) => return Err(mistyped(node.at, &["`size` takes a string or a list, not ", ty.noun()])),
        });
        self.code.fold(start);
        Ok(Some(Type::Number))
    }

    /// The elements of a list whose values do not matter; they must have one type.
    fn elements(&mut self, elements: &[Node<'_>]) -> Checked<()> {
        let mut one: Known = None;
        for element in elements {
            let ty = self.walk(element)?;
            one = match (one, ty) {
                (Some(one), Some(ty)) => Some(common(one, ty).ok_or_else(|| {
                    mistyped(
                        element.at,
                        &["the elements of a list must have one type, these are ", one.noun(), " and ", ty.noun()],
                    )
                })?),
                (one, ty) => one.or(ty),
            };
        }
        Ok(())
    }

    /// `date('…')`, `timestamp('…')`, `duration('…')`
    fn time(&mut self, call: &Call<'_>) -> Checked<Known> {
        let [Node { at, kind: Kind::Text(text), .. }] = call.arguments.as_slice() else {
            self.walk_all(&call.arguments)?;
            return Err(match call.arguments.as_slice() {
                [argument] => mistyped(argument.at, &["`", call.name, "` takes a string literal"]),
                _ => count(call, 1),
            });
        };
        let offset = self.scope.offset();
        let (value, ty, example) = match call.name {
            "date" => (parse_date(text, offset), Type::Date, "write it as `2026-11-01`"),
            "timestamp" => (parse_instant(text, offset), Type::Timestamp, "write it as `2026-11-01T08:00:00Z`"),
            _ => (duration::parse(text), Type::Duration, "write it as `36h`, with units `w d h m s ms`"),
        };
        match value {
            Some(value) => {
                self.code.push(Op::Integer(value));
                Ok(Some(ty))
            }
            None => {
                Err(Fault::new(Code::ImpossibleValue, *at, &[&quote(text), " is not ", ty.noun()]).advise(&[example]))
            }
        }
    }
}

fn expect(ty: Known, takes: Type, at: usize, name: &str) -> Checked<()> {
    match ty {
        Some(ty) if ty != takes => Err(mistyped(at, &["`", name, "` takes ", takes.noun(), " here, not ", ty.noun()])),
        _ => Ok(()),
    }
}

#[cold]
fn count(call: &Call<'_>, takes: usize) -> Box<Fault> {
    let few = match takes {
        0 => "` takes no argument",
        _ if call.name == "least" || call.name == "greatest" => "` takes at least one argument",
        _ => "` takes one argument",
    };
    mistyped(call.at, &["`", call.name, few])
}

#[cold]
#[inline(never)]
fn unknown(at: usize, shown: &str, name: &str) -> Box<Fault> {
    let mut fault = unsupported(at, &phrase(&["the function ", &quote(shown)]));
    if let Some(signature) = SIGNATURES.iter().find(|signature| signature.name == name) {
        let before = match signature.style {
            Style::Member => "s.",
            Style::Global => "",
            Style::Math | Style::MathMany => "math.",
        };
        return fault.advise(&["write `", before, name, "(…)`"]);
    }
    let help = match name {
        "matches" => "write `contains`, `startsWith` or `endsWith`",
        "int" | "uint" | "double" | "dyn" => "there is one type of number, which needs no conversion",
        "all" | "exists" | "exists_one" | "filter" | "map" => "ask for an element with `'x' in list`",
        "min" => "write `math.least(…)`",
        "max" => "write `math.greatest(…)`",
        _ => {
            let mut names = Vec::from(SPECIAL);
            names.extend(SIGNATURES.iter().map(|signature| signature.name));
            fault.help = did_you_mean(name, names.iter().copied());
            return fault;
        }
    };
    fault.advise(&[help])
}
