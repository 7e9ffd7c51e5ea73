//! What bounds an expression before a request: literals, constants, fields, and how it computes with them.
//!
//! A macro sees no types. So this says only how the expression is written; the runtime knows the fields.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::{
    Arm, BinOp, Block, Expr, ExprCall, ExprIf, ExprMethodCall, ExprPath, Lit, Member, Pat, Stmt,
    Type, UnOp,
};

use super::operand_scan::reads;
use crate::syntax::parts::ungrouped;

/// What bounds an expression. The runtime's `Known` has the same variants.
pub(super) enum Known {
    /// Nothing.
    Nothing,
    /// The fields whose names follow `input` or `output`: `style.strength`.
    Field(String),
    /// A literal.
    Whole(Literal),
    /// A literal, by its digits.
    Fraction(String),
    /// A literal.
    Text(String),
    /// The path of a constant.
    Constant(ExprPath),
    /// One of these.
    AnyOf(Vec<Known>),
    /// As what the type of a cast is called.
    As(Box<Known>, String),
    /// How it computes with others, by the name of the runtime's `Function`.
    Of(&'static str, Vec<Known>),
}

/// Reads what bounds an expression.
pub(super) fn known(value: &Expr) -> Known {
    read(value).unwrap_or(Known::Nothing)
}

fn read(value: &Expr) -> Option<Known> {
    match ungrouped(value) {
        Expr::Paren(paren) => read(&paren.expr),
        Expr::Reference(reference) => read(&reference.expr),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => read(&unary.expr),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => {
            of("Neg", vec![read(&unary.expr)?])
        }
        Expr::Lit(literal) => self::literal(&literal.lit),
        Expr::Path(path) => constant(path),
        Expr::Field(_) => Some(Known::Field(fields(value)?.join("."))),
        Expr::If(branches) => if_else(branches),
        Expr::Match(arms) => match_arms(&arms.arms),
        Expr::Block(block) if block.label.is_none() => self::block(&block.block),
        Expr::Binary(binary) => {
            let function = match binary.op {
                BinOp::Add(_) => "Add",
                BinOp::Sub(_) => "Sub",
                BinOp::Mul(_) => "Mul",
                BinOp::Div(_) => "Div",
                _ => return None,
            };
            of(function, vec![read(&binary.left)?, read(&binary.right)?])
        }
        Expr::Cast(cast) => match &*cast.ty {
            Type::Path(ty) => Some(Known::As(
                Box::new(read(&cast.expr)?),
                ty.path.get_ident()?.to_string(),
            )),
            _ => None,
        },
        Expr::Call(call) => conversion(call),
        Expr::MethodCall(call) => method(call),
        Expr::Tuple(tuple) if tuple.elems.len() == 2 => {
            let both: Option<Vec<Known>> = tuple.elems.iter().map(read).collect();
            of("Pair", both?)
        }
        _ => None,
    }
}

fn of(function: &'static str, arguments: Vec<Known>) -> Option<Known> {
    Some(Known::Of(function, arguments))
}

fn literal(literal: &Lit) -> Option<Known> {
    match literal {
        Lit::Int(number) if matches!(number.suffix(), "f32" | "f64") => Some(Known::As(
            Box::new(Known::Fraction(number.base10_digits().to_owned())),
            number.suffix().to_owned(),
        )),
        Lit::Int(number) => {
            let value = Literal::i128_unsuffixed(number.base10_parse().ok()?);
            Some(match number.suffix() {
                "" => Known::Whole(value),
                of => Known::As(Box::new(Known::Whole(value)), of.to_owned()),
            })
        }
        Lit::Float(number) if number.suffix() == "f32" => None,
        Lit::Float(number) => Some(Known::Fraction(number.base10_digits().to_owned())),
        Lit::Str(text) => Some(Known::Text(text.value())),
        _ => None,
    }
}

/// A single name is a constant where it is written as one: a macro does not see which names patterns bind.
fn constant(path: &ExprPath) -> Option<Known> {
    let is_constant = match path.path.get_ident() {
        Some(name) => {
            let name = name.to_string();
            name == name.to_uppercase() && name.starts_with(|first: char| first.is_alphabetic())
        }
        None => true,
    };
    is_constant.then(|| Known::Constant(path.clone()))
}

/// The fields in `input.style.strength`.
fn fields(value: &Expr) -> Option<Vec<String>> {
    match ungrouped(value) {
        Expr::Path(path) => {
            let variable = path.path.is_ident("input") || path.path.is_ident("output");
            variable.then(Vec::new)
        }
        Expr::Paren(paren) => fields(&paren.expr),
        Expr::Field(field) => {
            let mut fields = fields(&field.base)?;
            match &field.member {
                Member::Named(name) => fields.push(name.unraw().to_string()),
                Member::Unnamed(_) => return None,
            }
            Some(fields)
        }
        _ => None,
    }
}

fn if_else(branches: &ExprIf) -> Option<Known> {
    let (_, otherwise) = branches.else_branch.as_ref()?;
    condition(&branches.cond)?;
    any_of([block(&branches.then_branch)?, read(otherwise)?])
}

fn match_arms(arms: &[Arm]) -> Option<Known> {
    let arms: Option<Vec<Known>> = arms
        .iter()
        .filter(|arm| !never_returns(&arm.body))
        .map(|arm| {
            names_no_side(&arm.pat)?;
            read(&arm.body)
        })
        .collect();
    any_of(arms?)
}

/// A condition whose patterns do not hide `input` and `output`.
fn condition(condition: &Expr) -> Option<()> {
    match ungrouped(condition) {
        Expr::Let(binds) => names_no_side(&binds.pat),
        Expr::Binary(both) => {
            self::condition(&both.left)?;
            self::condition(&both.right)
        }
        _ => Some(()),
    }
}

/// A pattern after which `input` and `output` are what they were. After `Some(input)` they are not.
fn names_no_side(pattern: &Pat) -> Option<()> {
    let reads = reads(&pattern.to_token_stream());
    (reads.input.is_none() && reads.output.is_none()).then_some(())
}

/// An arm inside of an arm is one more of the arms.
fn any_of(arms: impl IntoIterator<Item = Known>) -> Option<Known> {
    let mut all = Vec::new();
    for arm in arms {
        match arm {
            Known::AnyOf(arms) => all.extend(arms),
            arm => all.push(arm),
        }
    }
    (!all.is_empty()).then_some(Known::AnyOf(all))
}

/// Whether it is `unreachable!()` or a panic, which costs nothing.
fn never_returns(value: &Expr) -> bool {
    match ungrouped(value) {
        Expr::Macro(called) => {
            let name = called.mac.path.segments.last();
            name.is_some_and(|name| {
                ["unreachable", "panic", "todo", "unimplemented"]
                    .iter()
                    .any(|never| name.ident == never)
            })
        }
        Expr::Block(block) => match &block.block.stmts[..] {
            [Stmt::Expr(value, _)] => never_returns(value),
            _ => false,
        },
        _ => false,
    }
}

/// A block of one expression.
fn block(block: &Block) -> Option<Known> {
    match &block.stmts[..] {
        [Stmt::Expr(value, None)] => read(value),
        _ => None,
    }
}

/// `f64::from(input.steps)`
fn conversion(call: &ExprCall) -> Option<Known> {
    let Expr::Path(function) = ungrouped(&call.func) else {
        return None;
    };
    let (Some(value), 1) = (call.args.first(), call.args.len()) else {
        return None;
    };
    let segments: Vec<_> = function.path.segments.iter().collect();
    match &segments[..] {
        [of, from] if from.ident == "from" => {
            Some(Known::As(Box::new(read(value)?), of.ident.to_string()))
        }
        _ => None,
    }
}

fn method(call: &ExprMethodCall) -> Option<Known> {
    let name = call.method.to_string();
    let arguments: Option<Vec<Known>> = call.args.iter().map(read).collect();
    let mut arguments = arguments?;
    // How many code points a text has.
    if let Expr::MethodCall(inner) = ungrouped(&call.receiver)
        && inner.method == "chars"
        && name == "count"
    {
        return of("CodePoints", vec![read(&inner.receiver)?]);
    }
    let receiver = read(&call.receiver)?;
    let function = match (&*name, arguments.len()) {
        ("clone" | "cloned" | "copied" | "as_ref" | "as_deref" | "as_str" | "as_slice", 0) => {
            return Some(receiver);
        }
        ("unwrap_or", 1) => {
            return any_of([of("Inside", vec![receiver])?, arguments.pop()?]);
        }
        ("unwrap_or_default", 0) => "InsideOrDefault",
        ("clamp", 2) => {
            let most = arguments.pop()?;
            arguments.insert(0, receiver);
            return of("Min", vec![Known::Of("Max", arguments), most]);
        }
        ("len", 0) => "Length",
        ("min", 1) => "Min",
        ("max", 1) => "Max",
        ("div_ceil", 1) => "DivCeil",
        ("ceil", 0) => "Ceil",
        ("floor", 0) => "Floor",
        ("round", 0) => "Round",
        _ => return None,
    };
    arguments.insert(0, receiver);
    of(function, arguments)
}

impl ToTokens for Known {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::Nothing => quote!(__p::Known::Nothing),
            Self::Field(path) => quote!(__p::Known::Field(#path)),
            Self::Whole(value) => quote!(__p::Known::Whole(#value)),
            Self::Fraction(digits) => quote!(__p::Known::Fraction(#digits)),
            Self::Text(text) => quote!(__p::Known::Text(#text)),
            Self::Constant(path) => {
                quote!(__p::Known::Constant(|| __p::RangeOf(&#path).range()))
            }
            Self::AnyOf(arms) => quote!(__p::Known::AnyOf(&[#(#arms),*])),
            Self::As(value, ty) => quote!(__p::Known::As(&#value, #ty)),
            Self::Of(function, arguments) => {
                let function = Ident::new(function, proc_macro2::Span::call_site());
                quote!(__p::Known::Of(__p::Function::#function, &[#(#arguments),*]))
            }
        });
    }
}
