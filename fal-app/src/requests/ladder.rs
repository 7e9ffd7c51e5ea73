//! Requests that ask for more and more of one thing.

use serde_json::Value;

use super::declared::{Declared, size};
use super::numbers::{self, Fraction, Whole};
use super::texts::letters;
use crate::fields::{Bound, Field, Shape};

/// The steps of a ladder whose number nothing bounds, and the longest text, in code points.
const MOST: i128 = 20_000;

/// So many steps are taken one by one.
const SINGLE: i128 = 16;

/// A field of an input: the names that lead to it.
pub(crate) type Path = [&'static Field];

/// The value at a path; `None` where it is not sent.
pub(super) fn get<'v>(request: &'v Value, path: &Path) -> Option<&'v Value> {
    path.iter().try_fold(request, |value, field| {
        let names = [field.name]
            .into_iter()
            .chain(field.aliases.iter().copied());
        names.into_iter().find_map(|name| value.get(name))
    })
}

/// The request with another value at a path; `None` where what holds it is not sent.
pub(super) fn with(request: &Value, path: &Path, value: Value) -> Option<Value> {
    let mut with = request.clone();
    let (last, before) = path.split_last()?;
    let mut holder = &mut with;
    for field in before {
        holder = holder.get_mut(field.name)?;
    }
    let members = holder.as_object_mut()?;
    for alias in last.aliases {
        members.shift_remove(*alias);
    }
    members.insert(last.name.to_owned(), value);
    Some(with)
}

impl Declared {
    /// What is declared at a path.
    pub(super) fn at_path(self, path: &Path) -> Option<Self> {
        let field = path.last()?;
        let declared = Self::of(Shape::Null).field(field);
        Some(match declared.shape {
            Shape::Optional(of) => declared.inside(*of, declared.rules),
            _ => declared,
        })
    }

    /// How much a value asks for; `None` of what has no order.
    pub(super) fn amount(self, value: &Value) -> Option<f64> {
        match self.shape {
            Shape::Integer { .. } | Shape::Number { .. } => value.as_f64(),
            Shape::Text => Some(value.as_str()?.chars().count() as f64),
            Shape::List(_) => Some(value.as_array()?.len() as f64),
            Shape::ImageSize => value.get("width")?.as_f64(),
            Shape::Choice(choices) => {
                let choices = choices();
                let name = choices.find(value.as_str()?)?;
                let at = choices.names.iter().position(|one| *one == name)?;
                Some(choices.amounts.get(at)?.to_f64())
            }
            _ => None,
        }
    }

    /// The value that asks for so much, like this one in all else. `None` where it would not be accepted.
    pub(super) fn with_amount(self, value: Option<&Value>, amount: i128) -> Option<Value> {
        let count = u64::try_from(amount).ok();
        let made = match self.shape {
            Shape::Integer { .. } => numbers::json(amount),
            Shape::Text => {
                let text = value.and_then(Value::as_str).unwrap_or_default();
                let count = count?;
                let kept: String = text.chars().take(usize::try_from(count).ok()?).collect();
                let more = letters("a", count - kept.chars().count() as u64);
                (kept + &more).into()
            }
            Shape::List(of) => {
                let items = value.and_then(Value::as_array).cloned().unwrap_or_default();
                let item = items.last().cloned().or_else(|| self.item(of).simplest())?;
                let count = usize::try_from(count?).ok()?;
                let more = std::iter::repeat_n(item, count.saturating_sub(items.len()));
                items
                    .into_iter()
                    .take(count)
                    .chain(more)
                    .collect::<Vec<_>>()
                    .into()
            }
            Shape::ImageSize => {
                let height = value.and_then(|value| value.get("height")?.as_u64());
                let height = height.or_else(|| self.simplest()?.get("height")?.as_u64());
                size(u32::try_from(count?).ok()?, u32::try_from(height?).ok()?)
            }
            _ => return None,
        };
        self.accepts(&made).then_some(made)
    }

    /// Values from little to much: those at the edges of the rules, this one, and what is a little more.
    pub(super) fn ladder(self, value: Option<&Value>, is_fine: bool) -> Vec<Value> {
        let here = value.and_then(|value| self.amount(value));
        let mut rungs: Vec<Value> = match self.shape {
            Shape::Number { single } => {
                let fraction = Fraction::new(single, self.rules);
                let near = here.into_iter().flat_map(|here| [here, here + 1.0]);
                let edges = fraction.edges();
                let least = edges.iter().copied().fold(f64::INFINITY, f64::min);
                let steps = if is_fine { 64 } else { 2 };
                let whole = (0..steps).map(|more| (least + f64::from(more)).floor());
                let all = edges
                    .iter()
                    .copied()
                    .chain(near)
                    .chain(whole)
                    .map(Value::from);
                all.filter(|rung| self.accepts(rung)).collect()
            }
            Shape::Choice(choices) => choices().names.iter().map(|name| (*name).into()).collect(),
            _ => {
                let here = here.map(|here| here as i128);
                let near = here.into_iter().flat_map(|here| [here, here + self.step()]);
                let amounts = self.amounts(is_fine).into_iter().chain(near);
                amounts
                    .filter_map(|amount| self.with_amount(value, amount))
                    .collect()
            }
        };
        let amount = |rung: &Value| self.amount(rung).unwrap_or_default();
        rungs.sort_by(|one, other| amount(one).total_cmp(&amount(other)));
        rungs.dedup_by(|one, other| amount(one) == amount(other));
        rungs
    }

    fn step(self) -> i128 {
        match self.rules.multiple_of {
            Some(Bound::Integer(step)) => step.max(1),
            _ => 1,
        }
    }

    fn amounts(self, is_fine: bool) -> Vec<i128> {
        let step = self.step();
        // Each of the first, then on both sides of each double: a price turns at round numbers.
        let bounds = |least: Option<i128>, most: i128| {
            let least = least.unwrap_or(0);
            let (single, doubles) = if is_fine { (SINGLE, 4..24) } else { (2, 4..4) };
            let first = (0..single).map(|steps| least + steps * step);
            let doubled = doubles.flat_map(|power| {
                let double = step << power;
                [least + double, least + double + step]
            });
            let all = first.chain(doubled).chain([most - step, most]);
            all.filter(|amount| *amount <= most).collect::<Vec<_>>()
        };
        let length = |length: Option<u64>| length.map(i128::from);
        match self.shape {
            Shape::Integer { min, max } => {
                let mut edges = Whole::new(min, max, self.rules).edges();
                let (least, most) = (edges.iter().min().copied(), edges.iter().max().copied());
                let rungs = most.map_or_else(Vec::new, |most| bounds(least, most));
                edges.extend(rungs);
                edges
            }
            Shape::Text => {
                let most = length(self.rules.max_length).unwrap_or(MOST / 8).min(MOST);
                bounds(length(self.rules.min_length), most)
            }
            Shape::List(_) => {
                let (least, most) = self.lengths();
                bounds(Some(least.into()), most.into())
            }
            Shape::ImageSize => {
                let most = self.rules.max_width.unwrap_or(4096);
                let least = self.rules.min_width.unwrap_or(64);
                let mut widths = bounds(Some(least.into()), most.into());
                widths.extend([512, 1024, 1024 + step, 2048]);
                widths
            }
            _ => Vec::new(),
        }
    }
}
