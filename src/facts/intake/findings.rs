//! What taking facts in finds, and how strictly it does so.

use crate::base::limits;
use crate::error::{Code, Problem};

/// How strictly facts are taken.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manner {
    /// Names that nobody declared are errors.
    pub strict: bool,
    /// Bad values are missing, with a warning, instead of an error.
    pub invalid_is_missing: bool,
}

/// What taking the facts in found.
#[derive(Debug, Default)]
pub struct Findings {
    /// Why the facts cannot be taken.
    pub errors: Vec<Problem>,
    /// What the answer must tell: values taken as missing, events in the future.
    pub warnings: Vec<Problem>,
    untold: usize,
}

impl Findings {
    /// Tells an error, in either manner.
    pub fn error(&mut self, problem: impl FnOnce() -> Problem) {
        if self.errors.len() < limits::PROBLEMS {
            self.errors.push(problem());
        } else {
            self.untold += 1;
        }
    }

    /// Tells a warning.
    pub fn warning(&mut self, problem: impl FnOnce() -> Problem) {
        if self.warnings.len() < limits::PROBLEMS {
            self.warnings.push(problem());
        }
    }

    /// Tells of something bad: an error, or a warning where what is bad is missing.
    pub fn bad(&mut self, manner: Manner, problem: impl FnOnce() -> Problem) {
        if manner.invalid_is_missing { self.warning(problem) } else { self.error(problem) }
    }

    /// Tells everything that is wrong with one value.
    pub fn flaws(&mut self, manner: Manner, flaws: Flaws, path: impl Fn() -> String) {
        for flaw in flaws {
            self.bad(manner, || flaw.at_path(path()));
        }
    }

    /// Says at the end how much was not told in detail.
    pub fn close(&mut self) {
        if self.untold > 0 {
            let message = format!("{} more problems", self.untold);
            self.errors.push(Problem::error(Code::MoreProblems, "", message));
        }
    }
}

/// Everything that is wrong with one value; more than one thing only for a list.
pub type Flaws = Vec<Flaw>;

/// Why one value is none: the problem's words, before its path is known.
pub struct Flaw {
    /// What kind of problem it is.
    pub code: Code,
    /// The element of a list that is meant.
    pub at: Option<u32>,
    /// What is wrong.
    pub message: String,
    /// What would help.
    pub help: Option<String>,
}

impl Flaw {
    /// A flaw of a whole value.
    pub fn new(code: Code, message: String) -> Flaw {
        Flaw { code, at: None, message, help: None }
    }

    /// The same as all that is wrong with it.
    pub fn alone(code: Code, message: String) -> Flaws {
        vec![Flaw::new(code, message)]
    }

    /// Reading it threw.
    pub fn unreadable(name: &str) -> Flaw {
        Flaw::new(Code::FactUnreadable, format!("reading `{name}` threw an error"))
    }

    /// The problem at a value's path.
    pub fn at_path(self, mut path: String) -> Problem {
        if let Some(element) = self.at {
            path.push('/');
            path.push_str(&element.to_string());
        }
        Problem::error(self.code, path, self.message).with_help(self.help)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flaw_of_a_list_names_the_element() {
        let problem = Flaw { at: Some(3), ..Flaw::new(Code::FactType, "m".to_owned()) }.at_path("/roles".to_owned());
        assert_eq!(problem.path, "/roles/3");
    }
}
