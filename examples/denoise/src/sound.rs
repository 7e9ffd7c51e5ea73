//! Sounds as callers send them, read piece by piece at a rate of our own: however long one is, little of it is in memory.

use std::io::{Cursor, ErrorKind};
use std::ops::Range;

use audioadapter_buffers::direct::SequentialSliceOfVecs;
use fal_app::{Error, Fetched, Result};
use rubato::{Fft, FixedSync, Indexing, Resampler};
use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error as Unreadable;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;

/// The formats that are read.
const FORMATS: [&str; 6] = ["aac", "flac", "m4a", "mp3", "ogg", "wav"];

/// The rates that are read, in hertz: what people record with.
const RATES: Range<u32> = 4_000..200_000;

/// The most channels that are read.
const CHANNELS: usize = 8;

/// How many samples of each channel are converted at once.
const PIECE: usize = 1_024;

/// The samples of each channel, from -1 to 1.
pub(crate) type Piece = Vec<Vec<f32>>;

/// A sound that is being read. Each item is the next piece of it, at the rate that was asked for.
pub(crate) struct Sound {
    sent: Fetched,
    rate: u32,
    longest: u32,
    medium: Box<dyn FormatReader>,
    track: u32,
    decoder: Box<dyn AudioDecoder>,
    /// Begins with the first samples, which say what there is to convert.
    converter: Option<Converter>,
    has_ended: bool,
}

impl Sound {
    /// Opens what a caller sent. A sound of more than `longest` seconds is refused, at once where it says how long it is.
    pub(crate) fn open(sent: Fetched, rate: u32, longest: u32) -> Result<Self> {
        let unreadable = || unreadable(&sent);
        let bytes = Box::new(Cursor::new(sent.bytes().clone()));
        let source = MediaSourceStream::new(bytes, MediaSourceStreamOptions::default());
        let (format, metadata) = (FormatOptions::default(), MetadataOptions::default());
        let probed = symphonia::default::get_probe().probe(&Hint::new(), source, format, metadata);
        let medium = probed.map_err(|_| unreadable())?;
        let track = medium
            .default_track(TrackType::Audio)
            .ok_or_else(unreadable)?;
        let Some(CodecParameters::Audio(codec)) = &track.codec_params else {
            return Err(unreadable());
        };
        let decoder = symphonia::default::get_codecs()
            .make_audio_decoder(codec, &AudioDecoderOptions::default());
        let decoder = decoder.map_err(|_| unreadable())?;
        let lasts = track.duration.zip(track.time_base);
        let lasts = lasts.and_then(|(units, base)| Some(base.calc_duration(units)?.as_secs_f64()));
        if let Some(seconds) = lasts.filter(|seconds| *seconds > f64::from(longest)) {
            return Err(too_long(&sent, longest, seconds));
        }
        let track = track.id;
        Ok(Self {
            sent,
            rate,
            longest,
            medium,
            track,
            decoder,
            converter: None,
            has_ended: false,
        })
    }

    /// The next samples as they were recorded, and their rate. `None` is the end.
    fn decoded(&mut self) -> Result<Option<(u32, Piece)>> {
        loop {
            let packet = match self.medium.next_packet() {
                Ok(Some(packet)) => packet,
                Ok(None) => return Ok(None),
                // A recording that was cut off has no proper end.
                Err(Unreadable::IoError(error)) if error.kind() == ErrorKind::UnexpectedEof => {
                    return Ok(None);
                }
                Err(_) => return Err(unreadable(&self.sent)),
            };
            if packet.track_id != self.track {
                continue;
            }
            match self.decoder.decode(&packet) {
                Ok(samples) => {
                    let mut piece = Piece::new();
                    samples.copy_to_vecs_planar(&mut piece);
                    return Ok(Some((samples.spec().rate(), piece)));
                }
                // A damaged packet is a short gap, and no reason to refuse all others.
                Err(Unreadable::DecodeError(_)) => {}
                Err(_) => return Err(unreadable(&self.sent)),
            }
        }
    }

    fn piece(&mut self) -> Result<Option<Piece>> {
        let Some((rate, piece)) = self.decoded()? else {
            self.has_ended = true;
            let Some(converter) = &mut self.converter else {
                return Err(Error::audio_duration_too_short(
                    self.sent.location(),
                    0.001,
                    0,
                ));
            };
            return Ok(Some(converter.finish()?));
        };
        if !RATES.contains(&rate) || !(1..=CHANNELS).contains(&piece.len()) {
            return Err(unreadable(&self.sent));
        }
        let converter = match &mut self.converter {
            Some(converter) => converter,
            none => none.insert(Converter::new(rate, self.rate, piece.len())?),
        };
        // Few formats can change in the middle, and no recorder does it.
        if rate != converter.from || piece.len() != converter.waiting.len() {
            return Err(unreadable(&self.sent));
        }
        let converted = converter.convert(piece)?;
        if converter.seconds() > f64::from(self.longest) {
            return Err(too_long(&self.sent, self.longest, converter.seconds()));
        }
        Ok(Some(converted))
    }
}

impl Iterator for Sound {
    type Item = Result<Piece>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_ended {
            return None;
        }
        let piece = self.piece();
        self.has_ended |= piece.is_err();
        piece.transpose()
    }
}

fn unreadable(sent: &Fetched) -> Error {
    Error::unsupported_audio_format(sent.location(), &FORMATS)
}

fn too_long(sent: &Fetched, longest: u32, seconds: f64) -> Error {
    Error::audio_duration_too_long(sent.location(), longest, seconds)
}

/// Converts samples from one rate to another. A sound keeps its length, and begins where it began.
struct Converter {
    from: u32,
    to: u32,
    /// `None` where both rates are the same.
    resampler: Option<Fft<f32>>,
    /// What is too short to be converted yet.
    waiting: Piece,
    /// How many samples of each channel came in and went out.
    taken: u64,
    given: u64,
    /// How many samples are still to be left out: the resampler begins with silence.
    early: usize,
}

impl Converter {
    fn new(from: u32, to: u32, channels: usize) -> Result<Self> {
        let resampler = (from != to)
            .then(|| {
                Fft::new(
                    from as usize,
                    to as usize,
                    PIECE,
                    channels,
                    FixedSync::Input,
                )
            })
            .transpose()?;
        Ok(Self {
            from,
            to,
            early: resampler.as_ref().map_or(0, Resampler::output_delay),
            resampler,
            waiting: vec![Vec::new(); channels],
            taken: 0,
            given: 0,
        })
    }

    /// How many seconds came in.
    fn seconds(&self) -> f64 {
        self.taken as f64 / f64::from(self.from)
    }

    fn convert(&mut self, piece: Piece) -> Result<Piece> {
        self.taken += piece.first().map_or(0, Vec::len) as u64;
        let Some(resampler) = &self.resampler else {
            return Ok(piece);
        };
        let needed = resampler.input_frames_next();
        for (waiting, new) in self.waiting.iter_mut().zip(piece) {
            waiting.extend(new);
        }
        let mut converted = vec![Vec::new(); self.waiting.len()];
        while self.waiting.iter().all(|channel| channel.len() >= needed) {
            self.step(needed, &mut converted)?;
        }
        Ok(converted)
    }

    /// What is left, so that the whole is as long as what came in.
    fn finish(&mut self) -> Result<Piece> {
        let mut converted = vec![Vec::new(); self.waiting.len()];
        if self.resampler.is_none() {
            return Ok(converted);
        }
        let whole = (self.taken * u64::from(self.to)).div_ceil(u64::from(self.from));
        while self.given < whole {
            let left = self.waiting.first().map_or(0, Vec::len);
            self.step(left, &mut converted)?;
        }
        let surplus = (self.given - whole) as usize;
        for channel in &mut converted {
            channel.truncate(channel.len() - surplus);
        }
        Ok(converted)
    }

    /// Converts so many of the waiting samples. Silence stands for those that are missing.
    fn step(&mut self, samples: usize, converted: &mut Piece) -> Result<()> {
        let Some(resampler) = &mut self.resampler else {
            return Ok(());
        };
        let channels = self.waiting.len();
        let part = Indexing::new().partial_len(samples);
        let input = SequentialSliceOfVecs::new(&self.waiting, channels, samples)?;
        let output = resampler.process(&input, Some(&part))?.take_data();
        for waiting in &mut self.waiting {
            waiting.drain(..samples);
        }
        let new = output.len() / channels;
        let early = self.early.min(new);
        self.early -= early;
        self.given += (new - early) as u64;
        for (index, channel) in converted.iter_mut().enumerate() {
            channel.extend(
                output
                    .iter()
                    .skip(early * channels + index)
                    .step_by(channels),
            );
        }
        Ok(())
    }
}
