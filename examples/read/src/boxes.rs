//! From how likely each point belongs to text, to the lines of text and their order.

use rten_tensor::prelude::*;
use rten_tensor::{MatrixLayout, NdTensorView};

/// How likely a point is text at least.
const POINT: f32 = 0.3;
/// How likely the points of a line are text on average.
const LINE: f32 = 0.6;
/// The network marks the middle of a line. This is how much larger the line is, in parts of its area by its border.
const GROW: f32 = 1.6;
/// A line that is thinner, in points, is none.
const THINNEST: f32 = 3.0;
/// So many lines of a picture are read.
const MOST: usize = 1_000;

/// A point, or a way: to the right, and down.
pub(crate) type Point = (f32, f32);

/// A line of text in a picture, which may be turned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Area {
    /// Where it begins at its top.
    pub(crate) start: Point,
    /// From its start to its end.
    pub(crate) along: Point,
    /// From its top to its bottom.
    pub(crate) down: Point,
}

impl Area {
    /// The smallest rectangle around points. One of its sides lies on a side of their hull.
    fn around(points: &[(i32, i32)]) -> Option<Self> {
        let hull = hull(points);
        let next = hull.iter().cycle().skip(1);
        let around = hull.iter().zip(next).filter_map(|(from, to)| {
            let (x, y) = ((to.0 - from.0) as f32, (to.1 - from.1) as f32);
            let length = x.hypot(y);
            let (x, y) = (length > 0.0).then(|| (x / length, y / length))?;
            let range = |(x, y): Point| {
                let places = hull
                    .iter()
                    .map(|point| point.0 as f32 * x + point.1 as f32 * y);
                let ends = (f32::INFINITY, f32::NEG_INFINITY);
                places.fold(ends, |(least, most), place| {
                    (least.min(place), most.max(place))
                })
            };
            let (along, down) = (range((x, y)), range((-y, x)));
            let (length, height) = (along.1 - along.0, down.1 - down.0);
            Some(Self {
                start: (along.0 * x - down.0 * y, along.0 * y + down.0 * x),
                along: (length * x, length * y),
                down: (-height * y, height * x),
            })
        });
        around.min_by(|one, other| one.surface().total_cmp(&other.surface()))
    }

    /// How long it is, and how high.
    pub(crate) fn size(&self) -> (f32, f32) {
        (length(self.along), length(self.down))
    }

    fn surface(&self) -> f32 {
        self.size().0 * self.size().1
    }

    /// Clockwise from the start at its top.
    pub(crate) fn corners(&self) -> [Point; 4] {
        let end = plus(self.start, self.along);
        [
            self.start,
            end,
            plus(end, self.down),
            plus(self.start, self.down),
        ]
    }

    fn center(&self) -> Point {
        let [(x, y), _, (to_x, to_y), _] = self.corners();
        ((x + to_x) / 2.0, (y + to_y) / 2.0)
    }

    /// Larger by so much on each side.
    fn grown(&self, by: f32) -> Self {
        let (length, height) = self.size();
        let longer = |way: Point, length: f32| (way.0 * by / length, way.1 * by / length);
        let (along, down) = (longer(self.along, length), longer(self.down, height));
        Self {
            start: (
                self.start.0 - along.0 - down.0,
                self.start.1 - along.1 - down.1,
            ),
            along: plus(self.along, plus(along, along)),
            down: plus(self.down, plus(down, down)),
        }
    }

    /// In pixels, and as it is read: text runs to the right; in what is much higher than wide, down.
    fn as_read(&self, scale: Point) -> Self {
        let scaled = |way: Point| (way.0 * scale.0, way.1 * scale.1);
        let center = scaled(self.center());
        let (one, other) = (scaled(self.along), scaled(self.down));
        let [mut along, mut down] = if one.0.abs() > other.0.abs() {
            [one, other]
        } else {
            [other, one]
        };
        if along.0 < 0.0 {
            along = (-along.0, -along.1);
        }
        if down.1 < 0.0 {
            down = (-down.0, -down.1);
        }
        // Its top is on the right side then.
        if length(down) >= 1.5 * length(along) {
            [along, down] = [down, (-along.0, -along.1)];
        }
        Self {
            start: (
                center.0 - (along.0 + down.0) / 2.0,
                center.1 - (along.1 + down.1) / 2.0,
            ),
            along,
            down,
        }
    }
}

fn plus(one: Point, other: Point) -> Point {
    (one.0 + other.0, one.1 + other.1)
}

fn length(way: Point) -> f32 {
    way.0.hypot(way.1)
}

/// The corners of the smallest convex shape around points, in their order.
fn hull(points: &[(i32, i32)]) -> Vec<(i32, i32)> {
    let mut points = points.to_vec();
    points.sort_unstable();
    let half = |points: &mut dyn Iterator<Item = &(i32, i32)>| {
        let mut half: Vec<(i32, i32)> = Vec::new();
        for point in points {
            // What lies inside or on the way is no corner.
            while let [.., before, last] = half[..]
                && (last.0 - before.0) * (point.1 - before.1)
                    <= (last.1 - before.1) * (point.0 - before.0)
            {
                half.pop();
            }
            half.push(*point);
        }
        // The other half begins with it.
        half.pop();
        half
    };
    let upper = half(&mut points.iter());
    let lower = half(&mut points.iter().rev());
    [upper, lower].concat()
}

/// The lines of text where points are likely text. A point is `scale` pixels of the picture wide and high.
pub(crate) fn areas(likely: NdTensorView<f32, 2>, scale: Point) -> Vec<Area> {
    let areas = patches(&likely).into_iter().filter_map(|points| {
        let sum: f32 = points
            .iter()
            .map(|(x, y)| likely[[*y as usize, *x as usize]])
            .sum();
        let area = Area::around(&points)?;
        let (length, height) = area.size();
        if length.min(height) < THINNEST || sum / (points.len() as f32) < LINE {
            return None;
        }
        let by = GROW * area.surface() / (2.0 * (length + height));
        Some(area.grown(by).as_read(scale))
    });
    areas.take(MOST).collect()
}

/// The points that are likely text: those that touch each other together.
fn patches(likely: &NdTensorView<f32, 2>) -> Vec<Vec<(i32, i32)>> {
    let (rows, columns) = (likely.rows(), likely.cols());
    let mut is_new = likely.map(|likely| *likely > POINT);
    let mut patches = Vec::new();
    for start in 0..rows * columns {
        let start = [start / columns, start % columns];
        let mut next = Vec::new();
        if std::mem::take(&mut is_new[start]) {
            next.push(start);
        }
        let mut patch = Vec::new();
        while let Some([row, column]) = next.pop() {
            patch.push((column as i32, row as i32));
            for row in row.saturating_sub(1)..(row + 2).min(rows) {
                for column in column.saturating_sub(1)..(column + 2).min(columns) {
                    if std::mem::take(&mut is_new[[row, column]]) {
                        next.push([row, column]);
                    }
                }
            }
        }
        if !patch.is_empty() {
            patches.push(patch);
        }
    }
    patches
}

/// Lines in the order of reading: from top to bottom, and in a row from left to right.
pub(crate) fn rows(mut areas: Vec<Area>) -> Vec<Vec<Area>> {
    areas.sort_by(|one, other| one.center().1.total_cmp(&other.center().1));
    let mut rows: Vec<Vec<Area>> = Vec::new();
    for area in areas {
        // What is less than half a line lower than the first of a row belongs to it.
        match rows.last_mut() {
            Some(row) if row.first().is_some_and(|first| is_beside(first, &area)) => row.push(area),
            _ => rows.push(vec![area]),
        }
    }
    for row in &mut rows {
        row.sort_by(|one, other| one.center().0.total_cmp(&other.center().0));
    }
    rows
}

fn is_beside(first: &Area, area: &Area) -> bool {
    area.center().1 - first.center().1 < first.size().1.min(area.size().1) / 2.0
}
