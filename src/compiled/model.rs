//! Everything that a compiled policy is made of, listed once for both directions. Who adds a
//! field or a variant elsewhere and not here cannot compile; who adds one here raises
//! [`super::FORMAT`].

use super::bytes::{In, Out, Packed};
use crate::base::time::{Calendar, Duration, Offset, Shift, Unit, Weekday};
use crate::compile::flat::*;
use crate::expr::program::{Arithmetic, Bound, Function, Op, Pool, Program, Range, Read, Relation, Test, depth};
use crate::expr::{Site, Type};
use crate::facts::row::{Cell, Span};
use crate::facts::schema::{Attribute, Domain, EventKind, Fallback, Field, Kind, Quick, Schema};

/// `made` fields are not written: they are found again from the others. What is not `sound`
/// would make an evaluator divide by nothing, or take more memory than there is.
macro_rules! structs {
    ($($name:ident { $($field:ident)* } $(made { $($made:ident = $value:expr;)* })? $(sound $sound:expr)?;)*) => {$(
        impl Packed for $name {
            fn write(&self, out: &mut Out) {
                let $name { $($field,)* $($($made: _,)*)? } = self;
                $($field.write(out);)*
            }

            fn read(source: &mut In<'_>) -> $name {
                $(let $field = Packed::read(source);)*
                $($(let $made = $value;)*)?
                let whole = $name { $($field,)* $($($made,)*)? };
                $(if !$sound(&whole) {
                    source.fail();
                })?
                whole
            }
        }
    )*};
}

/// A variant's number is its place in the list.
macro_rules! enums {
    ($($name:ident { $($variant:ident $(($($part:ident)*))? $({$($field:ident)*})?,)* })*) => {$(
        impl Packed for $name {
            fn write(&self, out: &mut Out) {
                enum Tag { $($variant,)* }
                match self {
                    $($name::$variant $(($($part,)*))? $({ $($field,)* })? => {
                        out.whole(Tag::$variant as u128);
                        $($($part.write(out);)*)?
                        $($($field.write(out);)*)?
                    })*
                }
            }

            fn read(source: &mut In<'_>) -> $name {
                #[repr(u32)]
                enum Tag { $($variant,)* }
                let count = [$(Tag::$variant as u32,)*].len() as u32;
                match source.below(count) {
                    $(number if number == Tag::$variant as u32 => {
                        $($(let $part = Packed::read(source);)*)?
                        $($(let $field = Packed::read(source);)*)?
                        $name::$variant $(($($part,)*))? $({ $($field,)* })?
                    })*
                    // There is none: the first one, of which nothing is left to read.
                    _ => {
                        source.fail();
                        <$name>::read(source)
                    }
                }
            }
        }
    )*};
}

structs! {
    Model { name version schema slots derived scores grades calendar lifecycle contracts balances channels touches }
        sound |model: &Model| model.schema.slots == model.slots.len();

    // facts/schema.rs, facts/row.rs
    Schema { offset week_starts fields events clock id_used consent_used personalised_used contracts slots }
        made { quick = Quick::all(Vec::as_slice(&fields)); };
    Field { name domain default purpose given used text };
    EventKind { name attributes used };
    Attribute { name domain optional used };
    Domain { kind texts known other closed min max personal };
    Span { start end };
    Duration { amount unit } sound |length: &Duration| (1..10_000).contains(&length.amount);
    Calendar { offset holidays make_up };

    // expr/program.rs
    Program { ops pool reads ty } made { depth = depth(Vec::as_slice(&ops)); };
    Pool { texts numbers integers offset };
    Read { site ty name };
    Range { from count };

    // compile/flat.rs
    Slot { name ty personal roots };
    Numbers { words };
    Roots { slots kinds };
    Expression { program origin observes asks roots };
    Derived { slot origin body };
    Score { name slot applies cap combine groups } made { axes = Vec::new(); } sound divisible;
    Group { name weight factor cap matching applies rules }
        made { near = i64::try_from(factor).unwrap_or(0); rest = (0..Vec::<Rule>::len(&rules)).collect(); tables = Vec::new(); };
    Rule { id cap body roots };
    EventRule { kind when points most decay }
        sound |rule: &EventRule| !matches!(rule.decay, Some(Decay::Step { every: ..=0, .. }));
    Most { count per };
    Grade { name slot classes overrides body hold };
    Override { when class path };
    Band { from keep path };
    Entry { when retain path };

    // compile/flat/lifecycle.rs
    Hold { length grace by_one texts };
    Lifecycle { stage days since initial stages renamed transitions };
    Stage { name owner timers };
    Owner { slot lockout };
    Timer { name within stops_on then path };
    Transition { from to when text stay cooldown at_most path };
    Contracts { known slots upcoming due grace risk upgrade };
    ContractSlots { phase starts ends days_left value product kind };
    Balance { name slot earn spend expires roots };
    Earning { kind value when };
    Channel { name consent hours limit };
    Touches { kind all festivals };
    Touch { name anchor at close every length when channels ends_on };
}

enums! {
    Weekday { Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday, }
    Unit { Minute, Hour, Day, Week, Month, Year, WorkingDay, }

    Kind { Number, Text, Boolean, Date, Timestamp, Level, List, }
    Fallback { None, Cell(cell), Text(text), List(texts), }
    Cell { Missing, Number(number), Boolean(truth), Integer(integer), Known(id), Other, Text(span), List(span), }

    Type { Number, Text, Boolean, Date, Timestamp, Duration, Level(field), Class(grade), List, }
    Site { Row(slot), Event(column), }
    Relation { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, }
    Arithmetic { Add, Subtract, Multiply, Divide, Remainder, Least, Greatest, }
    Function { Negate, Floor, Round, Absolute, }
    Test { Starts, Ends, Contains, }
    Bound { Instant, Duration, }
    Op {
        Number(number), Integer(integer), Boolean(truth), Text(id), Read(site), Has(site), Not, And, Or,
        SkipIfFalse(count), SkipIfTrue(count), Choose(count), Otherwise(count), Select, Compare(relation),
        AmongNumbers(range), AmongIntegers(range), AmongTexts(range), OrEqual, Nip, InList, Midnight,
        Arithmetic(operation), Function(function), Sum(bound), Difference(bound), Opposite, Days, InDays, Concat,
        Test(test), Lower, Upper, Size, Count(count),
    }

    DerivedBody { Value(expression), DaysSince { slot }, Events { kind when window take }, }
    Window { Within(length), Between(from to), Since(slot), }
    Aggregate {
        Count, Sum(column), Mean(column), Min(column), Max(column), First(column), Last(column), Distinct(column),
        Mode(column), Gap(take), DaysSince { never },
    }
    Take { Median, Mean, Min, Max, }
    Combine { Sum, Weighted { common small }, }
    Matching { All, First, Max, }
    RuleBody {
        When { when points }, Bands { slot edges points }, Texts { slot entries other }, Indices { slot entries },
        Containing { slot entries }, Value(value), Event(event),
    }
    Period { Day, Week, Month, Ever, }
    Decay { HalfLife(length), Linear(length), Step { share every }, Expires(length), }
    Expiry { After(length), YearEnd, }
    Anchor { ContractStarts, ContractEnds, Date(slot), Instant(slot), Festival(number), Stage(stage), }
    Close { Until(shift), Open(length), Next, }
    GradeBody { Bands { score bands }, First(entries), Matrix { rows columns cells path }, }
}

/// The same document gives the same bytes, however its text is laid out.
impl Packed for Origin {
    fn write(&self, out: &mut Out) {
        out.offset(self.offset);
        self.path.write(out);
    }

    fn read(source: &mut In<'_>) -> Origin {
        Origin { offset: Packed::read(source), path: Packed::read(source) }
    }
}

/// Only a shift's amount may be 0: what would never end otherwise has to move on.
impl Packed for Shift {
    fn write(&self, out: &mut Out) {
        let Shift { back, length: Duration { amount, unit } } = self;
        back.write(out);
        amount.write(out);
        unit.write(out);
    }

    fn read(source: &mut In<'_>) -> Shift {
        let (back, amount, unit) = (Packed::read(source), Packed::read(source), Packed::read(source));
        if amount > 9_999 {
            source.fail();
        }
        Shift { back, length: Duration { amount, unit } }
    }
}

impl Packed for Offset {
    fn write(&self, out: &mut Out) {
        self.0.write(out);
    }

    fn read(source: &mut In<'_>) -> Offset {
        Offset(i64::read(source))
    }
}

/// Bound of a common denominator times the sum of weights, both in thousandths.
const FINEST: i128 = 1 << 126;

/// Whether a score's weighted mean is a quotient by something, and stays within its integers.
fn divisible(score: &Score) -> bool {
    let Combine::Weighted { common, small } = score.combine else { return true };
    let [_, top] = score.cap;
    let (mut weights, mut largest) = (0_i128, 0_u128);
    for group in &score.groups {
        let [low, high] = group.cap.map(i64::unsigned_abs);
        weights = weights.saturating_add(i128::from(group.weight.max(0)));
        largest = largest.saturating_add(group.factor.unsigned_abs().saturating_mul(u128::from(low.max(high))));
        if group.weight < 0 {
            return false;
        }
    }
    let whole = common.saturating_mul(weights.max(1));
    let most = if small { i128::from(i64::MAX) } else { FINEST };
    let fits = largest.saturating_mul(u128::from(top.unsigned_abs().max(1))) <= i64::MAX as u128;
    common > 0 && whole <= most && (fits || !small)
}
