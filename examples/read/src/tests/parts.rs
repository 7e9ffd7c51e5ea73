//! What needs no weights: lines and their order, letters, strips, the package of the weights.

use std::io::{Cursor, Write};
use std::{env, fs, process};

use fal_app::image::{Rgb, RgbImage};
use ring::digest::{SHA256, digest};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::boxes::{Area, Point, areas, rows};
use crate::networks::{alphabet, letters};
use crate::{strip, weights};

/// A rectangle: its middle, its size and its turn in degrees.
type Rect = (Point, Point, f32);

/// How likely each of 200 × 300 points is text: as said, in some rectangles.
fn likely(rects: &[(Rect, f32)]) -> NdTensor<f32, 2> {
    let mut likely = NdTensor::zeros([200, 300]);
    for row in 0..200 {
        for column in 0..300 {
            for ((middle, size, degrees), value) in rects {
                let (sin, cos) = degrees.to_radians().sin_cos();
                let (x, y) = (column as f32 - middle.0, row as f32 - middle.1);
                let (along, down) = (x * cos + y * sin, y * cos - x * sin);
                if along.abs() <= size.0 / 2.0 && down.abs() <= size.1 / 2.0 {
                    likely[[row, column]] = *value;
                }
            }
        }
    }
    likely
}

fn is_near(found: Point, wanted: Point, far: f32) -> bool {
    (found.0 - wanted.0).hypot(found.1 - wanted.1) <= far
}

#[test]
fn a_line_is_larger_than_its_marked_middle_and_in_pixels_of_the_picture() {
    let points = likely(&[(((150.0, 100.0), (100.0, 10.0), 0.0), 0.9)]);
    let found = areas(points.view(), (2.0, 3.0));
    // 1.6 × 1000 points of area by 220 of border are 7 on each side.
    let wanted = [
        (186.0, 264.0),
        (414.0, 264.0),
        (414.0, 336.0),
        (186.0, 336.0),
    ];
    assert_eq!(found.len(), 1);
    for (found, wanted) in found[0].corners().iter().zip(wanted) {
        assert!(is_near(*found, wanted, 4.0), "{found:?} {wanted:?}");
    }
}

#[test]
fn a_turned_line_begins_where_its_text_does() {
    for degrees in [-60.0, -30.0, 0.0, 30.0, 60.0, 90.0] {
        let points = likely(&[(((150.0, 100.0), (120.0, 12.0), degrees), 0.9)]);
        let found = areas(points.view(), (1.0, 1.0));
        assert_eq!(found.len(), 1);
        let along = found[0].along;
        let turn = along.1.atan2(along.0).to_degrees();
        assert!((turn - degrees).abs() < 2.0, "{degrees} {turn}");
    }
}

#[test]
fn what_is_faint_or_thin_is_no_line() {
    let points = likely(&[
        (((80.0, 50.0), (60.0, 12.0), 0.0), 0.4),
        (((80.0, 150.0), (60.0, 1.0), 0.0), 0.9),
        (((220.0, 150.0), (60.0, 12.0), 0.0), 0.2),
    ]);
    assert!(areas(points.view(), (1.0, 1.0)).is_empty());
}

#[test]
fn lines_are_read_row_by_row() {
    let area = |x: f32, y: f32| Area {
        start: (x, y),
        along: (80.0, 0.0),
        down: (0.0, 20.0),
    };
    let found = rows(vec![
        area(200.0, 4.0),
        area(0.0, 40.0),
        area(100.0, 0.0),
        area(0.0, 2.0),
    ]);
    let starts: Vec<Vec<f32>> = found
        .iter()
        .map(|row| row.iter().map(|area| area.start.0).collect())
        .collect();
    assert_eq!(starts, [vec![0.0, 100.0, 200.0], vec![0.0]]);
    assert!(rows(Vec::new()).is_empty());
}

#[test]
fn letters_that_stay_are_one_and_letters_apart_are_two() {
    let alphabet = alphabet("a\nb");
    // Nothing, a, a, nothing, a, b, the space.
    let mut likely = NdTensor::zeros([7, 4]);
    for (place, letter) in [0, 1, 1, 0, 1, 2, 3].into_iter().enumerate() {
        likely[[place, letter]] = 0.9;
    }
    likely[[5, 2]] = 0.5;
    let (text, sure) = letters(likely.view(), &alphabet);
    assert_eq!(text, "aab ");
    assert!((sure - 0.8).abs() < 1e-6, "{sure}");

    let mut nothing = NdTensor::zeros([7, 4]);
    nothing.slice_mut((.., 0)).fill(1.0);
    assert_eq!(letters(nothing.view(), &alphabet), (String::new(), 0.0));
}

#[test]
fn a_strip_runs_along_its_line() {
    // The colour says where a pixel is.
    let picture = RgbImage::from_fn(200, 200, |x, y| Rgb([x as u8, y as u8, 0]));
    // Down the right side: its top is on the right.
    let area = Area {
        start: (180.0, 20.0),
        along: (0.0, 144.0),
        down: (-48.0, 0.0),
    };
    let strip = strip::cut(&picture, &area);
    assert_eq!(strip.dimensions(), (144, strip::HEIGHT));
    for (x, y) in [(0, 0), (100, 10), (143, 47)] {
        let [across, down, _] = strip.get_pixel(x, y).0;
        assert!(
            across.abs_diff((179 - y) as u8) <= 1 && down.abs_diff((20 + x) as u8) <= 1,
            "{x} {y}"
        );
    }

    // What lies outside is as the edge is, and what is as thin as can be is a strip too.
    let beyond = Area {
        start: (-100.0, -100.0),
        along: (10.0, 0.0),
        down: (0.0, 0.01),
    };
    assert_eq!(strip::cut(&picture, &beyond).get_pixel(0, 0).0, [0, 0, 0]);
}

/// A package with all files of the weights, and its SHA-256.
fn package() -> (Vec<u8>, String) {
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    let networks =
        [weights::FINDER, weights::READER].map(|name| weights::NETWORKS.to_owned() + name);
    let licence = weights::LICENCES.to_owned() + "LICENSE";
    for path in [
        networks.as_slice(),
        &[licence, "rapidocr/main.py".to_owned()],
    ]
    .concat()
    {
        package
            .start_file(&path, SimpleFileOptions::default())
            .unwrap();
        package.write_all(path.as_bytes()).unwrap();
    }
    let package = package.finish().unwrap().into_inner();
    let hash = digest(&SHA256, &package)
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    (package, hash)
}

#[test]
fn weights_are_unpacked_from_the_right_package_alone() {
    let folder = env::temp_dir().join(format!("read-weights-{}", process::id()));
    let _ = fs::remove_dir_all(&folder);
    let (package, hash) = package();

    let mut other = package.clone();
    other[40] ^= 1;
    let refused = weights::unpack(other, &hash, &folder)
        .unwrap_err()
        .to_string();
    assert!(refused.contains(&hash), "{refused}");
    let missing = weights::folder_of(&[&folder]).unwrap_err().to_string();
    assert!(
        missing.contains("`cargo run -p read -- fetch-weights`"),
        "{missing}"
    );

    weights::unpack(package, &hash, &folder).unwrap();
    assert_eq!(weights::folder_of(&[&folder]).unwrap(), folder);
    let found = fs::read_to_string(folder.join(weights::FINDER)).unwrap();
    assert_eq!(found, weights::NETWORKS.to_owned() + weights::FINDER);
    // The networks and their licence, and nothing else.
    assert!(folder.join("LICENSE").exists());
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 3);
    fs::remove_dir_all(&folder).unwrap();
}
