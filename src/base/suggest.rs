//! Words for messages: what the author wrote, and what they may have meant.

/// Words longer than this are not compared.
const LONGEST: usize = 40;
/// Most candidates that are looked at.
const CANDIDATES: usize = 1_000;

/// What the author wrote, in backticks, cut if it is long.
pub fn quote(text: &str) -> String {
    let mut out = String::from("`");
    for (index, character) in text.chars().enumerate() {
        if index == LONGEST {
            out.push('…');
            break;
        }
        out.push(if character.is_control() { ' ' } else { character });
    }
    out.push('`');
    out
}

/// The candidate that looks most like `word`, if one is near; of several the first.
fn nearest<'a>(word: &str, candidates: &mut dyn Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = Letters::of(word)?;
    let mut best = None;
    // A third of the letters may be wrong, but two always if there are enough left to recognise.
    let mut bound = match word.count {
        0 => return None,
        1..=4 => 1,
        count => (count / 3).max(2),
    } + 1;
    for candidate in candidates.take(CANDIDATES) {
        let Some(letters) = Letters::of(candidate) else { continue };
        let distance = word.distance(&letters, bound);
        if distance < bound {
            bound = distance;
            best = Some(candidate);
        }
    }
    best
}

/// "did you mean `x`?", if a candidate is near.
pub fn did_you_mean<'a>(word: &str, mut candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    question(word, &mut candidates)
}

/// The same, compiled once for all iterators.
fn question(word: &str, candidates: &mut dyn Iterator<Item = &str>) -> Option<String> {
    nearest(word, candidates).map(|found| {
        let mut out = String::from("did you mean ");
        out.push_str(&quote(found));
        out.push('?');
        out
    })
}

/// A short word in lower case: case alone is no difference.
struct Letters {
    letters: [char; LONGEST],
    count: usize,
}

impl Letters {
    fn of(word: &str) -> Option<Letters> {
        let mut letters = ['\0'; LONGEST];
        let mut count = 0;
        for character in word.chars() {
            *letters.get_mut(count)? = character.to_ascii_lowercase();
            count += 1;
        }
        Some(Letters { letters, count })
    }

    fn at(&self, index: usize) -> char {
        self.letters.get(index).copied().unwrap_or_default()
    }

    /// Letters to insert, delete, replace or swap with their neighbour; at least `bound` if too many.
    fn distance(&self, other: &Letters, bound: usize) -> usize {
        if self.count.abs_diff(other.count) >= bound {
            return bound;
        }
        let mut before = [0_usize; LONGEST + 1];
        let mut above: [usize; LONGEST + 1] = std::array::from_fn(|index| index);
        for row in 0..self.count {
            let mut current = [row + 1; LONGEST + 1];
            let mut least = row + 1;
            let mut left = row + 1;
            for column in 0..other.count {
                let same = self.at(row) == other.at(column);
                let mut cost = get(&above, column) + usize::from(!same);
                cost = cost.min(left + 1).min(get(&above, column + 1) + 1);
                if row > 0 && column > 0 && self.at(row) == other.at(column - 1) && self.at(row - 1) == other.at(column)
                {
                    cost = cost.min(get(&before, column - 1) + 1);
                }
                if let Some(cell) = current.get_mut(column + 1) {
                    *cell = cost;
                }
                left = cost;
                least = least.min(cost);
            }
            // No later row can come below the least of two neighbouring rows by a swap; stop one row late.
            if least > bound {
                return bound;
            }
            before = above;
            above = current;
        }
        get(&above, other.count)
    }
}

fn get(row: &[usize; LONGEST + 1], index: usize) -> usize {
    row.get(index).copied().unwrap_or(usize::MAX / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_keyboard_is_recognised() {
        let keys = ["label", "note", "combine", "groups", "from", "half_life", "cap", "trial_started"];
        for (word, expected) in [
            ("lable", Some("label")),
            ("form", Some("from")),
            ("Combine", Some("combine")),
            ("group", Some("groups")),
            ("CAP", Some("cap")),
            ("cup", Some("cap")),
            ("trail_started", Some("trial_started")),
            ("halflife", Some("half_life")),
            ("trials", None),
            ("of", None),
            ("xyz", None),
            ("", None),
            ("labels", Some("label")),
        ] {
            assert_eq!(nearest(word, &mut keys.into_iter()), expected, "{word}");
        }
    }

    #[test]
    fn the_nearest_wins_and_of_equals_the_first() {
        assert_eq!(nearest("order", &mut ["orders", "odrer", "ORDER"].into_iter()), Some("ORDER"));
        assert_eq!(nearest("ordes", &mut ["orders", "order"].into_iter()), Some("orders"));
    }

    #[test]
    fn long_words_are_left_alone() {
        let long = "a".repeat(41);
        assert_eq!(nearest(&long, &mut [long.as_str()].into_iter()), None);
        assert_eq!(nearest("aaa", &mut [long.as_str(), "aab"].into_iter()), Some("aab"));
    }

    #[test]
    fn help_is_a_question() {
        assert_eq!(did_you_mean("trail", ["trial"].into_iter()).as_deref(), Some("did you mean `trial`?"));
        assert_eq!(quote(&"é".repeat(50)), format!("`{}…`", "é".repeat(40)));
        assert_eq!(quote("a\nb"), "`a b`");
    }
}
