//! A basin of water: the wave equation on a grid.

/// The height of the water at each point, now and a step before.
pub(crate) struct Water {
    width: usize,
    height: usize,
    now: Vec<f32>,
    before: Vec<f32>,
}

/// How far waves run in a picture, in steps.
const STEPS: usize = 2;
/// The square of a wave's speed, in points a step; above a half the computation would burst.
const SPEED: f32 = 0.4;
/// What is left of the water's motion after each step.
const LASTING: f32 = 0.998;
/// The colours of water that is turned away from the light and towards it.
const COLOURS: [[f32; 3]; 2] = [[4.0, 30.0, 70.0], [150.0, 220.0, 235.0]];

impl Water {
    /// Still water.
    pub(crate) fn new(width: usize, height: usize) -> Self {
        let still = vec![0.0; width * height];
        Self {
            width,
            height,
            now: still.clone(),
            before: still,
        }
    }

    /// Lets a drop fall, not too near to an edge; the place is told in parts of the width and the height.
    pub(crate) fn drop_at(&mut self, across: f32, down: f32) {
        let radius = self.height as f32 / 40.0;
        let inside = |part: f32| 0.1 + 0.8 * part;
        let (x, y) = (
            inside(across) * self.width as f32,
            inside(down) * self.height as f32,
        );
        for row in 1..self.height - 1 {
            for column in 1..self.width - 1 {
                let far = (column as f32 - x).hypot(row as f32 - y) / radius;
                let dent = 3.0 * (-far * far).exp();
                self.now[row * self.width + column] -= dent;
                self.before[row * self.width + column] -= dent;
            }
        }
    }

    /// Lets the waves run until the next picture.
    pub(crate) fn flow(&mut self) {
        for _ in 0..STEPS {
            self.step();
        }
    }

    /// Each point is drawn to the mean of its neighbours; the edges stand still and throw the waves back.
    fn step(&mut self) {
        for row in 1..self.height - 1 {
            for at in row * self.width + 1..(row + 1) * self.width - 1 {
                let around = self.now[at - 1]
                    + self.now[at + 1]
                    + self.now[at - self.width]
                    + self.now[at + self.width];
                let pull = SPEED * (around - 4.0 * self.now[at]);
                // What was before is not needed any more: its place takes what comes next.
                self.before[at] = self.now[at] + LASTING * (self.now[at] - self.before[at]) + pull;
            }
        }
        std::mem::swap(&mut self.now, &mut self.before);
    }

    /// The water as it looks in the light: three bytes for each point.
    pub(crate) fn picture(&self) -> Vec<u8> {
        let last = self.now.len() - 1;
        let slopes = (0..=last).map(|at| self.now[at] - self.now[(at + self.width + 1).min(last)]);
        slopes
            .flat_map(|slope| {
                let light = (0.35 + 2.5 * slope).clamp(0.0, 1.0);
                [0, 1, 2].map(|channel| {
                    (COLOURS[0][channel] * (1.0 - light) + COLOURS[1][channel] * light) as u8
                })
            })
            .collect()
    }
}
