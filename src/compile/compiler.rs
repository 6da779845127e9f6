//! One document, compiled: what its sections share.

use super::flat::{Expression, Model, Origin, Roots};
use super::grades;
use super::names::{Here, Names};
use super::usage::Usage;
use crate::base::json::{NodeId, Tree};
use crate::error::{Code, Problem};
use crate::expr::{self, Compiled, Expected, Found, Name, Site, Type};
use crate::facts::schema::FIELDS;
use crate::policy::model::{Expr, Named, Policy};
use crate::policy::problems::Problems;

/// A document that was read and compiled, whatever is wrong with it.
pub struct Outcome {
    /// The policy, where nothing is wrong.
    pub model: Option<Model>,
    /// The document as it was read, where it could be.
    pub policy: Option<Policy>,
    /// Its text as a tree, where that is JSON.
    pub tree: Option<Tree>,
    /// Everything that is wrong, so far unordered.
    pub problems: Problems,
}

/// Reads and compiles a document, all but its tests.
pub fn compile(text: &str) -> Outcome {
    let (policy, tree, mut problems) = crate::policy::read(text);
    let (Some(known), Some(text)) = (&policy, &tree) else {
        return Outcome { model: None, policy, tree, problems };
    };
    let mut compiler = Compiler {
        names: Names::new(known, text),
        tree: text,
        problems: &mut problems,
        usage: Usage::default(),
        broken: false,
        lasting: false,
    };
    let model = compiler.policy(known).filter(|_| problems.is_empty());
    Outcome { model, policy, tree, problems }
}

/// What compiling a document has at hand.
pub(super) struct Compiler<'p, 'c> {
    pub(super) names: Names<'p>,
    pub(super) tree: &'c Tree,
    pub(super) problems: &'c mut Problems,
    pub(super) usage: Usage,
    /// Whether some part could not be compiled: then there is no policy, whatever was told.
    pub(super) broken: bool,
    /// Whether the next expression is to give the same for ever: of what is known without declaring nothing is in scope.
    pub(super) lasting: bool,
}

impl<'p> Compiler<'p, '_> {
    fn policy(&mut self, policy: &'p Policy) -> Option<Model> {
        self.names.classes = policy.grades.iter().map(grades::classes).collect();
        let derived = self.derive(policy);
        let scores = self.scores(policy);
        let grades = self.grades(policy);
        let contracts = self.section(policy.contracts.as_ref(), Self::contracts);
        let lifecycle = self.section(policy.lifecycle.as_ref(), Self::lifecycle);
        let balances = self.balances(policy);
        let channels = self.channels(policy);
        let touches = self.touches(policy);
        self.expectations(policy);
        let schema = self.schema(policy);
        (!self.broken).then(|| Model {
            name: policy.name.clone(),
            version: policy.version.clone(),
            schema,
            slots: std::mem::take(&mut self.names.slots),
            derived,
            scores,
            grades,
            calendar: policy.calendar.clone(),
            lifecycle,
            contracts,
            balances,
            channels,
            touches,
        })
    }

    /// A section that a policy may have; where it cannot be used there is no policy.
    fn section<T, U>(&mut self, section: Option<&T>, compile: fn(&mut Self, &T) -> Option<U>) -> Option<U> {
        let compiled = section.map(|section| compile(self, section));
        self.broken |= matches!(compiled, Some(None));
        compiled.flatten()
    }

    pub(super) fn problem(&mut self, code: Code, node: NodeId, message: impl Into<String>) {
        self.problems.add(code, node, message);
    }

    pub(super) fn origin(&self, node: NodeId) -> Origin {
        Origin { offset: self.tree.span(node).start, path: self.tree.path(node) }
    }

    /// Compiles an expression where the names that are ready now are in scope.
    pub(super) fn expression(&mut self, source: &Expr, expected: Expected, event: Option<u16>) -> Option<Expression> {
        let scope = Here { names: &self.names, event, lasting: self.lasting };
        match expr::compile(&source.text, &scope, expected) {
            Ok(Compiled::Poisoned) => None,
            Ok(Compiled::Program(program)) => {
                let mut observes = Vec::new();
                let mut roots = Roots::default();
                for read in program.reads() {
                    match read.site {
                        Site::Row(slot) => {
                            self.usage.slot(slot);
                            observes.push(slot);
                            if let Some(slot) = self.names.slot(slot) {
                                roots.join(&slot.roots);
                            }
                            match program.edges(read.site) {
                                None => self.usage.text(slot),
                                Some(expr::Edges::Texts(texts)) => self.usage.literals(slot, texts),
                                Some(_) => {}
                            }
                        }
                        Site::Event(column) => {
                            if let Some(kind) = event {
                                self.usage.attribute(kind, column);
                            }
                        }
                    }
                }
                let asks = program.asks().collect();
                Some(Expression { program, origin: self.origin(source.node), observes, asks, roots })
            }
            Err(fault) => {
                self.problems.add_inside(fault.code, source.node, fault.at, fault.message, fault.help);
                None
            }
        }
    }

    /// A condition: outer `None` if there is one and it cannot be compiled.
    pub(super) fn condition(&mut self, source: Option<&Expr>, event: Option<u16>) -> Option<Option<Expression>> {
        match source {
            None => Some(None),
            Some(source) => self.expression(source, Expected::Boolean, event).map(Some),
        }
    }

    /// The slot that a bare name stands for.
    pub(super) fn named(&mut self, named: &Named) -> Option<(u16, Type)> {
        let name = match named.text.split_once('.') {
            Some((scope @ ("score" | "grade" | "contract" | "balance"), word)) => Name::Scoped(scope, word),
            _ => Name::Plain(&named.text),
        };
        // What is computed behind scores and grades is as little a field.
        let found = match (name, self.names.find(name)) {
            (Name::Scoped("balance", _), _) => Found::Value { site: Site::Row(0), ty: Type::Number },
            (Name::Plain("stage" | "stage_days"), Found::Refused { code: Code::ExprLater, .. }) => {
                Found::Value { site: Site::Row(0), ty: Type::Number }
            }
            (_, found) => found,
        };
        match found {
            Found::Value { site: Site::Row(slot), .. } if slot < FIELDS || self.names.is_stage(slot) => {
                let message = format!("`{}` is neither a field nor a derived value", named.text);
                self.problem(Code::UnknownName, named.node, message);
                None
            }
            Found::Value { site: Site::Row(slot), ty } => {
                self.usage.slot(slot);
                Some((slot, ty))
            }
            Found::Value { .. } | Found::Poison => None,
            Found::Refused { code, message, help } => {
                self.problems.add_help(code, named.node, message, help);
                None
            }
        }
    }

    /// The number of a kind of events.
    pub(super) fn kind(&mut self, named: &Named) -> Option<u16> {
        let kind = self.names.kind(&named.text);
        match kind {
            Some(kind) => self.usage.kind(kind),
            None if self.names.unread_events => {}
            None => {
                let help = self.names.kind_help(&named.text);
                let message = format!("there is no event `{}`", named.text);
                self.problems.add_help(Code::UnknownName, named.node, message, help);
            }
        }
        kind
    }
}

/// The problems of a finished compilation, in order and with their places.
pub fn finish(outcome: Outcome) -> (Option<Model>, Vec<Problem>) {
    let problems = outcome.problems.finish(outcome.tree.as_ref());
    (outcome.model, problems)
}
