//! Functions.

use super::duration;
use super::parse::{Operand, Parser, Shape};
use super::program::{Arithmetic, Function, Op, Test};
use super::types::{Found, Name, Site, Type, phrase};
use crate::base::suggest::did_you_mean;
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
}

/// A function.
struct Signature {
    name: &'static str,
    style: Style,
    /// How many arguments it takes, the receiver included; 0 for any but none, taken together from left to right.
    count: usize,
    /// The type of each.
    takes: Type,
    gives: Type,
    /// What it does; `Has`, `Size` and `Integer`, a literal of a time, look at what their argument is.
    op: Op,
}

const fn signature(name: &'static str, style: Style, count: usize, takes: Type, gives: Type, op: Op) -> Signature {
    Signature { name, style, count, takes, gives, op }
}

static SIGNATURES: [Signature; 18] = {
    use Style::{Global, Math, Member};
    use Type::{Boolean, Date, Duration, Number, Text, Timestamp};
    [
        signature("has", Global, 1, Text, Boolean, Op::Has(Site::Row(0))),
        signature("size", Global, 1, Text, Number, Op::Size),
        signature("size", Member, 1, Text, Number, Op::Size),
        signature("date", Global, 1, Text, Date, Op::Integer(0)),
        signature("timestamp", Global, 1, Text, Timestamp, Op::Integer(0)),
        signature("duration", Global, 1, Text, Duration, Op::Integer(0)),
        signature("startsWith", Member, 2, Text, Boolean, Op::Test(Test::Starts)),
        signature("endsWith", Member, 2, Text, Boolean, Op::Test(Test::Ends)),
        signature("contains", Member, 2, Text, Boolean, Op::Test(Test::Contains)),
        signature("lowerAscii", Member, 1, Text, Text, Op::Lower),
        signature("upperAscii", Member, 1, Text, Text, Op::Upper),
        signature("floor", Global, 1, Number, Number, Op::Function(Function::Floor)),
        signature("round", Global, 1, Number, Number, Op::Function(Function::Round)),
        signature("days", Global, 1, Number, Duration, Op::Days),
        signature("in_days", Global, 1, Duration, Number, Op::InDays),
        signature("abs", Math, 1, Number, Number, Op::Function(Function::Absolute)),
        signature("least", Math, 0, Number, Number, Op::Arithmetic(Arithmetic::Least)),
        signature("greatest", Math, 0, Number, Number, Op::Arithmetic(Arithmetic::Greatest)),
    ]
};

fn find(name: &str, style: Style) -> Option<&'static Signature> {
    SIGNATURES.iter().find(|signature| signature.name == name && signature.style == style)
}

impl<'a> Parser<'a> {
    /// A call: its receiver, its name, its arguments, in the order in which they are written.
    /// The parenthesis comes next.
    pub(super) fn call(&mut self, receiver: Option<Operand>, name: &'a str, at: usize) -> Operand {
        let mut style = Style::Global;
        let mut given = Vec::new();
        let mut called = self.leaf(at, Shape::Value);
        if let Some(mut receiver) = receiver {
            called = receiver;
            style = Style::Member;
            if let (Shape::Name, math @ Name::Plain("math")) = (receiver.shape, self.waiting.name) {
                // `math` may be a field too; only if it is none, the whole is taken for a function.
                if find(name, Style::Math).is_some()
                    || matches!(self.scope.find(math), Found::Refused { code: Code::UnknownName, .. })
                {
                    style = Style::Math;
                }
            }
            match receiver.shape {
                _ if style == Style::Math => {}
                Shape::List if name == "size" => self.size(),
                _ => self.value(&mut receiver),
            }
            if let Shape::Outside = receiver.shape {
                // That was told, and nothing else of it matters.
                self.arguments(&mut |_, _| ());
                return receiver;
            }
            if style == Style::Member {
                given.push(receiver);
            }
        }
        let Some(signature) = find(name, style) else {
            let math = style == Style::Math;
            self.unknown(if math { called.at } else { at }, if math { "math." } else { "" }, name);
            let height = 1 + called.height.max(self.arguments(&mut |_, _| ()));
            self.become_value(&mut called, None, height);
            return called;
        };
        let receivers = given.len();
        let height = called.height.max(self.arguments(&mut |parser, mut operand| {
            match (signature.op, operand.shape) {
                (Op::Has(_), Shape::Name) => {
                    let found = parser.find(operand.at);
                    parser.code.push(found.map_or(Op::Boolean(false), |(site, _)| Op::Has(site)));
                }
                (Op::Size, Shape::List) => parser.size(),
                _ => parser.value(&mut operand),
            }
            given.push(operand);
            if signature.count == 0 && given.len() > 1 {
                parser.code.push(signature.op);
                parser.code.fold(called.start);
            }
        }));
        if given.len() == signature.count.max(1) || signature.count == 0 && !given.is_empty() {
            self.apply(signature, &given, called.start);
        } else {
            let few = match signature.count {
                0 => "at least one argument",
                count if count == receivers => "no argument",
                _ => "one argument",
            };
            self.mistyped(at, "`@` takes @", &[name, few]);
        }
        self.become_value(&mut called, Some(signature.gives), height + 1);
        called
    }

    /// A function and as many arguments as it takes.
    #[inline(never)]
    fn apply(&mut self, signature: &Signature, given: &[Operand], start: usize) {
        let op = signature.op;
        for operand in given {
            let takes = match (op, operand.shape, operand.ty) {
                (Op::Has(_), Shape::Name, _) => return,
                (Op::Has(_), ..) => "a name",
                (Op::Integer(_), Shape::Literal, _) => return self.time(signature, operand),
                (Op::Integer(_), ..) => "a string literal",
                (Op::Size, Shape::List, _) => return,
                (Op::Size, _, Some(Type::List)) => continue,
                (_, _, Some(ty)) if ty != signature.takes => signature.takes.noun(),
                _ => continue,
            };
            let what = operand.ty.map_or("this", Type::noun);
            self.mistyped(operand.at, "`@` takes @ here, not @", &[signature.name, takes, what]);
        }
        if signature.count > 0 {
            self.code.push(op);
            self.code.fold(start);
        }
    }

    /// The size of the list's literal that waits: its elements must have one type, and be known.
    fn size(&mut self) {
        let (start, mut count, mut ty) = (self.code.here(), 0, None);
        self.elements(&mut |parser, mut element| {
            parser.value(&mut element);
            ty = parser.common("the elements of a list", element.at, ty, element.ty);
            count += 1;
        });
        self.code.push(Op::Count(count));
        self.code.fold(start);
    }

    /// `date('…')`, `timestamp('…')`, `duration('…')`
    #[inline(never)]
    fn time(&mut self, signature: &Signature, literal: &Operand) {
        let offset = self.scope.offset();
        let text = self.code.take_text();
        let (value, example) = match signature.gives {
            Type::Date => (parse_date(&text, offset), "write it as `2026-11-01`"),
            Type::Timestamp => (parse_instant(&text, offset), "write it as `2026-11-01T08:00:00Z`"),
            _ => (duration::parse(&text), "write it as `36h`, with units `w d h m s ms`"),
        };
        match value {
            Some(value) => _ = self.code.push(Op::Integer(value)),
            None => {
                let parts = [text.as_str(), signature.gives.noun()];
                self.tell(Code::ImpossibleValue, literal.at, "# is not @", &parts, example);
            }
        }
    }

    #[cold]
    #[inline(never)]
    fn unknown(&mut self, at: usize, scope: &str, name: &str) {
        let advice;
        let help = match SIGNATURES.iter().find(|signature| signature.name == name) {
            Some(signature) => {
                let before = match signature.style {
                    Style::Member => "s.",
                    Style::Global => "",
                    Style::Math => "math.",
                };
                advice = phrase("write `@@(…)`", &[before, name]);
                &advice
            }
            None => match name {
                "matches" => "write `contains`, `startsWith` or `endsWith`",
                "int" | "uint" | "double" | "dyn" => "there is one type of number, which needs no conversion",
                "all" | "exists" | "exists_one" | "filter" | "map" => "ask for an element with `'x' in list`",
                "min" => "write `math.least(…)`",
                "max" => "write `math.greatest(…)`",
                _ => {
                    let names = SIGNATURES.iter().map(|signature| signature.name);
                    advice = did_you_mean(name, names).unwrap_or_default();
                    &advice
                }
            },
        };
        let what = phrase("the function #", &[&phrase("@@", &[scope, name])]);
        self.unsupported(at, &what, help);
    }
}
